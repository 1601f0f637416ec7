"""Signs of polynomials on boxes: never one too few, and exact where the certificate applies."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from sympy import Poly, Rational, prod, symbols, sympify

from derive.kernel.prove.bounds import Bounds, between, tighter
from derive.kernel.prove.polynomials import ONE, ZERO, Polynomial, generator
from derive.kernel.prove.shift import shifted_signs, signs_of_terms
from derive.kernel.prove.signsets import ANY
from derive.kernel.prove.sturm import roots_within

F = Fraction
ENDS = (None, F(-2), F(-1), F(0), F(1, 2), F(1), F(3))
FAR = F(50)


def made(text: str) -> Polynomial:
    """Return the polynomial in x and y that SymPy reads."""
    found = Poly(sympify(text), *symbols("x y")).terms()
    terms = {
        tuple((i, power) for i, power in enumerate(powers) if power): int(coefficient)
        for powers, coefficient in found
    }
    return Polynomial(terms)


def inside(bounds: Bounds) -> list[Fraction]:
    """Return points of an interval: its ends where they belong to it, close to them, between."""
    low = bounds.low if bounds.low is not None else -FAR
    high = bounds.high if bounds.high is not None else FAR
    near = (high - low) / 1000
    found = [low + near, (low + high) / 2, (2 * low + high) / 3, high - near]
    found += [low] if bounds.low is not None and not bounds.low_strict else []
    found += [high] if bounds.high is not None and not bounds.high_strict else []
    return found


def value(poly: Polynomial, at: dict[int, Fraction]) -> Fraction:
    """Return the value of a polynomial."""
    total = F(0)
    for monomial, coefficient in poly.terms.items():
        term = F(coefficient)
        for variable, power in monomial:
            term *= at[variable] ** power
        total += term
    return total


def signs_at(poly: Polynomial, ranges: dict[int, Bounds]) -> frozenset[int]:
    """Return the signs that a polynomial has at some points of the box."""
    points = product(*map(inside, ranges.values()))
    values = (value(poly, dict(zip(ranges, point, strict=True))) for point in points)
    return frozenset((v > 0) - (v < 0) for v in values)


def interval(random: Random) -> Bounds:
    """Return some interval that holds more than a point."""
    while True:
        low, high = random.choice(ENDS), random.choice(ENDS)
        if low is None or high is None or low < high:
            return Bounds(low, high, random.random() < 0.5, random.random() < 0.5)


def polynomial(random: Random, variables: int) -> Polynomial:
    """Return a polynomial with a few terms; often one that is positive on a simple box."""
    total = ZERO
    for _ in range(random.randrange(1, 5)):
        term = ONE.scaled(random.choice((-4, -3, -1, 1, 1, 2, 3, 5)))
        for variable in range(variables):
            term = term * (generator(variable) + ONE.scaled(random.choice((-1, 0, 0, 1, 2)))) ** (
                random.randrange(3)
            )
        total = total + term
    return total


@pytest.mark.parametrize("seed", range(60))
def test_no_sign_is_missing(seed: int) -> None:
    """Whatever the box, the signs found are among those that the certificates allow."""
    random = Random(seed)
    for _ in range(20):
        ranges = {i: interval(random) for i in range(1 + seed % 2)}
        poly = polynomial(random, len(ranges))
        found = signs_at(poly, ranges)
        assert found <= signs_of_terms(poly, ranges)
        free = [i for i, bounds in ranges.items() if bounds == Bounds(None, None, *_strict(bounds))]
        for directions in product((1, -1), repeat=len(free)):
            chosen = dict(zip(free, directions, strict=True))
            half = {i: _half(ranges[i], chosen[i]) if i in chosen else ranges[i] for i in ranges}
            assert signs_at(poly, half) <= shifted_signs(poly, ranges, chosen)


def _strict(bounds: Bounds) -> tuple[bool, bool]:
    return bounds.low_strict, bounds.high_strict


def _half(bounds: Bounds, direction: int) -> Bounds:
    """Return the half of the line on which a free variable is shifted."""
    assert bounds.low is None and bounds.high is None
    return Bounds(F(0), None, False) if direction > 0 else Bounds(None, F(0), True, False)


BETWEEN_0_AND_1 = Bounds(F(0), F(1))
CLOSED = Bounds(F(0), F(1), False, False)


@pytest.mark.parametrize(
    ("poly", "bounds", "signs"),
    [
        ("x - x**2", BETWEEN_0_AND_1, {1}),
        ("x - x**2", CLOSED, {0, 1}),
        ("x**2 - x", BETWEEN_0_AND_1, {-1}),
        ("x**2 - x + 1", CLOSED, {1}),
        ("x", Bounds(F(0), F(1), True, False), {1}),
        ("x", Bounds(F(0), F(1), False, True), {0, 1}),
        ("1 - x", Bounds(F(0), F(1), True, False), {0, 1}),
        ("1 - x", Bounds(F(0), F(1), False, True), {1}),
        ("x**2 - 1", Bounds(F(1), None), {1}),
        ("x**2 - 1", Bounds(F(1), None, False), {0, 1}),
        ("x**3 + 8", Bounds(None, F(-2)), {-1}),
        ("x**3 + 8", Bounds(None, F(-2), True, False), {-1, 0}),
        ("x**2 - 4", Bounds(None, F(-2)), {1}),
        ("4 - x**2", Bounds(F(-1), F(1)), {1}),
        ("x", Bounds(F(-1), F(1)), {-1, 0, 1}),
        ("x - 2", Bounds(F(0), F(3)), {-1, 0, 1}),
    ],
)
def test_what_the_certificate_decides(poly: str, bounds: Bounds, signs: set[int]) -> None:
    """On these intervals the signs are exactly known, ends that belong to them included."""
    assert shifted_signs(made(poly), {0: bounds}, {}) == signs


def test_two_variables_are_shifted_together() -> None:
    """A product of differences has the sign that its factors say."""
    ranges = {0: Bounds(F(1), None), 1: Bounds(None, F(1), True, False)}
    assert shifted_signs(made("(x - 1) * (1 - y)"), ranges, {}) == {0, 1}
    assert shifted_signs(made("(x - 1) * (1 - y) + x"), ranges, {}) == {1}
    assert shifted_signs(made("x * y"), {0: BETWEEN_0_AND_1, 1: BETWEEN_0_AND_1}, {}) == {1}
    assert shifted_signs(made("1 - x * y"), {0: BETWEEN_0_AND_1, 1: CLOSED}, {}) == {1}
    assert shifted_signs(made("1 - x * y"), {0: CLOSED, 1: CLOSED}, {}) == {0, 1}


def test_a_free_variable_has_a_direction() -> None:
    """To the right x**3 + x is not negative, to the left not positive; x**2 + 1 is positive."""
    free = {0: Bounds()}
    assert shifted_signs(made("x**3 + x"), free, {0: 1}) == {0, 1}
    assert shifted_signs(made("x**3 + x"), free, {0: -1}) == {-1, 0}
    assert shifted_signs(made("x**2 + 1"), free, {0: -1}) == {1}


@pytest.mark.parametrize(
    ("poly", "bounds", "signs"),
    [
        ("x", Bounds(F(0), None), {1}),
        ("x", Bounds(F(0), None, False), {0, 1}),
        ("x", Bounds(F(1), None, False), {1}),
        ("x", Bounds(None, F(0)), {-1}),
        ("x", Bounds(None, F(0), True, False), {-1, 0}),
        ("x", Bounds(None, F(-1), True, False), {-1}),
        ("x**3 + x", Bounds(None, F(0)), {-1}),
        ("x**2 - x", Bounds(None, F(0)), {1}),
        ("x**2 + 1", Bounds(), {1}),
        ("x - 1", Bounds(F(0), None), ANY),
        ("x", Bounds(F(-1), F(1)), ANY),
    ],
)
def test_terms_of_one_sign(poly: str, bounds: Bounds, signs: set[int]) -> None:
    """A sum of terms of one sign has it; otherwise nothing is said."""
    assert signs_of_terms(made(poly), {0: bounds}) == signs


@pytest.mark.parametrize("seed", range(20))
def test_a_bound_more_cuts_the_interval(seed: int) -> None:
    """A point lies within the tighter bounds exactly if it keeps the old and the new ones."""
    random = Random(seed)

    def holds(bounds: Bounds, x: Fraction) -> bool:
        above = bounds.low is None or x > bounds.low or (x == bounds.low and not bounds.low_strict)
        below = (
            bounds.high is None or x < bounds.high or (x == bounds.high and not bounds.high_strict)
        )
        return above and below

    for _ in range(20):
        old, bound = interval(random), random.choice([end for end in ENDS if end is not None])
        strict, is_low = random.random() < 0.5, random.random() < 0.5
        new = tighter(old, bound, strict, is_low)
        for x in (F(-3), F(-2), F(-1), F(-1, 2), F(0), F(1, 4), F(1, 2), F(1), F(2), F(3), F(4)):
            allowed = (x > bound if is_low else x < bound) or (x == bound and not strict)
            assert holds(new, x) == (holds(old, x) and allowed)
        assert holds(old, between(old))


@pytest.mark.parametrize("seed", range(30))
def test_real_roots_are_counted_as_sympy_counts_them(seed: int) -> None:
    """Roots at ends, several times, or none: as many as SymPy finds in the closed interval."""
    random, x = Random(seed), symbols("x")
    for _ in range(10):
        factors = [random.choice((x, x - 1, x + 2, 2 * x - 1, x**2 - 2, x**2 + 1, x**3 - x - 1))]
        factors += [x - random.randrange(-3, 4) for _ in range(random.randrange(3))]
        poly = Poly(random.choice((1, -2)) * prod(factors), x)
        bounds = interval(random)
        low, high = (None if b is None else Rational(b) for b in (bounds.low, bounds.high))
        wanted = poly.count_roots(low, high)
        wanted -= low is not None and bounds.low_strict and poly.eval(low) == 0
        wanted -= high is not None and bounds.high_strict and poly.eval(high) == 0
        coefficients = [int(c) for c in reversed(poly.all_coeffs())]
        assert roots_within(coefficients, bounds) == wanted
