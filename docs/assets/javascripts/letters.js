/* The letters of a derivation: point at one, and all its places light up and its meaning is told.
   The list of letters does the same by keyboard. */

"use strict";

(() => {
  const { make } = window.derivation;
  const note = make("div", { className: "letter-note", role: "note", hidden: true });
  let lit = []; // what is lit now
  let pinned = null; // the piece that was tapped and stays lit
  let waiting = 0;

  /** Return the row of the list that tells of a piece, or null. */
  function row(section, number) {
    return section.querySelector(`.symbols li[data-node="${number}"]`);
  }

  function light(section, number) {
    darken();
    const places = `math [data-node="${number}"], .symbols li[data-node="${number}"]`;
    lit = [...section.querySelectorAll(places)];
    for (const piece of lit) piece.classList.add("lit");
  }

  function darken() {
    for (const piece of lit) piece.classList.remove("lit");
    lit = [];
    clearTimeout(waiting);
    note.hidden = true;
  }

  function tell(piece, section) {
    const told = row(section, piece.dataset.node);
    if (!told) return;
    note.replaceChildren(...[...told.childNodes].map((node) => node.cloneNode(true)));
    for (const each of note.querySelectorAll("[role], [tabindex], [data-node]")) {
      for (const name of ["role", "tabindex", "aria-pressed", "data-node"]) each.removeAttribute(name);
    }
    note.hidden = false;
    const box = piece.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.min(Math.max(box.left + box.width / 2 - note.offsetWidth / 2, 8),
      width - note.offsetWidth - 8);
    const below = box.bottom + 8;
    const fits = below + note.offsetHeight < innerHeight;
    note.style.left = `${left + scrollX}px`;
    note.style.top = `${(fits ? below : box.top - note.offsetHeight - 8) + scrollY}px`;
  }

  /** Return the piece with a handle at a place of the page, and its derivation. */
  function found(target) {
    const piece = target instanceof Element && target.closest("math [data-node]");
    const section = piece && piece.closest(".derivation");
    return section && !piece.closest(".symbols") ? [piece, section] : [null, null];
  }

  function release() {
    if (pinned) pinned.setAttribute?.("aria-pressed", "false");
    pinned = null;
    darken();
  }

  function onPoint(event) {
    const [piece, section] = found(event.target);
    if (pinned || event.pointerType === "touch" || !piece) return;
    light(section, piece.dataset.node);
    waiting = setTimeout(tell, 220, piece, section);
  }

  function onLeave(event) {
    if (!pinned && found(event.target)[0]) darken();
  }

  function onTap(event) {
    if (note.contains(event.target) || event.target.closest(".symbols .symbol")) return;
    const [piece, section] = found(event.target);
    const again = piece && piece === pinned;
    if (pinned || piece) release();
    if (!piece || again || event.target.closest("a, button, summary")) return;
    pinned = piece;
    light(section, piece.dataset.node);
    tell(piece, section);
  }

  /** Make a row's symbol a button that keeps its letter lit. */
  function listen(symbol, section) {
    const { node } = symbol.parentElement.dataset;
    if (!section.querySelector(`math [data-node="${node}"]`)) return;
    for (const [name, value] of [["role", "button"], ["tabindex", "0"], ["aria-pressed", "false"]]) {
      symbol.setAttribute(name, value);
    }
    const on = () => pinned || light(section, node);
    const off = () => pinned || darken();
    for (const name of ["pointerenter", "focus"]) symbol.addEventListener(name, on);
    for (const name of ["pointerleave", "blur"]) symbol.addEventListener(name, off);
    const press = () => {
      const again = pinned === symbol;
      release();
      if (again) return;
      pinned = symbol;
      symbol.setAttribute("aria-pressed", "true");
      light(section, node);
    };
    symbol.addEventListener("click", press);
    symbol.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      press();
    });
  }

  document.body.append(note);
  for (const symbol of document.querySelectorAll(".derivation .symbols .symbol")) {
    listen(symbol, symbol.closest(".derivation"));
  }
  document.addEventListener("pointerover", onPoint);
  document.addEventListener("pointerout", onLeave);
  document.addEventListener("click", onTap);
  document.addEventListener("keydown", (event) => event.key === "Escape" && release());
})();
