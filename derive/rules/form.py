"""The form of an expression: what is left of it when certain laws of algebra are overlooked.

Two lines have the same form under a set of laws when these laws, read in either direction and as
often as one likes, turn one into the other. So the form says which laws a step has used: under
its own laws its lines have one form, without them they have two. Nothing here decides whether a
step is true; the kernel has done that.

A form is a text. It is made from sums of terms; a term is a number times factors, and a factor a
base with an exponent, above or below a bar.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, auto
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Constant,
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Matrix,
    Name,
    Number,
    Reduce,
    Relation,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
)
from derive.rules.residue import residue


class Law(IntEnum):
    """A law of algebra that a form may overlook.

    ORDER       u + v = v + u, u*v = v*u, and brackets in pure sums and pure products
    UNITS       1*u = u, 0 + u = u, 0*u = 0, u/1 = u, u**1 = u
    NUMBERS     numbers are worked out: 2*3 = 6, 1 + 1 = 2, but 1 + u - 1 has its numbers apart
    ADDITION    the numbers of a sum are added: 1 + u - 1 = u
    MINUS       a minus goes through products and quotients: (-u)*v = -(u*v), (-u)/v = -(u/v)
    SIGNS       a minus goes through sums: -(u - v) = v - u
    OPPOSITES   what is added and taken away is gone: u + v - u = v
    COLLECT     equal terms are counted: 2*u + 3*u = 5*u, u - u = 0
    DISTRIBUTE  u*(v + w) = u*v + u*w, and whole powers of sums
    POWERS      u*u = u**2, u**m*u**n = u**(m + n), (u**m)**n = u**(m*n), (u*v)**n = u**n*v**n
    BARS        products of fractions are written over one bar: (u/v)*(w/x) = (u*w)/(v*x)
    SPLIT       (u + v)/w = u/w + v/w
    WHOLE       u/u = 1
    CANCEL      (u*v)/(u*w) = v/w
    COMBINE     everything that holds of fractions: both lines are one fraction in lowest terms
    EXPONENTS   exp(u)*exp(v) = exp(u + v), exp(-u) = 1/exp(u), exp(0) = 1
    SLOPE       D(x, x) = 1
    """

    ORDER = auto()
    UNITS = auto()
    NUMBERS = auto()
    ADDITION = auto()
    MINUS = auto()
    SIGNS = auto()
    OPPOSITES = auto()
    COLLECT = auto()
    DISTRIBUTE = auto()
    POWERS = auto()
    BARS = auto()
    SPLIT = auto()
    WHOLE = auto()
    CANCEL = auto()
    COMBINE = auto()
    EXPONENTS = auto()
    SLOPE = auto()


Laws: TypeAlias = frozenset[Law]

# What nobody gives as the reason of a step, unless it is all that happens.
TRIVIA: Laws = frozenset({Law.ORDER, Law.UNITS, Law.NUMBERS, Law.MINUS})

# Laws that can't be overlooked without others.
_NEEDS: Mapping[Law, Laws] = {
    Law.CANCEL: frozenset({Law.BARS, Law.POWERS, Law.WHOLE}),
    Law.COLLECT: frozenset({Law.ADDITION}),
    Law.DISTRIBUTE: frozenset({Law.SIGNS}),
    Law.EXPONENTS: frozenset({Law.BARS}),
}

_LARGEST_POWER = 8  # of a sum, that is multiplied out
_MOST_TERMS = 5_000  # that are made in all; no line of a derivation comes near


class TooLarge(Exception):
    """An expression that has too many terms when it is multiplied out."""


@lru_cache(maxsize=512)  # a line is read for the steps on both sides, with and without their rules
def form(expr: Expr, laws: Laws) -> str:
    """Return what is left of the expression when the laws are overlooked. Raises TooLarge."""
    return _Reader(closed(laws)).key(expr)


def addends(expr: Expr, laws: Laws = TRIVIA) -> int:
    """Return how many terms the sums in the expression have, all together."""
    reader = _Reader(laws)
    reader.key(expr)
    return reader.addends


def closed(laws: Laws) -> Laws:
    """Return the laws with those that they need."""
    while more := frozenset().union(*(_NEEDS.get(law, frozenset()) for law in laws)) - laws:
        laws |= more
    return laws


# A linear combination of monomials, by their keys: an exponent. A number has the key "".
Exponent: TypeAlias = tuple[tuple[str, Fraction], ...]
_ONE: Exponent = (("", Fraction(1)),)


@dataclass(frozen=True, slots=True)
class _Factor:
    base: str
    exponent: Exponent = _ONE
    below: bool = False


@dataclass(frozen=True, slots=True)
class _Term:
    number: Fraction
    factors: tuple[_Factor, ...] = ()


Terms: TypeAlias = tuple[_Term, ...]


class _Reader:
    """Reads an expression under laws; bound indices are called by the depth of their sum."""

    def __init__(self, laws: Laws) -> None:
        self.laws = laws
        self.addends = 0
        self._left = _MOST_TERMS
        self._bound: dict[str, str] = {}
        self._sums: dict[str, Terms] = {}

    def key(self, expr: Expr) -> str:
        """Return the form of the expression."""
        if self.has(Law.COMBINE):
            return f"={residue(expr, self.atom)}"
        return self.text(self.terms(expr))

    def has(self, law: Law) -> bool:
        return law in self.laws

    # -- sums ------------------------------------------------------------------------------

    def terms(self, expr: Expr) -> Terms:
        """Return the expression as a sum of terms, tidied."""
        match expr:
            case Number(value=value, text=text):
                law = Law.UNITS if value in (0, 1) else Law.NUMBERS
                if not self.has(law):
                    return _atom(f"#{text}")
                return (_Term(value),) if value else ()
            case Unary(op="+", arg=arg):
                return self.terms(arg)
            case Unary(arg=arg):
                return self.tidied(self.negated(self.terms(arg)))
            case Binary(op="+" | "-" as op, left=left, right=right):
                first, second = self.terms(left), self.terms(right)
                if not self.has(Law.ORDER) and len(second) > 1:
                    second = _atom(f"({self.text(second)})")
                return self.tidied(first + (self.negated(second) if op == "-" else second))
            case Binary(op="*", left=left, right=right):
                first, second = self.terms(left), self.terms(right)
                if not self.has(Law.ORDER):
                    first, second = self.in_place(first, second)
                return self.product(first, second)
            case Binary(op="/", left=left, right=right):
                return self.quotient(self.terms(left), self.terms(right))
            case Binary(op="**", left=left, right=right):
                return self.power(self.terms(left), self.terms(right))
            case Call(function="exp", args=(arg,)) if self.has(Law.EXPONENTS):
                exponent = self.exponent(self.terms(arg))
                return (_Term(Fraction(1), (_Factor("e", exponent),) if exponent else ()),)
            case Call(function="sqrt", args=(arg,)) if self.has(Law.POWERS):
                return self.power(self.terms(arg), (_Term(Fraction(1, 2)),))
            case Sum() if self.has(Law.UNITS) and self.atom(expr).endswith("](0)"):
                return ()
            case Derivative(body=body, variable=variable) if self.has(Law.SLOPE):
                if body == variable:
                    return (_Term(Fraction(1)),)
        return _atom(self.atom(expr))

    def negated(self, terms: Terms) -> Terms:
        if len(terms) > 1 and not self.has(Law.SIGNS):
            return (_Term(Fraction(-1), (self.sum_as_factor(terms),)),)
        if len(terms) == 1 and not self.has(Law.MINUS) and terms[0].factors:
            return _atom(f"-({self.text(terms)})")
        return _opposite(terms)

    def tidied(self, terms: Terms) -> Terms:
        """Add the numbers, count equal terms, leave out what is zero; as far as the laws go."""
        if self.has(Law.COLLECT):
            counted: dict[tuple[_Factor, ...], Fraction] = {}
            for term in terms:
                counted[term.factors] = counted.get(term.factors, Fraction(0)) + term.number
            terms = tuple(_Term(number, factors) for factors, number in counted.items())
        elif self.has(Law.OPPOSITES):
            terms = _without_opposites(terms)
        elif self.has(Law.ADDITION) or not any(term.factors for term in terms):
            number = sum((term.number for term in terms if not term.factors), Fraction(0))
            terms = (*(term for term in terms if term.factors), _Term(number))
        return tuple(term for term in terms if term.number)

    # -- products --------------------------------------------------------------------------

    def product(self, first: Terms, second: Terms) -> Terms:
        if self.has(Law.UNITS) and not (first and second):
            return ()
        if (len(first) > 1 or len(second) > 1) and not self.has(Law.DISTRIBUTE):
            first, second = self.closed(first), self.closed(second)
        products = tuple(self.times(one, two) for one in first for two in second)
        products = self.tidied(products)
        return self.freed(products[0]) if len(products) == 1 else products

    def in_place(self, first: Terms, second: Terms) -> tuple[Terms, Terms]:
        """Keep a product's brackets, and each number where it stands."""
        if sum(len(term.factors) for term in second) > 1:
            second = _atom(f"({self.text(second)})")
        if not any(term.factors for term in first + second):
            return first, second
        return self.held(first), self.held(second)

    def held(self, terms: Terms) -> Terms:
        match terms:
            case (_Term(number=number, factors=()),) if number != 1:
                return _atom(f"#{number}")
        return terms

    def closed(self, terms: Terms) -> Terms:
        """Return a sum as one factor; its sign does not matter where signs are overlooked."""
        if len(terms) == 1:
            return terms
        if not terms:
            return _atom("0")
        if self.has(Law.SIGNS) and min(terms, key=self.word).number < 0:
            return (_Term(Fraction(-1), (self.sum_as_factor(_opposite(terms)),)),)
        return (_Term(Fraction(1), (self.sum_as_factor(terms),)),)

    def sum_as_factor(self, terms: Terms) -> _Factor:
        base = f"({self.text(terms)})"
        self._sums[base] = terms
        return _Factor(base)

    def freed(self, term: _Term) -> Terms:
        """Return a sum that is the only factor of its term as a sum again."""
        match term:
            case _Term(
                number=number, factors=(_Factor(base=base, exponent=exponent, below=False),)
            ):
                if base in self._sums and exponent == _ONE:
                    if number == 1:
                        return self._sums[base]
                    if number == -1 and self.has(Law.SIGNS):
                        return _opposite(self._sums[base])
        return (term,)

    def times(self, one: _Term, two: _Term) -> _Term:
        self._left -= 1
        if self._left < 0:
            raise TooLarge
        return self.term(one.number * two.number, one.factors + two.factors)

    def term(self, number: Fraction, factors: Iterable[_Factor]) -> _Term:
        """Return a term whose factors are merged and ordered, as far as the laws go."""
        factors = tuple(factors)
        if self.has(Law.BARS):
            number, factors = self.number_below(number, factors)
        if self.has(Law.POWERS) or self.has(Law.EXPONENTS):
            merged: dict[tuple[str, bool], Exponent] = {}
            for factor in factors:
                base, below, exponent = factor.base, factor.below, factor.exponent
                if below and (self.has(Law.CANCEL) or base == "e"):
                    below, exponent = False, _scaled(exponent, Fraction(-1))
                elif not self.has(Law.POWERS) and base != "e":
                    base = f"{base}\0{len(merged)}"  # told apart from its equals
                old = merged.get((base, below), ())
                merged[base, below] = _added(old, exponent)
            if self.laws >= {Law.BARS, Law.POWERS} and not self.has(Law.CANCEL):
                merged = _without_negative(merged)
            factors = tuple(
                _Factor(base.split("\0")[0], exponent, below)
                for (base, below), exponent in merged.items()
                if exponent
            )
        return _Term(
            number, tuple(sorted(factors, key=_factor_text)) if self.has(Law.ORDER) else factors
        )

    def number_below(
        self, number: Fraction, factors: tuple[_Factor, ...]
    ) -> tuple[Fraction, tuple[_Factor, ...]]:
        """Gather the numbers below the bar in one factor; 2*z/2 is left to be cancelled."""
        below = Fraction(number.denominator)
        number *= below
        others = []
        for factor in factors:
            if factor.below and factor.base.startswith("#"):
                below *= Fraction(factor.base[1:])
            else:
                others.append(factor)
        if self.has(Law.CANCEL) or self.has(Law.COLLECT) or not others:
            return number / below, tuple(others)
        return number, (*others, _Factor(f"#{below}", below=True)) if below != 1 else tuple(others)

    def quotient(self, above: Terms, below: Terms) -> Terms:
        if self.has(Law.UNITS) and not above:
            return ()
        if not below:
            return _atom(f"({self.text(above)})/0")
        if self.has(Law.WHOLE) and self.text(above) == self.text(below):
            return (_Term(Fraction(1)),)
        if self.has(Law.SPLIT) and len(above) > 1:
            return self.tidied(
                tuple(piece for term in above for piece in self.quotient((term,), below))
            )
        (upper,), (lower,) = self.closed(above), self.closed(below)
        if not lower.factors and (lower.number == 1 or not upper.factors):
            return (replace(upper, number=upper.number / lower.number),)
        if self.has(Law.BARS):
            turned = tuple(replace(f, below=not f.below) for f in lower.factors)
            divisor = abs(lower.number)
            number = upper.number if lower.number > 0 else -upper.number
            if divisor != 1:
                turned += (_Factor(f"#{divisor}", below=True),)
            return self.freed(self.term(number, upper.factors + turned))
        number = Fraction(1)
        if self.has(Law.MINUS):
            number = Fraction(-1 if (upper.number < 0) != (lower.number < 0) else 1)
            upper = replace(upper, number=abs(upper.number))
            lower = replace(lower, number=abs(lower.number))
        bar = f"[{self.text((upper,))} / {self.text((lower,))}]"
        return (_Term(number, (_Factor(bar),)),)

    def power(self, base: Terms, exponent: Terms) -> Terms:
        raised = self.exponent(exponent)
        number = _number(raised)
        if number == 1 and self.has(Law.UNITS):
            return base
        if number is not None and number.denominator == 1:
            count = int(number)
            if count == 0 and self.has(Law.UNITS):
                return (_Term(Fraction(1)),)
            if all(not term.factors for term in base) and self.has(Law.NUMBERS):
                value = sum((term.number for term in base), Fraction(0))
                if (value or count > 0) and abs(count) < 1000:
                    return (_Term(value**count),) if value else ()
            if self.has(Law.DISTRIBUTE) and len(base) > 1 and 1 < count <= _LARGEST_POWER:
                result = base
                for _ in range(count - 1):
                    result = self.product(result, base)
                return result
        if len(base) != 1 or not self.has(Law.POWERS):
            return (self.term(Fraction(1), (self.raised(base, raised, number),)),)
        (inner,) = base
        if inner.number != 1 and (number is None or number.denominator != 1):
            return (self.term(Fraction(1), (self.raised(base, raised, number),)),)
        powers = tuple(
            replace(factor, exponent=_multiplied(factor.exponent, raised))
            for factor in inner.factors
        )
        outside = inner.number ** int(number) if number is not None and inner.number != 1 else 1
        return (self.term(Fraction(outside), powers),)

    def raised(self, base: Terms, exponent: Exponent, number: Fraction | None) -> _Factor:
        """Return a power of what is no product; negative powers stand below the bar."""
        (inner,) = self.closed(base)
        plain = inner.number == 1 and len(inner.factors) == 1 and inner.factors[0].exponent == _ONE
        name = inner.factors[0].base if plain else f"({self.text(base)})"
        below = plain and inner.factors[0].below
        if number is not None and number < 0 and self.laws >= {Law.BARS, Law.POWERS}:
            return _Factor(name, _scaled(exponent, Fraction(-1)), not below)
        return _Factor(name, exponent, below)

    def exponent(self, terms: Terms) -> Exponent:
        combined: Exponent = ()
        for term in terms:
            name = self.text((_Term(Fraction(1), term.factors),)) if term.factors else ""
            combined = _added(combined, ((name, term.number),))
        return combined

    # -- texts -----------------------------------------------------------------------------

    def text(self, terms: Terms) -> str:
        self.addends += max(len(terms) - 1, 0)
        words = [self.word(term) for term in terms]
        return " + ".join(sorted(words) if self.has(Law.ORDER) else words) or "0"

    def word(self, term: _Term) -> str:
        factors = list(map(_factor_text, term.factors))
        if self.has(Law.ORDER):
            factors.sort()
        if term.number != 1 or not factors:
            factors.append(f"{term.number}")  # behind, so that the sign does not change the order
        return "*".join(factors)

    # -- everything else -------------------------------------------------------------------

    def index(self, term: IndexTerm) -> str:
        return self._bound.get(term, term) if isinstance(term, str) else str(term)

    def atom(self, expr: Expr) -> str:
        match expr:
            case Constant(name=name) | Name(id=name):
                return name
            case Binary(op="@"):
                return " @ ".join(self.closed_text(factor) for factor in _matrix_factors(expr))
            case Binary(op=op, left=left, right=right):
                return f"({self.key(left)} {op} {self.key(right)})"
            case Unary(arg=arg):
                return f"-({self.key(arg)})"
            case Number(text=text):
                return text
            case Call(function="max" | "min" as function, args=args) if self.has(Law.ORDER):
                return f"{function}({', '.join(sorted(map(self.key, args)))})"
            case Call(function=function, args=args) | Apply(function=function, args=args):
                return f"{function}({', '.join(map(self.key, args))})"
            case Reduce(function=function, array=array, axis=axis, keepdims=keepdims):
                return f"{function}({self.key(array)}, {axis}, {keepdims})"
            case Sum(body=body, ranges=ranges):
                outer = dict(self._bound)
                for run in ranges:
                    self._bound[run.index] = f"%{len(self._bound)}"
                sizes = ", ".join(str(run.size) for run in ranges)
                text = f"sum[{sizes}]({self.key(body)})"
                self._bound = outer
                return text
            case Derivative(body=body, variable=variable):
                return f"D({self.key(body)}, {self.key(variable)})"
            case Index(array=array, indices=indices):
                return f"{self.closed_text(array)}[{', '.join(map(self.index, indices))}]"
            case Delta(left=left, right=right):
                return f"delta({', '.join(sorted((self.index(left), self.index(right))))})"
            case Transpose(array=array):
                return f"{self.closed_text(array)}.T"
            case Matrix(rows=rows):
                return f"array({'; '.join(', '.join(map(self.key, row)) for row in rows)})"
            case Vector(entries=entries):
                return f"array({', '.join(map(self.key, entries))})"
            case Where(condition=condition, then=then, otherwise=otherwise):
                said = " and ".join(map(self.relation, condition))
                return f"where({said}, {self.key(then)}, {self.key(otherwise)})"

    def closed_text(self, expr: Expr) -> str:
        return f"({self.key(expr)})"

    def relation(self, relation: Relation) -> str:
        """Return a relation, read from the smaller to the larger side."""
        left, op, right = self.key(relation.left), str(relation.op), self.key(relation.right)
        if op in (">", ">=") or (op in ("==", "!=") and right < left):
            left, op, right = right, op.replace(">", "<"), left
        return f"{left} {op} {right}"


