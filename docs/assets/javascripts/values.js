/* The value of an expression at a point: NumPy's arrays and broadcasting, sums over indices, and
   D as the language defines it, the two-sided derivative at a node of the graph of definitions. */
"use strict"

window.backprop.values = (() => {
  const { children, parse } = window.backprop.language
  const {
    Undefined, Unclear, Ball, Dual, FUNCTIONS, BINARY, UNIT,
    tied, add, subtract, multiply, divide, negative, exp, sign, greatest, least, middle,
  } = window.backprop.arithmetic
  const MOST_EFFORT = 400000
  const ARGUMENT = "t"

  /** An array: its extents, and its entries row by row. */
  class Tensor {
    constructor(shape, data) {
      Object.assign(this, { shape, data })
    }

    static of(shape, entry) {
      return new Tensor(shape, places(shape).map(entry))
    }

    at(place) {
      return this.data[this.shape.reduce((offset, extent, axis) => offset * extent + place[axis], 0)]
    }
  }

  const shapeOf = a => a instanceof Tensor ? a.shape : []
  const entriesOf = a => a instanceof Tensor ? a.data : [a]

  /** The places of all entries, row by row; one empty place for a scalar. */
  function places(shape) {
    return shape.reduce((all, extent) =>
      all.flatMap(place => Array.from({ length: extent }, (_, k) => [...place, k])), [[]])
  }

  /** A function of entries, for arrays that broadcasting brings to one shape. */
  function entrywise(f, ...arrays) {
    if (!arrays.some(a => a instanceof Tensor)) return f(...arrays)
    const shape = arrays.map(shapeOf).reduce(common)
    const picks = arrays.map(a => a instanceof Tensor ? picker(a, shape) : () => a)
    return Tensor.of(shape, place => f(...picks.map(pick => pick(place))))
  }

  function common(a, b) {
    const length = Math.max(a.length, b.length)
    return Array.from({ length }, (_, k) =>
      Math.max(a[k - length + a.length] ?? 1, b[k - length + b.length] ?? 1))
  }

  function picker(array, shape) {
    const skip = shape.length - array.shape.length
    return place => array.at(array.shape.map((extent, axis) => extent === 1 ? 0 : place[axis + skip]))
  }

  const total = terms => terms.reduce(add, 0)

  // -- what stands for unknown functions ------------------------------------------------------

  const STAND_INS = ["tanh(t) + t/2", "t**2/4 + exp(t/2)", "softplus(2*t) - t/3", "sinh(t/2) + t**2/3"]
  // Without any pattern that a transpose or a shift would leave as it is.
  const COEFFICIENTS = [2, 1, 3, 5, 1, 4, 2, 5, 3, 1, 4, 6, 3]

  /** What the numbers take for an unknown g(t), in plain notation. */
  const standIn = turn => STAND_INS[turn % STAND_INS.length]

  /** What they take for an unknown scalar of arrays of these shapes, in plain notation. */
  function scalarStandIn(parameters, shapes, turn) {
    let next = turn
    const weighed = (name, shape, stride) => {
      const numbers = places(shape).map(() => COEFFICIENTS[(next += stride) % COEFFICIENTS.length])
      if (!shape.length) return `${numbers[0]}*${name}`
      const rows = shape.length === 1 ? numbers : places(shape.slice(0, 1)).map(([row]) =>
        numbers.slice(row * shape[1], (row + 1) * shape[1]))
      const listed = shape.length === 1 ? `[${rows.join(", ")}]` : `[${rows.map(row => `[${row.join(", ")}]`).join(", ")}]`
      return `sum(array(${listed})*${name})`
    }
    const squares = parameters.map((name, k) => weighed(`${name}**2`, shapes[k], 1))
    const linear = parameters.map((name, k) => weighed(name, shapes[k], 2))
    return `(${squares.join(" + ")})/4 + tanh((${linear.join(" + ")})/9)`
  }

  /** What all points have in common: declarations, sizes, and stand-ins for what is unknown.

      exact: numbers carry their bounds of error; else they are floats, as in NumPy. */
  class Scene {
    constructor(declarations, sizes, { exact = false, turn = 0 } = {}) {
      Object.assign(this, { declarations, sizes, exact, turn })
      this.indexed = [...declarations.lets.values()].some(expr => hasFreeIndex(expr))
      this.reaches = new Map()
      this.bodies = new Map()
      this.effort = 0
    }

    /** The names on which a name rests, itself included. */
    reach(name) {
      if (!this.reaches.has(name)) {
        const { lets, unknowns } = this.declarations
        const found = new Set([name])
        this.reaches.set(name, found)
        const inside = lets.has(name) ? namesIn(lets.get(name)) : unknowns.get(name) || []
        for (const inner of inside) for (const deep of this.reach(inner)) found.add(deep)
      }
      return this.reaches.get(name)
    }

    /** The names on which an expression rests. */
    names(expr) {
      return new Set([...namesIn(expr)].flatMap(name => [...this.reach(name)]))
    }

    number(float) {
      if (!this.exact) return float
      return new Ball(float, Number.isSafeInteger(float * 2 ** 20) ? 0 : UNIT * Math.abs(float))
    }

    size(term) {
      if (typeof term === "number") return term
      if (!this.sizes.has(term)) throw new Unclear(`no value for the size ${term}`)
      return this.sizes.get(term)
    }

    /** The tree of what stands for an unknown, for arguments of these shapes. */
    body(name, shapes) {
      const key = `${name} ${JSON.stringify(shapes)}`
      if (!this.bodies.has(key)) this.bodies.set(key, parse(this.standIn(name, shapes)))
      return this.bodies.get(key)
    }

    standIn(name, shapes) {
      const { functions, unknowns } = this.declarations
      const parameters = unknowns.get(name)
      if (parameters) return scalarStandIn(parameters, shapes, [...unknowns.keys()].indexOf(name) + this.turn)
      return standIn([...functions].indexOf(name) + this.turn)
    }
  }

  function hasFreeIndex(expr, bound = []) {
    const free = term => typeof term === "string" && !bound.includes(term)
    if (expr.kind === "Index" && expr.indices.some(free)) return true
    if (expr.kind === "Delta" && (free(expr.left) || free(expr.right))) return true
    const inner = expr.kind === "Sum" ? [...bound, ...expr.ranges.map(range => range.index)] : bound
    return children(expr).some(child => hasFreeIndex(child, inner))
  }

  function namesIn(expr, found = new Set()) {
    if (expr.kind === "Name") found.add(expr.id)
    if (expr.kind === "Apply") found.add(expr.function)
    if (expr.kind === "Sum") for (const { size } of expr.ranges) if (typeof size === "string") found.add(size)
    for (const child of children(expr)) namesIn(child, found)
    return found
  }

  /** The values of names at one point, some of them moved by infinitesimals. */
  class Environment {
    constructor(scene, point, indices = new Map()) {
      Object.assign(this, { scene, point, indices, top: indices, level: 0, moves: new Map(), cache: new Map() })
    }

    lookup(name) {
      if (!this.cache.has(name)) this.cache.set(name, this.found(name))
      return this.cache.get(name)
    }

    found(name) {
      const moved = this.moves.get(name)
      if (moved) {
        const start = moved.outside.lookup(name)
        const step = a => new Dual(moved.level, a, moved.towards)
        if (!(start instanceof Tensor)) return step(start)
        const here = moved.place.join()
        return Tensor.of(start.shape, place => place.join() === here ? step(start.at(place)) : start.at(place))
      }
      const { lets, unknowns } = this.scene.declarations
      if (lets.has(name)) return evaluate(lets.get(name), this.bound(null))
      if (unknowns.has(name)) return apply(name, unknowns.get(name).map(arg => this.lookup(arg)), this)
      const given = this.point.get(name)
      if (given === undefined) return this.scene.number(this.scene.size(name))
      return this.scene.exact ? entrywise(a => typeof a === "number" ? new Ball(a) : a, given) : given
    }

    /** With further indices bound, or (null) with those of sums unbound. */
    bound(more) {
      if (!more && this.indices === this.top) return this
      const inner = Object.assign(Object.create(Environment.prototype), this)
      inner.indices = more ? new Map([...this.indices, ...more]) : this.top
      return inner
    }

    moved(name, place, level, towards) {
      const inner = Object.assign(Object.create(Environment.prototype), this)
      inner.level = level
      inner.moves = new Map(this.moves).set(name, { outside: this, place, level, towards })
      inner.cache = new Map([...this.cache].filter(([known]) => !this.scene.reach(known).has(name)))
      return inner
    }

    index(term) {
      if (typeof term === "number") return term
      if (!this.indices.has(term)) throw new Unclear(`no value for the index ${term}`)
      return this.indices.get(term)
    }
  }

  /** The value of an expression: a number, ball or dual, or a Tensor of them.

      Throws Undefined where there surely is none and Unclear where that cannot be told; the error
      has the `node` at which it happened, and its environment. */
  function evaluate(node, env) {
    env.scene.effort += 1
    if (env.scene.effort > MOST_EFFORT) throw new Unclear("too much work")
    try {
      return computed(node, env)
    } catch (error) {
      if ((error instanceof Undefined || error instanceof Unclear) && !error.node) Object.assign(error, { node, env })
      throw error
    }
  }

  function computed(node, env) {
    const of = inner => evaluate(inner, env)
    switch (node.kind) {
      case "Number": return env.scene.number(Number(node.text.replaceAll("_", "")))
      case "Constant": return env.scene.exact ? new Ball(Math.PI, 2 ** -52) : Math.PI
      case "Name": return env.lookup(node.id)
      case "Unary": return node.op === "-" ? entrywise(negative, of(node.arg)) : of(node.arg)
      case "Binary": return node.op === "@" ? product(of(node.left), of(node.right))
        : entrywise(BINARY[node.op], of(node.left), of(node.right))
      case "Call": return call(node, env)
      case "Apply": return apply(node.function, node.args.map(of), env)
      case "Reduce": return reduce(node, of(node.array))
      case "Sum": {
        const extents = node.ranges.map(range => env.scene.size(range.size))
        return places(extents).map(place =>
          evaluate(node.body, env.bound(node.ranges.map((range, k) => [range.index, place[k]]))))
          .reduce((a, b) => entrywise(add, a, b), 0)
      }
      case "Derivative": return derivative(node, env)
      case "Index": return of(node.array).at(node.indices.map(term => env.index(term)))
      case "Delta": return Number(env.index(node.left) === env.index(node.right))
      case "Transpose": return transpose(of(node.array))
      case "Vector": return new Tensor([node.entries.length], node.entries.map(of))
      case "Matrix": return new Tensor([node.rows.length, node.rows[0].length], node.rows.flat().map(of))
      case "Where": return cases(node, env)
    }
  }

  function product(a, b) {
    const [rows, columns] = [a.shape.slice(0, -1), b.shape.slice(1)]
    const inner = b.shape[0]
    const entry = place => {
      const [row, column] = [place.slice(0, rows.length), place.slice(rows.length)]
      return total(Array.from({ length: inner }, (_, k) => multiply(a.at([...row, k]), b.at([k, ...column]))))
    }
    const shape = [...rows, ...columns]
    return shape.length ? Tensor.of(shape, entry) : entry([])
  }

  const transpose = a => Tensor.of([...a.shape].reverse(), place => a.at([...place].reverse()))

  function reduce(node, array) {
    const { axis, keepdims } = node
    const over = array.shape.map((_, k) => axis === null || k === axis)
    const kept = array.shape.flatMap((extent, k) => over[k] ? (keepdims ? [1] : []) : [extent])
    const reduced = place => {
      const fixed = [...place]
      const axes = array.shape.map((_, k) => over[k] ? (keepdims && fixed.shift(), null) : fixed.shift())
      const terms = places(array.shape.map((extent, k) => over[k] ? extent : 1))
        .map(inside => array.at(inside.map((k, n) => axes[n] ?? k)))
      switch (node.function) {
        case "max": return terms.reduce(greatest)
        case "min": return terms.reduce(least)
        case "mean": return divide(total(terms), terms.length)
        default: return total(terms)
      }
    }
    return kept.length ? Tensor.of(kept, reduced) : reduced([])
  }

  function call(node, env) {
    const name = node.function
    if (name in FUNCTIONS) return entrywise(FUNCTIONS[name], evaluate(node.args[0], env))
    if (name === "eye" || name === "ones") {
      const { args: [arg] } = node
      const extents = (arg.kind === "Vector" ? arg.entries : [arg]).map(part =>
        env.scene.size(part.kind === "Name" ? part.id : Number(part.text)))
      return name === "ones" ? Tensor.of(extents, () => 1)
        : Tensor.of([...extents, ...extents], ([row, column]) => Number(row === column))
    }
    const [first, second] = node.args.map(arg => evaluate(arg, env))
    switch (name) {
      case "max": return node.args.map(arg => evaluate(arg, env)).reduce(greatest)
      case "min": return node.args.map(arg => evaluate(arg, env)).reduce(least)
      case "softmax": return softmax(first)
      case "outer": return Tensor.of([...first.shape, ...second.shape], ([i, j]) => multiply(first.at([i]), second.at([j])))
      case "trace": return total(places([first.shape[0]]).map(([k]) => first.at([k, k])))
      case "diag": return first.shape.length === 2
        ? Tensor.of([first.shape[0]], ([k]) => first.at([k, k]))
        : Tensor.of([...first.shape, ...first.shape], ([i, j]) => i === j ? first.at([i]) : 0)
    }
  }

  /** Softmax of each column; the greatest entry's float is taken off first, which changes nothing. */
  function softmax(array) {
    const columns = new Map()
    const column = rest => {
      const key = rest.join()
      if (!columns.has(key)) {
        const entries = places([array.shape[0]]).map(([k]) => array.at([k, ...rest]))
        const top = Math.max(...entries.map(middle))
        const powers = entries.map(entry => exp(subtract(entry, top)))
        columns.set(key, { powers, sum: total(powers) })
      }
      return columns.get(key)
    }
    return Tensor.of(array.shape, ([k, ...rest]) => divide(column(rest).powers[k], column(rest).sum))
  }

  function cases(node, env) {
    const tests = node.condition.map(({ op, left, right }) =>
      entrywise((a, b) => holds(op, decided(subtract(a, b))), evaluate(left, env), evaluate(right, env)))
    const all = entrywise((...each) => each.every(Boolean), ...tests)
    // Only the chosen branch must be defined.
    if (!(all instanceof Tensor)) return evaluate(all ? node.then : node.otherwise, env)
    const branch = (expr, chosen) => entriesOf(all).includes(chosen) ? evaluate(expr, env) : NaN
    return entrywise((test, a, b) => test ? a : b, all, branch(node.then, true), branch(node.otherwise, false))
  }

  /** The sign of what a case rests on; at a border that is only touched, more than a slope decides. */
  function decided(difference) {
    const s = sign(difference)
    if (s === 0 && difference instanceof Dual) throw new Unclear("a derivative where a case begins")
    return s
  }

  function holds(op, s) {
    switch (op) {
      case "<": return s < 0
      case "<=": return s <= 0
      case ">": return s > 0
      case ">=": return s >= 0
      case "==": return s === 0
      default: return s !== 0
    }
  }

  function apply(name, args, env) {
    const { scene } = env
    const parameters = scene.declarations.unknowns.get(name)
    const body = scene.body(name, args.map(shapeOf))
    const point = new Map(parameters ? args.map((arg, k) => [parameters[k], arg]) : [[ARGUMENT, args[0]]])
    const nothing = { lets: new Map(), unknowns: new Map(), functions: new Set() }
    return evaluate(body, new Environment(new Scene(nothing, new Map(), { exact: scene.exact }), point))
  }

  // -- derivatives ------------------------------------------------------------------------------

  function derivative({ body, variable }, env) {
    const name = variable.kind === "Index" ? variable.array.id : variable.id
    if (env.scene.sizes.has(name)) throw new Unclear("a derivative by a size")
    if (variable.kind === "Index") return slope(body, name, variable.indices.map(term => env.index(term)), env)
    const start = env.lookup(name)
    if (!(start instanceof Tensor)) return slope(body, name, [], env)
    return Tensor.of(start.shape, place => slope(body, name, place, env))
  }

  /** The two-sided derivative by an entry of a name; Undefined where the sides differ. */
  function slope(body, name, place, env) {
    const level = env.level + 1
    const run = towards => {
      const moved = evaluate(body, env.moved(name, place, level, towards))
      const inside = moved instanceof Dual && moved.level === level
      return inside ? [moved.v, towards < 0 ? negative(moved.d) : moved.d] : [moved, 0]
    }
    const outer = tied.has(level)
    tied.delete(level)
    const [value, right] = run(1)
    if (tied.has(level)) {
      const [other, left] = run(-1)
      const here = evaluate(body, env)
      if (!same(value, here) || !same(other, here)) throw new Undefined("a derivative at a jump")
      if (!same(left, right)) throw new Undefined("a derivative at a kink: the slopes on its two sides differ")
    }
    if (outer) tied.add(level)
    else tied.delete(level)
    return right
  }

  function same(a, b) {
    const difference = subtract(a, b)
    if (difference instanceof Ball) return Math.abs(difference.v) <= difference.e
    return Math.abs(middle(difference)) <= 1e-9 * Math.max(1, Math.abs(middle(a)))
  }

  return { Tensor, Scene, Environment, Undefined, Unclear, Ball, entrywise, evaluate, places, shapeOf, entriesOf, holds, namesIn }
})()
