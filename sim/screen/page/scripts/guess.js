// The curve is guessed before it is shown: drawn on the plot, or set with four sliders.

const guess = get("guess");
if (guess) {
  const figure = get("figure"), plot = get("plot"), line = get("guessed");
  const sliders = [...guess.querySelectorAll("input")];
  const draw = () => {
    sliders.forEach((slider, place) => {
      slider.closest("label").querySelector("output").textContent = `${slider.value} %`;
      line.points.getItem(place + 1).y = 100 - slider.value;
    });
  };
  const set = (place, value) => {
    sliders[place].value = value;
    sliders.forEach((slider, other) => { // what has been detected stays so
      if (other < place && +slider.value > value) slider.value = value;
      if (other > place && +slider.value < value) slider.value = value;
    });
    draw();
  };
  const show = says => {
    figure.classList.remove("guessing");
    guess.hidden = true;
    get("told").textContent = says;
  };
  line.setAttribute("points", ["0,100", ...sliders.map((_, place) => `${25 * (place + 1)},100`)].join(" "));
  figure.classList.add("guessing");
  guess.hidden = false;
  sliders.forEach((slider, place) => slider.addEventListener("input", () => set(place, +slider.value)));
  const pointed = event => {
    if (guess.hidden || (event.type === "pointermove" && !event.buttons)) return;
    const box = plot.getBoundingClientRect();
    const place = Math.round(4 * (event.clientX - box.left) / box.width) - 1;
    const value = Math.round(100 - 100 * (event.clientY - box.top) / box.height);
    if (place >= 0) set(Math.min(place, 3), Math.max(0, Math.min(100, value)));
  };
  plot.addEventListener("pointerdown", pointed);
  plot.addEventListener("pointermove", pointed);
  guess.addEventListener("submit", event => {
    event.preventDefault();
    const parts = sliders.map(slider => `by ${slider.dataset.when} you said ${slider.value} %, it is ${slider.dataset.right}`);
    show(`${parts.join("; ")}.`.replace("by", "By"));
  });
  get("unguessed").addEventListener("click", () => { line.remove(); show(""); });
}
