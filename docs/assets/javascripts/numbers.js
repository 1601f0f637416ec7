/* Numbers beside the algebra: under every line of a derivation its value at a point that the
   reader chooses, computed as NumPy would; where rounding spoils it, that is said. */
"use strict"

window.backprop.numbers = (() => {
  const { parse, children } = window.backprop.language
  const { Tensor, Scene, Environment, Undefined, Unclear, evaluate, places } = window.backprop.values
  const { Ball, middle } = window.backprop.arithmetic
  const { Sampler, fits } = window.backprop.sample
  const { entries } = window.backprop.judge
  const show = window.backprop.show
  const { make } = show
  const SATURATION = new URL("../../chapters/two-starts/saturation.html", document.currentScript.src)
  const FEW_DIGITS = 5e-4 // a relative error with which four digits no longer are right

  /** The lines of a derivation, read: { declarations, chains: [[expr]] }; the data is our own. */
  function read(section) {
    const data = JSON.parse(section.querySelector(".derivation-data").textContent)
    return {
      declarations: window.backprop.reader.readDeclarations(data.declarations),
      chains: data.chains.map(chain => chain.map(text => ({ text, expr: parse(text) }))),
    }
  }

  /** The value of a line, for all choices of up to two free indices as one array. */
  function valued(expr, ranges, scene, point) {
    const names = [...ranges.keys()]
    const extents = names.map(name => ranges.get(name) ? scene.size(ranges.get(name)) : 3)
    const choices = places(extents).map(place => new Map(names.map((name, k) => [name, place[k]])))
    const found = [...entries(expr, names.length > 2 ? choices.slice(0, 1) : choices, scene, point)]
    const data = found.map(({ value }) => value)
    if (names.length > 2 || (!names.length && data.length === 1 && !found[0].place?.length)) return { data, shown: data[0] }
    const shape = names.length ? extents : shapeAt(found)
    return { data, shown: shape ? new Tensor(shape, data) : data[0] }
  }

  const shapeAt = found => found.at(-1).place?.map(k => k + 1)

  /** Why a value is none, or is not to be trusted, in words; null where all is well. */
  function trouble(data) {
    for (const v of data) {
      if (v instanceof Undefined) return `undefined: ${v.message}`
      if (v instanceof Unclear) return `rounding: ${culprit(v)}`
    }
    const spoilt = data.some(v => v instanceof Ball && v.e > FEW_DIGITS * Math.abs(v.v) && v.e > 1e-12)
    return spoilt ? "rounding: not all of these digits are right" : null
  }

  /** What rounding made 0, or too large, where there is no value. */
  function culprit({ node, env, message }) {
    let inside = node.kind === "Binary" ? (node.op === "/" ? node.right : node.left) : node.args?.[0]
    if (!inside || message.startsWith("too large")) return message
    const at = part => {
      try {
        return middle(evaluate(part, env))
      } catch {
        return NaN
      }
    }
    while (inside.kind === "Binary" && inside.op === "*") inside = at(inside.left) === 0 ? inside.left : inside.right
    return at(inside) === 0 ? `${show.signed(inside.said)} is 0 here` : `${show.signed(inside.said)} is lost here`
  }

  /** The panel of one derivation, and the values under its lines. */
  class Numbers {
    constructor(section) {
      this.section = section
      Object.assign(this, read(section))
      const lists = [...section.querySelectorAll("ol.steps")]
      this.lines = this.chains.flatMap((chain, k) =>
        [...lists[k].querySelectorAll(":scope > .step > .line")].map((place, n) => ({ place, chain: k, ...chain[n] })))
      this.sampler = new Sampler(this.lines.map(line => line.expr), this.declarations)
      this.sizes = this.sampler.friendlySizes()
      this.point = this.sampler.friendlyPoint(this.sizes)
      this.digits = 4
      this.ranges = this.chains.map(chain => this.rangesOf(chain))
      this.defined = this.definedNames()
      for (const line of this.lines) {
        line.output = make("div", { className: "value" })
        line.place.append(line.output)
      }
      this.panel = this.makePanel()
      const first = lists[0].previousElementSibling?.matches(".route") ? lists[0].previousElementSibling : lists[0]
      first.before(this.panel)
      this.update()
    }

    /** The free indices of a chain, with their ranges, in the order of its first line. */
    rangesOf(chain) {
      const found = new Map()
      for (const { expr } of chain) {
        for (const [index, size] of this.sampler.surveyor.survey(expr).indices) found.set(index, size || found.get(index) || null)
      }
      return found
    }

    /** The defined names that stand in the lines: a pencil needs their values, too. */
    definedNames() {
      const said = new Set()
      const visit = node => {
        if (node.kind === "Name") said.add(node.id)
        children(node).forEach(visit)
      }
      for (const { expr } of this.lines) visit(expr)
      const { lets, functions, unknowns } = this.declarations
      return [...lets.keys()].filter(name => said.has(name) && !functions.has(name) && !unknowns.has(name) &&
        !this.sampler.surveyor.survey(parse(name)).indices.size)
    }

    remove() {
      this.panel.remove()
      for (const { output } of this.lines) output.remove()
    }

    // -- the panel --------------------------------------------------------------------------

    makePanel() {
      this.fields = make("div", { className: "fields" })
      this.known = make("div", { className: "fields known", role: "group", "aria-label": "What follows from them" })
      this.message = make("p", { className: "message", role: "status" })
      this.rounding = make("p", { className: "rounding", role: "status" })
      const other = make("button", { type: "button" }, "Other numbers")
      other.addEventListener("click", () => this.other())
      const all = make("input", { type: "checkbox" })
      all.addEventListener("change", () => {
        this.digits = all.checked ? 0 : 4
        this.update()
      })
      const controls = make("p", { className: "controls" }, other, make("label", {}, all, " all digits"))
      this.fill()
      return make("div", { className: "numbers", role: "group", "aria-label": "The numbers of this derivation" },
        this.fields, this.message, this.known, ...this.about(), controls, this.rounding)
    }

    /** The sizes, and what is put for what is unknown. */
    about() {
      const scene = new Scene(this.declarations, this.sizes)
      const said = []
      if (this.sizes.size) said.push(`Sizes: ${[...this.sizes].map(([name, size]) => `${name} = ${size}`).join(", ")}.`)
      const indices = new Set(this.ranges.flatMap(ranges => ranges.size > 2 ? [] : [...ranges.keys()]))
      if (indices.size) said.push(`What stands there for one ${[...indices].join(", ")} is shown for all of them.`)
      const { functions, unknowns } = this.declarations
      for (const name of functions) said.push(`For any ${name}, here ${name}(t) = ${show.signed(scene.standIn(name))}.`)
      for (const name of unknowns.keys()) said.push(`For any ${name}, here one made up of squares and a tanh.`)
      return said.length ? [make("p", { className: "about" }, said.join(" "))] : []
    }

    fill() {
      this.fields.replaceChildren(...this.sampler.names.map(name => this.field(name)))
    }

    field(name) {
      const value = this.point.get(name)
      const bound = this.sampler.bounds.get(name) || {}
      if (value instanceof Tensor) return this.grid(name, value)
      const label = make("code", {}, name)
      const id = `${this.section.dataset.name || this.section.id}-${name}`
      const number = make("input", { type: "number", step: "any", id, value: String(value) })
      const slider = make("input", { type: "range", "aria-label": `${name}, slider`, ...limits(bound, value) })
      slider.value = String(value)
      number.addEventListener("input", () => {
        slider.value = number.value
        this.set(name, null, number)
      })
      slider.addEventListener("input", () => {
        number.value = slider.value
        this.set(name, null, number)
      })
      return make("div", { className: "field" }, make("label", { htmlFor: id }, label, " = "), number, slider)
    }

    grid(name, tensor) {
      const [rows, columns] = tensor.shape.length === 2 ? tensor.shape : [tensor.shape[0], 1]
      const body = make("tbody")
      for (let row = 0; row < rows; row += 1) {
        const cells = Array.from({ length: columns }, (_, column) => {
          const k = row * columns + column
          const place = tensor.shape.length === 2 ? `${row}, ${column}` : row
          const input = make("input", {
            type: "number", step: "any", value: show.number(tensor.data[k], 4).replace("−", "-"), "aria-label": `${name}[${place}]`,
          })
          input.addEventListener("input", () => this.set(name, k, input))
          return make("td", {}, input)
        })
        body.append(make("tr", {}, ...cells))
      }
      return make("div", { className: "field" }, make("span", {}, make("code", {}, name), " = "),
        make("table", { className: "matrix", role: "group", "aria-label": name }, body))
    }

    /** Take a typed number, if it lies in the domain; else say what is demanded. */
    set(name, k, input) {
      const typed = input.value.trim() === "" ? NaN : Number(input.value)
      const before = this.point.get(name)
      const after = k === null ? typed : new Tensor(before.shape, before.data.map((v, n) => n === k ? typed : v))
      const point = new Map(this.point).set(name, after)
      const scene = new Scene(this.declarations, this.sizes)
      const broken = Number.isFinite(typed) ? this.sampler.broken(scene, point) : "number"
      input.setAttribute("aria-invalid", String(Boolean(broken)))
      if (broken) {
        const demanded = broken === "number" ? "" : show.condition(broken.condition)
        const empty = broken === "number" ? `${name} has no value: type a number.` : `Not in the domain; it asks for ${demanded}.`
        this.message.textContent = `${empty} The values below are still the last ones.`
        return
      }
      this.message.textContent = ""
      this.point = point
      this.update()
    }

    other() {
      this.others = this.others || this.sampler.points(this.sizes)
      let next = this.others.next()
      if (next.done) next = (this.others = this.sampler.points(this.sizes)).next()
      this.point = new Map([...next.value].map(([name, v]) => [name, tidy(v)]))
      if (this.sampler.broken(new Scene(this.declarations, this.sizes), this.point)) this.point = next.value
      this.fill()
      this.update()
    }

    // -- the values -------------------------------------------------------------------------

    update() {
      const floats = new Scene(this.declarations, this.sizes)
      const exact = new Scene(this.declarations, this.sizes, { exact: true })
      const found = this.lines.map(({ expr, chain }) => {
        const { data } = valued(expr, this.ranges[chain], exact, this.point)
        return { ...valued(expr, this.ranges[chain], floats, this.point), why: trouble(data) }
      })
      for (const [k, { chain, output }] of this.lines.entries()) {
        const ranges = this.ranges[chain]
        const { shown, why } = found[k]
        output.replaceChildren()
        output.classList.toggle("spoilt", Boolean(why))
        if (!(shown instanceof Error)) output.append(show.value(shown, this.digits, why ? "computed:" : ""))
        if (ranges.size > 2) output.append(make("small", {}, ` for ${[...ranges.keys()].map(name => `${name} = 0`).join(", ")}`))
        if (why) output.append(make("small", {}, shown instanceof Error ? why : ` ${why}`))
      }
      this.known.replaceChildren(...this.defined.map(name => {
        const { shown } = valued(parse(name), new Map(), floats, this.point)
        const value = shown instanceof Error ? [] : [show.value(shown, this.digits, "")]
        return make("div", { className: "field" }, make("code", {}, name), ...value)
      }))
      this.explain(found)
    }

    /** Say that it is the computer that fails where lines have different values, and not the algebra. */
    explain(found) {
      this.rounding.replaceChildren()
      if (!found.some(({ why }) => why?.startsWith("rounding"))) return
      const well = this.lines.findIndex((_, k) => !found[k].why)
      const number = well < 0 ? "" : this.lines[well].place.closest(".step").querySelector(".step-number")?.textContent
      const survivor = number ? ` Line ${number} survives, and all lines have its value.` : ""
      this.rounding.append("These lines are equal, and that is proved. What differs is what 16 digits make of them: " +
        `where it says "computed", rounding has lost the value.${survivor} See `,
        make("a", { href: String(SATURATION) }, "At saturation"), ".")
    }
  }

  /** A drawn number to two decimals, which is nicer to look at. */
  const tidy = v => v instanceof Tensor ? new Tensor(v.shape, v.data.map(tidy)) : Math.round(v * 100) / 100

  /** Where a slider ends: at what is declared, short of open ends; else well into saturation. */
  function limits({ low = -Infinity, high = Infinity, open = new Set(), natural = false }, value) {
    if (natural) return { min: 1, max: Math.max(10, value), step: 1 }
    const step = Number.isFinite(high - low) ? (high - low) / 100 : 0.1
    const from = Number.isFinite(low) ? low + (open.has(low) ? step : 0) : -40
    const to = Number.isFinite(high) ? high - (open.has(high) ? step : 0) : Number.isFinite(low) ? low + 20 : 40
    return { min: from, max: to, step }
  }

  /** Let a button bring the numbers of a derivation and take them away. */
  function attach(section, button) {
    let numbers = null
    button.addEventListener("click", () => {
      const on = !numbers
      button.setAttribute("aria-pressed", String(on))
      if (!on) numbers.remove()
      numbers = on ? new Numbers(section) : null
    })
  }

  return { attach, read, valued }
})()
