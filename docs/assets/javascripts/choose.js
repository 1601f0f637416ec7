/* Which formula is mine? Four fields, and the cells of the page's tables that they choose. */
"use strict";

(() => {
  const chooser = document.getElementById("chooser");
  const starts = [...document.querySelectorAll("table.starts tbody tr")].map((row) => ({
    loss: row.cells[0].textContent,
    activation: row.cells[1].textContent,
    equation: row.cells[2],
    proof: row.cells[3],
  }));
  const layouts = [...document.querySelectorAll("table.layout")];
  if (!chooser || !starts.length || !layouts.length) return;

  const different = (values) => [...new Set(values)];

  const make = (tag, name, ...children) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...children);
    return element;
  };

  const fill = (select, values) => {
    const before = select.value;
    select.replaceChildren(...values.map((value) => new Option(value, value)));
    if (values.includes(before)) select.value = before;
  };

  const field = (words, values) => {
    const select = make("select");
    fill(select, values);
    fields.append(make("label", "", words, select));
    return select;
  };

  const fields = make("div", "chooser-fields");
  const loss = field("Loss", different(starts.map((start) => start.loss)));
  const activation = field("Activation of this layer", []);
  const layout = field("Layout", layouts.map((table) => table.dataset.layout));
  const cost = field("Cost", [...layouts[0].tHead.rows[0].cells].slice(0, -1)
    .map((cell) => cell.textContent.replace("cost: ", "")));
  const answer = make("div", "chooser-answer");
  answer.setAttribute("aria-live", "polite");

  const copies = (cell) => [...cell.childNodes].map((node) => node.cloneNode(true));

  const line = (equation, proof) => make("div", "",
    make("div", "equation", ...copies(equation)),
    make("p", "chooser-proof", ...copies(proof)));

  const show = () => {
    fill(activation, starts.filter((start) => start.loss === loss.value)
      .map((start) => start.activation));
    const start = starts.find((each) =>
      each.loss === loss.value && each.activation === activation.value);
    const [forward, ...gradients] = layouts[layout.selectedIndex].tBodies[0].rows;
    const pick = (row) => line(row.cells[cost.selectedIndex], row.cells[row.cells.length - 1]);
    answer.replaceChildren(pick(forward), line(start.equation, start.proof), ...gradients.map(pick));
  };

  chooser.append(fields, answer);
  chooser.addEventListener("change", show);
  show();
})();
