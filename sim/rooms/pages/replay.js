"use strict";
// Plays the day on the wall as the facilitator drives it: from which moment, how fast, as whom.
(() => {
const OFTEN = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1000 : 80; // milliseconds
const get = id => document.getElementById(id);
let map = null, day = null, asked = false, key = "", since = 0;

async function load(address) {
  asked = true;
  const answer = await fetch(address, { cache: "no-store" }).catch(() => null);
  if (answer && answer.ok) day = await answer.json(); else setTimeout(() => { asked = false; }, 1000);
}

// The case that began last of those that are real: its rings are shown.
function caseAt(now) {
  let chosen = day.cases.findIndex(([, , real]) => real);
  day.cases.forEach(([, , real, onset], number) => { if (real && onset <= now && onset >= day.cases[chosen][3]) chosen = number; });
  return chosen;
}

function moment(shown, minutes) {
  const two = number => String(Math.floor(number)).padStart(2, "0");
  const begins = +shown.dataset.begins, at = begins + minutes;
  return shown.dataset.says.replace("{day}", Math.floor(at / 1440) - Math.floor(begins / 1440) + 1)
    .replace("{weekday}", shown.dataset.weekdays.split(" ")[Math.floor(at / 1440) % 7])
    .replace("{time}", `${two(at / 60 % 24)}:${two(at % 60)}`);
}

setInterval(() => {
  const shown = get("replay"), at = get("replay-now"), svg = get("day-map");
  if (!shown || !at || !svg) { map = day = null; asked = false; key = ""; return; }
  if (!day) { if (!asked) load(at.dataset.day); return; }
  if (!map || map.svg !== svg) { map = new DayMap(svg, day); map.show({ ...day, cases: day.cases.map(one => one.slice(1)) }); key = ""; }
  const { speed, team, ownAgencies } = shown.dataset, { hour, last } = at.dataset, now = `${hour} ${speed} ${team}`;
  if (now !== key) { key = now; since = performance.now(); } else if (!+speed) return;
  const minutes = Math.min(60 * last, 60 * hour + (performance.now() - since) / 1000 * speed);
  map.draw(minutes, caseAt(minutes), team ? new Set(ownAgencies.split(" ").map(Number)) : null);
  at.textContent = moment(shown, minutes);
  const cursor = get("replay-cursor"), x = 1000 * minutes / day.minutes;
  cursor.setAttribute("x1", x);
  cursor.setAttribute("x2", x);
}, OFTEN);
})();
