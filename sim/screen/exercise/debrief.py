"""The debrief as a room reads it, part after part, each what-if behind its question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from sim.exercise.actions import MOST_DRAFTS, CorrectiveAction
from sim.exercise.cases import CaseOutcome
from sim.exercise.debrief import Debrief, Facts
from sim.exercise.effect import Effect
from sim.exercise.luck import Rank
from sim.exercise.report import ExerciseReport, report_of
from sim.exercise.session import Session
from sim.exercise.split import MOST_TEAMS
from sim.frozen import frozen
from sim.scenario.schema.scenario import Scenario
from sim.screen.exercise.after_action import change_words
from sim.screen.exercise.gains import gained, gained_on_average, guess_words, price_words
from sim.screen.exercise.replay import replay
from sim.screen.scenario.moments import moment
from sim.screen.toolkit.bars import bar, stacked
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import CAPTION, drawn_line, section, table
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import (
    plural,
    roughly,
    share,
    signed_count,
)


@frozen
class Part:
    """A part of the debrief; where there is a question, the room answers it first."""

    shown: RenderableType
    question: str = ""


def parts(found: Debrief, session: Session, paper: Paper) -> Iterator[Part]:
    """The parts of a debrief in their order."""
    yield from parts_of_the_day(found, session, paper)
    yield from parts_of_many_days(found, session, paper)


def parts_of_the_day(facts: Facts, session: Session, paper: Paper) -> Iterator[Part]:
    """The first parts, which need no what-if: they are shown while what-ifs are computed."""
    first = section("1. What teams thought before they knew the end", judged(facts, paper))
    yield Part(Group(_heading(facts, session.scenario), first))
    yield Part(section("2. What teams predicted", _predicted(facts, session.scenario)))
    yield Part(section("3. What happened", replay(session, facts, paper)))
    yield Part(section("4. Where the hours went on this day", _hours(facts, paper)))


def parts_of_many_days(found: Debrief, session: Session, paper: Paper) -> Iterator[Part]:
    """The parts that compare the day with others."""
    yield Part(section("5. What if", _how_to_read(found)))
    yield from _what_ifs(found, session.scenario, paper)
    yield Part(section("6. What each team gained", _gains(found, paper)))
    yield Part(section("7. How lucky the day was", _luck(found)))
    yield Part(section("8. Objectives", _objectives(report_of(session, found), paper)))
    yield Part(section("9. Corrective actions", corrective_actions(found)))
    yield Part(section("10. What this does not say", _lines(f"- {one}" for one in found.not_said)))


def _heading(found: Facts, scenario: Scenario) -> RenderableType:
    lines = [Text(f"Debrief: {safe(found.scenario)}", style="bold")]
    if not found.ended:
        standing = f"The session is not over: it stands at {moment(scenario, found.now)} UTC."
        lines.append(Text(f"{standing} What follows is told as if nothing more were decided."))
    return Group(*lines)


def judged(found: Facts, paper: Paper) -> RenderableType:
    """How teams rated their decisions, and their feedback."""
    said: list[RenderableType] = []
    for one in found.forms.feedback:
        words = [f"keep: {one.keep}"] if one.keep else []
        words += [f"change: {one.change}"] if one.change else []
        told = "; ".join([f"{one.team}, worth its time: {one.worth} of 5", *words])
        said.append(Text(safe(told)))
    if not found.forms.judgements:
        return Group(Text("No team rated its decisions.", style=CAPTION), *said)
    listing = table(paper, [("decision", "left"), ("rated", "right"), ("sure", "right")])
    for each in found.forms.judgements:
        decision = f"{each.decision}  {safe(each.words)}"
        listing.add_row(decision, f"{each.rating} of 5", f"{each.sure} %")
    return Group(listing, *said)


def _predicted(found: Facts, scenario: Scenario) -> RenderableType:
    """What teams sealed, and beside it what came."""
    if not found.forms.predictions:
        return Text("No team sealed a prediction.", style=CAPTION)
    said = [
        f"{one.team}: {one.text}"
        + ("" if one.detected_day is None else f" (detection on day {one.detected_day:g})")
        for one in found.forms.predictions
    ]
    came = [f"{one.case}: {_came(one, scenario)}" for one in found.cases if one.real]
    return _lines([*said, f"What came: {'; '.join(came) or 'no threat began'}."])


def _came(case: CaseOutcome, scenario: Scenario) -> str:
    if case.detected is None:
        return "never detected"
    how = "detected" if case.ordered_at is None else "warned of on order"
    return f"{how} on {moment(scenario, case.detected)}"


def _hours(found: Facts, paper: Paper) -> RenderableType:
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
    one = found.asked_alone
    if one:
        question = f"What if this alone had not been decided: {safe(one.name)}?"
        yield _answer(question, "What this decision did", one, paper)
    best = found.best_unused
    if found.unused and not best:
        none = f"Of {_tried(found)}, none is told apart from nothing on the other days."
        yield Part(Text(none))
    elif best:
        at = moment(scenario, found.pulled_at)
        question = f"Which lever that nobody pulled would have helped most, pulled on {at}?"
        chosen = f"Of {_tried(found)}: {safe(best.name)}"
        yield _answer(question, chosen, best, paper)


def _tried(found: Debrief) -> str:
    """The levers that nobody pulled, and how many of them were too many to try."""
    tried = f"{plural(len(found.unused), 'lever')} that nobody pulled"
    return tried + (f" ({found.untried:,} more were not tried)" if found.untried else "")


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
        Text(f"  price         {price_words(effect)}{star}"),
    ]
    lines += [Text(guess_words(effect), style="bold")] if effect.guess is not None else []
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


def _gains(found: Debrief, paper: Paper) -> RenderableType:
    if not found.decisions:
        return Text("No team decided anything.", style=CAPTION)
    if not found.gains:
        many = f"More than {MOST_TEAMS} teams decided something, which is not split among them."
        return Text(many, style=CAPTION)
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
        f"luckier than {share(rank.luckier_than)} of {plural(rank.days, 'other day')} (detection "
        f"came sooner on this day than on {rank.later} of them, as soon as on {rank.equal}, later "
        f"than on {rank.sooner})"
    )


def _objectives(report: ExerciseReport, paper: Paper) -> RenderableType:
    """What the session shows beside each; people rate them."""
    shown: list[RenderableType] = []
    for one in report.objectives:
        rated = f"rated {one.rating}" if one.rating else "not rated yet"
        shown.append(Text(safe(f"{one.name} ({one.organisation}): {rated}"), style="bold"))
        listing = table(paper, [("expected", "left"), ("evidence", "left")])
        expected = "\n".join(f"- {safe(task)}" for task in one.tasks) or "no critical task"
        evidence = "\n".join(f"- {safe(each)}" for each in one.evidence) or "none"
        listing.add_row(expected, evidence)
        shown += [listing, Text()]
    ratings = (f"{letter}  {meaning}" for letter, meaning in report.ratings.items())
    how = "People rate them, by `rate OBJECTIVE S because WHY`:"
    return Group(*shown, Text(how), _lines(ratings))


def corrective_actions(found: Debrief) -> RenderableType:
    """What was agreed on, and drafts: which line each would change, and what it was worth."""
    shown: list[RenderableType] = []
    for one in found.actions:
        shown += _action("-", one)
    missing = max(0, MOST_DRAFTS - len(found.actions))
    blank = "action ________  owner ________  date ________"
    shown += [Text(f"- {blank}") for _ in range(missing)]
    if not found.drafts:
        none = "No draft: no lever from the beginning on is told apart from nothing."
        shown += [Text(), Text(none, style=CAPTION)]
    else:
        shown += [Text(), Text("Drafts, from what helped on other days:")]
        for number, one in enumerate(found.drafts, start=1):
            shown += _action(f"{number}.", one)
    worth = "Worth: from the beginning on, with the decisions that were played, on the other days."
    return Group(*shown, Text(), Text(worth, style=CAPTION))


def _action(mark: str, one: CorrectiveAction) -> list[RenderableType]:
    owned = "".join(
        f"; {word} {safe(said)}" for word, said in (("owner", one.owner), ("due", one.due)) if said
    )
    star = "*" if one.worth and one.worth.assumed else ""
    lines = [Text(f"{mark} {safe(one.action)}{star}{owned}")]
    lines += [Text(f"   {safe(change_words(change))}") for change in one.changes]
    if one.worth:
        beside = _beside(one.worth, today=False)
        lines.append(Text(f"   worth {gained_on_average(one.worth.change)}{beside}"))
    return [*lines]


def _lines(lines: Iterable[str]) -> RenderableType:
    return Group(*(Text(safe(line)) for line in lines))
