"""What can be wrong with a study that reads well: found, and told in its place, before any run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import prod
from typing import Final, Protocol

from sim.errors import InputError, Problem
from sim.experiments.own_code import OwnCode
from sim.frozen import frozen
from sim.measures.registry import MEASURES
from sim.measures.units import Unit
from sim.scenario.files.canonical import canonical
from sim.scenario.files.document import Document
from sim.scenario.files.paths import Path, covers, dotted
from sim.scenario.files.words import described, did_you_mean, listed, nearest
from sim.scenario.reading.reading import Reading, variant_of
from sim.scenario.reading.varying import steps_of
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.amounts import Sort, alike, amount
from sim.scenario.values.overrides import apply_settings
from sim.scenario.values.places import is_section
from sim.studies.file.axes import levels_of, number_of_levels, value_at
from sim.studies.file.schema import Axis, Study, name_of
from sim.studies.file.table import TableLine

MOST_CONDITIONS: Final = 1_000_000
_WITHIN: Final = 0.4375
"""A place in a range that no round number falls on."""


class ProblemTelling(Protocol):
    """Tells what is wrong with a place of the study."""

    def __call__(self, path: Path, expected: str, found: str = "", hint: str = "") -> Problem:
        """A problem with what stands at a path."""
        ...


@frozen
class _Probe:
    """One value that is to stand at a path of the scenario, and where the study says so."""

    place: Path
    value: object


@frozen
class _Strand:
    """One path of an axis, and what the study says of it."""

    study: Study
    axis_name: str
    number: int
    path: str

    @property
    def path_place(self) -> Path:
        """Where the study says the path."""
        axis, place = self._axis, ("axes", self.axis_name)
        if axis.together is not None:
            return (*place, "together", self.path)
        return (*place, "path") if axis.path is not None else (*place, "paths", self.number)

    def ends(self) -> list[_Probe]:
        """Every value that is written; of a range, its ends."""
        strand, place = self._axis.strands[self.path], self._place
        if strand.values is not None:
            return [_Probe((*place, "values", i), value) for i, value in enumerate(strand.values)]
        return [
            _Probe((*place, "range", key), value_at(strand, self.path, u))
            for key, u in (("from", 0.0), ("to", 1.0))
        ]

    def between(self) -> list[_Probe]:
        """Of a range, values between its ends: those of a grid, or one as it would be drawn."""
        strand, place = self._axis.strands[self.path], (*self._place, "range")
        if strand.values is not None:
            return []
        if self.study.design.full_grid is not None:
            return [_Probe(place, level[self.path]) for level in levels_of(self._axis)[1:-1]]
        return [_Probe(place, value_at(strand, self.path, _WITHIN))]

    @property
    def _axis(self) -> Axis:
        return self.study.axes[self.axis_name]

    @property
    def _place(self) -> Path:
        place: Path = ("axes", self.axis_name)
        return (*place, "together", self.path) if self._axis.together is not None else place


def number_of_conditions(study: Study, rows: Sequence[TableLine] = ()) -> int:
    """How many conditions the design makes; of a table, its rows."""
    axes, design = len(study.axes), study.design
    if design.latin_hypercube:
        return design.latin_hypercube.points
    if design.sobol:
        return design.sobol.points
    if design.saltelli:
        return design.saltelli.points * (axes + 2)
    if design.morris:
        return design.morris.trajectories * (axes + 1)
    if design.table:
        return len(rows)
    return prod(number_of_levels(axis) or 0 for axis in study.axes.values())


def unusable_axes(study: Study) -> set[str]:
    """Axes whose values cannot be told for the design, or that set what another one sets."""
    return {str(place[1]) for place, *_ in (*_without_levels(study), *_overlapping(study))}


def problems_of_form(study: Study, own: OwnCode, tell: ProblemTelling) -> tuple[Problem, ...]:
    """What does not fit together, whatever the scenario: axes among each other and the design."""
    return (
        *(tell(*overlap) for overlap in _overlapping(study)),
        *(tell(*lack) for lack in _without_levels(study)),
        *_repeated(study, tell),
        *_imprecise(study, own, tell),
    )


def problems_of_size(
    study: Study, rows: Sequence[TableLine], tell: ProblemTelling
) -> tuple[Problem, ...]:
    """A design of more conditions or runs than there may be."""
    conditions = number_of_conditions(study, rows)
    if conditions > MOST_CONDITIONS:
        most = f"at most {MOST_CONDITIONS:,} conditions"
        return (tell(("design",), most, f"one that makes {conditions:,}"),)
    runs = conditions * study.replications.least
    if study.budget is None or runs <= study.budget:
        return ()
    told = f"{conditions:,} conditions, each run {study.replications.least:,} times"
    return (
        tell(("budget",), f"at least {runs:,} runs", f"{study.budget:,}", f"the design: {told}"),
    )


def problems_with_scenario(
    study: Study,
    base: Reading,
    rows: Sequence[TableLine],
    tell: ProblemTelling,
    table: str = "",
    unusable: Collection[str] = (),
) -> tuple[Problem, ...]:
    """Paths that lead nowhere in the scenario and values that it does not take, one by one.

    Values that only together do not fit show when their condition is run. Of axes that are not
    usable nothing is said.
    """
    if study.design.table is not None:
        unfitting = _unfitting_rows(study, base.document, rows, table)
        return (*_unmeasured(study, base, tell), *unfitting)
    found = [
        problem
        for name, axis in study.axes.items()
        if name not in unusable
        for number, path in enumerate(axis.strands)
        for problem in _unfitting(_Strand(study, name, number, path), base, tell)
    ]
    return (*_unmeasured(study, base, tell), *dict.fromkeys(found))


def _overlapping(study: Study) -> Iterator[tuple[Path, str, str]]:
    """Paths that would set the same thing twice: where, what was expected, and found."""
    taken: dict[tuple[str, ...], str] = {}
    for name, axis in study.axes.items():
        for number, path in enumerate(axis.strands):
            steps = steps_of(path)
            for other, owner in taken.items():
                if covers(other, steps) or covers(steps, other):
                    place = _Strand(study, name, number, path).path_place
                    found = f"`{path}`, beside `{dotted(other)}` of the axis {described(owner)}"
                    yield place, "paths of which none lies in another", found
            taken[steps] = name


def _without_levels(study: Study) -> Iterator[tuple[Path, str]]:
    """Axes that do not say what the design needs: where, and what was expected."""
    if study.design.table is not None:
        return
    for name, axis in study.axes.items():
        place: Path = ("axes", name)
        bare = [path for path, it in axis.strands.items() if it.values is None and it.range is None]
        if bare:
            where = f" for {listed(bare, 'and')}" if axis.together else ""
            yield place, f"`values` or a `range`{where}"
            continue
        try:
            if number_of_levels(axis) is None and study.design.full_grid is not None:
                yield place, "`values`, or a `range` with `steps`, for a full grid"
        except ValueError as error:
            yield place, str(error)


def _repeated(study: Study, tell: ProblemTelling) -> Iterator[Problem]:
    """Values of an axis that are the same, however they are written."""
    for name, axis in study.axes.items():
        if axis.values is not None:
            first: dict[str, int] = {}
            for number, value in enumerate(axis.values):
                if first.setdefault(canonical(alike(value)), number) != number:
                    place: Path = ("axes", name, "values", number)
                    yield tell(place, "each value once", f"{described(value)} again")
        elif study.design.full_grid is not None and axis.range is not None and axis.range.steps:
            told = {canonical(alike(level)) for level in levels_of(axis)}
            if len(told) < axis.range.steps:
                place = ("axes", name, "range", "steps")
                expected = f"at most {len(told)} steps, for so many whole numbers"
                yield tell(place, expected, str(axis.range.steps))


def _imprecise(study: Study, own: OwnCode, tell: ProblemTelling) -> Iterator[Problem]:
    """Half-widths that are not in the unit of their measure."""
    known = own.known
    for name, width in (study.replications.until or {}).items():
        if name_of(name) not in known:
            continue
        in_hours = known[name_of(name)].unit == Unit.HOURS
        sort = Sort.HOURS if in_hours else Sort.NUMBER
        if amount(width).sort is not sort or amount(width).size <= 0:
            example = "a duration above 0, such as 12 h" if in_hours else "a number above 0"
            yield tell(("replications", "until", name), example, described(width))


def _unmeasured(study: Study, base: Reading, tell: ProblemTelling) -> Iterator[Problem]:
    """Measures of what follows a warning, where the scenario says nothing of it."""
    if base.scenario.response is not None:
        return
    for name in study.kept:
        if name in MEASURES and MEASURES[name].needs_response:
            place = ("measures", study.measures.index(name)) if name in study.measures else ()
            hint = f"{base.name} has no `response`"
            yield tell(place, "a measure that the scenario gives", f"`{name}`", hint)


def _unfitting(strand: _Strand, base: Reading, tell: ProblemTelling) -> Iterator[Problem]:
    """What the scenario says to a path, or else to the values at it."""
    unknown = _unknown_name(strand, base, tell)
    if unknown is not None:
        yield unknown
        return
    refused = _refused(strand.ends(), strand, base) or _refused(strand.between(), strand, base)
    times = Counter(_said(problem) for _, problem in refused)
    for probe, problem in refused:
        always = times[_said(problem)] == len(strand.ends())
        if always and _is_about_path(problem, strand.path, probe.value):
            place, hint = strand.path_place, problem.hint
        else:
            place, hint = probe.place, problem.hint or f"`{strand.path}` of {base.name}"
        found = problem.found or described(probe.value)
        yield tell(place, _expected(problem, strand.path), found, hint)


def _unknown_name(strand: _Strand, base: Reading, tell: ProblemTelling) -> Problem | None:
    """A path to a part of something that the scenario does not have."""
    section, *names = steps_of(strand.path)
    entries = base.document.data.get(section, {})
    if len(names) < 2 or not is_section(section, Scenario) or not isinstance(entries, dict):
        return None
    if names[0] in entries:
        return None
    near = did_you_mean(nearest(names[0], entries), names[0])
    there = f"there is {listed(entries, 'and')}" if entries else "there is none"
    expected = f"a name under `{section}` of {base.name}"
    return tell(strand.path_place, expected, f"`{names[0]}`", near or there)


def _refused(
    probes: Sequence[_Probe], strand: _Strand, base: Reading
) -> list[tuple[_Probe, Problem]]:
    return [
        (probe, problem)
        for probe in probes
        for problem in _refusals(base.document, {strand.path: probe.value})
    ]


def _unfitting_rows(
    study: Study, base: Document, rows: Sequence[TableLine], table: str
) -> Iterator[Problem]:
    """What the scenario says to the values of a table, each told once."""
    seen: set[str] = set()
    for row in rows:
        for name, value in row.condition.values.items():
            for path in study.axes[name].strands:
                key = canonical([path, alike(value)])
                if key in seen:
                    continue
                seen.add(key)
                for problem in _refusals(base, {path: value}):
                    yield Problem(
                        file=table,
                        line=row.line,
                        where=name,
                        expected=_expected(problem, path),
                        found=problem.found or described(value),
                        hint=problem.hint,
                    )


def _refusals(base: Document, settings: Mapping[str, object]) -> tuple[Problem, ...]:
    try:
        variant_of(apply_settings(base, settings, Scenario))
    except InputError as error:
        return error.problems
    return ()


def _is_about(problem: Problem, path: str) -> bool:
    """Whether a problem is with what stands at a path or below it, or with the path itself."""
    return problem.where.startswith(dotted(steps_of(path)))


def _said(problem: Problem) -> tuple[str, ...]:
    """What is the same of one problem with several values."""
    return problem.where, problem.expected, problem.found, problem.hint


def _is_about_path(problem: Problem, path: str, value: object) -> bool:
    """Whether a problem that every value has says nothing of the values."""
    place = dotted(steps_of(path))
    if problem.where.startswith(f"{place}."):
        return False
    own = problem.found == "" or problem.found.endswith(described(value))
    of_value = own or isinstance(value, dict | list)
    return problem.where != place or not of_value or problem.found.startswith("the unknown key")


def _expected(problem: Problem, path: str) -> str:
    quoted = problem.found.strip('`"') in problem.where.split(".")
    if _is_about(problem, path) or not problem.where or quoted:
        return problem.expected
    return f"{problem.expected} at `{problem.where}` of the scenario"
