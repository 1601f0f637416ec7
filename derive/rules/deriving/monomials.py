"""Products taken apart: a number and counted factors, above and below the bar."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from derive.language.nodes import Binary, Expr
from derive.rules.build import number, over, parts, times
from derive.rules.deriving.neat import negated, terms_of, unsigned, value
from derive.rules.form import TRIVIA, form

# What stands on one side of the bar: by its form, a base and how often it is a factor.
Side: TypeAlias = dict[str, tuple[Expr, Fraction]]


@lru_cache(maxsize=100_000)
def key_of(expr: Expr) -> str:
    """Return what is alike in expressions that differ only in trivia."""
    return form(expr, TRIVIA)


@dataclass(slots=True)
class Monomial:
    """A product taken apart: whole numbers and counted factors, above and below the bar."""

    negative: bool = False
    top: int = 1
    bottom: int = 1
    above: Side = field(default_factory=dict)
    below: Side = field(default_factory=dict)

    @property
    def number(self) -> Fraction:
        """The number in front."""
        return Fraction(-self.top if self.negative else self.top, self.bottom)

    @property
    def kind(self) -> tuple[frozenset[tuple[str, Fraction]], ...]:
        """What terms of one kind share."""
        return tuple(
            frozenset((key, count) for key, (_, count) in side.items())
            for side in (self.above, self.below)
        )

    def built(self) -> Expr:
        """Return the product as an expression."""
        above = times(number(self.top), *(raised(*each) for each in self.above.values()))
        below = times(number(self.bottom), *(raised(*each) for each in self.below.values()))
        return negated(over(above, below)) if self.negative else over(above, below)


def raised(base: Expr, count: Fraction) -> Expr:
    """Return a factor that is there ``count`` times."""
    return base if count == 1 else Binary("**", base, number(count))


def monomial(expr: Expr) -> Monomial:
    """Take a term apart, its fractions multiplied."""
    pieces = parts(expr)
    result = Monomial(pieces.negative)
    for side, factors in ((result.above, pieces.above), (result.below, pieces.below)):
        for factor in factors:
            negative, factor = unsigned(factor)
            result.negative ^= negative
            known = value(factor)
            if known is not None and known:
                up, down = known.numerator, known.denominator
                if side is result.below:
                    up, down = down, up
                result.top, result.bottom = result.top * up, result.bottom * down
            else:
                put_factor(side, *power_of(factor))
    return result


def power_of(factor: Expr) -> tuple[Expr, Fraction]:
    """Return a factor's base, and how often it is there."""
    match factor:
        case Binary(op="**", left=base, right=exponent):
            known = value(exponent)
            if known is not None:
                return base, known
    return factor, Fraction(1)


def put_factor(side: Side, base: Expr, count: Fraction) -> None:
    """Put in a factor so many times, or take it out; what is there no more is left out."""
    key = key_of(base)
    old = side.get(key, (base, Fraction(0)))
    side[key] = (old[0], old[1] + count)
    if not side[key][1]:
        del side[key]


def monomials(node: Expr) -> list[Monomial]:
    """Take the terms of a sum apart."""
    return [monomial(term) for term in terms_of(node)]