def _without_negative(
    powers: Mapping[tuple[str, bool], Exponent],
) -> dict[tuple[str, bool], Exponent]:
    """Write powers with negative numbers on the other side of the bar."""
    turned: dict[tuple[str, bool], Exponent] = {}
    for (base, below), exponent in powers.items():
        number = _number(exponent)
        if number is not None and number < 0:
            below, exponent = not below, _scaled(exponent, Fraction(-1))
        turned[base, below] = _added(turned.get((base, below), ()), exponent)
    return turned


def _without_opposites(terms: Terms) -> Terms:
    """Leave out pairs of terms that differ in their sign alone."""
    counted: dict[_Term, int] = {}
    for term in terms:
        other = replace(term, number=-term.number)
        if counted.get(other):
            counted[other] -= 1
        else:
            counted[term] = counted.get(term, 0) + 1
    return tuple(term for term, count in counted.items() for _ in range(count))


def _opposite(terms: Terms) -> Terms:
    return tuple(replace(term, number=-term.number) for term in terms)


def _atom(base: str) -> Terms:
    return (_Term(Fraction(1), (_Factor(base),)),)


def _matrix_factors(expr: Expr) -> list[Expr]:
    """Return the factors of a matrix product, which may be bracketed in any way."""
    if isinstance(expr, Binary) and expr.op == "@":
        return _matrix_factors(expr.left) + _matrix_factors(expr.right)
    return [expr]


