"""Polynomials and their quotients, against SymPy's own expressions."""

from fractions import Fraction
from itertools import count
from random import Random

import pytest
from sympy import Expr, Integer, Symbol, cancel, expand, gcd, symbols

from derive.kernel.prove.factors import cofactors, divided, factors
from derive.kernel.prove.polynomials import ONE, ZERO, Polynomial, generator
from derive.kernel.prove.quotients import Element

SYMBOLS = symbols("x0:3")


def _random(random: Random, terms: int = 4) -> Polynomial:
    result = ZERO
    for _ in range(random.randrange(1, terms + 1)):
        term = ONE.scaled(random.choice((-6, -2, -1, 1, 2, 3, 9)))
        for number in range(3):
            term = term * generator(number) ** random.randrange(3)
        result = result + term
    return result


def _sympy(poly: Polynomial) -> Expr:
    result: Expr = Integer(0)
    for monomial, coefficient in poly.terms.items():
        term: Expr = Integer(coefficient)
        for number, power in monomial:
            symbol: Symbol = SYMBOLS[number]
            term *= symbol**power
        result += term
    return result


def _same(poly: Polynomial, expr: Expr) -> bool:
    return bool(expand(_sympy(poly) - expr) == 0)


@pytest.mark.parametrize("seed", range(15))
def test_arithmetic_is_sympys(seed: int) -> None:
    """Sums, products, powers and derivatives are those of SymPy."""
    random = Random(seed)
    p, q = _random(random), _random(random)
    assert _same(p + q, _sympy(p) + _sympy(q))
    assert _same(p * q, _sympy(p) * _sympy(q))
    assert _same(p**3, _sympy(p) ** 3)
    assert _same(p.diff(1), _sympy(p).diff(SYMBOLS[1]))


def _not_zero(random: Random, *size: int) -> Polynomial:
    """Return the first random polynomial that is not zero."""
    return next(filter(None, (_random(random, *size) for _ in count())))


@pytest.mark.parametrize("seed", range(15))
def test_cofactors_are_of_the_greatest_common_divisor(seed: int) -> None:
    """The common divisor is SymPy's but for its sign, and the cofactors complete it."""
    random = Random(seed)
    common, p, q = (_random(random, 3) for _ in range(3))
    left, right = common * p, common * q
    found, above, below = cofactors(left, right)
    assert (found * above, found * below) == (left, right)
    expected = gcd(_sympy(left), _sympy(right))
    assert _same(found, expected) or _same(-found, expected)


@pytest.mark.parametrize("seed", range(15))
def test_factors_multiply_back(seed: int) -> None:
    """The content and the factors make up the polynomial; each factor leads with a plus."""
    random = Random(seed)
    poly = _not_zero(random, 3) * _not_zero(random, 3) ** 2
    content, found = factors(poly)
    result = ONE.scaled(content)
    for factor, multiplicity in found:
        assert factor.leading > 0
        result = result * factor**multiplicity
    assert result == poly


@pytest.mark.parametrize("seed", range(10))
def test_division_leaves_a_remainder(seed: int) -> None:
    """d*left = quotient*right + remainder, in whole numbers."""
    random = Random(seed)
    left, right = _random(random), _not_zero(random)
    quotient, remainder, number = divided(left, right)
    assert number > 0
    assert quotient * right + remainder == left.scaled(number)


@pytest.mark.parametrize("seed", range(15))
def test_quotients_are_in_lowest_terms(seed: int) -> None:
    """Equal quotients are equal elements, however they came about."""
    random = Random(seed)
    a, b, c, d = (Element(_not_zero(random)) for _ in range(4))
    assert a / b + c / d == (a * d + b * c) / (b * d)
    assert (a / b) / (c / d) == (a * d) / (b * c)
    total = a / b + c / d
    expected = cancel(_sympy(a.numer) / _sympy(b.numer) + _sympy(c.numer) / _sympy(d.numer))
    assert cancel(_sympy(total.numer) / _sympy(total.denom) - expected) == 0


def test_a_constant_knows_its_value() -> None:
    """Numbers stay exact fractions."""
    third = Element.of(Fraction(1, 3))
    assert (third + third + third).rational == 1
    assert (third / Element(generator(0))).rational is None
    assert Element(ONE) == 1 and Element(ONE) / Element(generator(0)) != 1


def test_what_is_too_large_is_not_factored() -> None:
    """A polynomial of very high degree counts as irreducible instead of taking minutes."""
    huge = generator(0) ** 100_000 + ONE.scaled(-1)
    assert factors(huge) == (1, ((huge, 1),))
    assert cofactors(huge, generator(0) + ONE.scaled(-1))[0] == ONE
