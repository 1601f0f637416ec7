/* The search behind the theme's field, in place of the theme's own, which takes ^, - and * in a
   question for commands and knows no formulas. It speaks the theme's language of messages: the
   index comes in, then questions; lists of pages go out, each with its sections.

   Words count by how rare they are (Okapi BM25), in a title more than in the text; what stands in
   the same order counts again, so that `a - y` is more than an a and a y. */
"use strict"

;(() => {
  const [SETUP, READY, QUERY, RESULT] = [0, 1, 2, 3]
  const SMALL = new Set(
    ("a about all also am an and any are as at be because been but by can cannot did do does for from get had has " +
     "have how i if in into is isnt it its just me my no not of on or shouldnt so some than that the their then " +
     "there these they this to was we were what when where which while who why will with would you your come " +
     "comes came go goes backprop derive derived derivation derivations proof formula").split(" "))
  const SIGNS = /^[-+*/@=]+$/
  const TOKEN = /\d+\/[a-z](?![\p{L}\p{N}])|[\p{L}_][\p{L}\p{N}_]*(?:\.t(?![\p{L}\p{N}]))?|\d+(?:\.\d+)?|\*\*|[-+*/@=]/gu
  const SHOWN = 36 // words of an excerpt
  const MOST = 40 // results

  /* One way to write what is written in several: dL/dz and D(L, z) are dz, dZ[1] and dZ^([1]) are
     dz1, and W^T is w.t. */
  const SPELLED = [
    [/[−–]/g, "-"], [/[·×⋅∗⊙∘]/g, "*"], [/ᵀ/g, "^t"], [/∂/g, "d"], [/σ/g, "sigma"], [/['’]/g, ""],
    [/\bd ?[ljt] *\/ *d ?(?=[a-z])/g, "d"], [/\bd\([ljt], *([a-z]\w*)\)/g, "d$1"],
    [/([a-z_])\^?\(?\[([0-9l])\]\)?/g, "$1$2"], [/\^\(?t\)?(?![\p{L}\p{N}])/gu, ".t"],
    [/(?<![\p{L}\p{N}.])(\d+) *\/ *(?=[a-z](?![\p{L}\p{N}]))/gu, "$1/"],
    [/(?<!\p{L})([wax]|dz) transposed?(?!\p{L})/gu, "$1.t"],
    [/\bback[- ]?prop(\p{L}{1,2}g[ai]t\p{L}+)?/gu, "backprop"], [/\bat (?:exactly )?(?:z ?= ?)?(?:0|zero)\b/g, "at0 0"],
    [/\bder+[ai]?[iv]+[aeiou]*t\p{L}*v\p{L}*/gu, "derivative"], [/(\p{L}{2})-(?=\p{L}{2})/gu, "$1 "],
  ]
  const ENDINGS = /(?:ations?|atives?|ions?|ings?|ed|es|e|s|ly)$/

  function tokens(text) {
    let plain = text.toLowerCase()
    for (const [from, to] of SPELLED) plain = plain.replace(from, to)
    return (plain.normalize("NFKC").match(TOKEN) || []).map(stem)
  }

  /** A word without its ending: derivation, derivative and derived are one. */
  function stem(word) {
    if (word.length < 4 || SMALL.has(word) || /[^a-z]/.test(word) || /[^aeiou]ss$|[uia]s$/.test(word)) return word
    const short = word.replace(ENDINGS, "")
    return short.length > 2 ? short.replace(/([bdgmnprt])\1$/, "$1") : word
  }

  /** What else a word of a question may mean: `A.T` is short for `A_prev.T`. */
  const ALSO = { "a.t": "a_prev.t", "x.t": "a_prev.t" }
  for (const name of ["w", "b", "z", "a", "dw", "db", "dz", "da"]) ALSO[name] = `${name}l` // dZ is short for dZ[l]

  /** Where a sign is explained, for a question that has no other word that tells. */
  const EXPLAINED = {
    "@": "products written in code printed as notation", "*": "products written in code printed as notation",
    "**": "products written in code power printed as notation", "/": "quotients notation",
  }
  const ABOUT_SIGNS = new Set(["mean", "sign", "symbol", "stand", "python", "numpy", "code"].map(stem))

  /** The words of a question; one about a sign asks for where it is explained. */
  function asked(question) {
    const typed = tokens(question)
    const signs = typed.filter(word => Object.hasOwn(EXPLAINED, word))
    const others = typed.filter(word => !SMALL.has(word) && !SIGNS.test(word) && !ABOUT_SIGNS.has(word))
    return signs.length && !others.length && typed.length > signs.length ? tokens(EXPLAINED[signs[0]]) : typed
  }

  /** In how many letters two words differ: put in, left out, changed, or two exchanged; or more than `most`. */
  function apart(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1
    let [last, row] = [[], Array.from({ length: b.length + 1 }, (_, k) => k)]
    for (let i = 1; i <= a.length; i += 1) {
      const next = [i]
      for (let k = 1; k <= b.length; k += 1) {
        next[k] = Math.min(row[k] + 1, next[k - 1] + 1, row[k - 1] + (a[i - 1] !== b[k - 1]))
        if (a[i - 1] === b[k - 2] && a[i - 2] === b[k - 1]) next[k] = Math.min(next[k], last[k - 2] + 1)
      }
      if (Math.min(...next) > most) return most + 1
      ;[last, row] = [row, next]
    }
    return row.at(-1)
  }

  const UNSAFE = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" }
  const SAFE = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'", "#x27": "'", nbsp: " " }
  const escaped = text => text.replace(/[<>&"]/g, letter => UNSAFE[letter])
  const bare = html => html.replace(/<[^>]*>/g, " ").replace(/&([a-z]+|#\w+);/g, (all, name) => SAFE[name] ?? all)
    .replace(/\s+/g, " ").trim()

  const counted = words => {
    const count = new Map()
    for (const word of words) count.set(word, (count.get(word) || 0) + 1)
    return count
  }

  class Index {
    constructor(docs) {
      const pages = new Map()
      this.docs = docs.map(({ location, title, text, boost = 1 }) => {
        const page = location.split("#")[0]
        const named = { title: bare(title), text: bare(text) }
        const doc = {
          ...named, location, page, boost, titleTokens: tokens(named.title), textTokens: tokens(named.text),
        }
        if (!pages.has(page)) pages.set(page, doc)
        doc.article = pages.get(page)
        doc.inTitle = counted(doc.titleTokens)
        doc.inText = counted(doc.textTokens)
        return doc
      })
      this.average = this.docs.reduce((sum, doc) => sum + doc.textTokens.length, 0) / Math.max(1, this.docs.length)
      this.nearest = new Map() // mistyped word -> what it may have been
      this.holding = new Map() // word -> how many sections hold it
      for (const { inTitle, inText } of this.docs) {
        for (const word of new Set([...inTitle.keys(), ...inText.keys()])) {
          this.holding.set(word, (this.holding.get(word) || 0) + 1)
        }
      }
    }

    /** How much a word tells: little where every section has it, and the small words nothing. */
    weight(word) {
      if (SIGNS.test(word)) return 0
      const held = this.holding.get(word) || 0
      return Math.log(1 + (this.docs.length - held + 0.5) / (held + 0.5)) * (SMALL.has(word) ? 0.1 : 1)
    }

    /** The words of the index that a word of a question stands for; the last may be half typed. */
    variants(word, unfinished) {
      const known = this.holding.has(word)
      if (SIGNS.test(word) || (known && !unfinished) || word.length < 3) return known ? [word] : []
      if (known) return [word]
      const begins = [...this.holding.keys()].filter(other => other.startsWith(word))
      return begins.length ? begins.slice(0, 20) : this.near(word)
    }

    /** The words that a mistyped one is nearest to: one letter of five apart, or two of eight. */
    near(word) {
      if (this.nearest.has(word)) return this.nearest.get(word)
      let [most, found] = [word.length < 5 ? 0 : word.length < 8 ? 1 : 2, []]
      for (const other of most && /^\p{L}+$/u.test(word) ? this.holding.keys() : []) {
        const distance = apart(word, other, most)
        if (distance > most) continue
        if (distance < most) [most, found] = [distance, []]
        found.push(other)
      }
      this.nearest.set(word, found)
      return found
    }

    search(question) {
      const typed = asked(question)
      const terms = typed.map((word, k) => {
        const words = [word, ALSO[word]].flatMap(each => each ? this.variants(each, k === typed.length - 1) : [])
        const weight = words.length ? Math.max(...words.map(other => this.weight(other))) : this.weight(word)
        return { word, words: new Set(words), weight, small: SMALL.has(word), sign: SIGNS.test(word) }
      })
      const total = terms.reduce((sum, { weight }) => sum + weight, 0)
      const asTyped = question.match(/\p{L}[\p{L}\p{N}_/]*/gu) || []
      return this.docs
        .map(doc => ({ doc, score: this.score(doc, terms, total) * (1 + 0.2 * spelledSo(doc, asTyped)) }))
        .filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)
    }

    score(doc, terms, total) {
      let [found, sum] = [0, 0]
      for (const { words, weight } of terms) {
        const [title, article, text] = [doc.inTitle, doc.article.inTitle, doc.inText].map(count =>
          [...words].reduce((most, word) => Math.max(most, count.get(word) || 0), 0))
        if (title || text) found += weight
        else if (article) found += weight / 2
        const length = 1.2 * (0.4 + 0.6 * doc.textTokens.length / this.average)
        sum += weight * (2.5 * Math.min(title, 1) + 0.7 * Math.min(article, 1) + text / (text + length))
      }
      if (!total || !found) return 0
      const [inTitle, inText] = [run(terms, doc.titleTokens), run(terms, doc.textTokens)]
      const whole = inTitle.length === terms.length && terms.length > 1
      const exact = whole && doc.titleTokens.length === terms.length
      const closeness = inTitle.weight * (exact ? 4 : whole ? 2.5 : 1.5) + inText.weight
      return (found / total) ** 2 * (sum + closeness) * doc.boost * (doc === doc.article ? 1.15 : 1)
    }
  }

  /** The share of the names typed that a title has letter for letter: dz is not dZ. */
  function spelledSo(doc, names) {
    const title = doc.title.replace(/ \/ /g, "/")
    return names.filter(name => title.includes(name)).length / Math.max(1, names.length)
  }

  /** The weightiest part of a question that stands in a text in the same order, without a gap. */
  function run(terms, words) {
    let best = { length: 0, weight: 0 }
    let before = []
    for (const word of words) {
      const here = terms.map((term, k) => {
        if (!(term.words.has(word))) return null
        const { length, weight, telling } = before[k - 1] || { length: 0, weight: 0, telling: 0 }
        const worth = term.sign ? 1.5 : term.small ? 0.7 : term.weight
        return { length: length + 1, weight: weight + worth, telling: telling + (term.sign || !term.small) }
      })
      for (const each of here) {
        if (each && each.length > 1 && each.telling > 1 && each.weight > best.weight) best = each
      }
      before = here
    }
    return best
  }

  /** A text with the words of the question marked. */
  function marked(text, wanted) {
    return text.split(" ").map(word => hit(word, wanted) ? `<mark data-md-highlight>${escaped(word)}</mark>` : escaped(word)).join(" ")
  }

  const hit = (word, wanted) => tokens(word).some(token => wanted.has(token))

  /** The first words of a text. */
  function begun(text, wanted) {
    const words = text.split(" ")
    return marked(words.slice(0, SHOWN).join(" "), wanted) + (words.length > SHOWN ? " …" : "")
  }

  /** The part of a text with the most words of the question. */
  function excerpt(text, wanted) {
    const words = text.split(" ")
    const hits = words.map(word => hit(word, wanted))
    let [start, most, inside] = [0, 0, 0]
    for (let k = 0; k < words.length; k += 1) {
      inside += hits[k] - (k >= SHOWN ? hits[k - SHOWN] : 0)
      if (inside > most) [start, most] = [Math.max(0, k - SHOWN + 1), inside]
    }
    // Begin a few words before the first that is marked.
    const first = hits.indexOf(true, start)
    if (first > start + 6) start = first - 6
    const part = words.slice(start, start + SHOWN).join(" ")
    return (start ? "… " : "") + marked(part, wanted) + (start + SHOWN < words.length ? " …" : "")
  }

  /** What the theme shows: for each page the page itself and its sections. A question stands alone,
      under its own words; the theme shows no text beside what stands alone, so it has the first
      words of its answer in its title. */
  function answer(index, question) {
    const typed = asked(question)
    const telling = typed.filter(word => !SMALL.has(word) && !SIGNS.test(word) && word.length > 1)
    const wanted = new Set((telling.length ? telling : typed.filter(word => !SIGNS.test(word)))
      .flatMap(word => [word, ...index.variants(word, true)]))
    const words = question.split(/\s+/).map(word => [word, tokens(word).filter(token => wanted.has(token))])
    const has = ({ inTitle, inText }, token) =>
      index.variants(token, true).some(word => inTitle.has(word) || inText.has(word))
    const item = ({ doc, score }) => ({
      location: doc.location,
      score,
      terms: Object.fromEntries(words.filter(([, found]) => found.length)
        .map(([word, found]) => [word, found.some(token => has(doc, token))])),
      title: marked(doc.title, wanted),
      text: score ? `<p>${excerpt(doc.text, wanted)}</p>` : "",
    })
    const groups = new Map()
    for (const found of index.search(question).slice(0, MOST)) {
      const { doc } = found
      const alone = /#q\d+$/.test(doc.location)
      const key = alone ? doc.location : doc.page
      if (!groups.has(key)) groups.set(key, [])
      groups.get(key).push(found)
    }
    return [...groups].map(([key, group]) => {
      if (key !== group[0].doc.page) {
        const found = item(group[0])
        const answer = `<span class="first-words">${begun(group[0].doc.text, wanted)}</span>`
        return [{ ...found, title: found.title + answer, text: "" }]
      }
      const { article } = group[0].doc
      const all = group.some(({ doc }) => doc === article) ? group : [...group, { doc: article, score: 0 }]
      return all.map(item)
    })
  }

  let index = null
  addEventListener("message", ({ data: { type, data } }) => {
    if (type === SETUP) {
      index = new Index(data.docs)
      postMessage({ type: READY })
    } else if (type === QUERY) {
      postMessage({ type: RESULT, data: { items: answer(index, data) } })
    }
  })
})()
