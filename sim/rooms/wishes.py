"""Wishes: what teams want to do that no card and no order foresees, and rulings on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.exercise.session import Session
from sim.frozen import frozen
from sim.rooms.acting import Form, NotAllowedError
from sim.sentences import Sentence

FIRST_LOOK = Sentence("Look at it first: what it would be, without its roll.")
_BAR = " | "
"""What divides the parts of a ruling that is typed."""


@frozen
class Wish:
    """What a team would like to do, until the facilitator has answered."""

    number: int
    team: str
    person: int
    text: str
    story_us: int
    answered: bool = False


def ruling_line(form: Form) -> str:
    """The line of the terminal's desk by which what a form says is ruled, without making it count.

    Raises:
        NotAllowedError: no action was written.
    """
    said = {name: " ".join(form.get(name, "").replace("|", "/").split()) for name in _PARTS}
    if not said["does"]:
        raise NotAllowedError(Sentence("Nothing was written."))
    parts = [f"rule {form.get('team', '')}: {said['does']}", f"chance {form.get('chance', '')}"]
    parts += [f"{word} {said[name]}" for name, word in _PARTS.items() if word and said[name]]
    effect = form.get("effect", "")
    if effect:
        written = " ".join(form.get("change", "").split())
        parts.append(f"change {effect}: {written}")
    return _BAR.join(parts)


_PARTS = {"does": "", "reasons_for": "for", "reasons_against": "against"}
"""By field of the form: the word that begins its part; the action itself has none."""


@frozen
class Rulings:
    """Rulings by form: each is looked at before it counts."""

    typed: Callable[[Session, str], str]
    looked_at: set[str]

    def rule(self, session: Session, form: Mapping[str, str]) -> str:
        """Shows what a ruling would be, or lets it count, if that same was looked at before.

        Raises:
            EntenteError: it cannot be made, or was not looked at.
        """
        line = ruling_line(form)
        if form.get("counts") != "now":
            shown = self.typed(session, line)
            self.looked_at.add(line)
            return shown.rpartition("\n")[0]  # the last line says what to type
        if line not in self.looked_at:
            raise NotAllowedError(FIRST_LOOK)
        return self.typed(session, f"{line}{_BAR}now")
