"""A scenario that can be run, and what about it is probably not meant."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analyses.tabular import Row, Tabular
from sim.frozen import frozen
from sim.scenario.files.paths import dotted
from sim.scenario.reading.cautions import ScenarioWarning
from sim.scenario.reading.reading import Reading


@frozen
class Checked(Tabular):
    """A scenario without errors, and the warnings about the exercise that it makes."""

    reading: Reading
    cautions: tuple[ScenarioWarning, ...]

    def line_of(self, caution: ScenarioWarning) -> int | None:
        """The line of the file that a warning is about; None where it has none there."""
        document, path = self.reading.document, caution.path
        while path and path not in document.marks:
            path = path[:-1]
        mark = document.key_marks.get(path) or document.marks.get(path)
        return mark.line if mark and path else None

    def summary_lines(self) -> Iterator[str]:
        """How many warnings there are, and each."""
        number = len(self.cautions)
        warnings = "1 warning" if number == 1 else f"{number or 'no'} warnings"
        yield f"{self.reading.name}: fine, {warnings} about the exercise"
        for each in self.cautions:
            yield f"{dotted(each.path)}: {each.message}"

    def rows(self) -> list[Row]:
        """A row for each warning: line, path, message, hint."""
        return [
            {
                "line": self.line_of(each),
                "path": dotted(each.path),
                "message": each.message,
                "hint": each.hint,
            }
            for each in self.cautions
        ]
