"""A study as it is written: a scenario, axes over cooperation, a design, and what to keep."""

from enum import StrEnum
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    PlainSerializer,
    Strict,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)

from sim.experiments.engines import Wanted
from sim.experiments.own_code import PLACE
from sim.measures.own import OwnMeasure
from sim.measures.registry import MEASURES, USUAL, MeasureName
from sim.measures.units import RENAMED
from sim.plan.rules.replaced import Rules
from sim.scenario.files.words import listed
from sim.scenario.problems.from_python import checked
from sim.scenario.reading.varying import steps_of
from sim.scenario.units.amounts import AMOUNT_WORDS, Sort, amount
from sim.scenario.units.quantities import Name
from sim.scenario.values.value import Value

MOST_VALUES: Final = 1000
MOST_POINTS: Final = 1_000_000
MOST_REPLICATIONS: Final = 1_000_000


def _an_amount(written: object) -> float | str:
    if isinstance(written, int | float | str):
        amount(written)
        return written
    raise ValueError(AMOUNT_WORDS)


def _as_in_a_file(value: Any) -> Any:
    match value:
        case dict() if all(isinstance(key, str) for key in value):
            return {key: _as_in_a_file(inner) for key, inner in value.items()}
        case list():
            return [_as_in_a_file(inner) for inner in value]
        case None | bool() | int() | str():
            return value
        case float() if isfinite(value):
            return value
    raise ValueError("a value as a file has it: a finite number, text, true, false, a list or keys")


def _a_path(written: str) -> str:
    steps_of(written)
    return written


def _power_of_two(points: int) -> int:
    if points & (points - 1):
        raise ValueError("a power of two, such as 128 or 256, which such a sequence needs")
    return points


def _even(number: int) -> int:
    if number % 2:
        raise ValueError("an even number")
    return number


def _some_each_once(words: tuple[str, ...]) -> tuple[str, ...]:
    twice = [word for word in dict.fromkeys(words) if words.count(word) > 1]
    if not words:
        raise ValueError("at least 1 entry")
    if twice:
        raise ValueError(f"each entry once (here twice: {listed(twice, 'and')})")
    return words


def name_of(measure: str | OwnMeasure) -> str:
    """The name of a measure's column, however the study writes it."""
    return measure.rpartition(":")[2] if isinstance(measure, str) else measure.name


def _written(measure: str | OwnMeasure) -> str:
    if isinstance(measure, str):
        return measure
    return f"{measure.function.__module__}:{measure.name}"


def _known_or_own(written: object, known: ValidatorFunctionWrapHandler) -> object:
    if isinstance(written, OwnMeasure):
        return written
    if isinstance(written, str) and ":" in written:
        return _a_place(written)
    if not callable(written):
        return known(RENAMED.get(written, written) if isinstance(written, str) else written)
    raise ValueError("a function under `@sim.measure(unit=..., meaning=...)`")


def _a_place(written: object) -> object:
    if isinstance(written, str) and not PLACE.fullmatch(written):
        raise ValueError("`package.module:name`, where Python finds it")
    return written


def _rules(written: object) -> object:
    if isinstance(written, str | Rules):
        return _a_place(written)
    raise ValueError("`package.module:name` of rules made by `sim.Rules(...)`")


def _each_name_once(measures: tuple[str | OwnMeasure, ...]) -> tuple[str | OwnMeasure, ...]:
    names = tuple(map(name_of, measures))
    _some_each_once(names)
    taken = [
        name for it, name in zip(measures, names, strict=True) if it != name and name in MEASURES
    ]
    if taken:
        raise ValueError(f"a name of its own for each measure (Entente has a `{taken[0]}`)")
    return measures


_OWN_SCHEMA = {
    "type": "string",
    "pattern": f"^{PLACE.pattern}$",
    "examples": ["mine:longest_queue"],
}

# To a type checker these are text or what it stands for; a file has only the text.
if TYPE_CHECKING:
    KeptMeasure: TypeAlias = str | OwnMeasure
    KeptName: TypeAlias = str
    OwnRules: TypeAlias = str | Rules
else:
    KeptMeasure = Annotated[
        MeasureName,
        WrapValidator(_known_or_own),
        PlainSerializer(_written),
        WithJsonSchema({"anyOf": [{"enum": [*MEASURES]}, _OWN_SCHEMA]}),
    ]
    KeptName = KeptMeasure
    OwnRules = Annotated[
        Any,
        BeforeValidator(_rules),
        PlainSerializer(lambda it: it if isinstance(it, str) else None),
        WithJsonSchema(_OWN_SCHEMA),
    ]

Bound = Annotated[
    float | str,
    BeforeValidator(_an_amount),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}], "examples": [0.5, "36 h"]}),
]
"""An end of a range: a number, or an amount with its unit."""
PathText = Annotated[str, AfterValidator(_a_path)]
"""A path of a scenario, as `--set` takes it, to something that concerns cooperation."""
Points = Annotated[int, Field(ge=1, le=MOST_POINTS)]
PowerOfTwo = Annotated[int, Field(ge=2, le=2**19), AfterValidator(_power_of_two)]


