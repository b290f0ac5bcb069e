"""What one team sees: to read aloud, or to turn the screen to."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.exercise.levers import Lever
from sim.exercise.view import Belief, View
from sim.scenario.schema.scenario import Scenario
from sim.screen.scenario.levers import lever_words
from sim.screen.scenario.moments import moment
from sim.screen.toolkit.bars import bar
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import CAPTION, apart, section, table
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import duration, listed, plural, share

MOST_SHOWN = 12
"""Lines of each list: the latest."""
MOST_TEAMS_LISTED = 12
"""Of so many teams a facilitator sees every lever at once; of more, how many there are."""


def team_view(
    scenario: Scenario, view: View, levers: Mapping[str, Lever], paper: Paper
) -> RenderableType:
    """Everything that a team knows, the most pressing first."""
    title = Text(f"{safe(view.team)}  ", style="bold")
    title.append(moment(scenario, view.now), style="not bold")
    return Group(
        title,
        section("What we think", _beliefs(view, paper)),
        section("What we have been told", _messages(scenario, view)),
        section("What we have read", _seen(scenario, view, paper)),
        section("What we have passed on", _sent(scenario, view, paper)),
        *_waiting(scenario, view, paper),
        section("Our desks", _desks(view, paper)),
        section("What we decided", _decisions(scenario, view)),
        *_orders(scenario, view),
        section("What we can do", _levers(view, levers)),
    )


def _nothing(words: str) -> Text:
    return Text(words, style=CAPTION)


def _beliefs(view: View, paper: Paper) -> RenderableType:
    if not view.beliefs:
        return _nothing("Nothing that we have read belongs together.")
    listing = table(
        paper,
        [("case", "left"), ("agency", "left"), ("how sure", "right"), ("", "left"), ("", "left")],
    )
    for one in sorted(view.beliefs, key=lambda each: (-each.probability, each.agency)):
        rests = plural(one.rests_on, "observation or copy", "observations and copies")
        told = _acted(one, view.now)
        listing.add_row(
            safe(one.case),
            safe(one.agency),
            share(one.probability),
            bar(one.probability, 1.0, 12, paper.glyphs),
            told or f"from {rests}; acts at {share(one.threshold)}",
        )
    return listing


def _acted(belief: Belief, now: float) -> str:
    """How long ago an agency acted, and if it was ordered to, how sure it was then."""
    if belief.reached is None:
        return ""
    ago = f"{duration(now - belief.reached)} ago"
    if belief.ordered_at is None:
        return f"acted on {ago}"
    return f"warned on order {ago}, at {share(belief.ordered_at)}"


def _messages(scenario: Scenario, view: View) -> RenderableType:
    if not view.messages:
        return _nothing("Nothing yet.")
    listing = Table.grid(padding=(0, 2, 0, 0))
    listing.add_column(no_wrap=True)
    listing.add_column(overflow="fold")
    for message in view.messages[:MOST_SHOWN]:
        listing.add_row(moment(scenario, message.at), safe(message.words))
    return listing


def _seen(scenario: Scenario, view: View, paper: Paper) -> RenderableType:
    if not view.seen:
        return _nothing("Only routine work.")
    listing = table(
        paper,
        [("read", "left"), ("case", "left"), ("at", "left"), ("what", "left"), ("from", "left")],
    )
    for one in view.seen[:MOST_SHOWN]:
        own = one.source == one.agency
        listing.add_row(
            moment(scenario, one.read),
            one.case,
            safe(one.agency),
            safe(one.kind),
            "seen ourselves" if own else safe(one.source),
        )
    return _with_rest(listing, len(view.seen))


def _sent(scenario: Scenario, view: View, paper: Paper) -> RenderableType:
    if not view.sent:
        return _nothing("Nothing has left us.")
    columns = [("case", "left"), ("from", "left"), ("to", "left"), ("where it stands", "left")]
    listing = table(paper, columns)
    for one in view.sent[:MOST_SHOWN]:
        listing.add_row(
            one.case,
            safe(one.sender),
            safe(one.receiver),
            f"{one.standing}, since {moment(scenario, one.since)}",
        )
    return _with_rest(listing, len(view.sent))


def _waiting(scenario: Scenario, view: View, paper: Paper) -> list[RenderableType]:
    """What waits for the team's answer; nothing where it has not asked to be asked."""
    if not view.waiting:
        return []
    columns = [("report", "left"), ("about", "left"), ("from", "left"), ("to", "left")]
    listing = table(paper, [*columns, ("decided without our word", "left")])
    for one in view.waiting[:MOST_SHOWN]:
        about = f"{one.kind}, {one.case}" if one.case else f"routine, {one.category}"
        listing.add_row(
            one.name.removeprefix("report "),
            safe(about),
            safe(one.sender),
            safe(one.receiver),
            moment(scenario, one.until),
        )
    more = len(view.waiting) - MOST_SHOWN
    rest = _nothing(f"and {more} more") if more > 0 else None
    return [section("What waits for our answer", apart(listing, rest) if rest else listing)]


def _with_rest(listing: RenderableType, number: int) -> RenderableType:
    more = number - MOST_SHOWN
    return apart(listing, _nothing(f"and {more} before these")) if more > 0 else listing


def _desks(view: View, paper: Paper) -> RenderableType:
    columns = [("", "left"), ("analysts", "right"), ("waiting", "right"), ("in hand", "right")]
    listing = table(paper, [*columns, ("read so far", "right")])
    for desk in view.desks:
        numbers = (desk.analysts, desk.waiting, desk.in_hand, desk.read)
        listing.add_row(safe(desk.agency), *map(str, numbers))
    return listing


def _decisions(scenario: Scenario, view: View) -> RenderableType:
    if not view.decisions and not view.proposals:
        return _nothing("Nothing yet: everybody acts as written.")
    lines = [
        Text(
            f"{moment(scenario, one.at)}: {safe(one.lever)}"
            + (f" (works from {moment(scenario, one.works_at)})" if one.works_at > one.at else "")
        )
        for one in view.decisions
    ]
    for proposal in view.proposals:
        answers = [f"{team} {'agrees' if yes else 'refuses'}" for team, yes in proposal.answers]
        told = listed(answers) if answers else "no answer yet"
        lines.append(
            Text(
                f"proposal {proposal.entry} of {safe(proposal.by)}: {safe(proposal.lever)}; {told}"
            )
        )
    return Group(*lines)


def _orders(scenario: Scenario, view: View) -> list[RenderableType]:
    """Orders that stand, with what to type to lift each; nothing where there are none."""
    if not view.orders:
        return []
    listing = Table.grid(padding=(0, 2, 0, 0))
    listing.add_column(no_wrap=True)
    listing.add_column(overflow="fold")
    for one in view.orders:
        words = f"{one.words}, since {moment(scenario, one.since)}"
        listing.add_row(safe(one.called) if one.called.isdigit() else "", safe(words))
    return [section("Orders that stand", listing)]


def _levers(view: View, levers: Mapping[str, Lever]) -> RenderableType:
    if not view.levers:
        return _nothing("Nothing is left.")
    listing = Table.grid(padding=(0, 2, 0, 0))
    listing.add_column(justify="right", no_wrap=True)
    listing.add_column(overflow="fold")
    numbers = numbers_of(levers)
    for name in view.levers:
        listing.add_row(f"{numbers[name]}", lever_words(levers[name], view.team))
    return listing


def numbers_of(levers: Mapping[str, Lever]) -> dict[str, int]:
    """By lever: the number by which the facilitator types it."""
    return {name: number for number, name in enumerate(levers, start=1)}
