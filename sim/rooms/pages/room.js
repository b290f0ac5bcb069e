"use strict";
// Keeps a screen as it is in the room: hears that there is news, fetches it, and sends forms.
(() => {
const face = document.getElementById("face");
if (!face) return atTheDoor();

// A double click comes in once.
function atTheDoor() {
  let sent = false;
  document.addEventListener("submit", event => { if (sent) event.preventDefault(); sent = true; });
  addEventListener("pageshow", () => { sent = false; });
}

const cut = document.getElementById("cut"), said = document.getElementById("said"), drawer = document.getElementById("drawer");
const AGAIN = 500, PATIENCE = 1500, SILENCE = 25000, LONGEST = 10000, SHORT = 6000; // milliseconds
const MOST = 5; // requests under way: a browser opens six connections
const seconds = () => performance.now() / 1000; // not the clock of the device, which may be wrong

// --- What is new is put into what is there, so that focus, open parts and typed words stay.

const FIELDS = "input:not([type=hidden]), textarea, select";
const keyOf = node => node.nodeType === 1 ? node.id || node.dataset.key || "" : "";

const turned = new WeakSet(); // parts that somebody has opened or closed
document.addEventListener("click", event => {
  const part = event.target.closest("summary") && event.target.closest("details");
  if (!part) return;
  turned.add(part);
  kept.setItem(placeOf(part), part.open ? "" : "open");
});

function morph(old, want) {
  if (old.nodeType !== 1) { if (old.data !== want.data) old.data = want.data; return; }
  if (old.dataset.own && old.dataset.own === want.dataset.own) return; // another script draws it
  const field = old.matches(FIELDS);
  const touched = field && isTouched(old), chosen = old.matches("select") ? old.value : null;
  if (old.name === "mark") return; // the same until it has got through
  const used = old.matches("details") && isUsed(old);
  for (const { name, value } of [...want.attributes]) {
    if (name === "open" && used || touched && (name === "value" || name === "checked")) continue;
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    const kept = name === "open" && used || touched && (name === "value" || name === "checked");
    if (!kept && !want.hasAttribute(name)) old.removeAttribute(name);
  }
  if (old.matches("textarea") && touched || old.matches("datalist")) return; // completed by what is typed
  children(old, want);
  if (touched && chosen !== null && [...old.options].some(one => one.value === chosen)) old.value = chosen;
}

function isUsed(part) {
  return turned.has(part) || part.contains(document.activeElement) || [...part.querySelectorAll(FIELDS)].some(isTouched);
}

function isTouched(field) {
  if (field.matches("select")) return field.selectedIndex !== Math.max(0, [...field.options].findIndex(one => one.defaultSelected));
  if (field.matches("[type=radio], [type=checkbox]")) return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue || field === document.activeElement;
}

function children(old, want) {
  const keyed = new Map(), wanted = [...want.childNodes];
  for (const one of old.childNodes) if (keyOf(one)) keyed.set(keyOf(one), one);
  const keys = new Set(wanted.map(keyOf)), later = (name, from) => wanted.slice(from).some(one => !keyOf(one) && one.nodeName === name);
  let here = old.firstChild;
  const drop = () => { const gone = here; here = here.nextSibling; gone.remove(); };
  wanted.forEach((one, number) => {
    const key = keyOf(one);
    const goes = () => here.nodeType !== 1 ? one.nodeType === 1 : keyOf(here) ? !keys.has(keyOf(here)) : !later(here.nodeName, number);
    while (here && goes()) drop(); // what is not wanted any more gives way, so that what stays is not moved
    const same = key ? keyed.get(key) : here && !keyOf(here) && here.nodeName === one.nodeName ? here : null;
    if (same && same.nodeName === one.nodeName) {
      keyed.delete(key);
      if (same === here) here = here.nextSibling; else old.insertBefore(same, here);
      morph(same, one);
    } else old.insertBefore(document.importNode(one, true), here);
  });
  while (here) drop();
}

function show(html) {
  const fresh = new DOMParser().parseFromString(`<div>${html}</div>`, "text/html").body.firstChild;
  const held = document.activeElement, around = held && face.contains(held) ? held.closest("section, header, main") : null;
  children(face, fresh);
  if (around && document.activeElement !== held) {
    const to = held.isConnected ? held : around.isConnected ? around : face.querySelector("main");
    if (to && !to.matches("a, button, input, select, textarea, summary, [tabindex]")) to.tabIndex = -1;
    if (to) to.focus({ preventScroll: true });
  }
  clocksAt = seconds();
  tick();
}

// --- News.

let fetching = 0, again = false, asked = 0, shown = 0, heard = seconds();
async function fetchFace() {
  if (fetching && !since || fetching === MOST) { again = true; return; }
  const number = ++asked;
  fetching++;
  askedAt = seconds();
  try {
    const answer = await fetch(face.dataset.face, { cache: "no-store", signal: AbortSignal.timeout(LONGEST) });
    if (answer.status === 401) return location.replace(face.dataset.door); // which says why
    if (!answer.ok) setTimeout(fetchFace, PATIENCE);
    else {
      const html = await answer.text();
      if (number > shown) { shown = number; show(html); }
      if (since) listen();
      alive();
    }
  } catch { if (number === asked) lost(); }
  fetching--;
  if (again) { again = false; fetchFace(); }
}

let source = null, since = null, askedAt = seconds();
function listen() {
  if (source) source.close();
  source = new EventSource(face.dataset.live);
  source.addEventListener("open", alive);
  source.addEventListener("news", () => { alive(); fetchFace(); });
  source.addEventListener("beat", alive);
  source.addEventListener("gone", fetchFace);
  source.addEventListener("error", lost);
}
function alive() { heard = seconds(); since = null; cut.hidden = true; }
function lost() {
  if (since) return;
  since = new Date();
  cut.textContent = cut.dataset.says.replace("{time}", since.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" }));
  cut.hidden = false;
}
// What was asked on a line that was cut may never be answered, so it is asked again without waiting for it; with a
// cache a browser would let one question wait for the other.
setInterval(() => {
  if (1000 * (seconds() - heard) > SILENCE) lost();
  if (source.readyState === EventSource.CLOSED) listen();
  if (since && 1000 * (seconds() - askedAt) > PATIENCE) fetchFace();
}, AGAIN);
const returned = () => { listen(); fetchFace(); };
document.addEventListener("visibilitychange", () => { if (!document.hidden) 1000 * (seconds() - heard) > SILENCE ? returned() : fetchFace(); });
addEventListener("offline", lost);
addEventListener("online", returned);
addEventListener("pageshow", event => { if (event.persisted) returned(); });

// --- Clocks go on by themselves between two pieces of news.

let clocksAt = seconds();
const two = number => String(Math.floor(number)).padStart(2, "0");
const write = (where, text) => { if (where.textContent !== text) where.textContent = text; };
function tick() {
  const passed = (seconds() - clocksAt) / 60;
  const now = document.getElementById("now"), left = document.getElementById("left");
  if (now && +now.dataset.speed) {
    const begins = +now.dataset.begins, minutes = begins + 60 * (+now.dataset.hours + passed * now.dataset.speed);
    const day = Math.floor(minutes / 1440) - Math.floor(begins / 1440) + 1;
    const weekday = now.dataset.weekdays.split(" ")[Math.floor(minutes / 1440) % 7];
    write(now, now.dataset.says.replace("{day}", day).replace("{weekday}", weekday).replace("{time}", `${two(minutes / 60 % 24)}:${two(minutes % 60)}`));
  }
  if (left) {
    const minutes = left.dataset.minutes - passed;
    left.classList.toggle("over", minutes < 0);
    write(left, (minutes < 0 ? left.dataset.over : left.dataset.left).replace("{minutes}", Math.ceil(Math.abs(minutes))));
  }
  want();
}
setInterval(tick, 1000);

// --- Who has scrolled on, or looks elsewhere, is told how many answers and words wait above.

const title = document.title;
let heardWord = "";
function want() {
  const link = document.getElementById("wanted");
  if (!link) return;
  const word = face.querySelector("#whispers article"), last = word ? word.dataset.key : "";
  const isSeen = !document.hidden && document.getElementById("pressing").getBoundingClientRect().bottom > 0;
  if (isSeen) heardWord = last;
  const count = Number(link.dataset.count) + (last !== heardWord);
  link.hidden = !count;
  write(link, link.dataset.says.replace("{count}", count));
  document.title = (count ? `(${count}) ` : "") + title;
}

// --- Forms.

// What is sent again under the same mark is done once, so the next thing needs another.
const newMark = () => [...crypto.getRandomValues(new Uint8Array(8))].map(one => one.toString(16).padStart(2, "0")).join("");
const post = form => fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)), signal: AbortSignal.timeout(LONGEST) });

