/* Copying: a line as LaTeX or as Python, all lines as LaTeX, or the derivation as a working that
   `derive check` reads. */

"use strict";

(() => {
  const { make, say, tools } = window.derivation;
  const FORMULA = ".line > .formula > math";
  let open = null; // the button whose menu is open

  /** Return the data of a derivation, or null where a page shows only its lines. */
  function data(section) {
    const script = section.querySelector(".derivation-data");
    return script && JSON.parse(script.textContent);
  }

  /** Return a derivation as a working, with the rule behind each line. */
  function working({ declarations, chains, rules }) {
    const written = chains.map(([first, ...lines], chain) => {
      const width = Math.min(Math.max(...lines.map((line) => line.length)), 60);
      const steps = lines.map((line, step) => {
        const rule = rules[chain][step];
        return `= ${rule ? `${line.padEnd(width)}    by ${rule}` : line}`;
      });
      return [`  ${first}`, ...steps].join("\n");
    });
    return `${[declarations.join("\n"), ...written].filter(Boolean).join("\n\n")}\n`;
  }

  /** Return the LaTeX of all lines, aligned at their equals signs. */
  function aligned(section) {
    const chains = [...section.querySelectorAll(".steps")].map((steps) => {
      const [first, ...lines] = [...steps.querySelectorAll(FORMULA)].map((math) => math.dataset.latex);
      const rows = lines.map((line, place) => `${place ? "" : `${first} `}&= ${line}`);
      return `\\begin{aligned}\n${rows.join(" \\\\\n")}\n\\end{aligned}\n`;
    });
    return chains.join("\n");
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = make("textarea", { value: text, className: "derivation-voice" });
      document.body.append(field);
      field.select();
      document.execCommand("copy"); // where the page is a file, or the clipboard says no
      field.remove();
    }
  }

  function close(focus) {
    if (!open) return;
    open.setAttribute("aria-expanded", "false");
    open.nextElementSibling.remove();
    if (focus) open.focus();
    open = null;
  }

  function show(button, choices) {
    const list = make("div", { className: "copy-menu" });
    for (const [name, text] of choices) {
      const choice = make("button", { type: "button", textContent: name });
      choice.addEventListener("click", async () => {
        await copy(text());
        close(true);
        say(`${name}: copied`);
        button.classList.add("done");
        setTimeout(() => button.classList.remove("done"), 1500);
      });
      list.append(choice);
    }
    button.after(list);
    button.setAttribute("aria-expanded", "true");
    open = button;
    list.firstChild.focus();
  }

  /** Return a button that opens a menu, in a box of its own. */
  function menu(label, title, choices) {
    const button = make("button", {
      type: "button", className: "copy", textContent: label, title, "aria-expanded": "false",
      "aria-label": title,
    });
    button.addEventListener("click", () => {
      const again = open === button;
      close();
      if (!again) show(button, choices);
    });
    return make("div", { className: "copying" }, button);
  }

  function attach(section) {
    const known = data(section);
    const whole = [["All lines as LaTeX", () => aligned(section)]];
    if (known) whole.push(["As a working", () => working(known)]);
    tools(section).append(menu("Copy", "Copy all these lines", whole));
    [...section.querySelectorAll(".steps")].forEach((steps, chain) => {
      [...steps.querySelectorAll(".step")].forEach((step, place) => {
        const latex = step.querySelector(FORMULA).dataset.latex;
        const choices = [["LaTeX", () => latex]];
        if (known) choices.push(["Python", () => known.chains[chain][place]]);
        const box = menu("", "Copy this line", choices);
        box.classList.add("of-step");
        step.append(box);
      });
    });
  }

  for (const section of document.querySelectorAll(".derivation")) {
    if (section.querySelector(".step[id]")) attach(section);
  }
  document.addEventListener("click", (event) => {
    if (open && !open.parentElement.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && close(true));
})();
