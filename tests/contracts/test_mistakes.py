"""Is whoever mistypes something told the right line, in words that say what to write instead?

Each mistake is made in the border triangle, which has no such thing without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import sim
from sim.cli.group import main
from sim.installed import typed
from sim.scenario.reading.shipped import find

_WRITTEN = find("border-triangle").read_text(encoding="utf-8")
TRIANGLE = _WRITTEN[: _WRITTEN.index("\ninjects:")] + _WRITTEN[_WRITTEN.index("\nsources:") :]
"""A whole file without an exercise, to which messages can be added."""
INJECT = "injects:\n  a message:\n    at: {at}\n    message: Ministers meet.\n"
CARD = INJECT.format(at="14 d")


@dataclass(frozen=True)
class Mistake:
    """One thing mistyped, and what is to be said to it."""

    wrong: str
    """What stands in the file."""
    right: str = "\nsources:"
    """In the place of this."""
    at: str = ""
    """How the line begins that is to be named, after spaces; left out, that of `wrong`."""
    says: Sequence[str] = ()
    """Words that are to be there."""
    silent: Sequence[str] = ()
    """Words that would mislead."""

    @property
    def text(self) -> str:
        assert TRIANGLE.count(self.right) >= 1, self.right
        wrong = f"{self.wrong}\nsources:" if self.right == "\nsources:" else self.wrong
        return TRIANGLE.replace(self.right, wrong, 1)

    @property
    def line(self) -> int:
        sought = self.at or self.wrong.strip("\n").splitlines()[0].lstrip(" ")
        before = TRIANGLE.index(self.right)
        lines = self.text.splitlines()
        first = 0 if self.at else TRIANGLE[:before].count("\n")
        found = [n for n, line in enumerate(lines, 1) if n > first and sought in line]
        assert found, sought
        return found[0]


FORM = {
    "one space too few": Mistake(
        "   country: Ostermere\n    role: intelligence\n    analysts: 2",
        "    country: Ostermere\n    role: intelligence\n    analysts: 2",
        says=["4 spaces before the text, as on the lines after it", "found 3"],
    ),
    "two spaces too many": Mistake(
        "      role: border\n    analysts: 2",
        "    role: border\n    analysts: 2",
        says=["4 spaces before the text, as on the lines around it", "found 6"],
    ),
    "two levels too deep": Mistake(
        "  Valley police line:\n        between: [Ostermere Border Police, Lirenta Customs]",
        "  Valley police line:\n    between: [Ostermere Border Police, Lirenta Customs]",
        at="        between: [Ostermere Border Police, Lirenta",
        says=["4 spaces before the text, as on the lines after it", "found 8"],
    ),
    "a decimal comma in braces": Mistake(
        "    Ostermere: {Halvenna: 0.85, Lirenta: 0,7}",
        "    Ostermere: {Halvenna: 0.85, Lirenta: 0.7}",
        says=["a decimal point", "found the comma in `0,7`", "write 0.7 with a point"],
        silent=["in quotes"],
    ),
    "a decimal comma in a duration in braces": Mistake(
        "    duration: {lognormal: {median: 1,5 d, sigma: 0.55}}",
        "    duration: {lognormal: {median: 270 d, sigma: 0.55}}",
        says=["write 1.5 d with a point"],
    ),
    "a decimal comma": Mistake(
        "  default: 0,5", "  default: 0.5", says=["a number from 0 to 1", "write 0.5 with a point"]
    ),
    "a decimal comma in a duration": Mistake(
        "horizon: 6,5 weeks", "horizon: 45 d", says=["write 6.5 weeks with a point"]
    ),
    "a comma among thousands": Mistake(
        "    analysts: 1,000\n    triage",
        "    analysts: 1\n    triage",
        says=["write 1000 without the comma"],
    ),
    "curly quotes": Mistake(
        "    utc: \u201c+00:00\u201d",
        '    utc: "+00:00"',
        says=["found \u201c+00:00\u201d", 'write straight quotes: "+00:00"'],
    ),
    "curly quotes round a text with a colon": Mistake(
        "title: \u201cThe border: a triangle\u201d",
        "title: The border triangle",
        says=['write straight quotes (") in the place of'],
        silent=["indentation"],
    ),
    "a colon forgotten": Mistake(
        "  Halvenna\n    languages: [Halvic, Merish]",
        "  Halvenna:\n    languages: [Halvic, Merish]",
        says=["a colon after the key", "`Halvenna:`"],
        silent=["indentation"],
    ),
    "a colon forgotten at the top": Mistake(
        "agencies\n  Ostermere Assessment Office:",
        "agencies:\n  Ostermere Assessment Office:",
        says=["a colon after the key", "`agencies:`"],
    ),
    "a colon forgotten before a value": Mistake(
        "    role: border\n    analysts 1\n",
        "    role: border\n    analysts: 1\n",
        at="    analysts 1",
        says=["`key: value`", "`analysts 1`"],
    ),
    "no space after the colon, first": Mistake(
        "    country:Halvenna\n    role: intelligence",
        "    country: Halvenna\n    role: intelligence",
        says=["a space after the colon", "`country: Halvenna`"],
        silent=["indentation"],
    ),
    "no space after the colon, later": Mistake(
        "    role:border\n    analysts: 1",
        "    role: border\n    analysts: 1",
        says=["a space after the colon", "`role: border`"],
    ),
    "an apostrophe in single quotes": Mistake(
        "title: 'The border's triangle'",
        "title: The border triangle",
        says=["an apostrophe", "twice", "double quotes"],
    ),
    "a quote that is not closed": Mistake(
        'title: "The border triangle', "title: The border triangle", says=["a closing quote"]
    ),
    "a colon in a text": Mistake(
        "title: The border: a triangle",
        "title: The border triangle",
        says=["found a second colon", 'title: "The border: a triangle"'],
        silent=["indentation"],
    ),
    "a dash without a space": Mistake(
        "    members:\n      -Ostermere\n      -Halvenna",
        "    members: [Ostermere, Halvenna]",
        at="-Ostermere",
        says=["a list", "`- Ostermere`: a space after each dash"],
        silent=["[-Ostermere"],
    ),
    "dashes without a space before another key": Mistake(
        "    members:\n    -Ostermere\n    -Halvenna",
        "    members: [Ostermere, Halvenna]",
        at="-Ostermere",
        says=["`- Ostermere`", "a space after each dash"],
    ),
    "bullets": Mistake(
        "    members:\n    \u2022 Ostermere\n    \u2022 Halvenna",
        "    members: [Ostermere, Halvenna]",
        at="\u2022 Ostermere",
        says=["`- Ostermere`", "BULLET"],
    ),
    "bullets indented": Mistake(
        "    members:\n      \u2022 Ostermere\n      \u2022 Halvenna",
        "    members: [Ostermere, Halvenna]",
        at="\u2022 Ostermere",
        says=["`- Ostermere`", "BULLET"],
    ),
    "a list without brackets": Mistake(
        "    languages: Lirentine", "    languages: [Lirentine]", says=["[Lirentine]"]
    ),
    "names with commas and without brackets": Mistake(
        "    members: Ostermere, Halvenna",
        "    members: [Ostermere, Halvenna]",
        says=["[Ostermere, Halvenna]"],
    ),
    "a tab": Mistake(
        "\tcountry: Halvenna\n    role: fin",
        "    country: Halvenna\n    role: fin",
        at="\tcountry",
        says=["found a tab"],
    ),
    "no-break spaces before a key": Mistake(
        "\u00a0\u00a0\u00a0\u00a0country: Halvenna\n    role: fin",
        "    country: Halvenna\n    role: fin",
        at="\u00a0\u00a0\u00a0\u00a0country",
        says=["NO-BREAK SPACE (U+00A0)"],
    ),
    "a no-break space after a colon": Mistake(
        "    country:\u00a0Halvenna\n    role: fin",
        "    country: Halvenna\n    role: fin",
        says=["NO-BREAK SPACE (U+00A0)"],
        silent=["indentation"],
    ),
    "a no-break space after the colon of a later key": Mistake(
        "    role:\u00a0border\n    analysts: 2",
        "    role: border\n    analysts: 2",
        says=["NO-BREAK SPACE (U+00A0)"],
    ),
    "a no-break space in a duration": Mistake(
        "horizon: 45\u00a0d", "horizon: 45 d", says=["NO-BREAK SPACE (U+00A0)"]
    ),
    "a no-break space in a name": Mistake(
        "    systems: [led\u00a0ger]\n    observes: [{kinds: [travel, eq",
        "    systems: [ledger]\n    observes: [{kinds: [travel, eq",
        says=["NO-BREAK SPACE (U+00A0)"],
    ),
    "an invisible mark in a key": Mistake(
        "    analysts\u200b: 1\n    triage",
        "    analysts: 1\n    triage",
        says=["ZERO WIDTH SPACE (U+200B)", "did you mean `analysts`?"],
    ),
    "an invisible mark in a name": Mistake(
        "    responsible: Ostermere\u200b Assessment Office",
        "    responsible: Ostermere Assessment Office",
        says=["ZERO WIDTH SPACE (U+200B)"],
    ),
    "a letter of another alphabet": Mistake(
        "    country: \u041estermere\n    role: intelligence",
        "    country: Ostermere\n    role: intelligence",
        says=["did you mean `Ostermere`?", "CYRILLIC CAPITAL LETTER O (U+041E)"],
    ),
    "a bracket not closed": Mistake(
        "    languages: [Merish\n",
        "    languages: [Merish]\n",
        at="    utc",
        says=["the list that opens on line"],
    ),
    "keys of a list": Mistake(
        "injects:\n  - at: 14 d\n    message: Ministers meet.\n",
        at="injects:",
        says=["keys with values", "a name and a colon in the place of each `- `"],
    ),
    "a semicolon for a comma": Mistake(
        "    members: [Ostermere; Lirenta]",
        "    members: [Ostermere, Lirenta]",
        says=["[Ostermere, Lirenta]", "a comma between names"],
    ),
    "a comma missing": Mistake(
        "    members: [Ostermere Lirenta]",
        "    members: [Ostermere, Lirenta]",
        says=["[Ostermere, Lirenta]", "a comma between names"],
    ),
    "another format": Mistake(
        "entente: 2", "entente: 1", says=["found 2", "a newer version of Entente"]
    ),
}

VALUES = {
    "a share in percent": Mistake("  default: 60%", "  default: 0.5", says=["write 0.6"]),
    "a share of a hundred": Mistake("  default: 60", "  default: 0.5", says=["write 0.6 for 60 %"]),
    "a negative duration": Mistake(
        "    latency: -8 h", "    latency: 2 h", says=["a duration is never negative"]
    ),
    "a dash for a minus": Mistake(
        "    latency: \u20138 h", "    latency: 2 h", says=["EN DASH (U+2013)"]
    ),
    "a dash for a minus in an offset": Mistake(
        '    utc: "\u22125:30"', '    utc: "+01:00"', says=["MINUS SIGN (U+2212)", "write -5:30"]
    ),
    "a range of durations": Mistake(
        "    latency: 0 to 10 d",
        "    latency: 2 h",
        says=["write {uniform: {from: 0 d, to: 10 d}}"],
    ),
    "a range with a dash": Mistake(
        "    latency: 3\u20137 d",
        "    latency: 2 h",
        says=["write {uniform: {from: 3 d, to: 7 d}}"],
    ),
    "a range where none can be": Mistake(
        "horizon: 40-45 d", "horizon: 45 d", says=["one duration, not a range"]
    ),
    "two durations": Mistake("horizon: 2 weeks and 3 days", "horizon: 45 d", says=["write 17 d"]),
    "hours and minutes": Mistake("    latency: 2:30 h", "    latency: 2 h", says=["write 2.5 h"]),
    "a unit of another language": Mistake(
        "horizon: 45 Tage", "horizon: 45 d", says=["s, min, h, d, week, month or year"]
    ),
    "a unit in capitals": Mistake("horizon: 45 Days", "horizon: 45 d", says=["write 45 days"]),
    "no unit": Mistake("horizon: 45", "horizon: 45 d", says=["a duration such as", "add a unit"]),
    "a remark behind a duration": Mistake(
        INJECT.format(at="14 d, in the evening"),
        at="    at: 14 d, in",
        says=["write 14 d", "a remark begins with a space and #"],
    ),
    "a remark behind a number": Mistake(
        "    analysts: 1 // only one\n    triage",
        "    analysts: 1\n    triage",
        at="    analysts: 1 //",
        says=["write 1", "a remark begins with a space and #"],
    ),
    "a comma behind a number": Mistake(
        "    analysts: 1,\n    triage",
        "    analysts: 1\n    triage",
        at="    analysts: 1,",
        says=["write 1", "without the comma at the end"],
    ),
    "a date": Mistake(
        INJECT.format(at="3 March"),
        at="    at: 3 March",
        says=["how long after the beginning", "such as 14 d"],
    ),
    "a date in figures": Mistake(
        INJECT.format(at="2026-03-03"), at="    at: 2026", says=["how long after the beginning"]
    ),
    "a day": Mistake(
        INJECT.format(at="day 14"), at="    at: day 14", says=["how long after", "write 14 d"]
    ),
    "two effects": Mistake(
        CARD + "    trust: {between: [Ostermere, Halvenna], becomes: 0.3}\n"
        "    agreement: {name: Coast Accord, in_force: false}\n",
        at="  a message:",
        says=["at most one effect", "found `trust` and `agreement`", "a list in `effects`"],
    ),
    "an agreement that is not there": Mistake(
        CARD + "    agreement: {name: Valley Pact, in_force: true}\n",
        at="    agreement: {name",
        says=["did you mean `Valley Accord`?", "A new one", "`in_force: false`"],
    ),
    "three in between": Mistake(
        "    between: [Ostermere Border Police, Lirenta Customs, Halvenna Finance Police]",
        "    between: [Ostermere Border Police, Lirenta Customs]",
        says=["at most 2", "`members`"],
    ),
    "a yes": Mistake(
        "    covers: [trafficking]\n    in_force: yes\n    review:\n      probability: 0.6",
        "    review:\n      probability: 0.6",
        at="    in_force: yes",
        says=["true or false", "write true"],
    ),
}

WARNED = {
    "a kind that no clue has": Mistake(
        "    observes: [{kinds: [money, travels]}]",
        "    observes: [{kinds: [money, travel]}]",
        says=["`travels`", "did you mean `travel`?"],
    ),
    "a capital": Mistake(
        "    observes: [{kinds: [Money, travel]}]",
        "    observes: [{kinds: [money, travel]}]",
        says=["did you mean `money`?"],
    ),
    "a category that nothing has": Mistake(
        "    members: [Ostermere, Halvenna]\n    covers: [traficking]",
        "    members: [Ostermere, Halvenna]",
        at="    covers: [traficking]",
        says=["did you mean `trafficking`?"],
    ),
    "an agency without a channel": Mistake(
        "agencies:\n  Nordmark Customs:\n    country: Ostermere\n    observes: [{kinds: [travel]}]",
        "agencies:",
        at="  Nordmark Customs:",
        says=["has no channel", "tells nobody", "`channels`"],
    ),
    "a title that # cuts": Mistake(
        "title: Exercise #3 on the border",
        "title: The border triangle",
        says=["`#3 on the border` is a remark", "in quotes"],
    ),
    "a message that # cuts": Mistake(
        CARD.replace("Ministers meet.", "Card # 4, for all tables"),
        at="    message: Card",
        says=["is a remark", "in quotes"],
    ),
    "an inject after the end": Mistake(
        INJECT.format(at="60 d"), at="    at: 60 d", says=["after the end of the exercise"]
    ),
    "twins": Mistake(
        "\n  Lirenta \u0421ustoms:\n    country: Lirenta\n\nchannels:\n",
        "\nchannels:\n",
        at="  Lirenta \u0421ustoms:",
        says=["looks like `Lirenta Customs`", "CYRILLIC CAPITAL LETTER ES (U+0421)"],
    ),
    "twins but for a capital": Mistake(
        "\n  Lirenta customs:\n    country: Lirenta\n\nchannels:\n",
        "\nchannels:\n",
        at="  Lirenta customs:",
        says=["looks like `Lirenta Customs`"],
    ),
}

TAKEN = {
    "a role of one's own": Mistake(
        "    role: customs\n    analysts: 1", "    role: border\n    analysts: 1"
    ),
    "a remark behind a text": Mistake(
        "title: The triangle # for Monday", "title: The border triangle"
    ),
    "a # in quotes": Mistake('title: "Exercise #3"', "title: The border triangle"),
    "a # in a word": Mistake("title: Exercise no#3", "title: The border triangle"),
    "a no-break space in a text": Mistake("title: The\u00a0triangle", "title: The border triangle"),
    "curly quotes in a text": Mistake(
        "title: The \u201cborder\u201d triangle", "title: The border triangle"
    ),
    "a country called no": Mistake("    languages: [no]", "    languages: [Merish]"),
    "letters put together": Mistake("    languages: [Me\u0301rish]", "    languages: [Merish]"),
}

FILES: dict[str, tuple[bytes, Sequence[str]]] = {
    "Rich Text Format": (b"{\\rtf1\\ansi entente: 1}", ["Rich Text Format", "plain text"]),
    "a Word document": (
        b"PK\x03\x04\x14\0\6\0\x08\0\0\0!\0[Content_Types].xml word/document.xml",
        ["a Word document", "plain text"],
    ),
    "a workbook": (b"PK\x03\x04\x14\0\6\0[Content_Types].xml xl/workbook.xml", ["a workbook"]),
    "an OpenDocument": (
        b"PK\x03\x04\x14\0\0\x08" + bytes(22) + b"mimetypeapplication/vnd.oasis.opendocument.text",
        ["an OpenDocument file"],
    ),
    "an archive": (b"PK\x03\x04\x14\0\0\x08mine.yaml", ["a ZIP archive"]),
    "an old Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", ["an old office document"]),
    "a PDF": (b"%PDF-1.7\n\xe2\xe3", ["a PDF"]),
    "a web page": (b"<!DOCTYPE html>\n<html>", ["a web page"]),
    "text from Windows": ("title: M\u00f6ve\n".encode("cp1252"), ["UTF-8", "0xf6"]),
    "UTF-16": ("title: x".encode("utf-16"), ["UTF-16", "save the file as UTF-8"]),
}


def checked(path: Path, *options: str, code: int) -> str:
    result = CliRunner().invoke(main, ["check", str(path), *options])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def held(mistake: Mistake, told: str, place: str) -> None:
    flat = " ".join(told.split())
    assert place in told, told
    for words in mistake.says:
        assert words in flat, told
    for words in mistake.silent:
        assert words not in flat, told


@pytest.mark.parametrize("mistake", (FORM | VALUES).values(), ids=FORM | VALUES)
def test_a_mistake_is_told_in_its_line_with_its_remedy(mistake: Mistake, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(mistake.text, encoding="utf-8")
    told = checked(path, code=2)
    held(mistake, told, f"mine.yaml:{mistake.line}:")


@pytest.mark.parametrize("mistake", WARNED.values(), ids=WARNED)
def test_what_is_probably_not_meant_is_warned_of(mistake: Mistake, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(mistake.text, encoding="utf-8")
    told = checked(path, "--strict", code=1)
    held(mistake, told, f"line {mistake.line} ")


@pytest.mark.parametrize("mistake", TAKEN.values(), ids=TAKEN)
def test_what_is_no_mistake_is_taken(mistake: Mistake, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(TRIANGLE, encoding="utf-8")
    before = checked(path, code=0)
    path.write_text(mistake.text, encoding="utf-8")
    assert checked(path, code=0) == before


@pytest.mark.parametrize(("content", "says"), FILES.values(), ids=FILES)
def test_a_file_of_another_kind_is_called_by_its_name(
    content: bytes, says: Sequence[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    told = checked(path, code=2)
    assert all(words in told for words in says), told


def test_a_setting_without_quotes_is_told_where_they_belong() -> None:
    words = ["check", "border-triangle", "--set", "agencies.Lirenta", "Customs.analysts=2"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert '--set "agencies.Lirenta Customs.analysts=2"' in result.output


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("dials.trust=0,5", ["a number from 0 to 10", "write 0.5 with a point"]),
        (
            "\u201cdials.trust=0.5\u201d",
            ["found curly quotes round it", 'or write straight ones: "dials.trust=0.5"'],
        ),
    ],
)
def test_an_option_mistyped_is_told_with_its_remedy(option: str, says: Sequence[str]) -> None:
    told = CliRunner().invoke(main, ["check", "border-triangle", "--set", option])
    assert told.exit_code == 2
    assert all(words in " ".join(told.output.split()) for words in says), told.output


SETTINGS: dict[str, tuple[str, str, Sequence[str]]] = {
    "a sign for a colon": (
        "dials.trust=0.5\nagencies.Lirenta Customs.analysts=2\n",
        "round.yaml:1:1",
        ["a colon and a space in the place of `=`", "`dials.trust: 0.5`"],
    ),
    "a sign for a colon, later": (
        "dials.trust: 0.5\ndials.law=0.5\n",
        "round.yaml:2",
        ["a colon and a space in the place of `=`"],
    ),
    "a value within keys": (
        "agencies:\n  Lirenta Customs:\n    analysts: two\n",
        "round.yaml:3:5",
        ["agencies.Lirenta Customs.analysts", "a whole number"],
    ),
    "a section mistyped": ("agencys: {A: {analysts: 1}}\ndials.law: 1\n", "round.yaml:1:1", []),
    "what cannot be taken out": ("horizon: ~\n", "round.yaml:1:1", ["it cannot be taken out"]),
    "no path": ("a..b: 1\ndials.law: 1\n", "round.yaml:1:1", ["a path, such as dials.trust"]),
}


@pytest.mark.parametrize(("text", "place", "says"), SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("given", [False, True])
def test_a_mistake_in_settings_is_told_in_their_file(
    text: str, place: str, says: Sequence[str], given: bool, tmp_path: Path
) -> None:
    path = tmp_path / "round.yaml"
    path.write_text(text, encoding="utf-8")
    told = checked(Path("border-triangle"), "--with", str(path), code=2) if given else ""
    told = told or checked(path, code=2)
    assert place in told
    assert "border-triangle" not in told.replace("such as", "")
    assert all(words in " ".join(told.split()) for words in says), told


def test_settings_are_checked_by_themselves(tmp_path: Path) -> None:
    path = tmp_path / "round.yaml"
    text = "agencies:\n  Anybody:\n    analysts: 2\ninjects.x: ~\nlaw: {}\n"
    path.write_text(text, encoding="utf-8")
    told = checked(path, code=0)
    assert "round: settings for a scenario, 3 values" in told
    assert "agencies.Anybody.analysts: 2" in told
    assert "injects.x: taken out" in told
    for command in ("run", "show"):
        refused = CliRunner().invoke(main, [command, str(path)])
        assert refused.exit_code == 2
        assert "expected a scenario, found settings for one" in refused.output
    assert "a file of settings" in checked(path, "--set", "dials.law=1", code=2)


def test_a_name_that_is_gone_is_told_once_with_all_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    text = TRIANGLE.replace("\n  Ostermere:\n", "\n  Norland:\n", 1)
    path.write_text(text, encoding="utf-8")
    told = " ".join(checked(path, code=2).split())
    assert told.count("expected") == 1
    assert "as in 13 more places" in told
    assert "rename it everywhere: also on lines 40, 99, 105, 129" in told


def test_help_is_a_word_as_well() -> None:
    for words, same in ((["help"], ["--help"]), (["help", "check"], ["check", "--help"])):
        told, wanted = CliRunner().invoke(main, words), CliRunner().invoke(main, same)
        assert told.exit_code == 0
        assert told.output == wanted.output


def test_a_new_file_has_an_ending_and_its_advice_can_be_pasted(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["new", str(tmp_path / "my exercise")]).output
    assert f"entente check '{tmp_path / 'my exercise.yaml'}'" in told
    assert checked(tmp_path / "my exercise.yaml", code=0)
    refused = CliRunner().invoke(main, ["new", str(tmp_path / "x.docx")])
    assert refused.exit_code == 2
    assert "a name that ends in .yaml" in refused.output


def test_advice_is_quoted_as_the_shell_at_hand_takes_it() -> None:
    words = ("entente", "check", "my file.yaml", "C:\\x\\y.yaml", ".[fast]")
    assert typed(*words, windows=True) == 'entente check "my file.yaml" C:\\x\\y.yaml ".[fast]"'
    assert typed(*words, windows=False).startswith("entente check 'my file.yaml'")


def test_a_number_for_a_section_is_told_where_it_may_be_meant() -> None:
    told = CliRunner().invoke(main, ["check", "border-triangle", "--set", "trust=0.5"])
    assert told.exit_code == 2
    assert "did you mean `trust.default` or `dials.trust`?" in told.output


def test_numbers_of_numpy_are_seeds_and_workers_are_at_least_one() -> None:
    scenario = sim.load("two-neighbours")
    seeded = sim.compare(scenario, seed=np.int64(7), rule=sim.FixedNumber(2), engine="simpy")
    assert seeded.provenance.seed == 7
    with pytest.raises(sim.InputError, match="a whole number of at least 1"):
        sim.compare(scenario, workers=0)
