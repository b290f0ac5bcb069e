"""`entente new`: a scenario or a study to start from."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from sim.cli.endings import OUTPUT_REFUSED
from sim.errors import InputError, Problem
from sim.installed import typed

_STUDY = "study"
_ENDINGS = (".yaml", ".yml")


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[study] FILE")
@click.option(
    "--title", help="Title (default: My first scenario, or My first study).", metavar="TEXT"
)
@click.option("--from", "model", metavar="NAME", help="Copy this one of `entente list` instead.")
def command(words: tuple[str, ...], title: str | None, model: str | None) -> None:
    """Write a small commented scenario to FILE, to start from. Never overwrites.

    With --from its guide is copied beside it. `entente new study FILE` writes a study.
    """
    of_study = words[0] == _STUDY
    if len(words) != 1 + of_study:
        raise click.UsageError(
            "One file: `entente new FILE` for a scenario, `entente new study FILE` for a study."
        )
    file = _named(Path(words[-1]))
    text = _study_text(title, model) if of_study else _scenario_text(title, model)
    _write_new(file, text)
    guide = None if of_study or model is None else _copied_guide(model, file)
    run = "sweep" if of_study else "run"
    pasted = typed(str(file))
    click.echo(f"Wrote {file}. Try: entente check {pasted}, then entente {run} {pasted}")
    if guide is not None:
        click.echo(f"Wrote {guide}, its guide: the story and figures in it are those of {model}.")


def _write_new(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        raise _refused(file, "it is there already; nothing was changed") from None
    except OSError as error:
        if error.errno in OUTPUT_REFUSED:  # begun, and not whole: its name is free again
            file.unlink(missing_ok=True)
        raise _refused(file, (error.strerror or str(error)).lower()) from None


def _copied_guide(model: str, file: Path) -> Path | None:
    """Copies a scenario's guide beside its copy, its commands about the copy; where it now is."""
    from sim.scenario.reading.shipped import find

    source, copy = find(model).with_suffix(".md"), file.with_suffix(".md")
    if not source.is_file() or copy.exists():
        return None
    text = source.read_text(encoding="utf-8")
    _write_new(copy, _about(text, model, file.name))
    return copy


def _about(guide: str, model: str, name: str) -> str:
    """The guide with its commands about the scenario of another name."""
    named = f'"{name}"' if " " in name else name
    return re.sub(rf"(entente [a-z]+ ){re.escape(model)}\b", lambda found: found[1] + named, guide)


def _named(file: Path) -> Path:
    """The file under a name that editors know as YAML: the ending is added where there is none.

    Raises:
        InputError: it has the ending of another kind of file.
    """
    if file.suffix in _ENDINGS or os.path.isdir(file):  # noqa: PTH112 - says no to any name
        return file
    if file.suffix:
        expected = "a name that ends in .yaml"
        raise InputError([Problem(file=str(file), expected=expected, found=f"`{file.suffix}`")])
    return file.with_name(f"{file.name}.yaml")


def _scenario_text(title: str | None, model: str | None) -> str:
    if model is not None:
        from sim.scenario.files.source import decoded, read_source
        from sim.scenario.reading.shipped import find

        return decoded(read_source(find(model)), model)
    from sim.scenario.reading.starter import starter_text

    return starter_text("My first scenario" if title is None else title)


def _study_text(title: str | None, model: str | None) -> str:
    if model is not None:
        from sim.scenario.files.source import decoded, read_source
        from sim.studies.file.shipped import find_study

        return decoded(read_source(find_study(model)), model)
    from sim.studies.file.starter import starter_text

    return starter_text("My first study" if title is None else title)


def _refused(file: Path, found: str) -> InputError:
    problem = Problem(file=str(file), expected="a new file that can be written", found=found)
    return InputError([problem])
