"""`entente schema`: the JSON Schema of files that people write, and of what `--json` prints."""

from __future__ import annotations

from typing import Any

import click

from sim.cli.formats import JsonFormat, schema_of
from sim.cli.printing import print_data

_FILES = ("scenario", "study")
_OUTPUTS = tuple(form.command for form in JsonFormat)


@click.command()
@click.argument("of", metavar="[OF]", type=click.Choice([*_FILES, *_OUTPUTS]), default=_FILES[0])
def command(of: str) -> None:
    """Print a JSON Schema: of scenario files, which editors use for completion, or of OF.

    OF is `scenario`, `study` (study files), or a command whose --json it describes: run,
    programmes, assumptions, fit, sweep, study-status, study-show, study-reproduce,
    exercise-debrief, exercise-report, exercise-rehearse.
    """
    print_data(_schema(of))


def _schema(of: str) -> dict[str, Any]:
    if of == "scenario":
        from sim.scenario.reading.json_schema import json_schema as of_scenarios

        return of_scenarios()
    if of == "study":
        from sim.studies.file.json_schema import json_schema as of_studies

        return of_studies()
    return schema_of(of)
