// Dials over settings that ran beforehand: what they say, their curve, and each threat as a dot.

if (data.settings) {
  const { challenges, each } = data.settings;
  const strengths = [...new Set(each.map(({ strengths }) => strengths[0]))].sort((one, other) => one - other);
  const words = { 0: "away", 0.5: "half as strong", 1: "as written" };
  const asWritten = each.find(({ strengths }) => strengths.every(one => one === 1));
  const dots = asWritten.dots.map(() => drawn("circle", { r: 5 }, get("dots")));
  const sliders = challenges.map(([name, explained, key, written]) => {
    const label = document.createElement("label"), input = document.createElement("input");
    const says = document.createElement("output"), small = document.createElement("small");
    Object.assign(input, { type: "range", min: 0, max: strengths.length - 1, value: strengths.length - 1 });
    small.textContent = explained;
    label.append(`${name}: `, says, input, small);
    get("sliders").append(label);
    input.addEventListener("input", turn);
    return { input, says, key, written };
  });
  function turn() {
    const wanted = sliders.map(({ input }) => strengths[+input.value]);
    const setting = each.find(({ strengths }) => strengths.every((one, place) => one === wanted[place]));
    sliders.forEach(({ input, says }, place) => {
      says.textContent = words[wanted[place]];
      input.setAttribute("aria-valuetext", words[wanted[place]]);
    });
    get("setting").textContent = setting === asWritten ? `${setting.says}.` : `${setting.says}; as written ${asWritten.says}.`;
    get("dialled").setAttribute("width", setting.width);
    get("baseline").setAttribute("d", `M${asWritten.width} 0V10`);
    get("dialled-curve").setAttribute("points", setting === asWritten ? ""
      : setting.curve.map((share, place) => `${100 * place / (setting.curve.length - 1)},${100 - share / 10}`).join(" "));
    const changes = sliders.map(({ key, written }, place) => (wanted[place] === 1 ? "" : ` --set dials.${key}=${written * wanted[place]}`));
    get("command").textContent = get("command").dataset.begin + changes.join("");
    land(setting.dots);
  }
  // Each stands above when it is detected, what is never detected at the right; stacked no higher than there is room.
  function land(times) {
    const columns = times.map(at => (at === null ? 102 : Math.min(99, Math.floor(at / 10))));
    const stacks = new Map();
    const heights = columns.map(column => {
      stacks.set(column, (stacks.get(column) || 0) + 1);
      return stacks.get(column) - 1;
    });
    const step = Math.min(10, 190 / Math.max(...stacks.values()));
    dots.forEach((dot, place) => {
      dot.style.transform = `translate(${10 * columns[place] + 5}px, ${194 - step * heights[place]}px)`;
      dot.classList.toggle("missed", times[place] === null);
    });
  }
  get("dials").hidden = false;
  turn();
}
