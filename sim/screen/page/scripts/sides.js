// The two sides: a map each, what is said below it, and a list of what is under way.

const LINES = ["", " formal", " cut"]; // how a line is drawn: under an agreement, without one, with no channel open
const MOST_LISTED = 60;
let isFollowing = false;

class Side {
  constructor(number, day) {
    this.number = number;
    this.map = new DayMap(document.querySelector(`svg.map[data-side="${number}"]`), data);
    this.map.svg.querySelector(".still").remove();
    this.lines = [...this.map.svg.querySelectorAll(".way")];
    this.pointed = null;
    this.list = get(`underway-${number}`);
    this.list.hidden = false;
    this.list.addEventListener("toggle", () => this.fillList());
    for (const [element, of] of [[this.map.moving, "use"], [this.list, "button"]]) {
      for (const kind of ["pointerover", "click", "focusin"]) {
        element.addEventListener(kind, event => {
          const found = event.target.closest(of);
          if (found) this.point(+found.dataset.move);
        });
      }
    }
    for (const kind of ["pointerover", "click"]) {
      this.map.svg.addEventListener(kind, event => {
        const agency = event.target.closest(".agency");
        if (agency) this.sayAgency(this.map.agencies.indexOf(agency));
      });
    }
    this.show(day);
  }

  show(day) {
    this.day = data.days[day];
    this.map.show(this.day);
    this.pointed = null;
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
    this.drawLines(now);
    this.map.followed = isFollowing && this.day.way ? new Set(this.day.way.moves) : null;
    this.tell(now, chosen, this.map.draw(now, chosen));
    this.point(this.pointed);
    if (!isPlaying()) this.fillList();
  }

  drawLines(now) {
    const [, lines, inForce] = latest(this.day.states, now);
    lines.forEach(([how, says], number) => {
      const line = this.lines[number];
      line.setAttribute("class", `way${LINES[how]}`);
      line.querySelector("title").textContent = says;
    });
    get(`force-${this.number}`).textContent = inForce ? `Agreements in force: ${inForce}` : "";
  }

  point(number) {
    this.pointed = number;
    const found = this.map.point(number);
    get(`about-${this.number}`).textContent = found ? this.map.says(found, moment)
      : "Point at a mark, or choose one from the list below, to see whose it is.";
  }

  // An agency: its name, which a crowded map has no room for, and what is at its desk.
  sayAgency(number) {
    this.point(null);
    const waiting = this.map.agencies[number].querySelector(".waiting"), name = this.day.agencies[number];
    const sure = this.map.agencies[number].classList.contains("sure") ? ", sure enough to act" : "";
    get(`about-${this.number}`).textContent = `${name}${waiting && waiting.textContent ? `: ${waiting.textContent} at its desk` : ""}${sure}`;
  }

  // Everything that is under way, by where it is.
  fillList() {
    const all = this.map.underWay;
    this.list.querySelector("summary").textContent = `Under way at this moment: ${all.length}`;
    if (!this.list.open) return;
    const held = new Map();
    for (const each of all.slice(0, MOST_LISTED)) {
      const at = this.map.holder(each), name = at === null ? "On the way" : this.day.agencies[at];
      held.set(name, [...(held.get(name) || []), each]);
    }
    const groups = [...held].sort().map(([name, some]) => listItem(name, ...some.map(each => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: this.map.says(each, moment) });
      button.dataset.move = each.number;
      return listItem(button);
    })));
    const more = all.length - MOST_LISTED;
    this.list.querySelector("ul").replaceChildren(...groups, ...(more > 0 ? [listItem(`and ${more} more`)] : []));
  }

  tell(now, chosen, counted) {
    const parts = [];
    if (this.day.cases[chosen]) parts.push(caseAt(this.day.cases[chosen], now));
    const most = [...counted].sort((one, other) => other[1] - one[1]).map(([words, many]) => `${words}: ${many}`);
    get(`state-${this.number}`).textContent = parts.concat(most).join(" · ");
    get(`when-${this.number}`).textContent = moment(now);
    const happened = latest(this.day.happened, now);
    get(`happened-${this.number}`).textContent = happened ? `${moment(happened[0])}: ${happened[1]}` : "";
    const step = isFollowing && this.day.way ? latest(this.day.way.steps, now) : null;
    get(`step-${this.number}`).textContent = step ? step[1] : "";
    this.tellRow(now);
  }

  tellRow(now) {
    let row = null;
    for (const each of this.rows) {
      if (+each.dataset.at > now) break;
      row = each;
    }
    if (this.row && this.row !== row) this.row.classList.remove("now");
    if (row) row.classList.add("now");
    this.row = row;
    get(`latest-${this.number}`).textContent = row
      ? [...row.cells].slice(0, 3).map(cell => cell.textContent).join(" · ") : "";
  }
}

// How it stands with a case: [name, whether real, onset, detected, by whom, deadline, what is said of its detection].
function caseAt([name, real, onset, detected, , deadline, says], now) {
  if (detected !== null && detected <= now) return `${name}: ${says} (${moment(detected)})`;
  if (!real) return `${name} is a red herring`;
  if (now < onset) return `${name} has not begun`;
  return now < deadline ? `${name} is not detected yet` : `${name} is not detected within its window`;
}

function listItem(head, ...items) {
  const item = document.createElement("li");
  item.append(head);
  if (items.length) item.appendChild(document.createElement("ul")).append(...items);
  return item;
}
