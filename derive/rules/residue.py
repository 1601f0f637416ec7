"""An expression as a number of a finite field: equal fractions have equal residues.

Every part that is neither sum, product, quotient nor whole power stands for a number drawn from
its form. Two expressions that the laws of fractions turn into each other have one residue; two
others have two, but for a chance of about 1 in 2**58 (J. T. Schwartz, "Fast probabilistic
algorithms for verification of polynomial identities", J. ACM 27, 1980).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from fractions import Fraction

from derive.language.nodes import Binary, Call, Expr, Number, Unary
from derive.rules.build import constant, number

PRIME = 2**61 - 1

_LARGEST_EXPONENT = 10_000


def residue(expr: Expr, form: Callable[[Expr], str]) -> int | None:
    """Return the residue; ``form`` says what an atom is. None where something is divided by 0."""
    match expr:
        case Number(value=value):
            return _quotient(value.numerator, value.denominator)
        case Unary(op=op, arg=arg):
            inner = residue(arg, form)
            return inner if inner is None or op == "+" else -inner % PRIME
        case Binary(op="+" | "-" | "*" | "/" as op, left=left, right=right):
            one, two = residue(left, form), residue(right, form)
            return None if one is None or two is None else _combined(op, one, two)
        case Binary(op="**", left=left, right=right):
            if (exponent := _whole(right)) is not None:
                base = residue(left, form)
                return None if base is None else _power(base, exponent)
            return _drawn(f"({form(left)})^({form(right)})")
        case Call(function="sqrt", args=(arg,)):
            return _drawn(f"({form(arg)})^({form(number(Fraction(1, 2)))})")
    return _drawn(form(expr))


def _combined(op: str, one: int, two: int) -> int | None:
    match op:
        case "+":
            return (one + two) % PRIME
        case "-":
            return (one - two) % PRIME
        case "*":
            return one * two % PRIME
    return _quotient(one, two)


def _quotient(above: int, below: int) -> int | None:
    return above * pow(below, -1, PRIME) % PRIME if below % PRIME else None


def _power(base: int, exponent: int) -> int | None:
    return pow(base, exponent, PRIME) if base or exponent >= 0 else None


def _whole(expr: Expr) -> int | None:
    """Return the value of an exponent of numbers alone that is whole and not too large."""
    value = constant(expr)
    if value is None or value.denominator != 1 or abs(value) > _LARGEST_EXPONENT:
        return None
    return int(value)


def _drawn(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % PRIME
