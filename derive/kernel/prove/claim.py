"""What a claim runs over: its free indices, and an index for each axis of an array."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, count

from derive.language.nodes import (
    Delta,
    Expr,
    Index,
    IndexTerm,
    names_in,
    nodes,
)
from derive.language.shapes import Survey
from derive.language.working import Shape


def ranges_of(surveys: Iterable[Survey]) -> dict[str, IndexTerm | None]:
    """Return what the free indices run over; None for one that stands only in delta."""
    ranges: dict[str, IndexTerm | None] = {}
    for survey in surveys:
        for index, size in survey.indices.items():
            ranges[index] = ranges.get(index) if size is None else size
    return ranges


def axes_of(
    shape: Shape, claim: tuple[Expr, ...], surveys: list[Survey]
) -> dict[str, IndexTerm | None]:
    """Name one free index for each axis of an array, by names that the claim does not use."""
    if not shape:
        return {}
    taken = set().union(*(names_in(expr) for expr in claim), *(s.indices for s in surveys))
    for expr in claim:
        for node in nodes(expr):
            match node:
                case Index(indices=terms):
                    taken.update(map(str, terms))
                case Delta(left=left, right=right):
                    taken.update((str(left), str(right)))
    names = chain("jikluvpqrst", (f"i{k}" for k in count()))
    return dict(zip((name for name in names if name not in taken), shape, strict=False))
