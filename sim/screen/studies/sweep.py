"""A study while it is run: how it ended, how far it is, whether its rows come out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from sim.installed import typed
from sim.screen.studies.own_code import own_code_facts
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import BAD, CAPTION, GOOD, apart, caption, section, table
from sim.screen.toolkit.printing import Paper, paper_of
from sim.screen.toolkit.words import count, duration, listed, plural, share
from sim.studies.results.reached import Shortfall, why_short

if TYPE_CHECKING:
    from sim.studies.results.status_report import StatusReport
    from sim.studies.running.reproducing import Reproduction, RowDifference
    from sim.studies.running.running import Swept
    from sim.studies.store.status import Status, Trouble

_MOST_TROUBLES = 5
_MOST_DIFFERENCES = 20
_MOST_SETTINGS = 4
_NOTHING = "nothing"


def swept(found: Swept, again: str, console: Console) -> None:
    """Draws how a sweep ended: what was added, failed, is missing, and what to do next.

    `again` is the command that goes on with it.
    """
    paper, style = paper_of(console), BAD if found.stopped else ""
    console.print(Text(), apart(_title(found.title), Text(_ended(found), style=style)))
    console.print(section("Rows", _facts(_of_sitting(found))))
    _draw_troubles(found.troubles, paper, console)
    console.print(section("Next", Text(end="")), end="")
    for command, words in _next(found, again):
        # Neither cut nor wrapped: whoever copies it gets the whole of it.
        console.print(Text(command), soft_wrap=True)
        console.print(Text(f"    {words}", style=CAPTION))
    console.print()


def status(found: StatusReport, console: Console) -> None:
    """Draws how far a study is."""
    short = None if found.short is None else Text(_fell_short(found.short, found.status))
    console.print(Text(), apart(_title(found.title), Text(_how_far(found.status)), short))
    console.print(section("Rows", _facts(_of_status(found.status))))
    _draw_troubles(found.troubles, paper_of(console), console)
    console.print(section("What this rests on", _facts(_of_standing(found))))
    console.print()


def reproduction(found: Reproduction, console: Console) -> None:
    """Draws whether stored rows came out again."""
    style = GOOD if found.equal == found.rows else BAD
    console.print(Text(), apart(Text(_came_out(found), style=style)))
    if found.differences:
        console.print(section("What differs", _differences(found, paper_of(console))))
    console.print(section("What this rests on", _facts(_of_reproduction(found))))
    console.print()


def _title(words: str) -> Text:
    return Text(safe(words), style="bold")


def _ended(found: Swept) -> str:
    now = found.status
    if found.stopped:
        return (
            f"Stopped by the user. {plural(found.added, 'row')} added and kept; "
            f"{now.rows_missing:,} of {now.rows_wanted:,} are missing."
        )
    if now.rows_failed or now.failed:
        return f"Done, but for what failed in {plural(now.failed, 'condition')}: see below."
    if found.short is not None:
        return f"Done. {_fell_short(found.short, now)}"
    if not found.added:
        return "Nothing was missing: every row that the study asks for is there."
    return f"Done: {plural(now.rows_done, 'row')} of {plural(now.conditions, 'condition')}."


def _fell_short(short: Shortfall, now: Status) -> str:
    some = f"{plural(short.conditions, 'condition')} of {now.conditions:,}"
    return f"{some} ended without the precision that the study asks for: {why_short(short)}."


def _of_sitting(found: Swept) -> list[tuple[str, str]]:
    rate = f"; {count(found.added / found.seconds)} rows a second" if found.added else ""
    return [
        ("added", f"{found.added:,}"),
        *_of_status(found.status),
        ("store", safe(str(found.store))),
        ("engine", f"{found.engine}; {found.engine_why}"),
        ("took", f"{_seconds(found.seconds)}{rate}"),
    ]


def _of_status(now: Status) -> list[tuple[str, str]]:
    beyond, aside = now.rows_beyond, now.rows_set_aside
    return [
        ("done", f"{now.rows_done:,} of {now.rows_wanted:,}{_percent(now)}"),
        ("failed", _failed(now)),
        ("missing", f"{now.rows_missing:,}" if now.rows_missing else _NOTHING),
        *([("besides", f"{beyond:,} that are there already, and count")] if beyond else []),
        *([("set aside", f"{aside:,} that the study no longer asks for")] if aside else []),
    ]


def _percent(now: Status) -> str:
    return f" ({share(now.rows_done / now.rows_wanted)})" if now.rows_wanted else ""


def _failed(now: Status) -> str:
    if not now.failed:
        return _NOTHING
    runs = f", {plural(now.rows_failed, 'run')}" if now.rows_failed else ""
    return f"{plural(now.failed, 'condition')} of {now.conditions:,}{runs}"


def _next(found: Swept, again: str) -> list[tuple[str, str]]:
    store = typed(safe(str(found.store)))
    if found.stopped:
        return [
            (safe(again), "goes on from here"),
            (f"entente study status {store}", "how far it is"),
        ]
    retry = [(f"{safe(again)} --retry", "what failed, again")] if found.status.failed else []
    return [
        (f"entente study show {store}", "what it answers"),
        (f"entente study export {store} --to FOLDER", "as tables"),
        *retry,
    ]


def _how_far(now: Status) -> str:
    writer = f" It is written to by {safe(str(now.writer))}." if now.writer else ""
    done = (
        f"Of {plural(now.conditions, 'condition')}, {now.complete:,} are complete and "
        f"{now.begun:,} begun."
    )
    return f"{done}{writer}"


def _of_standing(found: StatusReport) -> list[tuple[str, str]]:
    last = found.sittings[-1] if found.sittings else None
    ran = f", the last by {last.engine} from {last.began}" if last else ""
    return [
        ("store", safe(found.store)),
        ("scenario", f"{safe(found.scenario)} (digest {found.scenario_digest})"),
        ("measures", listed(found.measures)),
        *own_code_facts(found.own_code),
        ("seed", str(found.seed)),
        ("version", found.version),
        ("sittings", f"{len(found.sittings):,}{ran}"),
        ("written", found.status.last_written or "never"),
    ]


def _draw_troubles(found: Sequence[Trouble], paper: Paper, console: Console) -> None:
    if found:
        console.print(section("What failed", _troubles(found, paper)))


def _troubles(found: Sequence[Trouble], paper: Paper) -> RenderableType:
    reasons = table(
        paper,
        (("conditions", "right"), ("runs", "right"), ("why, and the first of them", "left")),
        narrow=paper.width < 100,
    )
    for each in found[:_MOST_TROUBLES]:
        reasons.add_row(
            Text(f"{each.conditions:,}"),
            Text(f"{each.rows:,}" if each.rows else "all"),
            Text(safe(each.error)).append(f"\n{_settings(each.settings)}", style="dim"),
        )
    more = len(found) - _MOST_TROUBLES
    return apart(reasons, caption(f"And {plural(more, 'more reason')}.") if more > 0 else None)


def _came_out(found: Reproduction) -> str:
    if not found.rows:
        return "There is no row yet that could be run again."
    if found.equal == found.rows:
        return f"{plural(found.rows, 'row')} run again: all equal to the last bit."
    return (
        f"{plural(found.rows, 'row')} run again: {found.rows - found.equal:,} differ from what is "
        "stored."
    )


def _differences(found: Reproduction, paper: Paper) -> RenderableType:
    figures = table(
        paper,
        (
            ("condition", "left"),
            ("replication", "right"),
            ("measure", "left"),
            ("stored", "right"),
            ("again", "right"),
        ),
        narrow=paper.width < 100,
    )
    for each in found.differences[:_MOST_DIFFERENCES]:
        figures.add_row(
            Text(_settings(each.settings)),
            Text(str(each.replication)),
            Text(safe(each.measure)),
            Text(_figure(each.stored)),
            Text(_again(each)),
        )
    more = len(found.differences) - _MOST_DIFFERENCES
    told = f" And {plural(more, 'more difference')}." if more > 0 else ""
    why = (
        "Equal runs give equal rows: either the store was changed, or what computes was. "
        "The versions below tell."
    )
    return apart(figures, caption(f"{why}{told}"))


def _again(found: RowDifference) -> str:
    return _figure(found.again) if found.error is None else safe(found.error)


def _of_reproduction(found: Reproduction) -> list[tuple[str, str]]:
    return [
        ("store", safe(found.store)),
        ("rows", f"{found.rows:,} of {found.rows_stored:,}, drawn with --seed {found.drawn}"),
        ("scenario", f"digest {found.scenario_digest}"),
        *own_code_facts(found.own_code),
        ("engine", listed(found.engines) or _NOTHING),
        ("stored by", _versions(found.stored_by)),
        ("run by", _versions(found.versions)),
    ]


def _figure(value: float | None) -> str:
    """To the last digit: that is what is compared."""
    return _NOTHING if value is None else repr(value)


def _versions(found: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in found.items()) or _NOTHING


def _settings(settings: Mapping[str, object]) -> str:
    pieces = [safe(f"{path}={value}") for path, value in settings.items()]
    more = len(pieces) - _MOST_SETTINGS
    return ", ".join([*pieces[:_MOST_SETTINGS], *([f"and {more} more"] if more > 0 else [])])


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else duration(seconds / 3600)


def _facts(facts: Iterable[tuple[str, str]]) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, words in facts:
        grid.add_row(Text(name), Text(words))
    return grid
