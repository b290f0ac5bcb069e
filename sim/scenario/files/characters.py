"""Characters called by their names: those that nobody sees, and those that look like others."""

from __future__ import annotations

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
"""Joins the parts of one emoji."""
_CYRILLIC: Final = (
    "\u0410\u0412\u0415\u0405\u0417\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422"
    "\u0423\u0425\u0430\u0435\u0455\u0456\u0458\u043e\u0440\u0441\u0443\u0445\u0501\u04bb"
    "\u051b\u051d"
)
_GREEK: Final = (
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u03b1\u03bd\u03bf\u03c1\u03c5\u03f2"
)
_LATIN: Final = str.maketrans(
    _CYRILLIC + _GREEK, "ABES3IJKMHOPCTYXaesijopcyxdhqwABEZHIKMNOPTYXavopuc"
)
"""Cyrillic and Greek letters, and the Latin ones that they look like."""
_ONE_STROKE: Final = str.maketrans("I1|0", "lllo")


def called(character: str) -> str:
    """What a character is called: ``NO-BREAK SPACE (U+00A0)``."""
    name = unicodedata.name(character, "a character without a name")
    return f"{name} (U+{ord(character):04X})"


def unseen(text: str) -> int | None:
    """Where the first character is that cannot be seen, or not be told from a space."""
    return next((at for at, character in enumerate(text) if is_unseen(character)), None)


def is_unseen(character: str) -> bool:
    """Whether nobody sees it, or takes it for a space; the joiner of emoji may stay."""
    if character in (" ", _JOINER) or character.isascii():
        return False
    return unicodedata.category(character) in ("Cf", "Zs", "Zl", "Zp")


def mending_unseen(text: str) -> str:
    """How to mend the first unseen character of a text; empty where it has none."""
    at = unseen(text)
    if at is None:
        return ""
    if unicodedata.category(text[at]) == "Zs":
        return f"it holds {called(text[at])}: type an ordinary space in its place"
    return f"it holds {called(text[at])}, which cannot be seen: delete it"


def look(text: str) -> str:
    """What two texts have in common that cannot be told apart, or only by capitals and spaces."""
    plain = unicodedata.normalize("NFKC", text).translate(_LATIN).translate(_ONE_STROKE)
    shown = "".join(sign for sign in plain if not is_unseen(sign) and sign != _JOINER)
    return "".join(shown.casefold().replace("\u2010", "-").split()).replace("-", "")


def what_tells_apart(written: str, other: str) -> str:
    """The first character of a text that its twin does not have, by name, where it is a disguise.

    Empty where what differs can be seen.
    """
    strange = [sign for sign in written if sign not in other and not sign.isascii()]
    disguised = [sign for sign in strange if is_unseen(sign) or sign.translate(_LATIN) != sign]
    return called(disguised[0]) if disguised and look(written) == look(other) else ""
