"""Quotients of polynomials in lowest terms: equal quotients are equal elements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from derive.kernel.prove.factors import cofactors, factors
from derive.kernel.prove.polynomials import ONE, ZERO, Polynomial


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
