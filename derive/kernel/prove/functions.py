"""The functions of the language that work entry by entry, in terms of the field.

Each takes the place where it is evaluated, the elements of its arguments and, for messages, the
arguments as they were written. The first line of each says its law, in the language itself.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Protocol, TypeAlias

from derive.kernel.prove.field import Field
from derive.kernel.prove.quotients import Element
from derive.kernel.prove.signsets import POSITIVE, SignSet
from derive.language.nodes import Binary, Expr, RelationOp


class Place(Protocol):
    """What a function needs of the evaluator."""

    field: Field

    def require(self, element: Element, allowed: SignSet, source: Expr, op: RelationOp) -> None:
        """See to it that the element's sign is allowed, or note it as an obligation."""

    def step(self, element: Element, source: Expr) -> Element:
        """1 where the element is positive, else 0."""

    def rational_power(self, base: Element, power: Fraction, source: Expr) -> Element:
        """Return base**power for a power that is no whole number."""


Function: TypeAlias = Callable[[Place, list[Element], tuple[Expr, ...]], Element]


def _log(at: Place, args: list[Element], written: tuple[Expr, ...]) -> Element:
    """log(u) = log(abs(u)).

    Only where u > 0; elsewhere it is undefined.
    """
    at.require(args[0], POSITIVE, written[0], ">")
    return at.field.log(args[0])


def _exp(at: Place, args: list[Element], written: tuple[Expr, ...]) -> Element:
    """exp(u + v) = exp(u)*exp(v)."""
    return at.field.exp(args[0])


def _sqrt(at: Place, args: list[Element], written: tuple[Expr, ...]) -> Element:
    """sqrt(u) = u**(1/2)."""
    return at.rational_power(args[0], Fraction(1, 2), written[0])


def _abs(at: Place, args: list[Element], written: tuple[Expr, ...]) -> Element:
    """abs(u) = u*sign(u)."""
    return args[0] * _sign(at, args, written)


def _sign(at: Place, args: list[Element], written: tuple[Expr, ...]) -> Element:
    """sign(u) = where(u > 0, 1, 0) - where(-u > 0, 1, 0)."""
    return at.step(args[0], written[0]) - at.step(-args[0], written[0])


def _relu(at: Place, args: list[Element], written: tuple[Expr, ...]) -> Element:
    """relu(u) = u*where(u > 0, 1, 0)."""
    return args[0] * at.step(args[0], written[0])


def largest(at: Place, args: list[Element], written: tuple[Expr, ...]) -> Element:
    """max(u, v) = u + (v - u)*where(v - u > 0, 1, 0).

    Likewise for each further argument.
    """
    result, source = args[0], written[0]
    for other, other_source in zip(args[1:], written[1:], strict=True):
        difference = Binary("-", other_source, source)
        result = result + (other - result) * at.step(other - result, difference)
    return result


def smallest(at: Place, args: list[Element], written: tuple[Expr, ...]) -> Element:
    """min(u, v) = -max(-u, -v)."""
    return -largest(at, [-arg for arg in args], written)


def _sigma(at: Place, args: list[Element], written: tuple[Expr, ...]) -> Element:
    """sigma(u) = 1/(1 + exp(-u))."""
    return 1 / (1 + at.field.exp(-args[0]))


def _softplus(at: Place, args: list[Element], written: tuple[Expr, ...]) -> Element:
    """softplus(u) = log(1 + exp(u))."""
    return at.field.log(1 + at.field.exp(args[0]))


def _tanh(at: Place, args: list[Element], written: tuple[Expr, ...]) -> Element:
    """tanh(u) = (exp(2*u) - 1)/(exp(2*u) + 1)."""
    square = at.field.exp(2 * args[0])
    return (square - 1) / (square + 1)


def _cosh(at: Place, args: list[Element], written: tuple[Expr, ...]) -> Element:
    """cosh(u) = (exp(u) + 1/exp(u))/2."""
    up = at.field.exp(args[0])
    return (up + 1 / up) / 2


def _sinh(at: Place, args: list[Element], written: tuple[Expr, ...]) -> Element:
    """sinh(u) = (exp(u) - 1/exp(u))/2."""
    up = at.field.exp(args[0])
    return (up - 1 / up) / 2


ENTRYWISE_IN_FIELD: dict[str, Function] = {
    "log": _log,
    "exp": _exp,
    "sqrt": _sqrt,
    "abs": _abs,
    "sign": _sign,
    "relu": _relu,
    "max": largest,
    "min": smallest,
    "sigma": _sigma,
    "softplus": _softplus,
    "tanh": _tanh,
    "cosh": _cosh,
    "sinh": _sinh,
}
