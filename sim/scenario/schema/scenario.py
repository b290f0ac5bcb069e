"""A scenario as it is written: the whole of what one file says."""

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    ModelWrapValidatorHandler,
    Strict,
    ValidationInfo,
    model_validator,
)

from sim.errors import Problem
from sim.scenario.files.document import Document, parse_document
from sim.scenario.files.other_type import PATHS, must_be
from sim.scenario.files.to_yaml import to_yaml
from sim.scenario.files.whole_file import written
from sim.scenario.problems.from_python import checked
from sim.scenario.problems.references import broken_references
from sim.scenario.schema.agencies import Agency, enough_at_home
from sim.scenario.schema.agreements import Agreement, Law
from sim.scenario.schema.assessments import MOST_ASSESSMENTS, Assessments
from sim.scenario.schema.channels import Channel
from sim.scenario.schema.conditions import Condition
from sim.scenario.schema.effects import BackgroundEffect, Effect
from sim.scenario.schema.exercise import Exercise
from sim.scenario.schema.homes import Body, Country, Home
from sim.scenario.schema.injects import Inject
from sim.scenario.schema.liaisons import Liaison, each_pair_once
from sim.scenario.schema.programmes import Programme
from sim.scenario.schema.relations import Strain
from sim.scenario.schema.requests import Database, Requests
from sim.scenario.schema.response import Response
from sim.scenario.schema.room import Room
from sim.scenario.schema.sharing import Friction, Sharing
from sim.scenario.schema.threats import RedHerring, Stream, Threat
from sim.scenario.schema.trust import Trust
from sim.scenario.schema.volume import MOST_REPORTS, routine_reports, sightings
from sim.scenario.units.notes import Chosen, Varies
from sim.scenario.units.quantities import Hours, Name, Opening, WeekMinute
from sim.scenario.values.changing import with_settings
from sim.scenario.values.dials import Dials
from sim.scenario.values.nodes import matches_any, nodes, pattern_of
from sim.scenario.values.value import Value, unchecked, with_fields

MOST_AGENCIES = 1000


def _not_too_many(agencies: dict[str, Agency]) -> dict[str, Agency]:
    if not 1 <= len(agencies) <= MOST_AGENCIES:
        raise ValueError(f"between 1 and {MOST_AGENCIES:,} agencies (here: {len(agencies):,})")
    return agencies


class Source(Value):
    """Where numbers come from; a number that no source names is an assumption."""

    of: Annotated[tuple[str, ...], Strict(False)] = Field(min_length=1)
    """Paths in this scenario, such as law.formal_route.duration; `*` stands for any name."""
    cites: str = Field(min_length=1, max_length=500)
    """The publication, or the row of a table of figures."""


