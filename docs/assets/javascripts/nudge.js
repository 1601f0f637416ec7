// Nudge it: move one number of the network by h; compare slope times h with the loss run again.
"use strict";

document.querySelectorAll(".nudge").forEach((figure) => {
  const data = JSON.parse(figure.querySelector(".nudge-data").textContent);
  const tool = figure.querySelector(".nudge-tool");

  // W x + b for one example: W is a list of rows, x and b are columns.
  const affine = (W, x, b) =>
    W.map((row, k) => row.reduce((sum, weight, j) => sum + weight * x[j][0], b[k][0]));

  function loss({ W1, b1, W2, b2, x }) {
    const a1 = affine(W1, x, b1).map((z) => [Math.tanh(z)]);
    const [z2] = affine(W2, a1, b2);
    return Math.log1p(Math.exp(z2)) - data.y * z2; // the cross-entropy of sigma(z2)
  }

  function moved(number, h) {
    const arrays = structuredClone(data.arrays);
    arrays[number.array][number.place[0]][number.place[1]] += h;
    return arrays;
  }

  const before = loss(data.arrays);
  const show = (value, digits) =>
    (value > 0 ? "+" : "") + value.toFixed(digits).replace("-", "\u2212");

  function labelled(words, control) {
    const label = document.createElement("label");
    label.append(words, control);
    tool.append(label);
    return control;
  }

  const select = labelled("Move ", document.createElement("select"));
  data.numbers.forEach((number, place) => select.add(new Option(number.name, String(place))));

  const range = labelled("by h ", document.createElement("input"));
  Object.assign(range, { type: "range", min: "-1", max: "1", step: "0.01" });
  range.value = String(data.step);
  const amount = document.createElement("output");
  range.after(amount);

  const list = document.createElement("dl");
  list.setAttribute("aria-live", "polite");
  const cells = ["slope times h promises", "the loss, run again, changes by", "missed by"].map((words) => {
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    term.textContent = words;
    list.append(term, value);
    return value;
  });
  tool.append(list);

  const texts = new Map();
  figure.querySelectorAll("text[data-number]").forEach((text) => {
    texts.set(text, text.textContent);
  });

  function update() {
    const number = data.numbers[Number(select.value)];
    const h = Number(range.value);
    const promised = number.slope * h;
    const changed = loss(moved(number, h)) - before;
    amount.textContent = show(h, 2);
    range.setAttribute("aria-valuetext", `h = ${h}`);
    cells[0].textContent = show(promised, 5);
    cells[1].textContent = show(changed, 5);
    cells[2].textContent = show(changed - promised, 5);
    figure.querySelectorAll("[data-number]").forEach((part) => {
      const chosen = part.dataset.number === number.name;
      part.classList.toggle("lit", chosen);
      if (texts.has(part)) {
        const value = data.arrays[number.array][number.place[0]][number.place[1]];
        const nudged = Number((value + h).toFixed(2));
        part.textContent = chosen ? String(nudged).replace("-", "\u2212") : texts.get(part);
      }
    });
  }

  select.addEventListener("change", update);
  range.addEventListener("input", update);
  figure.classList.add("live");
  update();
});
