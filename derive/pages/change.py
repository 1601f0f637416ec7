"""What changed from one line to the next: the nodes that went away and those that are new.

Terms and factors are compared without regard to their order; what stands in both lines is left
out as deep as the two are built alike. Nothing is judged here: it only leads the eye.

    a + b  ->  b + c          went away: a    new: c
    u/v * v  ->  u            went away: v and v
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Derivative,
    Expr,
    Index,
    Matrix,
    Path,
    Reduce,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
    children,
)

Sign: TypeAlias = Literal["+", "-"]

# The share of common subtrees from which on two terms are one that changed, not two others; and
# the same for one term that became several, or the other way round.
ALIKE = 0.2
ONE_OF_MANY = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """The nodes of the old line that are not in the new one, and the other way round."""

    gone: tuple[Path, ...]
    new: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A term with its sign, or a factor, and where it stands; ``nodes`` are its subtrees."""

    path: Path
    expr: Expr
    sign: Sign = "+"
    key: str = field(init=False)
    nodes: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        """Note what it is compared by."""
        object.__setattr__(self, "key", self.sign + key(self.expr))
        object.__setattr__(self, "nodes", Counter(_keys(self.expr)))

    @property
    def parts(self) -> list[Part]:
        """The terms of a sum, the factors of a product, else the children."""
        return [Part(*each) for each in _parts(self.path, self.expr)]

    def inner(self, number: int) -> Part:
        """Return a child."""
        return Part((*self.path, number), children(self.expr)[number])


@lru_cache(maxsize=10_000)  # a preview asks again and again
def changed(old: Expr, new: Expr) -> Change:
    """Return what changed from ``old`` to ``new``; nothing where the whole line is another."""
    gone, fresh = (
        _joined(expr, frozenset(paths))
        for expr, paths in zip((old, new), _compare(Part((), old), Part((), new)), strict=True)
    )
    if () in gone or () in fresh:
        return Change((), ())
    return Change(tuple(sorted(gone)), tuple(sorted(fresh)))


def _joined(expr: Expr, paths: frozenset[Path], here: Path = ()) -> frozenset[Path]:
    """Return the paths, with a sum or product in the place of all its parts."""
    if here in paths or not any(path[: len(here)] == here for path in paths):
        return paths
    inside = children(expr)
    for number, child in enumerate(inside):
        paths = _joined(child, paths, (*here, number))
    parts = {(*here, number) for number in range(len(inside))}
    if isinstance(expr, Binary) and parts <= paths:
        return paths - parts | {here}
    return paths


def key(expr: Expr) -> str:
    """Return a text that is equal for expressions that differ only in the order of their parts."""
    inside = [sign + key(part) for _, part, sign in _parts((), expr)]
    return f"{_kind(expr)}({','.join(sorted(inside) if _commutes(expr) else inside)})"


def _keys(expr: Expr) -> Iterator[str]:
    yield key(expr)
    for child in children(expr):
        yield from _keys(child)


def _kind(expr: Expr) -> str:
    """Say of which kind an expression is: two of a kind can be compared part by part."""
    match expr:
        case Binary(op="+" | "-"):
            return "sum"
        case Binary(op=op):
            return op
        case Unary(op=op):
            return f"sign {op}"
        case Call(function=function) | Apply(function=function):
            return f"{function}:{len(children(expr))}"
        case Reduce(function=function, axis=axis, keepdims=keepdims):
            return f"{function} {axis} {keepdims}"
        case Sum(ranges=ranges):
            return "for " + " ".join(sorted(f"{turn.index}:{turn.size}" for turn in ranges))
        case Derivative():
            return "D"
        case Index(indices=indices):
            return f"entry {indices}"
        case Matrix(rows=rows):
            return f"{len(rows)} rows of {len(rows[0])}"
        case Where(condition=condition):
            return "where " + " ".join(relation.op for relation in condition)
        case Transpose() | Vector():
            return f"{type(expr).__name__}:{len(children(expr))}"
        case _:
            return repr(expr)


def _commutes(expr: Expr) -> bool:
    return isinstance(expr, Binary) and expr.op in ("+", "-", "*")


def _parts(path: Path, expr: Expr) -> Iterator[tuple[Path, Expr, Sign]]:
    """Yield the terms of a sum with their signs, the factors of a product, else the children."""
    match expr:
        case Binary(op="+" | "-"):
            yield from _terms(path, expr)
        case Binary(op="*"):
            yield from _factors(path, expr)
        case _:
            for number, child in enumerate(children(expr)):
                yield (*path, number), child, "+"


def _terms(path: Path, expr: Expr) -> Iterator[tuple[Path, Expr, Sign]]:
    match expr:
        case Binary(op="+" | "-", left=left, right=right):
            yield from _terms((*path, 0), left)
            yield (*path, 1), right, "-" if expr.op == "-" else "+"
        case Unary(op="-", arg=arg):
            yield (*path, 0), arg, "-"
        case _:
            yield path, expr, "+"