class Scenario(Value):
    """Countries, agencies, ties and threats of one tabletop exercise."""

    entente: Annotated[Literal[1], Chosen()]
    """The version of this file format."""
    title: str = Field(min_length=1, max_length=100)
    """What it is called on the screen."""
    summary: str = Field(max_length=300)
    """What it is about, in one line that a room may read: not what comes out."""
    story: str = Field("", max_length=5000)
    """What participants are told at the start."""
    room: Room | None = None
    """What it asks of a room in which people play it."""
    begins: Annotated[WeekMinute, Chosen()] = 0
    """The moment of the week at which the exercise begins."""
    horizon: Annotated[Hours, Chosen()]
    """How long it lasts."""
    warm_up: Annotated[Hours, Chosen()] = 0.0
    """How long routine work runs before it begins, so that desks are as full as usual."""
    window: Annotated[Hours | None, Chosen()] = None
    """For how long after its onset each threat is followed; left out, until its deadline."""
    countries: dict[Name, Country] = Field(min_length=1)
    """Fictional countries."""
    bodies: dict[Name, Body] = Field(default_factory=dict)
    """International bodies."""
    agencies: Annotated[
        dict[Name, Agency], AfterValidator(_not_too_many), AfterValidator(enough_at_home)
    ]
    """Agencies, each of a country or a body."""
    channels: Annotated[dict[Name, Channel], Varies()] = Field(default_factory=dict)
    """Who can tell whom, and how."""
    agreements: Annotated[dict[Name, Agreement], Varies()] = Field(default_factory=dict)
    """What countries have agreed about legal review."""
    liaisons: Annotated[dict[Name, Liaison], AfterValidator(each_pair_once), Varies()] = Field(
        default_factory=dict
    )
    """Officers of one agency who sit at another."""
    assessments: Annotated[dict[Name, Assessments], Varies()] = Field(default_factory=dict)
    """Threat assessments that are sent again and again."""
    law: Annotated[Law, Varies()] = unchecked(Law)
    """What applies where no agreement does."""
    trust: Annotated[Trust, Varies()] = unchecked(Trust)
    """How far agencies trust each other."""
    relations: Annotated[dict[Name, Strain], Varies()] = Field(default_factory=dict)
    """What depresses the relations of two countries or bodies from the beginning."""
    sharing: Annotated[Sharing, Varies()] = unchecked(Sharing)
    """How agencies decide what to tell."""
    requests: Annotated[Requests | None, Varies()] = None
    """Who asks partners for what it has not been told; left out, nobody asks."""
    databases: Annotated[dict[Name, Database], Varies()] = Field(default_factory=dict)
    """Shared indexes that members search."""
    friction: Annotated[Friction, Varies()] = unchecked(Friction)
    """What languages and systems cost."""
    threats: dict[Name, Threat] = Field(default_factory=dict)
    """What is to be detected."""
    red_herrings: dict[Name, RedHerring] = Field(default_factory=dict)
    """What seems a threat and is none."""
    background: dict[Name, Stream] = Field(default_factory=dict)
    """Routine work."""
    injects: dict[Name, Inject] = Field(default_factory=dict)
    """What happens on the way."""
    programmes: dict[Name, Programme] = Field(default_factory=dict)
    """What can be set up for a cost."""
    exercise: Exercise = unchecked(Exercise)
    """What people need beside the world to play it."""
    response: Annotated[Response | None, Varies()] = None
    """What follows a warning."""
    dials: Annotated[Dials, Varies(), Chosen()] = unchecked(Dials)
    """How strong each challenge is; 1 is as written."""
    sources: Annotated[tuple[Source, ...], Strict(False)] = ()
    """Where the numbers come from."""

    @model_validator(mode="after")
    def _reachable_beginning(self) -> Self:
        if self.horizon <= 0:
            raise ValueError("a horizon greater than 0")
        if self.horizon + self.warm_up > 50 * 8766:
            raise ValueError("a horizon and warm-up of at most 50 years together")
        return self

    @model_validator(mode="after")
    def _not_too_often(self) -> Self:
        if any(self.horizon / one.every > MOST_ASSESSMENTS for one in self.assessments.values()):
            raise ValueError(f"at most {MOST_ASSESSMENTS:,} assessments of one kind by the horizon")
        return self

    @model_validator(mode="after")
    def _not_too_much(self) -> Self:
        swells = [one for one in self.effects() if isinstance(one, BackgroundEffect)]
        hours = self.horizon + self.warm_up
        number = routine_reports(self.background, swells, self.agencies, hours)
        number += sightings((*self.threats.values(), *self.red_herrings.values()), hours)
        if number > MOST_REPORTS:
            raise ValueError(
                f"rates that come to at most {MOST_REPORTS:,} reports by the horizon "
                f"(here: some {float(f'{number:.2g}'):,.0f})"
            )
        return self

    def set(self, settings: Mapping[str, object]) -> Self:
        """A scenario with something else at some paths; this one stays as it is.

        >>> import sim
        >>> sim.load("two-neighbours").set({"dials.trust": 0.5, "horizon": "20 d"}).dials.trust
        0.5

        Paths and values are as `--set` takes them: a name that holds a dot stands in double
        quotes, a duration or a rate carries its unit, a mapping sets each of its keys and leaves
        the others, and None takes out an entry, or what has a default.

        Args:
            settings: by path: the value there.

        Raises:
            InputError: a path leads nowhere, or a value does not fit; every problem.
        """
        return with_settings(self, settings, broken_names)

    def save(self, path: str | FilePath) -> None:
        """Writes it as a file that `load` reads back equal.

        What is left to its default stays left out, so that it keeps its source. Sources of what is
        not there any more are left out as well.

        Raises:
            InputError: the file cannot be written, or something in it is not for files, such as a
                control character; an earlier file is as it was.
        """
        must_be("file", path, PATHS, "the path of a file")
        text = self.as_text()
        parse_document(text, str(path))
        with written(FilePath(path)) as file:
            file.write(text)

    def as_text(self) -> str:
        """The text of the file that `save` writes."""
        founded = tuple(self._founded_sources())
        kept = with_fields(self, sources=founded) if self.sources else self
        return to_yaml(kept.model_dump(mode="json", by_alias=True, exclude_unset=True))

    def _founded_sources(self) -> Iterator[Source]:
        """Its sources, each of what there is."""
        paths = [node.path for node in nodes(self)]
        for source in self.sources:
            if there := tuple(of for of in source.of if matches_any(pattern_of(of), paths)):
                yield with_fields(source, of=there)

    @model_validator(mode="wrap")
    @classmethod
    def _in_plain_words(
        cls, given: Any, validate: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        return checked(cls, given, validate, info, broken_names)

    def home(self, agency: str) -> Home:
        """The country or body that an agency belongs to."""
        return self.home_named(self.agencies[agency].home)

    def home_named(self, name: str) -> Home:
        """A country or body by its name."""
        return self.countries.get(name) or self.bodies[name]

    def opening_of(self, agency: str) -> Opening:
        """When the analysts of an agency are at work, in the local time of its home."""
        return self.home(agency).hours(self.agencies[agency].opening)

    def languages_of(self, agency: str) -> tuple[str, ...]:
        """The languages that an agency reads: its own, or those of its home."""
        own = self.agencies[agency].languages
        return self.home(agency).languages if own is None else own

    def effects(self) -> Iterator[Effect]:
        """Every effect of an inject, of a programme, in force or not, and of a lever."""
        for inject in self.injects.values():
            yield from (effect for _, effect in inject.each())
        for offered in (self.programmes, self.exercise.levers):
            for one in offered.values():
                for change in one.effects.values():
                    yield from (effect for _, effect in change.each())

    def conditions(self) -> Iterator[tuple[tuple[str, ...], Condition]]:
        """Every condition of an inject, a lever or a critical task, with where it stands."""
        for name, inject in self.injects.items():
            if inject.when is not None:
                yield ("injects", name, "when"), inject.when
            if inject.not_by is not None:
                yield ("injects", name, "not_by"), inject.not_by
        for name, card in self.exercise.levers.items():
            for key, condition in (("when", card.when), ("pulled_when", card.pulled_when)):
                if condition is not None:
                    yield ("exercise", "levers", name, key), condition
        for name, objective in self.exercise.objectives.items():
            for task, its in objective.tasks.items():
                if its.evidence is not None:
                    path = ("exercise", "objectives", name, "tasks", task, "evidence")
                    yield path, its.evidence

    def categories(self) -> tuple[str, ...]:
        """Every category that a threat, a red herring or a stream of routine reports has."""
        matters = (self.threats, self.red_herrings, self.background)
        return tuple(dict.fromkeys(x.category for group in matters for x in group.values()))


def broken_names(document: Document) -> tuple[Problem, ...]:
    """The names in the document of a scenario that point nowhere, or to two things."""
    return broken_references(document, Scenario)
