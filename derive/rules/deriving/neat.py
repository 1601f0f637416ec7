"""What nobody gives a reason for: units, signs of products and numbers, put right in passing.

All of it is trivia (:data:`derive.rules.form.TRIVIA`), so that a step stays its rule's step.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeGuard

from derive.language.nodes import (
    Binary,
    Call,
    Derivative,
    Expr,
    Index,
    Name,
    Number,
    Unary,
    Where,
    children,
    nodes,
    with_children,
)
from derive.rules.build import ONE, ZERO, number, times
from derive.rules.scene import Scene

_LARGEST_POWER = 20  # of a number, that is worked out


def neat(expr: Expr, scene: Scene) -> Expr:
    """Return the expression without ``0 + u``, ``1*u``, ``u*(-v)``, ``2*3`` and their like.

    What stands inside a derivative, or in a condition, stays as it is.
    """
    match expr:
        case Derivative():
            return expr
        case Where(condition=condition, then=then, otherwise=otherwise):
            return Where(condition, neat(then, scene), neat(otherwise, scene))
        case Unary() | Binary(op="+" | "-"):
            return _sum(expr, scene)
        case Binary(op="*" | "/"):
            return _product(expr, scene)
        case Binary(op="**", left=left, right=right):
            return _power(neat(left, scene), neat(right, scene))
    inner = scene.inside(expr)
    return with_children(expr, tuple(neat(child, inner) for child in children(expr)))


def value(expr: Expr) -> Fraction | None:
    """Return what a number is, with its sign and bar; None for anything else."""
    match expr:
        case Number(value=found):
            return found
        case Unary(op="-", arg=arg):
            return None if (inner := value(arg)) is None else -inner
        case Binary(op="/", left=left, right=right):
            above, below = value(left), value(right)
            return above / below if above is not None and below else None
    return None


def _worked_out(result: Fraction, *shown: Expr) -> Expr:
    """Return a number as those that it was made of are written: with a point, or with a bar."""
    pointed = any("." in each.text for one in shown for each in nodes(one) if _is_number(each))
    rest = result.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if not pointed or rest != 1 or result.denominator == 1:
        return number(result)
    places = next(n for n in range(1, 400) if 10**n % result.denominator == 0)
    digits = str(int(abs(result) * 10**places)).rjust(places + 1, "0")
    positive = Number(abs(result), f"{digits[:-places]}.{digits[-places:]}")
    return Unary("-", positive) if result < 0 else positive


def _is_number(expr: Expr) -> TypeGuard[Number]:
    return isinstance(expr, Number)


def unsigned(expr: Expr) -> tuple[bool, Expr]:
    """Take a minus off the front of a term: whether there was one, and the rest."""
    match expr:
        case Unary(op="-", arg=arg):
            negative, rest = unsigned(arg)
            return not negative, rest
        case Binary(op="*" | "/" as op, left=left, right=right):
            negative, rest = unsigned(left)
            return negative, Binary(op, rest, right) if negative else expr
    return False, expr


def negated(expr: Expr) -> Expr:
    """Return a term with a minus in front, ``-y/a``; one that has a minus loses it."""
    negative, rest = unsigned(expr)
    return rest if negative else _signed(expr)


def _signed(expr: Expr) -> Expr:
    match expr:
        case Binary(op="*" | "/" as op, left=left, right=right):
            return Binary(op, _signed(left), right)
    return Unary("-", expr)


def summed(terms: list[Expr]) -> Expr:
    """Return the sum of terms, each with its own minus; in a short sum a plus comes first."""
    signed = [unsigned(term) for term in terms]
    plain = not any(_has_bar(term) for _, term in signed)
    if plain and signed and signed[0][0]:
        first = next((each for each in signed if not each[0]), None)
        if first is not None:
            signed.remove(first)
            signed.insert(0, first)
    result: Expr | None = None
    for negative, term in signed:
        if result is None:
            result = _signed(term) if negative else term
        else:
            result = Binary("-" if negative else "+", result, term)
    return ZERO if result is None else result


def _has_bar(expr: Expr) -> bool:
    return any(isinstance(node, Binary) and node.op == "/" for node in nodes(expr))


def terms_of(expr: Expr) -> list[Expr]:
    """Return the terms of a sum, each with its minus; a bracket behind a minus is one term."""
    match expr:
        case Binary(op="+", left=left, right=right):
            return terms_of(left) + terms_of(right)
        case Binary(op="-", left=left, right=right):
            return [*terms_of(left), negated(right)]
        case Unary(op="+", arg=arg):
            return terms_of(arg)
    return [expr]


def is_sum(expr: Expr) -> bool:
    """Whether an expression is a sum or a difference."""
    return isinstance(expr, Binary) and expr.op in ("+", "-")


def _sum(expr: Expr, scene: Scene) -> Expr:
    match expr:
        case Unary(op="-", arg=arg):
            inner = neat(arg, scene)
            return negated(inner) if inner != ZERO else ZERO
        case Unary(arg=arg):
            return neat(arg, scene)
    flat = [piece for term in terms_of(expr) for piece in terms_of(neat(term, scene))]
    kept = [term for term in flat if term != ZERO]
    values = [each for term in kept if (each := value(term)) is not None]
    if len(kept) > 1 and len(values) == len(kept):
        return _worked_out(sum(values, Fraction(0)), *kept)
    return summed(kept)


def factors_of(expr: Expr) -> list[Expr]:
    """Return the factors of a product; a fraction is one of them."""
    match expr:
        case Binary(op="*", left=left, right=right):
            return factors_of(left) + factors_of(right)
        case Unary(op="-", arg=arg) if isinstance(arg, Binary) and arg.op == "*":
            return [Unary("-", ONE), *factors_of(arg)]
    return [expr]


def _product(expr: Expr, scene: Scene) -> Expr:
    match expr:
        case Binary(op="/", left=left, right=right):
            return _fraction(neat(left, scene), neat(right, scene), scene)
    coefficient, numbers, rest, negative = Fraction(1), [], [], False
    for factor in factors_of(expr):
        for piece in factors_of(neat(factor, scene)):
            minus, positive = unsigned(piece)
            negative ^= minus
            if (known := value(positive)) is not None:
                coefficient *= known
                numbers.append(positive)
            else:
                rest.append(positive)
    if not coefficient and all(scene.is_scalar(each) for each in rest):
        return ZERO
    front = numbers[0] if len(numbers) == 1 else _worked_out(coefficient, *numbers)
    product = times(front, *_ordered(rest))
    return _signed(product) if negative else product


def _ordered(factors: list[Expr]) -> list[Expr]:
    """Write a name in front of the functions and powers beside it: ``x*exp(x)``."""
    result: list[Expr] = []
    for factor in factors:
        place = len(result)
        while isinstance(factor, Name | Index) and place and _follows(result[place - 1]):
            place -= 1
        result.insert(place, factor)
    return result


def _follows(factor: Expr) -> bool:
    match factor:
        case Call():
            return True
        case Binary(op="**", left=left):
            return not isinstance(left, Name | Index)
    return False


def _fraction(above: Expr, below: Expr, scene: Scene) -> Expr:
    upper, above = unsigned(above)
    lower, below = unsigned(below)
    if above == ZERO and scene.is_scalar(below):
        return ZERO
    one, two = value(above), value(below)
    if one is not None and two:
        result = _worked_out(one / two, above, below)
    else:
        result = above if below == ONE else Binary("/", above, below)
    return _signed(result) if upper != lower else result


def _power(base: Expr, exponent: Expr) -> Expr:
    match value(exponent):
        case Fraction(numerator=1, denominator=1):
            return base
        case Fraction(numerator=0):
            return ONE
    known, raised = value(base), value(exponent)
    if known and raised is not None and raised.denominator == 1 and abs(raised) < _LARGEST_POWER:
        return number(known ** int(raised))
    return Binary("**", base, exponent)