def _factor_text(factor: _Factor) -> str:
    power = "" if factor.exponent == _ONE else f"^{{{_exponent_text(factor.exponent)}}}"
    return f"{factor.base}{power}{' below' if factor.below else ''}"


def _exponent_text(exponent: Exponent) -> str:
    return " + ".join(f"{number}*{name}" if name else f"{number}" for name, number in exponent)


def _number(exponent: Exponent) -> Fraction | None:
    """Return an exponent that is a number, else None."""
    match exponent:
        case ():
            return Fraction(0)
        case (("", number),):
            return number
    return None


def _added(one: Exponent, other: Exponent) -> Exponent:
    total = dict(one)
    for name, number in other:
        total[name] = total.get(name, Fraction(0)) + number
    return tuple(sorted((name, number) for name, number in total.items() if number))


def _scaled(exponent: Exponent, number: Fraction) -> Exponent:
    return tuple((name, value * number) for name, value in exponent) if number else ()


def _multiplied(one: Exponent, other: Exponent) -> Exponent:
    for first, second in ((one, other), (other, one)):
        if (number := _number(first)) is not None:
            return _scaled(second, number)
    match one, other:
        case ((mine, a),), ((theirs, b),) if "(" not in mine and "(" not in theirs:
            return (("*".join(sorted([*mine.split("*"), *theirs.split("*")])), a * b),)
    return (("*".join(sorted(f"({_exponent_text(each)})" for each in (one, other))), Fraction(1)),)
