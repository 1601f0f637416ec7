/* Values as people read them: numbers to four digits, arrays as small matrices, points in words. */
"use strict"

window.backprop.show = (() => {
  const { Tensor } = window.backprop.values
  const { middle } = window.backprop.arithmetic

  /** An element with properties, and attributes where a name has a hyphen or is `role`. */
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(properties)) {
      if (name.includes("-") || name === "role") element.setAttribute(name, value)
      else element[name] = value
    }
    element.append(...children)
    return element
  }

  const signed = text => text.replaceAll("-", "−")

  /** A number, as NumPy calls what is none, to so many significant digits (0: all). */
  function number(value, digits = 4) {
    const v = middle(value)
    if (Number.isNaN(v)) return "nan"
    if (!Number.isFinite(v)) return v > 0 ? "inf" : "−inf"
    return signed(String(digits ? Number(v.toPrecision(digits)) : v))
  }

  /** Whether four digits are all that there is. */
  const short = value => !(Math.abs(Number(middle(value).toPrecision(4)) - middle(value)) > 1e-15 * Math.abs(middle(value)))

  /** A value with its relation in front: `= 0.8`, `≈ 0.8176`, or a matrix; or with other words in front. */
  function value(given, digits = 4, said = "") {
    const entries = given instanceof Tensor ? given.data : [given]
    const relation = !digits || entries.every(short) ? "=" : "≈"
    const shown = make("span", { className: "value-shown" }, `${said || relation} `)
    if (!(given instanceof Tensor)) shown.append(entry("span", given, digits))
    else shown.append(matrix(given, digits))
    return shown
  }

  function entry(tag, v, digits) {
    return make(tag, { title: number(v, 0), className: "number" }, number(v, digits))
  }

  function matrix(tensor, digits) {
    const [rows, columns] = tensor.shape.length === 2 ? tensor.shape : [tensor.shape[0], 1]
    const body = make("tbody")
    for (let row = 0; row < rows; row += 1) {
      const cells = tensor.data.slice(row * columns, (row + 1) * columns)
      body.append(make("tr", {}, ...cells.map(cell => entry("td", cell, digits))))
    }
    return make("table", { className: "matrix", "aria-label": `${rows} by ${columns}` }, body)
  }

  /** An array as one types it, a number to four digits. */
  function plain(given) {
    if (!(given instanceof Tensor)) return number(given)
    const [rows, columns] = given.shape.length === 2 ? given.shape : [1, given.shape[0]]
    const lines = Array.from({ length: rows }, (_, row) =>
      `[${given.data.slice(row * columns, (row + 1) * columns).map(v => number(v)).join(", ")}]`)
    return given.shape.length === 2 ? `[${lines.join(", ")}]` : lines[0]
  }

  /** A point in words: `a = 0.3, y = 1`, with the sizes and the stand-ins that it goes with. */
  function point(scene, values) {
    const said = [...scene.sizes, ...values].map(([name, v]) => `${name} = ${plain(v)}`)
    for (const [key, body] of scene.bodies) {
      const name = key.split(" ")[0]
      const parameters = scene.declarations.unknowns.get(name)
      if (parameters) said.push(`${name}(${parameters.join(", ")}) = ${signed(body.said)}`)
    }
    for (const name of scene.declarations.functions) said.push(`${name}(t) = ${signed(scene.standIn(name))}`)
    return said.join(", ")
  }

  /** A condition as it stands in a where line. */
  function condition(node) {
    if (node.kind === "Natural") return `${node.subject.said} in N`
    if (node.kind === "Membership") return `${node.subject.said} in {${node.values.map(v => v.said).join(", ")}}`
    return `${node.left.said} ${node.op} ${node.right.said}`
  }

  /** What is wrong with a typed text: the message, and the line with a mark where it goes wrong. */
  function fault(error, typed = error.source) {
    const caret = " ".repeat(Math.max(0, error.column - 1)) + "^"
    return [make("p", {}, error.message.endsWith("?") ? error.message : `${error.message}.`), make("pre", {}, `${typed}\n${caret}`)]
  }

  return { make, number, value, plain, point, condition, fault, signed }
})()
