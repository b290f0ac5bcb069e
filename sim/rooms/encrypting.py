"""Encrypting: a certificate and its key, looked at before anything is opened."""

from __future__ import annotations

import ssl
from contextlib import suppress
from pathlib import Path
from typing import Any

from sim.errors import EntenteError
from sim.frozen import frozen


class CertificateError(EntenteError):
    """A certificate cannot be used; the message says what is wrong with which file."""


@frozen
class KeyPair:
    """A certificate and the key that belongs to it, each a file in PEM."""

    certificate: Path
    key: Path
    names: tuple[str, ...] = ()
    """The names and addresses that it is for, some with a star for their first part."""

    def covers(self, host: str) -> bool:
        """Whether a browser takes it for a name or an address."""
        above = host.partition(".")[2]
        return host.lower() in self.names or (bool(above) and f"*.{above}".lower() in self.names)


def key_pair(certificate: Path | None, key: Path | None) -> KeyPair | None:
    """What encrypts; None where neither is given. The key may stand in the certificate's file.

    Raises:
        CertificateError: they cannot be used.
    """
    if certificate is None:
        if key is not None:
            raise CertificateError("--key is the key of a certificate: give --certificate, too.")
        return None
    pair = KeyPair(certificate, key or certificate)
    if "-----BEGIN CERTIFICATE-----" not in _text(certificate):
        raise CertificateError(f"{certificate}: expected a certificate in PEM, found none.")
    written = _text(pair.key)
    if "PRIVATE KEY-----" not in written:
        also = "" if key else ", and none was given: add --key FILE"
        raise CertificateError(f"{pair.key}: expected a key in PEM, found none{also}.")
    if "ENCRYPTED" in written:
        raise CertificateError(
            f"{pair.key} is locked with a password, which nobody is asked for: "
            f"`openssl pkey -in {pair.key} -out FILE` writes it without one."
        )
    return KeyPair(pair.certificate, pair.key, _names_of(pair.certificate, _serving(pair)))


def _serving(pair: KeyPair) -> ssl.SSLContext:
    """What serves with them, if they fit."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(pair.certificate, pair.key)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            why = f"{pair.key} is not the key of {pair.certificate}."
        else:
            why = f"{pair.certificate} or {pair.key} is damaged: {error.reason or error}."
        raise CertificateError(why) from None
    return context


def _names_of(certificate: Path, serving: ssl.SSLContext) -> tuple[str, ...]:
    """What a browser that trusts it makes of a certificate: two ends shake hands in memory."""
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    asking.check_hostname = False
    asking.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    asking.load_verify_locations(certificate)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    client, server = asking.wrap_bio(back, there), serving.wrap_bio(there, back, server_side=True)
    try:
        for end in (client, server, client):
            with suppress(ssl.SSLWantReadError):
                end.do_handshake()
    except ssl.SSLCertVerificationError as error:
        raise CertificateError(
            f"{certificate}: no browser takes it: {error.verify_message}."
        ) from None
    found: Any = client.getpeercert() or {}
    names = tuple(str(name).lower() for _, name in found.get("subjectAltName", ()))
    if not names:
        raise CertificateError(
            f"{certificate}: expected the names that it is for (subjectAltName), found none; no "
            "browser takes it."
        )
    return names


def _text(file: Path) -> str:
    try:
        return file.read_text("ascii", errors="replace")
    except OSError as error:
        raise CertificateError(f"{file} cannot be read: {error.strerror or error}.") from None
