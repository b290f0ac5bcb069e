"""`entente new`: a scenario to start from."""

from __future__ import annotations

from pathlib import Path

import click

from sim.errors import InputError, Problem


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", default="My first scenario", show_default=True, help="Its title.")
@click.option("--from", "model", metavar="NAME", help="Copy this scenario of `entente list`.")
def command(file: Path, title: str, model: str | None) -> None:
    """Write a small commented scenario to FILE, to start from. Never overwrites."""
    from sim.scenario.shipped import find
    from sim.scenario.source import decoded, read_source
    from sim.scenario.starter import starter_text

    text = starter_text(title) if model is None else decoded(read_source(find(model)), model)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        raise _refused(file, "it is there already; nothing was changed") from None
    except OSError as error:
        raise _refused(file, (error.strerror or str(error)).lower()) from None
    click.echo(f"Wrote {file}. Try: entente check {file}, then entente run {file}")


def _refused(file: Path, found: str) -> InputError:
    problem = Problem(file=str(file), expected="a new file that can be written", found=found)
    return InputError([problem])