PlainData = Annotated[Any, AfterValidator(_as_in_a_file)]
"""What a file can say: a finite number, text, true or false, nothing, lists and keys of these."""


class Spread(StrEnum):
    """How likely the values of a range are in a design that draws from it."""

    UNIFORM = "uniform"
    LOG_UNIFORM = "log-uniform"
    TRIANGULAR = "triangular"


class Range(Value):
    """Everything between two ends, of which either may be the larger."""

    first: Bound = Field(alias="from")
    """The value at one end: a number, a duration or a rate."""
    last: Bound = Field(alias="to")
    """The value at the other end, of the same sort."""
    steps: int | None = Field(None, ge=2, le=MOST_VALUES)
    """In a full grid: how many values, evenly apart, both ends among them."""
    distribution: Spread = Field(Spread.UNIFORM, strict=False)
    """In a design that draws: all values alike, all factors alike, or most of them near a peak."""
    peak: Bound | None = None
    """Where a triangular distribution has its peak."""

    @model_validator(mode="after")
    def _of_one_sort(self) -> Self:
        first, last = amount(self.first), amount(self.last)
        if first.sort is not last.sort:
            raise ValueError("two ends of the same sort: numbers, durations or rates")
        if first.size == last.size:
            raise ValueError("two ends that differ")
        if self.distribution is Spread.LOG_UNIFORM and min(first.size, last.size) <= 0:
            raise ValueError("two ends above 0, for a log-uniform distribution")
        return self

    @model_validator(mode="after")
    def _peak_if_triangular(self) -> Self:
        if (self.peak is None) == (self.distribution is Spread.TRIANGULAR):
            raise ValueError("a `peak` with `distribution: triangular`, and only there")
        if self.peak is not None:
            first, last, peak = amount(self.first), amount(self.last), amount(self.peak)
            ends = sorted((first.size, last.size))
            if peak.sort is not first.sort or not ends[0] <= peak.size <= ends[1]:
                raise ValueError("a peak between `from` and `to`")
        return self

    @property
    def sort(self) -> Sort:
        """What its values are amounts of."""
        return amount(self.first).sort


class PathValues(Value):
    """What stands at one path: values one by one, or a range."""

    values: Annotated[tuple[PlainData, ...], Strict(False)] | None = Field(
        None, min_length=1, max_length=MOST_VALUES
    )
    """Values, written as in a scenario; or write range."""
    range: Range | None = None
    """Or everything between two ends."""

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if self.values is not None and self.range is not None:
            raise ValueError("either `values` or `range`")
        return self


class Axis(PathValues):
    """One thing that varies: a path of the scenario, or several that move together."""

    path: PathText | None = None
    """What varies, written as for `--set`."""
    paths: (
        Annotated[tuple[PathText, ...], Strict(False), AfterValidator(_some_each_once)] | None
    ) = None
    """Or several, which all take the same value."""
    together: dict[PathText, PathValues] | None = Field(None, min_length=1)
    """Or several, each with values or a range of its own, which move in step."""
    label: str = Field("", max_length=100)
    """What it is called in figures; left out, its name."""
    unit: str = Field("", max_length=30)
    """What its values are counted in, for figures."""

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        written = (self.path, self.paths, self.together)
        if sum(each is not None for each in written) != 1:
            raise ValueError("exactly one of `path`, `paths` and `together`")
        if self.together is not None and (self.values is not None or self.range is not None):
            raise ValueError("`values` or `range` beside each path of `together`, not beside it")
        return self

    @property
    def strands(self) -> dict[str, PathValues]:
        """By path: what stands there."""
        if self.together is not None:
            return self.together
        return dict.fromkeys(self.paths or ((self.path,) if self.path else ()), self)


class FullGrid(Value):
    """Every combination of the values of all axes."""


class LatinHypercube(Value):
    """Points of which each axis sees every part of its range once."""

    points: Points
    """How many."""


class Sobol(Value):
    """Points of a Sobol sequence, which fill the ranges more evenly than chance."""

    points: PowerOfTwo
    """How many; a power of two."""


class Saltelli(Value):
    """Points from which first-order and total Sobol indices are estimated."""

    points: PowerOfTwo
    """Base points, a power of two; each makes a condition for every axis and two more."""


class Morris(Value):
    """Walks that change one axis at a time: which axes matter at all, for few runs."""

    trajectories: int = Field(ge=2, le=10_000)
    """How many walks; each makes a condition for every axis and one more."""
    levels: Annotated[int, AfterValidator(_even)] = Field(4, ge=2, le=100)
    """Into how many values each axis is divided."""


