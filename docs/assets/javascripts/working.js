/* Check my working: a whole working, pasted, and every step of it judged by value. */
"use strict"

window.backprop.working = (() => {
  const { LanguageError } = window.backprop.language
  const { readWorking } = window.backprop.reader
  const { judge } = window.backprop.judge
  const { verdict } = window.backprop.tryline
  const { make, fault } = window.backprop.show
  const { spelled, refuseQuotients, remarks } = window.backprop.names
  const NEURON = `let   a = sigma(z)
let   L = -(y*log(a) + (1 - y)*log(1 - a))
where 0 <= y <= 1

  D(L, z)
= D(L, a)*D(a, z)
= (-y/a + (1 - y)/(1 - a))*(a*(1 - a))
= -y*(1 - a) - (1 - y)*a
= a - y
`
  const LAYER = `where W: (n, p), A_prev: (p, m), b: (n, 1)
where T(Z)          # T, the sum of the losses, is one number that depends on Z
let   Z = W @ A_prev + b
let   dZ = D(T, Z)

  D(T, A_prev[k, i])
= sum(dZ[j, i]*D(Z[j, i], A_prev[k, i]) for j in range(n))
= sum(dZ[j, i]*W[j, k] for j in range(n))
= (W.T @ dZ)[k, i]

  D(T, W)
= dZ @ A_prev.T

  D(T, b)
= sum(dZ, axis=1)
`

  /** What is said of each step of a working, judged one by one so that the page stays awake. */
  async function* judged(chains, text) {
    const steps = chains.flatMap(({ declarations, lines }) =>
      lines.slice(1).map((line, k) => ({ above: lines[k], line, declarations })))
    if (!steps.length) throw new LanguageError("no step is here: write LEFT == RIGHT, or lines that begin with =", 1, 1, text.split("\n")[0])
    let last = null
    let before = [] // lines further up in the chain, the nearest first, after each of which it goes wrong
    for (const { above, line, declarations } of steps) {
      await new Promise(resolve => setTimeout(resolve))
      if (above !== last) before = []
      last = line
      if (above.unfit) yield { line, found: { verdict: "misfit", said: `not judged, for the line above: ${above.unfit.message}`, marked: fault(above.unfit)[1] } }
      else if (line.unfit) yield { line, found: { verdict: "misfit", said: line.unfit.message, marked: fault(line.unfit)[1] } }
      else if (line.misfit) yield { line, found: { verdict: "misfit", said: line.misfit.message } }
      else {
        const found = judge(above.expr, line.expr, declarations)
        if (found.verdict === "differs") {
          found.again = before.find(earlier => judge(earlier.expr, line.expr, declarations).verdict === "agrees")
          before = [above, ...before].slice(0, 4)
        }
        yield { line, found }
      }
    }
  }

  /** What is said of one step. */
  function told(found) {
    if (found.verdict === "misfit") return `The shapes do not fit: ${found.said}.`
    const again = found.again ? ` But at all points tried it agrees with line ${found.again.number} again: look between the two.` : ""
    return verdict(found, "the line above", "this one") + again
  }

  /** What is said of all steps, by their verdicts. */
  function summed(kinds) {
    const count = kind => kinds.filter(each => each === kind).length
    const steps = `${kinds.length} step${kinds.length > 1 ? "s" : ""}`
    const have = (number, what) => number ? [`${number} of ${steps} ${number > 1 ? "have" : "has"} ${what}.`] : []
    const found = [...have(count("differs"), "a counter-example"), ...have(count("misfit"), "shapes that do not fit")]
    if (found.length) return found.join(" ")
    const doubt = count("undefined") + count("unclear") ? " See below what else was found." : ""
    return `${steps}: no counter-example found. That is no proof.${doubt}`
  }

  function attach(place) {
    const id = "working"
    const text = make("textarea", { id, rows: 12, spellcheck: false, value: NEURON, autocapitalize: "off" })
    const button = make("button", {}, "Look for counter-examples")
    const fills = [["Example: one neuron", NEURON], ["Example: a layer", LAYER], ["Empty it", ""]].map(([name, working]) => {
      const fill = make("button", { type: "button" }, name)
      fill.addEventListener("click", () => {
        text.value = working
        clear()
        text.focus()
      })
      return fill
    })
    const summary = make("p", { className: "summary", role: "status" })
    const list = make("ol", { className: "judged" })
    const form = make("form", { className: "check-form" }, make("label", { htmlFor: id }, "Your working"), text,
      make("p", { className: "controls" }, button, ...fills), summary, list)
    form.addEventListener("submit", event => {
      event.preventDefault()
      run()
    })

    function clear() {
      list.replaceChildren()
      for (const old of form.querySelectorAll(".remark")) old.remove()
      summary.className = "summary"
      summary.textContent = ""
    }

    async function run() {
      clear()
      summary.textContent = "Looking …"
      button.disabled = true
      const kinds = []
      const typed = spelled(text.value)
      try {
        const chains = readWorking(typed.text)
        refuseQuotients(chains)
        for await (const { line, found } of judged(chains, typed.text)) {
          kinds.push(found.verdict)
          list.append(make("li", { className: found.verdict },
            make("span", { className: "where" }, `line ${line.number}`), make("code", {}, `= ${line.text}`),
            make("p", {}, told(found)), ...[found.marked ?? []].flat()))
        }
        list.before(...remarks(chains).map(said => make("p", { className: "remark" }, said)))
        summary.textContent = summed(kinds) + typed.said
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

  return { start: () => document.querySelectorAll(".check-working").forEach(attach) }
})()

window.backprop.working.start()
