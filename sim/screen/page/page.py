"""The page itself: a template that is filled with figures, a map and the days that it plays."""

from __future__ import annotations

import json
from typing import Any

from sim.analyses.picture.picture import Picture
from sim.plan.databases import with_databases
from sim.screen.page import figures
from sim.screen.page.geography import geography_of
from sim.screen.page.playback import playback
from sim.screen.page.questions import questions
from sim.screen.page.telling import left_out, told
from sim.screen.page.template import own_text, template_of
from sim.screen.page.ways import ways_of
from sim.screen.report.headline import answer
from sim.screen.toolkit.hashes import hash_of


def page(picture: Picture) -> str:
    """One HTML file that asks nobody for anything, with everything that it needs in it."""
    style, script = own_text("style.css"), own_text("map.js") + own_text("script.js")
    return template_of("page.html", picture.called).render(
        picture=picture,
        findings=picture.findings,
        answer=answer(picture.findings).plain,
        provenance=picture.findings.provenance,
        maps=[map_of(day.scenario) for day in (picture.days[0], picture.day(picture.beside))],
        ladder=figures.ladder(picture.findings),
        spent=figures.hours_spent(picture.findings),
        ways=figures.ways(picture),
        curves=figures.curves(picture.findings),
        questions=questions(picture),
        tables=[_table(picture, place) for place in range(len(picture.days))],
        groups=["trust", "law", "communication", "capacity", "interoperability", "definitions"],
        style=style,
        script=script,
        style_hash=hash_of(style),
        script_hash=hash_of(script),
        data=_inert(json.dumps(playback(picture), separators=(",", ":"))),
    )


def map_of(scenario: Any) -> dict[str, Any]:
    """Countries, agencies, and the lines between countries that may tell each other."""
    scenario = with_databases(scenario)
    geography = geography_of(scenario)
    order = list(scenario.agencies)
    ways = list(ways_of(scenario, geography))
    return {"geography": geography, "ways": ways, "number": order.index}


def _table(picture: Picture, place: int) -> dict[str, Any]:
    day = picture.days[place]
    threat = picture.story.threat if picture.story else None
    return {"day": day, "lines": told(day, threat), "left_out": left_out(day, threat)}


def _inert(data: str) -> str:
    """JSON that cannot end the element in which it stands."""
    return data.replace("<", "\\u003c")
