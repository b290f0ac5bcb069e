// Answers to the questions, checked.

for (const form of document.querySelectorAll(".questions form")) {
  const right = form.dataset.right.split(" ");
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("change", event => {
    form.querySelector(".verdict").textContent = right.includes(event.target.value) ? "Right." : "Not that. Try again, or look.";
  });
}
