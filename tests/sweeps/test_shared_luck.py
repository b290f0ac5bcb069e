"""Do conditions that share what is drawn give what each gives by itself?"""

from __future__ import annotations

from typing import Any

import pytest

from sim.replication import Engine
from sim.scenario.files.document import read_document
from sim.scenario.reading.shipped import find
from sim.studies.running.runs import StudyRuns, _Runs
from sim.studies.running.tasks import Asked, Task

MEASURES = ("detection_time", "share_missed", "copies_delivered", "share_right")
SETTINGS: list[dict[str, Any]] = [
    {"trust.default": 0.2},
    {"trust.default": 0.9},
    {"trust.default": 0.9, "dials.law": 0.5},
    {"agencies.Velmora Watch.triage": "2 h"},
    {"trust.default": 0.5},
]


def asked(settings: dict[str, Any]) -> Asked:
    return Asked(str(settings), settings)


@pytest.mark.parametrize("engine", [one for one in Engine if one.installed])
def test_conditions_give_the_same_together_and_each_by_itself(engine: Engine) -> None:
    document = read_document(find("two-neighbours"))
    work = StudyRuns(document, 3, engine, MEASURES)
    together = _Runs(work)
    plans = [together._plan(asked(one)) for one in SETTINGS]
    assert plans[0].layout is plans[1].layout is plans[2].layout is plans[4].layout
    assert plans[3].layout is not plans[0].layout
    values = set()
    for settings in SETTINGS:
        # In other pieces, so that some of it is known and some is drawn.
        pieces = [Task((asked(settings),), numbers) for numbers in ((1, 2), (0, 1, 2, 3))]
        found = [one for piece in pieces for one in together.done(piece).given]
        alone = [
            one
            for number in (1, 2, 0, 1, 2, 3)
            for one in _Runs(work).done(Task((asked(settings),), (number,))).given
        ]
        assert found == alone
        assert not any(one.error for one in found)
        values.add(tuple(one.values for one in found))
    assert len(values) > 2
