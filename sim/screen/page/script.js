"use strict";
// Plays the days that the page holds on its two maps, turns its dials and checks answers.
(() => {
const data = JSON.parse(document.getElementById("data").textContent);
const get = id => document.getElementById(id);

// --- the two sides -----------------------------------------------------------------------------

class Side {
  constructor(number, day) {
    this.number = number;
    this.map = new DayMap(document.querySelector(`svg.map[data-side="${number}"]`), data);
    this.show(day);
  }

  show(day) {
    this.day = data.days[day];
    this.map.show(this.day);
    this.rows = [...document.querySelectorAll(`details.day[data-day="${day}"] tr[data-at]`)];
    get(`side-${this.number}`).textContent = this.day.name;
  }

  // Of another scenario, the case of the same name, or else its first threat.
  chosen() {
    const number = +caseOf.value, [name] = data.days[0].cases[number] || [];
    const mine = this.day.cases[number];
    if (mine && mine[0] === name) return number;
    const alike = this.day.cases.findIndex(one => one[0] === name);
    return alike >= 0 ? alike : this.day.cases.findIndex(one => one[1]);
  }

  draw(now) {
    const chosen = this.chosen();
    this.tell(now, chosen, this.map.draw(now, chosen));
  }

  tell(now, chosen, counted) {
    const about = this.day.cases[chosen];
    const parts = [];
    if (about) {
      const [name, real, onset, detected, by] = about;
      if (!real) parts.push(`${name} is a red herring`);
      else if (detected !== null && detected <= now)
        parts.push(`${name}: detected ${moment(detected)} by ${by.map(one => this.day.agencies[one]).join(", ")}`);
      else parts.push(now < onset ? `${name} has not begun` : `${name} is not detected yet`);
    }
    const waits = [...counted].sort((one, other) => other[1] - one[1]).map(([words, many]) => `${words}: ${many}`);
    get(`state-${this.number}`).textContent = parts.concat(waits).join(" · ");
    let latest = null;
    for (const row of this.rows) {
      if (+row.dataset.at > now) break;
      latest = row;
    }
    if (this.latest && this.latest !== latest) this.latest.classList.remove("now");
    if (latest) latest.classList.add("now");
    this.latest = latest;
    get(`latest-${this.number}`).textContent = latest
      ? [...latest.cells].slice(0, 3).map(cell => cell.textContent).join(" · ") : "";
  }
}

function moment(minutes) {
  const two = number => String(number).padStart(2, "0");
  return `day ${Math.floor(minutes / 1440) + 1}, ${two(Math.floor(minutes / 60) % 24)}:${two(Math.floor(minutes) % 60)}`;
}

// --- the clock -------------------------------------------------------------------------------

const sides = [new Side(0, 0), new Side(1, data.beside)];
const time = get("time"), caseOf = get("case");
const last = Math.max(...data.days.map(day => day.minutes));
let frame = null, before = 0, now = 0;
time.max = last;

function fillCases() {
  const names = data.days[0].cases.map(([name, real], number) => ({ name, real, number }));
  const fewest = names.slice(0, 200);
  caseOf.replaceChildren(...fewest.map(({ name, real, number }) => new Option(real ? name : `${name} (red herring)`, number)));
  const told = names.find(({ name }) => name === data.threat);
  if (told) caseOf.value = told.number;
}

function go(minutes) {
  now = Math.max(0, Math.min(last, minutes));
  time.value = now;
  get("now").textContent = moment(now);
  time.setAttribute("aria-valuetext", moment(now));
  for (const side of sides) side.draw(now);
}

function play(stamp) {
  if (before) go(now + (stamp - before) / 1000 * +get("speed").value);
  before = stamp;
  if (now >= last) return pause();
  frame = requestAnimationFrame(play);
}

function pause() {
  cancelAnimationFrame(frame);
  frame = null;
  before = 0;
  get("play").textContent = "Play";
}

function toggle() {
  if (frame !== null) return pause();
  if (now >= last) go(0);
  get("play").textContent = "Pause";
  frame = requestAnimationFrame(play);
}

// To what happens next, or happened before, in either of the two tables.
function step(forward) {
  pause();
  const instants = sides.flatMap(side => side.rows.map(row => +row.dataset.at));
  const found = forward ? Math.min(...instants.filter(at => at > now), last)
    : Math.max(...instants.filter(at => at < now), 0);
  go(found);
}

fillCases();
document.querySelector(".clock").hidden = false;
get("still").hidden = true;
get("play").addEventListener("click", toggle);
get("step").addEventListener("click", () => step(true));
get("back").addEventListener("click", () => step(false));
time.addEventListener("input", () => { pause(); go(+time.value); });
caseOf.addEventListener("change", () => go(now));
["left", "right"].forEach((id, number) => {
  const select = get(id);
  if (!select) return;
  select.replaceChildren(...data.days.map((day, place) => new Option(day.name, place)));
  select.value = number ? data.beside : 0;
  select.addEventListener("change", () => { sides[number].show(+select.value); go(now); });
});
// A link may name a moment: page.html#day-14.5 is noon of day 14.
function fromLink() {
  const [, day] = /^#day-([0-9]+([.][0-9]+)?)$/.exec(location.hash) || [];
  if (day) go((day - 1) * 1440);
  return Boolean(day);
}
addEventListener("hashchange", fromLink);
const begins = data.days[0].cases.find(([name]) => name === data.threat);
// It begins where there is something to see: halfway to the detection.
if (!fromLink()) go(begins ? Math.max(0, (begins[2] + (begins[3] === null ? last : begins[3])) / 2) : 0);

// --- dials -----------------------------------------------------------------------------------

if (data.settings) {
  const { challenges, each } = data.settings;
  const strengths = [...new Set(each.map(([setting]) => setting[0]))].sort((one, other) => one - other);
  const words = { 0: "away", 0.5: "half as strong", 1: "as it is" };
  const longest = Math.max(...each.map(setting => setting[1]));
  const hours = value => {
    const whole = Math.round(value), days = Math.floor(whole / 24), rest = whole % 24;
    return [days ? `${days} d` : "", rest || !days ? `${rest} h` : ""].filter(Boolean).join(" ");
  };
  const sliders = challenges.map(challenge => {
    const label = document.createElement("label"), input = document.createElement("input"), says = document.createElement("output");
    Object.assign(input, { type: "range", min: 0, max: strengths.length - 1, value: strengths.length - 1 });
    label.append(`${challenge}: `, says, input);
    get("sliders").append(label);
    input.addEventListener("input", turn);
    return { input, says };
  });
  function turn() {
    const wanted = sliders.map(({ input }) => strengths[+input.value]);
    sliders.forEach(({ input, says }, place) => {
      says.textContent = words[wanted[place]];
      input.setAttribute("aria-valuetext", words[wanted[place]]);
    });
    const [, value, low, high, missed] = each.find(([setting]) => setting.every((one, place) => one === wanted[place]));
    const between = low === null || high === null ? "" : ` (${hours(low)} to ${hours(high)})`;
    get("setting").textContent = `Detected after ${hours(value)}${between} on average; missed: ${Math.round(100 * missed)} %.`;
    get("dialled").setAttribute("width", 100 * value / longest);
  }
  get("dials").hidden = false;
  turn();
}

// --- questions -------------------------------------------------------------------------------

for (const form of document.querySelectorAll(".questions form")) {
  const right = form.dataset.right.split(" ");
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("change", event => {
    form.querySelector(".verdict").textContent = right.includes(event.target.value) ? "Right." : "Not that. Try again, or look.";
  });
}
})();
