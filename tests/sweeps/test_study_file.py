"""Is a study read as it is written, and whatever is wrong with it told in its place?"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.experiments.engines import Wanted
from sim.measures.registry import USUAL
from sim.scenario.reading.shipped import find
from sim.studies.file.checks import MOST_CONDITIONS, number_of_conditions
from sim.studies.file.reading import open_study, read_study
from sim.studies.file.schema import Axis, Design, FullGrid, Replications, Study
from tests.sweeps.files import TEXT, only_refusal, opened, read_text, refusals, small, study_of

ROOT = Path(__file__).parents[2]
STUDIES = sorted((ROOT / "studies").glob("*.yaml"))

# What is read


def test_a_study_says_what_its_file_says(tmp_path: Path) -> None:
    opened = read_text(TEXT, tmp_path)
    assert opened.study == study_of()
    assert (opened.name, opened.text) == ("study", TEXT)
    assert opened.base.name == "border-triangle"
    assert opened.conditions == 2


def test_what_is_left_out_has_a_default() -> None:
    study = study_of()
    assert study.kept == USUAL
    assert (study.seed, study.engine, study.budget) == (1, Wanted.AUTO, None)


def test_python_makes_the_same_without_a_file() -> None:
    study = Study(
        title="Trust in the valley",
        scenario="border-triangle",
        axes={"trust": Axis(path="dials.trust", values=(0, 1))},
        design=Design(full_grid=FullGrid()),
        replications=Replications(fixed=20),
    )
    assert study == study_of()
    assert open_study(study).conditions == 2


def test_a_scenario_is_looked_for_beside_the_study(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_bytes(find("two-neighbours").read_bytes())
    opened = read_text(TEXT.replace("border-triangle", "mine.yaml"), tmp_path)
    assert opened.base.scenario.title == "Two neighbours"


def test_a_measure_that_is_waited_for_is_kept() -> None:
    until = {"until": {"share_warned": 0.1, "timeliness": "3 h"}, "at_most": 400}
    study = study_of(replications=until, measures=["share_warned"])
    assert study.kept == ("share_warned", "timeliness")
    assert study.replications.widths == {"share_warned": 0.1, "timeliness": 3.0}
    assert study.replications.least == 100


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_a_shipped_study_is_valid_and_explained(path: Path) -> None:
    opened = read_study(path)
    assert opened.study.question
    assert opened.study.budget
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#")
    assert max(map(len, text.splitlines())) <= 120


def test_there_are_shipped_studies() -> None:
    assert {path.stem for path in STUDIES} >= {"trust-and-law", "what-matters"}


@pytest.mark.parametrize(
    ("design", "conditions"),
    [
        ("full grid", 6),
        ({"latin_hypercube": {"points": 50}}, 50),
        ({"sobol": {"points": 64}}, 64),
        ({"saltelli": {"points": 64}}, 64 * 4),
        ({"morris": {"trajectories": 10}}, 10 * 3),
    ],
)
def test_the_conditions_of_a_design_are_counted(design: object, conditions: int) -> None:
    axes = {
        "trust": {"path": "dials.trust", "values": [0, 1, 2]},
        "law": {"path": "dials.law", "range": {"from": 0, "to": 1, "steps": 2}},
    }
    assert number_of_conditions(study_of(axes=axes, design=design)) == conditions


# What is refused


@pytest.mark.parametrize(
    ("old", "new", "place", "expected", "found"),
    [
        ("study: 1", "study: 2", (1, 8), "expected 1", "2"),
        ("title: Trust", "titel: Trust", (2, 1), "the key", "the unknown key `titel`"),
        ("border-triangle", "border-triangel", (3, 11), "shipped scenario", "border-triangel"),
        ("border-triangle", "no/such.yaml", (3, 11), "a file", "no directory"),
        ("[0, 1]", "3", (7, 13), "a list", "3"),
        ("[0, 1]", "[]", (7, 5), "at least 1 entry", "an empty list"),
        ("[0, 1]", "[0, 1, 0.0]", (7, 20), "each value once", "0.0 again"),
        ("values: [0, 1]", "label: x", (5, 3), "`values` or a `range`", ""),
        ("values: [0, 1]", "range: {from: 0, to: 1}", (5, 3), "`steps`", ""),
        ("values: [0, 1]", "range: {from: 0, to: 3 h, steps: 2}", (7, 5), "same sort", "keys"),
        ("values: [0, 1]", "range: {from: 1, to: 1, steps: 2}", (7, 5), "ends that differ", "keys"),
        (
            "values: [0, 1]",
            "range: {from: [], to: 1, steps: 2}",
            (7, 13),
            "a number, a dur",
            "an empty",
        ),
        (
            "values: [0, 1]",
            "range: {from: 0, to: 1, steps: 2, distribution: log-uniform}",
            (7, 5),
            "two ends above 0",
            "keys",
        ),
        ("values: [0, 1]", "range: {from: 0, to: 1, steps: 2, peak: 1}", (7, 5), "`peak`", "keys"),
        (
            "values: [0, 1]",
            "range: {from: 0, to: 1, steps: 2, distribution: triangular, peak: 2}",
            (7, 5),
            "a peak between",
            "keys",
        ),
        ("path: dials.trust", "paths: [dials.law, dials]", (6, 24), "lies in another", "`dials`"),
        ("path: dials.trust", "paths: [dials.law, dials.law]", (6, 5), "once", "list of 2"),
        ("path: dials.trust", "label: x", (5, 3), "exactly one of `path`", "keys"),
        ("full grid", "fullgrid", (8, 9), "`full grid`", '"fullgrid"'),
        ("full grid", "{sobol: {points: 100}}", (8, 26), "a power of two", "100"),
        ("full grid", "{morris: {trajectories: 4, levels: 3}}", (8, 44), "an even number", "3"),
        ("full grid", "{}", (8, 1), "exactly one of", "a mapping without keys"),
        ("full grid", "{saltelly: {points: 64}}", (8, 10), "the key", "`saltelly`"),
        ("full grid", "{table: none.csv}", (8, 17), "a file", "none.csv"),
        ("replications: 20", "replications: 0", (9, 15), "a whole number from 1", "0"),
        ("replications: 20", "replications: 2.5", (9, 15), "a whole number", "2.5"),
        ("replications: 20", "replications: {first: 50}", (9, 1), "`until`", "keys"),
        (
            "replications: 20",
            "replications: {until: {share_missed: 0.1}}",
            (9, 1),
            "`at_most` with `until`",
            "keys",
        ),
        (
            "replications: 20",
            "replications: {until: {share_missed: 3 h}, at_most: 400}",
            (9, 38),
            "a number above 0",
            '"3 h"',
        ),
        (
            "replications: 20",
            "replications: {until: {detection_time: 3}, at_most: 400}",
            (9, 40),
            "a duration above 0",
            "3",
        ),
        (
            "replications: 20",
            "replications: {until: {share_mised: 0.1}, at_most: 400}",
            (9, 24),
            "detection_time, share_missed",
            '"share_mised"',
        ),
        ("replications: 20", "replications: 20\nmeasures: []", (10, 1), "at least 1", "empty list"),
        (
            "replications: 20",
            "replications: 20\nmeasures: [arests]",
            (10, 12),
            "detection_time",
            '"arests"',
        ),
        (
            "replications: 20",
            "replications: 20\nmeasures: [arrests]",
            (10, 12),
            "that the scenario gives",
            "`arrests`",
        ),
        ("replications: 20", "replications: 20\nbudget: 39", (10, 9), "at least 40 runs", "39"),
        ("replications: 20", "replications: 20\nengine: fast", (10, 9), "auto, simpy", '"fast"'),
    ],
)
def test_a_mistake_is_told_in_its_place(
    old: str, new: str, place: tuple[int, int], expected: str, found: str, tmp_path: Path
) -> None:
    assert TEXT.count(old) == 1
    problem = only_refusal(TEXT.replace(old, new), tmp_path)
    assert (problem.line, problem.column) == place
    assert expected in f"expected {problem.expected}"
    assert found in problem.found
    assert problem.file.endswith("study.yaml")


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("border-triangle", "border-triangel", "`border-triangle`"),
        ("full grid", "{saltelly: {points: 64}}", "`saltelli`"),
        (
            "replications: 20",
            "replications: {until: {share_mised: 0.1}, at_most: 400}",
            "`share_missed`",
        ),
        ("replications: 20", "replications: 20\nmeasures: [arests]", "`arrests`"),
        ("values:", "valeus:", "`values`"),
    ],
)
def test_a_misspelling_is_guessed(old: str, new: str, hint: str, tmp_path: Path) -> None:
    problem = only_refusal(TEXT.replace(old, new), tmp_path)
    assert f"did you mean {hint}?" in problem.hint


def test_every_problem_is_told(tmp_path: Path) -> None:
    text = TEXT.replace("dials.trust", "horizon").replace("20", "0").replace("study: 1", "study: 9")
    assert [problem.line for problem in refusals(text, tmp_path)] == [1, 6, 9]


MISTAKEN = """\
study: 1
title: Many mistakes
scenario: border-triangle
axes:
  a name much like one: {path: agencies.Lirenta Custms.analysts, values: [1, 2]}
  a name like none: {path: agencies.Quite Another.analysts, values: [1, 2]}
  a name in a pair: {path: trust.countries.Ostermere.Quux, values: [0.1, 0.5]}
  a key: {paths: [dials.law, agreements.Valley Accord.review.probabilty], values: [0.1, 0.5]}
  no steps: {path: dials.trust, range: {from: 0, to: 1}}
  one value: {path: agencies.Lirenta Customs.analysts, values: [1, 2.5]}
  both values: {path: dials.capacity, values: [-1, x]}
  right: {path: dials.politics, values: [0, 1]}
