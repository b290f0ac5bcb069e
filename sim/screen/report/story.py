"""The story of one threat: the way of the report that decided it, as a strip, and its moments."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.analyses.comparison.findings import WRITTEN, Findings, Span, Story
from sim.frozen import frozen
from sim.plan.values.causes import Cause
from sim.screen.toolkit.bars import BAR, floating
from sim.screen.toolkit.escaping import fitted, safe
from sim.screen.toolkit.layout import CAPTION, apart, caption, drawn_line
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import duration

_HOURS = 12


def story(findings: Findings, paper: Paper) -> RenderableType | None:
    """A threat in one replication, in both worlds where settings changed it; None without one."""
    before = findings.comparison.story if findings.comparison else None
    told = findings.story or before
    if told is None:
        return None
    worlds = [(WRITTEN, before)] if before else []
    worlds += [(findings.world, findings.story)] if findings.story else []
    longest = max(each.hours for _, each in worlds)
    return apart(
        *(
            block
            for world, each in worlds
            for block in _told(world if len(worlds) > 1 else "", each, longest, paper)
        ),
        caption(
            f"One replication, number {told.replication}: {told.choice}. Hours since onset, "
            f"followed for {duration(told.window_hours)}; shown as an example, not a result."
        ),
        _moments(told) if told.moments else None,
    )


def _told(world: str, told: Story, longest: float, paper: Paper) -> Iterator[RenderableType]:
    yield _opening(world, told)
    if told.spans:
        yield _strip(told, longest, paper)


def _opening(world: str, told: Story) -> Text:
    who = safe(told.detected_by) if told.detected_by else None
    end = (
        f" is detected by {who} after {duration(told.hours)}."
        if who
        else f" is not detected within {duration(told.window_hours)}."
    )
    where = f"{world.capitalize()}: " if world else ""
    return Text.assemble(where, (safe(told.threat), "bold"), end)


def _strip(told: Story, longest: float, paper: Paper) -> Group:
    width = min(44, paper.width * 9 // 20)
    cells = paper.width - width - _HOURS - 2
    lines = [_span(span, longest, width, cells, paper) for span in joined_spans(told.spans)]
    last = max(14, floating(0.0, told.hours, (0.0, longest), cells)[1])
    ends = "onset".ljust(last - 8) + ("detected" if told.detected_by else " end").rjust(8)
    return Group(drawn_line(" " * (width + 1), (ends, CAPTION)), *lines)


def _span(span: StoryStretch, longest: float, width: int, cells: int, paper: Paper) -> Text:
    first, long = floating(span.since, span.until, (0.0, longest), cells)
    first = min(first, cells - long)
    track = paper.glyphs.track
    where = f", {span.place}" if span.place else ""
    return drawn_line(
        fitted(f"{span.words}{where}", width),
        " ",
        (track * first, CAPTION),
        (paper.glyphs.full * long, BAR),
        (track * (cells - first - long), CAPTION),
        duration(span.until - span.since).rjust(_HOURS),
    )


@frozen
class StoryStretch:
    """One line of the strip: hours since the onset, for what reason, where."""

    since: float
    until: float
    causes: tuple[Cause, ...]
    place: str

    @property
    def words(self) -> str:
        """The reasons, each once."""
        return " and ".join(cause.words for cause in self.causes)


_WAITING = {Cause.BACKLOG, Cause.CLOSED_HOURS}
"""They take turns while a report waits at one desk, which is one wait."""


def joined_spans(spans: tuple[Span, ...]) -> list[StoryStretch]:
    """Spans with those that follow each other for the same reason at the same place made one."""
    joined: list[StoryStretch] = []
    for span in spans:
        new = StoryStretch(span.since, span.until, (span.cause,), span.place)
        if len(joined) > 1 and _rested(joined[-2], joined[-1], new):
            rest = joined.pop()
            joined[-1] = StoryStretch(
                joined[-1].since, rest.until, (span.cause, Cause.CLOSED_HOURS), span.place
            )
        before = joined[-1] if joined else None
        if before is None or not _go_on(before, new):
            joined.append(new)
        else:
            causes = tuple(dict.fromkeys((*before.causes, *new.causes)))
            joined[-1] = StoryStretch(before.since, new.until, causes, new.place)
    return [each for each in joined if each.until > each.since]


def _go_on(before: StoryStretch, after: StoryStretch) -> bool:
    if before.place != after.place:
        return False
    if before.causes == after.causes or after.causes == before.causes[:1] != (Cause.CLOSED_HOURS,):
        return True
    return _WAITING.issuperset((*before.causes, *after.causes))


def _rested(work: StoryStretch, rest: StoryStretch, more: StoryStretch) -> bool:
    """Whether work went on at a desk after closed hours."""
    return (
        work.place == rest.place == more.place
        and rest.causes == (Cause.CLOSED_HOURS,)
        and work.causes[0] == more.causes[0]
    )


def _moments(told: Story) -> Table:
    moments = Table.grid(padding=(0, 2, 0, 0))
    moments.add_column(justify="right", no_wrap=True)
    moments.add_column(overflow="fold")
    for moment in told.moments:
        moments.add_row(Text(f"after {duration(moment.at)}"), Text(safe(moment.words)))
    return moments
