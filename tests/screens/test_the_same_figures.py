"""Do the figures on the screen agree with each other, and with the data that --json prints?"""

from __future__ import annotations

import re
from functools import lru_cache, partial

import pytest
from click.testing import CliRunner

from sim.analyses.comparison.comparison import Heading, compare
from sim.analyses.comparison.findings import Findings
from sim.cli import main
from sim.scenario.reading.reading import load
from sim.screen.report.report import report
from sim.screen.toolkit.words import duration, share, told_apart
from sim.statistics.intervals import Kind
from sim.statistics.precision import FixedNumber
from tests.screens.drawing import drawn
from tests.shipped_runs import SHIPPED

SMALL = {"two-neighbours", "cold-snap", "lone-watch", "border-triangle", "quiet-sea"}
EACH = [name if name in SMALL else pytest.param(name, marks=pytest.mark.slow) for name in SHIPPED]
_REPLICATIONS = 24
_UNITS = {"d": 1440, "h": 60, "min": 1}


@lru_cache
def found(name: str) -> Findings:
    return compare(load(name), rule=FixedNumber(_REPLICATIONS), heading=Heading(name))


@lru_cache
def shown(name: str) -> str:
    return drawn(partial(report, found(name)))


def section(text: str, title: str) -> str:
    """What stands under a heading; nothing where the report has none such."""
    held = re.search(
        rf"^{title}[^\n]* ─+\n(.*?)(?=^\S[^\n]* ───|\Z)", text, re.MULTILINE | re.DOTALL
    )
    return held[1] if held else ""


def prose(text: str) -> str:
    return " ".join(text.split())


def minutes(words: str) -> int:
    """A printed duration, such as 6 d 7 h, in minutes."""
    parts = re.findall(r"(\d[\d,]*) (d|h|min)\b", words)
    assert parts, words
    return sum(int(number.replace(",", "")) * _UNITS[unit] for number, unit in parts)


def rungs(name: str) -> dict[str, tuple[str, str]]:
    """By condition, as the bars have it: its hours, and its difference with the direction."""
    lines = section(shown(name), "What would change it").split("Hours run")[0].splitlines()
    rows: dict[str, tuple[str, str]] = {}
    for line in lines:
        told = re.search(
            r"(never|\d[\dhmind ]*?)"
            r"(?:   (.*(?:sooner|later)|no difference|not told apart|too few to tell))?$",
            line[19:],
        )
        if line.strip() and told and told[1]:
            rows[line[:19].strip()] = (told[1].strip(), told[2] or "")
    return rows


@pytest.mark.parametrize("name", EACH)
def test_a_printed_gain_is_the_printed_hours_subtracted(name: str) -> None:
    rows = rungs(name)
    assert len(rows) == len(found(name).ladder)
    for rung in found(name).ladder:
        hours, gain = rows[rung.challenge.value if rung.challenge else rung.name]
        if gain == "not told apart":
            assert rung.gain is not None
            assert not told_apart(rung.gain)
        if not re.match(r"\d", gain) or hours == "never":
            continue
        sooner = minutes(gain) * (1 if gain.endswith("sooner") else -1)
        assert minutes(rows["as written"][0]) - minutes(hours) == sooner, rung.name
        assert rung.gain is not None
        assert abs(rung.gain.value * 60 - sooner) <= 60


@pytest.mark.parametrize("name", EACH)
def test_printed_hours_and_shares_are_those_of_the_data(name: str) -> None:
    rows, findings = rungs(name), found(name)
    tables = section(shown(name), "What would change it")
    for rung in findings.ladder:
        label = rung.challenge.value if rung.challenge else rung.name
        hours = rows[label][0]
        if hours == "never":
            assert rung.missed.value == 1
        else:
            assert abs(minutes(hours) - rung.detection_time.value * 60) <= 30
        told = re.findall(rf"^ *{label} +([\d.]+ %) +([\d.]+ %) ", tables, re.MULTILINE)
        assert told == [(share(rung.missed.value), share(rung.warned.value))]


