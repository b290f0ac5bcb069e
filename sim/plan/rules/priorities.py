"""Priorities: how far a category that matters less is put behind."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def weight(priority: npt.NDArray[np.float64], dial: float) -> npt.NDArray[np.float64]:
    """A priority as the rules read it: 1 - f (1 - w), clipped to 0..1."""
    return np.clip(1.0 - dial * (1.0 - priority), 0.0, 1.0)
