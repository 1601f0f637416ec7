/* The language of a line, in the browser: from plain notation to the same trees that the project's
   own parser makes (derive/language/parse.py), with errors that say what stands where.

   A node is an object: its `kind`, the fields of the class of that name in nodes.py, and where it
   was written: `at`, an offset, and `said`, its text. Nothing here evaluates. */
"use strict"

window.backprop.language = (() => {
  const { LanguageError, Source, INSTEAD, advice, scan } = window.backprop.scan
  const FUNCTIONS = {
    log: [1, 1], exp: [1, 1], sqrt: [1, 1], abs: [1, 1], sign: [1, 1], tanh: [1, 1],
    cosh: [1, 1], sinh: [1, 1], sigma: [1, 1], relu: [1, 1], softplus: [1, 1],
    max: [2, Infinity], min: [2, Infinity],
    softmax: [1, 1], outer: [2, 2], diag: [1, 1], trace: [1, 1], eye: [1, 1], ones: [1, 1],
  }
  const REDUCTIONS = new Set(["sum", "mean", "max", "min"])
  const RESERVED = new Set([
    ...Object.keys(FUNCTIONS), "D", "N", "array", "delta", "mean", "pi", "range", "sum", "where",
  ])
  const OTHER_NAMES = {
    ln: "log", sigmoid: "sigma", σ: "sigma", logistic: "sigma", maximum: "max", minimum: "min",
    ReLU: "relu", sgn: "sign", fabs: "abs", dot: "W @ A", matmul: "W @ A", transpose: "W.T",
    identity: "eye", kron: "delta", diff: "D(L, a)", multiply: "W * A", zeros: "0*ones(...)",
  }
  const PRODUCTS = { dot: "@", matmul: "@", multiply: "*" }
  // What NumPy has besides; without its prefix these may be somebody's own functions.
  const OPERATIONS = { ...PRODUCTS, add: "+", subtract: "-", divide: "/", true_divide: "/", power: "**" }
  const FORMS = { square: "x**2", reciprocal: "1/x", negative: "-x" }
  const TIGHTNESS = { "+": 1, "-": 1, "*": 2, "/": 2, "@": 2, "**": 3 }
  const LIBRARIES = ["np", "numpy", "math", "scipy", "torch", "jnp"]
  const PREFIXED = new RegExp(`(?<![\\w.])(?:${LIBRARIES.join("|")})\\s*\\.\\s*([\\p{L}\\d_]+)`, "gu")
  const DEEPEST = 200
  const RELATIONS = new Set(["<", "<=", ">", ">=", "==", "!="])

  const of = (table, name) => Object.hasOwn(table, name) ? table[name] : undefined
  const onOneLine = text => text.trim().split(/\s+/).join(" ")
  const short = word => word.length <= 40 ? word : word.slice(0, 37) + "..."

  /** What is behind np., as the language calls it, where it has it. */
  const called = name => RESERVED.has(of(OTHER_NAMES, name)) ? OTHER_NAMES[name] : name

  /** `left op right`, each in brackets where it would not stand without. */
  function operation(left, op, right) {
    const side = (node, least) => {
      const own = node.kind === "Binary" ? TIGHTNESS[node.op] : node.kind === "Unary" ? (node === left ? 2 : 0) : 4
      return own < least ? `(${onOneLine(node.said)})` : onOneLine(node.said)
    }
    return `${side(left, TIGHTNESS[op] + (op === "**"))} ${op} ${side(right, TIGHTNESS[op] + 1)}`
  }

  class Parser {
    constructor(source, tokens = scan(source)) {
      this.source = source
      this.tokens = tokens
      this.next = 0
      this.depth = 0
    }

    // -- tokens ---------------------------------------------------------------------------

    get token() {
      return this.tokens[this.next] || { kind: "end", text: "", at: this.source.text.trimEnd().length }
    }

    fail(message, at = this.token.at) {
      this.source.fail(message, at)
    }

    is(...texts) {
      return this.token.kind !== "name" && texts.includes(this.token.text)
    }

    accept(text) {
      if (!this.is(text)) return false
      this.next += 1
      return true
    }

    expect(text) {
      if (this.accept(text)) return
      const { text: found } = this.token
      this.fail(found ? `expected ${text} here, not ${found}` : `expected ${text} here`)
    }

    name(what) {
      const { kind, text } = this.token
      if (kind !== "name" || RESERVED.has(text)) this.fail(`${what} is a name that is not reserved`)
      this.next += 1
      return text
    }

    end() {
      const { kind, text } = this.token
      if (kind === "end") return
      if (text in INSTEAD) this.fail(advice(text))
      if (RELATIONS.has(text)) {
        this.fail("a comparison stands only in where(condition, then, otherwise), in a where line, " +
                  "or as LEFT == RIGHT")
      }
      if (text === ",") this.fail("one expression is expected here, not several with commas")
      const before = this.tokens[this.next - 1]
      this.fail(`an operator is missing between ${before.text} and ${text} (write * for a product)`)
    }

    made(at, kind, fields) {
      const end = this.tokens[this.next - 1].end
      return { kind, ...fields, at, said: this.source.text.slice(at, end) }
    }

    // -- operators, the loosest first -------------------------------------------------------

    /** An expression inside another; a comparison is none. */
    expression() {
      const start = this.next
      const expr = this.arithmetic()
      if (this.token.kind === "sign" && RELATIONS.has(this.token.text)) this.compared(start)
      return expr
    }

    arithmetic() {
      this.depth += 1
      if (this.depth > DEEPEST) this.fail(`the expression nests deeper than ${DEEPEST} levels`)
      const expr = this.binary(["+", "-"], () => this.binary(["*", "/", "@"], () => this.signed()))
      this.depth -= 1
      return expr
    }

    /** Refuse a comparison that is used as a number. */
    compared(start) {
      this.next = start
      const { at } = this.token
      this.relations()
      const written = this.source.text.slice(at, this.tokens[this.next - 1].end)
      const condition = onOneLine(written).replace(/\s*(<=|>=|==|!=|<|>)\s*/g, " $1 ")
      this.fail(`a comparison is no number: write where(${condition}, 1, 0)`, at)
    }

    binary(operators, operand) {
      const at = this.token.at
      let left = operand()
      while (this.is(...operators)) {
        const op = this.tokens[this.next++].text
        const right = operand()
        left = this.made(at, "Binary", { op, left, right })
      }
      return left
    }

    signed() {
      const { at, text } = this.token
      if (!this.is("-", "+")) return this.power()
      this.depth += 1
      if (this.depth > DEEPEST) this.fail(`the expression nests deeper than ${DEEPEST} levels`)
      this.next += 1
      const arg = this.signed()
      this.depth -= 1
      return this.made(at, "Unary", { op: text, arg })
    }

    power() {
      const at = this.token.at
      const left = this.postfix()
      if (!this.accept("**")) return left
      const right = this.signed()
      return this.made(at, "Binary", { op: "**", left, right })
    }

    postfix() {
      const at = this.token.at
      let expr = this.atom()
      for (;;) {
        if (this.accept("[")) {
          const indices = this.listed("]", () => this.indexTerm())
          expr = this.made(at, "Index", { array: expr, indices })
        } else if (this.is(".")) {
          this.next += 1
          if (this.token.text !== "T") this.fail("only .T (the transpose) is known behind a dot")
          this.next += 1
          expr = this.made(at, "Transpose", { array: expr })
        } else if (this.is("(")) {
          this.fail("only a function stands before its bracket; write * for a product")
        } else return expr
      }
    }

    listed(closing, item) {
      const items = []
      while (!this.is(closing)) {
        items.push(item())
        if (!this.is(closing)) this.expect(",")
      }
      this.expect(closing)
      return items
    }

    atom() {
      const { kind, text, at } = this.token
      if (this.accept("(")) {
        if (this.is(")")) this.fail("nothing stands between ( and )")
        const inner = this.expression()
        this.expectClosing()
        return inner
      }
      if (kind === "number") {
        this.next += 1
        return this.made(at, "Number", { text })
      }
      if (kind === "name") {
        this.next += 1
        return this.is("(") ? this.call(text, at) : this.plainName(text, at)
      }
      if (text in INSTEAD && kind === "sign") this.fail(advice(text))
      const before = this.tokens[this.next - 1]
      const where = before ? `after ${before.text}` : "here"
      this.fail(`an expression is expected ${where}${text ? `, not ${text}` : ""}`)
    }

    /** The bracket that ends an expression; what stands there instead is named. */
    expectClosing() {
      if (!this.accept(")")) this.end()
    }

    plainName(name, at) {
      if (name === "pi") return this.made(at, "Constant", { name })
      if (LIBRARIES.includes(name) && this.is(".") && this.tokens[this.next + 1]?.text !== "T") this.prefixed(at)
      if (/^(nan|inf|infinity)$/i.test(name)) this.fail(`${name} is no number`, at)
      if (RESERVED.has(name)) {
        const set = name === "N" || name === "range"
        this.fail(set ? `${name} is reserved` : `${name} is a function: write ${name}(...)`, at)
      }
      return this.made(at, "Name", { id: name })
    }

    /** Behind np: how its functions are written here. */
    prefixed(at) {
      const prefix = this.tokens[this.next - 1].text
      const name = this.tokens[this.next + 1]?.text || ""
      const start = this.next + 2
      this.next = start
      const calls = this.is("(")
      if (Object.hasOwn(OPERATIONS, name) && calls) {
        this.accept("(")
        const args = this.listed(")", () => this.expression())
        if (args.length === 2) this.fail(`write ${operation(args[0], OPERATIONS[name], args[1])}`, at)
      }
      const known = of(OTHER_NAMES, name) || of(FORMS, name) || name
      if (!RESERVED.has(known)) {
        this.fail(name ? `there is no function ${short(name)}${known === name ? "" : `; write ${known}`}`
          : "an expression is expected after .", at)
      }
      const end = calls ? this.closing(start).end : this.tokens[start - 1].end
      const written = onOneLine(this.source.text.slice(at, end)).replace(PREFIXED, (_, inner) => called(inner))
      this.fail(`write ${written}, without ${prefix}`, at)
    }

    /** The token that closes the bracket at a place; all brackets match. */
    closing(start) {
      let depth = 0
      for (const token of this.tokens.slice(start)) {
        depth += (token.text === "(") - (token.text === ")")
        if (!depth) return token
      }
      return this.tokens.at(-1)
    }

    indexTerm() {
      const { kind, text } = this.token
      if (kind === "number" && /^\d{1,9}$/.test(text)) {
        this.next += 1
        return Number(text)
      }
      if (kind !== "name" || RESERVED.has(text)) this.fail("an index is a name or a whole number from 0 on")
      this.next += 1
      return text
    }

    size() {
      const at = this.token.at
      const size = this.indexTerm()
      if (size === 0) this.fail("a size is a name or a whole number from 1 on", at)
      return size
    }

    // -- calls ------------------------------------------------------------------------------

    call(name, at) {
      this.expect("(")
      if (name === "where") return this.where(at)
      if (name === "array") return this.array(at)
      if (name === "eye" || name === "ones") return this.sized(name, at)
      if (name === "delta") {
        const terms = this.listed(")", () => this.indexTerm())
        if (terms.length !== 2) this.fail("delta takes 2 arguments: delta(i, j)", at)
        return this.made(at, "Delta", { left: terms[0], right: terms[1] })
      }
      if (this.is(")")) this.fail("nothing stands between ( and )")
      const first = this.expression()
      if (REDUCTIONS.has(name)) {
        if (this.is("for")) return this.sum(name, first, at)
        const { axis, keepdims, named } = this.keywords(name)
        if (named || this.is(")")) {
          this.expectClosing()
          return this.made(at, "Reduce", { function: name, array: first, axis, keepdims })
        }
        if (name === "sum" || name === "mean") {
          this.fail(`${name} takes one array, and the axis as axis=0 or axis=1`, at)
        }
      }
      const args = [first]
      while (this.accept(",")) if (!this.is(")")) args.push(this.expression())
      this.expectClosing()
      if (name === "D") return this.derivative(args, at)
      if (name in FUNCTIONS) {
        const [fewest, most] = FUNCTIONS[name]
        if (args.length < fewest || args.length > most) {
          this.fail(`${name} takes ${fewest} argument${fewest > 1 ? "s" : ""}, not ${args.length}`, at)
        }
        return this.made(at, "Call", { function: name, args })
      }
      if (Object.hasOwn(PRODUCTS, name) && args.length === 2) {
        this.fail(`write ${operation(args[0], PRODUCTS[name], args[1])}`, at)
      }
      if (Object.hasOwn(OTHER_NAMES, name)) {
        const end = this.tokens[this.next - 1].end
        const behind = onOneLine(this.source.text.slice(at + name.length, end))
        const other = OTHER_NAMES[name]
        this.fail(`there is no function ${name}; write ${other in FUNCTIONS ? other + behind : other}`, at)
      }
      return this.made(at, "Apply", { function: name, args })
    }

    keywords(name) {
      const found = { axis: null, keepdims: false, named: false }
      while (this.is(",") && this.tokens[this.next + 2]?.text === "=") {
        const [, word, , value] = this.tokens.slice(this.next, this.next + 4)
        if (word.text === "axis" && /^\d$/.test(value?.text)) found.axis = Number(value.text)
        else if (word.text === "keepdims" && /^(True|False)$/.test(value?.text)) {
          found.keepdims = value.text === "True"
        } else this.fail(`${name} takes axis=0, axis=1, ... and keepdims=True`, word.at)
        found.named = true
        this.next += 4
      }
      return found
    }

    sum(name, body, at) {
      if (name !== "sum") this.fail("only sum runs over an index")
      const ranges = []
      while (this.accept("for")) {
        const index = this.name("the index of a sum")
        this.expect("in")
        if (this.token.text !== "range") this.fail(`an index runs over range(n): for ${index} in range(n)`)
        this.next += 1
        this.expect("(")
        ranges.push({ index, size: this.size() })
        this.expect(")")
      }
      this.expectClosing()
      return this.made(at, "Sum", { body, ranges })
    }

    derivative(args, at) {
      if (args.length !== 2) this.fail(`D takes 2 arguments, not ${args.length}: D(L, a)`, at)
      const [body, variable] = args
      const inner = variable.kind === "Index" ? variable.array : variable
      if (inner.kind !== "Name") {
        this.fail("a derivative is taken by a name or an entry: D(L, a) or D(J, W[j, k])", variable.at)
      }
      return this.made(at, "Derivative", { body, variable })
    }

    where(at) {
      const condition = this.relations()
      this.expect(",")
      const then = this.expression()
      this.expect(",")
      const otherwise = this.expression()
      this.accept(",")
      this.expectClosing()
      return this.made(at, "Where", { condition, then, otherwise })
    }

    array(at) {
      this.expect("[")
      const rows = this.listed("]", () => this.accept("[") ? this.listed("]", () => this.expression()) : this.expression())
      this.expectClosing()
      if (!rows.length) this.fail("write array([1, 2]) or array([[1, 2], [3, 4]])", at)
      if (!rows.some(Array.isArray)) return this.made(at, "Vector", { entries: rows })
      if (!rows.every(row => Array.isArray(row) && row.length === rows[0].length)) {
        this.fail("the rows of a matrix are lists of one length: array([[1, 2], [3, 4]])", at)
      }
      return this.made(at, "Matrix", { rows })
    }

    sized(name, at) {
      const part = () => {
        const start = this.token.at
        const size = this.size()
        return typeof size === "number"
          ? this.made(start, "Number", { text: String(size) })
          : this.made(start, "Name", { id: size })
      }
      let arg
      const start = this.token.at
      if (name === "ones" && this.accept("(")) {
        const entries = this.listed(")", part)
        arg = this.made(start, "Vector", { entries })
      } else arg = part()
      this.expectClosing()
      return this.made(at, "Call", { function: name, args: [arg] })
    }

    // -- conditions -------------------------------------------------------------------------

    relations() {
      const relations = []
      do {
        let left = this.arithmetic()
        if (this.is("=")) this.end()
        if (!RELATIONS.has(this.token.text)) this.fail("a comparison is expected here, such as 0 < a < 1")
        while (this.token.kind === "sign" && RELATIONS.has(this.token.text)) {
          const op = this.tokens[this.next++].text
          const right = this.arithmetic()
          relations.push({ kind: "Relation", op, left, right })
          left = right
        }
      } while (this.accept("and"))
      return relations
    }

    /** What one item of a where line says of values. */
    conditions() {
      const start = this.next
      const subject = this.arithmetic()
      if (!this.accept("in")) {
        this.next = start
        return this.relations()
      }
      if (this.token.text === "N" && subject.kind === "Name") {
        this.next += 1
        return [{ kind: "Natural", subject }]
      }
      this.expect("{")
      return [{ kind: "Membership", subject, values: this.listed("}", () => this.expression()) }]
    }
  }

  /** The tree of an expression; line and column say where the text stands. */
  function parse(text, line = 1, column = 1) {
    const parser = new Parser(new Source(text, line, column))
    const expr = parser.arithmetic()
    parser.end()
    return expr
  }

  /** The conditions that one item of a where line spells. */
  function parseConditions(text, line = 1, column = 1) {
    const parser = new Parser(new Source(text, line, column))
    const conditions = parser.conditions()
    parser.end()
    return conditions
  }

  /** The expressions directly inside a node, in reading order. */
  function children(node) {
    switch (node.kind) {
      case "Unary": return [node.arg]
      case "Binary": case "Relation": return [node.left, node.right]
      case "Call": case "Apply": return node.args
      case "Reduce": case "Index": case "Transpose": return [node.array]
      case "Sum": return [node.body]
      case "Derivative": return [node.body, node.variable]
      case "Matrix": return node.rows.flat()
      case "Vector": return node.entries
      case "Where": return [...node.condition.flatMap(children), node.then, node.otherwise]
      case "Membership": return [node.subject, ...node.values]
      case "Natural": return [node.subject]
      default: return []
    }
  }

  /** The tree without where it was written: equal for what is the same line typed again. */
  function bare(node) {
    return JSON.stringify(node, (key, value) => key === "at" || key === "said" ? undefined : value)
  }

  /** What a call of no function may have meant: a*(1-a). */
  const product = ({ function: name, args }) => `${name}*${args.length === 1 ? `(${args[0].said})` : "(...)"}`

  return { LanguageError, Source, FUNCTIONS, RESERVED, parse, parseConditions, children, bare, product }
})()
