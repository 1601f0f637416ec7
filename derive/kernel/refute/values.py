"""Values: real numbers, and one-sided power series over them for derivatives.

A :class:`Series` is what a function does at ``t`` as ``t -> 0+``: finitely many terms
``c * t**e`` with rational exponents and a remainder ``O(t**order)``. Its coefficients are values
in turn, so derivatives nest: an inner derivative's infinitesimal is far smaller than an outer's.
The sign of a series is that of its leading term, so kinks decide their branch. The expansions
are the classical ones (geometric, binomial, exponential, logarithmic series).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from flint import fmpq

from derive.kernel.refute.reals import (
    HALF,
    ONE,
    ZERO,
    Imprecise,
    Real,
    Unclear,
    Undefined,
    kept,
    real_cosh,
    real_exp,
    real_log,
    real_max,
    real_power,
    real_sigma,
    real_sign,
    real_sinh,
    real_softplus,
    real_tanh,
    whole,
)

Exponent: TypeAlias = int | Fraction
# Powers up to this are multiplied out; greater ones go through the binomial series.
_MULTIPLIED = 8


class Truncated(Unclear):
    """The terms kept all vanish; more terms may decide."""


class Singular(Exception):
    """At a regular germ something happened that depends on the direction."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.level = level


@dataclass(slots=True)
class Germ:
    """One infinitesimal ``t > 0``.

    level    greater is smaller: t of level 2 is less than every power of t of level 1
    keep     the highest exponent that is kept
    regular  the same series is meant for t < 0: whatever depends on t's sign raises Singular
    jumped   whether something met on the way may be discontinuous at t = 0
    """

    level: int
    keep: int
    regular: bool
    jumped: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """Terms by ascending exponent, none exactly zero; the remainder is O(t**order) or None."""

    germ: Germ
    terms: tuple[tuple[Exponent, Value], ...]
    order: Exponent | None


Value: TypeAlias = Real | Series


def infinitesimal(germ: Germ, direction: int) -> Value:
    """Return ``t`` or (direction -1) ``-t``."""
    return Series(germ, ((1, fmpq(direction)),), None)


def _series(germ: Germ, terms: Iterable[tuple[Exponent, Value]], order: Exponent | None) -> Value:
    """Sort, cut behind the highest exponent kept, and unwrap what is a constant."""
    inside: list[tuple[Exponent, Value]] = []
    for exponent, coefficient in sorted(terms, key=_exponent):
        if order is not None and exponent >= order:
            break
        if exponent > germ.keep:
            order = exponent
            break
        if not _is_zero(coefficient):
            inside.append((exponent, coefficient))
    if order is None:
        if not inside:
            return ZERO
        if len(inside) == 1 and inside[0][0] == 0:
            return inside[0][1]
    return Series(germ, tuple(inside), order)


def _exponent(term: tuple[Exponent, Value]) -> Exponent:
    return term[0]


def _is_zero(a: Value) -> bool:
    """Whether ``a`` is exactly zero."""
    return isinstance(a, fmpq) and a == 0


def _same_germ(a: Value, b: Value) -> tuple[Germ, Series, Series]:
    """Return both (one is a series) as series in the smaller of their infinitesimals."""
    if isinstance(a, Series) and (not isinstance(b, Series) or b.germ.level <= a.germ.level):
        return a.germ, a, _lifted(b, a.germ)
    assert isinstance(b, Series)
    return b.germ, _lifted(a, b.germ), b


def _lifted(a: Value, germ: Germ) -> Series:
    if isinstance(a, Series) and a.germ.level == germ.level:
        return a
    return Series(germ, () if _is_zero(a) else ((0, a),), None)


def coefficients(a: Value, germ: Germ) -> tuple[dict[Exponent, Value], Exponent | None]:
    """Return the terms of ``a`` in the infinitesimal of ``germ``, and the remainder's order."""
    series = _lifted(a, germ)
    return dict(series.terms), series.order


def add(a: Value, b: Value) -> Value:
    """Return a + b."""
    if not isinstance(a, Series):
        return _shifted(b, a) if isinstance(b, Series) else kept(a + b)
    if not isinstance(b, Series):
        return _shifted(a, b)
    germ, left, right = _same_germ(a, b)
    terms = dict(left.terms)
    for exponent, coefficient in right.terms:
        known = terms.get(exponent)
        terms[exponent] = coefficient if known is None else add(known, coefficient)
    return _series(germ, terms.items(), _least(left.order, right.order))


def _shifted(a: Series, by: Real) -> Value:
    """Return the series ``a`` plus a number."""
    if _is_zero(by) or (a.order is not None and a.order <= 0):
        return a
    if not a.terms or a.terms[0][0] > 0:
        return Series(a.germ, ((0, by), *a.terms), a.order)
    if a.terms[0][0] < 0:
        return _series(a.germ, [*a.terms, (0, by)], a.order)
    constant = add(a.terms[0][1], by)
    rest = a.terms[1:]
    return Series(a.germ, rest if _is_zero(constant) else ((0, constant), *rest), a.order)


