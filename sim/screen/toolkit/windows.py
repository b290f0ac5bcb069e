"""The window in words: hours of detection mean nothing without it, so it is printed with them."""

from __future__ import annotations

from rich.text import Text

from sim.experiments.provenance import Provenance
from sim.screen.toolkit.layout import caption
from sim.screen.toolkit.words import duration


def window(provenance: Provenance) -> str:
    """The window W: ``45 d``, or ``20 d to 45 d`` where threats differ."""
    lengths = provenance.windows_hours
    if len(lengths) < 2:
        return duration(lengths[0]) if lengths else "none"
    return f"{duration(lengths[0])} to {duration(lengths[-1])}"


def restricted(provenance: Provenance) -> Text:
    """How hours are counted, as a caption."""
    each = "its window" if len(provenance.windows_hours) < 2 else "its own window"
    return caption(
        f"Hours run from a threat's onset and count up to {each} of {window(provenance)}; "
        "a threat not detected by then counts in full."
    )


def counted_up_to(provenance: Provenance) -> str:
    """The same in one short sentence, for where it has been explained before."""
    return f"Hours up to the window of {window(provenance)}."
