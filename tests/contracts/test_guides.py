"""What the facilitators' guides say of results is known, figure by figure, and is so."""

import pytest

from tests.contracts.guides.claim import Claim, numbers_without, told
from tests.contracts.guides.claims import CLAIMS
from tests.contracts.guides.not_results import NOT_RESULTS
from tests.shipped_runs import SHIPPED

each = pytest.mark.parametrize("name", SHIPPED)
EVERY = [
    pytest.param(name, claim, id=f"{name}: {claim.words}")
    for name, claims in CLAIMS.items()
    for claim in claims
]


@each
def test_every_number_of_a_guide_is_measured_or_said_not_to_be(name: str) -> None:
    known = [claim.words for claim in CLAIMS.get(name, [])] + list(NOT_RESULTS.get(name, ()))
    assert list(numbers_without(told(name), known)) == []


@each
def test_what_is_known_of_a_guide_stands_there(name: str) -> None:
    text, known = told(name), [claim.words for claim in CLAIMS.get(name, [])]
    assert [words for words in (*known, *NOT_RESULTS.get(name, ())) if words not in text] == []


def test_an_unknown_number_would_be_found() -> None:
    assert list(numbers_without("It takes about 6 days, and one in three is missed.", ["about 6"]))
    assert not list(numbers_without("It takes about 6 days.", ["about 6 days"]))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "claim"), EVERY)
def test_it_is_so(name: str, claim: Claim) -> None:
    found = claim.measured()
    assert claim.holds(found), f"{name} says {claim.said}, measured {found}"
