"""Several sessions beside each other, as one document for the terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from sim.exercise.effect import Effect
from sim.exercise.trend import ActionDone, SessionInTrend, Trend
from sim.screen.exercise.after_action import change_words
from sim.screen.exercise.document import Block, Bullets, Grid, Heading, Paragraph
from sim.screen.exercise.gains import gained, gained_on_average
from sim.screen.toolkit.words import plural, roughly, share

_DONE = {True: "yes", False: "no", None: "cannot be told"}


def trend_document(found: Trend) -> Iterator[Block]:
    """The blocks of a trend in their order."""
    numbered = list(enumerate(found.sessions, start=1))
    yield Heading(f"Trend over {plural(len(numbered), 'session')}", 1)
    rows = [(str(number), *_session(one)) for number, one in numbered]
    yield Grid(("", "held", "scenario", "in the room", "feedback"), rows)
    yield Heading("Objectives")
    for number, one in numbered:
        yield from _objectives(number, one)
    yield Heading("Where the hours until detection went")
    yield _hours(found)
    yield Paragraph("Of the scored threats of each session's own day, and as a share of them.")
    yield Heading("What decisions were worth")
    yield Grid(
        ("", "decision", "its day", "other days, on average", "sooner / later"),
        [row for number, one in numbered for row in _decisions(number, one)],
    )
    yield Heading("How lucky each day was")
    yield Bullets([f"{number}: {_luck(one)}" for number, one in numbered])
    yield Heading("Corrective actions")
    actions = [row for number, one in numbered for row in _actions(number, one)]
    if actions:
        yield Grid(("", "action", "owner", "due", "in the scenario", "done by the next"), actions)
    else:
        yield Paragraph("None were agreed on.")
    yield Heading("What this does not say")
    yield Bullets(found.not_said)


def _session(one: SessionInTrend) -> tuple[str, ...]:
    worth = ", ".join(f"{team} {number}" for team, number in one.worth.items())
    over = "" if one.ended else ", not over"
    scenario = f"{one.scenario}{f' ({one.file})' if one.file else ''}"
    return (one.opened[:10], scenario, f"{one.minutes:.0f} min{over}", worth)


def _objectives(number: int, one: SessionInTrend) -> Iterator[Block]:
    rows = [
        (
            objective.name,
            objective.organisation,
            objective.rating or "not rated",
            "; ".join(objective.evidence) or "none",
        )
        for objective in one.objectives
    ]
    yield Grid((f"session {number}", "organisation", "rating", "evidence"), rows)


def _hours(found: Trend) -> Block:
    whole = [sum(one.hours.values()) for one in found.sessions]
    causes = dict.fromkeys(cause for one in found.sessions for cause in one.hours)
    ordered = sorted(causes, key=lambda cause: -max(_of(one, cause) for one in found.sessions))
    rows = [
        (
            cause,
            *(
                f"{roughly(_of(one, cause))}, {share(_of(one, cause) / all_)}"
                if _of(one, cause)
                else ""
                for one, all_ in zip(found.sessions, whole, strict=True)
            ),
        )
        for cause in ordered
    ]
    return Grid(("cause", *(str(number + 1) for number in range(len(whole)))), rows)


def _of(one: SessionInTrend, cause: str) -> float:
    return one.hours.get(cause, 0.0)


def _decisions(number: int, one: SessionInTrend) -> Iterator[tuple[str, ...]]:
    for effect in (one.none, *one.each):
        yield (
            str(number),
            f"{effect.name}{'*' if effect.assumed else ''}{_guessed(effect)}",
            gained(effect.today),
            gained_on_average(effect.change),
            f"{effect.better} / {effect.worse}",
        )


def _guessed(effect: Effect) -> str:
    """Marks a warning on order that its agency was not sure enough for."""
    return "" if effect.guess is None else f" (a guess, at {share(effect.guess)} sure)"


def _luck(one: SessionInTrend) -> str:
    if not one.rank.days:
        return "no threat of its day is scored"
    return f"luckier than {share(one.rank.luckier_than)} of {plural(one.rank.days, 'other day')}"


def _actions(number: int, one: SessionInTrend) -> Iterator[tuple[str, ...]]:
    for each in one.actions:
        yield (str(number), *_action(each))


def _action(each: ActionDone) -> tuple[str, ...]:
    action = each.action
    changes = "; ".join(map(change_words, action.changes))
    return (action.action, action.owner, action.due, changes, _DONE[each.done])