let goes = 0;
const written = form => new URLSearchParams(new FormData(form)).toString();

// What says no more than that it is done goes by itself.
function tell(text, wrong) {
  clearTimeout(goes);
  if (!wrong && !text.includes("\n")) goes = setTimeout(() => { if (!drawer.contains(document.activeElement)) drawer.hidden = true; }, SHORT);
  drawer.hidden = !text;
  said.classList.toggle("trouble", wrong);
  said.classList.toggle("table", text.includes("\n"));
  said.textContent = text;
  said.scrollTop = 0;
}
document.getElementById("close").addEventListener("click", () => tell("", false));
document.addEventListener("keydown", event => { if (event.key === "Escape" && !drawer.hidden) tell("", false); });

// Of a form that only looked at what it would do, what was typed stays.
const isLooked = form => Boolean(form.dataset.stays) && !form.elements[form.dataset.stays].value;

const underWay = new Set();
document.addEventListener("submit", async event => {
  const form = event.target;
  if (!form.elements.mark) return;
  event.preventDefault();
  if (underWay.has(form)) return;
  underWay.add(form);
  form.setAttribute("aria-busy", "true");
  const sent = written(form);
  try {
    const answer = await post(form);
    const told = await answer.json().catch(() => ({ said: said.dataset.unheard }));
    tell(told.said, !answer.ok);
    if (answer.ok) {
      if (written(form) === sent && !isLooked(form)) form.reset(); // what was typed meanwhile stays
      form.elements.mark.value = newMark();
      keep(form);
    }
  } catch { tell(said.dataset.unheard, true); }
  form.removeAttribute("aria-busy");
  underWay.delete(form);
  fetchFace();
});

