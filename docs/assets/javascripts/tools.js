/* The buttons of the tools that compute. The scripts behind them are fetched when somebody first
   wants one: who only reads waits for none of them. */
"use strict"

;(() => {
  const ENGINE = [
    "scan", "language", "shapes", "reader", "arithmetic", "values", "sample", "judge", "names", "show", "numbers",
    "tryline",
  ]
  const here = document.currentScript.src
  let engine = null

  /** Fetch scripts that lie beside this one; they run in the order given. */
  function load(names) {
    return Promise.all(names.map(name => new Promise((resolve, reject) => {
      const script = document.createElement("script")
      script.src = new URL(`${name}.js`, here)
      script.async = false
      script.addEventListener("load", resolve)
      script.addEventListener("error", reject)
      document.head.append(script)
    })))
  }

  const loaded = () => (engine ??= load(ENGINE))

  /** Add the button of one tool to a derivation; from its first press on, the tool listens to it. */
  function lend(section, tool, text, properties) {
    const button = window.derivation.make("button", { type: "button", textContent: text, ...properties })
    button.addEventListener("click", async () => {
      try {
        await loaded()
      } catch {
        button.textContent += " (not to be had: its script is missing)"
        return
      }
      window.backprop[tool].attach(section, button)
      button.click()
    }, { once: true })
    window.derivation.tools(section).append(button)
  }

  for (const section of document.querySelectorAll("section.derivation:has(.derivation-data)")) {
    lend(section, "numbers", "Numbers", { className: "show-numbers", "aria-pressed": "false" })
    if (section.querySelector(".step[id]")) {
      lend(section, "tryline", "Try a line", { className: "show-try", "aria-expanded": "false" })
    }
  }
  if (document.querySelector(".check-working")) loaded().then(() => load(["working"]))
})()