def negative(a: Value) -> Value:
    """Return -a."""
    if isinstance(a, Series):
        return Series(a.germ, tuple((e, negative(c)) for e, c in a.terms), a.order)
    return -a


def subtract(a: Value, b: Value) -> Value:
    """Return a - b."""
    if not isinstance(a, Series) and not isinstance(b, Series):
        return kept(a - b)
    return add(a, negative(b))


def multiply(a: Value, b: Value) -> Value:
    """Return a * b."""
    if not isinstance(a, Series) and not isinstance(b, Series):
        return kept(a * b)
    if not isinstance(a, Series) or not isinstance(b, Series):
        return _scaled(a, b) if isinstance(a, Series) else _scaled(b, a)
    germ, left, right = _same_germ(a, b)
    order = _least(_times(left, right), _times(right, left))
    terms: dict[Exponent, Value] = {}
    for e, c in left.terms:
        for f, d in right.terms:
            if e + f > germ.keep:
                order = _least(order, e + f)
                break
            product = multiply(c, d)
            known = terms.get(e + f)
            terms[e + f] = product if known is None else add(known, product)
    return _series(germ, terms.items(), order)


def _scaled(a: Value, by: Value) -> Value:
    """Return the series ``a`` times a number."""
    assert isinstance(a, Series)
    if _is_zero(by):
        return ZERO
    return Series(a.germ, tuple((e, multiply(c, by)) for e, c in a.terms), a.order)


def _times(left: Series, right: Series) -> Exponent | None:
    """Return the order of left's remainder times right."""
    if left.order is None or (not right.terms and right.order is None):
        return None
    lowest = right.terms[0][0] if right.terms else right.order
    assert lowest is not None
    return left.order + lowest


def _least(a: Exponent | None, b: Exponent | None) -> Exponent | None:
    return b if a is None else a if b is None else min(a, b)


def divide(a: Value, b: Value) -> Value:
    """Return a / b; a division by zero is Undefined."""
    if isinstance(b, Series):
        return multiply(a, power(b, fmpq(-1)))
    if isinstance(b, fmpq):
        if b == 0:
            raise Undefined("a division by zero")
    elif b.contains(0):
        raise Imprecise("a divisor")
    return multiply(a, kept(1 / b))


def leading(a: Series) -> tuple[Exponent, Value]:
    """Return the exponent and the coefficient of the leading term, which surely isn't zero."""
    if not a.terms:
        raise Singular(a.germ.level) if a.germ.regular else Truncated("a leading term")
    exponent, coefficient = a.terms[0]
    if exponent != 0 and a.germ.regular:
        raise Singular(a.germ.level)
    sign(coefficient)
    return exponent, coefficient


def sign(a: Value, *, continuous: bool = False) -> int:
    """Return the sign as t -> 0+.

    With ``continuous`` the caller's result doesn't jump where ``a`` passes through zero; else
    the germ is told that it may.
    """
    if not isinstance(a, Series):
        return real_sign(a)
    exponent, coefficient = leading(a)
    if exponent != 0 and not continuous:
        a.germ.jumped = True
    return sign(coefficient)


def absolute(a: Value) -> Value:
    """Return the absolute value."""
    if not isinstance(a, Series):
        return real_max(a, -a)
    return a if sign(a, continuous=True) > 0 else negative(a)


def greatest(a: Value, b: Value) -> Value:
    """Return the greater of two values."""
    if not isinstance(a, Series) and not isinstance(b, Series):
        return real_max(a, b)
    return b if sign(subtract(b, a), continuous=True) > 0 else a


def power(x: Value, y: Value) -> Value:
    """Return x**y by the language's contract (see ``real_power``)."""
    if isinstance(y, Series):
        return _moving_power(x, y)
    if not isinstance(x, Series):
        return real_power(x, y)
    n = whole(y)
    if n is not None and 0 <= n <= _MULTIPLIED:
        result: Value = x if n else ONE
        for _ in range(n - 1):
            result = multiply(result, x)
        return result
    exponent, coefficient = leading(x)
    if isinstance(y, fmpq):
        p = Fraction(int(y.p), int(y.q))
    elif exponent == 0:
        return exp(multiply(y, log(x)))
    else:
        raise Unclear("a power with an irrational exponent at zero")
    # x = c*t**e*(1 + h), so x**p = c**p * t**(e*p) * (1 + h)**p.
    over = power(coefficient, fmpq(-1))
    rest = ((e - exponent, multiply(c, over)) for e, c in x.terms[1:])
    h = _series(x.germ, rest, None if x.order is None else x.order - exponent)
    factor = multiply(power(coefficient, y), _expanded(_binomials(y), h))
    return _moved(factor, x.germ, _simple(exponent * p))


def _moving_power(x: Value, y: Series) -> Value:
    """Return x**y where the exponent depends on t."""
    if _is_zero(x):
        if sign(y) < 0:
            raise Undefined("0 to a negative power")
        return ZERO
    if sign(x) < 0:
        if y.order is not None and all(exponent == 0 for exponent, _ in y.terms):
            raise Truncated("whether an exponent moves")
        raise Undefined("a power of a negative number, with an exponent that is not whole")
    return exp(multiply(y, log(x)))


