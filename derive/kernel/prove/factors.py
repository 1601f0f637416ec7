"""Greatest common divisors, factors and division with a remainder: FLINT's, of polynomials of ours.

FLINT is asked for only the generators that matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import gcd, lcm
from typing import Any

from flint import Ordering, fmpq_mpoly_ctx, fmpz_mpoly, fmpz_mpoly_ctx

from derive.kernel.prove.coprime import shared_variables
from derive.kernel.prove.polynomials import ONE, ZERO, Monomial, Polynomial, generator, product

# Common divisors and factors of larger polynomials are left unfound: quotients are then not in
# lowest terms, which may cost a proof but never its truth.
MOST_WORK = 20_000
MOST_TERMS_FACTORED = 1000
HIGHEST_DEGREE = 300
HIGHEST_DEGREE_FACTORED = 100


def _names(size: int) -> list[str]:
    return [f"x{k}" for k in range(size)]


@lru_cache(maxsize=64)
def _ring(size: int) -> fmpz_mpoly_ctx:
    return fmpz_mpoly_ctx.get(_names(size), Ordering.lex)


def _dense(poly: Polynomial, numbers: Sequence[int]) -> dict[tuple[int, ...], int]:
    places = {g: k for k, g in enumerate(numbers)}
    terms = {}
    for monomial, coefficient in poly.terms.items():
        powers = [0] * len(numbers)
        for number, power in monomial:
            powers[places[number]] = power
        terms[tuple(powers)] = coefficient
    return terms


def _sparse(terms: Iterable[tuple[Any, Any]], numbers: Sequence[int]) -> Polynomial:
    return Polynomial(
        {
            tuple((numbers[k], int(e)) for k, e in enumerate(powers) if e): int(coefficient)
            for powers, coefficient in terms
        }
    )


def cofactors(left: Polynomial, right: Polynomial) -> tuple[Polynomial, Polynomial, Polynomial]:
    """Return (g, left/g, right/g) for the greatest common divisor g, which is positive."""
    if not left or not right:
        common = left if left else right
        return common, ONE if left else ZERO, ONE if right else ZERO
    if left is ONE or right is ONE:
        return ONE, left, right
    return _cofactors(left, right)


@lru_cache(maxsize=20000)
def _cofactors(left: Polynomial, right: Polynomial) -> tuple[Polynomial, Polynomial, Polynomial]:
    if left == right:
        return left, ONE, ONE
    number = gcd(left.content(), right.content())
    shared = dict(right.common())
    monomial = tuple((g, min(e, shared[g])) for g, e in left.common() if g in shared)
    left = left.divided(number).over_monomial(monomial)
    right = right.divided(number).over_monomial(monomial)
    found = Polynomial({monomial: number})
    if len(left.terms) == 1 or len(right.terms) == 1:
        return found, left, right
    if left == right:
        return found * left, ONE, ONE
    if (
        len(left.terms) * len(right.terms) > MOST_WORK
        or max(left.degree, right.degree) > HIGHEST_DEGREE
    ):
        return found, left, right
    both = sorted(set(left.generators) & set(right.generators))
    numbers = shared_variables(left.terms, right.terms, both)
    if not numbers:
        return found, left, right
    # In the variables that it can contain, a divisor divides the coefficients of all the others.
    one, other = _by_the_others(left, numbers), _by_the_others(right, numbers)
    common = _ring(len(numbers)).from_dict({})
    for part in sorted((*one.values(), *other.values()), key=len):
        common = common.gcd(part)
        if common.is_constant():
            return found, left, right
    left, right = (_divided_by(parts, common, numbers) for parts in (one, other))
    return found * _sparse(common.terms(), numbers), left, right


def _by_the_others(poly: Polynomial, numbers: Sequence[int]) -> dict[Monomial, fmpz_mpoly]:
    """Return the coefficients, in the generators ``numbers``, of the monomials in the others."""
    places = {g: k for k, g in enumerate(numbers)}
    rows: dict[Monomial, dict[tuple[int, ...], int]] = {}
    for monomial, coefficient in poly.terms.items():
        dense = [0] * len(numbers)
        rest = []
        for pair in monomial:
            if pair[0] in places:
                dense[places[pair[0]]] = pair[1]
            else:
                rest.append(pair)
        rows.setdefault(tuple(rest), {})[tuple(dense)] = coefficient
    return {rest: _ring(len(numbers)).from_dict(row) for rest, row in rows.items()}


def _divided_by(
    parts: Mapping[Monomial, fmpz_mpoly], divisor: fmpz_mpoly, numbers: Sequence[int]
) -> Polynomial:
    """Return the polynomial with such coefficients over one that divides them all."""
    terms: dict[Monomial, int] = {}
    for rest, part in parts.items():
        # Where a division of FLINT's is not exact, it raises.
        for monomial, coefficient in _sparse((part / divisor).terms(), numbers).terms.items():
            terms[product(rest, monomial)] = coefficient
    return Polynomial(terms)


@lru_cache(maxsize=20000)
def factors(poly: Polynomial) -> tuple[int, tuple[tuple[Polynomial, int], ...]]:
    """Return the content with its sign, and the irreducible factors with multiplicities.

    Each factor has a positive leading coefficient. A very large polynomial counts as irreducible.
    """
    content = poly.content() * (1 if poly.leading > 0 else -1)
    common = poly.common()
    rest = poly.divided(content).over_monomial(common)
    found = [(generator(g), e) for g, e in common]
    if rest.constant is not None:
        return content * rest.constant, tuple(found)
    if (
        rest.degree == 1
        or rest.degree > HIGHEST_DEGREE_FACTORED
        or len(rest.terms) > MOST_TERMS_FACTORED
    ):
        return content, (*found, (rest, 1))
    numbers = rest.generators
    unit, irreducible = _ring(len(numbers)).from_dict(_dense(rest, numbers)).factor()
    content *= int(unit)
    for part, multiplicity in irreducible:
        factor = _sparse(part.terms(), numbers)
        if factor.leading < 0:
            factor, content = -factor, content * (-1) ** multiplicity
        found.append((factor, multiplicity))
    return content, tuple(found)


def divided(left: Polynomial, right: Polynomial) -> tuple[Polynomial, Polynomial, int]:
    """Return (q, r, d) with d*left = q*right + r, by the usual division in several variables."""
    numbers = sorted({*left.generators, *right.generators})
    ring = fmpq_mpoly_ctx.get(_names(len(numbers)), Ordering.lex)
    dividend, divisor = (ring.from_dict(_dense(poly, numbers)) for poly in (left, right))
    parts = [list(part.terms()) for part in divmod(dividend, divisor)]
    below = lcm(*(int(c.q) for part in parts for _, c in part))
    quotient, remainder = (
        _sparse(((powers, c * below) for powers, c in part), numbers) for part in parts
    )
    return quotient, remainder, below
