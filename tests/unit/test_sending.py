"""What processes send each other comes over as it was."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from sim.analyses.comparison.replicate import LadderWork, Replicate
from sim.experiments.sending import packed, unpacked
from sim.replication import Engine
from tests.scenarios_for_tests import load_data, minimal


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6, dtype=np.int64).reshape(2, 3),
        np.arange(6, dtype=np.float64).reshape(2, 3)[:, ::2],
        np.zeros((0, 4), dtype=np.bool_),
        np.array(3, dtype=np.uint8),
        np.array([(1, 2.0)], dtype=[("many", np.int32), ("share", np.float64)]),
        np.array(["a", None], dtype=object),
    ],
    ids=["whole", "every other", "empty", "scalar", "records", "objects"],
)
def test_arrays_come_over_as_they_were(array: np.typing.NDArray[np.generic]) -> None:
    found = unpacked(packed([array, array]))
    assert found[0] is found[1]
    assert (found[0].dtype, found[0].shape) == (array.dtype, array.shape)
    assert found[0].tolist() == array.tolist()
    found[0][...] = found[0]


def test_results_come_over_as_they_were_and_smaller() -> None:
    do = LadderWork(load_data(minimal()), 1).made_ready()
    given = do((0, Engine.SIMPY))
    assert isinstance(given, Replicate)
    found = unpacked(packed(given))
    assert pickle.dumps(found) == pickle.dumps(unpacked(pickle.dumps(given)))
    assert len(packed(given)) < len(pickle.dumps(given))
