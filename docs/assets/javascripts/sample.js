/* Points of the declared domain: sizes for size letters and values for names, friendly ones to
   look at and many to judge by. Nothing is random: the same lines get the same points always. */
"use strict"

window.backprop.sample = (() => {
  const { children } = window.backprop.language
  const { Surveyor } = window.backprop.shapes
  const { subtract, sign, middle, divide } = window.backprop.arithmetic
  const { Tensor, Scene, Environment, Undefined, Unclear, entrywise, evaluate, places, entriesOf, holds, namesIn } = window.backprop.values
  const MIRRORED = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!=" }
  // Values that people like to see beside these names; others take the first that fits.
  const LIKED = { a: 0.8, y: 1, z: 1.4, x: 1.5, w: -0.5, b: 0.3, alpha: 0.1, h: 0.1, lam: 0.5 }
  const FRIENDLY = [0.8, 1.4, -0.6, 2, 0.5, -1.2, 1, 0.25, 3, -2, 0.7, 1.6, -0.4, 0.3, 0.9, 0.6]
  // For the entries of arrays: small, so that a network of several layers does not saturate.
  const ENTRIES = [0.8, -0.5, 0.3, 1.2, -0.7, 0.6, -0.2, 0.4, 1, -0.9, 0.5, 0.1, 0.9, -0.3]
  const SPECIAL = [0, 1, -1, 2, 0.5, -2, 10, -10, 1 / 1024, 40, -40]
  const MOST_REPAIRS = 4

  /** What the conditions say of each name by itself: an interval, holes, or a finite set. */
  function boundsOf(declarations) {
    const bounds = new Map()
    const of = name => bounds.get(name) || bounds.set(name, { low: -Infinity, high: Infinity, open: new Set(), not: new Set() }).get(name)
    const narrow = (name, op, value) => {
      const bound = of(name)
      if (op === "!=") bound.not.add(value)
      if ((op === ">" || op === ">=" || op === "==") && value >= bound.low) {
        bound.low = value
        if (op === ">") bound.open.add(value)
      }
      if ((op === "<" || op === "<=" || op === "==") && value <= bound.high) {
        bound.high = value
        if (op === "<") bound.open.add(value)
      }
    }
    for (const condition of declarations.domain) {
      if (condition.kind === "Natural") of(condition.subject.id).natural = true
      else if (condition.kind === "Membership") {
        const name = nameOf(condition.subject)
        if (name) of(name).members = condition.values.map(constant)
      } else {
        const { op, left, right } = condition
        if (nameOf(left) && isConstant(right)) narrow(nameOf(left), op, constant(right))
        if (nameOf(right) && isConstant(left)) narrow(nameOf(right), MIRRORED[op], constant(left))
      }
    }
    return bounds
  }

  const nameOf = node => node.kind === "Name" ? node.id
    : node.kind === "Index" && node.array.kind === "Name" && node.indices.every(i => typeof i === "string") ? node.array.id : null
  const isConstant = node => !namesIn(node).size && !hasIndex(node)
  const hasIndex = node => node.kind === "Delta" || children(node).some(hasIndex)
  const NOWHERE = { lets: new Map(), shapes: new Map(), functions: new Set(), unknowns: new Map(), domain: [] }
  const constant = node => evaluate(node, new Environment(new Scene(NOWHERE, new Map()), new Map()))

  function fits(value, bound) {
    if (!bound) return true
    const { low, high, open, not, members, natural } = bound
    if (members && !members.includes(value)) return false
    if (natural && !(Number.isInteger(value) && value >= 1)) return false
    return value >= low && value <= high && !open.has(value) && !not.has(value)
  }

  /** A value some part of the way through what a bound allows; never an open end. */
  function inside({ low = -Infinity, high = Infinity, members, natural } = {}, part) {
    if (members) return members[Math.min(members.length - 1, Math.floor(part * members.length))]
    if (natural) return Math.max(1, Number.isFinite(low) ? Math.ceil(low) : 1) + Math.floor(part * 4)
    if (low === high) return low
    if (Number.isFinite(low) && Number.isFinite(high)) return low + (high - low) * (1 + Math.round(part * 18)) / 20
    const tenths = (1 + Math.round(part * 60)) / 10
    if (Number.isFinite(low)) return low + tenths
    return Number.isFinite(high) ? high - tenths : Math.round(part * 60) / 10 - 3
  }

  /** The numbers 0 <= r < 1 that follow from a text (mulberry32). */
  function generator(text) {
    let state = [...text].reduce((hash, c) => Math.imul(hash ^ c.codePointAt(0), 16777619), 2166136261)
    return () => {
      state = (state + 0x6d2b79f5) | 0
      let t = Math.imul(state ^ (state >>> 15), 1 | state)
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
    }
  }

  /** Names, sizes and domain of some lines: what their points are made of. */
  class Sampler {
    constructor(exprs, declarations) {
      this.exprs = exprs
      this.declarations = declarations
      this.bounds = boundsOf(declarations)
      this.surveyor = new Surveyor(declarations)
      const probe = new Scene(declarations, new Map())
      const names = new Set(exprs.flatMap(expr => [...probe.names(expr)]))
      // A condition that speaks of a name brings the names of which it speaks as well.
      this.conditions = []
      for (let before = -1; before < this.conditions.length;) {
        before = this.conditions.length
        for (const condition of declarations.domain) {
          const about = probe.names(condition)
          if (this.conditions.includes(condition) || ![...about].some(name => names.has(name))) continue
          this.conditions.push(condition)
          for (const name of about) names.add(name)
        }
      }
      const { shapes, lets, functions, unknowns } = declarations
      const sized = new Set([...names].flatMap(name => shapes.get(name) || []))
      for (const expr of [...exprs, ...[...names].filter(n => lets.has(n)).map(n => lets.get(n))]) sizesIn(expr, sized)
      const all = new Set([...shapes.values()].flat())
      for (const name of names) if (all.has(name)) sized.add(name)
      this.letters = [...new Set([...all, ...sized])].filter(s => typeof s === "string" && sized.has(s))
      this.names = [...names].filter(name =>
        !lets.has(name) && !functions.has(name) && !unknowns.has(name) && !sized.has(name))
    }

    /** Sizes to look at: 3, 2, 3, ... as their bounds allow; m is none of them, so that no wrong shape fits. */
    friendlySizes() {
      const others = this.letters.filter(letter => letter !== "m")
      const examples = others.length > 1 ? 4 : 2
      return new Map(this.letters.map(letter =>
        [letter, this.size(letter, letter === "m" ? examples : 3 - others.indexOf(letter) % 2)]))
    }

    /** Sizes to judge by: all different, with m = 2 as above; all alike; all 1. */
    manySizes() {
      if (!this.letters.length) return [new Map()]
      const others = this.letters.filter(letter => letter !== "m")
      const patterns = [letter => letter === "m" ? 2 : 3 + others.indexOf(letter), (_, k) => [3, 1, 2][k % 3], () => 2, () => 1]
      return patterns.map(pattern => new Map(this.letters.map((letter, k) => [letter, this.size(letter, pattern(letter, k))])))
    }

    size(letter, wanted) {
      const bound = { ...this.bounds.get(letter), natural: true, open: new Set(), not: new Set(), ...this.bounds.get(letter) }
      for (let size = wanted; size < wanted + 20; size += 1) if (fits(size, bound)) return size
      return wanted
    }

    shape(name, sizes) {
      return (this.declarations.shapes.get(name) || []).map(size => typeof size === "number" ? size : sizes.get(size))
    }

    point(sizes, choose) {
      return new Map(this.names.map((name, k) => {
        const shape = this.shape(name, sizes)
        return [name, shape.length ? Tensor.of(shape, place => choose(name, k, place)) : choose(name, k, [])]
      }))
    }

    /** The point to look at first; null where the domain is not found. */
    friendlyPoint(sizes) {
      return this.points(sizes).next().value || null
    }

    liked(sizes) {
      let count = 0
      return this.repaired(sizes, this.point(sizes, (name, k, place) => {
        const bound = this.bounds.get(name)
        if (!place.length && Object.hasOwn(LIKED, name) && fits(LIKED[name], bound)) return LIKED[name]
        if (!place.length && bound?.natural) return inside(bound, 0.5)
        if (/^[yY]/.test(name) && place.length) return Number(place.reduce((a, b) => a + b) % 2 === 0)
        const from = place.length ? count++ : k
        const wanted = (place.length ? ENTRIES : FRIENDLY).filter(value => fits(value, bound))
        return wanted.length > 2 ? wanted[from % wanted.length] : inside(bound, 0.4 + 0.1 * (from % 3))
      }))
    }

    /** Points of the domain: friendly, special, then drawn; none that cannot be mended to lie in it. */
    *points(sizes) {
      const liked = this.liked(sizes)
      if (liked) yield liked
      const random = generator(this.names.join() + [...sizes.values()].join())
      const draw = name => {
        const bound = this.bounds.get(name)
        const value = inside(bound, random())
        return fits(value, bound) ? value : inside(bound, random())
      }
      const special = SPECIAL.flatMap(value => this.names.map(which => name =>
        name === which && fits(value, this.bounds.get(name)) ? value : draw(name)))
      const both = [0, 1].map(value => name => fits(value, this.bounds.get(name)) ? value : draw(name))
      const [first, some, last] = this.letters.length ? [4, 4, 2] : [8, 3 * SPECIAL.length, 24]
      for (const choose of [...Array(first).fill(draw), ...both, ...special.slice(0, some), ...Array(last).fill(draw)]) {
        const point = this.repaired(sizes, this.point(sizes, choose))
        if (point) yield point
      }
    }

    /** The point, moved to where the declared equalities hold; null where it is not in the domain. */
    repaired(sizes, point) {
      const scene = new Scene(this.declarations, sizes)
      for (let turn = 0; turn < MOST_REPAIRS; turn += 1) {
        const broken = this.broken(scene, point)
        if (!broken) return point
        if (broken.condition.op !== "==" || !this.solve(scene, point, broken)) return null
      }
      return this.broken(scene, point) ? null : point
    }

    /** What the point breaks first: a condition, for some indices and at some entry; or null. */
    broken(scene, point) {
      for (const condition of this.conditions) {
        for (const indices of this.indices(condition, scene)) {
          if (!this.holds(condition, new Environment(scene, point, indices))) return { condition, indices }
        }
      }
      return null
    }

    holds(condition, env) {
      try {
        if (condition.kind === "Natural") {
          if (env.scene.sizes.has(condition.subject.id)) return true
          return entriesOf(evaluate(condition.subject, env)).every(v => Number.isInteger(v) && v >= 1)
        }
        if (condition.kind === "Membership") {
          const members = condition.values.map(constant)
          return entriesOf(evaluate(condition.subject, env)).every(v => members.includes(v))
        }
        const { op, left, right } = condition
        const [a, b] = [evaluate(left, env), evaluate(right, env)]
        const near = op === "==" ? 1e-12 : 0 // what was solved for in floats
        const kept = entrywise((x, y) => {
          const difference = subtract(x, y)
          return holds(op, Math.abs(difference) <= near ? 0 : sign(difference))
        }, a, b)
        return entriesOf(kept).every(Boolean)
      } catch (error) {
        if (error instanceof Undefined || error instanceof Unclear) return false
        throw error
      }
    }

    /** Every choice of the free indices of an expression or condition. */
    indices(node, scene) {
      const found = new Map()
      const sides = node.kind === "Relation" ? [node.left, node.right] : node.subject ? [node.subject] : [node]
      for (const side of sides) {
        for (const [index, size] of this.surveyor.survey(side).indices) found.set(index, size || found.get(index))
      }
      const names = [...found.keys()]
      return places(names.map(name => found.get(name) ? scene.size(found.get(name)) : 3))
        .map(place => new Map(names.map((name, k) => [name, place[k]])))
    }

    /** Change the last entry that a broken equality depends on so that it holds; false if none does. */
    solve(scene, point, { condition, indices }) {
      const residual = () => {
        const env = new Environment(scene, point, indices)
        return subtract(evaluate(condition.left, env), evaluate(condition.right, env))
      }
      const miss = residual()
      if (typeof miss !== "number") return false
      for (const name of [...this.names].reverse()) {
        const value = point.get(name)
        const last = entriesOf(value).length - 1
        for (let k = last; k >= 0; k -= 1) {
          const start = value instanceof Tensor ? value.data[k] : value
          const set = v => value instanceof Tensor ? (value.data[k] = v) : point.set(name, v)
          set(start + 1)
          const rate = subtract(residual(), miss)
          const wanted = rate ? middle(subtract(start, divide(miss, rate))) : start
          if (rate && fits(wanted, this.bounds.get(name))) {
            set(wanted)
            return true
          }
          set(start)
        }
      }
      return false
    }
  }

  function sizesIn(node, found) {
    if (node.kind === "Sum") for (const { size } of node.ranges) found.add(size)
    if (node.kind === "Call" && (node.function === "eye" || node.function === "ones")) {
      for (const name of namesIn(node.args[0])) found.add(name)
    }
    for (const child of children(node)) sizesIn(child, found)
  }

  return { Sampler, fits }
})()
