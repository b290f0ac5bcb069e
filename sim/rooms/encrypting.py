"""Encrypting: a certificate and its key, looked at before anything is opened."""

from __future__ import annotations

import ssl
from pathlib import Path

from sim.errors import EntenteError
from sim.frozen import frozen


class CertificateError(EntenteError):
    """A certificate cannot be used; the message says what is wrong with which file."""


@frozen
class KeyPair:
    """A certificate and the key that belongs to it, each a file in PEM."""

    certificate: Path
    key: Path


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
    _check_that_they_fit(pair)
    return pair


def _check_that_they_fit(pair: KeyPair) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(pair.certificate, pair.key)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            why = f"{pair.key} is not the key of {pair.certificate}."
        else:
            why = f"{pair.certificate} or {pair.key} is damaged: {error.reason or error}."
        raise CertificateError(why) from None


def _text(file: Path) -> str:
    try:
        return file.read_text("ascii", errors="replace")
    except OSError as error:
        raise CertificateError(f"{file} cannot be read: {error.strerror or error}.") from None
