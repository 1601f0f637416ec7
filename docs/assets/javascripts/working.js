/* Check my working: a whole working, pasted, and every step of it judged by value. */
"use strict"

window.backprop.working = (() => {
  const { LanguageError } = window.backprop.language
  const { readWorking } = window.backprop.reader
  const { judge } = window.backprop.judge
  const { verdict } = window.backprop.tryline
  const { make, fault } = window.backprop.show
  const { spelled, remarks } = window.backprop.names
  const EXAMPLE = `let   a = sigma(z)
let   L = -(y*log(a) + (1 - y)*log(1 - a))
where 0 <= y <= 1

  D(L, z)
= D(L, a)*D(a, z)
= (-y/a + (1 - y)/(1 - a))*(a*(1 - a))
= -y*(1 - a) - (1 - y)*a
= a - y
`

  /** What is said of each step of a working, judged one by one so that the page stays awake. */
  async function* judged(chains, text) {
    const steps = chains.flatMap(({ declarations, lines }) =>
      lines.slice(1).map((line, k) => ({ above: lines[k], line, declarations })))
    if (!steps.length) throw new LanguageError("no step is here: write LEFT == RIGHT, or lines that begin with =", 1, 1, text.split("\n")[0])
    for (const { above, line, declarations } of steps) {
      await new Promise(resolve => setTimeout(resolve))
      yield { line, found: judge(above.expr, line.expr, declarations) }
    }
  }

  function attach(place) {
    const id = "working"
    const text = make("textarea", { id, rows: 12, spellcheck: false, value: EXAMPLE, autocapitalize: "off" })
    const button = make("button", {}, "Look for counter-examples")
    const clear = make("button", { type: "button" }, "Empty it")
    const summary = make("p", { className: "summary", role: "status" })
    const list = make("ol", { className: "judged" })
    const form = make("form", { className: "check-form" }, make("label", { htmlFor: id }, "Your working"), text,
      make("p", { className: "controls" }, button, clear), summary, list)
    clear.addEventListener("click", () => {
      text.value = ""
      text.focus()
    })
    form.addEventListener("submit", event => {
      event.preventDefault()
      run()
    })

    async function run() {
      list.replaceChildren()
      for (const old of form.querySelectorAll(".remark")) old.remove()
      summary.className = "summary"
      summary.textContent = "Looking …"
      button.disabled = true
      const kinds = []
      const typed = spelled(text.value)
      try {
        const chains = readWorking(typed.text)
        for await (const { line, found } of judged(chains, typed.text)) {
          kinds.push(found.verdict)
          list.append(make("li", { className: found.verdict },
            make("span", { className: "where" }, `line ${line.number}`), make("code", {}, `= ${line.text}`),
            make("p", {}, verdict(found, "the line above", "this one"))))
        }
        list.before(...remarks(chains).map(said => make("p", { className: "remark" }, said)))
        const wrong = kinds.filter(kind => kind === "differs").length
        const steps = `${kinds.length} step${kinds.length > 1 ? "s" : ""}`
        const doubt = kinds.some(kind => kind === "undefined" || kind === "unclear") ? " See below what else was found." : ""
        summary.textContent = wrong
          ? `${wrong} of ${steps} ${wrong > 1 ? "have" : "has"} a counter-example.`
          : `${steps}: no counter-example found. That is no proof.${doubt}`
        summary.textContent += typed.said
      } catch (error) {
        if (!(error instanceof LanguageError)) throw error
        summary.classList.add("fault")
        summary.replaceChildren(`Line ${error.line}, column ${error.column}:`, ...fault(error))
      } finally {
        button.disabled = false
      }
    }

    place.replaceChildren(form)
  }

  return { start: () => document.querySelectorAll(".check-working").forEach(attach), EXAMPLE }
})()

window.backprop.working.start()