@pytest.mark.parametrize("name", EACH)
def test_the_headline_is_as_the_ladder_has_it(name: str) -> None:
    rows, text = rungs(name), shown(name)
    first = prose(text.split(" ───")[0])
    if found(name).ladder and rows["as written"][0] != "never":
        assert f"a threat is detected after {rows['as written'][0]} (" in first
        missed = share(found(name).ladder[1].missed.value)
        assert re.search(rf"; {missed}(?: \([^)]*\))? are not detected by then", first)
    for said in re.findall(r"Without any of the challenges it would take ([\dhmind ]+)", first):
        assert said.strip() == rows["ideal"][0]
    for challenge, cost in re.findall(r"What costs most: (\w+), ([\dhmind ]+)", first):
        parts = section(text, "What each challenge costs")
        assert re.search(rf"^  {challenge} .* \+{cost.strip()}  ", parts, re.MULTILINE)
    assert prose(section(text, "The answer once more")) in first


@pytest.mark.parametrize("name", EACH)
def test_printed_parts_add_up_to_the_printed_whole(name: str) -> None:
    split = section(shown(name), "What each challenge costs")
    told = re.search(r"Sum: (.*?) = ([^(]*?)(?: \(|, as written)", prose(split))
    if told is None:
        assert "Sum: no difference" in split or "Sum" not in split
        assert all(part.hours.value == 0 for part in found(name).attribution)
        return
    terms = re.findall(r"(?:^|([+-]) )([^+-]+)", told[1])
    whole = sum(
        (-1 if sign == "-" else 1) * minutes(term)
        for sign, term in terms
        if not term.startswith("under ")
    )
    assert whole == minutes(told[2])
    ends = rungs(name)
    if "never" not in (ends["as written"][0], ends["ideal"][0]):
        assert whole == minutes(ends["as written"][0]) - minutes(ends["ideal"][0])


@pytest.mark.parametrize("name", EACH)
@pytest.mark.parametrize("title", ["Where the hours went", "Copies"])
def test_printed_shares_add_up_to_a_hundred(name: str, title: str) -> None:
    # The first table of the section: pairs of agencies below it have shares of their own.
    table = (section(shown(name), title).split("───\n")[:2])[-1].split("\n\n")[0]
    column = re.findall(r" (<|>)? ?(\d+) %", table)
    counted = [{"<": 0, ">": 100}.get(sign, int(number)) for sign, number in column]
    assert sum(counted) == 100 or not found(name).spent


@pytest.mark.parametrize("name", EACH)
def test_the_median_is_where_the_curve_is_at_one_half(name: str) -> None:
    findings, told = found(name), prose(section(shown(name), "How soon"))
    if findings.curve is None or findings.median is None:
        return
    if findings.median.kind is Kind.NOT_REACHED:
        assert "not reached within the window" in told
        assert findings.curve.share_by([findings.curve.until])[0] < 0.5
        return
    value = findings.median.value
    before, at = findings.curve.share_by([value * (1 - 1e-9) - 1e-9, value * (1 + 1e-9)])
    assert before <= 0.5 <= at
    assert f"Half of the threats are detected within {duration(value)[:4]}" in told


def test_the_screens_give_agencies_the_same_numbers() -> None:
    told = {
        command: CliRunner().invoke(main, command.split()).output
        for command in ("show border-triangle", "run border-triangle -n 2")
    }
    numbered = [
        re.findall(r"^(\d \w+ \w+ \w*)", output[output.index(heading) :], re.MULTILINE)[:6]
        for output, heading in zip(told.values(), ("trust of  ", "share that arrives"), strict=True)
    ]
    assert numbered[0] == numbered[1]
    assert numbered[0][3] == "4 Halvenna Finance Police"[: len(numbered[0][3])]
    assert len(numbered[0]) == len(load("border-triangle").agencies)
