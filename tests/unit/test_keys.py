"""Keys: the numbers never change, arrays agree with single keys, and a ledger sees every draw."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chance import keys
from sim.chance.keys import (
    MASK,
    DrawLedger,
    DrawnTwiceError,
    Purpose,
    child,
    child_array,
    identity,
    mix,
    mix_array,
    replication_key,
    uniform,
    uniform_array,
)

whole = st.integers(0, MASK)


def unmix(mixed: int) -> int:
    """The key that `mix` turns into this one: its steps backwards."""
    bits = _unshift(mixed, 31) * pow(keys.SECOND_FACTOR, -1, 2**64) & MASK
    bits = _unshift(bits, 27) * pow(keys.FIRST_FACTOR, -1, 2**64) & MASK
    return _unshift(bits, 30)


def _unshift(bits: int, by: int) -> int:
    found = bits
    for _ in range(64 // by):
        found = bits ^ (found >> by)
    return found


def drawing(bits: int, purpose: int) -> int:
    """A key whose chance for this purpose is made of these bits."""
    return (unmix(bits) - (purpose + 1) * keys.PURPOSE_STEP) & MASK


def test_mix_continues_the_published_sequences_of_splitmix64() -> None:
    def sequence(seed: int) -> list[int]:
        return [mix(seed + step * keys.PURPOSE_STEP) for step in (1, 2, 3)]

    assert sequence(0) == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    assert sequence(1234567) == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


def test_known_keys_stay_as_they_are() -> None:
    assert identity() == 0xB4B2797457A0A6E4
    assert identity("Aldmark", "border police") == 0xC82E3E5AF619317F
    assert child(0, 0) == 0x8209B480FAED1B10
    assert child(identity("Aldmark"), MASK) == 0x3F1780433CF9CA1F
    assert replication_key(1, 0) == 0xA78767CCDC7CB1E8
    assert replication_key(2**64 - 1, 399) == 0x9F6DE35C2B64CED1
    assert uniform(replication_key(1, 0), Purpose.RELEASE) == 0.5735468303368728
    assert (
        uniform(child(replication_key(1, 1), identity("Aldmark")), Purpose.LOSS)
        == 0.8247671009207437
    )


def test_purposes_stay_as_they_are() -> None:
    known = {
        "RELEASE": 0,
        "RECOGNITION": 1,
        "REVIEW": 2,
        "REVIEW_TIME": 3,
        "REFUSAL": 4,
        "VETTING_TIME": 5,
        "LATENCY": 6,
        "LOSS": 7,
        "RELAY_TIME": 8,
        "TRANSLATION_TIME": 9,
        "CONVERSION_TIME": 10,
        "TRIAGE_TIME": 11,
        "OBSERVATION": 12,
        "ARRIVAL_COUNT": 13,
        "ARRIVAL_TIME": 14,
        "ONSET": 15,
        "WHERE": 16,
        "WHEN": 17,
        "WORTH_SHARING": 18,
        "THINNING": 19,
        "ORDER": 20,
    }
    assert known.items() <= dict(Purpose.__members__).items()
    assert len(Purpose.__members__) == len(set(Purpose))


def test_a_sequence_of_names_is_more_than_its_letters() -> None:
    sequences = [(), ("",), ("", ""), ("ab", "c"), ("a", "bc"), ("abc",), ("c", "ab"), ("é",)]
    assert len({identity(*names) for names in sequences}) == len(sequences)


@given(whole)
def test_mix_loses_nothing(key: int) -> None:
    assert unmix(mix(key)) == key


@given(whole, whole)
def test_steps_are_the_published_formulas(key: int, number: int) -> None:
    assert child(key, number) == mix(key + (number + 1) * 0xD1B54A32D192ED03)
    bits = mix(key + (number + 1) * 0x9E3779B97F4A7C15)
    assert uniform(key, number) == ((bits >> 12) + 0.5) / 2**52


@given(st.lists(whole, min_size=1, max_size=8), st.lists(whole, min_size=1, max_size=8))
def test_arrays_have_the_bits_of_single_keys(some: list[int], others: list[int]) -> None:
    rows = np.array(some, dtype=np.uint64)[:, None]
    columns = np.array(others, dtype=np.uint64)
    assert mix_array(columns).tolist() == [mix(key) for key in others]
    assert child_array(rows, columns).tolist() == [[child(a, b) for b in others] for a in some]
    assert uniform_array(rows, columns).tolist() == [[uniform(a, b) for b in others] for a in some]
    assert child_array(some[0], columns).tolist() == [child(some[0], b) for b in others]
    assert child_array(rows, others[0]).tolist() == [[child(a, others[0])] for a in some]
    assert uniform_array(columns, Purpose.LOSS).tolist() == [uniform(a, 7) for a in others]


def test_arrays_are_not_written_to() -> None:
    some = np.arange(5, dtype=np.uint64)
    mix_array(some)
    child_array(some, some)
    uniform_array(some, some)
    assert some.tolist() == [0, 1, 2, 3, 4]


def test_a_chance_is_never_0_or_1() -> None:
    least, most = drawing(0, Purpose.REVIEW), drawing(MASK, Purpose.REVIEW)
    both = np.array([least, most], dtype=np.uint64)
    assert uniform(least, Purpose.REVIEW) == 2.0**-53
    assert uniform(most, Purpose.REVIEW) == 1.0 - 2.0**-53
    assert uniform_array(both, Purpose.REVIEW).tolist() == [2.0**-53, 1.0 - 2.0**-53]


def test_seeds_and_replications_do_not_wrap_around() -> None:
    for seed, replication in ((-1, 0), (0, -1), (2**64, 0), (0, 2**64)):
        with pytest.raises(ValueError, match="must lie in"):
            replication_key(seed, replication)


def test_a_ledger_refuses_a_second_draw() -> None:
    with DrawLedger() as ledger:
        uniform(1, Purpose.LOSS)
        uniform(1, Purpose.REVIEW)
        uniform(2, Purpose.LOSS)
        with pytest.raises(DrawnTwiceError, match="purpose 7 of key 0x0000000000000001"):
            uniform(1, Purpose.LOSS)
    assert ledger.drawn == {(1, 7), (1, 2), (2, 7)}


def test_a_ledger_sees_single_draws_and_arrays_alike() -> None:
    some = np.array([1, 2, 3], dtype=np.uint64)
    with DrawLedger() as ledger:
        uniform_array(some, Purpose.LOSS)
        uniform_array(4, np.array([0, 1], dtype=np.uint64))
        with pytest.raises(DrawnTwiceError):
            uniform(2, Purpose.LOSS)
        with pytest.raises(DrawnTwiceError):
            uniform(2 + 2**64, Purpose.LOSS)
        with pytest.raises(DrawnTwiceError):
            uniform_array(np.array([5, 5], dtype=np.uint64), Purpose.LOSS)
    assert {(1, 7), (3, 7), (4, 0), (4, 1)} < ledger.drawn


def test_a_closed_ledger_sees_nothing() -> None:
    with DrawLedger() as ledger:
        pass
    uniform(1, Purpose.LOSS)
    uniform(1, Purpose.LOSS)
    assert not ledger.drawn


def test_the_example_in_the_documentation_runs() -> None:
    result = doctest.testmod(keys)
    assert result.attempted > 0
    assert result.failed == 0
