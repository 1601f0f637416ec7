/* What people type: signs as books print them, letters that nobody declared, and the answers that
   put them right. */
"use strict"

window.backprop.names = (() => {
  const { LanguageError, Source, FUNCTIONS, children, product } = window.backprop.language
  const { Surveyor } = window.backprop.shapes

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

  /** Every name that a working declares. */
  function declaredNames({ lets, domain, shapes, functions, unknowns }) {
    const names = new Set([...lets.keys(), ...shapes.keys(), ...functions, ...unknowns.keys()])
    for (const size of [...shapes.values()].flat()) if (typeof size === "string") names.add(size)
    for (const parameters of unknowns.values()) for (const each of parameters) names.add(each)
    for (const condition of domain) for (const [name] of namesIn(condition)) names.add(name)
    return names
  }

  /** Every name that a working declares or uses. */
  function known(declarations, exprs) {
    const names = declaredNames(declarations)
    for (const expr of [...declarations.lets.values(), ...exprs]) for (const [name] of namesIn(expr)) names.add(name)
    return names
  }

  /** What somebody may have meant by a name that is not among `letters`; "" if nothing comes to mind. */
  function hint(name, letters, loss = "L", rank = () => 0) {
    const by = /^d_?([A-Za-z]\w*)$/.exec(name)?.[1]
    if (by === loss) return `a derivative of ${loss} is written D(${loss}, ...) with the letter it is taken by`
    const variable = by && (letters.has(by) ? by : entry(by, letters, rank))
    if (variable) return `the derivative of ${loss} by ${variable} is written D(${loss}, ${variable})`
    const meant = entry(name, letters, rank)
    if (meant) return `an entry is written ${meant}${/\d/.test(meant) ? ", counted from 0" : ""}`
    const near = [...letters].find(other => other.toLowerCase() === name.toLowerCase()) ||
      [...letters].find(other => name.length > 2 && Math.abs(other.length - name.length) < 2 && apart(other, name) < 2)
    return near ? `did you mean ${near}?` : ""
  }

  /** The entry that a name with a subscript may mean: a[k] for a_k, W[0, 1] for W_12; "" if none. */
  function entry(name, letters, rank) {
    const [, array, subscript] = /^(\w*?[^\W_])_?((?:_?[a-z]|_?[1-9]){1,2})$/.exec(name) || []
    if (!array || !name.includes("_") || !letters.has(array)) return ""
    const indices = subscript.match(/[a-z]|\d/g)
    if (indices.length !== rank(array)) return ""
    return `${array}[${indices.map(k => /\d/.test(k) ? k - 1 : k).join(", ")}]`
  }

  /** How many indices the entry of a name takes. */
  function ranks(declarations) {
    const surveyor = new Surveyor(declarations)
    return name => {
      try {
        return surveyor.survey({ kind: "Name", id: name }).shape.length
      } catch (error) {
        if (error instanceof LanguageError) return 0
        throw error
      }
    }
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
    return undefined
  }

  /** Refuse a quotient such as dL/da, and every name or function that the derivation does not know. */
  function refuseUnknown(expr, declarations, exprs) {
    const letters = known(declarations, exprs)
    const loss = lossOf(exprs)
    const rank = ranks(declarations)
    const quotient = quotients(expr, letters).next().value
    if (quotient) throw new LanguageError(`${quotient.top.id} is no letter of this derivation; ${quotient.said}`, 1, quotient.top.at + 1)
    for (const [name, node] of namesIn(expr)) {
      if (letters.has(name)) continue
      const said = hint(name, letters, loss, rank) || `it has ${[...letters].join(", ")}`
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

  /** Each dL/da where neither dL nor da is a name, with what is to be said: it is written D(L, a). */
  function* quotients(expr, letters) {
    for (const [, top] of namesIn(expr)) {
      if (top.kind !== "Name") continue
      const loss = /^d([A-Za-z]\w*)$/.exec(top.id)?.[1]
      const by = loss && quotientBy(expr, top)
      const below = by && (by.array || by).id
      const variable = by && /^d([A-Za-z]\w*)/.exec(by.said)?.[1]
      if (!variable || letters.has(top.id) || letters.has(below)) continue
      const said = `the derivative ${top.id}/${by.said} is written D(${loss}, ${by.said.slice(1)})`
      yield { top, names: [loss, below.slice(1)], said }
    }
  }

  /** Refuse da/dz in a whole working that speaks of a or z, and has no da and no dz of its own. */
  function refuseQuotients(chains) {
    const used = chains.map(({ declarations, lines }) => known(declarations, lines.map(({ expr }) => expr)))
    const spoken = new Set(used.flatMap(names => [...names]))
    for (const { declarations, bodies, lines } of chains) {
      const letters = declaredNames(declarations)
      const defined = [...declarations.lets].map(([name, expr]) => ({ expr, part: bodies.get(name) }))
      for (const { expr, part } of [...defined, ...lines]) {
        for (const { top, names, said } of quotients(expr, letters)) {
          if (names.some(name => spoken.has(name))) new Source(part.text, part.line, part.column).fail(said, top.at)
        }
      }
    }
  }

  /** The name or entry by which a name is divided, read from left to right as one writes: a*dL/da, too. */
  function quotientBy(expr, top) {
    const below = expr.kind === "Binary" && expr.op === "/" ? expr.right : null
    if (below?.kind === "Name" || below?.array?.kind === "Name") {
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
    const rank = ranks(chains.at(-1).declarations)
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
      const said = hint(name, others, lossOf(exprs), rank) || (count === 1 && declared.size ? "it is used only once" : "")
      return said ? [`${name} is declared nowhere, so it was taken for any real number; ${said.replace(/\?$/, "")}${said.endsWith("?") ? "?" : "."}`] : []
    })
  }

  return { spelled, rightSide, refuseUnknown, refuseQuotients, remarks }
})()
