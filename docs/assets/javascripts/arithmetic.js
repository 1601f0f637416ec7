/* The numbers that expressions are evaluated in. Three kinds meet in every operation:

     number   a float, as NumPy computes it: 0/0 is nan
     Ball     a float and a bound of its error, so that what differs surely differs
     Dual     a number or ball that moves with a variable, and how fast: v + d*t for small t > 0

   Duals differentiate (forward mode); those of a deeper derivative have a higher level and hold
   those of the outer ones. Error bounds: Higham, Accuracy and Stability of Numerical Algorithms, ch. 2. */
"use strict"

window.backprop.arithmetic = (() => {
  const UNIT = 2 ** -53
  const TINY = 2 ** -1022
  // The error of an elementary function of the browser, in units; engines stay below 2.
  const FUNCTION = 4 * UNIT

  /** There surely is no value. */
  class Undefined extends Error {}
  /** Whether there is a value, or which, is lost in rounding. */
  class Unclear extends Error {}

  class Ball {
    constructor(v, e = 0) {
      this.v = v
      this.e = e
      if (!Number.isFinite(v + e)) throw new Unclear("too large for a float")
    }
  }

  class Dual {
    constructor(level, v, d) {
      Object.assign(this, { level, v, d })
    }
  }

  // A number beside which a smaller one is as good as lost, in units.
  const SWALLOWS = 16 * UNIT
  /** Whether some value so far is what it is only because rounding dropped something small. */
  const swallowed = { any: false }

  // The levels at which a comparison was a tie that only the direction decided.
  const tied = new Set()

  const level = a => a instanceof Dual ? a.level : 0
  const plain = (a, b) => typeof a === "number" && typeof b === "number"
  const value = (a, at) => level(a) === at ? a.v : a
  const slope = (a, at) => level(a) === at ? a.d : 0
  const ball = a => a instanceof Ball ? a : new Ball(a)
  const rounded = (v, e, unit = UNIT) => new Ball(v, e + unit * Math.abs(v) + (v || e ? TINY : 0))

  /** The float next to a value: of a ball its middle, of a dual its value. */
  const middle = a => a instanceof Dual ? middle(a.v) : a instanceof Ball ? a.v : a

  /** A slope times a value; a slope of 0 stays 0 beside what is infinite. */
  const along = (d, a) => d === 0 ? 0 : multiply(d, a)
  const together = (a, b) => a === 0 ? b : b === 0 ? a : add(a, b)

  /** Lift a function of two to duals: its value, and its slope from both slopes. */
  function lifted(a, b, f, slopes) {
    const at = Math.max(level(a), level(b))
    const [x, y] = [value(a, at), value(b, at)]
    const v = f(x, y)
    return new Dual(at, v, slopes(x, y, slope(a, at), slope(b, at), v))
  }

  const moves = (a, b) => a instanceof Dual || b instanceof Dual

  function add(a, b) {
    if (plain(a, b)) return a + b
    if (moves(a, b)) return lifted(a, b, add, (x, y, dx, dy) => together(dx, dy))
    const [x, y] = [ball(a), ball(b)]
    if (exactly(x, 0)) return y
    if (exactly(y, 0)) return x
    if (exactSum(x.v, y.v)) return new Ball(x.v + y.v, x.e + y.e)
    const [small, large] = [Math.abs(x.v), Math.abs(y.v)].sort((p, q) => p - q)
    if (small <= SWALLOWS * large) swallowed.any = true
    return rounded(x.v + y.v, x.e + y.e)
  }

  /** Whether a float sum has no rounding error (the two halves of Knuth's TwoSum). */
  function exactSum(a, b) {
    const s = a + b
    const t = s - a
    return (a - (s - t)) + (b - t) === 0
  }

  const exactly = (x, n) => x.v === n && x.e === 0

  function negative(a) {
    if (typeof a === "number") return -a
    return a instanceof Dual ? new Dual(a.level, negative(a.v), negative(a.d)) : new Ball(-a.v, a.e)
  }

  const subtract = (a, b) => add(a, negative(b))

  function multiply(a, b) {
    if (plain(a, b)) return a * b
    if (moves(a, b)) return lifted(a, b, multiply, (x, y, dx, dy) => together(along(dx, y), along(dy, x)))
    const [x, y] = [ball(a), ball(b)]
    if (exactly(x, 0) || exactly(y, 0)) return new Ball(0)
    if (exactly(x, 1)) return y
    if (exactly(y, 1)) return x
    return rounded(x.v * y.v, Math.abs(x.v) * y.e + Math.abs(y.v) * x.e + x.e * y.e)
  }

  function divide(a, b) {
    if (plain(a, b)) return a / b
    if (moves(a, b)) {
      return lifted(a, b, divide, (x, y, dx, dy, v) => {
        const d = together(dx, negative(along(dy, v)))
        return d === 0 ? 0 : divide(d, y)
      })
    }
    const [x, y] = [ball(a), ball(b)]
    if (exactly(y, 0)) throw new Undefined("a division by 0")
    if (Math.abs(y.v) <= y.e) throw new Unclear("a division by what may be 0")
    const v = x.v / y.v
    if (exactly(x, 0) || exactly(y, 1)) return x
    return rounded(v, (x.e + Math.abs(v) * y.e) / (Math.abs(y.v) - y.e))
  }

  function power(a, b) {
    if (plain(a, b)) return b === 0 ? 1 : a ** b
    if (moves(a, b)) {
      return lifted(a, b, power, (x, n, dx, dn, v) => {
        const base = dx === 0 || isWhole(n, 0) ? 0 : along(dx, multiply(n, power(x, subtract(n, 1))))
        return together(base, dn === 0 ? 0 : along(dn, multiply(v, log(x))))
      })
    }
    const [x, n] = [ball(a), ball(b)]
    if (n.e === 0 && Number.isInteger(n.v)) return wholePower(x, n.v)
    if (sign(x) < 0) throw new Undefined("a power of a negative number that is no whole one")
    if (sign(x) > 0) return exp(multiply(n, log(x)))
    if (sign(n) <= 0) throw new Undefined("a division by 0")
    return new Ball(0)
  }

  const isWhole = (n, wanted) => middle(n) === wanted && !(n instanceof Dual) && !(n.e > 0)

  function wholePower(x, n) {
    if (n === 0) return new Ball(1)
    if (n < 0) return divide(1, wholePower(x, -n))
    const spread = x.e ? n * x.e * (Math.abs(x.v) + x.e) ** (n - 1) : 0
    return n === 1 ? x : rounded(x.v ** n, spread, FUNCTION * 2)
  }

  // -- functions of one number ----------------------------------------------------------------

  /** A smooth function: of floats, the error that it makes of an error, and its derivative; and
      where it nears a simpler one so closely that floats do not tell the two apart. */
  function smooth(float, spread, derivative, nears = () => false) {
    return function f(a) {
      if (typeof a === "number") return float(a)
      if (a instanceof Dual) {
        const v = f(a.v)
        return new Dual(a.level, v, a.d === 0 ? 0 : along(a.d, derivative(a.v, v)))
      }
      const error = spread(a)
      const v = float(a.v)
      if (!exactly(a, 0) && nears(a.v, v)) swallowed.any = true
      return rounded(v, error, FUNCTION)
    }
  }

  const near = (v, other) => Math.abs(v - other) <= SWALLOWS * Math.abs(other)
  const FAR = 18 // from here on exp(-z) is nothing beside exp(z)

  const exp = smooth(Math.exp, a => a.e && Math.exp(a.v) * Math.expm1(a.e), (a, v) => v, (z, v) => near(v, 1))
  const log = smooth(Math.log, a => {
    positive(a, "a logarithm of")
    return a.e / (a.v - a.e)
  }, a => divide(1, a))
  const sqrt = smooth(Math.sqrt, a => {
    if (exactly(a, 0)) return 0
    positive(a, "a square root of")
    return a.e / Math.sqrt(a.v - a.e)
  }, (a, v) => divide(1, multiply(2, v)))
  const tanh = smooth(Math.tanh, a => a.e, a => power(cosh(a), -2), (z, v) => near(v, z) || near(Math.abs(v), 1))
  const cosh = smooth(Math.cosh, a => a.e && Math.sinh(Math.abs(a.v) + a.e) * a.e, a => sinh(a),
    (z, v) => near(v, 1) || Math.abs(z) > FAR)
  const sinh = smooth(Math.sinh, a => a.e && Math.cosh(Math.abs(a.v) + a.e) * a.e, a => cosh(a),
    (z, v) => near(v, z) || Math.abs(z) > FAR)
  const sigma = smooth(z => 1 / (1 + Math.exp(-z)), a => a.e / 4, a => multiply(sigma(a), sigma(negative(a))),
    (z, v) => near(v, 1) || near(v, 0.5) || z < -2 * FAR)
  const softplus = smooth(z => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), a => a.e, a => sigma(a),
    (z, v) => near(v, z) || z < -2 * FAR)

  function positive(a, what) {
    if (a.v + a.e < 0 || (exactly(a, 0))) throw new Undefined(`${what} a number that is not positive`)
    if (a.v - a.e <= 0) throw new Unclear(`${what} what may be 0`)
  }

  // -- comparisons ------------------------------------------------------------------------------

  /** -1, 0 or 1; of floats that are nan, nan. Of a dual, the sign that it has for small t > 0. */
  function sign(a) {
    if (typeof a === "number") return Math.sign(a)
    if (a instanceof Ball) {
      if (Math.abs(a.v) > a.e || a.e === 0) return Math.sign(a.v)
      throw new Unclear("a comparison that rounding decides")
    }
    const first = sign(a.v)
    if (first !== 0) return first
    tied.add(a.level)
    return sign(a.d)
  }

  const greatest = (a, b) => {
    const s = sign(subtract(a, b))
    return Number.isNaN(s) ? NaN : s < 0 ? b : a
  }
  const least = (a, b) => negative(greatest(negative(a), negative(b)))

  const FUNCTIONS = {
    log, exp, sqrt, tanh, cosh, sinh, sigma, softplus, sign,
    abs: a => greatest(a, negative(a)),
    relu: a => greatest(0, a),
  }

  const BINARY = { "+": add, "-": subtract, "*": multiply, "/": divide, "**": power }

  return { Undefined, Unclear, Ball, Dual, FUNCTIONS, BINARY, UNIT, tied, swallowed, add, subtract, multiply, divide, negative, exp, sign, greatest, least, middle }
})()
