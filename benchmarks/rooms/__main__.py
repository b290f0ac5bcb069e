"""Plays a room for as long as is asked for: ``python -m benchmarks.rooms --help``."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from benchmarks.rooms.playing import Played, Playing, percentile, play


def main() -> int:
    """Plays and prints; gives the exit status."""
    parser = ArgumentParser(prog="benchmarks.rooms", description="A room under load.")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seats", type=int, default=50)
    parser.add_argument("--scenario", default=Playing.scenario)
    parser.add_argument("--kill-every", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--drops", type=float, default=0.05, help="share of seats in a round")
    parser.add_argument("--slow", type=int, default=3, help="seats whose line is slow")
    parser.add_argument(
        "--twice", type=float, default=0.2, help="share of forms sent twice at once"
    )
    options = parser.parse_args()
    hard = bool(options.kill_every)
    playing = Playing(
        seats=options.seats,
        desks=3,
        pads=5,
        scenario=options.scenario,
        kill_every=options.kill_every,
        drops=options.drops if hard else 0.0,
        slow=options.slow if hard else 0,
        twice=options.twice if hard else 0.0,
    )
    with tempfile.TemporaryDirectory() as folder:
        played = asyncio.run(play(Path(folder), playing, options.minutes))
    for line in _told(played):
        print(line)
    return 1 if played.wrong else 0


def _told(played: Played) -> Iterator[str]:
    for kind, late in played.updates.items():
        half, most = percentile(late, 0.5), percentile(late, 0.95)
        yield f"{kind:12} {len(late)} updates, half within {half:.2f} s, 95 % within {most:.2f} s"
    answered = percentile(played.answered, 0.95)
    yield f"forms        {played.forms}, 95 % answered within {answered:.2f} s"
    yield f"             {played.again} sent again, {played.doubled} sent twice at once"
    yield f"memory       {played.peak / 1e6:.0f} MB"
    if played.kills:
        half, most = percentile(played.away, 0.5), max(played.away)
        yield f"kills        {played.kills}, server back after {half:.1f} s, {most:.1f} s at most"
        half, most = percentile(played.back, 0.5), percentile(played.back, 0.95)
        yield f"             half of the screens back {half:.2f} s later, 95 % within {most:.2f} s"
        yield f"drops        {played.drops} of seats' lines"
    lost, twice = len(played.lost), len(played.twice)
    yield f"journal      {played.entries} entries, {lost} lost, {twice} twice"
    yield f"errors       {len(played.failed)}, updates missed {played.missing}"
    for error in sorted({*played.failed, *played.lost, *played.twice, *played.unasked})[:20]:
        yield f"             {error}"


if __name__ == "__main__":
    sys.exit(main())
