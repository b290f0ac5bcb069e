"""Does a comparison take measures and rules of one's own, on every condition and process?"""

from __future__ import annotations

import io
import math
from typing import Any

import pytest

import sim
from sim.errors import InputError, OwnCodeError

FEW = 20


@sim.measure(unit="reports", meaning="Longest queue before any desk")
def longest_queue(run: sim.Run) -> float:
    return float(run.desks.queue_length.max())


@sim.measure(unit="h", meaning="The same as detection_time", per="scored threats")
def spent(run: sim.Run) -> tuple[float, float]:
    time = run.threats.detection_time[run.threats.scored]
    return float(time.sum()), float(len(time))


def halved(value: float, _beside: object) -> float:
    return 0.5 * value


def compared(**options: Any) -> sim.Findings:
    return sim.compare("two-neighbours", replications=FEW, **options)


def test_a_measure_is_told_on_every_rung() -> None:
    found = compared(measures=["share_missed", longest_queue, spent])
    assert list(found.measured) == ["share_missed", "longest_queue", "spent"]
    for rung in found.ladder:
        mine = found.measured["spent"].by_rung[rung.name]
        missed = found.measured["share_missed"].by_rung[rung.name]
        assert mine is not None
        assert missed is not None
        assert mine.value == pytest.approx(rung.detection_time.value)
        assert missed.value == pytest.approx(rung.missed.value)
    queue = found.measured["longest_queue"]
    base = sim.load("two-neighbours")
    runs = [sim.replicate(base, replication=number) for number in range(FEW)]
    assert queue.by_rung["as written"] is not None
    mean = sum(longest_queue(run) for run in runs) / FEW  # type: ignore[misc]
    assert queue.by_rung["as written"].value == pytest.approx(mean)
    assert queue.change is None
    with pytest.raises(InputError, match="did you mean"):
        found.measured["longest_queu"]


def test_other_processes_give_the_same_with_rules_and_a_change() -> None:
    options = {
        "against": sim.load("two-neighbours", "trust.default=0.1"),
        "measures": [spent],
        "rules": sim.Rules(release=lambda trust, _marking: 0.5 * trust),
    }
    one, other = (compared(workers=workers, **options) for workers in (1, 2))
    assert one.measured == other.measured
    mine = one.measured["spent"]
    assert set(mine.by_rung) == {rung.name for rung in one.ladder}
    assert "with your changes" in mine.by_rung
    shown = str(mine).splitlines()
    assert shown[0] == "spent (h): The same as detection_time"
    assert f"with your changes: {mine.by_rung['with your changes']}" in shown
    assert shown[-1] == f"change from as written: {mine.change}"
    assert [row["condition"] for row in mine.rows()] == list(mine.by_rung)
    assert f"spent (h), with your changes: {mine.by_rung['with your changes']}; change" in str(one)
    for row in one.rows():
        assert row["spent"] == pytest.approx(row["detection_time"])
    change = mine.change
    assert change is not None
    assert one.change is not None
    assert math.isclose(change.value, one.change.value)
    assert compared(measures=[spent]).measured != one.measured
    (rule,) = one.provenance.rules
    assert rule.startswith("release = tests.unit.test_compared_measures:")
    assert not any("release" in setting for setting in one.provenance.overrides)


def test_findings_by_own_rules_say_so_wherever_they_are_shown() -> None:
    found = compared(rules=sim.Rules(shock=halved, release=halved))
    said = f"release = {__name__}:halved and shock = {__name__}:halved"
    drawn = io.StringIO()
    sim.report(found, drawn)
    assert f"by rules of your own: {said}" in str(found).splitlines()
    head, *_, foot = " ".join(drawn.getvalue().split()).split("of your own: ")
    assert "by rules" in head
    assert foot.startswith(said)
    plain = compared()
    assert "of your own" not in str(plain)
    assert plain.provenance.rules == ()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_measure_that_fails_is_told_with_replication_and_condition(workers: int) -> None:
    @sim.measure(unit="reports", meaning="Fails in one replication")
    def failing(run: sim.Run) -> float:
        return float("nan") if run.replication == 3 else 1.0

    with pytest.raises(OwnCodeError) as caught:
        compared(measures=[failing], workers=workers)
    assert "failing returned nan; expected a finite number" in str(caught.value)
    assert "(in replication 3, as written)" in str(caught.value)


def test_what_is_no_measure_is_refused() -> None:
    for wrong in ("detection_tme", 3):
        with pytest.raises(InputError, match="measure"):
            compared(measures=[wrong])
    with pytest.raises(InputError, match="each measure once"):
        compared(measures=[spent, spent])


def plain(_run: sim.Run) -> float:
    return 1.0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"rules": plain}, "found the function `tests.unit.test_compared_measures:plain`"),
        ({"rules": {"release": plain}}, "write `sim.Rules(release=...)`"),
        ({"rules": "mine:guarded"}, "names of rules in modules are for studies"),
        ({"measures": "timeliness"}, "expected a list of measures"),
        ({"measures": spent}, "expected a list of measures"),
        ({"measures": 3}, "expected a list of measures"),
        ({"measures": [plain]}, "under `@sim.measure(unit=..., meaning=...)`"),
        ({"measures": [lambda _run: 1.0]}, "under `@sim.measure(unit=..., meaning=...)`"),
        ({"measures": ["mine:late"]}, "in modules are for studies; give the function itself"),
        ({"measures": ["timeliness", "timeliness"]}, "expected each measure once"),
    ],
)
def test_what_was_given_in_their_place_is_told(options: Any, told: str) -> None:
    with pytest.raises(InputError) as caught:
        compared(**options)
    assert told in str(caught.value)


def test_none_of_them_is_as_if_nothing_was_said() -> None:
    assert not compared(measures=None, rules=None).measured
    with pytest.raises(InputError, match=r"sim\.Rules"):
        sim.replicate("two-neighbours", rules=plain)  # type: ignore[arg-type]


def test_a_name_that_a_column_has_takes_no_column_of_another() -> None:
    @sim.measure(unit="reports", meaning="Called as a column is")
    def missed(_run: sim.Run) -> float:
        return 7.0

    found = compared(measures=[missed])
    for row, rung in zip(found.rows(), found.ladder, strict=True):
        assert (row["missed"], row["measured_missed"]) == (rung.missed.value, 7.0)
