"""Polynomials with integer coefficients and their quotients, over any number of generators.

Each polynomial mentions only the generators that occur in it, so that a claim about arrays may use
hundreds of them. Greatest common divisors, factors and division with a remainder are FLINT's, asked
for only the generators that matter.

Glossary

    generator   a number that stands for an atom
    Monomial    ((generator, exponent), ...), sorted, exponents > 0; () is 1
    Element     a quotient of polynomials in lowest terms; equal quotients are equal elements
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import Any, TypeAlias

from flint import Ordering, fmpq_mpoly_ctx, fmpz_mpoly, fmpz_mpoly_ctx

from derive.kernel.prove.coprime import shared_variables

Monomial: TypeAlias = tuple[tuple[int, int], ...]

# Larger products of polynomials are given up.
MOST_PRODUCTS = 1_000_000
# Common divisors and factors of larger polynomials are left unfound: quotients are then not in
# lowest terms, which may cost a proof but never its truth.
MOST_WORK = 20_000
MOST_TERMS_FACTORED = 1000
HIGHEST_DEGREE = 300
HIGHEST_DEGREE_FACTORED = 100


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


# FLINT's algorithms


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


def divided(left: Polynomial, right: Polynomial) -> tuple[Element, Polynomial]:
    """Return a quotient with rational coefficients and a remainder over its denominator.

    left = quotient*right + remainder, by the usual division in several variables.
    """
    numbers = sorted({*left.generators, *right.generators})
    ring = fmpq_mpoly_ctx.get(_names(len(numbers)), Ordering.lex)
    dividend, divisor = (ring.from_dict(_dense(poly, numbers)) for poly in (left, right))
    parts = [list(part.terms()) for part in divmod(dividend, divisor)]
    below = lcm(*(int(c.q) for part in parts for _, c in part))
    quotient, remainder = (
        _sparse(((powers, c * below) for powers, c in part), numbers) for part in parts
    )
    return Element(quotient, Polynomial({(): below})), remainder


# Quotients


class Element:
    """A quotient of polynomials in lowest terms, the leading coefficient below positive."""

    __slots__ = ("_hash", "denom", "numer")

    def __init__(self, numer: Polynomial, denom: Polynomial = ONE) -> None:
        """Take a numerator and a denominator that are in lowest terms already."""
        if denom is not ONE:
            if (below := denom.terms.get(())) == 1 and len(denom.terms) == 1:
                denom = ONE
            elif (denom.leading if below is None or len(denom.terms) > 1 else below) < 0:
                numer, denom = -numer, -denom
        self.numer, self.denom = numer, denom
        self._hash: int | None = None

    @staticmethod
    def of(value: int | Fraction) -> Element:
        """Return a rational number."""
        if value.denominator == 1:
            return Element(Polynomial({(): value.numerator}))
        return Element(Polynomial({(): value.numerator}), Polynomial({(): value.denominator}))

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash((self.numer, self.denom))
        return self._hash

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int):
            return self.numer.constant == other and self.denom.constant == 1
        return (
            isinstance(other, Element) and self.numer == other.numer and self.denom == other.denom
        )

    def __repr__(self) -> str:
        return f"Element({self.numer}, {self.denom})"

    def __neg__(self) -> Element:
        return Element(-self.numer, self.denom)

    def __add__(self, other: Element | int) -> Element:
        other = _element(other)
        if self.denom is ONE and other.denom is ONE:
            return Element(self.numer + other.numer)
        if self.denom == other.denom:
            return _quotient(self.numer + other.numer, self.denom)
        common, mine, its = cofactors(self.denom, other.denom)
        numer = self.numer * its + other.numer * mine
        _, numer, common = cofactors(numer, common)
        return Element(numer, common * mine * its) if numer else NOTHING

    __radd__ = __add__

    def __sub__(self, other: Element | int) -> Element:
        return self + -_element(other)

    def __rsub__(self, other: int) -> Element:
        return _element(other) + -self

    def __mul__(self, other: Element | int) -> Element:
        other = _element(other)
        if not self.numer or not other.numer:
            return NOTHING
        if self.denom is ONE and other.denom is ONE:
            return Element(self.numer * other.numer)
        _, a, d = cofactors(self.numer, other.denom)
        _, c, b = cofactors(other.numer, self.denom)
        return Element(a * c, b * d)

    __rmul__ = __mul__

    def __truediv__(self, other: Element | int) -> Element:
        other = _element(other)
        if other.numer is ONE and other.denom is ONE:
            return self
        return self * Element(other.denom, other.numer)

    def __rtruediv__(self, other: int) -> Element:
        return _element(other) / self

    def __pow__(self, power: int) -> Element:
        if power == 1:
            return self
        if power < 0:
            return Element(self.denom**-power, self.numer**-power)
        return Element(self.numer**power, self.denom**power)

    @property
    def rational(self) -> Fraction | None:
        """The value of a constant; None for any other element."""
        above, below = self.numer.constant, self.denom.constant
        return None if above is None or below is None else Fraction(above, below)

    @property
    def generators(self) -> tuple[int, ...]:
        """The generators that occur, sorted."""
        if self.denom is ONE or self.denom.constant is not None:
            return self.numer.generators
        return tuple(sorted({*self.numer.generators, *self.denom.generators}))

    def diff(self, number: int) -> Element:
        """Return the partial derivative by a generator."""
        above = Element(self.numer.diff(number))
        slope = self.denom.diff(number)
        if not slope:
            return above / Element(self.denom)
        return (above - self * Element(slope)) / Element(self.denom)

    def factored(self) -> tuple[Fraction, dict[Polynomial, int]]:
        """Return the rational content and the irreducible factors (negative powers below)."""
        content_above, above = factors(self.numer)
        content_below, below = factors(self.denom)
        powers = dict(above)
        for poly, multiplicity in below:
            powers[poly] = powers.get(poly, 0) - multiplicity
        return Fraction(content_above, content_below), powers


NOTHING = Element(ZERO)


def _element(value: Element | int) -> Element:
    return value if isinstance(value, Element) else Element(Polynomial({(): value}))


def _quotient(numer: Polynomial, denom: Polynomial) -> Element:
    if not numer:
        return NOTHING
    _, numer, denom = cofactors(numer, denom)
    return Element(numer, denom)


def total(elements: Iterable[Element] | Iterator[Element]) -> Element:
    """Return the sum of elements."""
    result = NOTHING
    for element in elements:
        result = result + element
    return result
