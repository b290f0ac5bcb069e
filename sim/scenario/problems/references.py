"""Names that point nowhere: every place of a document that names something declared elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from pydantic import BaseModel

from sim.errors import Problem
from sim.frozen import frozen
from sim.scenario.files.document import Document
from sim.scenario.files.paths import Path, matching
from sim.scenario.files.words import also, described, did_you_mean, listed, nearest
from sim.scenario.problems.circles import circles
from sim.scenario.units.notes import Place, Refers, noted

_MOST_HINTED: Final = 20
"""So many misspellings are looked up; a document with more has another trouble."""
_A_NEW_AGREEMENT: Final = (
    "A new one is written under `agreements`, with `in_force: false` until then"
)
_FEW: Final = 6
"""Up to so many names are told where none is alike."""
_RENAMED: Final = 3
"""From so many places on, one name that is not there is told once."""
_MOST_LINES: Final = 40


_CALLED: Final = {
    ("countries",): "a country",
    ("bodies",): "an international body",
    ("countries", "bodies"): "a country or body",
    ("agencies",): "an agency",
    ("countries", "bodies", "agencies"): "a country, body or agency",
    ("channels",): "a channel",
    ("agreements",): "an agreement",
    ("background",): "a stream of background work",
    ("exercise.teams",): "a team",
    ("threats", "red_herrings"): "a threat or red herring",
    ("exercise.objectives",): "an objective",
    ("exercise.levers",): "a lever",
    ("injects",): "an inject",
}
"""What an entry of one of some sections is called."""

_REQUIRED: Final = ("countries", "agencies")
"""Without these nothing can be said of the names that point into them."""


@frozen
class _Broken:
    """One name that is the name of nothing of its kind."""

    path: Path
    name: str
    of: Refers
    of_key: bool


def broken_references(document: Document, model: type[BaseModel]) -> tuple[Problem, ...]:
    """Every name that points nowhere or to two things, in the order of the model.

    Which places hold names of what, the fields of the model say. A name that many places have,
    such as the old one of a country, is told once. It looks at the data as it was read, so that
    misspelt names are told together with everything else that is wrong; what does not have the
    form of a name is left to the schema.
    """
    broken = list(_unknown(document, model))
    told = (_told(document, one, hinted=i < _MOST_HINTED) for i, one in enumerate(broken))
    return (
        *_once(zip(broken, told, strict=True)),
        *_ambiguous(document),
        *_responsible_elsewhere(document),
        *_never_searched(document),
        *_teams_of_nobody(document),
        *_cases_of_one_name(document),
        *circles(document),
    )


def _unknown(document: Document, model: type[BaseModel]) -> Iterator[_Broken]:
    for place, of in _places(model).items():
        if not _is_told(document, of):
            continue
        known = _names(document, of)
        for path, value in matching(document.data, place.pattern):
            name = path[-1] if place.of_key else value
            if isinstance(name, str) and name not in known:
                yield _Broken(path, name, of, place.of_key)


@cache
def _places(model: type[BaseModel]) -> Mapping[Place, Refers]:
    return noted(model, Refers)


def _is_told(document: Document, of: Refers) -> bool:
    """Whether the sections that a name points into can be read."""
    return all(_is_readable(document, section) for section in of.sections)


def _is_readable(document: Document, section: str) -> bool:
    *above, last = section.split(".")
    inside: object = document.data
    for step in above:
        inside = inside.get(step, {}) if isinstance(inside, dict) else None
    default: dict[str, object] | None = None if section in _REQUIRED else {}
    return isinstance(inside, dict) and isinstance(inside.get(last, default), dict)


def _names(document: Document, of: Refers) -> dict[str, None]:
    return {name: None for section in of.sections for name in _section(document, section)}


def _section(document: Document, section: str) -> dict[str, object]:
    entries: object = document.data
    for step in section.split("."):
        entries = entries.get(step) if isinstance(entries, dict) else None
    if section == "exercise.teams" and not entries:
        return _default_teams(document)
    return entries if isinstance(entries, dict) else {}


def _default_teams(document: Document) -> dict[str, object]:
    """Where no team is written: the countries that have an agency."""
    countries, agencies = _section(document, "countries"), _section(document, "agencies")
    return {
        country: its
        for country, its in countries.items()
        if any(_belongs(agency, country) for agency in agencies.values())
    }


def _told(document: Document, broken: _Broken, *, hinted: bool) -> Problem:
    called = _CALLED[broken.of.sections]
    return document.problem(
        broken.path,
        f"the name of {called}",
        f"the unknown {called.partition(' ')[2]} {described(broken.name)}",
        _hint(document, broken) if hinted else "",
        of_key=broken.of_key,
    )


def _once(told: Iterable[tuple[_Broken, Problem]]) -> Iterator[Problem]:
    """Each problem, those of one name in many places of the file as one."""
    by_name: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for broken, problem in told:
        by_name[broken.name, problem.file].append(problem)
    for problems in by_name.values():
        if problems[0].line is None or len(problems) < _RENAMED:
            yield from problems
            continue
        first, *others = sorted(problems, key=lambda problem: problem.line or 0)
        lines = listed(dict.fromkeys(str(problem.line) for problem in others), "and", _MOST_LINES)
        renamed = f"if it was renamed, rename it everywhere: also on lines {lines}"
        yield replace(
            first,
            found=f"{first.found}, as in {len(others)} more places",
            hint=also(first.hint, renamed),
        )


def _hint(document: Document, broken: _Broken) -> str:
    known = _names(document, broken.of)
    if parts := _run_together(broken.name, known):
        return f"a comma between names: [{', '.join(parts)}]"
    new = _A_NEW_AGREEMENT if broken.of.sections == ("agreements",) else ""
    if not known:
        return "there is none in this scenario"
    near = did_you_mean(nearest(broken.name, known), broken.name)
    few = f"there is {listed(known, 'and')}" if len(known) <= _FEW else ""
    return " ".join(filter(None, [near or few, new]))


def _run_together(name: str, known: Iterable[str]) -> list[str]:
    """The names that one is made of without commas between, if it is."""
    longest_first = sorted(filter(None, known), key=len, reverse=True)
    found: list[str] = []
    rest = name
    while rest:
        first = next((one for one in longest_first if rest.startswith(one)), None)
        if first is None or len(found) > _FEW:
            return []
        found.append(first)
        rest = rest.removeprefix(first).lstrip(" ;/|+&")
    return found


def _ambiguous(document: Document) -> Iterator[Problem]:
    """Names of two things between which a reader could not tell."""
    taken: dict[str, str] = {}
    for section, called in (
        ("countries", "a country"),
        ("bodies", "an international body"),
        ("agencies", "an agency"),
        ("databases", "a database"),
    ):
        for name in _section(document, section):
            if name in taken:
                yield document.problem(
                    (section, name),
                    f"a name for {called} that nothing else has",
                    f"{described(name)}, which is {taken[name]}",
                    of_key=True,
                )
            taken.setdefault(name, called)


def _responsible_elsewhere(document: Document) -> Iterator[Problem]:
    """Countries whose responsible agency is not their own."""
    agencies = _section(document, "agencies")
    for path, name in matching(document.data, ("countries", "*", "responsible")):
        agency = agencies.get(name) if isinstance(name, str) else None
        if not isinstance(agency, dict) or agency.get("country") == path[1]:
            continue
        home = agency.get("country", agency.get("body"))
        known = {**_section(document, "countries"), **_section(document, "bodies")}
        if isinstance(home, str) and home in known:
            own = [other for other, its in agencies.items() if _belongs(its, path[1])]
            hint = f"its agencies are {listed(own, 'and')}" if own else "it has no agency"
            found = f"{described(name)}, which belongs to {home}"
            yield document.problem(path, f"an agency of {path[1]}", found, hint)


def _never_searched(document: Document) -> Iterator[Problem]:
    """Databases without the interest from which members would search them."""
    if _section(document, "databases") and document.data.get("requests") is None:
        yield document.problem(
            ("databases",),
            "beside databases the section `requests` with an `interest`",
            "none",
            "members search when their belief lies between it and their threshold, such as "
            "interest: 0.15",
        )


def _teams_of_nobody(document: Document) -> Iterator[Problem]:
    """Teams that say of nobody whom they speak for, and have no country's or body's name."""
    homes = {**_section(document, "countries"), **_section(document, "bodies")}
    agencies = _section(document, "agencies").values()
    named = {
        one.get(key) for one in agencies if isinstance(one, dict) for key in ("country", "body")
    }
    told = named - homes.keys()  # the agencies' own problem says that there is no such country
    for path, team in matching(document.data, ("exercise", "teams", "*")):
        known = {*homes, *told}
        if isinstance(team, dict) and not team.get("speaks_for") and path[-1] not in known:
            near = did_you_mean(nearest(str(path[-1]), homes), str(path[-1]))
            yield document.problem(
                path,
                "the countries and bodies that it speaks for, in `speaks_for`",
                "none, and its name is that of no country or body",
                near,
                of_key=True,
            )


def _cases_of_one_name(document: Document) -> Iterator[Problem]:
    """Threats and red herrings that participants could not tell apart."""
    taken: dict[object, Path] = {}
    for section in ("threats", "red_herrings"):
        for path, case in matching(document.data, (section, "*", "case")):
            if isinstance(case, str) and case in taken:
                other = taken[case][1]
                expected = "a name that no other threat or red herring has"
                yield document.problem(path, expected, f"{described(case)}, as for {other}")
            taken.setdefault(case if isinstance(case, str) else path, path)


def _belongs(agency: object, country: object) -> bool:
    return isinstance(agency, dict) and agency.get("country") == country
