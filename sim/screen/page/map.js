"use strict";
// Draws a moment of a day on a map: what waits where and moves, and how sure agencies are. A page and a room's wall
// share it.
const DayMap = (() => {
const SVG = "http://www.w3.org/2000/svg";
const SENDER = 0, AHEAD = 1, RECEIVER = 2, DESK = 3, BACK = 4; // where a movement is
const MOST_IN_A_PLACE = 10, MOST_IN_A_CROWD = 3; // of more marks at one place it is said how many they are
const SHOWN_AFTER_END = 1440; // minutes for which it is still seen that something was lost or refused

// Where something is: [what, case, sender, receiver, end, ended, began, (until, cause, where)...]
function placeOf(move, now, { causes, ends }) {
  const [, , , , end, ended] = move;
  let since = move[6];
  if (now < since) return null;
  for (let i = 7; i < move.length; i += 3) {
    const until = move[i];
    if (now < until) {
      const [words, group] = causes[move[i + 1]];
      return { words, group, where: move[i + 2], since, done: (now - since) / (until - since), stopped: false };
    }
    since = until;
  }
  if (end === null || now > ended + SHOWN_AFTER_END) return null;
  const [words, group, stopped] = ends[end];
  const where = move.length > 7 ? move[move.length - 1] : SENDER;
  return stopped ? { words, group, where, since: ended, done: 0.5, stopped: true } : null;
}

function stepAt(steps, now) {
  let low = 0, high = steps.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[2 * middle] <= now) low = middle + 1; else high = middle;
  }
  return low ? steps[2 * low - 1] : 0;
}

function arrow([x, y], [toX, toY]) {
  const length = Math.hypot(toX - x, toY - y) || 1, [across, down] = [(toX - x) / length, (toY - y) / length];
  const [endX, endY] = [toX - 30 * across, toY - 30 * down];
  const wing = side => `${endX - 14 * across + side * 9 * down} ${endY - 14 * down - side * 9 * across}`;
  return `M${x} ${y}L${endX} ${endY}M${wing(1)}L${endX} ${endY}L${wing(-1)}`;
}

