"""Slips with names, arrays and indices: what each makes of a node."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from itertools import pairwise

from derive.language.declared import shapes_of
from derive.language.nodes import (
    Apply,
    Binary,
    BinaryOp,
    Call,
    Delta,
    Expr,
    Index,
    Name,
    Range,
    Reduce,
    Sum,
    Transpose,
    names_in,
    nodes,
    replaced,
    walk,
)
from derive.rules.diagnosing.setting import Setting, letters, places

ACTIVATIONS = ("sigma", "tanh", "relu", "softplus", "softmax")
_LAYER = re.compile(r"(?P<stem>.*?[^\W\d])(?P<layer>\d{1,2}|_prev|)")


# -- names --------------------------------------------------------------------------------------


def exchanged(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Exchange a label y and an activation a: in a term, or in the whole line."""
    inside = names_in(node)
    labels = sorted(name for name in inside if re.fullmatch(r"[yY]\w*", name))
    outputs = sorted(name for name in inside if re.fullmatch(r"[aA](L|\d*|_\w+)?", name))
    for label in labels:
        for output in outputs:
            if setting.rank(Name(label)) == setting.rank(Name(output)):
                new = _with_names(node, {label: Name(output), output: Name(label)})
                whole = (isinstance(node, Binary) and node.op in "+-*/") or node is setting.line
                if whole and new != node:
                    yield new


