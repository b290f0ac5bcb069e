"""A document of headings, paragraphs, lists and tables, as Markdown and as one HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from sim.frozen import frozen
from sim.screen.toolkit.harmless import harmless
from sim.screen.toolkit.hashes import hash_of


@frozen
class Heading:
    """A heading of a level from 1."""

    text: str
    level: int = 2


@frozen
class Paragraph:
    """A paragraph."""

    text: str


@frozen
class Bullets:
    """A list."""

    items: Sequence[str]


@frozen
class Grid:
    """A table; where cells are empty, people write."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Heading | Paragraph | Bullets | Grid

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; margin-top: 2em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 1em 0; }
th, td { border: 1px solid #888; padding: .35em .6em; text-align: left; vertical-align: top; }
td:empty { height: 2.2em; }
.marking { font-weight: bold; text-align: center; letter-spacing: .1em; }
@page { margin: 22mm 15mm 15mm; }
@media print { .marking { position: fixed; top: -14mm; left: 0; right: 0; margin: 0; }
  tr { break-inside: avoid; } body { max-width: none; font-size: 11pt; }
  h2 { break-after: avoid; } }
"""
_POLICY = f"default-src 'none'; style-src 'sha256-{hash_of(_STYLE)}'"
"""Nothing is asked for, whatever a text may say."""


def as_markdown(blocks: Iterable[Block]) -> str:
    """The document as Markdown."""
    return "\n\n".join(_markdown(block) for block in blocks) + "\n"


def as_html(title: str, blocks: Iterable[Block], marking: str = "") -> str:
    """The document as a page that needs nothing else: no request leaves it.

    A marking stands at the top, in print on every sheet.
    """
    marked = f'<p class="marking">{_shown(marking)}</p>\n' if marking else ""
    body = marked + "\n".join(_html(block) for block in blocks)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{_shown(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n"
        "</body>\n</html>\n"
    )


def _markdown(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {_plain(text)}"
        case Paragraph(text):
            return _plain(text)
        case Bullets(items):
            return "\n".join(f"- {_plain(item)}" for item in items)
        case Grid(columns, rows):
            lines = [columns, ["---"] * len(columns), *rows]
            return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{_shown(text)}</h{level}>"
        case Paragraph(text):
            return f"<p>{_shown(text)}</p>"
        case Bullets(items):
            return f"<ul>{''.join(f'<li>{_shown(item)}</li>' for item in items)}</ul>"
        case Grid(columns, rows):
            head = "".join(f'<th scope="col">{_shown(each)}</th>' for each in columns)
            body = "".join(
                f"<tr>{''.join(f'<td>{_shown(cell)}</td>' for cell in row)}</tr>" for row in rows
            )
            table = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
            return f'<div class="wide"><table>{table}</table></div>'


def _plain(text: str) -> str:
    """A text in one line, in which nothing is taken for markup."""
    joined = harmless(" ".join(text.split()))
    for sign in "\\`*_[]<>#|":
        joined = joined.replace(sign, f"\\{sign}")
    return joined


def _cell(text: str) -> str:
    return text if text == "---" else _plain(text)


def _shown(text: str) -> str:
    """A text as it is in a page: markup is shown, and is none."""
    return escape(harmless(text))
