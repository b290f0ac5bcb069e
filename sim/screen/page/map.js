"use strict";
// Draws a moment of a day on a map: what waits where and moves, and how sure agencies are. A page and a room's wall
// share it.
const DayMap = (() => {
const SVG = "http://www.w3.org/2000/svg";
const SENDER = 0, AHEAD = 1, RECEIVER = 2, DESK = 3, BACK = 4; // where a movement is
const SHOWN_AFTER_END = 1440; // minutes for which it is still seen that something was lost or refused
const FINER = 40;

// Where something is: [what, case, sender, receiver, end, ended, began, (until, cause, where)...]
function placeOf(move, now, { causes, ends }) {
  const [, , , , end, ended] = move;
  let since = move[6];
  if (now < since) return null;
  for (let i = 7; i < move.length; i += 3) {
    const until = move[i];
    if (now < until) {
      const [words, group] = causes[move[i + 1]];
      return { words, group, where: move[i + 2], done: (now - since) / (until - since || 1), gone: false };
    }
    since = until;
  }
  if (end === null || now > ended + SHOWN_AFTER_END) return null;
  const [words, group, stopped] = ends[end];
  const where = move.length > 7 ? move[move.length - 1] : SENDER;
  return stopped ? { words, group, where, done: 0.5, gone: true } : null;
}

function stepAt(steps, now) {
  let low = 0, high = steps.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[2 * middle] <= now) low = middle + 1; else high = middle;
  }
  return low ? steps[2 * low - 1] : 0;
}

return class DayMap {
  // A drawn map, and what causes and ends of movements are called.
  constructor(svg, words) {
    this.svg = svg;
    this.words = words;
    this.moving = svg.querySelector(".moving");
    this.agencies = [...svg.querySelectorAll(".agency")].sort((one, other) => one.dataset.agency - other.dataset.agency);
    this.at = this.agencies.map(agency => {
      const matrix = agency.transform.baseVal[0].matrix;
      return [matrix.e, matrix.f];
    });
    this.marks = [];
  }

  show(day) { this.day = day; }

  // Draws a moment, with belief in one case; where agencies are named, as these alone know it. Gives how many things
  // wait for what.
  draw(now, chosen, own = null) {
    this.drawDesks(now, chosen, own);
    const counted = new Map(), crowd = new Map();
    let used = 0;
    for (const move of this.day.moves) {
      const place = placeOf(move, now, this.words);
      if (!place || own && !this.isSeen(place, move, own)) continue;
      if (!place.gone) counted.set(place.words, (counted.get(place.words) || 0) + 1);
      this.mark(used++, place, move, crowd, own !== null);
    }
    for (const left of this.marks.splice(used)) left.remove();
    return counted;
  }

  // Of what is at a desk its agency knows; of a copy on its way, whoever sent it.
  isSeen(place, [, , sender, receiver], own) {
    return own.has(place.where === DESK || sender < 0 ? receiver : sender);
  }

  drawDesks(now, chosen, own) {
    const levels = new Map();
    for (const [about, agency, steps] of this.day.beliefs) {
      if (about !== chosen) continue;
      for (const [at, level] of steps) if (at <= now) levels.set(agency, level);
    }
    this.agencies.forEach((agency, number) => {
      const seen = !own || own.has(number);
      const level = seen ? Math.max(0, Math.min(1, levels.get(number) || 0)) : 0;
      agency.querySelector(".belief").style.strokeDasharray = `${100 * level} 100`;
      agency.classList.toggle("sure", level >= 1);
      agency.classList.toggle("unseen-by", !seen);
      const waiting = agency.querySelector(".waiting");
      if (waiting) waiting.textContent = seen && stepAt(this.day.waiting[number], now) || "";
    });
  }

  mark(number, place, move, crowd, alike) {
    let mark = this.marks[number];
    if (!mark) {
      mark = this.moving.appendChild(document.createElementNS(SVG, "use"));
      this.marks.push(mark);
    }
    const side = this.svg.dataset.side;
    const group = place.group, known = document.getElementById(`s${side}-${group}`) ? group : "none";
    mark.setAttribute("href", `#s${side}-${known}`);
    const real = alike || this.day.cases[move[1]][1];
    mark.setAttribute("class", `c-${group}${place.gone ? " gone" : ""}${real ? "" : " about-false"}`);
    const [x, y] = this.point(place, move, crowd);
    mark.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  }

  point(place, move, crowd) {
    const [, , sender, receiver] = move;
    const to = this.at[receiver], from = sender < 0 ? to : this.at[sender];
    const along = { [SENDER]: 0.2, [AHEAD]: 0.28 + 0.46 * place.done, [RECEIVER]: 0.82, [DESK]: 1,
      [BACK]: 0.74 - 0.46 * place.done }[place.where];
    let x = from[0] + (to[0] - from[0]) * along, y = from[1] + (to[1] - from[1]) * along;
    const key = place.where === DESK ? `d${receiver}` : `${Math.round(x / FINER)},${Math.round(y / FINER)}`;
    const number = crowd.get(key) || 0;
    crowd.set(key, number + 1);
    if (place.where === DESK) { // they stand in a queue above the desk
      x += 20 * (number % 5) - 40;
      y -= 38 + 20 * Math.floor(number / 5);
    } else { // beside each other, away from the line
      const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
      const off = (number % 2 ? -1 : 1) * 18 * Math.ceil(number / 2);
      x -= (to[1] - from[1]) / length * off;
      y += (to[0] - from[0]) / length * off;
    }
    return [x, y];
  }
};
})();
