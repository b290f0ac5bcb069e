"""Does what the pages say still hold: their commands, programs, scenarios, keys and links?"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from sim.cli import main
from sim.scenario.files.document import parse_document
from sim.scenario.reading.json_schema import json_schema
from sim.scenario.reading.reading import scenario_of
from sim.scenario.schema.scenario import Scenario
from tests.scenarios_for_tests import load_data, minimal

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for folder in (ROOT, ROOT / "docs", ROOT / "docs" / "decisions", ROOT / "scenarios")
    for path in folder.glob("*.md")
)
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)` \|.*\| ([^|]*) \|$", re.MULTILINE)
FEW = "4"
"""Replications that show whether a command runs."""
OF_STUDIES = ("study-files", "tutorial-study")
"""Pages on which YAML is of studies."""

Described = Mapping[str, Any]


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    number: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT).as_posix()}-{self.number}"


def blocks(*languages: str) -> list[Block]:
    """Every block in one of these languages, on every page."""
    return [
        Block(page, number, language, text)
        for page in PAGES
        for number, (language, text) in enumerate(
            FENCE.findall(page.read_text(encoding="utf-8")), start=1
        )
        if language in languages
    ]


# Commands


def commands(page: Path) -> list[list[str]]:
    """The arguments of every `entente ...` in the shell blocks of a page, in order."""
    found = []
    for block in blocks("sh", "console"):
        if block.page != page:
            continue
        for line in block.text.splitlines():
            program, *arguments = shlex.split(line.removeprefix("$ "), comments=True) or [""]
            if program.rpartition("/")[2] == "entente":
                found.append(arguments)
    return found


def shortened(arguments: list[str]) -> list[str]:
    """The same command; what runs a scenario, with few replications."""
    if arguments[:1] not in (["run"], ["programmes"], ["assumptions"]):
        return arguments
    kept = list(arguments)
    for option in ("-n", "--replications"):
        if option in kept:
            place = kept.index(option)
            del kept[place : place + 2]
    return [*kept, "-n", FEW]


def thin(study: Path) -> None:
    """Leaves few replications in the file of a study that was just written."""
    data = yaml.safe_load(study.read_text(encoding="utf-8"))
    few = yaml.safe_dump({**data, "replications": int(FEW)}, sort_keys=False)
    study.write_text(few, encoding="utf-8")


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda p: p.name)
def test_commands_on_a_page_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in commands(page):
        result = CliRunner().invoke(main, shortened(arguments))
        assert result.exit_code == 0, f"entente {shlex.join(arguments)}\n{result.output}"
        if arguments[:2] == ["new", "study"]:
            thin(Path(arguments[2]))


def test_the_readme_shows_commands() -> None:
    assert {"run", "show", "check", "new", "list"} <= {
        name for name, *_ in commands(ROOT / "README.md")
    }


def test_the_readme_shows_what_the_command_prints() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```text\n(As written.*?)```", readme, re.DOTALL)
    printed = CliRunner().invoke(main, ["run", "border-triangle"]).output.splitlines()
    assert [line for line in shown.splitlines() if line not in printed] == []


# Programs


@pytest.mark.parametrize("block", blocks("python"), ids=str)
def test_programs_on_a_page_run(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = len(re.findall(r"FixedNumber\(|\breplications=", block.text))
    assert block.text.count("sim.compare(") <= said, (
        "a program on a page says how many replications it takes"
    )
    quick = re.sub(r"(FixedNumber\(|\breplications=)\d+", rf"\g<1>{FEW}", block.text)
    exec(compile(quick, str(block), "exec"), {"__name__": "__main__"})  # noqa: S102


# Scenarios


def merged(base: Any, part: Any) -> Any:
    """The part laid over the base, mapping by mapping."""
    if not (isinstance(base, dict) and isinstance(part, dict)):
        return part
    return {key: merged(base.get(key), part.get(key, base.get(key))) for key in {**base, **part}}


@pytest.mark.parametrize(
    "block", [one for one in blocks("yaml", "yml") if one.page.stem not in OF_STUDIES], ids=str
)
def test_scenarios_on_a_page_can_be_read(block: Block) -> None:
    """A whole scenario by itself; a part of one, laid over a small scenario."""
    document = parse_document(block.text, str(block))
    if "entente" in document.data:
        scenario_of(document)
        return
    assert document.data.keys() <= Scenario.model_fields.keys()
    scenario = load_data(merged(minimal(), document.data))
    assert scenario != load_data(minimal())


# Keys


def sections(page: Path) -> dict[str, str]:
    """The text below each heading of a page, up to the next."""
    text = page.read_text(encoding="utf-8")
    parts = HEADING.split(FENCE.sub("", text))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(section: str) -> dict[str, str]:
    """By key of a table: what its last column says."""
    return dict(ROW.findall(section))


TOGETHER = {
    "Inject": ("Injects", "Effects"),
    "ProgrammeChange": ("Changes", "Effects", "Effects of programmes"),
    "ProgrammeEffect": ("Effects", "Effects of programmes"),
    "Country": ("Homes: countries and bodies", "Country"),
}
"""Parts whose keys stand in several sections; those of any other stand in one."""

FORMS = ("Uniform", "Exponential", "Gamma", "Lognormal", "Weibull", "Loglogistic")
SCHEMA = json_schema()
PARTS: dict[str, Described] = {"Scenario": SCHEMA, **SCHEMA["$defs"]}
REFERENCE = sections(ROOT / "docs" / "scenario-files.md")


WITH_KEYS = [name for name, part in PARTS.items() if part.get("properties") and name not in FORMS]


def sections_of(part: str) -> list[dict[str, str]]:
    """The tables of the reference that list just the keys of a part."""
    if part in TOGETHER:
        return [{key: row for name in TOGETHER[part] for key, row in rows(REFERENCE[name]).items()}]
    keys = PARTS[part]["properties"].keys()
    return [told for text in REFERENCE.values() if (told := rows(text)).keys() == keys]


def test_every_part_of_the_schema_has_a_section() -> None:
    """As many as there are parts with the same keys."""
    keys = [frozenset(PARTS[part]["properties"]) for part in WITH_KEYS]
    assert not [part for part in WITH_KEYS if not sections_of(part)]
    assert not [
        part
        for part, own in zip(WITH_KEYS, keys, strict=True)
        if part not in TOGETHER and len(sections_of(part)) < keys.count(own)
    ]


def test_no_section_lists_a_key_that_no_part_has() -> None:
    known = {key for part in PARTS.values() for key in part.get("properties", ())}
    listed = {key for text in REFERENCE.values() for key in rows(text)}
    assert listed <= known | {form.lower() for form in ("fixed", *FORMS)}


@pytest.mark.parametrize("part", WITH_KEYS)
def test_a_section_says_the_defaults_of_its_part(part: str) -> None:
    if part == "Country":
        own = PARTS["Country"]["properties"].keys() - PARTS["Body"]["properties"].keys()
        assert rows(REFERENCE["Country"]).keys() == own
    for told in sections_of(part):
        try:
            check_defaults(part, told)
        except AssertionError as error:
            last = error
        else:
            return
    raise last


def check_defaults(part: str, told: Mapping[str, str]) -> None:
    """Whether each row says what must be written, what is a default, and what that rests on."""
    for key, described in PARTS[part]["properties"].items():
        default, note = told[key], described.get("description", "")
        assert ("required" in default) == (key in PARTS[part].get("required", ())), key
        assert default.endswith("assumed") == ("The default is an assumption." in note), key
        assert default.endswith("cited") == ("Default from: " in note), key
        if isinstance(described.get("default"), int | float):
            written = yaml.safe_load(default.partition(",")[0])
            assert written == described["default"], key


@pytest.mark.parametrize("form", FORMS)
def test_the_section_on_distributions_names_every_key(form: str) -> None:
    line = next(
        line
        for line in REFERENCE["Distributions"].splitlines()
        if line.startswith(f"| `{form.lower()}`")
    )
    for key in PARTS[form]["properties"]:
        assert f"`{key}`" in line


def test_the_page_on_the_model_names_every_cause_and_end() -> None:
    from sim.plan.values.causes import Cause, End

    text = " ".join((ROOT / "docs" / "model.md").read_text(encoding="utf-8").split())
    assert not [each.words for each in (*Cause, *End) if each.words not in text]


# Places


ADDING = (ROOT / "docs" / "adding-a-system.md").read_text(encoding="utf-8")
PLACE = re.compile(r"`([\w.-]+(?:/[\w.-]+)+|\w+\.md)`")


def places() -> list[tuple[tuple[str, ...], list[str]]]:
    """From the tables of how to add a system: files, and what a reader is to look for in them."""
    cells = [line.split(" | ") for line in ADDING.splitlines() if PLACE.search(line)]
    return [
        (tuple(PLACE.findall(files)), re.findall(r"`([^`]+)`", names)) for _, files, names in cells
    ]


@pytest.mark.parametrize(("files", "names"), places(), ids=lambda each: str(each[0]))
def test_what_adding_a_system_touches_is_where_the_page_says(
    files: tuple[str, ...], names: list[str]
) -> None:
    """Every name in one of the files, and in every file one of the names."""
    texts = [(ROOT / file).read_text(encoding="utf-8") for file in files]
    assert names
    assert not [name for name in names if not any(name in text for text in texts)]
    assert all(any(name in text for name in names) for text in texts)


def test_the_page_on_adding_a_system_names_a_place_in_every_row() -> None:
    written = [line for line in ADDING.splitlines() if line.startswith("| ")]
    headings = [line for line in written if line.startswith(("| what |", "| --- |"))]
    assert len(places()) == len(written) - len(headings) <= 15


# Links


def links(page: Path) -> Iterator[str]:
    """What a page points at, outside its code."""
    text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text(encoding="utf-8")))
    yield from LINK.findall(text)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as they are made of them on the web."""
    headings = HEADING.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link
