"""Prevention: what share of threats never begins once one or several programmes work."""

from __future__ import annotations

from collections.abc import Iterable


def prevented_share(shares: Iterable[float]) -> float:
    """The share that several programmes prevent together: each its share of what others leave."""
    left = 1.0
    for share in shares:
        left *= 1.0 - share
    return 1.0 - left
