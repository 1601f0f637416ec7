/* The shape of every expression and the range of every index, in size letters; a misfit is an
   error that names both shapes (derive/language/shapes.py does the same for the command line). */
"use strict"

window.backprop.shapes = (() => {
  const { LanguageError, children } = window.backprop.language

  const described = shape =>
    !shape.length ? "a scalar" : shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`

  const named = (node, shape) => `${shortened(node)} is ${described(shape)}`
  const shortened = ({ said }) => said.length <= 60 ? said : said.slice(0, 57) + "..."

  /** Shapes under some declarations: { lets, domain, shapes, functions, unknowns }. */
  class Surveyor {
    constructor(declarations) {
      this.declared = declarations
      this.known = new Map()
      this.sizes = new Set([...declarations.shapes.values()].flat().filter(s => typeof s === "string"))
    }

    /** The shape of an expression, and its free indices as a Map to their ranges. */
    survey(node) {
      const indices = new Map()
      const values = new Set()
      const shape = this.shape(node, { bound: new Map(), indices, values })
      for (const index of indices.keys()) {
        if (values.has(index)) this.fail(node, `${index} stands in [ ] as an index, so it is no number elsewhere`)
      }
      return { shape, indices }
    }

    fail(node, message) {
      throw Object.assign(new LanguageError(message, 1, (node.at ?? 0) + 1), { node })
    }

    /** Shapes of two sides must be alike, and their indices must run over the same. */
    compare(left, right) {
      const [a, b] = [this.survey(left), this.survey(right)]
      if (a.shape.join() !== b.shape.join()) {
        this.fail(right, `the line above is ${described(a.shape)}, this one ${described(b.shape)}; ` +
                         "nothing broadcasts across =")
      }
      for (const [index, size] of a.indices) {
        const other = b.indices.get(index)
        if (size && other && size !== other) {
          this.fail(right, `the index ${index} ranges over ${size} above and over ${other} here`)
        }
      }
      return { shape: a.shape, indices: new Map([...b.indices, ...[...a.indices].filter(([, size]) => size)]) }
    }

    shape(node, walk) {
      const inside = child => this.shape(child, walk)
      switch (node.kind) {
        case "Number": case "Constant": return []
        case "Name": return this.name(node, walk)
        case "Unary": return inside(node.arg)
        case "Binary": {
          const [left, right] = [inside(node.left), inside(node.right)]
          return node.op === "@" ? this.product(node, left, right) : this.broadcast(node, [left, right])
        }
        case "Call": return this.call(node, node.function === "eye" || node.function === "ones" ? [] : node.args.map(inside))
        case "Apply": return this.apply(node, node.args.map(inside))
        case "Reduce": return this.reduction(node, inside(node.array))
        case "Sum": return this.sum(node, walk)
        case "Derivative": {
          const body = inside(node.body)
          if (body.length) {
            const { function: name, kind, args } = node.body
            const one = kind === "Apply" && args[0]?.kind === "Name" ? `; if ${name} is one number that depends on ${args[0].said}, write where ${name}(${args[0].said})` : ""
            this.fail(node.body, `D differentiates a scalar, and ${named(node.body, body)}${one}`)
          }
          return inside(node.variable)
        }
        case "Index": return this.index(node, inside(node.array), walk)
        case "Delta":
          for (const term of [node.left, node.right]) this.stands(node, term, null, walk)
          return []
        case "Transpose": {
          const shape = inside(node.array)
          if (!shape.length) this.fail(node, `${shortened(node.array)} is a scalar and has no transpose`)
          return shape.toReversed ? shape.toReversed() : [...shape].reverse()
        }
        case "Matrix": case "Vector": {
          for (const entry of children(node)) this.scalar(entry, inside(entry))
          return node.kind === "Vector" ? [node.entries.length] : [node.rows.length, node.rows[0].length]
        }
        case "Where": return this.broadcast(node, children(node).map(inside))
      }
    }

    name(node, walk) {
      const { lets, shapes, functions } = this.declared
      const { id } = node
      if (walk.bound.has(id)) this.fail(node, `the index ${id} is no number; it stands only in [ ] and in delta`)
      if (functions.has(id)) {
        this.fail(node, `${id} is an unknown function: write ${id}(...); or, if it is one number that depends on Z, where ${id}(Z)`)
      }
      walk.values.add(id)
      if (!lets.has(id)) return shapes.get(id) || []
      if (!this.known.has(id)) this.known.set(id, this.survey(lets.get(id)))
      const { shape, indices } = this.known.get(id)
      const declared = shapes.get(id)
      if (declared && declared.join() !== shape.join()) {
        this.fail(node, `${id} is declared as ${described(declared)}, and its definition is ${described(shape)}`)
      }
      for (const [index, size] of indices) {
        if (walk.bound.has(index)) this.fail(node, `the sum's index ${index} stands in the definition of ${id}`)
        this.rangesOver(node, index, size, walk)
      }
      return shape
    }

    what(name) {
      const { lets, shapes, functions, unknowns } = this.declared
      if (lets.has(name)) return "defined by let"
      if (shapes.has(name)) return `declared as ${described(shapes.get(name))}`
      if (functions.has(name) || unknowns.has(name)) return "declared as unknown"
      return this.sizes.has(name) ? "a size" : null
    }

    index(node, shape, walk) {
      const count = node.indices.length
      if (shape.length !== count) {
        const takes = shape.length ? `${shape.length} ind${shape.length === 1 ? "ex" : "ices"}` : "no index"
        this.fail(node, `${named(node.array, shape)} and takes ${takes}, not ${count}`)
      }
      node.indices.forEach((term, axis) => this.stands(node, term, shape[axis], walk))
      return []
    }

    stands(node, term, size, walk) {
      if (typeof term === "number") {
        if (typeof size === "number" ? term >= size : size && term > 0) {
          this.fail(node, `the entry ${term} need not exist on an axis of size ${size}`)
        }
        return
      }
      const runs = walk.bound.get(term)
      if (runs !== undefined) {
        if (size && runs !== size) this.fail(node, `the index ${term} runs over ${runs} and stands on an axis of size ${size}`)
        return
      }
      const what = this.what(term)
      if (what) this.fail(node, `${term} is ${what}, and an index is a name that is not declared`)
      this.rangesOver(node, term, size, walk)
    }

    rangesOver(node, index, size, { indices }) {
      const known = indices.get(index)
      if (known && size && known !== size) {
        this.fail(node, `the index ${index} stands on an axis of size ${known} and on one of ${size}`)
      }
      indices.set(index, size || known || null)
    }

    sum(node, walk) {
      const bound = new Map(walk.bound)
      for (const { index, size } of node.ranges) {
        const what = this.what(index)
        if (what) this.fail(node, `${index} is ${what}, and an index is a name that is not declared`)
        if (typeof size === "string" && this.what(size) && !this.sizes.has(size)) {
          this.fail(node, `${size} is ${this.what(size)}, so it is no size`)
        }
        bound.set(index, size)
      }
      return this.shape(node.body, { ...walk, bound })
    }

    scalar(node, shape) {
      if (shape.length) this.fail(node, `a scalar is expected here, and ${named(node, shape)}`)
    }

    broadcast(node, shapes) {
      return shapes.reduce((result, shape) => {
        const length = Math.max(result.length, shape.length)
        const pad = part => [...Array(length - part.length).fill(1), ...part]
        const [a, b] = [pad(result), pad(shape)]
        return a.map((size, axis) => {
          if (size !== b[axis] && size !== 1 && b[axis] !== 1) {
            this.fail(node, `${described(result)} and ${described(shape)} do not fit entry by entry in ${shortened(node)}`)
          }
          return size === 1 ? b[axis] : size
        })
      }, [])
    }

    product(node, left, right) {
      if (![left, right].every(shape => shape.length === 1 || shape.length === 2)) {
        this.fail(node, `@ multiplies matrices and vectors, not ${described(left)} and ${described(right)}; ` +
                        "a product with a scalar is written *")
      }
      const [columns, rows] = [left.at(-1), right[0]]
      if (columns !== rows) {
        this.fail(node, `${described(left)} and ${described(right)} do not fit in ${shortened(node)}: ` +
                        `${columns} columns meet ${rows} rows`)
      }
      return [...left.slice(0, -1), ...right.slice(1)]
    }

    call(node, shapes) {
      const [first] = shapes
      const wrong = (wanted, k = 0) => this.fail(node, `${node.function} takes ${wanted}, and ${named(node.args[k], shapes[k])}`)
      switch (node.function) {
        case "eye": return [...this.extents(node.args[0]), ...this.extents(node.args[0])]
        case "ones": return this.extents(node.args[0])
        case "softmax":
          if (first.length !== 1 && first.length !== 2) wrong("a vector or a matrix")
          return first
        case "outer":
          shapes.forEach((shape, k) => shape.length === 1 || wrong("two vectors", k))
          return shapes.flat()
        case "diag":
          if (first.length === 1) return [first[0], first[0]]
          if (first.length !== 2 || first[0] !== first[1]) wrong("a vector or a square matrix")
          return [first[0]]
        case "trace":
          if (first.length !== 2 || first[0] !== first[1]) wrong("a square matrix")
          return []
        case "max": case "min":
          node.args.forEach((arg, k) => this.scalar(arg, shapes[k]))
          return []
        default: return first
      }
    }

    extents(node) {
      if (node.kind === "Vector") return node.entries.flatMap(entry => this.extents(entry))
      return [node.kind === "Name" ? node.id : Number(node.text)]
    }

    apply(node, shapes) {
      const { functions, unknowns } = this.declared
      const name = node.function
      if (functions.has(name)) {
        if (shapes.length !== 1) this.fail(node, `the unknown function ${name} takes 1 argument, not ${shapes.length}`)
        return shapes[0]
      }
      const parameters = unknowns.get(name)
      if (!parameters) this.fail(node, `${name} is called and not declared: where ${name}: function`)
      if (parameters.length !== shapes.length) this.fail(node, `${name} was declared as ${name}(${parameters.join(", ")})`)
      parameters.forEach((parameter, k) => {
        const { shape } = this.survey({ kind: "Name", id: parameter, said: parameter })
        if (shape.join() !== shapes[k].join()) {
          this.fail(node.args[k], `${named(node.args[k], shapes[k])}, and ${name} depends on ${parameter}, ` +
                                  `which is ${described(shape)}`)
        }
      })
      return []
    }

    reduction(node, shape) {
      if (!shape.length) this.fail(node, `${node.function} takes an array, and ${named(node.array, shape)}`)
      const { axis, keepdims } = node
      if (axis !== null && axis >= shape.length) this.fail(node, `${named(node.array, shape)} and has no axis ${axis}`)
      return shape.flatMap((size, k) => axis !== null && k !== axis ? [size] : keepdims ? [1] : [])
    }
  }

  return { Surveyor, described }
})()
