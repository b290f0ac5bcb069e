"""Seals on compiled code that is kept: what is not as it was written is never run.

Whatever loads code trusts it, and damaged code ends the process. A seal is a digest before it, also
of what it was made for; it stands against accidents, not against anybody who can write there.
"""

from __future__ import annotations

from hashlib import blake2b

_SIZE = 32


def sealed(code: bytes, made_for: str) -> bytes:
    """Code with its seal, as it is kept."""
    return _digest(code, made_for) + code


def unsealed(content: bytes, made_for: str) -> bytes | None:
    """The code that was kept; None where it is damaged, cut short or made for something else."""
    code = content[_SIZE:]
    return code if code and content[:_SIZE] == _digest(code, made_for) else None


def _digest(code: bytes, made_for: str) -> bytes:
    digest = blake2b(made_for.encode(), digest_size=_SIZE)
    digest.update(b"\0")
    digest.update(code)
    return digest.digest()
