/* What the scripts of a derivation share, and pencil mode: the next line stays covered until its
   reader asks for it. Without scripts all lines are there. */

"use strict";

window.derivation = (() => {
  const KEY = "backprop.pencil";

  /** Return a new element with properties, attributes (with a hyphen) and children. */
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name.includes("-") || name === "role") element.setAttribute(name, value);
      else element[name] = value;
    }
    element.append(...children);
    return element;
  }

  /** Return the place for buttons in a derivation: beside its first line. */
  function tools(section) {
    const first = section.querySelector(".step");
    let bar = first.querySelector(":scope > .tools");
    if (!bar) {
      bar = make("div", { className: "tools", role: "group", "aria-label": "Tools for these lines" });
      first.append(bar);
    }
    return bar;
  }

  /** Say something to who cannot see it. */
  function say(text) {
    let voice = document.querySelector(".derivation-voice");
    if (!voice) {
      voice = make("div", { className: "derivation-voice", role: "status" });
      document.body.append(voice);
    }
    voice.textContent = text;
  }

  /** Return whether lines were covered on the last visit. */
  function remembered() {
    try {
      return localStorage.getItem(KEY) === "on";
    } catch {
      return false; // no storage for files, or none at all
    }
  }

  function remember(on) {
    try {
      localStorage.setItem(KEY, on ? "on" : "off");
    } catch {
      // then it is asked again on the next page
    }
  }

  /** The lines of one derivation, of which the first `shown` are seen. */
  class Lines {
    constructor(section) {
      this.section = section;
      this.steps = [...section.querySelectorAll(".step[id]")];
      this.lists = [...section.querySelectorAll("ol.steps")];
      this.shown = this.steps.length;
      this.cover = make("button", { className: "cover", type: "button", "aria-expanded": "false" });
      this.cover.addEventListener("click", () => this.uncover(true));
      this.note = make("p", { className: "covered-note", hidden: true }, "The lines are covered, as you chose. ",
        make("button", { type: "button", textContent: "Show all lines" }));
      this.note.querySelector("button").addEventListener("click", () => {
        choose(false);
        section.querySelector(".pencil").focus();
      });
      section.querySelector(".route, ol.steps").before(this.note);
    }

    get next() {
      return this.steps[this.shown];
    }

    show(count) {
      this.shown = Math.max(0, Math.min(count, this.steps.length));
      this.steps.forEach((step, place) => {
        step.classList.toggle("covered", place >= this.shown);
        step.classList.toggle("next", place === this.shown);
      });
      for (const list of this.lists) {
        const route = list.previousElementSibling;
        const untouched = !list.querySelector(".step[id]:is(.next, :not(.covered))");
        list.classList.toggle("covered", untouched);
        if (route?.matches(".route")) route.classList.toggle("covered", untouched);
      }
      this.section.classList.toggle("has-covered", Boolean(this.next));
      this.cover.remove();
      if (this.next) {
        this.cover.textContent = "What comes next?";
        this.cover.setAttribute("aria-label", `Uncover line ${this.shown + 1}`);
        this.cover.title = "What is hatched in the line above will change";
        this.next.append(this.cover);
      }
      this.section.dispatchEvent(new CustomEvent("derivation:shown", { detail: this.shown }));
    }

    uncover(byReader) {
      const step = this.next;
      if (!step) return;
      this.show(this.shown + 1);
      if (!byReader) return;
      const formula = step.querySelector("math");
      const rule = step.querySelector(".rule");
      say(`Equals ${formula.getAttribute("alttext")}, by ${rule ? rule.textContent : "no rule"}`);
      const goal = this.next ? this.cover : step.querySelector(".step-number");
      goal.focus({ preventScroll: true });
      (this.next || step).scrollIntoView({ block: "nearest" });
    }

    /** Uncover up to the line that the address names. */
    reach(id) {
      const place = this.steps.findIndex((step) => step.id === id);
      if (place >= this.shown) this.show(place + 1);
    }
  }

  const all = [];
  const switches = [];
  let on = false;

  function set(pencil) {
    on = pencil;
    for (const button of switches) button.setAttribute("aria-pressed", String(on));
    for (const lines of all) {
      lines.show(on ? 0 : lines.steps.length);
      lines.note.hidden = true;
    }
    if (on) arrive();
  }

  /** Cover or uncover as the reader wants it, here and on the next page. */
  function choose(pencil) {
    set(pencil);
    remember(pencil);
  }

  function arrive() {
    const id = decodeURIComponent(location.hash.slice(1));
    if (id) for (const lines of all) lines.reach(id);
  }

  /** Return the lines that a key is meant for: those with the focus, else those in sight. */
  function meant(target) {
    const inside = all.find((lines) => lines.section.contains(target));
    if (inside) return inside;
    return all.find((lines) => {
      const box = lines.next && lines.next.getBoundingClientRect();
      return box && box.top < innerHeight && box.bottom > 0;
    });
  }

  function onKey(event) {
    const { key, target } = event;
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (target.closest("input, textarea, select, [contenteditable], [role=slider]")) return;
    const lines = meant(target);
    if (!lines) return;
    const atCover = target === lines.cover;
    const free = atCover || !target.closest("a, button, summary, [role=button], .formula[tabindex]");
    const onward = key === "n" || (free && key === " ") || (atCover && /^Arrow(Down|Right)$/.test(key));
    const back = atCover && /^(Backspace|Arrow(Up|Left))$/.test(key);
    if (!(onward && lines.next) && !back) return;
    event.preventDefault();
    event.stopPropagation(); // to the theme, n is the next page
    if (onward) lines.uncover(true);
    else {
      lines.show(lines.shown - 1);
      lines.cover.focus();
    }
  }

  function start() {
    for (const section of document.querySelectorAll(".derivation")) {
      if (!section.querySelector(".step[id]")) continue;
      const lines = new Lines(section);
      all.push(lines);
      const button = make("button", {
        type: "button", className: "pencil", textContent: "Cover the lines",
        title: "Try each line yourself before you see it (keys: space, n)", "aria-pressed": "false",
      });
      button.addEventListener("click", () => {
        choose(!on);
        // On the button the space bar would press it again; here it uncovers one line.
        if (lines.next) lines.cover.focus();
      });
      switches.push(button);
      tools(section).prepend(button);
    }
    if (remembered()) {
      set(true);
      for (const lines of all) lines.note.hidden = !lines.next;
    }
    document.addEventListener("keydown", onKey, true);
    addEventListener("hashchange", arrive);
  }

  start();
  return { make, say, tools };
})();
