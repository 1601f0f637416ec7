"""Slips with signs, factors, powers and fractions: what each makes of a node."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Derivative,
    Expr,
    Name,
    Number,
    Reduce,
    Sum,
    Unary,
    Where,
    nodes,
)
from derive.rules.diagnosing.setting import ONE, TWO, ZERO, Setting, has_derivative

# -- signs, factors, powers ---------------------------------------------------------------------


def other_sign(node: Expr, _: Setting) -> Iterator[Expr]:
    """Turn the sign between two terms, or take the one in front away."""
    match node:
        case Binary(op="+", left=left, right=right):
            yield Binary("-", left, right)
        case Binary(op="-", left=left, right=right):
            yield Binary("+", left, right)
        case Unary(op="-", arg=arg):
            yield arg


def sign_planted(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Turn a sign; before the whole line, put one."""
    yield from other_sign(node, setting)
    if node is setting.line and not isinstance(node, Unary):
        yield _negative(node)


def sign_undone(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Turn a sign, or put one where one may have been lost."""
    yield from other_sign(node, setting)
    if node is setting.line or node in _sign_bearers(setting.line):
        match node:
            case Where(then=then, otherwise=otherwise) if ZERO in (then, otherwise):
                pass  # the sign is the other case's
            case Binary(op="-", left=left, right=right) if not isinstance(left, Unary):
                yield Binary("-", right, left)
            case _:
                yield _negative(node)


def _sign_bearers(line: Expr) -> set[Expr]:
    """Return the nodes before which a sign may have stood: first terms, arguments, exponents."""
    found: set[Expr] = set()
    for node in nodes(line):
        match node:
            case Binary(op="+" | "-" | "**", left=left, right=right):
                found |= {left, right} if node.op == "**" else {left}
            case Call(args=args) | Apply(args=args):
                found.update(args)
            case Sum(body=inner) | Derivative(body=inner) | Reduce(array=inner):
                found.add(inner)
            case Binary(op="*" | "@" | "/", left=left, right=right):
                found |= {left, right}
            case Where(then=then, otherwise=otherwise):
                found |= {then, otherwise} - {ZERO}
    return found


def _negative(node: Expr) -> Expr:
    match node:
        case Unary(op="-", arg=arg):
            return arg
        case Binary(op="+" | "-" as op, left=left, right=right):
            return Binary("-" if op == "+" else "+", _negative(left), right)
        case Binary(op="*" | "/", left=left, right=right):
            return replace(node, left=_negative(left))
        case _:
            return Unary("-", node)


def inner_sign(node: Expr, _: Setting) -> Iterator[Expr]:
    """Turn ``1 - a`` into ``a - 1``: the inner -1 is forgotten."""
    match node:
        case Binary(op="-", left=left, right=right) if ONE in (left, right):
            yield Binary("-", right, left)


def factor_dropped(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Leave out a factor or a divisor."""
    match node:
        case Binary(op="*", left=left, right=right):
            for dropped, kept in ((right, left), (left, right)):
                if not (is_size(dropped, setting) or has_derivative(dropped)):
                    yield kept
        case Binary(op="/", left=left, right=right) if not is_size(right, setting):
            yield left


def factor_restored(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Put in a factor or a divisor that one of the lines speaks of."""
    yield from _with_factor(node, setting, lambda piece: not is_size(piece, setting))


def _with_factor(
    node: Expr, setting: Setting, wanted: Callable[[Expr], bool], divide: bool = True
) -> Iterator[Expr]:
    """Yield a node with each wanted piece as a further factor, or as a divisor."""
    if isinstance(node, Number) and node.value != 1:
        return
    here = setting.rank(node)
    for piece in filter(wanted, setting.pieces):
        there = setting.rank(piece)
        if there not in (0, here) and node is not setting.line:
            continue
        if piece != node or here:
            yield Binary("*", node, piece) if node != ONE else piece
        if divide and piece != node:
            yield Binary("/", node, piece)


def factor_doubled(node: Expr, _: Setting) -> Iterator[Expr]:
    """Multiply, or divide, by the same thing twice."""
    match node:
        case Binary(op="*", left=left, right=right) if not isinstance(right, Number):
            yield Binary("*", node, right)
            if not isinstance(left, (Number, Unary)):
                yield Binary("*", left, node) if not isinstance(left, Binary) else node
        case Binary(op="/", right=right) if not isinstance(right, Number):
            yield Binary("/", node, right)


def factor_removed(node: Expr, _: Setting) -> Iterator[Expr]:
    """Take away a factor or two, a numerator or a divisor."""
    match node:
        case Binary(op="*" | "@", left=left, right=right):
            yield from (left, right)
            if isinstance(left, Binary) and left.op == node.op:
                yield left.left
        case Binary(op="/", left=left, right=right):
            yield from (left, Binary("/", ONE, right))


def inner_dropped(node: Expr, _: Setting) -> Iterator[Expr]:
    """Leave out the inner derivative of the chain rule."""
    match node:
        case Binary(op="*", left=left, right=right):
            if has_derivative(right):
                yield left
            if has_derivative(left):
                yield right


def inner_restored(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Put in an inner derivative."""
    yield from _with_factor(node, setting, has_derivative, divide=False)


def mean_lost(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Leave out a division by a size, or divide twice."""
    match node:
        case Binary(op="*", left=left, right=right):
            if is_size(right, setting):
                yield left
            if is_size(left, setting):
                yield right
        case Binary(op="/", left=left, right=right) if is_size(right, setting):
            yield left
            yield Binary("/", node, right)
        case Reduce(function="mean"):
            yield replace(node, function="sum")


def mean_restored(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Put in, or take away, a division by a size."""
    yield from mean_lost(node, setting)
    for size in map(Name, sorted(setting.sizes)):
        yield Binary("/", node, size)
        yield Binary("*", size, node)
    if isinstance(node, Reduce) and node.function == "sum":
        yield replace(node, function="mean")


def other_power(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Change a power by one."""
    match node:
        case Binary(op="**", left=base, right=Number(value=value)) if value.denominator == 1:
            if value == 2:
                yield base
            for power in (int(value) - 1, int(value) + 1):
                if power > 1:
                    yield Binary("**", base, Number(Fraction(power), str(power)))
        case Binary(op="**", left=base, right=Binary(op="-" | "+", left=inner, right=Number())):
            yield Binary("**", base, inner)
        case Binary(op="**", left=base, right=exponent):
            yield Binary("**", base, Binary("-", exponent, ONE))


def power_restored(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Change a power by one, or put in a square."""
    yield from other_power(node, setting)
    match node:
        case Number() | Binary(op="**" | "+" | "-" | "@") | Unary():
            return
        case Binary(op="**", left=base, right=exponent):
            yield Binary("**", base, Binary("+", exponent, ONE))
        case _:
            yield Binary("**", node, TWO)


def turned_over(node: Expr, _: Setting) -> Iterator[Expr]:
    """Turn a fraction over."""
    match node:
        case Binary(op="/", left=Unary(op="-", arg=left), right=right):
            yield Unary("-", Binary("/", right, left))
        case Binary(op="/", left=left, right=right):
            yield Binary("/", right, left)


def turned_back(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Turn a fraction over, its sign staying in front."""
    yield from turned_over(node, setting)
    match node:
        case Unary(op="-", arg=Binary(op="/", left=left, right=right)):
            yield Binary("/", Unary("-", right), left)


def difference_for_product(node: Expr, _: Setting) -> Iterator[Expr]:
    """Read the product ``a*(1 - a)`` as a difference."""
    match node:
        case Binary(op="*", left=left, right=Binary(op="-", left=Number()) as right):
            yield Binary("-", left, right)


def product_for_difference(node: Expr, _: Setting) -> Iterator[Expr]:
    """Read a difference ``a - (1 - a)`` as the product."""
    match node:
        case Binary(op="-", left=left, right=Binary(op="-", left=Number()) as right):
            yield Binary("*", left, right)


def is_size(expr: Expr, setting: Setting) -> bool:
    """Tell whether a factor is a size: n, or 1/n."""
    match expr:
        case Name(id=name):
            return name in setting.sizes
        case Binary(op="/", left=Number(), right=Name(id=name)):
            return name in setting.sizes
    return False
