/* The words and signs of an expression, and the errors that say what stands where
   (derive/language/scan.py does the same for the command line). */
"use strict"

window.backprop = window.backprop || {}

window.backprop.scan = (() => {
  const KEYWORDS = new Set(
    ("False None True and as assert async await break class continue def del elif else except " +
     "finally for from global if import in is lambda nonlocal not or pass raise return try while " +
     "with yield").split(" "))
  const INSTEAD = {
    "^": "use ** for a power", "//": "use / for a quotient", "%": "there is no % in the language",
    "|": "write abs(x) for an absolute value", "'": "a derivative is written D(g(z), z)",
    "′": "a derivative is written D(g(z), z)", "’": "a derivative is written D(g(z), z)",
    "$": "formulas are written as in NumPy, not in LaTeX",
    "\\": "formulas are written as in NumPy, not in LaTeX",
    "−": "write -", "–": "write -", "×": "write *", "·": "write *", "⋅": "write *",
    "⊙": "write * for the product entry by entry", "÷": "write /", "≤": "write <=",
    "≥": "write >=", "≠": "write !=", "∂": "write D(L, a) for a derivative",
    "∇": "write D(J, W) for a gradient", "∑": "write sum(... for k in range(n))",
    "√": "write sqrt(...)", "²": "write **2", "³": "write **3", "ᵀ": "write .T for the transpose",
    "=": "use == between two sides on one line; a line that goes on begins with =",
    ":": "write an entry as W[j, k], or the whole array",
    "{": "use round brackets", "}": "use round brackets", "!": "there is no ! in the language",
  }
  // Words of Python that have no place here, and what to write instead.
  const CASES = "cases are written where(condition, then, otherwise)"
  const WORDS = {
    lambda: "lambda is a keyword of Python; write lam", if: CASES, else: CASES,
    or: "there is no or in the language; nest where(...) instead",
    not: "there is no not in the language; turn the comparison round",
    True: "there are no truth values, except in keepdims=True",
    False: "there are no truth values, except in keepdims=False",
    None: "None is no number", is: "use == for equality",
  }
  const LONGEST = 20000
  const NUMBER = /(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?/y
  const NAME = /[\p{ID_Start}_]\p{ID_Continue}*/uy
  const SIGN = /\*\*|\/\/|==|!=|<=|>=|[-+*/@<>=,.:()[\]{}]/y
  const CLOSING = { "(": ")", "[": "]", "{": "}" }

  /** What is wrong with a text, and where: line and column from 1, and the line itself. */
  class LanguageError extends Error {
    constructor(message, line, column, source) {
      super(message)
      Object.assign(this, { line, column, source })
    }
  }

  /** A text and where it stands in a file. */
  class Source {
    constructor(text, line = 1, column = 1) {
      Object.assign(this, { text, line, column })
    }

    fail(message, offset) {
      const before = this.text.slice(0, offset).split("\n")
      const row = before.length - 1
      const pad = row ? "" : " ".repeat(this.column - 1)
      const column = (pad + before[row]).length + 1
      throw new LanguageError(message, this.line + row, column, pad + this.text.split("\n")[row])
    }
  }

  const match = (pattern, text, offset) => {
    pattern.lastIndex = offset
    return pattern.exec(text)?.[0]
  }

  /** What to write instead of a sign; of one that is not on every keyboard it is said which. */
  function advice(sign) {
    const said = INSTEAD[sign] || "no sign of the language"
    return INSTEAD[sign] && sign.charCodeAt(0) < 128 ? said : `${sign}: ${said}`
  }

  /** Refuse a word of Python where the language has no use for it. */
  function checkKeyword(source, before, word, at) {
    if (["for", "in", "and"].includes(word)) return
    const kept = before.slice(-2).map(token => token.text).join("") === "keepdims="
    if (kept && (word === "True" || word === "False")) return
    source.fail(WORDS[word] || `${word} is a keyword of Python and can be no name; choose another`, at)
  }

  function scan(source) {
    const { text } = source
    const tokens = []
    if (text.length > LONGEST) source.fail(`longer than ${LONGEST} characters`, LONGEST)
    for (let at = 0; at < text.length;) {
      if (/\s/.test(text[at])) {
        at += 1
        continue
      }
      let word = match(NUMBER, text, at)
      let kind = "number"
      if (word) {
        const follower = match(NAME, text, at + word.length)
        if (follower && !KEYWORDS.has(follower)) {
          const several = /^[A-Za-z]+\d+[A-Za-z][A-Za-z\d]*$/.test(follower) && follower.length <= 40 // as in 2c2x
          const factors = several ? follower.match(/[A-Za-z]+|\d+/g).join("*") : ""
          const hint = several ? ` (or ${word}*${factors}, where ${follower} is not one name)` : ""
          source.fail(`write ${word}*${follower} for a product${hint}`, at)
        }
        if (follower) source.fail(`write a space between ${word} and ${follower}`, at)
        if (/^0[\d_]*[1-9]/.test(word) && !/[.eE]/.test(word)) {
          source.fail("write the number without zeros in front", at)
        }
      } else if ((word = match(NAME, text, at))) {
        kind = KEYWORDS.has(word) ? "keyword" : "name"
        if (kind === "keyword") checkKeyword(source, tokens, word, at)
      } else if ((word = match(SIGN, text, at))) {
        kind = "sign"
      } else {
        const sign = String.fromCodePoint(text.codePointAt(at))
        source.fail(advice(sign), at)
      }
      tokens.push({ kind, text: word.normalize("NFKC"), at, end: at + word.length })
      at += word.length
    }
    checkBrackets(source, tokens)
    return tokens
  }

  function checkBrackets(source, tokens) {
    const opened = []
    for (const token of tokens) {
      if (token.text in CLOSING) opened.push(token)
      else if (Object.values(CLOSING).includes(token.text)) {
        const open = opened.pop()
        if (!open) source.fail(`nothing was opened that this ${token.text} could close`, token.at)
        const expected = CLOSING[open.text]
        if (token.text !== expected) {
          source.fail(`expected ${expected} here, not ${token.text}`, token.at)
        }
      }
    }
    const open = opened.pop()
    if (open) source.fail(`this ${open.text} is never closed`, open.at)
  }

  return { LanguageError, Source, KEYWORDS, INSTEAD, advice, scan }
})()
