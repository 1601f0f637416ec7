"""One letter for all sizes: what is left of a misfit of shapes when every axis is as long.

A formula such as ``W @ dZ`` for ``W.T @ dZ`` is refused for its shapes. Where all sizes happen to
be equal no shape objects, and the numbers have to show that it is wrong.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from derive.language.nodes import (
    Condition,
    Expr,
    Membership,
    Name,
    Natural,
    Range,
    Relation,
    Sum,
    children,
    with_children,
)
from derive.language.shapes import size_names
from derive.language.working import Declarations


def with_one_size(
    left: Expr, right: Expr, declarations: Declarations
) -> tuple[Expr, Expr, Declarations]:
    """Return both sides and the declarations with the first of the size letters for all."""
    meanings = (meaning for _, meaning in declarations.lets)
    written = frozenset[str]().union(*map(size_names, (left, right, *meanings)))
    declared = [size for _, shape in declarations.shapes for size in shape]
    letters = [size for size in (*declared, *sorted(written)) if isinstance(size, str)]
    if not letters:
        return left, right, declarations
    same = partial(_renamed, sizes=frozenset(letters), one=letters[0])
    return same(left), same(right), _declared(declarations, frozenset(letters), letters[0])


def _renamed(expr: Expr, sizes: frozenset[str], one: str) -> Expr:
    match expr:
        case Name(id=name) if name in sizes:
            return Name(one)
        case Sum(body=body, ranges=ranges):
            runs = tuple(Range(r.index, one if r.size in sizes else r.size) for r in ranges)
            return Sum(_renamed(body, sizes, one), runs)
    return with_children(expr, tuple(_renamed(child, sizes, one) for child in children(expr)))


def _declared(declarations: Declarations, sizes: frozenset[str], one: str) -> Declarations:
    same = partial(_renamed, sizes=sizes, one=one)

    def condition(each: Condition) -> Condition:
        match each:
            case Relation(op=op, left=left, right=right):
                return Relation(op, same(left), same(right))
            case Membership(subject=subject, values=values):
                return Membership(same(subject), values)
            case Natural(subject=subject):
                return Natural(Name(one) if subject.id in sizes else subject)

    return replace(
        declarations,
        lets=tuple((name, same(meaning)) for name, meaning in declarations.lets),
        domain=tuple(dict.fromkeys(map(condition, declarations.domain))),
        shapes=tuple(
            (name, tuple(one if size in sizes else size for size in shape))
            for name, shape in declarations.shapes
        ),
    )
