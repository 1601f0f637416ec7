/* What people type: signs as books print them, letters that nobody declared, and the answers that
   put them right. */
"use strict"

window.backprop.names = (() => {
  const { LanguageError, FUNCTIONS, children, product } = window.backprop.language

  // What a printed sign is in plain notation, in this order.
  const SIGNS = [
    [/[−–]/g, "-", "−", "-"], [/[·×⋅∗⊙]/g, "*", "×", "*"], [/÷/g, "/", "÷", "/"],
    [/\^\(?(?:T|⊤|top)\)?(?!\w)|[ᵀ⊤]/g, ".T", "the transpose", ".T"], [/²/g, "**2", "²", "**2"], [/³/g, "**3", "³", "**3"],
    [/\^/g, "**", "^", "**"], [/σ(?=\s*\()/g, "sigma", "σ", "sigma"], [/≤/g, "<=", "≤", "<="], [/≥/g, ">=", "≥", ">="],
    [/≠/g, "!=", "≠", "!="], [/∂/g, "d", "∂", "d"],
  ]

  /** A text in plain notation, and a note on each printed sign that was read as another. */
  function spelled(text) {
    const notes = []
    let plain = text
    for (const [from, to, sign, code] of SIGNS) {
      if (plain.search(from) < 0) continue
      plain = plain.replace(from, to)
      notes.push(`${sign} is typed ${code}`)
    }
    return { text: plain, said: notes.length ? ` (${notes.join("; ")}.)` : "" }
  }

  /** The right side of what may be a whole equality, for `dz = a - y`. */
  function rightSide(text) {
    let depth = 0
    for (let k = 0; k < text.length; k += 1) {
      if ("([{".includes(text[k])) depth += 1
      else if (")]}".includes(text[k])) depth -= 1
      else if (text[k] === "=" && !depth && !/[<>!]/.test(text[k - 1] || "")) {
        return text.slice(k + (text[k + 1] === "=" ? 2 : 1)).trim()
      }
    }
    return text
  }

  /** Each name in an expression with its node, the sizes of sums included. */
  function* namesIn(expr) {
    if (expr.kind === "Name") yield [expr.id, expr]
    if (expr.kind === "Sum") for (const { size } of expr.ranges) if (typeof size === "string") yield [size, expr]
    for (const child of children(expr)) yield* namesIn(child)
  }

  /** Every name that a working declares or uses. */
  function known({ lets, domain, shapes, functions, unknowns }, exprs) {
    const names = new Set([...lets.keys(), ...shapes.keys(), ...functions, ...unknowns.keys()])
    for (const size of [...shapes.values()].flat()) if (typeof size === "string") names.add(size)
    for (const parameters of unknowns.values()) for (const each of parameters) names.add(each)
    for (const expr of [...lets.values(), ...domain, ...exprs]) for (const [name] of namesIn(expr)) names.add(name)
    return names
  }

  /** What somebody may have meant by a name that is not among `letters`; "" if nothing comes to mind. */
  function hint(name, letters, loss) {
    const by = /^d_?([A-Za-z]\w*)$/.exec(name)?.[1]
    if (by && by === loss) return `a derivative of ${loss} is written D(${loss}, ...) with the letter it is taken by`
    if (by && letters.has(by)) return `the derivative of ${loss || "L"} by ${by} is written D(${loss || "L"}, ${by})`
    const near = [...letters].find(other => other.toLowerCase() === name.toLowerCase()) ||
      [...letters].find(other => name.length > 2 && Math.abs(other.length - name.length) < 2 && apart(other, name) < 2)
    return near ? `did you mean ${near}?` : ""
  }

  /** In how many letters two names differ, put in, left out or changed. */
  function apart(a, b) {
    let row = [...b, ""].map((_, k) => k)
    for (const [i, letter] of [...a].entries()) {
      const next = [i + 1]
      for (const [k, other] of [...b].entries()) {
        next.push(Math.min(row[k + 1] + 1, next[k] + 1, row[k] + (letter !== other)))
      }
      row = next
    }
    return row.at(-1)
  }

  /** The number that is differentiated in some expressions, such as L. */
  function lossOf(exprs) {
    for (const expr of exprs) {
      if (expr.kind === "Derivative" && expr.body.kind === "Name") return expr.body.id
      const inside = lossOf(children(expr))
      if (inside) return inside
    }
    return null
  }

  /** Refuse a quotient such as dL/da, and every name or function that the derivation does not know. */
  function refuseUnknown(expr, declarations, exprs) {
    const letters = known(declarations, exprs)
    const loss = lossOf(exprs)
    refuseQuotients(expr, letters)
    for (const [name, node] of namesIn(expr)) {
      if (letters.has(name)) continue
      const said = hint(name, letters, loss) || `it has ${[...letters].join(", ")}`
      throw new LanguageError(`${name} is no letter of this derivation; ${said}`, 1, node.at + 1)
    }
    const wrong = calls(expr).find(({ function: name }) => !declarations.functions.has(name) && !declarations.unknowns.has(name))
    if (!wrong) return
    const names = [...Object.keys(FUNCTIONS).slice(0, 11), ...declarations.functions].join(", ")
    const message = letters.has(wrong.function)
      ? `${wrong.function} is a number, not a function: write ${product(wrong)} for the product`
      : `${wrong.function} is not known; there are ${names}`
    throw new LanguageError(message, 1, wrong.at + 1)
  }

  const calls = node => (node.kind === "Apply" ? [node] : []).concat(children(node).flatMap(calls))

  /** Refuse dL/da where neither dL nor da is a name: it is written D(L, a). */
  function refuseQuotients(expr, letters) {
    for (const [, top] of namesIn(expr)) {
      if (top.kind !== "Name") continue
      const loss = /^d([A-Za-z]\w*)$/.exec(top.id)?.[1]
      const by = quotientBy(expr, top)
      if (!loss || !by || letters.has(top.id) || letters.has(by.id)) continue
      const variable = /^d([A-Za-z]\w*)$/.exec(by.id)?.[1]
      if (!variable) continue
      const message = `${top.id} is no letter of this derivation; the derivative ${top.id}/${by.id} is written D(${loss}, ${variable})`
      throw new LanguageError(message, 1, top.at + 1)
    }
  }

  /** The name by which a name is divided, read from left to right as one writes: a*dL/da, too. */
  function quotientBy(expr, top) {
    if (expr.kind === "Binary" && expr.op === "/" && expr.right.kind === "Name") {
      const { left } = expr
      if (left === top || (left.kind === "Binary" && left.right === top)) return expr.right
    }
    for (const child of children(expr)) {
      const found = quotientBy(child, top)
      if (found) return found
    }
    return null
  }

  /** Remarks on the names of a whole working that are declared nowhere and look like slips. */
  function remarks(chains) {
    const uses = new Map()
    const declared = new Set()
    const exprs = []
    for (const { declarations, lines } of chains) {
      for (const name of known(declarations, [])) declared.add(name)
      for (const { expr } of lines) {
        exprs.push(expr)
        for (const [name] of namesIn(expr)) uses.set(name, (uses.get(name) || 0) + 1)
      }
    }
    const undeclared = [...uses].filter(([name]) => !declared.has(name))
    const letters = new Set([...declared, ...undeclared.filter(([, count]) => count > 1).map(([name]) => name)])
    return undeclared.flatMap(([name, count]) => {
      const others = new Set([...letters].filter(other => other !== name))
      const said = hint(name, others, lossOf(exprs)) || (count === 1 && declared.size ? "it is used only once" : "")
      return said ? [`${name} is declared nowhere, so it was taken for any real number; ${said.replace(/\?$/, "")}${said.endsWith("?") ? "?" : "."}`] : []
    })
  }

  return { spelled, rightSide, refuseUnknown, remarks }
})()
