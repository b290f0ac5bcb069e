"""How the program starts: nothing is looked for that it does not use."""

from __future__ import annotations

import gc
import os

_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Importing makes hundreds of thousands of objects, and all of them stay."""


def start_quickly() -> None:
    """Has imports take no longer than they need; for the program alone, not for who imports it.

    Garbage is collected seldom, and no installed package is asked whether it extends pydantic.
    """
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
