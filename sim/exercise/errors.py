"""What a session refuses, with the reason and what can be done instead."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from sim.errors import EntenteError, printable


class RefusedError(EntenteError):
    """A session does not do what it was asked for; nothing was changed."""


class UnknownNameError(RefusedError):
    """Nothing of that kind has such a name."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = get_close_matches(name, names, 1)
        meant = f" Did you mean {near[0]}?" if near else ""
        listed = ", ".join(names) if names else "none"
        self.alone = f"There is no {kind} {printable(name)}."
        """The same without what there is, for those who may not know."""
        super().__init__(f"{self.alone}{meant} There are: {listed}.")


class UnknownCaseError(UnknownNameError):
    """A team has read nothing of a case: it cannot order anything about it yet."""

    def __init__(self, team: str, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        super().__init__("case", name, known)
        cases = f"It knows {', '.join(known)}." if known else "It knows no case."
        self.alone = f"{team} has read nothing of a case {printable(name)} yet."
        self.args = (f"{self.alone} {cases}",)


class MustAgreeError(RefusedError):
    """A lever needs the agreement of others."""

    def __init__(self, lever: str, teams: Iterable[str]) -> None:
        keys = list(teams)
        agree = "agrees" if len(keys) == 1 else "agree"
        super().__init__(
            f"{lever} works only if {', '.join(keys)} {agree} too: propose it, and let them answer."
        )
