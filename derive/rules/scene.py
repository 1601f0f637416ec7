"""Where a step stands: what is declared there, and what was shown above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from derive.language.nodes import (
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Name,
    Sum,
    children,
    nodes,
    with_children,
)
from derive.language.shapes import ShapeError, Surveyor
from derive.language.working import Declarations, Shape


@dataclass(frozen=True)
class Scene:
    """The declarations that hold for a step, and the equations of the chains above it.

    shown    (first line, last line) of each chain above
    kept     names that are variables here: inside ``D(..., a)`` the name ``a`` is no
             abbreviation, whatever it is defined as
    ranges   the sizes of the bound indices around
    """

    declarations: Declarations
    shown: tuple[tuple[Expr, Expr], ...] = ()
    kept: frozenset[str] = frozenset()
    ranges: Mapping[str, IndexTerm] = field(default_factory=dict)

    @cached_property
    def lets(self) -> dict[str, Expr]:
        """What each defined name stands for."""
        return dict(self.declarations.lets)

    @cached_property
    def unknowns(self) -> dict[str, tuple[str, ...]]:
        """The unknown scalars, and what they depend on."""
        return dict(self.declarations.unknowns)

    def shape(self, expr: Expr) -> Shape | None:
        """Return the shape of an expression; None when its shapes do not fit."""
        return _shape(expr, self.declarations)

    def is_scalar(self, expr: Expr) -> bool:
        """Whether the expression is one number."""
        return self.shape(expr) == ()

    def inside(self, node: Expr) -> Scene:
        """Return the scene of the body of a derivative or a sum; else this one."""
        match node:
            case Derivative(variable=variable):
                return replace(self, kept=self.kept | {variable_name(variable)})
            case Sum(ranges=ranges):
                return replace(self, ranges={**self.ranges, **{r.index: r.size for r in ranges}})
        return self

    def meaning(self, name: str) -> Expr | None:
        """Return what a name stands for here, or None."""
        return None if name in self.kept else self.lets.get(name)


@lru_cache(maxsize=50_000)
def _shape(expr: Expr, declarations: Declarations) -> Shape | None:
    try:
        return _surveyor(declarations).survey(expr).shape
    except ShapeError:
        return None


@lru_cache(maxsize=256)
def _surveyor(declarations: Declarations) -> Surveyor:
    return Surveyor(declarations)


def variable_name(variable: Expr) -> str:
    """Return the name of the variable of a derivative, also when it is one entry."""
    match variable:
        case Name(id=name) | Index(array=Name(id=name)):
            return name
    raise ValueError("the variable of a derivative is a name or an entry of one")


def indexed(expr: Expr, letters: Mapping[str, IndexTerm]) -> Expr:
    """Return the expression with free indices replaced."""

    def term(index: IndexTerm) -> IndexTerm:
        return letters.get(index, index) if isinstance(index, str) else index

    if not letters:
        return expr
    match expr:
        case Index(array=array, indices=indices):
            return Index(indexed(array, letters), tuple(map(term, indices)))
        case Delta(left=left, right=right):
            return Delta(term(left), term(right))
        case Sum(body=body, ranges=ranges):
            bound = {run.index for run in ranges}
            free = {old: new for old, new in letters.items() if old not in bound}
            if clash := bound & {new for new in free.values() if isinstance(new, str)}:
                fresh = {old: unused(old, expr, free) for old in clash}
                ranges = tuple(replace(r, index=str(fresh.get(r.index, r.index))) for r in ranges)
                body = indexed(body, fresh)
            return Sum(indexed(body, free), ranges)
    return with_children(expr, tuple(indexed(child, letters) for child in children(expr)))


def unused(like: str, *around: Expr | Mapping[str, IndexTerm]) -> str:
    """Return a letter like ``like`` that none of the expressions uses."""
    taken: set[IndexTerm] = set()
    for each in around:
        if isinstance(each, Mapping):
            taken |= {*each, *each.values()}
        else:
            taken |= letters_in(each)
    while like in taken:
        like += "_"
    return like


def letters_in(expr: Expr) -> set[IndexTerm]:
    """Return the letters that stand as indices in the expression, bound ones too."""
    found: set[IndexTerm] = set()
    for node in nodes(expr):
        match node:
            case Index(indices=indices):
                found.update(indices)
            case Delta(left=left, right=right):
                found.update((left, right))
            case Sum(ranges=ranges):
                found.update(run.index for run in ranges)
    return found
