"""`entente new`: a scenario to start from."""

from __future__ import annotations

from pathlib import Path

import click

from sim.errors import InputError, Problem


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", default="My first scenario", show_default=True, help="Its title.")
def command(file: Path, title: str) -> None:
    """Write a small commented scenario to FILE, to start from. Never overwrites."""
    from sim.scenario.starter import starter_text

    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(starter_text(title))
    except FileExistsError:
        raise _refused(file, "it is there already; nothing was changed") from None
    except OSError as error:
        raise _refused(file, (error.strerror or str(error)).lower()) from None
    click.echo(f"Wrote {file}. Try: entente check {file}, then entente run {file}")


def _refused(file: Path, found: str) -> InputError:
    problem = Problem(file=str(file), expected="a new file that can be written", found=found)
    return InputError([problem])
