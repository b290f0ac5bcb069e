"""The debrief as a room reads it, part after part, each what-if behind its question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from sim.exercise.debrief import Debrief
from sim.exercise.effect import Effect
from sim.exercise.luck import Rank
from sim.frozen import frozen
from sim.scenario.schema.scenario import Scenario
from sim.screen.exercise.gains import gained, gained_on_average
from sim.screen.exercise.moments import moment
from sim.screen.toolkit.bars import bar, stacked
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import CAPTION, drawn_line, section, table
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import (
    count,
    plural,
    roughly,
    share,
    signed_count,
)

_REAL = {True: "real", False: "a red herring"}


@frozen
class Part:
    """A part of the debrief; where there is a question, the room answers it first."""

    shown: RenderableType
    question: str = ""


def parts(found: Debrief, scenario: Scenario, paper: Paper) -> Iterator[Part]:
    """The parts of a debrief in their order."""
    yield Part(_heading(found, scenario))
    yield Part(section("1. What teams thought before they knew the end", _judged(found, paper)))
    yield Part(section("2. What teams predicted", _predicted(found)))
    yield Part(section("3. What happened", _happened(found, scenario, paper)))
    yield Part(section("4. Where the hours went on this day", _hours(found, paper)))
    yield Part(section("5. What if", _how_to_read(found)))
    yield from _what_ifs(found, scenario, paper)
    yield Part(section("6. What each team gained", _gains(found, paper)))
    yield Part(section("7. How lucky the day was", _luck(found)))
    yield Part(section("8. Objectives", _objectives()))
    yield Part(section("9. Corrective actions", _actions(found)))
    yield Part(section("10. What this does not say", _lines(f"- {one}" for one in found.not_said)))


def _heading(found: Debrief, scenario: Scenario) -> RenderableType:
    lines = [Text(f"Debrief: {safe(found.scenario)}", style="bold")]
    if not found.ended:
        standing = f"The session is not over: it stands at {moment(scenario, found.now)} UTC."
        lines.append(Text(f"{standing} What follows is told as if nothing more were decided."))
    return Group(*lines)


def _judged(found: Debrief, paper: Paper) -> RenderableType:
    if not found.forms.judgements:
        return Text("No team rated its decisions.", style=CAPTION)
    listing = table(paper, [("decision", "left"), ("rated", "right"), ("sure", "right")])
    for one in found.forms.judgements:
        listing.add_row(f"{one.decision}  {safe(one.words)}", f"{one.rating} of 5", f"{one.sure} %")
    return listing


def _predicted(found: Debrief) -> RenderableType:
    if not found.forms.predictions:
        return Text("No team sealed a prediction.", style=CAPTION)
    return _lines(
        f"{one.team}: {one.text}"
        + ("" if one.detected_day is None else f" (detection on day {one.detected_day:g})")
        for one in found.forms.predictions
    )


def _happened(found: Debrief, scenario: Scenario, paper: Paper) -> RenderableType:
    columns = ("case", "what it was", "begins", "detected")
    cases = table(paper, [(name, "left") for name in columns])
    for one in found.cases:
        detected = "never"
        if one.detected is not None:
            detected = f"{moment(scenario, one.detected)}, {safe(one.by or '')}"
        cases.add_row(
            one.case, f"{safe(one.name)}, {_REAL[one.real]}", moment(scenario, one.begins), detected
        )
    if not found.decisions:
        return Group(cases, Text(), Text("No team decided anything.", style=CAPTION))
    decisions = table(paper, [("", "right"), ("when", "left"), ("decision", "left")])
    for each in found.decisions:
        words = safe(each.words)
        words += f"\nwhy: {safe(each.why)}" if each.why else ""
        words += f"\nexpected: {safe(each.expects)}" if each.expects else ""
        decisions.add_row(str(each.entry), moment(scenario, each.at), words)
    return Group(cases, Text(), decisions)


def _hours(found: Debrief, paper: Paper) -> RenderableType:
    if not found.hours:
        return Text("No threat of this day is scored.", style=CAPTION)
    top = max(found.hours.values())
    wide = max(map(len, found.hours))
    cells = max(8, min(40, paper.width - wide - 14))
    return Group(
        *(
            drawn_line(
                f"{cause:{wide}}  ",
                (f"{bar(spent, top, cells, paper.glyphs):{cells}}", "cyan"),
                f"  {roughly(spent):>8}",
            )
            for cause, spent in sorted(found.hours.items(), key=lambda each: -each[1])
        )
    )


def _how_to_read(found: Debrief) -> RenderableType:
    return Text(
        f"Guess first, then look: on this day, and on {found.days} other days with the same "
        "decisions and other luck. Whether a decision was good shows on the other days.",
        style=CAPTION,
    )


def _what_ifs(found: Debrief, scenario: Scenario, paper: Paper) -> Iterator[Part]:
    if not found.decisions:
        yield Part(Text("No team decided anything that could be left out."))
    else:
        yield _answer(
            "What if no team had decided anything?",
            "What all decisions did together",
            found.none,
            paper,
        )
    one = found.singled_out
    if one and len(found.each) > 1:
        question = f"What if this alone had not been decided: {safe(one.name)}?"
        yield _answer(question, "What this decision did", one, paper)
    if found.unused:
        at = moment(scenario, found.pulled_at)
        best = found.unused[0]
        question = f"Which lever that nobody pulled would have helped most, pulled on {at}?"
        chosen = f"Of {plural(len(found.unused), 'lever')} that nobody pulled: {safe(best.name)}"
        yield _answer(question, chosen, best, paper)


def _answer(question: str, what: str, effect: Effect, paper: Paper) -> Part:
    star = "*" if effect.assumed else ""
    days = effect.better + effect.worse + effect.unchanged
    lines = [
        Text(f"{what}{star}", style="bold"),
        Text(f"  this day      {gained(effect.today)}{_beside(effect, today=True)}"),
        drawn_line("  other days    ", _strip(effect, paper)),
        Text(
            f"                sooner on {share(effect.better / days)}, later on "
            f"{share(effect.worse / days)}, unchanged on {share(effect.unchanged / days)}"
        ),
        Text(f"  on average    {gained_on_average(effect.change)}{_beside(effect, today=False)}"),
        Text(f"  price         {_price(effect)}{star}"),
    ]
    return Part(Group(*lines, Text()), question)


def _strip(effect: Effect, paper: Paper) -> Text:
    """Days as a strip: better, unchanged, worse, told apart without colour too."""
    days = [effect.better, effect.unchanged, effect.worse]
    total = sum(days)
    cells = stacked([each / total for each in days], max(10, min(50, paper.width - 20)))
    strip = Text()
    for number, (mark, style) in zip(
        cells, (("+", "green"), (".", "dim"), ("-", "red")), strict=True
    ):
        strip.append(mark * number, style=style)
    return strip


def _beside(effect: Effect, *, today: bool) -> str:
    """False alarms and needless copies, beside every gain."""
    alarms = effect.today_false_alarms if today else effect.false_alarms
    copies = effect.today_needless if today else effect.needless
    said = [
        f"{signed_count(number)} {words}"
        for number, words in ((alarms, "false alarms"), (copies, "needless copies"))
        if number
    ]
    return f"; {', '.join(said)}" if said else "; no more false alarms or needless copies"


def _price(effect: Effect) -> str:
    said = [
        f"{count(amount)} {words}"
        for amount, words in ((effect.analyst_hours, "analyst hours"), (effect.money, "in money"))
        if amount
    ]
    return " and ".join(said) or "nothing"


def _gains(found: Debrief, paper: Paper) -> RenderableType:
    if not found.gains:
        return Text("No team decided anything.", style=CAPTION)
    columns = [("", "left"), ("this day", "left"), ("alone", "left"), ("other days", "left")]
    listing = table(paper, columns)
    for one in found.gains:
        listing.add_row(
            safe(one.team),
            gained(one.today),
            gained(one.today_alone),
            gained_on_average(one.change),
        )
    listing.add_row(
        "together",
        gained(found.whole),
        "",
        gained_on_average(found.none.change),
    )
    words = "Shapley values: they add up to the whole, and what only teams together could do is "
    return Group(listing, Text(), Text(f"{words}shared among them.", style=CAPTION))


def _luck(found: Debrief) -> RenderableType:
    if not found.rank.days:
        return Text("No threat of this day is scored, so it has no rank.", style=CAPTION)
    lines = [
        f"With these decisions: {_rank(found.rank)}.",
        f"Had nobody decided anything: {_rank(found.rank_undecided)}.",
    ]
    note = "By mean detection time of scored threats. A session's day is an ordinary one as "
    return Group(
        _lines(lines), Text(f"{note}written, unless somebody chose another.", style=CAPTION)
    )


def _rank(rank: Rank) -> str:
    return (
        f"luckier than {share(rank.luckier_than)} of {plural(rank.days, 'other day')} (sooner on "
        f"{rank.sooner} of them, equal on {rank.equal}, later on {rank.later})"
    )


def _objectives() -> RenderableType:
    return Text(
        "People rate them: P performed without challenges, S performed with some challenges, M "
        "performed with major challenges, U unable to be performed. `entente exercise report` "
        "drafts the report with the evidence beside each.",
    )


def _actions(found: Debrief) -> RenderableType:
    helpful = [one for one in found.unused if one.change.value > 0][:3]
    lines = [f"{number}. action ________  owner ________  date ________" for number in (1, 2, 3)]
    if not helpful:
        return _lines(lines)
    worth = [
        f"- {one.name}{'*' if one.assumed else ''}: {gained_on_average(one.change)}"
        for one in helpful
    ]
    heading = Text("What levers that nobody pulled are worth on the other days, on average:")
    return Group(_lines(lines), Text(), heading, _lines(worth))


def _lines(lines: Iterable[str]) -> RenderableType:
    return Group(*(Text(safe(line)) for line in lines))
