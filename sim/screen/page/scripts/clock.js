// The clock: playing, stepping, the bar with its marks, and links that name a moment.

const time = get("time"), caseOf = get("case");
const last = Math.max(...data.days.map(day => day.minutes));
let frame = null, before = 0, now = 0;
time.max = last;

const told = data.days[0].cases;
caseOf.replaceChildren(...told.slice(0, 200).map(([name, real], number) => new Option(real ? name : `${name} (red herring)`, number)));
if (data.days[0].way) caseOf.value = data.days[0].way.case;
const sides = [new Side(0, 0), new Side(1, data.beside)];

function isPlaying() {
  return frame !== null;
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
  for (const side of sides) side.fillList();
}

function toggle() {
  if (isPlaying()) return pause();
  if (now >= last) go(0);
  get("play").textContent = "Pause";
  frame = requestAnimationFrame(play);
}

// To what happens next, or happened before: in the tables, or on the way that is followed.
function step(forward) {
  pause();
  const rows = () => sides.flatMap(side => side.rows.map(row => +row.dataset.at));
  const steps = () => sides.flatMap(side => (side.day.way ? side.day.way.steps : [])).map(([at]) => at);
  const instants = isFollowing ? steps() : rows();
  go(forward ? Math.min(...instants.filter(at => at > now), last) : Math.max(...instants.filter(at => at < now), 0));
}

// Marks on the bar: what happens to the world, and of the threat chosen its onset, window and detection.
function drawMarks() {
  const marks = get("marks");
  marks.replaceChildren();
  const mark = (at, kind, says) => {
    const line = drawn("path", { class: kind, d: `M${1000 * at / last} 0V14` }, marks);
    drawn("title", {}, line).textContent = `${moment(at)}: ${says}`;
  };
  for (const [at, says] of sides[0].day.happened) mark(at, "m-happened", says);
  for (const side of sides) {
    const about = side.day.cases[side.chosen()];
    if (!about) continue;
    const [name, real, onset, detected, , deadline, says] = about;
    mark(onset, "m-onset", `${name} begins`);
    if (real && deadline < last) mark(deadline, "m-deadline", `the window of ${name} ends`);
    if (detected !== null) mark(detected, "m-detected", `${name} ${says}; ${side.day.name}`);
  }
}

document.querySelector(".clock").hidden = false;
get("still").hidden = true;
get("play").addEventListener("click", toggle);
get("step").addEventListener("click", () => step(true));
get("back").addEventListener("click", () => step(false));
time.addEventListener("input", () => { pause(); go(+time.value); });
time.addEventListener("keydown", event => {
  const moved = { ArrowRight: 60, ArrowUp: 60, ArrowLeft: -60, ArrowDown: -60, PageUp: 1440, PageDown: -1440 }[event.key];
  if (!moved) return;
  event.preventDefault();
  pause();
  go(now + moved);
});
caseOf.addEventListener("change", () => { drawMarks(); go(now); });
["left", "right"].forEach((id, number) => {
  const select = get(id);
  if (!select) return;
  select.replaceChildren(...data.days.map((day, place) => new Option(day.name, place)));
  select.value = number ? data.beside : 0;
  select.addEventListener("change", () => { sides[number].show(+select.value); drawMarks(); go(now); });
});
const followButton = get("follow"); // the marks of the report that decided stand out, and steps are its steps
if (followButton && data.days[0].way) {
  followButton.hidden = false;
  followButton.addEventListener("click", () => {
    isFollowing = !isFollowing;
    followButton.setAttribute("aria-pressed", isFollowing);
    if (isFollowing) { pause(); go(data.days[0].way.steps[0][0]); } else go(now);
  });
}

// A link may name a moment: page.html#day-14.5 is noon of day 14.
function fromLink() {
  const [, day] = /^#day-([0-9]+([.][0-9]+)?)$/.exec(location.hash) || [];
  if (!day) return false;
  pause();
  go(Math.round((day - 1) * 1440) - data.days[0].begins % 1440);
  return true;
}
addEventListener("hashchange", () => {
  if (fromLink()) get("day").scrollIntoView();
});
drawMarks();
if (!fromLink()) go(told.length ? told[+caseOf.value][2] : 0);

// On paper every answer is open.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll(".questions details")].filter(each => !each.open);
  for (const each of opened) each.open = true;
});
addEventListener("afterprint", () => {
  for (const each of opened) each.open = false;
});
