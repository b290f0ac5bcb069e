"""What a session refuses, with the reason and what can be done instead."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from sim.errors import EntenteError, printable
from sim.sentences import Sentence


class RefusedError(EntenteError):
    """A session does not do what it was asked for; nothing was changed."""


class UnknownNameError(RefusedError):
    """Nothing of that kind has such a name."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = get_close_matches(name, names, 1)
        self.alone = Sentence(
            "There is no {kind} {name}.", kind=Sentence(kind), name=printable(name)
        )
        """The same without what there is, for those who may not know."""
        alone, listed = self.alone, names or Sentence("none")
        super().__init__(
            Sentence(
                "{alone} Did you mean {near}? There are: {known}.",
                alone=alone,
                near=near[0],
                known=listed,
            )
            if near
            else Sentence("{alone} There are: {known}.", alone=alone, known=listed)
        )


class UnknownCaseError(UnknownNameError):
    """A team has read nothing of a case: it cannot order anything about it yet."""

    def __init__(self, team: str, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        super().__init__("case", name, known)
        self.alone = Sentence(
            "{team} has read nothing of a case {name} yet.", team=team, name=printable(name)
        )
        self.args = (
            Sentence("{alone} It knows {known}.", alone=self.alone, known=known)
            if known
            else Sentence("{alone} It knows no case.", alone=self.alone),
        )


class MustAgreeError(RefusedError):
    """A lever needs the agreement of others."""

    def __init__(self, lever: str, teams: Iterable[str]) -> None:
        keys = list(teams)
        super().__init__(
            Sentence(
                "{lever} works only if {teams} agrees too: propose it, and let them answer."
                if len(keys) == 1
                else "{lever} works only if {teams} agree too: propose it, and let them answer.",
                lever=lever,
                teams=keys,
            )
        )
