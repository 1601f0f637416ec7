/* A working, from its text to its chains: what is declared, and line after line
   (derive/language/reader.py does the same for the command line). */
"use strict"

window.backprop.reader = (() => {
  const { KEYWORDS, LanguageError, Source } = window.backprop.scan
  const { RESERVED, FUNCTIONS, parse, parseConditions, children, product } = window.backprop.language
  const { Surveyor } = window.backprop.shapes
  const NAME = /^[\p{ID_Start}_]\p{ID_Continue}*$/u
  const GETS = /(?<![<>=!:])=(?!=)/
  const ITEM = "0 < a < 1, z != 0, y in {0, 1}, n in N, W: (n, p), g: function or J(Z)"

  const nothing = () => ({ lets: new Map(), domain: [], shapes: new Map(), functions: new Set(), unknowns: new Map() })

  const copied = d => ({
    lets: new Map(d.lets), domain: [...d.domain], shapes: new Map(d.shapes),
    functions: new Set(d.functions), unknowns: new Map(d.unknowns),
  })

  /** A piece of a file: its text, and where it begins. */
  class Part {
    constructor(text, line, column = 1) {
      Object.assign(this, { text, line, column })
    }

    cut(start, end = this.text.length) {
      const before = this.text.slice(0, start).split("\n")
      const row = before.length - 1
      const column = before[row].length + (row ? 1 : this.column)
      return new Part(this.text.slice(start, end), this.line + row, column)
    }

    trimmed() {
      const { text } = this
      return this.cut(text.length - text.trimStart().length, text.trimEnd().length)
    }

    /** The text with a dot for everything inside brackets. */
    flat() {
      let depth = 0
      return [...this.text].map(c => {
        if ("([{".includes(c)) depth += 1
        const shown = depth ? "." : c
        if (")]}".includes(c)) depth = Math.max(0, depth - 1)
        return c.length > 1 ? ".".repeat(c.length) : shown
      }).join("")
    }

    split(sign) {
      const flat = this.flat()
      const parts = []
      let start = 0
      for (let end; (end = flat.indexOf(sign, start)) >= 0; start = end + sign.length) parts.push(this.cut(start, end))
      return [...parts, this.cut(start)]
    }

    fail(message) {
      new Source(this.text || " ", this.line, this.column).fail(message, 0)
    }

    parse() {
      return parse(this.text, this.line, this.column)
    }
  }

  function* logicalLines(text) {
    const lines = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n").split("\n")
    for (let row = 0; row < lines.length;) {
      const start = row
      const codes = []
      let depth = 0
      do {
        const code = lines[row].split("#")[0]
        if (codes.length && (/^\s*(=(?!=)|(let|where)\s)/.test(code) || !lines[row].trim())) break
        codes.push(code.trimEnd())
        depth += (code.match(/[([{]/g) || []).length - (code.match(/[)\]}]/g) || []).length
        row += 1
      } while (depth > 0 && row < lines.length)
      const joined = codes.join("\n")
      if (joined.trim() || !lines[start].includes("#")) yield new Part(joined, start + 1).trimmed()
    }
  }

  /** The parts of a working, on the way down the file. */
  class Reader {
    constructor() {
      this.declared = nothing()
      this.names = new Map() // name -> what it is
      this.used = new Map() // name -> the line where it was used first
      this.bodies = new Map() // name -> where its definition stands
      this.chains = []
      this.chain = null
    }

    read(text) {
      for (const part of logicalLines(text)) this.line(part)
      return this.chains
    }

    line(part) {
      const word = /^(let|where)(\s|$)/.exec(part.text)?.[1]
      if (!part.text || word) this.chain = null
      if (word === "let") this.let(part.cut(3).trimmed())
      else if (word === "where") this.where(part.cut(5).trimmed())
      else if (part.text) this.chainLine(part)
    }

    chainLine(part) {
      const by = /(^|\s)by(?=\s|$)/.exec(part.flat())
      const code = (by ? part.cut(0, by.index) : part).trimmed()
      const goesOn = /^=(?!=)/.test(code.text)
      const sides = (goesOn ? code.cut(1) : code).split("==")
      if (sides.length > (goesOn ? 1 : 2)) sides.at(-1).trimmed().fail("one equality on a line: LEFT == RIGHT, or = and one side")
      this.refuseSingle(goesOn ? code.cut(1) : code, !goesOn)
      if (goesOn && !this.chain) code.fail("nothing stands above to go on from: a chain begins with an expression")
      if (!goesOn) {
        if (this.chain && sides.length === 1) {
          code.fail("a line that goes on begins with =; a blank line ends the chain")
        }
        this.chain = { declarations: copied(this.declared), lines: [] }
        this.chains.push(this.chain)
      }
      for (const side of sides) {
        const whole = side.trimmed()
        const expr = whole.parse()
        this.note(expr, whole)
        this.chain.lines.push({ expr, text: whole.text.replace(/\s*\n\s*/g, " "), number: whole.line, part: whole })
      }
    }

    /** Refuse `dZ = A - Y` on one line, and say what it may be: a definition or a step. */
    refuseSingle(code, begins) {
      const gets = GETS.exec(code.flat())
      if (!gets) return
      const name = code.text.slice(0, gets.index).trim()
      const whole = code.text.slice(gets.index + 1).trim().split(/\s+/).join(" ")
      const right = whole.length <= 40 ? whole : whole.slice(0, 37) + "..."
      let message = `put = ${right} on the next line`
      if (!right || GETS.test(right)) message = "put each = at the beginning of a line of its own"
      else if (begins && NAME.test(name) && !KEYWORDS.has(name) && !this.names.has(name) && !RESERVED.has(name)) {
        message = `to define ${name}, write let ${name} = ${right}; for a step, ${message}`
      }
      code.cut(gets.index).fail(message)
    }

    let(part) {
      const gets = GETS.exec(part.flat())
      if (!gets) part.fail("a definition is expected: let NAME = EXPRESSION")
      const name = this.newName(part.cut(0, gets.index), "let NAME = EXPRESSION")
      const body = part.cut(gets.index + 1).trimmed()
      const expr = body.parse()
      if (this.used.has(name)) part.fail(`${name} is used on line ${this.used.get(name)}, before it is defined`)
      this.declare(name, "defined by let", part)
      this.note(expr, body)
      if (this.used.has(name)) body.fail(`${name} is used in its own definition`)
      this.declared.lets.set(name, expr)
      this.bodies.set(name, body)
    }

    where(part) {
      for (const item of part.split(",").map(piece => piece.trimmed())) {
        const colon = item.flat().indexOf(":")
        if (!item.text) item.fail(`a condition is expected here: ${ITEM}`)
        else if (colon >= 0) this.kindOf(item, colon)
        else if (/^[\p{L}_]\w*\s*\(.*\)$/su.test(item.text) && !/[<>=!]|\bin\b/.test(item.flat())) this.unknown(item)
        else this.declared.domain.push(...parseConditions(item.text, item.line, item.column))
      }
    }

    kindOf(item, colon) {
      const name = this.newName(item.cut(0, colon), ITEM)
      const kind = item.cut(colon + 1).trimmed()
      if (kind.text === "function") {
        this.declare(name, "an unknown function", item)
        this.declared.functions.add(name)
        return
      }
      const inner = /^\((.*?),?\s*\)$/s.exec(kind.text)?.[1].trim()
      const sizes = inner?.split(",").map(size => size.trim())
      const depends = /^function\s+of\s+\(?(.+?)\)?$/s.exec(kind.text)?.[1]
      if (depends) kind.fail(`one number that depends on ${depends} is declared as ${name}(${depends})`)
      if (!sizes?.every(size => /^([\p{ID_Start}_]\p{ID_Continue}*|[1-9]\d{0,8})$/u.test(size))) {
        kind.fail(`a shape such as (n, m), or function, is expected`)
      }
      this.declare(name, "an array", item)
      this.declared.shapes.set(name, sizes.map(size => /^\d/.test(size) ? Number(size) : size))
    }

    unknown(item) {
      const expr = item.parse()
      if (expr.kind !== "Apply" || !expr.args.every(arg => arg.kind === "Name")) {
        item.fail(`a condition is expected here: ${ITEM}`)
      }
      this.declare(expr.function, "an unknown scalar", item)
      this.declared.unknowns.set(expr.function, expr.args.map(arg => arg.id))
    }

    newName(part, form) {
      const { text } = part.trimmed()
      if (RESERVED.has(text)) part.fail(`${text} is reserved and cannot be declared; choose another name`)
      const expr = text ? part.trimmed().parse() : null
      if (expr?.kind !== "Name") part.trimmed().fail(`a name is expected here: ${form}`)
      return expr.id
    }

    declare(name, what, part) {
      const before = this.names.get(name)
      const both = [before, what].sort().join()
      if (before && both !== "an array,defined by let") part.fail(`${name} is ${before} already`)
      this.names.set(name, what)
    }

    /** Take note of what is used, and refuse a call of what is not declared. */
    note(expr, part) {
      const { functions, unknowns } = this.declared
      const visit = node => {
        if (node.kind === "Name" && !this.used.has(node.id)) this.used.set(node.id, part.line)
        if (node.kind === "Apply" && !functions.has(node.function) && !unknowns.has(node.function)) {
          const known = this.names.has(node.function) || this.used.has(node.function)
          const hint = known ? `write ${product(node)} for the product` : `known are ${Object.keys(FUNCTIONS).slice(0, 13).join(", ")}`
          new Source(part.text, part.line, part.column)
            .fail(`${node.function} is called and not declared (where g: function); ${hint}`, node.at)
        }
        children(node).forEach(visit)
      }
      visit(expr)
    }
  }

  /** The chains of a working, each with its declarations, where the bodies of its definitions
      stand, and { expr, text, number, part } per line.

      A line whose own shapes do not fit has the error as `unfit`, and one that does not fit to the
      line above as `misfit`. Throws LanguageError where the working cannot be read. */
  function readWorking(text) {
    const reader = new Reader()
    const chains = reader.read(text)
    for (const chain of chains) {
      const { declarations, lines } = chain
      chain.bodies = reader.bodies
      const surveyor = new Surveyor(declarations)
      for (const name of declarations.lets.keys()) {
        placed(reader.bodies.get(name), () => surveyor.survey(declarations.lets.get(name)))
      }
      for (const [k, line] of lines.entries()) {
        line.unfit = refusal(line.part, () => surveyor.survey(line.expr))
        if (!k || line.unfit || lines[k - 1].unfit) continue
        line.misfit = refusal(line.part, () => surveyor.compare(lines[k - 1].expr, line.expr))
      }
    }
    return chains
  }

  /** The error that a call ends in, with its place; null where it ends well. */
  function refusal(part, call) {
    try {
      placed(part, call)
      return null
    } catch (error) {
      if (error instanceof LanguageError) return error
      throw error
    }
  }

  /** The declarations that `let` and `where` lines spell. */
  function readDeclarations(lines) {
    const reader = new Reader()
    reader.read(lines.join("\n"))
    return reader.declared
  }

  /** Call; an error at a node of the part's expression gets its line and column. */
  function placed(part, call) {
    try {
      return call()
    } catch (error) {
      if (error instanceof LanguageError && error.node) {
        new Source(part.text, part.line, part.column).fail(error.message, error.node.at ?? 0)
      }
      throw error
    }
  }

  return { LanguageError, Part, readWorking, readDeclarations, placed }
})()
