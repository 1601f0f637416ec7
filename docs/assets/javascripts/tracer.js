// The entry tracer: show one sum at a time, and light up what goes into it.
"use strict";

document.querySelectorAll(".tracer").forEach((figure) => {
  const sums = new Map();
  figure.querySelectorAll("[data-trace]").forEach((item) => sums.set(item.dataset.trace, item));
  const buttons = new Map();

  function choose(key) {
    const lit = new Set(sums.get(key).dataset.lights.split(" "));
    sums.forEach((item, name) => { item.hidden = name !== key; });
    buttons.forEach((button, name) => {
      button.setAttribute("aria-pressed", String(name === key));
    });
    figure.querySelectorAll("[data-cell], [data-light]").forEach((part) => {
      part.classList.toggle("lit", lit.has(part.dataset.cell || part.dataset.light));
    });
  }

  figure.querySelectorAll("[data-entry]").forEach((cell) => {
    const key = cell.dataset.entry;
    const [name, row, column] = key.split("-");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = cell.textContent;
    button.setAttribute("aria-label", `${name}, row ${row}, column ${column}: ${cell.textContent}`);
    button.addEventListener("click", () => choose(key));
    cell.replaceChildren(button);
    buttons.set(key, button);
  });

  // The arrow keys walk through a matrix, as its entries lie.
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  buttons.forEach((button, key) => {
    button.addEventListener("keydown", (event) => {
      const step = steps[event.key];
      if (!step) return;
      const [name, row, column] = key.split("-");
      const next = `${name}-${Number(row) + step[0]}-${Number(column) + step[1]}`;
      if (!buttons.has(next)) return;
      event.preventDefault();
      buttons.get(next).focus();
      choose(next);
    });
  });

  figure.classList.add("live");
  choose(buttons.keys().next().value);
});
