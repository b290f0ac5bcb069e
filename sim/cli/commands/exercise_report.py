"""`entente exercise report`: the draft of an after-action report."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.formats import JsonFormat
from sim.cli.session_argument import other_days_option, session_argument


@click.command()
@session_argument
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder to write to; what people may have edited there is not overwritten.",
)
@other_days_option
@click.option(
    "--anonymous",
    is_flag=True,
    help="Leave out the names of people that the journal holds; teams and what was said stay.",
)
def command(file: Path, folder: Path, days: int, *, anonymous: bool) -> None:
    """Draft the after-action report of the session in FILE, with its improvement plan.

    As Markdown and as one HTML page for people, and as JSON for programs. What people have rated,
    noted and agreed on is in it; what they have not is left for them to fill in.
    """
    import json

    from sim.analyses.as_data import as_data
    from sim.exercise.anonymous import without_names
    from sim.exercise.debrief import debrief
    from sim.exercise.opening import open_session
    from sim.exercise.report import report_of
    from sim.screen.exercise.after_action import after_action
    from sim.screen.exercise.document import as_html, as_markdown

    with open_session(file, to_read=True) as opened:
        session = without_names(opened) if anonymous else opened
        found = report_of(session, debrief(session, days), anonymous=anonymous)
        blocks = [*after_action(found, session.scenario)]
    data = {"format": JsonFormat.EXERCISE_REPORT.value, **as_data(found)}
    texts = {
        "report.md": as_markdown(blocks),
        "report.html": as_html(f"After-action report: {found.scenario}", blocks),
        "report.json": json.dumps(data, indent=2, ensure_ascii=False) + "\n",
    }
    _write(folder, texts)
    click.echo("\n".join(str(folder / name) for name in texts))


def _write(folder: Path, texts: dict[str, str]) -> None:
    """Writes new files.

    Raises:
        InputError: one is there already, or cannot be written.
    """
    from sim.errors import InputError, Problem

    for name in texts:
        if (folder / name).exists():
            expected, hint = "a name that is free", "Give another folder with --to."
            problem = Problem(file=str(folder / name), expected=expected, found="a file", hint=hint)
            raise InputError([problem])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        problem = Problem(file=str(folder), expected="a folder to write to", found=str(error))
        raise InputError([problem]) from error
