"""Is what every command prints with `--json` what its published schema says?"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.cli.formats import JsonFormat, schema_of
from tests.contracts.test_command_line import entente
from tests.golden import json_keys
from tests.json_schemas import Schema, fits, misfits
from tests.shipped_runs import SHIPPED
from tests.sweeps.answered import fill, ranged, study_of
from tests.sweeps.sweeps import written

SCHEMAS: dict[JsonFormat, Schema] = {form: schema_of(form.command) for form in JsonFormat}
QUICK = ("--engine", "simpy", "--workers", "1", "--json")
LARGE = "wide-table"
DESIGNS: dict[str, Any] = {
    "grid": "full grid",
    "sample": {"latin_hypercube": {"points": 30}},
    "indices": {"sobol": {"points": 16}},
    "screening": {"morris": {"trajectories": 6}},
}


def printed(form: JsonFormat, *arguments: str | Path) -> dict[str, Any]:
    """What a command prints, once it is known to fit."""
    result = entente(*arguments)
    assert result.stdout, result.output
    data: dict[str, Any] = json.loads(result.stdout, parse_constant=pytest.fail)
    assert misfits(data, SCHEMAS[form], SCHEMAS[form]) == []
    assert data["format"] == form.value
    return data


@pytest.mark.parametrize(
    "scenario",
    [pytest.param(one, marks=pytest.mark.slow) if one == LARGE else one for one in SHIPPED],
)
def test_a_report_of_every_shipped_scenario(scenario: str) -> None:
    printed(JsonFormat.RUN, "run", scenario, "-n", "1", *QUICK)


def test_a_report_of_what_settings_change() -> None:
    settings = ("--set", "dials.trust=0.5", "--set", "dials.law=0.5")
    told = printed(JsonFormat.RUN, "run", "border-triangle", "-n", "8", *settings, *QUICK)
    assert told["comparison"]["decisions"]
    assert told["comparison"]["pairs"]


def test_programmes_assumptions_and_a_fit(tmp_path: Path) -> None:
    options = ("-n", "2", "--budget", "45", "--measure", "prevented")
    printed(JsonFormat.PROGRAMMES, "programmes", "lean-years", *options, *QUICK)
    printed(JsonFormat.ASSUMPTIONS, "assumptions", "lone-watch", "-n", "8", *QUICK)
    pytest.importorskip("scipy")
    delays = tmp_path / "delays.csv"
    delays.write_text("hours,open\n" + "".join(f"{n},{n % 4 == 0}\n" for n in range(1, 40)))
    known = ("--column", "hours", "--censored", "open", "--unit", "h", "--json")
    printed(JsonFormat.FIT, "fit", delays, *known)


def test_a_study_from_sweep_to_reproduction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    study = written(tmp_path, 3)
    printed(JsonFormat.SWEEP, "sweep", study, "--workers", "1", "--json")
    printed(JsonFormat.STUDY_STATUS, "study", "status", "study.sqlite", "--json")
    printed(JsonFormat.STUDY_SHOW, "study", "show", "study.sqlite", "--json")
    printed(
        JsonFormat.STUDY_REPRODUCE, "study", "reproduce", "study.sqlite", "--rows", "2", "--json"
    )


@pytest.mark.parametrize("design", DESIGNS)
def test_what_a_study_of_every_design_answers(design: str, tmp_path: Path) -> None:
    if design != "grid":
        pytest.importorskip("scipy")
    reach = (0.0, 1.0, 3) if design == "grid" else (0.0, 1.0)
    path = tmp_path / "study.sqlite"
    fill(
        path,
        study_of(ranged(trust=reach, law=reach), DESIGNS[design]),
        lambda trust, law: {"restricted_mean": 40 - 20 * trust + law, "share_missed": trust / 2},
        failed={0: 3},
    )
    told = printed(JsonFormat.STUDY_SHOW, "study", "show", path, "--json")
    assert told["axes"]
    printed(JsonFormat.STUDY_STATUS, "study", "status", path, "--json")


# The schemas themselves


@pytest.mark.parametrize("form", JsonFormat)
def test_the_command_prints_the_schema(form: JsonFormat) -> None:
    assert json.loads(entente("schema", form.command).stdout) == SCHEMAS[form]


def keys_of(schema: Any, named: bool = False) -> Iterator[str]:
    """All keywords of a schema; below some, keys are names."""
    if isinstance(schema, dict):
        for key, inside in schema.items():
            if not named:
                yield key
            yield from keys_of(inside, not named and key in ("properties", "$defs"))
    if isinstance(schema, list):
        for inside in schema:
            yield from keys_of(inside)


@pytest.mark.parametrize("form", JsonFormat)
def test_a_schema_says_what_its_keys_mean_and_refers_to_what_is_there(form: JsonFormat) -> None:
    schema = SCHEMAS[form]
    text = json.dumps(schema)
    for name in schema["$defs"]:
        assert f'"#/$defs/{name}"' in text
    for part in (schema, *schema["$defs"].values()):
        arms = part.get("anyOf", [part])
        assert all("$ref" in arm or arm["description"] for arm in arms)
    assert set(keys_of(schema)) <= {
        *("$schema", "title", "type", "description", "properties", "required", "$defs", "$ref"),
        *("anyOf", "items", "prefixItems", "minItems", "enum", "const", "additionalProperties"),
    }


def test_what_does_not_fit_is_noticed() -> None:
    schema = SCHEMAS[JsonFormat.RUN]
    good = printed(JsonFormat.RUN, "run", "two-neighbours", "-n", "2", *QUICK)
    changes: tuple[Callable[[Any], Any], ...] = (
        lambda data: data.pop("ladder"),
        lambda data: data.update(format="run/0"),
        lambda data: data.update(extra=1),
        lambda data: data["provenance"].update(seed="1"),
        lambda data: data["ladder"][0]["detection_time"].update(kind="guess"),
        lambda data: data["ladder"][0].update(missed=None),
    )
    for change in changes:
        bad = copy.deepcopy(good)
        change(bad)
        assert not fits(bad, schema, schema)
        assert misfits(bad, schema, schema)


def test_no_key_goes_or_changes_without_a_new_number() -> None:
    """Readers rely on what a format had before; `make golden` keeps what a new one has."""
    kept: dict[str, list[str]] = json.loads(json_keys.FILE.read_text(encoding="utf-8"))
    now = json_keys.keys()
    gone = {form: sorted(set(kept[form]) - set(now[form])) for form in kept if form in now}
    assert not any(gone.values()), gone
    assert set(now) <= set(kept), "a new format is kept by `make golden`"
    assert all(len(paths) > 5 for paths in kept.values())
