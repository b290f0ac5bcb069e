"""The detection curve: the share of threats detected by each hour after onset."""

import numpy as np
import numpy.typing as npt

from sim.frozen import entity

Floats = npt.NDArray[np.float64]

# A product of hundreds of fractions that should come to one half may miss it by its rounding.
_ROUNDING = 1e-12


@entity
class Curve:
    """A step function that rises at `times` to `shares` and is known until `until`.

    Shapes: `times` (increasing) and `shares` one for each distinct detection time, both
    read-only; units those of the times it was made from; `n` is the number of threats.
    """

    times: Floats
    shares: Floats
    until: float
    n: int

    def __eq__(self, other: object) -> bool:
        """Whether both rise at the same times to the same shares, and are known as long."""
        if not isinstance(other, Curve):
            return NotImplemented
        return (self.until, self.n) == (other.until, other.n) and all(
            np.array_equal(mine, its)
            for mine, its in ((self.times, other.times), (self.shares, other.shares))
        )

    def __hash__(self) -> int:
        return hash((self.until, self.n, self.times.tobytes(), self.shares.tobytes()))

    def share_by(self, moments: npt.ArrayLike) -> Floats:
        """The share detected by each of these moments.

        Raises:
            ValueError: for a moment after `until`, where nothing was followed.
        """
        asked = np.asarray(moments, dtype=np.float64)
        if np.any(asked > self.until):
            raise ValueError(f"no threat was followed beyond {self.until}")
        return np.concatenate([[0.0], self.shares])[
            np.searchsorted(self.times, asked, side="right")
        ]

    def grid(self, points: int) -> tuple[Floats, Floats]:
        """Evenly spaced moments from onset to `until`, and the shares by then, for drawing."""
        moments = np.linspace(0.0, self.until, points)
        return moments, self.share_by(moments)

    @property
    def median(self) -> float | None:
        """The first moment by which half are detected; None when that is not reached."""
        reached = self.times[self.shares >= 0.5 - _ROUNDING]
        return float(reached[0]) if reached.size else None


def detection_curve(times: npt.ArrayLike, windows: npt.ArrayLike) -> Curve:
    """The share of all threats that are detected by each moment, each within its own window.

    `times` are min(T, W), `windows` the W: one for each threat, or one number for all; a time
    equal to its window is a threat not detected. The curve ends at one minus the share missed,
    whatever the windows: with several it is the cumulative incidence of detection, of which the end
    of a threat's window is the rival. How long a threat is followed belongs to its kind, so that
    nothing is estimated of what would have come after.

    Raises:
        ValueError: for no threats, for a time that is negative or beyond its window, or a window
            without end.
    """
    ended, followed = _followed(times, windows)
    moments, detected = np.unique(ended[ended < followed], return_counts=True)
    shares = np.asarray(np.cumsum(detected) / ended.size, dtype=np.float64)
    return Curve(_read_only(moments), _read_only(shares), float(followed.max()), ended.size)


def product_limit(times: npt.ArrayLike, followed: npt.ArrayLike) -> Curve:
    """The share of what ends by each moment, where some was followed for less time than other.

    The product-limit estimate (Kaplan and Meier 1958): what has not ended when one stops to follow
    it counts among those at risk until then, as if how long it could be followed told nothing of
    how soon it would end. That holds of what began too late to be seen to its end.

    Raises:
        ValueError: as `detection_curve`.
    """
    ended, until = _followed(times, followed)
    moments, detected = np.unique(ended[ended < until], return_counts=True)
    at_risk = ended.size - np.searchsorted(np.sort(ended), moments, side="left")
    shares = np.asarray(1.0 - np.cumprod(1.0 - detected / at_risk), dtype=np.float64)
    return Curve(_read_only(moments), _read_only(shares), float(until.max()), ended.size)


def _followed(times: npt.ArrayLike, windows: npt.ArrayLike) -> tuple[Floats, Floats]:
    ended = np.asarray(times, dtype=np.float64)
    followed = np.broadcast_to(np.asarray(windows, dtype=np.float64), ended.shape)
    within = (ended >= 0) & (ended <= followed) & np.isfinite(followed)
    if ended.ndim != 1 or ended.size == 0 or not within.all():
        raise ValueError("a curve needs times between 0 and windows that end, at least one")
    return ended, followed


def _read_only(array: Floats) -> Floats:
    array.setflags(write=False)
    return array
