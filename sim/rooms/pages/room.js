"use strict";
// Keeps a screen as it is in the room: hears that there is news, fetches it, and sends forms.
(() => {
const face = document.getElementById("face");
if (!face) return;
const cut = document.getElementById("cut"), said = document.getElementById("said");
const SILENCE = 25000, AGAIN = 1000;
let heard = Date.now(), source = null, fetching = false, again = false;

// Sections are replaced one by one, and not under the hands of somebody who types in one.
function show(html) {
  const fresh = new DOMParser().parseFromString(`<div>${html}</div>`, "text/html").body.firstChild;
  const have = new Map([...face.querySelectorAll("[id]")].filter(one => one.matches("header, section, main.door")).map(one => [one.id, one]));
  const want = [...fresh.querySelectorAll("header[id], section[id], main.door[id]")];
  if (want.map(one => one.id).join() !== [...have.keys()].join()) {
    if (!busy(face)) face.replaceChildren(...fresh.childNodes); else later();
    return;
  }
  for (const one of want) {
    const old = have.get(one.id);
    if (unmarked(old) === unmarked(one)) continue;
    if (busy(old)) { later(); continue; }
    for (const details of old.querySelectorAll("details[open]")) {
      const number = [...old.querySelectorAll("details")].indexOf(details);
      const same = one.querySelectorAll("details")[number];
      if (same) same.open = true;
    }
    old.replaceWith(one);
  }
}
const unmarked = element => element.innerHTML.replace(/name="mark" value="[^"]*"/g, "");
const busy = element => element.contains(document.activeElement) && document.activeElement.matches("input:not([type=hidden]), textarea, select")
  || [...element.querySelectorAll("input:not([type=hidden]), textarea")].some(one => one.value !== one.defaultValue);
// What is sent again under the same mark is done once, so the next thing needs another.
const fresh = () => [...crypto.getRandomValues(new Uint8Array(8))].map(one => one.toString(16).padStart(2, "0")).join("");
let waits = null;
function later() { waits = waits || setTimeout(() => { waits = null; fetchFace(); }, 3000); }

async function fetchFace() {
  if (fetching) { again = true; return; }
  fetching = true;
  try {
    const answer = await fetch(face.dataset.face);
    if (answer.status === 401) return location.assign("/");
    if (answer.ok) show(await answer.text());
  } catch { /* the line is cut: the stream tells when it is back */ }
  fetching = false;
  if (again) { again = false; fetchFace(); }
}

function listen() {
  if (source) source.close();
  source = new EventSource(face.dataset.live);
  source.addEventListener("open", alive);
  source.addEventListener("news", () => { alive(); fetchFace(); });
  source.addEventListener("error", () => { lost(); if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN); });
}
let since = null;
function alive() { heard = Date.now(); since = null; cut.hidden = true; }
function lost() {
  since = since || new Date();
  cut.querySelector("span").textContent = since.toLocaleTimeString();
  cut.hidden = false;
}
setInterval(() => { if (source && source.readyState === EventSource.CLOSED) listen(); }, 2000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) { listen(); fetchFace(); } });
addEventListener("online", listen);

// The clock on the screen goes on by itself between two pieces of news.
const began = () => performance.now();
let clockAt = began();
setInterval(() => {
  for (const clock of face.querySelectorAll("[data-speed]")) {
    if (clock.started === undefined) clock.started = began();
    const speed = +clock.dataset.speed;
    if (!speed) continue;
    const minutes = +clock.dataset.begins + 60 * (+clock.dataset.hours + (began() - clock.started) / 60000 * speed);
    const day = Math.floor(minutes / 1440) - Math.floor(+clock.dataset.begins / 1440) + 1;
    const two = number => String(Math.floor(number)).padStart(2, "0");
    clock.textContent = `day ${day}, ${["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][Math.floor(minutes / 1440) % 7]} ${two(minutes / 60 % 24)}:${two(minutes % 60)}`;
  }
}, 1000);

document.addEventListener("submit", async event => {
  const form = event.target;
  if (form.getAttribute("action") !== "/act") return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch("/act", { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)) });
    const told = await answer.json();
    said.textContent = told.said;
    if (answer.ok) { form.reset(); form.elements.mark.value = fresh(); }
  } catch {
    said.textContent = "…";
  }
  button.disabled = false;
  if (document.activeElement) document.activeElement.blur();
  fetchFace();
});
listen();
})();
