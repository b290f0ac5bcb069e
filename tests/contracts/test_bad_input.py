"""Is whatever someone may hand to the program taken, or refused in plain words and at once?"""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.scenario.reading.reading import load
from tests.scenarios_for_tests import changed, minimal

AGENCY = {"country": "Aldren"}
TEXT = json.dumps(minimal(), indent=1)

ALIAS_BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"

FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "found nothing"),
    "blank": (b" \n\n", "found nothing"),
    "only a comment": (b"# nothing here\n", "found nothing"),
    "null": (b"null\n", "found nothing"),
    "binary": (bytes(range(256)) * 4, "a binary file"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a binary file"),
    "not UTF-8": (b"title: \xe9t\xe9\n", "text in UTF-8"),
    "UTF-16": ("title: x".encode("utf-16"), "UTF-16"),
    "over 5 MB": (b"title: x\n" + b"# " + b"x" * 5_000_000, "at most 5 MB"),
    "a list": (b"- title\n", "keys with values"),
    "a word": (b"title\n", "keys with values"),
    "50,000 open brackets": (b"[" * 50_000, "at most 64 levels"),
    "50,000 nested brackets": (b"x: " + b"[" * 50_000 + b"]" * 50_000, "at most 64 levels"),
    "50,000 nested braces": (b"{x: " * 50_000, "at most 64 levels"),
    "an alias bomb": (ALIAS_BOMB.encode(), "every value written out"),
    "a tag": (b"title: !!python/object:os.system x\n", "a value without a tag"),
    "two documents": (TEXT.encode() + b"\n---\n" + TEXT.encode(), "one document"),
    "a duplicate key": (b"title: a\ntitle: b\n", "each key once"),
    "not YAML": (b"title: [a, b\nsummary: }\n", "expected"),
    "tabs": (b"countries:\n\tAldren: {}\n", "expected"),
    "too many values": (b"x: [" + b"1," * 250_000 + b"]", "at most 200,000 values"),
}

VALUES: dict[str, tuple[dict[str, Any], str]] = {
    "text for a number": ({"agencies.Aldren Police.analysts": "four"}, "a whole number"),
    "a fraction of an analyst": ({"agencies.Aldren Police.analysts": 1.5}, "a whole number"),
    "true for a number": ({"agencies.Aldren Police.analysts": True}, "a whole number"),
    "a number for text": ({"title": 7}, "expected text"),
    "a list for a mapping": ({"countries": ["Aldren"]}, "keys with values"),
    "a mapping for a list": ({"channels.Hotline.between": {"a": "b"}}, "a list"),
    "text for a list": ({"threats.The Shipment.indicators.first.where": "Aldren"}, "[Aldren]"),
    "nothing for a mapping": ({"agencies": None}, "the key `agencies`"),
    "another version": ({"entente": 2}, "1"),
    "an unknown key": ({"agencies.Aldren Police.analyst": 3}, "did you mean `analysts`?"),
    "an unknown section": ({"chanels": {}}, "did you mean `channels`?"),
    "an unknown word": ({"agencies.Aldren Police.marking": "GREN"}, "did you mean `GREEN`?"),
    "a name of nothing": ({"countries.Aldren.responsible": "Adlren Police"}, "did you mean"),
    "a negative duration": ({"horizon": "-3 d"}, "a duration such as"),
    "an endless duration": ({"horizon": "1e300 d"}, "at most 100 years"),
    "an infinite duration": ({"horizon": "1e999 d"}, "at most 100 years"),
    "a duration without unit": ({"horizon": 60}, "a duration such as"),
    "a duration in fortnights": ({"horizon": "3 fortnights"}, "a duration such as"),
    "no time at all": ({"horizon": "0 d"}, "greater than 0"),
    "a century": ({"horizon": "99 years"}, "at most 50 years"),
    "a rate without unit": (
        {"background.Tips": {"category": "c", "rate": 3}},
        "a rate such as",
    ),
    "an absurd rate": (
        {"background.Tips": {"category": "c", "rate": "1e9 per second"}},
        "at most 100,000 per day",
    ),
    "not a number": ({"trust.default": float("nan")}, "expected"),
    "infinity": ({"trust.default": float("inf")}, "expected"),
    "more than certain": ({"trust.default": 1.01}, "from 0 to 1"),
    "a dial below zero": ({"dials.trust": -1}, "from 0"),
    "an unknown dial": ({"dials.trsut": 1}, "did you mean `trust`?"),
    "office hours that are none": ({"countries.Aldren.works": "sometimes"}, "hours such as"),
    "the 25th hour": ({"countries.Aldren.works": "daily 08:00 to 25:00"}, "hours such as"),
    "no agencies": ({"agencies": {}}, "between 1 and 1,000 agencies"),
    "too many agencies": (
        {"agencies": {f"Agency {n}": AGENCY for n in range(1001)}},
        "between 1 and 1,000 agencies",
    ),
    "no countries": ({"countries": {}}, "at least 1"),
    "an empty name": ({"countries": {"": {}}}, "a name of 1 to 60 characters"),
    "a name with spaces round it": ({"countries": {" Aldren": {}}}, "a name of 1 to 60"),
    "a very long name": ({"countries": {"x" * 500: {}}}, "a name of 1 to 60 characters"),
    "a control character in a name": ({"countries": {"Al\x07dren": {}}}, "control character"),
    "a terminal escape in a title": ({"title": "\x1b[2Jgone"}, "control character"),
    "a mark that turns text in a name": ({"countries": {"Al\u202edren": {}}}, "hide or turn text"),
    "an invisible mark in a name": ({"countries": {"Al\u200bdren": {}}}, "hide or turn text"),
    "a very long title": ({"title": "x" * 5000}, "at most 100 characters"),
}

