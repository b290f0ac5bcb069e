"""What decisions did: told by playing the same days without them."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest

from sim.exercise.days import Counts
from sim.exercise.errors import RefusedError
from sim.exercise.luck import rank_of
from sim.exercise.session import Session
from sim.exercise.split import split_by_team
from sim.exercise.whatif import Counterfactuals, WhatIf, decisions_of, teams_in
from sim.exercise.world import World, played
from sim.experiments.engines import Wanted
from sim.measures.results import outcome_of
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from tests.exercise.playing import undescribed

HELPS, HURTS = "Halvenna shares more with Ostermere", "Ostermere Border Police lends"
FEW = 12


@pytest.fixture(scope="module")
def session() -> Session:
    """Three teams decide something on border-triangle, whatever it is worth."""
    session = Session(undescribed(), day=3)
    session.advance(hours=48)
    session.pull("Halvenna", HELPS)
    lends = next(name for name in session.levers if name.startswith(HURTS))
    session.pull("Ostermere", lends)
    session.advance(hours=100)
    session.improvise("Something is in the papers.")
    session.pull("Lirenta", "Lirenta shares more with Ostermere")
    session.pull("Lirenta", "Lirenta puts routine crime first")
    session.advance(to=session.scenario.horizon)
    return session


@pytest.fixture(scope="module")
def whatifs(session: Session) -> Counterfactuals:
    return Counterfactuals.of(session, FEW)


def _spent(session: Session, left_out: set[int], day: int) -> int:
    """The same by the long way: a world of its own for each day, on the reference engine."""
    entries = [each for each in session.course.entries if each.number not in left_out]
    world = World(played(session.scenario, entries, session.levers), 1, day)
    return outcome_of(world.record).spent


def test_a_decision_is_worth_what_the_same_days_without_it_say(
    session: Session, whatifs: Counterfactuals
) -> None:
    numbers = [entry.number for entry in decisions_of(session)]
    assert len(numbers) == 4
    days = [3, *(day for day in range(FEW + 1) if day != 3)]
    (found,) = whatifs.without_each([numbers[:1]])
    expected = [_spent(session, {numbers[0]}, d) - _spent(session, set(), d) for d in days]
    assert (found.sooner * HOUR).round().astype(int).tolist() == expected
    assert found.better > found.worse
    assert found.better + found.worse + found.unchanged == FEW
    assert found.change.value == pytest.approx(np.mean(expected[1:]) / HOUR)
    assert found.change.more == found.better


def test_a_decision_without_effect_on_a_day_changes_no_bit(session: Session) -> None:
    idle = decisions_of(session)[-1]
    rest = [entry for entry in session.course.entries if entry != idle]
    without = World(played(session.scenario, rest, session.levers), 1, 3)
    assert without.record.digest() == session.record.digest()
    (found,) = Counterfactuals.of(session, FEW).without_each([[idle.number]])
    assert not found.sooner.any()
    assert not found.false_alarms.any()
    assert not found.needless.any()
    assert found.unchanged == FEW


def test_a_lever_added_is_worth_what_leaving_it_out_afterwards_says(session: Session) -> None:
    (added,) = Counterfactuals.of(session, FEW).with_each(
        [("Halvenna", "Halvenna shares more with Lirenta", session.now)]
    )
    assert not added.sooner.any(), "nothing is decided at the end"
    before = Session.resumed(session.scenario, list(session.journal[:3]), None)
    (added,) = Counterfactuals.of(before, FEW).with_each(
        [("Lirenta", "Lirenta shares more with Ostermere", before.now)]
    )
    before.pull("Lirenta", "Lirenta shares more with Ostermere")
    number = before.journal[-1].number
    (left_out,) = Counterfactuals.of(before, FEW).without_each([[number]])
    assert added.sooner.tolist() == left_out.sooner.tolist()
    assert added.sooner.any()


def test_engines_count_the_same(session: Session, whatifs: Counterfactuals) -> None:
    pytest.importorskip("numba")
    days = whatifs.days
    for engine in (Wanted.SIMPY, Wanted.COMPILED):
        other = Counterfactuals(session, type(days)(days.seed, days.today, days.others, engine))
        assert other.as_played.spent.tolist() == whatifs.as_played.spent.tolist()


def test_the_shares_of_teams_add_up_to_the_whole_gain(whatifs: Counterfactuals) -> None:
    split = split_by_team(whatifs)
    assert [each.team for each in split.teams] == ["Halvenna", "Lirenta", "Ostermere"]
    total = np.sum([each.share for each in split.teams], axis=0)
    assert total == pytest.approx(split.whole, abs=1e-9)
    assert split.whole.tolist() == whatifs.none_of_the_decisions().sooner.tolist()
    assert split.whole.any()


def test_a_share_is_the_mean_over_all_orders_in_which_teams_come(
    session: Session, whatifs: Counterfactuals
) -> None:
    taken = {entry.number: teams_in(entry) for entry in decisions_of(session)}
    split = split_by_team(whatifs)
    teams = [each.team for each in split.teams]

    def worth(inside: frozenset[str]) -> int:
        out = {number for number, of in taken.items() if not of <= inside}
        return -_spent(session, out, 3)

    gained = dict.fromkeys(teams, 0)
    orders = list(permutations(teams))
    for order in orders:
        sets = [frozenset(order[:size]) for size in range(len(order) + 1)]
        for (before, after), team in zip(pairwise(sets), order, strict=True):
            gained[team] += worth(after) - worth(before)
    for each in split.teams:
        assert each.share[0] == pytest.approx(gained[each.team] / len(orders) / HOUR)
        assert each.alone[0] * HOUR == pytest.approx(
            worth(frozenset({each.team})) - worth(frozenset())
        )


def test_what_took_two_teams_is_shared_between_them() -> None:
    session = Session(
        undescribed("two-neighbours", ("agreements.River Pact.in_force=false",)), day=0
    )
    lever = next(each for each in session.levers.values() if len(each.agree) == 2)
    one, other = lever.agree
    session.pull(one, lever.name, agreed=(other,))
    split = split_by_team(Counterfactuals.of(session, 30))
    assert {each.team for each in split.teams} == {one, other}
    first, second = split.teams
    assert first.share.tolist() == second.share.tolist()
    assert not first.alone.any()
    assert not second.alone.any()
    assert split.whole.any()


def test_a_session_without_decisions_gained_nothing() -> None:
    whatifs = Counterfactuals.of(Session(undescribed("two-neighbours"), day=1), 5)
    split = split_by_team(whatifs)
    assert split.teams == ()
    assert not split.whole.any()
    assert whatifs.none_of_the_decisions().unchanged == 5


@pytest.mark.parametrize("numbers", [[0], [99]])
def test_only_a_decision_can_be_left_out(whatifs: Counterfactuals, numbers: list[int]) -> None:
    with pytest.raises(RefusedError, match="no decision of a team"):
        whatifs.without_each([numbers])


def test_a_day_ranks_by_its_mean_detection_time() -> None:
    nothing = np.zeros(6, dtype=np.int64)
    spent = np.array([100, 50, 200, 240, 90, 0])
    counts = Counts(spent, np.array([1, 1, 2, 2, 1, 0]), nothing, nothing, nothing)
    rank = rank_of(counts)
    assert (rank.sooner, rank.equal, rank.later) == (2, 1, 1)
    assert rank.luckier_than == 1.5 / 4


def test_other_days_are_counted_and_the_day_itself_is_not() -> None:
    nothing = np.zeros(6, dtype=np.int64)
    with_it, without_it = (
        Counts(np.array(spent) * HOUR, nothing + 1, nothing, nothing, nothing)
        for spent in ([1, 1, 1, 5, 2, 2], [4, 3, 2, 1, 2, 2])
    )
    found = WhatIf("a lever", (), (), with_it, without_it, longest=10.0)
    assert (found.today, found.better, found.worse, found.unchanged) == (3.0, 2, 1, 2)
    turned = WhatIf("none", (), (), without_it, with_it, longest=10.0)
    assert (turned.today, turned.better, turned.worse, turned.unchanged) == (-3.0, 1, 2, 2)


def test_a_lever_with_the_longest_name_can_be_pulled() -> None:
    session = Session(undescribed(), day=3)
    lever = max(session.levers.values(), key=lambda each: len(each.name))
    assert len(lever.name) > 60
    session.pull(lever.teams[0], lever.name, agreed=lever.agree)
    again = Session.resumed(session.scenario, list(session.journal), None)
    assert again.record.digest() == session.record.digest()
