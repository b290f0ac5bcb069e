"""The report of a study: the answer, then what it rests on, each picture before its figures."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from sim.screen.attribution import attribution
from sim.screen.by_threat import by_threat
from sim.screen.copies import copies
from sim.screen.detection import detection
from sim.screen.foot import foot
from sim.screen.headline import headline
from sim.screen.hours import hours
from sim.screen.ladder import ladder
from sim.screen.layout import section
from sim.screen.learned_trust import learned_trust
from sim.screen.load import load
from sim.screen.paper import paper_of
from sim.screen.requests import requests
from sim.screen.response import response
from sim.screen.story import story
from sim.study.findings import Findings

_SECTIONS = (
    ("What would change it", ladder),
    ("What each challenge costs", attribution),
    ("Where the hours went, as written", hours),
    ("How soon", detection),
    ("By threat", by_threat),
    ("From warning to prosecution", response),
    ("The story of one threat", story),
    ("Desks, as written", load),
    ("Copies, as written", copies),
    ("Requests, as written", requests),
    ("What agencies learned about each other, as written", learned_trust),
)


def report(findings: Findings, console: Console) -> None:
    """Draws everything that a study found; sections without anything to show are left out."""
    paper = paper_of(console)
    console.print(Text(), headline(findings))
    for title, drawn in _SECTIONS:
        body = drawn(findings, paper)
        if body is not None:
            console.print(section(title, body))
    console.print(section("What this rests on", foot(findings)))
    console.print()
