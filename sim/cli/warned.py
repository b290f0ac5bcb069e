"""What `entente check` would warn of, in a few lines before a command does its work."""

from __future__ import annotations

from sim.cli.saying import say
from sim.scenario.reading.reading import Reading

_MOST = 3


def warn(reading: Reading) -> None:
    """Tells the first warnings about an exercise on standard error, and how many more there are."""
    from sim.errors import printable
    from sim.plan.lint import warnings
    from sim.scenario.files.paths import dotted

    found = warnings(reading.scenario, reading.document)
    if not found:
        return
    one_or_more = "1 warning" if len(found) == 1 else f"{len(found):,} warnings"
    say(f"{one_or_more} about the exercise, as `entente check` tells:")
    for caution in found[:_MOST]:
        hint = f"; {caution.hint}" if caution.hint else ""
        told = f"  {dotted(caution.path)} {caution.message}{hint}"
        say(printable(told))
    if len(found) > _MOST:
        say(f"  ... and {len(found) - _MOST:,} more")