_DESIGNS: Final = ("full_grid", "latin_hypercube", "sobol", "saltelli", "morris", "table")
_DESIGN_WORDS: Final = f"`full grid`, or exactly one of: {', '.join(_DESIGNS[1:])}"


class Design(Value):
    """Which combinations are run: exactly one of these."""

    full_grid: FullGrid | None = None
    """Every combination; written as a word, `full grid`."""
    latin_hypercube: LatinHypercube | None = None
    """So many points, evenly over each axis."""
    sobol: Sobol | None = None
    """So many points of a Sobol sequence."""
    saltelli: Saltelli | None = None
    """What Sobol indices need."""
    morris: Morris | None = None
    """What a Morris screening needs."""
    table: str | None = Field(None, min_length=1, max_length=1000)
    """A CSV file beside the study: a column for each axis, a row for each condition."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum(getattr(self, form) is not None for form in _DESIGNS) != 1:
            raise ValueError(_DESIGN_WORDS)
        return self

    @property
    def draws(self) -> bool:
        """Whether it takes points anywhere in the ranges, and not only values that are written."""
        return self.full_grid is None and self.table is None


class Replications(Value):
    """How often each condition is run: a number, or until the figures are precise enough."""

    fixed: int | None = Field(None, ge=1, le=MOST_REPLICATIONS)
    """Always so many; `replications: 200` says the same."""
    until: dict[KeptName, Bound] | None = Field(None, min_length=1)
    """Or until, for each of these measures, half the width of the interval is at most this."""
    first: int = Field(100, ge=20, le=MOST_REPLICATIONS)
    """With `until`: how many to run before the first look; each look is at twice the last."""
    at_most: int | None = Field(None, ge=1, le=MOST_REPLICATIONS)
    """With `until`: after so many a condition ends, precise or not."""

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if (self.fixed is None) == (self.until is None):
            raise ValueError("a number of replications, or `until` with half-widths")
        if (self.until is None) != (self.at_most is None):
            raise ValueError("`at_most` with `until`, and only there")
        if self.at_most is not None and self.at_most < self.first:
            raise ValueError("an `at_most` of no fewer than the `first` look")
        return self

    @property
    def widths(self) -> dict[str, float]:
        """By measure: the half-width to reach, in its unit."""
        return {name_of(it): amount(width).size for it, width in (self.until or {}).items()}

    @property
    def least(self) -> int:
        """How many every condition gets."""
        return self.first if self.fixed is None else self.fixed


def _spelled_out(written: object) -> object:
    if not isinstance(written, str):
        return written
    if written != "full grid":
        raise ValueError(_DESIGN_WORDS)
    return {"full_grid": {}}


def _numbered(written: object) -> object:
    is_number = isinstance(written, int | float) and not isinstance(written, bool)
    return {"fixed": written} if is_number else written


class Study(Value):
    """One scenario under many conditions of cooperation, all on common random numbers."""

    study: Literal[1] = 1
    """The version of this file format."""
    title: str = Field(min_length=1, max_length=100)
    """What it is called on the screen."""
    question: str = Field("", max_length=2000)
    """What it is to answer."""
    scenario: str = Field(min_length=1, max_length=1000)
    """The name of a shipped scenario, or the path of a file, seen from the study's folder."""
    axes: dict[Name, Axis] = Field(min_length=1, max_length=100)
    """What varies, by name."""
    design: Annotated[Design, BeforeValidator(_spelled_out)]
    """Which combinations are run."""
    replications: Annotated[Replications, BeforeValidator(_numbered)]
    """How often each of them."""
    measures: Annotated[tuple[KeptMeasure, ...], Strict(False), AfterValidator(_each_name_once)] = (
        USUAL
    )
    """What to keep of each run."""
    rules: OwnRules | None = None
    """Rules of your own in place of the model's, as `package.module:name`."""
    seed: int = Field(1, ge=0, le=2**63 - 1)
    """All chance follows from it; the design as well."""
    engine: Wanted = Field(Wanted.AUTO, strict=False)
    """What runs it: every engine gives the same."""
    budget: int | None = Field(None, ge=1, le=10**12)
    """The most runs; one run is one replication of one condition."""

    @model_validator(mode="wrap")
    @classmethod
    def _in_plain_words(
        cls, given: Any, validate: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        return checked(cls, given, validate, info)

    @property
    def kept(self) -> tuple[str, ...]:
        """The names of measures to keep, those that the replications wait for among them."""
        return tuple(dict.fromkeys(map(name_of, self._measures)))

    @property
    def own_measures(self) -> tuple[str | OwnMeasure, ...]:
        """Those of them that the user wrote: where they are found, or they themselves."""
        by_name: dict[str, str | OwnMeasure] = {}
        for it in self._measures:
            if it not in MEASURES:
                by_name.setdefault(name_of(it), it)
        return tuple(by_name.values())

    @property
    def _measures(self) -> tuple[str | OwnMeasure, ...]:
        return (*self.measures, *(self.replications.until or {}))
