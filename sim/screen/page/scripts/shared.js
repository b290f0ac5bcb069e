// What all parts of the script use: the data of the page, its elements, moments in words.

const data = JSON.parse(document.getElementById("data").textContent);
const get = id => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";

function drawn(kind, attributes, parent) {
  const element = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return parent ? parent.appendChild(element) : element;
}

function moment(minutes) {
  const two = number => String(number).padStart(2, "0");
  const at = data.days[0].begins + Math.floor(minutes), day = Math.floor(at / 1440);
  return `day ${day - Math.floor(data.days[0].begins / 1440) + 1}, ${data.week[day % 7]} ${two(Math.floor(at / 60) % 24)}:${two(at % 60)}`;
}

// Of steps (when, what), each with its moment first, the last that has come.
function latest(steps, now) {
  let found = null;
  for (const step of steps) {
    if (step[0] > now) break;
    found = step;
  }
  return found;
}
