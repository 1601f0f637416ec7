/* Try the next line yourself: what is typed is held against the line above by value, at many
   points of the declared domain. */
"use strict"

window.backprop.tryline = (() => {
  const { LanguageError, parse, bare } = window.backprop.language
  const { Surveyor } = window.backprop.shapes
  const { Part, placed } = window.backprop.reader
  const { judge } = window.backprop.judge
  const { spelled, rightSide, refuseUnknown } = window.backprop.names
  const { read } = window.backprop.numbers
  const show = window.backprop.show
  const { make } = show

  /** What is said of a step, from its judgement; who is on the two sides is given. */
  function verdict(found, above, below) {
    const at = () => {
      const entry = [...found.indices].map(([name, k]) => `${name} = ${k}`)
      if (found.place?.length) entry.push(`[${found.place.join(", ")}]`)
      return (entry.length ? `in the entry ${entry.join(", ")} (counted from 0), ` : "") + `at ${show.point(found.scene, found.point)}`
    }
    switch (found.verdict) {
      case "differs":
        return `A counter-example: ${above} is ${apart(found.left, found.right)} and ${below} ${apart(found.right, found.left)}, ${at()}.`
      case "undefined":
        return `Not everywhere: ${found.side === "left" ? above : below} is undefined (${found.reason}) ${at()}. ` +
               `A condition is missing.${found.points ? ` At ${found.points} other points the two are equal.` : ""}`
      case "agrees":
        return `No counter-example found: equal at ${found.points} points.`
      default:
        return "No point could be judged: rounding hides the values, or the difference between them."
    }
  }

  /** A value with as many digits as it takes to tell it from another, but no fewer than four. */
  function apart(value, other) {
    let digits = 4
    while (digits < 17 && show.number(value, digits) === show.number(other, digits)) digits += 1
    return show.number(value, digits)
  }

  class TryLine {
    constructor(section) {
      this.section = section
      Object.assign(this, read(section))
      const name = section.dataset.name || section.id
      this.steps = this.chains.flatMap((chain, k) => chain.slice(0, -1).map((line, n) => ({ chain: k, n, line })))
      const routes = [...section.querySelectorAll("ol.steps")].map(list => list.previousElementSibling)
      this.options = this.steps.map(({ chain, n, line }, value) => {
        const route = routes[chain]?.matches(".route") ? ` of “${routes[chain].textContent.trim()}”` : ""
        const said = n ? `line ${this.number(chain, n)}: ${line.text}` : `${line.text}, the start${route}`
        return make("option", { value: String(value) }, said)
      })
      this.above = make("select", { id: `${name}-above` }, ...this.options)
      this.typed = make("input", {
        type: "text", id: `${name}-typed`, autocomplete: "off", spellcheck: false, autocapitalize: "off",
      })
      this.result = make("div", { className: "result", role: "status" })
      this.form = make("form", { className: "try-line" },
        make("p", {}, make("label", { htmlFor: this.above.id }, "Go on from"), " ", this.above),
        make("p", { className: "typed" }, make("label", { htmlFor: this.typed.id }, "= "), this.typed,
          make("button", {}, "Is it equal?")),
        this.result)
      this.typed.setAttribute("aria-label", "the next line, in Python's notation")
      this.form.addEventListener("submit", event => {
        event.preventDefault()
        this.check()
      })
      section.addEventListener("derivation:shown", ({ detail }) => this.choose(detail))
      ;[...section.querySelectorAll("ol.steps")].at(-1).after(this.form)
    }

    /** The number that a line has on the page. */
    number(chain, n) {
      return this.chains.slice(0, chain).reduce((count, lines) => count + lines.length - 1, n)
    }

    /** Go on from the last line that is not covered; from the first when all are seen. The number
        of a line is its place among the steps, so no covered line is listed. */
    choose(shown) {
      this.above.replaceChildren(...this.options.slice(0, shown + 1))
      this.above.value = String(shown < this.steps.length ? shown : 0)
      this.result.replaceChildren()
    }

    check() {
      const typed = spelled(this.typed.value.replace(/^\s*=\s*/, ""))
      const text = rightSide(typed.text)
      this.result.className = "result"
      try {
        const expr = parse(text)
        refuseUnknown(expr, this.declarations, this.chains.flat().map(({ expr: known }) => known))
        const elsewhere = this.turn(expr)
        const { chain, n, line } = this.steps[Number(this.above.value)]
        placed(new Part(text, 1), () => new Surveyor(this.declarations).compare(line.expr, expr))
        const behind = text === typed.text ? "" : ` (Read from behind the =: ${text}.)`
        this.tell(expr, line, this.chains[chain], n, elsewhere + behind + typed.said)
      } catch (error) {
        if (!(error instanceof LanguageError)) throw error
        this.result.classList.add("fault")
        this.result.replaceChildren(...show.fault(error, text))
      }
    }

    /** Where a line has other shapes than the one chosen, go on from the chain that it fits to, and say so. */
    turn(expr) {
      const surveyor = new Surveyor(this.declarations)
      const fits = ({ line }) => {
        try {
          surveyor.compare(line.expr, expr)
          return true
        } catch (error) {
          if (error instanceof LanguageError) return false
          throw error
        }
      }
      const listed = this.steps.slice(0, this.above.length)
      if (fits(listed[Number(this.above.value)])) return ""
      const other = listed.findIndex(fits)
      if (other < 0) return ""
      this.above.value = String(other)
      return ` (By its shape it goes on from ${listed[other].line.text}, so it was held against that.)`
    }

    tell(expr, line, chain, n, remark) {
      const typed = bare(expr)
      if (typed === bare(line.expr)) return this.say(`Equal, but no step: this is the line above again.${remark}`, "agrees")
      const found = judge(line.expr, expr, this.declarations)
      const place = chain.findIndex((other, k) => k > n && bare(other.expr) === typed)
      let told = verdict(found, "the line above", "yours")
      if (found.verdict === "agrees") {
        if (place === n + 1) told += " It is the next line here, too."
        else if (place > n) told += ` It is line ${this.number(this.chains.indexOf(chain), place)} here: several steps at once.`
        else told += " This is no proof, and it need not be the line that comes next here."
      }
      this.say(told + remark, found.verdict)
    }

    say(text, kind) {
      this.result.classList.add(kind)
      this.result.replaceChildren(make("p", {}, text))
    }
  }

  /** Let a button show and hide the field for a line of one's own. */
  function attach(section, button) {
    let form = null
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") !== "true"
      button.setAttribute("aria-expanded", String(open))
      form = form || new TryLine(section)
      form.form.hidden = !open
      if (open) {
        form.choose(section.querySelectorAll(".step[id]:not(.covered)").length)
        form.typed.focus()
      }
    })
  }

  return { attach, verdict }
})()
