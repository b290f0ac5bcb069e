"""Plain data as YAML that a document is read from again as it was."""

from __future__ import annotations

from typing import Any

import yaml

from sim.scenario.files.scalars import UnreadableError, scalar

_WIDTH = 100


def to_yaml(data: dict[str, Any]) -> str:
    """The data as the text of a file; keys stay in order, short lists and mappings on one line."""
    return yaml.dump(
        data,
        Dumper=_Writer,
        allow_unicode=True,
        default_flow_style=None,
        sort_keys=False,
        width=_WIDTH,
    )


class _Writer(yaml.CSafeDumper):
    """Writes every value out, and puts in quotes what would not be read as text."""

    def ignore_aliases(self, _data: object) -> bool:
        """Anchors are not read."""
        return True

    def text(self, text: str) -> yaml.ScalarNode:
        """A text: of several lines as it stands, in quotes where a word means something else."""
        style = "|" if "\n" in text else None if _is_text(text) else "'"
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _Writer.text)


def _is_text(word: str) -> bool:
    try:
        return scalar(word) == word
    except UnreadableError:
        return False