return class DayMap {
  // A drawn map, and what causes and ends of movements are called.
  constructor(svg, words) {
    this.svg = svg;
    this.words = words;
    this.moving = svg.querySelector(".moving");
    this.agencies = [...svg.querySelectorAll(".agency")].sort((one, other) => one.dataset.agency - other.dataset.agency);
    this.isSmall = !svg.querySelector(".waiting"); // a great many countries are dots without names
    this.at = this.agencies.map(agency => {
      const matrix = agency.transform.baseVal[0].matrix;
      return [matrix.e, matrix.f];
    });
    this.radius = this.agencies.map(agency => +agency.querySelector(".desk").getAttribute("r"));
    this.aim = svg.insertBefore(document.createElementNS(SVG, "path"), this.moving);
    this.aim.setAttribute("class", "aim");
    this.marks = [];
    this.underWay = []; // what is drawn: the number of each movement, itself, and where it is
    this.followed = null; // the numbers of the movements that stand out; null for none
  }

  show(day) { this.day = day; }

  // Draws a moment, with belief in one case; where agencies are named, as these alone know it. Gives how many things
  // wait for what.
  draw(now, chosen, own = null) {
    this.drawDesks(now, chosen, own);
    const counted = new Map(), crowd = new Map();
    this.underWay = [];
    this.more = new Map();
    this.day.moves.forEach((move, number) => {
      const place = placeOf(move, now, this.words);
      if (!place || own && !this.isSeen(place, move, own)) return;
      const words = place.stopped ? "stopped within a day" : place.words;
      counted.set(words, (counted.get(words) || 0) + 1);
      this.underWay.push({ number, move, place });
      this.mark(this.underWay.length - 1, crowd, own !== null);
    });
    for (const left of this.marks.splice(this.underWay.length)) left.remove();
    this.sayHowMany(crowd);
    return counted;
  }

  // Beside the marks that there is room for, how many more there are.
  sayHowMany(crowd) {
    const texts = [...this.more].map(([key, { x, y, scale, most }]) => {
      const text = document.createElementNS(SVG, "text");
      text.setAttribute("class", "more");
      text.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${scale.toFixed(2)})`);
      text.textContent = `+${crowd.get(key) - most}`;
      return text;
    });
    for (const old of this.moving.querySelectorAll(".more")) old.remove();
    this.moving.append(...texts);
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

  mark(used, crowd, alike) {
    const { number, move, place } = this.underWay[used];
    let mark = this.marks[used];
    if (!mark) {
      mark = this.moving.appendChild(document.createElementNS(SVG, "use"));
      this.marks.push(mark);
    }
    const side = this.svg.dataset.side, shape = place.stopped ? "stopped" : place.group;
    const known = document.getElementById(`s${side}-${shape}`) ? shape : "none";
    mark.dataset.move = number;
    mark.setAttribute("href", `#s${side}-${known}`);
    const real = alike || this.day.cases[move[1]][1];
    const stands = this.followed === null ? "" : this.followed.has(number) ? " followed" : " dimmed";
    mark.setAttribute("class", `c-${place.group}${place.stopped ? " stopped" : ""}${real ? "" : " about-false"}${stands}`);
    const { x, y, scale, n, key } = this.spot(place, move, crowd);
    mark.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})${scale < 0.95 ? ` scale(${scale.toFixed(2)})` : ""}`);
    const most = scale < 0.8 && !this.isSmall ? MOST_IN_A_CROWD : MOST_IN_A_PLACE;
    mark.classList.toggle("crowded", n >= most);
    if (n === most) this.more.set(key, { x, y, scale, most });
  }

  // In rows above a desk what waits to be read there, to its right what goes out, to its left what has come; between
  // two on the line, beside each other. Gives where, how large, and which in the row of which place.
  spot(place, [, , sender, receiver], crowd) {
    const to = this.at[receiver], from = sender < 0 ? to : this.at[sender];
    const [key, agency] = { [SENDER]: [`s${sender}`, sender], [RECEIVER]: [`r${receiver}`, receiver], [DESK]: [`d${receiver}`, receiver] }[place.where] || [];
    if (key) {
      const n = this.countIn(crowd, key), [x, y] = this.at[agency], apart = 0.9 * this.radius[agency];
      const beside = apart * (1.9 + Math.floor(n / 3)), down = apart * (n % 3 - 1), scale = apart / 20;
      if (place.where === DESK) return { x: x + apart * [0, -1, 1, -2, 2][n % 5], y: y - apart * (1.9 + Math.floor(n / 5)), scale, n, key };
      return { x: place.where === SENDER ? x + beside : x - beside, y: y + down, scale, n, key };
    }
    const along = 0.15 + 0.7 * (place.where === BACK ? 1 - place.done : place.done), scale = this.isSmall ? 0.6 : 1;
    const x = from[0] + (to[0] - from[0]) * along, y = from[1] + (to[1] - from[1]) * along;
    const n = this.countIn(crowd, `${Math.round(x / 24)},${Math.round(y / 24)}`);
    const off = (n % 2 ? -18 : 18) * scale * Math.ceil(n / 2), length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
    return { x: x - (to[1] - from[1]) / length * off, y: y + (to[0] - from[0]) / length * off, scale, n: 0 };
  }

  countIn(crowd, key) {
    const number = crowd.get(key) || 0;
    crowd.set(key, number + 1);
    return number;
  }

  // The agency that has something; null between two.
  holder({ move, place }) {
    if (place.where === AHEAD || place.where === BACK) return null;
    return place.where === SENDER ? move[2] : move[3];
  }

  // What something is, whose, where it goes, and what it waits for since when.
  says({ move, place }, moment) {
    const [kind, about, sender, receiver] = move, names = this.day.agencies, at = this.holder({ move, place });
    const way = sender < 0 ? `by ${names[receiver]}` : `${names[sender]} to ${names[receiver]}`;
    const where = at === null ? (place.where === BACK ? "on the way back" : "on the way") : `at ${names[at]}`;
    return `${kind} ${way}, about ${this.day.cases[about][0]}: ${place.words}, ${where}, since ${moment(place.since)}`;
  }

  // Lets one movement stand out, with a line to where it goes; gives what is drawn of it.
  point(number) {
    const found = this.underWay.find(each => each.number === number);
    this.marks.forEach((mark, place) => mark.classList.toggle("pointed", this.underWay[place] === found));
    const [, , sender, receiver] = found ? found.move : [];
    this.aim.setAttribute("d", found && sender >= 0 ? arrow(this.at[sender], this.at[receiver]) : "");
    return found;
  }
};
})();
