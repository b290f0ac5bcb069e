"""Whatever the scenario: both engines draw the same and do the same, to the last bit."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given, seed, settings
from hypothesis import strategies as st

from sim.engine.draws.bulk import timetable_of
from sim.engine.reference.engine import run_on_simpy
from sim.plan.planner import Planner
from sim.plan.values.plan import Plan
from sim.replication import run
from tests.engines.agreement import assert_same, assert_same_rows
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.engines.situations import every_feature, features, situations
from tests.scenarios_for_tests import changed, load_data
from tests.strategies import Data, dials

pytest.importorskip("numba")

from sim.engine.compiled.engine import run_compiled
from sim.engine.draws.compiled import compiled_timetables

seeds = st.sampled_from([1, 0, 2**64 - 1])
replications = st.integers(0, 5)
SEARCHES = range(6)
"""Searches from different beginnings, which several processes can share."""


def do_the_same(plan: Plan, root: int, replication: int) -> None:
    """Fails when the engines draw or do something different under a plan."""
    timetable = timetable_of(plan.layout, root, replication)
    _, drawn = compiled_timetables(plan.layout, root, [replication + 1, replication])
    assert_same(drawn, timetable)
    assert_same_rows(drawn, timetable)
    record = run_on_simpy(plan, timetable)
    for luck in (drawn, timetable):
        assert_same(run_compiled(plan, luck), record)


def agree(data: Data, others: dict[str, float], sharing: bool, root: int, replication: int) -> None:
    """Fails when the engines differ on a scenario, as written or under other dials."""
    with shown_when_it_fails(data):
        scenario = load_data(data)
        planner = Planner(scenario)
        do_the_same(planner.plan(), root, replication)
        setting = scenario.dials.model_copy(update=others)
        do_the_same(planner.plan(setting, sharing=sharing), root, replication)


LONGEST = changed(
    {
        "horizon": "25 years",
        "warm_up": "25 years",
        "channels.Hotline": {
            "between": ["Aldren Police", "Brevia Police"],
            "latency": {"lognormal": {"median": "100 years", "sigma": 2.0}},
            "loss": 0.95,
            "resend_after": "100 years",
            "attempts": 100,
        },
        "trust": {"default": 1.0},
        "sharing": {"vetting": "0 h", "vetting_distrust": 100.0},
        "law": {"formal_route": {"duration": "0 h", "probability": 0.0}},
        "agencies.Brevia Police.triage": "100 years",
        "injects": {
            "slow": {
                "at": "2 d",
                "message": "",
                "channel": {"name": "Hotline", "closed_for": "90 years"},
            },
            "slower": {
                "at": "1 d",
                "message": "",
                "channel": {"name": "Hotline", "latency_times": 1000.0},
            },
        },
    }
)
"""Everything lasts as long as it may."""
TEN = dict.fromkeys(("trust", "law", "communication", "capacity", "interoperability"), 10.0)


WARNING_IN_TRANSLATION = changed(
    {
        "countries.Brevia": {
            "responsible": "Brevia Police",
            "translation_desk": {"staff": 1},
            "languages": ["High"],
            "priorities": {"smuggling": 0.1},
        },
        "agencies.Aldren Police": {
            "country": "Aldren",
            "opening": "round the clock",
            "languages": ["Low"],
            "observes": [{"kinds": ["sign"]}],
        },
        "trust": {"default": 1.0},
        "sharing": {"vetting": "0 h"},
        "law": {"formal_route": {"duration": "0 h"}},
        "threats.The Shipment.indicators.first.count": 6,
    }
)
"""A warning waits among copies for somebody who translates."""


@settings(slow_to_draw, max_examples=150)
@given(
    data=any_scenarios, others=dials, sharing=st.booleans(), root=seeds, replication=replications
)
@example(data=WARNING_IN_TRANSLATION, others={}, sharing=True, root=1, replication=0)
@example(data=LONGEST, others=TEN, sharing=True, root=1, replication=0)
def test_both_engines_do_the_same(
    data: Data, others: dict[str, float], sharing: bool, root: int, replication: int
) -> None:
    agree(data, others, sharing, root, replication)


@pytest.mark.slow
@pytest.mark.parametrize("beginning", SEARCHES)
def test_both_engines_do_the_same_on_thousands(beginning: int) -> None:
    given_many = given(any_scenarios, dials, st.booleans(), seeds, replications)
    seed(beginning)(settings(slow_to_draw, max_examples=600)(given_many(agree)))()


@pytest.mark.slow
def test_the_search_passes_by_everything_that_can_happen() -> None:
    said: Counter[str] = Counter()
    happened: Counter[str] = Counter()

    @settings(slow_to_draw, max_examples=400)
    @given(any_scenarios, st.booleans(), replications)
    def look(data: Data, sharing: bool, replication: int) -> None:
        scenario = load_data(data)
        said.update(features(scenario))
        plan = Planner(scenario).plan(sharing=sharing)
        happened.update(situations(run(plan, 1, replication)))

    for beginning in SEARCHES:
        seed(beginning)(look)()
    needed = {name for name in every_feature() if not name.startswith(LISTED)}
    assert needed - NO_ENGINE_SEES - ELSEWHERE <= said.keys(), "never said"
    assert happened.keys() >= SITUATIONS, "never happened"


LISTED = (
    *("ProgrammeChange.", "ProgrammeEffect.", "InjectEffect."),
    *("Exercise.", "TeamCard.", "MoveCard.", "LeverCard.", "Objective.", "CriticalTask."),
    *("OrderCard.", "Condition.", "TimedCondition."),
    *("BelievedAtom.", "DecidedAtom.", "DeliveredAtom.", "DetectedAtom.", "RatedAtom."),
    *("ReadAtom.", "WaitingAtom."),
)
"""Where effects stand that are those of injects or programmes, and what people play by; of orders
and conditions there are random scenarios of their own (`test_orders`, `test_conditions`).
"""

NO_ENGINE_SEES = {
    *("Warrant.contested_share", "MutualRecognition.consented"),
    *("Cost.hourly", "Programme.kind", "RatificationEffect.covers"),
    *(f"Inject.{field}" for field in ("kind", "to", "sender", "by")),
    *(f"Inject.{field}" for field in ("expected", "objective", "notes")),
    *("Threat.case", "RedHerring.case", "Scenario.exercise"),
    *("Scenario.room", "Room.minutes", "Room.people", "Room.tables"),
}
"""What changes no plan, or only as other keys do."""

ELSEWHERE = {"Inject.when", "Inject.not_by", "Channel.open", "ChannelEffect.open"}
"""What random scenarios of their own say: those of conditions and of channels that open."""

SITUATIONS = {
    *(f"a copy: {end}" for end in ("delivered", "lost", "refused", "not recognised")),
    *(f"a copy: {end}" for end in ("withheld (trust)", "withheld (need to know)")),
    *("a copy: over ceiling", "a copy: in flight at the end"),
    *("a copy by the formal route, unrecognised", "an origin stripped, counted as its own"),
    *("a warning delivered", "a belief at threshold", "a belief below it"),
    *("a copy of a copy arrives", "a copy told three times arrives", "passed on without asking"),
    "consent given",  # refused consent is met too seldom to be asked for here
    *(f"a request: {end}" for end in ("hit", "no hit", "unanswered", "in flight at the end")),
    *("an answer arrives", "an answer withheld again"),
    *("a search that finds", "a search that finds nothing"),
    *("a report not linked to its threat", "a report set aside in error"),
    *("trust gained", "trust lost"),
    *("nothing at all", "one agency alone", "nobody shares", "release by case"),
    *("a desk to which nobody comes", "an overloaded desk", "everybody leaves a desk"),
    *("somebody comes to a desk", "somebody waits", "somebody is served at once"),
    *("a desk of an agency with hours", "a desk of a home with hours"),
    *("a report taken up as its desk opens", "triage that takes no time"),
    *("work rests while a desk is closed", "work is longer than two openings"),
    *("work is finished after hours", "analysts come or go while one is busy"),
    *("somebody rests after work under a dial", "injects on analysts under such a dial"),
    *("sent again", "lost at last", "a change while a copy is on its way"),
    *("stages that take no time", "a report comes to a desk as another there is done"),
    *(f"a staffed desk passed by: {why}" for why in ("legal review", "not recognised")),
    *(f"WORK with hours: {why}" for why in ("legal review", "formal route", "not recognised")),
    *(f"WORK always: {why}" for why in ("legal review", "translation")),
    *(f"DELAY with hours: {why}" for why in ("legal review", "formal route", "not recognised")),
    *(f"DELAY always: {why}" for why in ("vetting", "transit", "translation", "conversion")),
    *("WORK with hours: translation", "DELAY with hours: translation"),
    *("OPEN with hours: closed hours", "SEND with hours: transit", "SEND always: transit"),
    *(f"two at once: {what}" for what in ("report", "arrival", "finishing", "change")),
    *("at once: report and arrival", "at once: report and finishing", "at once: report and change"),
    *("at once: arrival and finishing", "at once: finishing and change"),
    *("at once: arrival and change", "at once: change and stage"),
}
"""What must occur among random scenarios, so that the engines are compared on it."""
