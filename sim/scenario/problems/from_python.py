"""What is made or changed in Python, held against its model, with problems told as of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar
from unicodedata import normalize

from pydantic import BaseModel, ValidationError, ValidationInfo

from sim.errors import InputError, Problem
from sim.scenario.files.document import Document, Origin
from sim.scenario.problems.explained import explain

M = TypeVar("M", bound=BaseModel)


class Validate(Protocol):
    """What the model itself asks of its values."""

    def __call__(self, value: Any, /) -> Any:
        """The value of the model."""


def checked(
    model: type[M],
    given: object,
    validate: Validate,
    info: ValidationInfo,
    broken: Callable[[Document], Iterable[Problem]] = lambda _: (),
) -> M:
    """A value of a model that stands for a whole file, made of what Python gives.

    What is read from a file comes here as well, with its document as context; whoever reads it
    tells its problems with their lines, so that nothing is told here.

    Args:
        model: what it is to be a value of.
        given: keyword arguments, a dump, or another value of the model.
        validate: the model's own validation.
        info: of the validation; its context is the document, if there is one.
        broken: the problems of a document that fits the model, such as names of nothing.

    Raises:
        InputError: it does not fit, or a problem is left; every problem.
    """
    if isinstance(info.context, Document):
        value: M = validate(given)
        return value
    data = plain(given)
    document = document_of(model, data)
    try:
        value = validate(data)
    except ValidationError as error:
        misfits = explain(error, document, model)
        placed = {problem.where for problem in misfits}
        dangling = (problem for problem in broken(document) if problem.where not in placed)
        raise InputError((*misfits, *dangling)) from None
    if problems := tuple(broken(document)):
        raise InputError(problems)
    return value


def checked_again(value: M, unknown: dict[str, object]) -> M:
    """A value of which fields were set, validated as if it were made of these.

    Raises:
        InputError: it does not fit; every problem.
    """
    data = {**plain(value), **unknown}
    try:
        return type(value).model_validate(data)
    except ValidationError as error:
        document = document_of(type(value), data)
        raise InputError(explain(error, document, type(value))) from None


def plain(given: Any) -> Any:
    """A value as a file would hold it: models as their keys, arrays as lists, signs composed."""
    if isinstance(given, BaseModel):
        return plain(given.model_dump(by_alias=True, exclude_unset=True, warnings=False))
    if isinstance(given, dict):
        return {key: plain(value) for key, value in given.items()}
    if isinstance(given, str):
        return given if given.isascii() else normalize("NFC", given)
    if isinstance(given, list | tuple):
        return [plain(value) for value in given]
    # Numbers and arrays of numpy, without needing numpy to tell.
    return plain(given.tolist()) if hasattr(given, "tolist") else given


def document_of(model: type[BaseModel], data: object) -> Document:
    """The document that a file would have been; it has no lines, and is called by its title."""
    named = data if isinstance(data, dict) else {}
    called = f"the {model.__name__.lower()}"
    title = named.get("title")
    name = f'{called} "{title}"' if isinstance(title, str) else called
    return Document(name, "", named, marks={}, key_marks={}, origins={(): Origin(name)})
