"""Concrete instances of unknown functions, since a claim about every g is refuted by one g.

Each is a polynomial with odd coefficients, or e to the power of one: smooth, and no identity
holds for it by accident. The coefficients of an unknown scalar of arrays differ from entry to
entry, so that no symmetry hides a transpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import count, islice
from math import prod
from typing import TypeAlias

from derive.language.nodes import Binary, Call, Expr, Matrix, Name, Number, Reduce, Vector
from derive.language.working import Declarations

# What stands for an unknown function's argument: no name that a working can spell.
_ARGUMENT = "t"

_Extents: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """One choice for an unknown function ``g`` or an unknown scalar ``J(Z)``.

    whole  it takes whole arguments (an unknown scalar), and not entry by entry
    turn   which of the choices
    """

    name: str
    parameters: tuple[str, ...]
    whole: bool
    turn: int

    def body(self, shapes: tuple[_Extents, ...]) -> tuple[Expr, str]:
        """Return the expression for arguments of these shapes, and its text."""
        return _body(self, shapes)

    def text(self, shapes: tuple[_Extents, ...]) -> str:
        """Return the choice for people: ``g(t) = t**3 + 2*t``."""
        return f"{self.name}({', '.join(self.parameters)}) = {self.body(shapes)[1]}"


def instances(declarations: Declarations) -> tuple[tuple[Unknown, ...], ...]:
    """Return the choices to try; a single empty one when nothing is unknown."""
    if not declarations.functions and not declarations.unknowns:
        return ((),)
    return tuple(tuple(_chosen(declarations, turn)) for turn in range(3))


def _chosen(declarations: Declarations, turn: int) -> list[Unknown]:
    functions = [Unknown(name, (_ARGUMENT,), False, turn) for name in declarations.functions]
    scalars = [Unknown(name, args, True, turn) for name, args in declarations.unknowns]
    # Two unknowns of one kind are never the same function.
    return [
        Unknown(u.name, u.parameters, u.whole, turn + 3 * place)
        for kind in (functions, scalars)
        for place, u in enumerate(kind)
    ]


@lru_cache(maxsize=512)
def _body(unknown: Unknown, shapes: tuple[_Extents, ...]) -> tuple[Expr, str]:
    turn, place = unknown.turn % 3, unknown.turn // 3
    if any(shapes):
        return _of_arrays(tuple(zip(unknown.parameters, shapes, strict=True)), unknown.turn)
    if unknown.whole:
        terms = _many_arguments(unknown.parameters, place + turn)
    else:
        terms = _one_argument(place + turn)
    return _build(terms, exponential=turn == 1)


# -- polynomials in scalars -------------------------------------------------------------------

# A sum of products: (coefficient, ((name, power), ...)).
_Terms: TypeAlias = tuple[tuple[int, tuple[tuple[str, int], ...]], ...]


def _one_argument(turn: int) -> _Terms:
    t = _ARGUMENT
    choices: tuple[_Terms, ...] = (
        ((1, ((t, 3),)), (2, ((t, 1),))),
        ((2, ((t, 1),)),),
        ((3, ((t, 2),)), (5, ((t, 1),)), (7, ())),
        ((1, ((t, 4),)), (5, ((t, 1),)), (3, ())),
    )
    return choices[turn % len(choices)]


def _many_arguments(arguments: tuple[str, ...], turn: int) -> _Terms:
    alone = (((2 * k + 3 + turn), ((name, 1),)) for k, name in enumerate(arguments))
    squared = ((k + 1, ((name, 2),)) for k, name in enumerate(arguments))
    together = (1, tuple((name, 1) for name in arguments))
    return (*squared, *alone, *((together,) if len(arguments) > 1 else ()))


def _build(terms: _Terms, *, exponential: bool) -> tuple[Expr, str]:
    expr = reduce(_plus, (_term(*term) for term in terms))
    text = " + ".join(_term_text(*term) for term in terms)
    return (Call("exp", (expr,)), f"exp({text})") if exponential else (expr, text)


def _plus(left: Expr, right: Expr) -> Expr:
    return Binary("+", left, right)


def _number(value: int) -> Number:
    return Number(Fraction(value), str(value))


def _term(coefficient: int, powers: tuple[tuple[str, int], ...]) -> Expr:
    product: Expr = _number(coefficient)
    for name, exponent in powers:
        product = Binary("*", product, Binary("**", Name(name), _number(exponent)))
    return product


def _term_text(coefficient: int, powers: tuple[tuple[str, int], ...]) -> str:
    factors = [] if coefficient == 1 and powers else [str(coefficient)]
    factors += [name if exponent == 1 else f"{name}**{exponent}" for name, exponent in powers]
    return "*".join(factors)


# -- polynomials in the entries of arrays -----------------------------------------------------


# Small and without any pattern that a transpose or a shift would leave as it is.
_COEFFICIENTS = (2, 1, 3, 5, 1, 4, 2, 5, 3, 1, 4, 6, 3)


def _of_arrays(arguments: tuple[tuple[str, _Extents], ...], turn: int) -> tuple[Expr, str]:
    """Return sum(C*Z**2) + sum(E*Z)**2, all arguments added up, C and E written out.

    Every other choice has cubes for the first squares.
    """
    exponent = 3 if turn % 2 else 2
    first, second = _coefficients(turn, 1), _coefficients(turn + 5, 2)
    powers = [_weighed(name, shape, exponent, first) for name, shape in arguments]
    linear = [_weighed(name, shape, 1, second) for name, shape in arguments]
    square = Binary("**", reduce(_plus, (expr for expr, _ in linear)), _number(2))
    expr = _plus(reduce(_plus, (expr for expr, _ in powers)), square)
    text = " + ".join(text for _, text in powers)
    return expr, f"{text} + ({' + '.join(text for _, text in linear)})**2"


def _coefficients(start: int, stride: int) -> Iterator[int]:
    return (_COEFFICIENTS[k % len(_COEFFICIENTS)] for k in count(start, stride))


def _weighed(
    name: str, shape: _Extents, exponent: int, coefficients: Iterator[int]
) -> tuple[Expr, str]:
    """Return sum(C*Z**exponent) for coefficients C that are written out."""
    numbers = list(islice(coefficients, prod(shape)))
    power: Expr = Name(name)
    text = name
    if exponent > 1:
        power, text = Binary("**", power, _number(exponent)), f"{name}**{exponent}"
    if not shape:
        return Binary("*", _number(numbers[0]), power), f"{numbers[0]}*{text}"
    weights: Expr
    written: object
    if len(shape) == 1:
        weights, written = Vector(tuple(map(_number, numbers))), numbers
    else:
        rows = [numbers[k : k + shape[1]] for k in range(0, len(numbers), shape[1])]
        weights, written = Matrix(tuple(tuple(map(_number, row)) for row in rows)), rows
    expr = Reduce("sum", Binary("*", weights, power), None, False)
    return expr, f"sum(array({written})*{text})"