def _moved(a: Value, germ: Germ, by: Exponent) -> Value:
    """Return a * t**by."""
    if by == 0:
        return a
    series = _lifted(a, germ)
    terms = ((_simple(e + by), c) for e, c in series.terms)
    return _series(germ, terms, None if series.order is None else series.order + by)


def _simple(exponent: Exponent) -> Exponent:
    return exponent.numerator if exponent.denominator == 1 else exponent


def _expanded(coefficient: Callable[[int], fmpq], h: Value) -> Value:
    """Return the sum of coefficient(k) * h**k for k = 0, 1, ..., where h vanishes at t = 0."""
    total: Value = coefficient(0)
    if not isinstance(h, Series):
        return total
    lowest = h.terms[0][0] if h.terms else h.order
    assert lowest is not None and lowest > 0
    total = add(total, multiply(coefficient(1), h))
    h_power: Value = h
    k = 2
    while k * lowest <= h.germ.keep:
        h_power = multiply(h_power, h)
        total = add(total, multiply(coefficient(k), h_power))
        k += 1
    known = _lifted(total, h.germ)
    return _series(h.germ, known.terms, _least(known.order, k * lowest))


def _binomials(p: fmpq) -> Callable[[int], fmpq]:
    known = [ONE]

    def coefficient(k: int) -> fmpq:
        while len(known) <= k:
            known.append(known[-1] * (p - len(known) + 1) / len(known))
        return known[k]

    return coefficient


def _log1p(h: Value) -> Value:
    """Return log(1 + h) for h that vanishes at t = 0."""
    return _expanded(lambda k: fmpq((-1) ** (k + 1), k) if k else ZERO, h)


def _exp_small(h: Value) -> Value:
    """Return exp(h) for h that vanishes at t = 0."""
    factorials = [1]

    def coefficient(k: int) -> fmpq:
        while len(factorials) <= k:
            factorials.append(factorials[-1] * len(factorials))
        return fmpq(1, factorials[k])

    return _expanded(coefficient, h)


def _split(a: Series) -> tuple[Value, Value]:
    """Return the value at t = 0 and what is added to it."""
    if (a.terms and a.terms[0][0] < 0) or (a.order is not None and a.order <= 0):
        raise Unclear("a function of something that grows beyond all bounds")
    if a.terms and a.terms[0][0] == 0:
        return a.terms[0][1], _series(a.germ, a.terms[1:], a.order)
    return ZERO, a


def exp(a: Value) -> Value:
    """Return e**a."""
    if not isinstance(a, Series):
        return real_exp(a)
    c, h = _split(a)
    return multiply(exp(c), _exp_small(h))


def log(a: Value) -> Value:
    """Return the natural logarithm."""
    if not isinstance(a, Series):
        return real_log(a)
    exponent, c = leading(a)
    if sign(c) < 0:
        raise Undefined("the logarithm of a negative number")
    if exponent != 0:
        raise Unclear("the logarithm of something that vanishes")
    _, h = _split(a)
    return add(log(c), _log1p(divide(h, c)))


def sinh(a: Value) -> Value:
    """Return the hyperbolic sine."""
    if not isinstance(a, Series):
        return real_sinh(a)
    c, h = _split(a)
    grows, falls = _exp_small(h), _exp_small(negative(h))
    cosh_h = multiply(HALF, add(grows, falls))
    sinh_h = multiply(HALF, subtract(grows, falls))
    return add(multiply(sinh(c), cosh_h), multiply(cosh(c), sinh_h))


def cosh(a: Value) -> Value:
    """Return the hyperbolic cosine."""
    if not isinstance(a, Series):
        return real_cosh(a)
    return multiply(HALF, add(exp(a), exp(negative(a))))


def tanh(a: Value) -> Value:
    """Return the hyperbolic tangent, by its addition theorem."""
    if not isinstance(a, Series):
        return real_tanh(a)
    c, h = _split(a)
    grows, falls = _exp_small(h), _exp_small(negative(h))
    tanh_h = divide(subtract(grows, falls), add(grows, falls))
    tanh_c = tanh(c)
    return divide(add(tanh_c, tanh_h), add(ONE, multiply(tanh_c, tanh_h)))


def sigma(a: Value) -> Value:
    """Return 1/(1 + exp(-a))."""
    if not isinstance(a, Series):
        return real_sigma(a)
    return divide(ONE, add(ONE, exp(negative(a))))


def softplus(a: Value) -> Value:
    """Return the logarithm of 1 + exp(a).

    For a = c + h that is softplus(c) + log(1 + sigma(c)*(exp(h) - 1)).
    """
    if not isinstance(a, Series):
        return real_softplus(a)
    c, h = _split(a)
    return add(softplus(c), _log1p(multiply(sigma(c), subtract(_exp_small(h), ONE))))
