"""What does the program promise to the shell: help, exit codes, plain words, data, a clean stop?"""

from __future__ import annotations

import ast
import dataclasses
import doctest
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from syrupy.assertion import SnapshotAssertion

import sim
from sim.analyses.comparison.findings import Findings
from sim.cli import main
from sim.cli.group import COMMANDS
from sim.replication import results
from tests.interrupting import stopped_at_work
from tests.scenarios_for_tests import changed, minimal

PROGRAM = [sys.executable, "-m", "sim"]
FEW = ["-n", "3"]
TEXT = json.dumps(minimal(), indent=1)
AGENCY = {"country": "Aldren"}


def entente(*arguments: str | Path) -> Result:
    """The program run in this process."""
    return CliRunner().invoke(
        main, [str(each) for each in arguments], prog_name="entente", terminal_width=80
    )


def in_process(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The program run as its users run it."""
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env=os.environ | {"PYTHONUTF8": "1"},
    )


def refused(result: Result) -> str:
    """What is said of a mistake: something, on standard error alone, and no traceback."""
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.stderr
    assert not result.stdout
    assert result.stderr.replace("\n", "").isprintable()
    return result.stderr


@pytest.fixture
def fine(tmp_path: Path) -> Path:
    """A file that holds a small scenario."""
    return written(tmp_path / "fine.yaml", {})


def written(path: Path, changes: dict[str, Any]) -> Path:
    path.write_text(
        json.dumps(changed(changes), ensure_ascii=False).replace("NaN", ".nan"), encoding="utf-8"
    )
    return path


# Help


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help(command: str, snapshot: SnapshotAssertion) -> None:
    result = entente(*filter(None, [command]), "--help")
    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= 80
    assert result.output == snapshot


def test_every_command_is_listed_in_its_own_words() -> None:
    assert re.findall(r"^  (\w+)  ", entente("--help").output, re.MULTILINE) == list(COMMANDS)


def test_version() -> None:
    told = in_process("--version")
    assert told.returncode == 0
    assert re.fullmatch(r"entente, version \d+\.\d+\.\d+\S*\n", told.stdout)


def test_a_misspelt_command_is_met_with_the_nearest() -> None:
    assert "Did you mean 'check'?" in refused(entente("chekc"))


# Mistakes


FILES: dict[str, tuple[bytes, str]] = {
    "binary": (bytes(range(256)) * 4, "a binary file"),
    "empty": (b"", "found nothing"),
    "over 5 MB": (b"title: x\n# " + b"x" * 5_000_000, "at most 5 MB"),
    "50,000 brackets": (b"[" * 50_000, "at most 64 levels"),
    "an alias bomb": (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "every value written out"),
    "a duplicate key": (b"title: a\ntitle: b\n", "each key once"),
}

VALUES: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown key": ({"agencies.Aldren Police.analyst": 3}, "did you mean `analysts`?"),
    "text for a number": ({"agencies.Aldren Police.analysts": "four"}, "a whole number"),
    "a list for a mapping": ({"countries": ["Aldren"]}, "keys with values"),
    "not a number": ({"trust.default": float("nan")}, "trust.default"),
    "a negative duration": ({"horizon": "-3 d"}, "a duration such as"),
    "no agencies": ({"agencies": {}}, "between 1 and 1,000 agencies"),
    "1,001 agencies": (
        {"agencies": {f"Agency {n}": AGENCY for n in range(1001)}},
        "between 1 and 1,000 agencies",
    ),
}

READERS = ["run", "check", "show"]


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize(("content", "said"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_scenario(
    tmp_path: Path, command: str, content: bytes, said: str
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    assert said in refused(entente(command, path))


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize(("changes", "said"), VALUES.values(), ids=VALUES)
def test_a_value_that_cannot_be(
    tmp_path: Path, command: str, changes: dict[str, Any], said: str
) -> None:
    assert said in refused(entente(command, written(tmp_path / "bad.yaml", changes)))


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize(
    ("place", "said"),
    [("nowhere.yaml", "none of this name"), (".", "a directory"), ("tow-neighbours", "did you")],
    ids=["no file", "a directory", "a misspelt name"],
)
def test_a_place_without_a_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, place: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in refused(entente(command, place))


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("dials.trust=abc", "a number"),
        ("dials.trsut=0.5", "did you mean"),
        ("dials.trust", "PATH=VALUE"),
        ("threats.Nothing.deadline=3 d", "threats.Nothing"),
    ],
    ids=["no number", "misspelt", "no value", "no such threat"],
)
def test_a_setting_that_cannot_be(fine: Path, command: str, setting: str, said: str) -> None:
    told = refused(entente(command, fine, "--set", setting))
    assert f"--set {setting}" in told
    assert said in told


@pytest.mark.parametrize(
    "options",
    [
        ["--seed", "-1"],
        ["--seed", "luck"],
        ["--replications", "0"],
        ["-n", "1.5"],
        ["--max-replications", "0"],
        ["--precision", "0"],
        ["--precision", "nan"],
        ["--workers", "0"],
        ["--trace-replication", "-1"],
        ["--no-such-option"],
    ],
    ids=" ".join,
)
def test_an_option_that_cannot_be(fine: Path, options: Sequence[str]) -> None:
    assert "Error: " in refused(entente("run", fine, *options))


@pytest.mark.parametrize("command", [*READERS, "new"])
def test_a_missing_argument(command: str) -> None:
    assert "Missing argument" in refused(entente(command))


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "nowhere.yaml"],
        ["check", os.devnull],
        ["run", "two-neighbours", "--set", "dials.trust=abc"],
        ["show", "."],
    ],
    ids=" ".join,
)
def test_a_mistake_in_a_process_of_its_own(arguments: list[str]) -> None:
    told = in_process(*arguments)
    assert told.returncode == 2
    assert not told.stdout
    assert told.stderr.strip()
    assert "Traceback" not in told.stderr


# Files that commands write


@pytest.mark.parametrize("place", ["nowhere/events.jsonl", "."], ids=["no folder", "a folder"])
def test_nothing_runs_when_the_trace_cannot_be_written(
    fine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def run_nothing(*_: object, **__: object) -> None:
        pytest.fail("replications ran")

    monkeypatch.setattr("sim.analyses.comparison.comparison.compare", run_nothing)
    refused(entente("run", fine, "--trace", tmp_path / place))


def test_a_new_scenario_checks_and_runs(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    assert entente("new", path, "--title", 'Harbour "watch": 🦊').exit_code == 0
    assert sim.load(path).title == 'Harbour "watch": 🦊'
    assert entente("check", path, "--strict").exit_code == 0
    assert entente("run", path, *FEW).exit_code == 0


def test_new_overwrites_nothing(fine: Path) -> None:
    before = fine.read_bytes()
    assert "there already" in refused(entente("new", fine))
    assert fine.read_bytes() == before


@pytest.mark.parametrize("place", ["nowhere/mine.yaml", "", "x" * 300])
def test_new_says_when_it_cannot_write(tmp_path: Path, place: str) -> None:
    refused(entente("new", tmp_path / place))


def test_strict_checks_fail_on_warnings(tmp_path: Path) -> None:
    path = written(tmp_path / "odd.yaml", {"threats.The Shipment.deadline": "80 d"})
    assert entente("check", path).exit_code == 0
    assert entente("check", path, "--strict").exit_code == 1


# Unusual names


NAMES = {
    "emoji": "Fuchs 🦊 👩\u200d🚒",
    "right to left": "ألدرين",
    "markup of a drawing library": "[bold red]Watch[/] [link=x]y[/link]",
    "an unknown tag": "[/nothing] Watch",
    "emoji codes": ":boom: Watch :fox_face:",
    "a template": "{0} %s \\n $(Watch)",
}


def renamed(name: str) -> dict[str, Any]:
    """The minimal scenario with an agency, the threat and the title of another name."""
    text = TEXT.replace("Brevia Police", json.dumps(name, ensure_ascii=False)[1:-1])
    data: dict[str, Any] = json.loads(text)
    data["threats"] = {name: data["threats"]["The Shipment"]}
    return data | {"title": name}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_unusual_names_appear_as_they_are(tmp_path: Path, name: str) -> None:
    path = tmp_path / "named.yaml"
    path.write_text(json.dumps(renamed(name), ensure_ascii=False), encoding="utf-8")
    for command in (["check"], ["show"], ["run", *FEW]):
        result = entente(*command, path)
        assert result.exit_code == 0, result.output
        assert "\x1b" not in result.stdout
        shown = "".join(result.stdout.split())
        if command != ["check"]:
            assert "".join(name.split()) in shown
    assert json.loads(entente("run", path, *FEW, "--json").stdout)["provenance"]["title"] == name


# Data


def test_data_hold_everything_the_report_shows(fine: Path) -> None:
    result = entente("run", fine, *FEW, "--set", "dials.law=0.5", "--json")
    data = json.loads(result.stdout, parse_constant=pytest.fail)
    assert list(data) == ["format", *(field.name for field in dataclasses.fields(Findings))]
    assert data["provenance"]["overrides"] == ["dials.law=0.5"]
    assert data["provenance"]["replications"] == 3
    assert [rung["name"] for rung in data["ladder"]][:2] == ["alone", "with your changes"]
    assert {"value", "low", "high", "n", "kind"} == data["ladder"][0]["detection_time"].keys()


def test_data_are_the_same_again_and_on_more_workers(fine: Path) -> None:
    def figures(*options: str) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(
            entente("run", fine, "-n", "12", "--json", *options).stdout
        )
        del data["provenance"]["seconds"]
        return data

    assert figures() == figures("--workers", "2")
    assert figures() != figures("--seed", "2")


def test_a_scenario_in_which_nothing_is_scored(fine: Path) -> None:
    data = json.loads(entente("run", fine, *FEW, "--set", "horizon=9 d", "--json").stdout)
    assert data["provenance"]["scored"] == 0
    assert data["ladder"] == []
    assert entente("run", fine, *FEW, "--set", "horizon=9 d").exit_code == 0


EVENT = ["hours", "what", "subject", "agency", "partner", "why", "key", "at_us"]


def test_a_trace_is_one_event_a_line_in_order(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    result = entente("run", "two-neighbours", *FEW, "--trace", path, "--trace-replication", "2")
    assert result.exit_code == 0
    assert re.search(r"replication 2 .*digest [0-9a-f]+", result.stderr)
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(events) > 10
    assert [event["at_us"] for event in events] == sorted(event["at_us"] for event in events)
    assert {"report", "triaged", "copy"} <= {event["what"] for event in events}
    for event in events:
        assert list(event) == EVENT
        assert event["hours"] == event["at_us"] / 3_600_000_000
        assert re.fullmatch(r"[0-9a-f]{16}", event["key"])
    in_python = sim.trace(sim.load("two-neighbours"), replication=2)
    assert [event.at for event in in_python] == [event["at_us"] for event in events]


def test_the_trace_is_of_the_story_unless_told_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    result = entente("run", "two-neighbours", *FEW, "--json", "--trace", path)
    told = json.loads(result.stdout)["story"]["replication"]
    assert f"events of replication {told} to" in result.stderr


def test_the_schema_is_data() -> None:
    assert json.loads(entente("schema").stdout)["properties"].keys() == set(
        sim.Scenario.model_fields
    )


# What goes wrong on the way


def broken_in(monkeypatch: pytest.MonkeyPatch, *broken: int) -> None:
    """Makes the engine fail in these replications, in the conditions beside that as written."""

    def fails(plans: Any, timetables: Any, *others: Any) -> Any:
        if any(each.replication in broken for each in timetables):
            raise RuntimeError("[bold]the lamp fell over[/]")
        return results(plans, timetables, *others)

    monkeypatch.setattr("sim.analyses.comparison.replicate.results", fails)


def test_a_replication_that_fails_is_counted_and_left_out(
    fine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_in(monkeypatch, 3)
    data = json.loads(entente("run", fine, "-n", "6", "--workers", "1", "--json").stdout)
    assert data["provenance"]["replications"] == 5
    assert [each["replication"] for each in data["provenance"]["failures"]] == [3]
    assert {rung["detection_time"]["n"] for rung in data["ladder"]} == {5}
    assert {part["hours"]["n"] for part in data["attribution"]} == {5}

    broken_in(monkeypatch, 3)
    result = entente("run", fine, "-n", "6", "--workers", "1")
    assert result.exit_code == 0
    shown = " ".join(result.stdout.split())
    assert "5 of 6" in shown
    assert "1 of 6 replications failed" in shown
    assert "[bold]the lamp fell over[/]" in shown


def test_when_every_replication_fails_there_is_no_result(
    fine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_in(monkeypatch, 0, 1)
    result = entente("run", fine, "-n", "2", "--workers", "1")
    assert result.exit_code == 1
    assert not result.stdout
    assert "All 2 replications failed" in result.stderr
    assert "the lamp fell over" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal to a group")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_prints_what_is_done(workers: str) -> None:
    told = stopped_at_work("run", "border-triangle", "-n", "99999", "--workers", workers)
    assert told.returncode == 130, told.stderr
    assert "Traceback" not in told.stderr
    words = " ".join(told.stdout.split())
    assert "stopped by the user" in words
    assert "What each challenge costs" in words
    assert "of 99,999" in words


def test_an_option_is_taken_under_its_old_name_with_a_note(fine: Path) -> None:
    options = ("--precision", "1", "--workers", "1", "--json")
    new = entente("run", fine, "--max-replications", "3", *options)
    for old in (("--budget", "3"), ("--budget=3",)):
        result = entente("run", fine, *old, *options)
        assert "--budget is called --max-replications now" in result.stderr
        told, same = (json.loads(one.stdout)["provenance"] for one in (result, new))
        assert told["replications"] == same["replications"] == 3
    assert "--budget" not in new.stderr
    assert "--budget" not in entente("run", "--help").stdout


# The face in Python


def test_the_public_face_is_exact() -> None:
    assert sorted(sim.__all__) == [
        "AssumptionFindings",
        "CannotAnswerError",
        "CannotCompileError",
        "CannotStartError",
        "Checked",
        "ClusterError",
        "Debrief",
        "EntenteError",
        "Estimate",
        "Findings",
        "FitFindings",
        "FixedNumber",
        "InputError",
        "JournalError",
        "NoProgrammesError",
        "NoResponseError",
        "NotInstalledError",
        "NothingDoneError",
        "NothingScoredError",
        "OwnCodeError",
        "OwnMeasure",
        "ParquetNotInstalledError",
        "Precision",
        "ProgrammeFindings",
        "RefusedError",
        "Rehearsal",
        "ResearchNotInstalledError",
        "Rules",
        "Run",
        "SENSITIVITY",
        "Scenario",
        "Session",
        "StoreError",
        "Study",
        "Trend",
        "answers",
        "assumptions",
        "check",
        "compare",
        "debrief",
        "export",
        "fit",
        "load",
        "measure",
        "open_session",
        "open_store",
        "open_study",
        "programmes",
        "read_study",
        "rehearse",
        "replicate",
        "report",
        "reproduce",
        "run_study",
        "show",
        "span",
        "status",
        "summaries",
        "trace",
        "trend",
    ]
    assert dir(sim) == sorted(sim.__all__)
    for name in sim.__all__:
        assert getattr(sim, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'simulate'"):
        _ = sim.simulate


def test_no_public_name_is_that_of_a_room() -> None:
    """A room that is imported hangs itself on the package, and would take the name."""
    rooms = {path.stem for path in Path(sim.__file__).parent.iterdir()}
    assert {"replication", "studies", "experiments"} <= rooms
    assert rooms.isdisjoint(sim.__all__)


def test_a_public_name_is_the_same_whatever_was_imported_before() -> None:
    """In a process of its own, as this one has imported nearly all."""
    program = """
import pkgutil, sim
from importlib import import_module

before = {name: getattr(sim, name) for name in sim.__all__}
for module in pkgutil.walk_packages(sim.__path__, "sim."):
    if module.name != "sim.__main__":
        import_module(module.name)
        taken = [name for name in before if getattr(sim, name) is not before[name]]
        assert not taken, (module.name, taken)
assert not hasattr(sim, "run")
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def test_the_package_defines_nothing_else() -> None:
    """Read from its source: what is imported later hangs itself on the package as well."""
    source = ast.parse(Path(sim.__file__).read_text(encoding="utf-8"))
    named = {
        name.id
        for node in source.body
        if isinstance(node, ast.Assign)
        for name in node.targets
        if isinstance(name, ast.Name)
    }
    named |= {node.name for node in source.body if isinstance(node, ast.FunctionDef)}
    assert {name for name in named if not name.startswith("_")} == set()


def test_the_example_in_the_package_holds() -> None:
    assert doctest.testmod(sim).failed == 0
    assert doctest.testmod(sim).attempted > 0


def test_importing_the_package_is_quick_and_imports_little() -> None:
    code = "import sys, sim, sim.cli; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    little = {"numpy", "pydantic", "rich", "scipy", "simpy", "sqlite3", "yaml"}
    assert little.isdisjoint(told.stdout.split())


COMMANDS_IN_TURN = """
import sys
from sim.cli import main

for command in {commands!r}:
    try:
        main(command)
    except SystemExit as ended:
        assert not ended.code
    print("loaded", *sys.modules)
"""


def test_commands_load_only_what_they_need(tmp_path: Path) -> None:
    """In one process, from what needs least to what needs most."""
    listing = {"importlib.metadata", "numpy", "pydantic", "simpy", "sqlite3"}
    checking = {"llvmlite", "multiprocessing", "numba", "scipy", "simpy", "sqlite3"}
    spared = {
        ("--help",): listing | {"rich", "yaml"},
        ("new", str(tmp_path / "scenario.yaml")): listing | {"rich", "yaml"},
        ("new", "study", str(tmp_path / "study.yaml")): listing | {"rich", "yaml"},
        ("list",): listing,
        ("list", "studies"): listing,
        ("check", "two-neighbours"): checking,
    }
    code = COMMANDS_IN_TURN.format(commands=[list(command) for command in spared])
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = [set(line.split()) for line in told.stdout.splitlines() if line.startswith("loaded")]
    found = {
        command: names & now for (command, names), now in zip(spared.items(), loaded, strict=True)
    }
    assert not any(found.values()), found


# What runs it


def test_every_engine_gives_the_same_report(fine: Path) -> None:
    pytest.importorskip("numba")
    data = [
        json.loads(entente("run", fine, "-n", "5", "--engine", engine, "--json").stdout)
        for engine in ("simpy", "compiled")
    ]
    provenance = [each["provenance"] for each in data]
    assert [each.pop("engine") for each in provenance] == ["simpy", "compiled"]
    for each in provenance:
        assert each.pop("engine_why") == "as asked"
        each.pop("seconds")
    assert data[0] == data[1]


def test_the_trace_is_the_same_by_every_engine(fine: Path, tmp_path: Path) -> None:
    pytest.importorskip("numba")
    files = [tmp_path / "simpy.jsonl", tmp_path / "compiled.jsonl"]
    for file in files:
        entente("run", fine, "-n", "2", "--engine", file.stem, "--trace", file)
    assert files[0].read_text(encoding="utf-8") == files[1].read_text(encoding="utf-8")


def test_without_a_compiler_the_report_says_once_what_would_be_faster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.replication._has_compiler", lambda: False)
    monkeypatch.setattr("sim.experiments.engines.COMPILED_PAYS_SECONDS", 0.0)
    monkeypatch.setattr("sim.experiments.engines.COMPILING_ASIDE_PAYS_SECONDS", 0.0)
    result = entente("run", "two-neighbours", "-n", "5", "--workers", "1")
    assert result.exit_code == 0
    assert " ".join(result.stdout.split()).count("pip install numba") == 1
    refused = entente("run", "two-neighbours", "-n", "5", "--engine", "compiled")
    assert refused.exit_code == 2
    assert "pip install numba" in refused.stderr
    assert "Traceback" not in refused.stderr
