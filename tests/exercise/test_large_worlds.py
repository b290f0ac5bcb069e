"""Is a world with many teams still one that people can play?"""

from __future__ import annotations

import pytest

from sim.cli.desk.commands import COMMANDS
from sim.exercise.levers import MOST_PARTNERS
from sim.exercise.session import Session
from sim.plan.parties import Parties
from sim.screen.toolkit.printing import paper_of
from tests.screens.drawing import drawn

SHARES = " shares more with "


@pytest.fixture(scope="module")
def session() -> Session:
    return Session("wide-table", day=3)


def test_each_team_has_levers_towards_those_it_has_most_channels_to(session: Session) -> None:
    parties = Parties(session.scenario)
    of = [parties.homes[home] for home in parties.home_of]
    between = [(of[one], of[other]) for one, other in parties.pairs]
    for team in session.teams:
        mine = [name for name, lever in session.levers.items() if lever.teams == (team,)]
        partners = [name.partition(SHARES)[2] for name in mine if SHARES in name]
        others = [other for other in session.teams if other not in (team, *partners)]
        assert len(partners) == MOST_PARTNERS
        fewest = min(between.count((team, partner)) for partner in partners)
        assert fewest >= max(between.count((team, other)) for other in others)


def test_levers_are_counted_by_team_and_listed_for_one(session: Session) -> None:
    def shown(text: str) -> str:
        levers = COMMANDS["levers"]
        return drawn(lambda console: console.print(levers(session, text, paper_of(console))))

    first = next(iter(session.teams))
    whole = shown("")
    number = len(session.view(first).levers)
    assert f"{number} levers" in next(line for line in whole.splitlines() if first in line)
    assert len(whole.splitlines()) < len(session.teams) + 5
    one = " ".join(shown(first).split())
    assert one.count(SHARES.strip()) == MOST_PARTNERS
    assert "share more with 69 other teams" in one
