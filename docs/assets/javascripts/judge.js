/* Whether one line equals the next, by value at many points of the declared domain. It can find a
   counter-example, which then surely is one: both values carry their bounds of error. It cannot
   prove; that is for `python -m derive check`. */
"use strict"

window.backprop.judge = (() => {
  const { Scene, Environment, Undefined, Unclear, Ball, evaluate, entriesOf, places, shapeOf } = window.backprop.values
  const { Sampler } = window.backprop.sample
  const { UNIT, middle, swallowed } = window.backprop.arithmetic
  const LONGEST = 800 // milliseconds
  const TURNS = 3

  /** Each entry that a line has at a point, for every choice of its free indices.

      A value is a number or ball, or an Undefined or Unclear that says why there is none. */
  function* entries(expr, choices, scene, point) {
    const shared = new Environment(scene, point)
    for (const indices of choices) {
      let value
      try {
        // Definitions that hold a free index differ from choice to choice; others are found once.
        const env = scene.indexed ? new Environment(scene, point, indices) : shared.bound(indices)
        value = evaluate(expr, env)
      } catch (error) {
        if (!(error instanceof Undefined || error instanceof Unclear)) throw error
        value = error
      }
      yield* entriesOf(value).map((entry, k) => ({ indices, place: places(shapeOf(value))[k], value: entry }))
    }
  }

  const error = value => value instanceof Ball ? value.e : 0
  const differ = (a, b) =>
    Math.abs(middle(a) - middle(b)) > error(a) + error(b) + 4 * UNIT * Math.max(Math.abs(middle(a)), Math.abs(middle(b)))
  const sharp = a => error(a) <= 1e-6 * Math.abs(middle(a)) || error(a) <= 1e-9

  /** Judge a step: { verdict, points, ... }, the verdict one of

        "differs"    at `point` of `scene` both sides are defined and differ: `left`, `right`
        "undefined"  at `point` the side `side` is not defined: `reason`
        "agrees"     neither was found at `points` points
        "unclear"    no point could be told */
  function judge(left, right, declarations) {
    const sampler = new Sampler([left, right], declarations)
    const { indices: ranges } = sampler.surveyor.compare(left, right)
    const { functions, unknowns } = declarations
    const turns = functions.size || unknowns.size ? TURNS : 1
    const end = performance.now() + LONGEST
    let undefinedAt = null
    let points = 0
    for (let turn = 0; turn < turns; turn += 1) {
      for (const sizes of sampler.manySizes()) {
        for (const point of sampler.points(sizes)) {
          if (performance.now() > end) break
          const found = compared(left, right, ranges, new Scene(declarations, sizes, { exact: true, turn }), point)
          if (found?.verdict === "differs") return { ...found, points }
          if (found?.verdict === "undefined") undefinedAt = undefinedAt || found
          else if (found) points += 1
        }
      }
    }
    return undefinedAt ? { ...undefinedAt, points } : { verdict: points ? "agrees" : "unclear", points }
  }

  /** What one point says: a verdict, or null where rounding hides it. */
  function compared(left, right, ranges, scene, point) {
    const names = [...ranges.keys()]
    const choices = places(names.map(name => ranges.get(name) ? scene.size(ranges.get(name)) : 3))
      .map(place => new Map(names.map((name, k) => [name, place[k]])))
    swallowed.any = false
    const [a, b] = [[...entries(left, choices, scene, point)], [...entries(right, choices, scene, point)]]
    const where = { scene, point }
    let clear = !swallowed.any
    for (const [k, side] of [[0, a], [1, b]]) {
      for (const entry of side) {
        if (entry.value instanceof Undefined) {
          return { verdict: "undefined", side: k ? "right" : "left", reason: entry.value.message, ...where, indices: entry.indices }
        }
      }
    }
    if ([...a, ...b].some(({ value }) => value instanceof Unclear)) return null
    for (const [k, entry] of a.entries()) {
      if (differ(entry.value, b[k].value)) {
        return {
          verdict: "differs", left: middle(entry.value), right: middle(b[k].value), ...where,
          indices: entry.indices, place: entry.place,
        }
      }
      clear = clear && sharp(entry.value) && sharp(b[k].value)
    }
    return clear ? { verdict: "agrees" } : null
  }

  return { judge, entries }
})()
