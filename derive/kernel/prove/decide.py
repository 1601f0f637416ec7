"""The engine that proves: an exact decision of an equation, cell by cell.

The domain is cut into cells in which every kink (abs, relu, max, min, sign, where) and every value
of a finite domain is decided, and free indices are equal or different. In each cell both sides
become elements of one field, and they are equal there if their difference is zero: then they agree
wherever both are defined, since each is continuous there and they agree on a dense set. What is
needed for them to be defined is shown by the signs, or reported. Sizes stay symbols throughout.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from derive.kernel.prove.cells import Cell, Ground, Split, answered
from derive.kernel.prove.claim import axes_of, ranges_of
from derive.kernel.prove.evaluate import Evaluator
from derive.kernel.prove.field import Refine
from derive.kernel.prove.lines import Lines
from derive.kernel.prove.polynomials import Unresolved
from derive.kernel.prove.scope import Undefined
from derive.kernel.prove.signs import EmptyCell, NeedSplit
from derive.kernel.prove.zeros import vanishes
from derive.language.nodes import (
    Condition,
    Expr,
    IndexTerm,
    Membership,
    Natural,
    Relation,
)
from derive.language.shapes import Surveyor, sides_of
from derive.language.working import Declarations

MOST_CELLS = 2000

_lines_of = lru_cache(maxsize=2)(Lines)


@dataclass(frozen=True, slots=True)
class Proof:
    """What the proving engine found.

    equal       True: equal wherever both sides are defined; False: in some cell they are not
    missing     conditions without which a side may be undefined
    undefined   cells in which a side is undefined throughout
    unequal     a cell in which the sides differ; None if there is none
    obstacle    why there is no decision, in words; None where there is one
    """

    equal: bool
    missing: tuple[Relation, ...] = ()
    undefined: tuple[Cell, ...] = ()
    unequal: Cell | None = None
    obstacle: str | None = None

    @property
    def complete(self) -> bool:
        """Both sides are defined and equal at every point of the domain."""
        return self.equal and not self.missing and not self.undefined and self.obstacle is None


def prove(
    left: Expr, right: Expr, declarations: Declarations, *, chain: tuple[Expr, ...] = ()
) -> Proof:
    """Decide whether ``left == right`` holds on the whole domain and for every size.

    The shapes of both sides must fit each other. ``chain`` may hold the lines among which the two
    stand: what was found of one is remembered for the step that comes next.
    """
    if chain and _lines_of(chain, declarations).equal(left, right):
        return Proof(equal=True)
    surveyor = Surveyor(declarations)
    surveys = [surveyor.survey(side) for side in (left, right)]
    axes = axes_of(surveys[0].shape, (left, right), surveys)
    ranges = ranges_of(surveys) | axes

    def equal(evaluator: Evaluator) -> bool:
        at = evaluator.top.terms(tuple(axes))
        try:
            first = evaluator.value(left, at=at)
        except (NeedSplit, Unresolved):
            with suppress(NeedSplit, Unresolved):
                evaluator.value(right, at=at)  # where it is undefined, nothing is to be compared
            raise
        difference = first - evaluator.value(right, at=at)
        return vanishes(evaluator.field, difference) or evaluator.signs.is_zero_by_fact(difference)

    return _decide(equal, declarations, (left, right), ranges)


def holds(condition: Condition, declarations: Declarations) -> bool:
    """Decide whether a condition is defined and true at every point of the domain.

    A condition on an array is one on each of its entries. False means that no proof was found.
    """
    surveyor = Surveyor(declarations)
    sides = sides_of(condition)
    surveys = [surveyor.survey(side) for side in sides]
    axes = axes_of(max((survey.shape for survey in surveys), key=len), sides, surveys)
    ranges = ranges_of(surveys) | axes

    def true(evaluator: Evaluator) -> bool:
        at = evaluator.top.terms(tuple(axes))
        match condition:
            case Relation():
                return evaluator.decide(condition, at=at)
            case Membership(subject=subject, values=values):
                element = evaluator.value(subject, at=at)
                return any(vanishes(evaluator.field, element - evaluator.value(v)) for v in values)
            case Natural(subject=name):
                value = evaluator.value(name, at=at).rational
                whole_number = value is not None and value.denominator == 1 and value >= 1
                return whole_number or condition in declarations.domain

    return _decide(true, declarations, sides, ranges).complete


def difference(left: Expr, right: Expr, declarations: Declarations) -> Fraction | None:
    """Return the number by which one scalar exceeds another throughout the domain, if it is one."""
    found: set[Fraction | None] = set()

    def constant(evaluator: Evaluator) -> bool:
        found.add((evaluator.value(left) - evaluator.value(right)).rational)
        return True

    complete = _decide(constant, declarations, (left, right), {}).complete
    return found.pop() if complete and len(found) == 1 else None


def _decide(
    question: Callable[[Evaluator], bool],
    declarations: Declarations,
    claim: tuple[Expr, ...],
    ranges: dict[str, IndexTerm | None],
) -> Proof:
    ground = Ground(declarations, claim, ranges)
    cells = list(ground.first_cells())
    obstacles: list[str] = []
    unequal: Cell | None = None
    missing: dict[Relation, None] = {}
    undefined: list[Cell] = []
    for _ in range(MOST_CELLS):
        if not cells:
            break
        cell = cells.pop()
        try:
            answer, obligations = _in_cell(question, cell, ground)
        except EmptyCell:
            continue
        except Undefined:
            undefined.append(cell)
        except Unresolved as reason:
            obstacles.append(str(reason))
        except Split as split:
            cells.extend(reversed(split.cells))
        else:
            missing.update(obligations)
            unequal = unequal if answer else cell
    if cells:
        obstacles.append(f"more than {MOST_CELLS} cases")
    obstacle = obstacles[0] if obstacles else None
    return Proof(unequal is None, tuple(missing), tuple(undefined), unequal, obstacle)


def _in_cell(
    question: Callable[[Evaluator], bool], cell: Cell, ground: Ground
) -> tuple[bool, dict[Relation, None]]:
    """Answer the question in one cell, with a field that is fine and large enough for it."""

    def asked(evaluator: Evaluator) -> bool:
        ground.domain.assume(evaluator, cell.signs)
        return question(evaluator)

    while True:
        evaluator = ground.evaluator(cell)
        try:
            return answered(asked, evaluator, cell), evaluator.obligations
        except Refine as finer:
            ground.refine(finer)
