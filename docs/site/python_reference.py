"""The reference of the Python package: its public names, and every type that they lead to.

A page asks for it with the directive `python-reference` and `functions`, `values` or `types`.
"""

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, cached_property
from typing import Any, get_args, get_origin, get_type_hints

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.ext.napoleon.docstring import GoogleDocstring
from sphinx.util.docutils import SphinxDirective

import sim


def public() -> dict[str, Any]:
    """The public names and what they are, in the order of the alphabet."""
    return {name: getattr(sim, name) for name in sorted(sim.__all__)}


def is_ours(found: Any) -> bool:
    """Whether a class is one of the package's own."""
    return inspect.isclass(found) and found.__module__.partition(".")[0] == "sim"


INNER = re.compile(r"sim\.(engine|plan\.values|measures\.(registry|detail|outcome))\b")
"""Modules of what public values pass along, and readers never hold: no page describes it."""


def mentioned(found: Any) -> Iterator[type]:
    """The package's classes that stand in the annotations of a function or a class."""
    for hint in hints(found):
        yield from classes_in(hint)


def hints(found: Any) -> list[Any]:
    """What a function takes and gives, or what the fields and properties of a class hold."""
    for each in getattr(found, "__mro__", [found]):
        if each.__module__.startswith("sim."):
            import_for_types(each.__module__)
    told = annotations_of(found)
    if inspect.isclass(found):
        for member in vars(found).values():
            getter = member.fget if isinstance(member, property) else member
            getter = member.func if isinstance(member, cached_property) else getter
            if inspect.isfunction(getter) and not getter.__name__.startswith("_"):
                told += annotations_of(getter)
    return told


def annotations_of(found: Any) -> list[Any]:
    """What a function or class is annotated with; nothing where plain data refers to itself."""
    with suppress(NameError):
        hints = get_type_hints(found)
        return [hint for name, hint in hints.items() if not name.startswith("_")]
    return []


@cache
def import_for_types(module: str) -> None:
    """Imports into a module what it imports only for its annotations."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    for block in ast.walk(tree):
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING":
            code = compile(ast.Module(block.body, []), module, "exec")
            exec(code, vars(sys.modules[module]))  # noqa: S102 - the package's own lines


def classes_in(hint: Any) -> Iterator[type]:
    """The package's classes in one annotation, however deep."""
    if is_ours(hint) and not INNER.match(hint.__module__):
        yield hint
    parts = hint if isinstance(hint, list) else [get_origin(hint), *get_args(hint)]
    for part in parts:
        if part is not None:
            yield from classes_in(part)


@cache  # looked for before autodoc begins, which writes other annotations over those that are read
def reached() -> list[type]:
    """Every class that the public names lead to and that is none of them, by its name."""
    public_names = public()
    seen = [found for found in public_names.values() if callable(found)]
    for each in seen:  # grows while it is read
        seen += [found for found in dict.fromkeys(mentioned(each)) if found not in seen]
    found = [each for each in seen if not any(each is found for found in public_names.values())]
    return sorted(found, key=lambda each: each.__qualname__)


def written(what: str) -> list[str]:
    """The lines that ask autodoc for one part of the reference."""
    names = public()
    functions = [name for name, found in names.items() if not inspect.isclass(found)]
    lines = {
        "functions": [
            f".. autofunction:: sim.{name}"
            if callable(names[name])
            else f".. autodata:: {sim._HOMES[name]}.{name}"  # noqa: SLF001 - its text stands there
            for name in functions
        ],
        "values": [f".. autoclass:: sim.{name}" for name in names if name not in functions],
        "types": [f".. autoclass:: {each.__module__}.{each.__qualname__}" for each in reached()],
    }[what]
    return [line for each in lines for line in (each, "")]


class PythonReference(SphinxDirective):
    """One part of the reference, in the place where it is asked for."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """What autodoc makes of it."""
        holder = nodes.container()
        holder.document = self.state.document
        lines = StringList(written(self.arguments[0]), source=__file__)
        self.state.nested_parse(lines, self.content_offset, holder)
        return list(holder.children)


def with_sections(  # the arguments are Sphinx's
    _app: Sphinx, what: Any, name: str, found: Any, options: Any, lines: list[str]
) -> None:
    """Reads sections such as `Raises:`; a field has none, and a colon in it is only a colon."""
    if what not in {"attribute", "property"}:
        lines[:] = GoogleDocstring(lines, None, None, what, name, found, options).lines()


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls."""
    reached()
    app.connect("autodoc-process-docstring", with_sections)
    app.add_directive("python-reference", PythonReference)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
