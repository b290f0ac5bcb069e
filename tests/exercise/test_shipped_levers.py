"""Do the levers of shipped exercises do what their guides say of them?"""

from __future__ import annotations

import pytest

from sim.exercise.session import Session
from sim.exercise.whatif import Counterfactuals, WhatIf

SIGN, SEND = "Sign the Upper Valley Accord", "Send officers across the upper valley"


def _at_once(*levers: str, days: int) -> list[WhatIf]:
    whatifs = Counterfactuals.of(Session("border-triangle", day=3), days)
    own = whatifs.session.levers
    return whatifs.with_each([(own[name].teams[0], name, 0.0) for name in levers])


def test_the_missing_agreement_by_itself_moves_no_detection() -> None:
    signed, sent = _at_once(SIGN, SEND, days=30)
    assert not signed.sooner.any()
    assert not sent.sooner.any()
    assert signed.needless.any(), "copies pass where none passed before"


@pytest.mark.slow
def test_the_levers_of_border_triangle_are_worth_what_its_guide_says() -> None:
    session = Session("border-triangle", day=3)
    for name in (SIGN, SEND):
        lever = session.levers[name]
        session.pull(lever.teams[0], name, agreed=lever.agree)
    both = Counterfactuals.of(session, 200).none_of_the_decisions()
    assert 5 <= both.better <= 15, "one day in twenty"
    assert both.worse == 0
    names = ["Open the bank files to Ostermere", "Open the customs ledger to Ostermere"]
    for one in _at_once(*names, "Lend Ostermere a translator", days=200):
        assert 9 < one.change.value < 18, "half a day each"