def _factors(path: Path, expr: Expr) -> Iterator[tuple[Path, Expr, Sign]]:
    match expr:
        case Binary(op="*", left=left, right=right):
            yield from _factors((*path, 0), left)
            yield from _factors((*path, 1), right)
        case _:
            yield path, expr, "+"


Paths: TypeAlias = list[Path]


def _compare(old: Part, new: Part) -> tuple[Paths, Paths]:
    if old.key == new.key:
        return [], []
    whole = [old.path], [new.path]
    if old.sign != new.sign:
        return whole
    if _kind(old.expr) == _kind(new.expr):
        ours, theirs = old.parts, new.parts
        if isinstance(old.expr, Derivative) and ours[1].key != theirs[1].key:
            return whole
        if isinstance(old.expr, Index):  # its letter alone says little
            return whole
    elif beside := _left_over(old, new):
        return beside, []
    elif beside := _left_over(new, old):
        return [], beside
    elif isinstance(old.expr, Sum) and isinstance(new.expr, Sum):
        ours, theirs = [old.inner(0)], [new.inner(0)]
    elif _commutes(old.expr) and _is_one_of(new, old.parts):
        ours, theirs = old.parts, [new]
    elif _commutes(new.expr) and _is_one_of(old, new.parts):
        ours, theirs = [old], new.parts
    else:
        return whole
    ordered = not (_commutes(old.expr) or _commutes(new.expr))
    gone, fresh = _matched(ours, theirs, ordered)
    everything = {part.path for part in ours} <= {*gone}, {part.path for part in theirs} <= {*fresh}
    return whole if all(everything) else (gone, fresh)


def _is_one_of(single: Part, parts: list[Part]) -> bool:
    """Say whether a term lives on as one of several, and no other has a like claim to it."""
    kinds = [_kind(part.expr) for part in parts]
    alike = any(_likeness(single, part) >= ONE_OF_MANY for part in parts)
    return alike and kinds.count(_kind(single.expr)) == 1


def _left_over(outer: Part, inner: Part) -> Paths:
    """Return what stands beside ``inner`` within ``outer``; nothing when it is not in there."""
    if not isinstance(outer.expr, Binary):
        return []
    sides = (0, 1) if outer.expr.op in ("+", "*") else (0,)  # as it was, not turned over
    for side in sides:
        place, beside = outer.inner(side), (*outer.path, 1 - side)
        if place.key == inner.key:
            return [beside]
        if deeper := _left_over(place, inner):
            return [beside, *deeper]
    return []


def _matched(ours: list[Part], theirs: list[Part], ordered: bool) -> tuple[Paths, Paths]:
    """Pair parts off, equal ones first, then those most alike; return what finds no partner."""
    if ordered:
        pairs = list(zip(ours, theirs, strict=True))
        gone: Paths = []
        fresh: Paths = []
    else:
        pairs, gone, fresh = _pairs(ours, theirs)
    for old, new in pairs:
        less, more = _compare(old, new)
        gone += less
        fresh += more
    return gone, fresh


def _pairs(ours: list[Part], theirs: list[Part]) -> tuple[list[tuple[Part, Part]], Paths, Paths]:
    there = Counter(part.key for part in ours) & Counter(part.key for part in theirs)
    ours, theirs = _without(ours, there), _without(theirs, there)
    likeness = sorted(
        (
            (_likeness(old, new), -i, -j)
            for i, old in enumerate(ours)
            for j, new in enumerate(theirs)
        ),
        reverse=True,
    )
    enough = ALIKE if len(ours) == len(theirs) else ONE_OF_MANY
    enough = 0 if len(ours) == len(theirs) == 1 else enough  # what is in common, they will tell
    pairs, left, right = [], dict(enumerate(ours)), dict(enumerate(theirs))
    for alike, i, j in likeness:
        if alike >= enough and -i in left and -j in right:
            pairs.append((left.pop(-i), right.pop(-j)))
    return pairs, [part.path for part in left.values()], [part.path for part in right.values()]


def _without(parts: list[Part], known: Counter[str]) -> list[Part]:
    """Return the parts that have no equal on the other side."""
    known = known.copy()
    rest = []
    for part in parts:
        if known[part.key]:
            known[part.key] -= 1
        else:
            rest.append(part)
    return rest


def _likeness(old: Part, new: Part) -> float:
    """Return which share of their subtrees two parts have in common, from 0 to 1."""
    if old.sign != new.sign:
        return 0.0
    match old.expr, new.expr:
        case Derivative(variable=one), Derivative(variable=other) if key(one) == key(other):
            return 1.0
    return (old.nodes & new.nodes).total() / (old.nodes | new.nodes).total()
