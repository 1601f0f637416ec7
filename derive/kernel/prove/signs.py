"""Which signs an element can have: by facts of the domain and by certificates, never by sampling.

Every answer is a set of signs that is sure to hold the sign of the element at every point of the
cell; a set of one element is a decision. The certificates are

    terms       every term has the same sign (where the others would take too long)
    shift       after moving each variable to its bounds (x = lo + t, x = hi - t, or
                x = (lo*s + hi*t)/(s + t)) all coefficients have one sign
    sturm       a polynomial in one generator has no root in the generator's range
    conjugate   A + B*sqrt(R) has the sign of A where A**2 > B**2*R, and that of B where it is less
    square      A*v**2 + B*v + C has the sign of A where 4*A*C - B**2 > 0, and A*v**2 + C that of
                A and C
    comparison  exp(u) - c has the sign of u - log(c); log(f) has the sign of f - 1
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from derive.kernel.prove.atoms import (
    Exponential,
    Family,
    Indices,
    Kronecker,
    LargePower,
    Logarithm,
    Parity,
    Pi,
    Radical,
    Step,
    SumOver,
    Variable,
    is_bound,
)
from derive.kernel.prove.bounds import Bounds, about, between, tighter
from derive.kernel.prove.calculus import Start, substituted
from derive.kernel.prove.field import Field
from derive.kernel.prove.polynomials import Polynomial, Unresolved, exponent
from derive.kernel.prove.quotients import Element
from derive.kernel.prove.shift import shifted_signs, signs_of_terms
from derive.kernel.prove.signsets import (
    ANY,
    NEGATIVE,
    NOT_NEGATIVE,
    NOT_POSITIVE,
    NOT_ZERO,
    POSITIVE,
    ZERO,
    SignSet,
    plus,
    raised,
    times,
)
from derive.kernel.prove.slopes import derivative
from derive.kernel.prove.sturm import roots_within
from derive.kernel.prove.zeros import vanishes

# A moving variable at a border is followed through this many derivatives.
MOST_ORDERS = 8
# Certificates ask for signs of simpler elements, this deep at most.
MOST_DEPTH = 6
# More free variables than this are not shifted in both directions.
MOST_FREE = 4
# The certificates for polynomials are not tried on larger ones.
HIGHEST_DEGREE = 300
HIGHEST_DEGREE_STURM = 60
MOST_PARTS = 20_000


# The sign of +1 or -1 times powers of polynomials is one of these.
Fact: TypeAlias = tuple[int, dict[Polynomial, int], SignSet]


class EmptyCell(Exception):
    """The facts contradict each other: the cell holds no point."""


class NeedSplit(Exception):
    """The sign of this element must be known: split the cell where it is zero.

    only_zero   the element is known to be zero: only that part of the cell is needed
    """

    def __init__(self, element: Element, only_zero: bool = False) -> None:
        super().__init__(element)
        self.element, self.only_zero = element, only_zero


@dataclass(slots=True)
class Moving:
    """A variable that D moves away from ``start(indices)``, in ``direction`` +1 or -1.

    touched   whether a sign was asked for that changes at the start
    """

    start: Start
    indices: Indices
    direction: int
    touched: bool = False


class Signs:
    """The signs of the elements of one cell."""

    def __init__(self) -> None:
        self.field: Field  # set by whoever makes both: each asks the other
        self.learn: Callable[[], None] = lambda: None  # makes facts about what is new in the field
        self.moving: dict[Family, Moving] = {}  # the outer before the inner
        self.supposition = 0  # which facts are taken for a while; 0 where none are
        self._suppositions = 0
        self._facts: list[Fact] = []
        self._needed: list[Fact] = []
        self._memo: dict[Polynomial, tuple[int, SignSet]] = {}  # with the depth of the question
        self._depth = 0

    # Facts

    def assume(self, element: Element, allowed: SignSet, *, needed: bool = False) -> None:
        """Take it as a fact of this cell that the element's sign is one of ``allowed``.

        needed   it is not known, but a side is undefined where it does not hold
        """
        possible = self.of(element)
        if not possible & allowed:
            raise EmptyCell
        if possible <= allowed:
            return
        content, powers = self.field.reduced(element).factored()
        fact = (1 if content > 0 else -1, powers, allowed)
        self._facts.append(fact)
        if needed:
            self._needed.append(fact)
        self._memo.clear()

    def forget_needs(self) -> None:
        """Keep only the facts that hold in the whole cell, also where a side is undefined."""
        self._facts = [f for f in self._facts if not any(f is need for need in self._needed)]
        self._memo.clear()

    @contextmanager
    def supposing(self, facts: Iterable[tuple[Element, SignSet]]) -> Iterator[None]:
        """Take these as facts as well for a while; nothing that rests on them is kept."""
        before, learned, images = list(self._facts), self.field.learned, self.field.images
        outside = self.supposition
        self._suppositions += 1
        self.supposition = self._suppositions
        self.field.images = {}
        try:
            for element, allowed in facts:
                self.assume(self.at_start(element), allowed)
            yield
        finally:
            self._facts, self.field.learned, self.field.images = before, learned, images
            self.supposition = outside
            self._memo.clear()

    def _from_facts(self, poly: Polynomial) -> SignSet:
        known = ANY
        for sign, powers, allowed in self._facts:
            if poly not in powers:
                continue
            if 0 not in allowed:
                known &= NOT_ZERO
            if powers[poly] % 2 == 0:
                continue
            others: SignSet = frozenset({sign})
            for other, multiplicity in powers.items():
                if other != poly:
                    others = times(others, raised(self._of_factor(other), multiplicity))
            if len(others) == 1 and 0 not in others:
                known &= times(allowed, others)
        if not known:
            raise EmptyCell
        return known

    # Decisions

    def one(self, element: Element) -> int:
        """Return the sign of the element; raises NeedSplit where it is not one."""
        signs = self.of(element)
        if len(signs) == 1:
            return next(iter(signs))
        raise NeedSplit(self._border(element))

    def of(self, element: Element) -> SignSet:
        """Return a set that holds the sign of the element at every point of the cell."""
        element = self.field.reduced(element)
        if element == 0:
            return ZERO
        self.learn()
        for family in reversed(self.moving):
            if self.field.depends(element, family):
                return self._of_moving(element, family)
        content, powers = element.factored()
        result: SignSet = POSITIVE if content > 0 else NEGATIVE
        for poly, multiplicity in powers.items():
            result = times(result, raised(self._of_factor(poly), multiplicity))
        return result

    def is_zero_by_fact(self, element: Element) -> bool:
        """Say whether an equation that the cell could not be solved for makes the element zero."""
        return any(allowed == ZERO for _, _, allowed in self._facts) and self.of(element) == ZERO

    def at_start(self, element: Element) -> Element:
        """Return the element with every moving variable back where it started."""
        for family in reversed(self.moving):
            element = substituted(self.field, element, family, self.moving[family].start)
        return element

    def _of_moving(self, element: Element, family: Family) -> SignSet:
        moving = self.moving[family]
        element = Element(element.numer * element.denom)  # of the same sign, and without poles
        sign = 1
        for order in range(MOST_ORDERS):
            at_start = substituted(self.field, element, family, moving.start)
            if not vanishes(self.field, at_start):
                signs = self.of(at_start)
                if 0 in signs or (order and len(signs) > 1):
                    if any(is_bound(term) for term in self.field.mentions(at_start)):
                        return signs
                    raise NeedSplit(self._border(at_start))
                return times(signs, frozenset({sign}))
            moving.touched = True
            sign *= moving.direction
            element = derivative(self.field, element, family, moving.indices)
            if vanishes(self.field, element):
                return ZERO
        raise Unresolved("the sign beside a point where very many derivatives vanish")

    def _border(self, element: Element) -> Element:
        """Return the simplest element whose sign is not known and must be."""
        element = self.field.reduced(element)
        for family in reversed(self.moving):
            if self.field.depends(element, family):
                start = self.moving[family].start
                return self._border(substituted(self.field, element, family, start))
        for poly in element.factored()[1]:
            if len(self._of_factor(poly)) > 1:
                simpler = self._comparison(poly)
                if simpler is not None and len(self.of(simpler)) > 1:
                    return self._border(simpler)
                return Element(poly)
        raise Unresolved("a sign that has no single cause")

    # Certificates

    def _of_factor(self, poly: Polynomial) -> SignSet:
        depth, known = self._memo.get(poly, (MOST_DEPTH, ANY))
        if depth <= self._depth:
            return known
        self._depth += 1
        try:
            known = self._from_facts(poly)
            if poly.single is not None and isinstance(self.field.atoms[poly.single], Parity):
                known &= NOT_ZERO
            for certificate in (
                self._by_comparison,
                self._by_shift,
                self._by_sturm,
                self._by_square,
                self._by_conjugate,
            ):
                if len(known) == 1:
                    break
                known &= certificate(poly)
            if len(known) > 1:
                known &= self._by_difference(poly)
        finally:
            self._depth -= 1
        if not known:
            raise EmptyCell
        self._memo[poly] = self._depth, known
        return known

    def _by_comparison(self, poly: Polynomial) -> SignSet:
        simpler = self._comparison(poly)
        return ANY if simpler is None else self.of(simpler)

    def _comparison(self, poly: Polynomial) -> Element | None:
        """Return an element with the same sign and one exp or log less, if there is one."""
        used = poly.generators
        atoms = [self.field.atoms[i] for i in used]
        terms = list(poly.terms.items())
        if all(isinstance(atom, Exponential) for atom in atoms) and len(terms) == 2:
            (first, c1), (second, c2) = terms
            if (c1 > 0) != (c2 > 0):
                difference = self.field.zero
                for i in used:
                    atom = self.field.atoms[i]
                    assert isinstance(atom, Exponential)
                    difference += (exponent(first, i) - exponent(second, i)) * atom.exponent
                ratio = self.field.number(Fraction(abs(c1), abs(c2)))
                return (difference + self.field.log(ratio)) * (1 if c1 > 0 else -1)
        return self._without_logs(poly)

    def _without_logs(self, poly: Polynomial) -> Element | None:
        """Return f**c*exp(r) - 1, which has the sign of c*log|f| + r; likewise for several logs."""
        inside, rest = self.field.one, self.field.zero
        found = False
        for monomial, coefficient in poly.terms.items():
            atoms = [self.field.atoms[i] for i, _ in monomial]
            logs = [a for a in atoms if isinstance(a, Logarithm) and a.of.rational is None]
            if not logs:
                rest += Element(Polynomial({monomial: coefficient}))
                continue
            signs = self.of(logs[0].of)
            if len(atoms) > 1 or monomial[0][1] > 1 or len(signs) > 1 or abs(coefficient) > 50:
                return None
            inside *= (logs[0].of * next(iter(signs))) ** coefficient
            found = True
        return inside * self.field.exp(rest) - 1 if found else None

    def _by_shift(self, poly: Polynomial) -> SignSet:
        used = poly.generators
        ranges = {i: self.bounds(i) for i in used}
        free = [
            i for i in used if ranges[i] == Bounds() and any(exponent(m, i) % 2 for m in poly.terms)
        ]
        bounded = [poly.degree_in(i) for i in used if ranges[i] != Bounds()]
        parts = math.prod(degree + 1 for degree in bounded) * len(poly.terms)
        if len(free) > MOST_FREE or max(bounded, default=0) > HIGHEST_DEGREE or parts > MOST_PARTS:
            return signs_of_terms(poly, ranges)
        result: SignSet = frozenset()
        for directions in product((1, -1), repeat=len(free)):
            result |= shifted_signs(poly, ranges, dict(zip(free, directions, strict=True)))
            if result == ANY:
                break
        return result

    def _by_sturm(self, poly: Polynomial) -> SignSet:
        used = poly.generators
        if len(used) != 1 or not 1 < poly.degree <= HIGHEST_DEGREE_STURM:
            return ANY  # of degree 1 the shift has decided
        i = used[0]
        bounds = self.bounds(i)
        powers = {exponent(monomial, i): c for monomial, c in poly.terms.items()}
        coefficients = [powers.get(power, 0) for power in range(max(powers) + 1)]
        if roots_within(coefficients, bounds):
            return ANY
        inside = between(bounds)
        sign = 1 if sum(c * inside**power for power, c in powers.items()) > 0 else -1
        return frozenset({sign})

    def _by_square(self, poly: Polynomial) -> SignSet:
        for i in poly.generators:
            if poly.degree_in(i) != 2:
                continue
            c, b, a = map(Element, poly.coefficients(i))
            leading = self.of(a)
            if b == 0 and (both := plus(times(leading, NOT_NEGATIVE), self.of(c))):
                return both
            if len(leading) != 1 or leading == ZERO:
                continue
            remainder = self.of(4 * a * c - b * b)
            if remainder == POSITIVE:
                return leading
            if remainder <= NOT_NEGATIVE:
                return leading | ZERO
        return ANY

    def _by_conjugate(self, poly: Polynomial) -> SignSet:
        for i in poly.generators:
            atom = self.field.atoms[i]
            if not isinstance(atom, Radical) or atom.degree != 2 or poly.degree_in(i) != 1:
                continue
            a, b = map(Element, poly.coefficients(i))
            known = ANY
            norm = self.of(a * a - b * b * atom.of * atom.sign)
            if norm <= NOT_NEGATIVE:  # |a| is the greater one
                known &= self.of(a) | (norm & ZERO)
            if norm <= NOT_POSITIVE:
                known &= self.of(b) | (norm & ZERO)
            if 0 not in norm:
                known &= NOT_ZERO
            if known != ANY:
                return known
        return ANY

    def _by_difference(self, poly: Polynomial) -> SignSet:
        """If f > 0 is a fact and poly - c*f > 0 for the ratio c of some coefficients, poly > 0."""
        if self._depth > 2:
            return ANY
        here = Element(poly)
        for sign, powers, allowed in self._facts:
            if len(powers) != 1 or len(allowed) == 3 or allowed == NOT_ZERO:
                continue
            ((fact, multiplicity),) = powers.items()
            if multiplicity != 1 or fact == poly:
                continue
            signs = times(allowed, frozenset({sign}))
            for ratio in {
                Fraction(poly.terms[m], c) for m, c in fact.terms.items() if m and m in poly.terms
            }:
                rest = self.of(here - Element(fact) * self.field.number(ratio))
                part = times(signs, frozenset({1 if ratio > 0 else -1}))
                if total := plus(part, rest):
                    return total
        return ANY

    # Ranges of generators

    def bounds(self, i: int) -> Bounds:
        """Return an interval that holds every value of the generator in this cell."""
        match self.field.atoms[i]:
            case Variable():
                return self._bounds_of_variable(i)
            case Pi():
                return about(math.pi)
            case Exponential(exponent=inside):
                value = inside.rational
                if value is not None and abs(value) < 600:
                    return about(math.exp(float(value)))
                signs = self.of(inside)
                if signs == POSITIVE:
                    return Bounds(Fraction(1))
                return Bounds(Fraction(0), Fraction(1) if signs == NEGATIVE else None)
            case Logarithm(of=of):
                value = of.rational
                if value is not None:
                    return about(math.log(value.numerator) - math.log(value.denominator))
                signs = self.of(of)
                if len(signs) == 1:
                    above = self.of(of * next(iter(signs)) - 1)
                    if above <= NOT_NEGATIVE:
                        return Bounds(Fraction(0), low_strict=0 not in above)
                    if 1 not in above:
                        return Bounds(high=Fraction(0), high_strict=0 not in above)
                return Bounds()
            case Radical(of=of, degree=degree):
                value = of.rational
                if value is not None and 0 < value < 10**200:
                    return about(float(value) ** (1 / degree))
                return Bounds(Fraction(0), low_strict=0 not in self.of(of))
            case LargePower(base=base, exponent=power):
                signs = raised(self.of(base), power)
                return (
                    Bounds(Fraction(0), low_strict=0 not in signs) if -1 not in signs else Bounds()
                )
            case Step() | Kronecker():
                return Bounds(Fraction(0), Fraction(1), False, False)
            case SumOver(body=body):
                signs = self.of(body)  # every size is at least 1
                if signs <= NOT_NEGATIVE:
                    return Bounds(Fraction(0), low_strict=0 not in signs)
                if 1 not in signs:
                    return Bounds(high=Fraction(0), high_strict=0 not in signs)
                return Bounds()
            case _:
                return Bounds()

    def _bounds_of_variable(self, i: int) -> Bounds:
        bounds = Bounds()
        for sign, powers, allowed in self._facts:
            if len(powers) != 1 or (not allowed <= NOT_NEGATIVE and not allowed <= NOT_POSITIVE):
                continue
            ((poly, multiplicity),) = powers.items()
            if multiplicity != 1 or poly.degree != 1:
                continue
            if poly.generators != (i,):
                continue
            constant, slope = (c.constant for c in poly.coefficients(i))
            assert constant is not None and slope is not None
            bound, strict = Fraction(-constant, slope), 0 not in allowed
            is_low = (slope * sign > 0) == (1 in allowed)
            bounds = tighter(bounds, bound, strict, is_low)
        return bounds
