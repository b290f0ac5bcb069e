"""Names that point nowhere: every place of a document that names something declared elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from sim.errors import Problem
from sim.scenario.files.document import Document
from sim.scenario.files.paths import Path
from sim.scenario.files.words import also, described, did_you_mean, listed, nearest

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


@dataclass(frozen=True)
class _Kind:
    """What a name must be the name of: an entry of one of some sections."""

    called: str
    sections: tuple[str, ...]


_COUNTRY: Final = _Kind("a country", ("countries",))
_BODY: Final = _Kind("an international body", ("bodies",))
_HOME: Final = _Kind("a country or an international body", ("countries", "bodies"))
_AGENCY: Final = _Kind("an agency", ("agencies",))
_PARTY: Final = _Kind("a country, a body or an agency", ("countries", "bodies", "agencies"))
_CHANNEL: Final = _Kind("a channel", ("channels",))
_AGREEMENT: Final = _Kind("an agreement", ("agreements",))
_STREAM: Final = _Kind("a stream of background work", ("background",))

_NAMED_BY_VALUES: Final = {
    "countries.*.responsible": _AGENCY,
    "agencies.*.country": _COUNTRY,
    "agencies.*.body": _BODY,
    "agencies.*.observes.*.where.*": _COUNTRY,
    "liaisons.*.between.*": _AGENCY,
    "assessments.*.senders.*": _PARTY,
    "assessments.*.receivers.*": _PARTY,
    "channels.*.between.*": _AGENCY,
    "channels.*.members.*": _AGENCY,
    "agreements.*.members.*": _HOME,
    "sharing.onward.by.*": _AGENCY,
    "requests.by.*": _AGENCY,
    "databases.*.seat": _HOME,
    "databases.*.members.*": _AGENCY,
    "threats.*.country": _COUNTRY,
    "threats.*.indicators.*.where.*": _COUNTRY,
    "red_herrings.*.indicators.*.where.*": _COUNTRY,
    "background.*.agencies.*": _AGENCY,
    "response.participants.*.*": _AGENCY,
    "response.warrants.*.members.*": _COUNTRY,
    "programmes.*.effects.*.translation.seat": _HOME,
    "injects.*.trust.between.*": _PARTY,
    "injects.*.trust.of": _PARTY,
    "injects.*.trust.towards": _PARTY,
    "injects.*.channel.name": _CHANNEL,
    "injects.*.agreement.name": _AGREEMENT,
    "injects.*.ratification.agreement": _AGREEMENT,
    "injects.*.ratification.party": _HOME,
    "injects.*.analysts.agency": _AGENCY,
    "injects.*.triage.agency": _AGENCY,
    "injects.*.background.stream": _STREAM,
    "injects.*.priority.country": _COUNTRY,
    "injects.*.recognition.country": _COUNTRY,
    "injects.*.relations.between.*": _HOME,
    "injects.*.observation.agency": _AGENCY,
    "injects.*.observation.where.*": _COUNTRY,
    "injects.*.matching.agency": _AGENCY,
    "injects.*.overlooks.agency": _AGENCY,
    "relations.*.between.*": _HOME,
}
"""Places whose value is a name; ``*`` stands for any key or entry."""

_NAMED_BY_PROGRAMMES: Final = {
    pattern.replace("injects.*", "programmes.*.effects.*"): kind
    for pattern, kind in _NAMED_BY_VALUES.items()
    if pattern.startswith("injects.")
}
"""A programme's effects name what an inject's do."""

_NAMED_BY_KEYS: Final = {
    "trust.countries.*": _HOME,
    "trust.countries.*.*": _HOME,
    "trust.agencies.*": _AGENCY,
    "trust.agencies.*.*": _AGENCY,
    "background.*.rates.*": _AGENCY,
    "agencies.*.co_located.*": _AGENCY,
    "agreements.*.ratified.*": _HOME,
    "response.participants.*": _COUNTRY,
    "programmes.*.cost.analyst_hours.*": _AGENCY,
}
"""Places whose key is a name."""

_REQUIRED: Final = ("countries", "agencies")
"""Without these nothing can be said of the names that point into them."""


@dataclass(frozen=True)
class _Broken:
    """One name that is the name of nothing of its kind."""

    path: Path
    name: str
    kind: _Kind
    of_key: bool


def broken_references(document: Document) -> tuple[Problem, ...]:
    """Every name that points nowhere or to two things, in the order of the kinds of places.

    A name that many places have, such as the old one of a country, is told once. It looks at the
    data as it was read, so that misspelt names are told together with everything else that is
    wrong; what does not have the form of a name is left to the schema.
    """
    broken = [
        *_unknown(document, _NAMED_BY_VALUES | _NAMED_BY_PROGRAMMES, of_key=False),
        *_unknown(document, _NAMED_BY_KEYS, of_key=True),
    ]
    told = (_told(document, one, hinted=i < _MOST_HINTED) for i, one in enumerate(broken))
    return (
        *_once(zip(broken, told, strict=True)),
        *_ambiguous(document),
        *_responsible_elsewhere(document),
        *_never_searched(document),
    )


def _unknown(document: Document, places: dict[str, _Kind], *, of_key: bool) -> Iterator[_Broken]:
    for pattern, kind in places.items():
        if not _is_told(document, kind):
            continue
        known = _names(document, kind)
        for path, value in _matching(document.data, tuple(pattern.split("."))):
            name = path[-1] if of_key else value
            if isinstance(name, str) and name not in known:
                yield _Broken(path, name, kind, of_key)


def _is_told(document: Document, kind: _Kind) -> bool:
    """Whether the sections that a kind points into can be read."""
    return all(
        isinstance(document.data.get(section, None if section in _REQUIRED else {}), dict)
        for section in kind.sections
    )


def _names(document: Document, kind: _Kind) -> dict[str, None]:
    return {name: None for section in kind.sections for name in _section(document, section)}


def _section(document: Document, section: str) -> dict[str, object]:
    entries = document.data.get(section)
    return entries if isinstance(entries, dict) else {}


def _matching(
    node: object, steps: tuple[str, ...], path: Path = ()
) -> Iterator[tuple[Path, object]]:
    """Every place below a node that a pattern leads to, with what stands there."""
    if not steps:
        yield path, node
        return
    for step, inner in _inside(node):
        if steps[0] in ("*", step):
            yield from _matching(inner, steps[1:], (*path, step))


def _inside(node: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(node, dict):
        yield from node.items()
    elif isinstance(node, list):
        yield from enumerate(node)


def _told(document: Document, broken: _Broken, *, hinted: bool) -> Problem:
    return document.problem(
        broken.path,
        f"the name of {broken.kind.called}",
        described(broken.name),
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
    known = _names(document, broken.kind)
    if parts := _run_together(broken.name, known):
        return f"a comma between names: [{', '.join(parts)}]"
    new = _A_NEW_AGREEMENT if broken.kind is _AGREEMENT else ""
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
    for path, name in _matching(document.data, ("countries", "*", "responsible")):
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


def _belongs(agency: object, country: object) -> bool:
    return isinstance(agency, dict) and agency.get("country") == country
