"""How lucky a day was: its rank among other days under the same decisions."""

from __future__ import annotations

import numpy as np

from sim.exercise.days import Counts
from sim.frozen import frozen


@frozen
class Rank:
    """Where the session's day stands among the others: nothing but luck tells them apart."""

    sooner: int
    """Other days on which detection came sooner."""
    equal: int
    later: int

    @property
    def days(self) -> int:
        """How many other days there are."""
        return self.sooner + self.equal + self.later

    @property
    def luckier_than(self) -> float:
        """The share of other days that were less lucky; those that were equal count half."""
        return (self.later + self.equal / 2) / self.days


def rank_of(counts: Counts) -> Rank:
    """The rank of the first day among the others, by mean detection time of scored threats.

    Days differ in how many threats they have, so the mean is compared and not the sum; days without
    a scored threat are left out, and none has a rank where the session's own has none.
    """
    has = counts.scored > 0
    if not has[0]:
        return Rank(0, 0, 0)
    # Cross-multiplied, so that equal means are equal to the last bit.
    spent, scored = counts.spent[1:][has[1:]], counts.scored[1:][has[1:]]
    ahead = np.array(
        [
            int(theirs) * int(counts.scored[0]) - int(counts.spent[0]) * int(number)
            for theirs, number in zip(spent, scored, strict=True)
        ],
        dtype=object,
    )
    sooner, later = int(np.sum(ahead < 0)), int(np.sum(ahead > 0))
    return Rank(sooner, len(ahead) - sooner - later, later)
