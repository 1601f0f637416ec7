"""Real numbers as this engine holds them: exact rationals as long as possible, else balls.

A ball is a midpoint with a radius that surely holds the number (python-flint's Arb), at the
precision of ``flint.ctx.prec`` bits. Rationals stay exact so that a zero, a kink and ``x**0`` are
recognised exactly. Every function here has three outcomes: a value; :class:`Undefined` (surely
no real value); :class:`Unclear` (not decided, often at this precision only).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from flint import arb, fmpq, fmpz

Real: TypeAlias = fmpq | arb

ZERO, ONE, HALF = fmpq(0), fmpq(1), fmpq(1, 2)
# Rationals of more bits than this are rounded to balls.
_MOST_BITS = 4000
_LARGEST_ROOT = 64


class Undefined(Exception):
    """There is surely no real value here."""


class Unclear(Exception):
    """Neither a value nor the lack of one could be established."""


class Imprecise(Unclear):
    """A ball straddles a place where the outcome changes; more precision may decide."""


def ball(x: Real) -> arb:
    """Return ``x`` as a ball."""
    return x if isinstance(x, arb) else arb(x)


def kept(x: Real) -> Real:
    """Return ``x`` in the form in which values are held; what overflowed is Unclear."""
    if isinstance(x, fmpq):
        return x if x.height_bits() <= _MOST_BITS else arb(x)
    if not x.is_finite():
        raise Unclear("a number too large to hold")
    return ZERO if x.is_zero() else x


def real_sign(x: Real) -> int:
    """Return -1, 0 or 1; a ball around zero is Imprecise."""
    if x > 0:
        return 1
    if x < 0:
        return -1
    if isinstance(x, fmpq):
        return 0
    raise Imprecise("a sign")


def whole(x: Real) -> int | None:
    """Return the whole number that ``x`` exactly is, or None."""
    return int(x.p) if isinstance(x, fmpq) and x.q == 1 else None


def real_exp(x: Real) -> Real:
    """Return e**x."""
    return _at_zero(x, ONE, arb.exp)


def real_log(x: Real) -> Real:
    """Return the natural logarithm; of a number <= 0 it is Undefined."""
    if real_sign(x) <= 0:
        raise Undefined("the logarithm of a number that is not positive")
    return ZERO if x == 1 else kept(ball(x).log())


def real_sinh(x: Real) -> Real:
    """Return the hyperbolic sine."""
    return _at_zero(x, ZERO, arb.sinh)


def real_cosh(x: Real) -> Real:
    """Return the hyperbolic cosine."""
    return _at_zero(x, ONE, arb.cosh)


def real_tanh(x: Real) -> Real:
    """Return the hyperbolic tangent."""
    return _at_zero(x, ZERO, arb.tanh)


def real_sigma(x: Real) -> Real:
    """Return 1/(1 + exp(-x))."""
    return _at_zero(x, HALF, lambda b: 1 / (1 + (-b).exp()))


def real_softplus(x: Real) -> Real:
    """Return log(1 + exp(x)), accurate also where exp(x) is tiny."""
    b = ball(x)
    return kept(b + (-b).exp().log1p() if b > 0 else b.exp().log1p())


def _at_zero(x: Real, at_zero: fmpq, otherwise: Callable[[arb], arb]) -> Real:
    """Keep the value at exactly 0 exact."""
    return at_zero if isinstance(x, fmpq) and x == 0 else kept(otherwise(ball(x)))


def real_max(a: Real, b: Real) -> Real:
    """Return the greater number; where balls overlap, a ball that holds it."""
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        return max(a, b)
    return kept(ball(a).max(ball(b)))


def real_power(x: Real, y: Real) -> Real:
    """Return x**y by the language's contract: x**0 = 1 also at 0, 0**y = 0 for y > 0.

    Undefined are 0 to a negative power and a non-integer power of a negative number.
    """
    n = whole(y)
    if n is not None:
        return _whole_power(x, n)
    if isinstance(x, arb) and not (x > 0 or x < 0):
        raise Imprecise("the base of a power")
    if x < 0:
        if isinstance(y, arb) and y.contains_integer():
            raise Imprecise("an exponent")
        raise Undefined("a power of a negative number, with an exponent that is not whole")
    if x == 0:
        if real_sign(y) < 0:
            raise Undefined("0 to a negative power")
        return ZERO
    if isinstance(x, fmpq) and isinstance(y, fmpq) and y.q <= _LARGEST_ROOT:
        root = exact_root(x, int(y.q))
        if root is not None:
            return _whole_power(root, int(y.p))
    return kept((ball(y) * ball(x).log()).exp())


def _whole_power(x: Real, n: int) -> Real:
    if n == 0:
        return ONE
    if isinstance(x, fmpq):
        if x == 0:
            if n < 0:
                raise Undefined("a division by zero")
            return ZERO
        if abs(n) * x.height_bits() <= _MOST_BITS or x in (1, -1):
            return x ** (n if x not in (1, -1) else n % 2)
    elif n < 0 and x.contains(0):
        raise Imprecise("a divisor")
    return kept(ball(x) ** n)


def exact_root(x: fmpq, q: int) -> fmpq | None:
    """Return the q-th root of a rational >= 0 when it is rational."""
    parts = []
    for part in (x.p, x.q):
        root: fmpz | None = arb(part).root(q).unique_fmpz()
        if root is None or root**q != part:
            return None
        parts.append(root)
    return fmpq(parts[0], parts[1])