// --- What was typed and not sent is still there after a reload, under the mark that it had; what was opened is open.

const draftOf = form => `${face.dataset.face} ${form.dataset.keeps}`;
const kept = window.sessionStorage; // of this tab alone
function keep(form) {
  if (!form.dataset.keeps) return;
  const fields = [...new FormData(form)].filter(([name]) => name !== "act" && name !== "form_key");
  const typed = fields.some(([name, value]) => value && form.elements[name].type !== "hidden");
  if (typed) kept.setItem(draftOf(form), JSON.stringify(fields)); else kept.removeItem(draftOf(form));
}
const placeOf = part => `${face.dataset.face} ${keyOf(part.closest("[id], [data-key]"))} ${part.querySelector("summary").textContent.trim()}`;
for (const part of face.querySelectorAll("details")) {
  const was = kept.getItem(placeOf(part));
  if (was !== null) { part.open = was === "open"; turned.add(part); }
}
document.addEventListener("input", event => { if (event.target.form) keep(event.target.form); });
for (const form of document.querySelectorAll("form[data-keeps]")) {
  for (const [name, value] of JSON.parse(kept.getItem(draftOf(form)) || "[]")) {
    const field = form.elements[name];
    if (field && (!field.options || [...field.options].some(one => one.value === value))) field.value = value;
  }
}

// --- The desk's line is completed as at the terminal.

let asking = 0;
document.addEventListener("input", async event => {
  const form = event.target.form, names = document.getElementById("commands");
  if (!names || !event.target.matches("[list=commands]")) return;
  const typed = event.target.value, number = ++asking;
  const asked = new URLSearchParams({ act: "complete", line: typed, form_key: form.elements.form_key.value, mark: "none" });
  const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: asked }).catch(() => null);
  if (!answer || !answer.ok || number !== asking) return;
  const before = typed.slice(0, typed.length - typed.split(" ").at(-1).length);
  names.replaceChildren(...(await answer.json()).said.split("\n").filter(one => one).slice(0, 30).map(one => new Option("", before + one)));
});
listen();
})();
