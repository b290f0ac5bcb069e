"""Do small steps with columns of numbers give what numpy's own would?"""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.columns import first_of_each


@given(st.lists(st.integers(-3, 3), max_size=12))
def test_the_first_of_each_value(values: list[int]) -> None:
    column = np.array(values, dtype=np.int64)
    _, expected = np.unique(column, return_index=True)
    assert first_of_each(column).tolist() == expected.tolist()
