"""Keys: what people show to be let in, and what forms show to be believed."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from time import monotonic

MOST_WRONG = 5
"""So many wrong PINs from one address, and then it waits."""
WAITS_SECONDS = 60.0
MOST_WRONG_IN_ALL = 60
"""So many wrong PINs from wherever within that time, and everybody waits: a room has few people."""


def new_pin() -> str:
    """Six digits, to be read aloud: they let somebody wait at the door, and no further."""
    return f"{secrets.randbelow(1_000_000):06}"


def new_secret() -> str:
    """A key that nobody guesses."""
    return secrets.token_urlsafe(24)


def fingerprint(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def fits(secret: str, kept: str) -> bool:
    """Whether it is the secret of which that is kept; it takes as long either way."""
    return hmac.compare_digest(fingerprint(secret), kept)


def same(given: str, expected: str) -> bool:
    """Whether two texts are the same; it takes as long either way."""
    return hmac.compare_digest(given.encode(errors="replace"), expected.encode(errors="replace"))


def signed(key: str, what: str) -> str:
    """What only somebody who was given it by this server can show."""
    return hmac.new(key.encode(), what.encode(), hashlib.sha256).hexdigest()


@dataclass
class Tries:
    """Who has tried how many wrong PINs."""

    _wrong: dict[str, list[float]] = field(default_factory=dict)

    def must_wait(self, address: str, now: float | None = None) -> bool:
        """Whether an address has tried too often, or all together have."""
        since = (monotonic() if now is None else now) - WAITS_SECONDS
        for other in list(self._wrong):
            self._wrong[other] = [at for at in self._wrong[other] if at > since]
            if not self._wrong[other]:
                del self._wrong[other]
        mine = len(self._wrong.get(address, []))
        return mine >= MOST_WRONG or sum(map(len, self._wrong.values())) >= MOST_WRONG_IN_ALL

    def was_wrong(self, address: str, now: float | None = None) -> None:
        """Remembers a wrong one."""
        self._wrong.setdefault(address, []).append(monotonic() if now is None else now)