def other_layer(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Put the variable of another layer for one: A1 for A2, A for A_prev."""
    if isinstance(node, Name) and node.id not in setting.sizes:
        for other in _other_layers(node.id, setting):
            yield Name(other)


def other_layer_everywhere(line: Expr, setting: Setting) -> Iterator[Expr]:
    """Put the variable of another layer for one, wherever it stands."""
    for name in sorted(names_in(line) - setting.sizes):
        for other in _other_layers(name, setting):
            yield _with_names(line, {name: Name(other)})


def _other_layers(name: str, setting: Setting) -> Iterator[str]:
    found = _LAYER.fullmatch(name)
    for other in setting.names:
        like = _LAYER.fullmatch(other)
        if found and like and other != name and other not in setting.sizes:
            alike = found["stem"] == like["stem"]
            if alike and setting.rank(Name(name)) == setting.rank(Name(other)):
                yield other


def _other_stage(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Put z for a, or a for z, where ``a = g(z)``."""
    for a, z in setting.stages:
        if node in (a, z):
            yield z if node == a else a


def argument_for_value(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Put z for ``a = g(z)``, or the reverse, or z for ``sigma(z)``."""
    yield from _other_stage(node, setting)
    match node:
        case Call(function=function, args=(Name() as arg,)) if function in ACTIVATIONS:
            yield arg
        case Apply(function=function, args=(Name() as arg,)):
            if function in setting.declarations.functions:
                yield arg


def value_for_argument(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Put a for z where ``a = g(z)``, or the reverse, or ``sigma(z)`` for z."""
    yield from _other_stage(node, setting)
    if isinstance(node, Name):
        used = {n for e in (setting.above, setting.line) for n in nodes(e)}
        functions = {n.function for n in used if isinstance(n, Call)} & set(ACTIVATIONS)
        yield from (Call(function, (node,)) for function in sorted(functions))
        yield from (Apply(function, (node,)) for function in setting.declarations.functions)


def stage_everywhere(line: Expr, setting: Setting) -> Iterator[Expr]:
    """Put z for a, or a for z, wherever it stands."""
    for a, z in setting.stages:
        for old, new in ((a, z), (z, a)):
            if isinstance(old, Name) and old.id in names_in(line):
                yield _with_names(line, {old.id: new})


def value_everywhere(line: Expr, setting: Setting) -> Iterator[Expr]:
    """Put a, or ``sigma(z)``, for z wherever it stands."""
    yield from stage_everywhere(line, setting)
    for name in sorted(names_in(line) - setting.sizes):
        for new in value_for_argument(Name(name), setting):
            if isinstance(new, (Call, Apply)):
                yield _with_names(line, {name: new})


def respelt(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Put a known name for one that is declared nowhere and spelt nearly so."""
    match node:
        case Name(id=name) if name not in setting.names and name not in setting.sizes:
            for other in get_close_matches(name, [*setting.names, *sorted(setting.sizes)], 2, 0.7):
                yield Name(other)


def never(_: Expr, __: Setting) -> Iterator[Expr]:
    """Yield nothing: this slip is not planted."""
    yield from ()


# -- arrays and indices -------------------------------------------------------------------------


def transpose_lost(node: Expr, _: Setting) -> Iterator[Expr]:
    """Leave out a transpose."""
    if isinstance(node, Transpose):
        yield node.array


def transpose_restored(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Take away a transpose, or put one in."""
    yield from transpose_lost(node, setting)
    if not isinstance(node, Transpose) and setting.rank(node) == 2:
        yield Transpose(node)


def other_order(node: Expr, _: Setting) -> Iterator[Expr]:
    """Exchange the two sides of a matrix product."""
    match node:
        case Binary(op="@", left=left, right=right) if left != right:
            yield Binary("@", right, left)


def other_product(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Put ``*`` for ``@``, or the reverse."""
    match node:
        case Binary(op="@" | "*" as op, left=left, right=right):
            if setting.rank(left) and setting.rank(right):
                other: BinaryOp = "*" if op == "@" else "@"
                yield Binary(other, left, right)


def sum_lost(node: Expr, _: Setting) -> Iterator[Expr]:
    """Leave out a sum."""
    match node:
        case Sum(body=body, ranges=(_,)):
            yield body
        case Sum(ranges=ranges):
            yield replace(node, ranges=ranges[:-1])
        case Reduce(function="sum", array=array):
            yield array


def sum_restored(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Put in a sum: over a stray index, over an axis, or over the units for unit 0."""
    inside = letters(node)
    for index, size in setting.stray.items():
        if index in inside:
            yield Sum(node, (Range(index, size),))
    if isinstance(node, Sum):
        for index, size in setting.stray.items():
            yield replace(node, ranges=(*node.ranges, Range(index, size)))
    here = setting.rank(node)
    axes = (None, *range(here)) if here else ()
    for axis in axes:
        for keepdims in (False, True):
            yield Reduce("sum", node, axis, keepdims)
    if not here:  # the wrong formula took one unit, 0, for all of them
        yield from _sum_over_first(node, setting)


def _sum_over_first(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Yield a sum over what stands at index 0 in a product; right with one unit alone."""
    if not (isinstance(node, Binary) and node.op == "*"):
        return
    index = next(letter for letter in "jklipqhu" if letter not in setting.index_letters)
    shapes = shapes_of(setting.declarations)
    sizes: set[str] = set()
    new: Expr = node
    for path, inner in walk(node):
        match inner:
            case Index(array=Name(id=name), indices=terms) if len(shapes.get(name, ())) == len(
                terms
            ):
                pairs = list(zip(shapes[name], terms, strict=True))
                sizes |= {size for size, term in pairs if term == 0 and isinstance(size, str)}
                changed = tuple(
                    index if term == 0 and isinstance(size, str) else term for size, term in pairs
                )
                new = replaced(new, path, replace(inner, indices=changed))
    if len(sizes) == 1:
        yield Sum(new, (Range(index, sizes.pop()),))


def other_axis(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Sum over another axis, or keep its dimension, or not."""
    if isinstance(node, Reduce):
        for axis in (None, *range(setting.rank(node.array))):
            for keepdims in (True, False):
                if (axis, keepdims) != (node.axis, node.keepdims):
                    yield replace(node, axis=axis, keepdims=keepdims)


def axis_restored(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Sum over another axis; of all entries, take the sums of one row or column instead."""
    yield from other_axis(node, setting)
    match node:
        case Reduce(array=array, axis=None) if setting.rank(array) == 2:
            for letter in setting.index_letters:
                yield Index(replace(node, axis=1, keepdims=True), (letter, 0))
                yield Index(replace(node, axis=0, keepdims=True), (0, letter))


def other_index(node: Expr, setting: Setting) -> Iterator[Expr]:
    """Exchange two indices of an entry, or put another letter for one."""
    match node:
        case Index(indices=terms):
            for k, (one, other) in enumerate(pairwise(terms)):
                if one != other:
                    yield replace(node, indices=(*terms[:k], other, one, *terms[k + 2 :]))
            for k, term in enumerate(terms):
                for letter in setting.index_letters:
                    if isinstance(term, str) and letter not in terms:
                        yield replace(node, indices=(*terms[:k], letter, *terms[k + 1 :]))
        case Delta(left=left, right=right):
            for letter in setting.index_letters:
                if letter not in (left, right):
                    yield Delta(left, letter)
                    yield Delta(letter, right)


def _with_names(expr: Expr, new: dict[str, Expr]) -> Expr:
    """Return ``expr`` with names replaced, the variables of derivatives excepted."""
    for path, node in places(expr):
        if isinstance(node, Name) and node.id in new:
            expr = replaced(expr, path, new[node.id])
    return expr
