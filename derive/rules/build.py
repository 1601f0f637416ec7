"""Make expressions, and take products apart: what the rules are written with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import add, mul, sub, truediv

from derive.language.nodes import Binary, Expr, Number, Unary


def number(value: int | Fraction) -> Expr:
    """Return a number as one writes it: ``3``, ``-3``, ``1/2``."""
    value = Fraction(value)
    if value < 0:
        return Unary("-", number(-value))
    if value.denominator == 1:
        return Number(value, str(value))
    return Binary("/", number(value.numerator), number(value.denominator))


ZERO, ONE = number(0), number(1)


def is_number(expr: Expr, value: int) -> bool:
    """Whether the expression is this very number, as written."""
    return isinstance(expr, Number) and expr.value == value


def times(*factors: Expr) -> Expr:
    """Return the product, without factors that are written 1; no factor gives 1."""
    kept = [factor for factor in factors if not is_number(factor, 1)]
    if not kept:
        return ONE
    result = kept[0]
    for factor in kept[1:]:
        result = Binary("*", result, factor)
    return result


def over(above: Expr, below: Expr) -> Expr:
    """Return ``above/below``, without a bar over 1."""
    return above if is_number(below, 1) else Binary("/", above, below)


def minus(expr: Expr) -> Expr:
    """Return ``-expr``; two signs make none."""
    if isinstance(expr, Unary) and expr.op == "-":
        return expr.arg
    return Unary("-", expr)


def total(terms: Iterable[Expr]) -> Expr:
    """Return the sum of terms: a sign in front of a term becomes its operation; no term gives 0."""
    result: Expr | None = None
    for term in terms:
        if is_number(term, 0):
            continue
        if result is None:
            result = term
        elif isinstance(term, Unary) and term.op == "-":
            result = Binary("-", result, term.arg)
        else:
            result = Binary("+", result, term)
    return ZERO if result is None else result


def addends(expr: Expr) -> list[Expr]:
    """Return the terms of a sum as it is written, each with its sign."""
    match expr:
        case Binary(op="+", left=left, right=right):
            return addends(left) + addends(right)
        case Binary(op="-", left=left, right=right):
            return [*addends(left), minus(right)]
        case Unary(op="+", arg=arg):
            return addends(arg)
    return [expr]


@dataclass(frozen=True, slots=True)
class Parts:
    """A product taken apart: a sign, what stands above the bar, and what stands below."""

    negative: bool
    above: tuple[Expr, ...]
    below: tuple[Expr, ...]

    def built(self) -> Expr:
        """Return the product again, over one bar."""
        return signed(self.negative, over(times(*self.above), times(*self.below)))

    def without(self, *gone: Expr) -> Parts:
        """Return the parts without these very factors (by identity) above the bar."""
        kept = tuple(each for each in self.above if not any(each is one for one in gone))
        return Parts(self.negative, kept, self.below)


def signed(negative: bool, expr: Expr) -> Expr:
    """Return the expression, with a minus if ``negative``."""
    return minus(expr) if negative else expr


def parts(expr: Expr) -> Parts:
    """Take a product or quotient apart, whatever its brackets are."""
    match expr:
        case Unary(op="-", arg=arg):
            inner = parts(arg)
            return Parts(not inner.negative, inner.above, inner.below)
        case Binary(op="*" | "/" as op, left=left, right=right):
            one, two = parts(left), parts(right)
            negative = one.negative != two.negative
            if op == "*":
                return Parts(negative, one.above + two.above, one.below + two.below)
            return Parts(negative, one.above + two.below, one.below + two.above)
    return Parts(False, (expr,), ())


def product_of(pieces: Sequence[Expr], below: Sequence[Expr] = ()) -> Expr:
    """Return the product of the pieces over the product of what stands below."""
    return over(times(*pieces), times(*below))


_OPERATIONS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": truediv,
}


def constant(expr: Expr) -> Fraction | None:
    """Return the value of an expression of numbers alone; else, or where divided by 0, None."""
    match expr:
        case Number(value=value):
            return value
        case Unary(op=op, arg=arg) if (inner := constant(arg)) is not None:
            return inner if op == "+" else -inner
        case Binary(op="+" | "-" | "*" | "/" as op, left=left, right=right):
            one, two = constant(left), constant(right)
            if one is None or two is None or (op == "/" and not two):
                return None
            return _OPERATIONS[op](one, two)
    return None