design: full grid
replications: 20
"""


def test_form_paths_and_values_are_told_in_one_round(tmp_path: Path) -> None:
    told = [
        (5, "`Lirenta Custms`", "did you mean `Lirenta Customs`?"),
        (6, "`Quite Another`", "there is Ostermere Assessment Office"),
        (7, 'the unknown country or body "Quux"', "there is Ostermere"),
        (8, "the unknown key `probabilty`", "did you mean `probability`?"),
        (9, "", ""),
        (10, "2.5", "of border-triangle"),
        (11, "-1", "of border-triangle"),
        (11, '"x"', "of border-triangle"),
    ]
    problems = refusals(MISTAKEN, tmp_path)
    assert [(one.line, one.found) for one in problems] == [each[:2] for each in told]
    assert all(hint in one.hint for one, (*_, hint) in zip(problems, told, strict=True))
    named = [one.where for one in problems[:4]]
    assert all(".path" in where for where in named), named


def test_what_has_no_form_hides_nothing_else(tmp_path: Path) -> None:
    text = MISTAKEN.replace("range:", "ranges:").replace("20", "none") + "measures: [hours]\n"
    lines = [one.line for one in refusals(text, tmp_path)]
    assert lines == [5, 6, 7, 8, 9, 10, 11, 11, 14, 15]
    nowhere = MISTAKEN.replace("border-triangle", "nowhere.yaml")
    assert [one.line for one in refusals(nowhere, tmp_path)] == [3, 9]


def test_a_scenario_in_another_folder_is_told_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "mined.yaml").write_text("entente: 1\n", encoding="utf-8")
    text = TEXT.replace("border-triangle", "valley.yaml")
    assert only_refusal(text, tmp_path).hint.startswith("there is none in the folder")
    (tmp_path / "sub" / "valley.yaml").write_text("entente: 1\n", encoding="utf-8")
    assert "valley.yaml`?" in only_refusal(text, tmp_path).hint
    (tmp_path / "sub" / "study.yaml").write_text(
        TEXT.replace("border-triangle", "mined.yaml"), encoding="utf-8"
    )
    with pytest.raises(InputError, match="did you mean"):
        read_study(tmp_path / "sub" / "study.yaml")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (find("two-neighbours").read_text(encoding="utf-8"), "a scenario"),
        ("title: x\n", "none"),
    ],
)
def test_what_is_no_study_is_said_to_be_none(text: str, found: str, tmp_path: Path) -> None:
    problem = only_refusal(text, tmp_path)
    assert problem.found == found
    assert "study" in problem.expected


def test_anchors_and_keys_written_twice_are_refused_as_in_scenarios(tmp_path: Path) -> None:
    text = TEXT.replace("[0, 1]", "&v [0, 1]") + "title: again\n"
    assert [problem.line for problem in refusals(text, tmp_path)] == [7, 10]


def test_a_scenario_that_is_wrong_is_told_by_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("entente: 1\n", encoding="utf-8")
    problems = refusals(TEXT.replace("border-triangle", "mine.yaml"), tmp_path)
    assert all(problem.file.endswith("mine.yaml") for problem in problems)


def test_a_grid_without_end_is_refused() -> None:
    names = ("trust", "law", "capacity", "politics")
    axes = {
        name: {"path": f"dials.{name}", "range": {"from": 0, "to": 1, "steps": 100}}
        for name in names
    }
    with pytest.raises(InputError) as caught:
        opened(axes=axes)
    (problem,) = caught.value.problems
    assert f"{MOST_CONDITIONS:,}" in problem.expected
    assert problem.where == "design"


def test_a_study_made_in_python_is_told_of_by_its_title() -> None:
    with pytest.raises(InputError) as caught:
        opened(axes={"trust": {"path": "dials.trust", "values": [0, 11]}})
    (problem,) = caught.value.problems
    assert problem.file == 'the study "Trust in the valley"'
    assert problem.where == "axes.trust.values.1"
    assert problem.expected == "a number from 0 to 10"


def test_two_axes_may_not_set_the_same() -> None:
    axes = {
        "law": {"path": "law.formal_route.refusal", "values": [0, 1]},
        "no law": {"path": "law.formal_route", "values": [None]},
    }
    with pytest.raises(InputError, match="lies in another"):
        opened(axes=axes)


def test_the_small_study_is_as_small_as_can_be() -> None:
    for key in small():
        with pytest.raises(InputError, match=f"expected the key `{key}`"):
            Study.model_validate({name: it for name, it in small().items() if name != key})
