"""The day again, the truth laid over it: what was real, decided and told, how sure teams were."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from sim.exercise.cases import CaseOutcome
from sim.exercise.debrief import Facts
from sim.exercise.journal.entries import Improvised
from sim.exercise.moves import moves_of
from sim.exercise.session import Session
from sim.exercise.world import fires_at, is_by_hand
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.scenario.schema.scenario import Scenario
from sim.screen.scenario.moments import moment
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import CAPTION, table
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import share

_REAL = {True: "real", False: "a red herring"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""Decisions are marked by them, in their order; later ones by the last."""
_LABEL = 16
INJECT, MOVE = "!", "|"
_DAYS_APART = 9
"""Cells between the days that are named on the strip, at least."""


def replay(session: Session, facts: Facts, paper: Paper) -> RenderableType:
    """The whole day: cases, decisions and messages in time, then what each was."""
    scenario = session.scenario
    strip = _Strip(facts.horizon, max(20, min(90, paper.width - _LABEL - 2)))
    lines = [strip.days(scenario), strip.marks("moves", _moves(scenario), MOVE)]
    lines += [strip.case(case, paper) for case in facts.cases]
    lines.append(strip.letters(facts))
    fired = _fired(session)
    if fired:
        lines.append(strip.marks("injects", [at for at, _ in fired], INJECT))
    legend = (
        f"{paper.glyphs.full} present, {paper.glyphs.spot} first detected, or warned of on order"
    )
    return Group(
        *lines,
        Text(f"{legend}; decisions a, b, ... as below", style=CAPTION),
        Text(),
        _cases(facts, scenario, paper),
        Text(),
        _decisions(facts, scenario, paper),
        *_messages(fired, scenario, paper),
        Text(),
        _how_sure(session, facts, paper),
    )


class _Strip:
    """The story from its beginning to its end as cells of a line."""

    def __init__(self, horizon: float, cells: int) -> None:
        self._horizon, self._cells = horizon, cells

    def _cell(self, hours: float) -> int:
        return max(0, min(self._cells - 1, int(hours / self._horizon * self._cells)))

    def _line(self, label: str, signs: str, style: str = "") -> Text:
        return Text(f"{label[:_LABEL]:{_LABEL}}  ").append(signs, style=style)

    def days(self, scenario: Scenario) -> Text:
        """The days that there is room to name."""
        signs = [" "] * (self._cells + 4)
        free = 0
        for day in range(1, int(self._horizon / 24) + 2):
            at = self._cell(((day - 1) * 24 * 60 - scenario.begins % (24 * 60)) / 60)
            if at >= free and at + len(str(day)) <= self._cells:
                signs[at : at + len(str(day))] = str(day)
                free = at + _DAYS_APART
        return self._line("day", "".join(signs).rstrip())

    def marks(self, label: str, hours: list[float], sign: str) -> Text:
        """A sign at each hour."""
        signs = [" "] * self._cells
        for at in hours:
            signs[self._cell(at)] = sign
        return self._line(label, "".join(signs))

    def letters(self, facts: Facts) -> Text:
        """Each decision as its letter; of several that fall together, the next stand behind."""
        signs = [" "] * self._cells
        for number, decision in enumerate(facts.decisions):
            at = self._cell(decision.at)
            while at < self._cells - 1 and signs[at] != " ":
                at += 1
            signs[at] = letter_of(number)
        return self._line("decisions", "".join(signs), "bold")

    def case(self, case: CaseOutcome, paper: Paper) -> Text:
        """From when a case is there, and when somebody first was sure."""
        first = self._cell(case.begins)
        signs = [paper.glyphs.track] * first + [paper.glyphs.full] * (self._cells - first)
        if case.detected is not None:
            at = self._cell(case.detected)
            signs[at:] = [paper.glyphs.spot] + [paper.glyphs.track] * (self._cells - at - 1)
        return self._line(case.case, "".join(signs), "cyan" if case.real else "magenta")


def letter_of(number: int) -> str:
    """The letter of a decision."""
    return _LETTERS[min(number, len(_LETTERS) - 1)]


def _moves(scenario: Scenario) -> list[float]:
    return [move.begins for move in moves_of(scenario)]


def _fired(session: Session) -> list[tuple[float, str]]:
    """(hour, what was told or changed) of the injects that came, in their order."""
    now_us = session.course.now_us
    came = [
        (fires_at(inject), inject.message or name)
        for name, inject in session.world.scenario.injects.items()
        if not is_by_hand(name)
    ]
    improvised = (e for e in session.course.entries if isinstance(e, Improvised))
    came += [(entry.story_us, entry.words) for entry in improvised]
    return sorted((at / HOUR, said) for at, said in came if at < now_us)


def _cases(facts: Facts, scenario: Scenario, paper: Paper) -> RenderableType:
    columns = ("case", "what it was", "begins", "detected")
    cases = table(paper, [(name, "left") for name in columns])
    for one in facts.cases:
        detected = "never"
        if one.detected is not None:
            detected = f"{moment(scenario, one.detected)}, {safe(one.by or '')}"
        if one.ordered_at is not None:
            detected += f": warned on order, at {share(one.ordered_at)} sure"
        cases.add_row(
            one.case, f"{safe(one.name)}, {_REAL[one.real]}", moment(scenario, one.begins), detected
        )
    return cases


def _decisions(facts: Facts, scenario: Scenario, paper: Paper) -> RenderableType:
    if not facts.decisions:
        return Text("No team decided anything.", style=CAPTION)
    decisions = table(paper, [("", "left"), ("entry", "right"), ("when", "left"), ("", "left")])
    for number, each in enumerate(facts.decisions):
        words = safe(each.words)
        words += f"\nwhy: {safe(each.why)}" if each.why else ""
        words += f"\nexpected: {safe(each.expects)}" if each.expects else ""
        decisions.add_row(letter_of(number), str(each.entry), moment(scenario, each.at), words)
    return decisions


def _messages(
    fired: list[tuple[float, str]], scenario: Scenario, paper: Paper
) -> list[RenderableType]:
    if not fired:
        return []
    listing = table(paper, [("", "left"), ("came", "left"), ("", "left")])
    for at, said in fired:
        listing.add_row(INJECT, moment(scenario, at), safe(said))
    return [Text(), listing]


def _how_sure(session: Session, facts: Facts, paper: Paper) -> RenderableType:
    """How sure the surest agency of each team was, as each move ended."""
    ends = [move for move in moves_of(session.scenario) if move.ends <= session.now]
    if not ends or not facts.cases:
        return Text()
    columns = [(move.name, "right") for move in ends]
    listing = table(paper, [("how sure at the end of", "left"), *columns])
    for case in facts.cases:
        listing.add_row(f"{case.case}, {_REAL[case.real]}", *[""] * len(ends))
        for team in session.teams:
            cells = [_surest(session, team, case, move.ends) for move in ends]
            listing.add_row(f"  {safe(team)}", *cells)
    return listing


def _surest(session: Session, team: str, case: CaseOutcome, at: float) -> str:
    beliefs = [one for one in session.view(team, at).beliefs if one.case == case.case]
    return share(max(one.probability for one in beliefs)) if beliefs else "-"
