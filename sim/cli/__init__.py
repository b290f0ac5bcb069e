"""The commands of `entente`: each thin, each imported only when it is called."""

from sim.cli.group import main

__all__ = ["main"]
