"""The page itself: a template that is filled with figures, a map and the days that it plays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from sim.analyses.picture.day import PlayedDay
from sim.analyses.picture.dials import MOST_SETTINGS_REPLICATIONS
from sim.analyses.picture.picture import Picture
from sim.plan.databases import with_databases
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.scenario.schema.scenario import Scenario
from sim.screen.page import bars, figures, tables
from sim.screen.page.following import day_link
from sim.screen.page.playback import playback
from sim.screen.page.questions import questions
from sim.screen.page.telling import left_out, told
from sim.screen.page.template import own_text, template_of
from sim.screen.page.world import happenings, lines_of, minutes
from sim.screen.report.headline import answer
from sim.screen.scenario.moments import moment
from sim.screen.toolkit.hashes import hash_of

SCRIPTS = ("shared", "sides", "clock", "guess", "dials", "questions")
"""In this order they are one script, behind the map that a page shares with a room's wall."""


def page(picture: Picture) -> str:
    """One HTML file that asks nobody for anything, with everything that it needs in it."""
    findings, script = picture.findings, script_text()
    style = own_text("map.css") + own_text("style.css")
    return template_of("page.html", picture.called).render(
        picture=picture,
        findings=findings,
        title=_title(picture),
        story=[part for part in picture.scenario.story.split("\n\n") if part.strip()],
        answer=answer(findings).plain,
        provenance=findings.provenance,
        maps=[drawn_day(day) for day in (picture.days[0], picture.day(picture.beside))],
        happened=list(_happened(picture.days[0])),
        costs=bars.costs(findings),
        ladder=bars.ladder(findings),
        threats=tables.threats(findings),
        programmes=tables.programmes(picture.scenario),
        spent=figures.hours_spent(findings),
        ways=figures.ways(picture),
        curves=figures.curves(findings),
        fewer_settings=_fewer_settings(picture),
        questions=questions(picture),
        tables=[_table(picture, place) for place in range(len(picture.days))],
        groups=["trust", "law", "communication", "capacity", "interoperability", "definitions"],
        style=style,
        script=script,
        style_hash=hash_of(style),
        script_hash=hash_of(script),
        data=_inert(json.dumps(playback(picture), separators=(",", ":"))),
    )


def script_text() -> str:
    """The script of a page: its files as one, with names that nothing else sees."""
    parts = "\n".join(own_text(f"scripts/{name}.js") for name in SCRIPTS)
    return f"{own_text('map.js')}(() => {{\n{parts}}})();\n"


def _title(picture: Picture) -> str:
    """Of two scenarios both names."""
    titles = dict.fromkeys(day.scenario.title for day in picture.days)
    return " and ".join(reversed(titles)) if len(titles) > 1 else picture.scenario.title


def _fewer_settings(picture: Picture) -> bool:
    """Whether the dials ran in fewer replications than the rest."""
    made = picture.findings.provenance
    return made.replications > MOST_SETTINGS_REPLICATIONS


def _happened(day: PlayedDay) -> Iterator[dict[str, str]]:
    """What happens to the world, each with a link to its moment."""
    for each in happenings(day):
        link = day_link(day, minutes(each.at_us))
        yield {"when": moment(day.scenario, each.at_us / HOUR), "says": each.says, "link": link}


def drawn_day(day: PlayedDay) -> dict[str, Any]:
    """The map of a day, with the way of the report that decided for where scripts are off."""
    drawn = map_of(day.scenario)
    spots = {
        agency.name: (agency.x, agency.y)
        for home in drawn["geography"].homes
        for agency in home.agencies
    }
    receiver = {movement.row: day.agencies[movement.receiver] for movement in day.movements}
    rows = day.way.rows if day.way else ()
    way = [spots[receiver[row]] for row in rows if row in receiver]
    return {**drawn, "day": day, "still": list(pairwise(way))}


def map_of(scenario: Scenario) -> dict[str, Any]:
    """Countries, agencies, and the lines between countries that may tell each other."""
    geography, ways = lines_of(scenario)
    order = list(with_databases(scenario).agencies)
    return {"geography": geography, "ways": ways, "number": order.index, "still": []}


def _table(picture: Picture, place: int) -> dict[str, Any]:
    day = picture.days[place]
    threat = picture.story.threat if picture.story else None
    return {"day": day, "lines": told(day, threat), "left_out": left_out(day, threat)}


def _inert(data: str) -> str:
    """JSON that cannot end the element in which it stands."""
    return data.replace("<", "\\u003c")
