"""Concrete sizes for the size letters of a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import islice, product

from derive.kernel.refute.domain import Bounds, bounds, demands, name_key, satisfied, sides
from derive.kernel.refute.scene import Scene
from derive.language.nodes import (
    Apply,
    Call,
    Condition,
    Expr,
    IndexTerm,
    Name,
    Natural,
    Relation,
    Sum,
    names_in,
    nodes,
)
from derive.language.working import Declarations

# Small first, since small counter-examples read well; then all different, all equal, all 1.
_PATTERNS = ((2, 3), (3, 1, 2, 4, 5, 6), (2,), (1,))
_LARGEST = 1000
_MOST_COMBINED = 400


def definitions(declarations: Declarations) -> dict[str, Expr]:
    """Return what each defined name stands for; an unknown scalar J(Z) for J applied to Z."""
    unknown = {name: Apply(name, tuple(map(Name, args))) for name, args in declarations.unknowns}
    return {**unknown, **dict(declarations.lets)}


def natural_sizes(declarations: Declarations) -> tuple[Condition, ...]:
    """Return what is understood of names that are declared as sizes: n in N."""
    letters = {term for _, shape in declarations.shapes for term in shape if isinstance(term, str)}
    return tuple(Natural(Name(letter)) for letter in sorted(letters))


def letters(exprs: Iterable[Expr], declarations: Declarations) -> list[str]:
    """Return the size letters that the expressions rest on, in the order declared."""
    scene = Scene(definitions(declarations))
    names = {name for expr in exprs for name in scene.names(expr)}
    written = [*exprs, *(scene.lets[name] for name in sorted(names & scene.lets.keys()))]
    found: set[IndexTerm] = {letter for expr in written for letter in _written(expr)}
    found |= {term for name, shape in declarations.shapes if name in names for term in shape}
    declared = [term for _, shape in declarations.shapes for term in shape]
    found |= {term for term in declared if term in names}
    ordered = dict.fromkeys([*declared, *sorted(found, key=str)])
    return [letter for letter in ordered if letter in found and isinstance(letter, str)]


def _written(expr: Expr) -> Iterator[str]:
    """Yield the size letters in ``range(n)``, ``eye(n)`` and ``ones((n, m))``."""
    for node in nodes(expr):
        match node:
            case Sum(ranges=runs):
                yield from (run.size for run in runs if isinstance(run.size, str))
            case Call(function="eye" | "ones", args=(extent,)):
                yield from sorted(names_in(extent))


def assignments(exprs: tuple[Expr, ...], declarations: Declarations) -> list[dict[str, int]]:
    """Return the sizes to try, all allowed by the domain; one empty choice without letters."""
    about = [side for condition in declarations.domain for side in sides(condition)]
    concerned = letters((*exprs, *about), declarations)
    if not concerned:
        return [{}]
    lets = dict(declarations.lets)
    limits = bounds(declarations.domain, lets)
    allowed = [_allowed(limits.get(name_key(letter), Bounds())) for letter in concerned]
    if not all(allowed):
        return []
    ruling = [c for c in declarations.domain if _rules(c, set(concerned), lets)]
    wanted = (
        tuple(_nearest(allowed[k], pattern[k % len(pattern)]) for k in range(len(concerned)))
        for pattern in _PATTERNS
    )
    for sizes, most in ((wanted, len(_PATTERNS)), (product(*(a[:6] for a in allowed)), 3)):
        choices = (
            dict(zip(concerned, choice, strict=True))
            for choice in dict.fromkeys(islice(sizes, _MOST_COMBINED))
        )
        fitting = [choice for choice in choices if _fits(ruling, choice, lets)]
        if fitting:
            return fitting[:most]
    return []


def _allowed(limit: Bounds) -> list[int]:
    """Return the smallest sizes that the bounds of a letter allow."""
    low = max(1, -int(-limit.low // 1)) if limit.low is not None else 1
    return [n for n in range(low, min(low + 8, _LARGEST)) if limit.hold(Fraction(n))]


def _nearest(allowed: list[int], wanted: int) -> int:
    return next((n for n in allowed if n >= wanted), allowed[-1])


def _rules(condition: Condition, letters: set[str], lets: Mapping[str, Expr]) -> bool:
    """Whether the condition is about sizes alone."""
    scene = Scene(lets)
    names = {name for side in sides(condition) for name in scene.names(side)}
    return isinstance(condition, Relation) and bool(names) and names <= letters


def _fits(ruling: list[Condition], choice: Mapping[str, int], lets: Mapping[str, Expr]) -> bool:
    scene = Scene(lets, sizes=choice)
    return all(
        satisfied(demand, scene, {}) for condition in ruling for demand in demands(condition, scene)
    )
