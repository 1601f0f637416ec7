"""Concrete instances of unknown functions, since a claim about every g is refuted by one g.

Each is a polynomial with odd coefficients, or e to the power of one: smooth, and no identity
holds for it by accident.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from derive.language.nodes import Binary, Call, Expr, Name, Number
from derive.language.working import Declarations

# What stands for an unknown function's argument: no name that a working can spell.
_ARGUMENT = "t"


@dataclass(frozen=True, slots=True)
class Instance:
    """One choice for every unknown: its text for people, and its expression.

    functions  unknown functions of one argument: parameters and expression
    scalars    unknown scalars: an expression in the names they depend on
    texts      (name, "g(t) = t**3 + 2*t")
    """

    functions: Mapping[str, tuple[tuple[str, ...], Expr]]
    scalars: Mapping[str, Expr]
    texts: tuple[tuple[str, str], ...]


# A sum of products: (coefficient, ((name, power), ...)).
_Terms = tuple[tuple[int, tuple[tuple[str, int], ...]], ...]


def instances(declarations: Declarations) -> tuple[Instance, ...]:
    """Return the choices to try; a single empty one when nothing is unknown."""
    if not declarations.functions and not declarations.unknowns:
        return (Instance({}, {}, ()),)
    return tuple(_instance(declarations, turn) for turn in range(3))


def _instance(declarations: Declarations, turn: int) -> Instance:
    functions: dict[str, tuple[tuple[str, ...], Expr]] = {}
    scalars: dict[str, Expr] = {}
    texts: list[tuple[str, str]] = []
    for place, name in enumerate(declarations.functions):
        expr, text = _build(_one_argument(place + turn), exponential=turn == 1)
        functions[name] = ((_ARGUMENT,), expr)
        texts.append((name, f"{name}({_ARGUMENT}) = {text}"))
    for place, (name, arguments) in enumerate(declarations.unknowns):
        expr, text = _build(_many_arguments(arguments, place + turn), exponential=turn == 1)
        functions[name] = (arguments, expr)
        scalars[name] = expr
        texts.append((name, f"{name}({', '.join(arguments)}) = {text}"))
    return Instance(functions, scalars, tuple(texts))


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
    expr = reduce(lambda a, b: Binary("+", a, b), (_term(*term) for term in terms))
    text = " + ".join(_term_text(*term) for term in terms)
    return (Call("exp", (expr,)), f"exp({text})") if exponential else (expr, text)


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