TAKEN: dict[str, dict[str, Any]] = {
    "emoji": {"countries.🦊 Fuchsland 👩\u200d🚒": {}},
    "Arabic and Hebrew letters": {"countries.ألدرين": {}, "bodies.אלדרן": {}},
    "terminal markup": {"countries.[bold red]Aldren[/]": {}, "title": "[link=x]y[/link] {0} %s"},
    "quotes and dots": {"countries": minimal()["countries"] | {'St. "Brand" = x': {}}},
    "combining letters": {"countries.A\u0301ldren": {}},
    "just short enough": {"countries." + "x" * 60: {}},
    "words that YAML 1.1 mistook": {"countries": minimal()["countries"] | {"NO": {}, "on": {}}},
}


def refusal(source: str | Path) -> str:
    with pytest.raises(InputError) as error:
        load(source)
    assert error.value.problems
    told = str(error.value)
    assert told.replace("\n", "").isprintable()
    assert max(map(len, told.splitlines())) < 1200
    return told


@pytest.mark.parametrize(("content", "said"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_scenario(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    assert said in refusal(path)


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(("changes", "said"), VALUES.values(), ids=VALUES)
def test_a_value_that_cannot_be(
    tmp_path: Path, changes: dict[str, Any], said: str, indent: int | None
) -> None:
    path = tmp_path / "bad.yaml"
    text = json.dumps(changed(changes), indent=indent, ensure_ascii=False)
    text = text.replace("NaN", ".nan").replace("Infinity", ".inf")
    path.write_text(text, encoding="utf-8")
    assert said in refusal(path)


@pytest.mark.parametrize("changes", TAKEN.values(), ids=TAKEN)
def test_unusual_names_are_taken_literally(tmp_path: Path, changes: dict[str, Any]) -> None:
    path = tmp_path / "fine.yaml"
    data = changed(changes)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    scenario = load(path)
    names = {unicodedata.normalize("NFC", name) for name in data["countries"]}
    assert set(scenario.countries) == names
    assert scenario.title == data["title"]


def test_a_thousand_agencies_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    data = minimal()
    data["agencies"] |= {f"Agency {n}": AGENCY for n in range(998)}
    path.write_text(json.dumps(data), encoding="utf-8")
    assert len(load(path).agencies) == 1000


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (".", "a directory"),
        ("none.yaml", "none of this name"),
        ("nowhere/none.yaml", "no directory"),
        ("x" * 300 + ".yaml", "one that cannot be read"),
        ("no-such-scenario", "`entente list`"),
        ("", "a directory"),
    ],
    ids=["a directory", "no file", "no directory", "too long", "no scenario", "nothing"],
)
def test_a_place_without_a_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in refusal(place)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "closed.yaml"
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)  # a file's mode does not keep out root
    assert "one that you may not read" in refusal(path)


@pytest.mark.parametrize(
    "override", ["horizon", "=3", "horizon=", "horizon=soon", "agencies.Nobody Police.analysts=1"]
)
def test_an_option_that_cannot_be_applied(tmp_path: Path, override: str) -> None:
    path = tmp_path / "fine.yaml"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load(path, [override])
    assert error.value.problems[0].file == f"--set {override}"
