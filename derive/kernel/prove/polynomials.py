"""Polynomials with integer coefficients, over any number of generators.

Each polynomial mentions only the generators that occur in it, so that a claim about arrays may use
hundreds of them.

Glossary

    generator   a number that stands for an atom
    Monomial    ((generator, exponent), ...), sorted, exponents > 0; () is 1
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd
from typing import TypeAlias

Monomial: TypeAlias = tuple[tuple[int, int], ...]

# Larger products of polynomials are given up.
MOST_PRODUCTS = 1_000_000


class Unresolved(Exception):
    """The field cannot express or decide something; the argument says what, in words."""


def exponent(monomial: Monomial, generator: int) -> int:
    """Return the exponent of a generator in a monomial."""
    for found, power in monomial:
        if found == generator:
            return power
    return 0


def without(monomial: Monomial, generator: int) -> Monomial:
    """Return the monomial with a generator left out."""
    return tuple(pair for pair in monomial if pair[0] != generator)


def product(left: Monomial, right: Monomial) -> Monomial:
    """Return the product of two monomials."""
    if not left or not right:
        return left or right
    powers = dict(left)
    for generator, power in right:
        powers[generator] = powers.get(generator, 0) + power
    return tuple(sorted(powers.items()))


class Polynomial:
    """An immutable polynomial: monomial -> coefficient, without zeros."""

    __slots__ = ("_generators", "_hash", "terms")

    def __init__(self, terms: dict[Monomial, int]) -> None:
        """Take the terms, a dictionary that nobody else changes."""
        if not all(terms.values()):
            terms = {m: c for m, c in terms.items() if c}
        self.terms = terms
        self._hash: int | None = None
        self._generators: tuple[int, ...] | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Polynomial) and self.terms == other.terms)

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __repr__(self) -> str:
        return f"Polynomial({self.terms})"

    def __add__(self, other: Polynomial) -> Polynomial:
        if not self.terms or not other.terms:
            return self if self.terms else other
        terms = dict(self.terms)
        for monomial, coefficient in other.terms.items():
            terms[monomial] = terms.get(monomial, 0) + coefficient
        return Polynomial(terms)

    def __neg__(self) -> Polynomial:
        return self.scaled(-1)

    def __mul__(self, other: Polynomial) -> Polynomial:
        if self is ONE or other is ONE:
            return other if self is ONE else self
        if len(self.terms) == 1 and (factor := self.terms.get(())) is not None:
            return other.scaled(factor)
        if len(other.terms) == 1 and (factor := other.terms.get(())) is not None:
            return self.scaled(factor)
        if len(self.terms) * len(other.terms) > MOST_PRODUCTS:
            raise Unresolved("a product of very many terms")
        terms: dict[Monomial, int] = {}
        for left, c in self.terms.items():
            for right, d in other.terms.items():
                monomial = product(left, right)
                terms[monomial] = terms.get(monomial, 0) + c * d
        return Polynomial(terms)

    def __pow__(self, power: int) -> Polynomial:
        if power == 1:
            return self
        if len(self.terms) == 1:
            ((monomial, coefficient),) = self.terms.items()
            raised = tuple((g, e * power) for g, e in monomial) if power else ()
            return Polynomial({raised: coefficient**power})
        result = ONE
        for _ in range(power):
            result = result * self
        return result

    def scaled(self, factor: int) -> Polynomial:
        """Return the polynomial times a whole number."""
        if factor == 1:
            return self
        return Polynomial({m: c * factor for m, c in self.terms.items()})

    def divided(self, divisor: int) -> Polynomial:
        """Return the polynomial over a whole number that divides all coefficients."""
        if divisor == 1:
            return self
        return Polynomial({m: c // divisor for m, c in self.terms.items()})

    @property
    def constant(self) -> int | None:
        """The value of a constant polynomial; None for any other."""
        if not self.terms:
            return 0
        return self.terms.get(()) if len(self.terms) == 1 else None

    @property
    def generators(self) -> tuple[int, ...]:
        """The generators that occur, sorted."""
        if self._generators is None:
            found = {generator for monomial in self.terms for generator, _ in monomial}
            self._generators = tuple(sorted(found))
        return self._generators

    @property
    def single(self) -> int | None:
        """The generator that the polynomial is; None for any other polynomial."""
        if len(self.terms) == 1:
            ((monomial, coefficient),) = self.terms.items()
            if coefficient == 1 and len(monomial) == 1 and monomial[0][1] == 1:
                return monomial[0][0]
        return None

    @property
    def leading(self) -> int:
        """The coefficient of the largest monomial, which decides the sign of a normal form."""
        return self.terms[max(self.terms)]

    @property
    def degree(self) -> int:
        """The total degree."""
        return max((sum(e for _, e in m) for m in self.terms), default=0)

    def degree_in(self, generator: int) -> int:
        """Return the degree in one generator."""
        return max((exponent(m, generator) for m in self.terms), default=0)

    def coefficients(self, generator: int) -> list[Polynomial]:
        """Return the coefficients of the powers 0, 1, ... of a generator."""
        rows: list[dict[Monomial, int]] = [{} for _ in range(self.degree_in(generator) + 1)]
        for monomial, coefficient in self.terms.items():
            rows[exponent(monomial, generator)][without(monomial, generator)] = coefficient
        return [Polynomial(row) for row in rows]

    def diff(self, generator: int) -> Polynomial:
        """Return the partial derivative by a generator."""
        terms = {}
        for monomial, coefficient in self.terms.items():
            if power := exponent(monomial, generator):
                lowered = tuple((g, e - (g == generator)) for g, e in monomial)
                terms[tuple(pair for pair in lowered if pair[1])] = coefficient * power
        return Polynomial(terms)

    def content(self) -> int:
        """Return the greatest common divisor of the coefficients."""
        return gcd(*self.terms.values())

    def common(self) -> Monomial:
        """Return the largest monomial that divides every term."""
        monomials = iter(self.terms)
        powers = dict(next(monomials))
        for monomial in monomials:
            if not powers:
                break
            here = dict(monomial)
            powers = {g: min(e, here[g]) for g, e in powers.items() if g in here}
        return tuple(sorted(powers.items()))

    def over_monomial(self, divisor: Monomial) -> Polynomial:
        """Return the polynomial over a monomial that divides every term."""
        if not divisor:
            return self
        lower = dict(divisor)
        terms = {}
        for monomial, coefficient in self.terms.items():
            rest = ((g, e - lower.get(g, 0)) for g, e in monomial)
            terms[tuple(pair for pair in rest if pair[1])] = coefficient
        return Polynomial(terms)


ZERO = Polynomial({})
ONE = Polynomial({(): 1})


@lru_cache(maxsize=4096)
def generator(number: int) -> Polynomial:
    """Return a generator as a polynomial."""
    return Polynomial({((number, 1),): 1})
