"""What is too small to touch or to read, and which texts lie over others, as a browser has it."""

from __future__ import annotations

from playwright.sync_api import Page

WALL_LETTERS = 24
"""Pixels of a projector with 1,080 lines: about what can be read from eight metres."""

_SMALL = """least => {
  const touched = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  return [...document.querySelectorAll(touched)].filter(one => one.checkVisibility()).map(one => {
    const at = (one.closest("label.choice") || one).getBoundingClientRect();
    return [one.outerHTML.slice(0, 90), at.width, at.height];
  }).filter(([_, width, height]) => height && (height < least - 0.5 || width < 24));
}"""

_LETTERS = """least => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const unseen = "title, option, .unseen, datalist, script, style, [hidden]";
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const one = node.parentElement, text = node.data.trim();
    if (!text || !one.checkVisibility() || one.closest(unseen)) continue;
    const svg = one.closest("svg"), scale = svg ? svg.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(one).fontSize) * scale;
    if (size < least) found.push([text.slice(0, 40), Math.round(10 * size) / 10]);
  }
  return found;
}"""

_OVERLAPS = """() => [...document.querySelectorAll("svg.map")].map(map => {
  const place = one => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const says = one.textContent.trim() || "a desk";
    return { left, top, right, bottom, says, of: one.parentElement };
  };
  const texts = [...map.querySelectorAll("text")].filter(one => one.checkVisibility()).map(place);
  const desks = [...map.querySelectorAll("circle.desk")].map(place);
  const whole = place(map), found = [];
  const over = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) >
      (one.bottom - one.top) / 5; // lines have room above and below their letters
  texts.forEach((one, number) => {
    if (one.left < whole.left || one.right > whole.right) found.push(`${one.says} beyond the edge`);
    if (one.top < whole.top || one.bottom > whole.bottom) found.push(`${one.says} beyond the edge`);
    for (const other of [...texts.slice(number + 1), ...desks])
      if (one.of !== other.of && over(one, other)) found.push(`${one.says} over ${other.says}`);
  });
  return [texts.length, found];
})"""


def too_small(page: Page, least: float) -> list[object]:
    """What a finger would miss: lower than so many pixels, or narrower than 24."""
    return list(page.evaluate(_SMALL, least))


def low_letters(page: Page, least: float) -> list[object]:
    """Texts whose letters are lower than so many pixels."""
    return list(page.evaluate(_LETTERS, least))


def overlaps(page: Page) -> list[tuple[int, list[str]]]:
    """Of each map: how many texts it has, and which lie over one another, a desk or the edge."""
    return [(number, found) for number, found in page.evaluate(_OVERLAPS)]
