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


@pytest.mark.slow
def test_the_levers_of_cold_snap_are_worth_what_its_guide_says() -> None:
    by_name = _each_as_early_as_may_be("cold-snap")
    assert 120 <= by_name["Pay for a second analyst in Kelpmark"].better <= 146, "two of three"
    assert 90 <= by_name["Kelpmark tells both more"].better <= 115, "half of the days"
    for name in ("Morvane tells Kelpmark more", "Istrell tells Kelpmark more"):
        assert 40 <= by_name[name].better <= 62, "one day in four"
    assert 57 <= by_name["Have lunch together"].better <= 80, "one day in three"
    call = by_name["Call the other service"]
    assert abs(call.better - call.worse) < 15, "as often later as sooner"
    assert by_name["Exempt the services from the suspension"].better <= 3
    together = _together("cold-snap", *(name for name in by_name if "Kelpmark" in name))
    assert together.better >= 185, "on nearly every day"
    assert together.change.value == pytest.approx(144, abs=12), "six days over three cargoes"


@pytest.mark.slow
def test_the_levers_of_uneven_coalition_are_worth_what_its_guide_says() -> None:
    by_name = _each_as_early_as_may_be("uneven-coalition")
    lent = [f"{name} lends Pellune an analyst" for name in ("Sarnolle", "Tavrin")]
    for name in lent:
        assert 150 <= by_name[name].better <= 168, "four days of five"
        assert by_name[name].change.value == pytest.approx(92, abs=6), "almost four days"
    assert _together("uneven-coalition", *lent).better - by_name[lent[0]].better < 10
    paid = by_name["Pay for an analyst in Pellune"]
    assert 140 <= paid.better <= 158, "three days of four"
    assert paid.change.value == pytest.approx(72, abs=6), "three days"
    assert 57 <= by_name["Pellune tells everybody more"].better <= 75, "one day in three"
    assert _together("uneven-coalition", lent[0], "Pellune tells everybody more").better >= 172
    for name in ("Umbrel puts the convention first", "Trust Kestova"):
        assert 26 <= by_name[name].better <= 36, "one day in six or seven"
    forms = by_name["Drop the paper forms"]
    assert abs(forms.better - forms.worse) < 15, "as often later as sooner"


def _each_as_early_as_may_be(name: str) -> dict[str, WhatIf]:
    whatifs = Counterfactuals.of(Session(name, day=3), 200)
    levers = whatifs.session.levers
    pulled = [(one.teams[0], one.name, one.since) for one in levers.values()]
    return dict(zip(levers, whatifs.with_each(pulled), strict=True))


def _together(name: str, *levers: str) -> WhatIf:
    session = Session(name, day=3)
    for one in levers:
        lever = session.levers[one]
        session.pull(lever.teams[0], one, agreed=lever.keys_beside(lever.teams[0]))
    return Counterfactuals.of(session, 200).none_of_the_decisions()
