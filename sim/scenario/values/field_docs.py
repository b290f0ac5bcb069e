"""What the source says of fields: the text that stands below each."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from textwrap import dedent


@cache
def field_docs(kind: type) -> dict[str, str]:
    """By field of a class, also of classes that it extends: the text below it in the source."""
    found: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        if inspect.get_annotations(each) and not each.__module__.startswith("pydantic"):
            found |= _below_fields(each)
    return found


def _below_fields(kind: type) -> dict[str, str]:
    (definition,) = ast.parse(dedent(inspect.getsource(kind))).body
    assert isinstance(definition, ast.ClassDef)
    found = {}
    for field, below in zip(definition.body, definition.body[1:], strict=False):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                found[name] = inspect.cleandoc(text)
    return found
