"""A lever in words: what it does, when, at what price, and who must agree."""

from __future__ import annotations

from rich.text import Text

from sim.exercise.levers import Lever
from sim.screen.scenario.effects import described
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.words import duration, listed


def lever_words(lever: Lever, team: str) -> Text:
    """A lever with what it does, when, at what price, and who must agree."""
    programme = lever.programme
    words = Text(safe(lever.name), style="bold")
    does = "; ".join(described(change) for change in programme.effects.values())
    parts = [f"{does[:1].upper()}{does[1:]}"]
    if programme.works_after:
        parts.append(f"works after {duration(programme.works_after)}")
    if programme.cost.hours:
        each = (
            f"{hours:g} h at {safe(who)}" for who, hours in programme.cost.analyst_hours.items()
        )
        parts.append(f"takes analysts {listed(each)}")
    if programme.cost.money:
        parts.append(f"costs {programme.cost.money:g}")
    keys = lever.keys_beside(team)
    if keys:
        parts.append(f"only if {listed(map(safe, keys))} {'agrees' if len(keys) == 1 else 'agree'}")
    star = "*" if lever.assumed else ""
    card = f"\n{safe(lever.card)}" if lever.card else ""
    return words.append(f"{star}{card}\n{'; '.join(parts)}", style="dim not bold")
