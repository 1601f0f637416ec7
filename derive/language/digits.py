"""How many digits a constant needs, by estimate: ``9**9**9`` is never computed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from derive.language.nodes import Binary, BinaryOp, Call, Expr, Number, Unary

MAX_DIGITS = 10_000
_EXACT_DIGITS = 50  # a constant up to this size is known exactly while others are estimated


@dataclass(slots=True)
class _Size:
    """How large a constant is: digits above and below the fraction bar, at most."""

    above: float
    below: float
    exact: Fraction | None


class Digits:
    """The sizes of the constants inside one expression, which is measured from within.

    What depends on a name is no constant, however large its exponents.
    """

    def __init__(self) -> None:
        self._sizes: dict[int, _Size] = {}  # by the id of the node

    def fit(self, expr: Expr) -> bool:
        """Return whether a node, whose children were measured, keeps to MAX_DIGITS."""
        size = self._estimate(expr)
        if size is not None:
            self._sizes[id(expr)] = size
        return size is None or max(size.above, size.below) <= MAX_DIGITS

    def _estimate(self, expr: Expr) -> _Size | None:
        match expr:
            case Number(value=value):
                return _measured(value)
            case Unary(op=op, arg=arg) if size := self._sizes.get(id(arg)):
                negated = -size.exact if op == "-" and size.exact is not None else size.exact
                return _Size(size.above, size.below, negated)
            case Binary(op=op, left=left, right=right):
                first, second = self._sizes.get(id(left)), self._sizes.get(id(right))
                return _combined(op, first, second) if first and second else None
            case Call(function="sqrt" | "abs" | "max" | "min", args=args):
                known = [size for arg in args if (size := self._sizes.get(id(arg)))]
                if len(known) == len(args):
                    above, below = max(s.above for s in known), max(s.below for s in known)
                    return _Size(above, below, None)
        return None


def _measured(value: Fraction) -> _Size:
    above = math.log10(abs(value.numerator)) if value else 0.0
    below = math.log10(value.denominator)
    return _Size(above, below, value if max(above, below) <= _EXACT_DIGITS else None)


def _combined(op: BinaryOp, left: _Size, right: _Size) -> _Size | None:
    """Return the size of ``left op right``, exact where both are and the result is small."""
    a, b = left.exact, right.exact
    match op:
        case "+" | "-":
            if a is not None and b is not None:
                return _measured(a + b if op == "+" else a - b)
            above = max(left.above + right.below, right.above + left.below) + math.log10(2)
            return _Size(above, left.below + right.below, None)
        case "*":
            if a is not None and b is not None:
                return _measured(a * b)
            return _Size(left.above + right.above, left.below + right.below, None)
        case "/":
            if a is not None and b:
                return _measured(a / b)
            return _Size(left.above + right.below, left.below + right.above, None)
        case "**":
            return _power(left, right)
        case "@":
            return None


def _power(base: _Size, exponent: _Size) -> _Size:
    if base.above == base.below == 0:
        return base
    if exponent.exact is None:  # too long to be kept, or a root, or one of several
        times = 10.0 ** min(exponent.above, 300)
        grown = times * max(base.above, base.below)
        return _Size(grown, grown, None)
    times = float(abs(exponent.exact))
    above, below = times * base.above, times * base.below
    if exponent.exact < 0:
        above, below = below, above
    if base.exact and exponent.exact.denominator == 1 and max(above, below) <= _EXACT_DIGITS:
        return _measured(base.exact ** int(exponent.exact))
    return _Size(above, below, None)
