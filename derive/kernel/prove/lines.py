"""The lines of one chain in one field: a line is evaluated once, and serves the steps beside it.

What is shown here is shown as it is for a step alone (:mod:`derive.kernel.prove.decide`): in every
cell both sides are elements of one field, their difference is zero, and nothing was needed for them
to be defined. Whatever can't be shown so is left to the decision of the step by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import TypeVar

from derive.kernel.prove.cells import Cell, Ground, Split, answered
from derive.kernel.prove.claim import axes_of, ranges_of
from derive.kernel.prove.evaluate import Evaluator
from derive.kernel.prove.field import NeedIndices, Refine
from derive.kernel.prove.polynomials import Unresolved
from derive.kernel.prove.quotients import Element
from derive.kernel.prove.scope import Undefined
from derive.kernel.prove.signs import EmptyCell, NeedSplit
from derive.kernel.prove.zeros import vanishes
from derive.language.nodes import Expr
from derive.language.shapes import Surveyor
from derive.language.working import Declarations

# More cells than this, or more beginnings, are no saving.
MOST_CELLS = 12
MOST_BEGINNINGS = 6

T = TypeVar("T")


class _Anew(Exception):
    """The cells or the field have changed: what was evaluated is of no use."""


class Lines:
    """Lines under the same declarations; those that differ in shape or range are not compared."""

    def __init__(self, lines: tuple[Expr, ...], declarations: Declarations) -> None:
        surveyor = Surveyor(declarations)
        surveys = [surveyor.survey(line) for line in lines]
        self._surveys = dict(zip(lines, surveys, strict=True))
        axes = axes_of(surveys[0].shape, lines, surveys)
        ranges = ranges_of(surveys) | axes
        self._axes, self._ranges = tuple(axes), ranges
        self._ground = Ground(declarations, lines, ranges)
        self._cells = list(islice(self._ground.first_cells(), MOST_CELLS + 1))
        self._evaluators: list[Evaluator] | None = None
        self._elements: dict[Expr, list[Element]] = {}
        self._apart: set[Expr] = set()
        # An index may run over one range at the chain's beginning and over another at its end.
        fit = all(survey.shape == surveys[0].shape for survey in surveys) and all(
            size is None or size == ranges[index]
            for survey in surveys
            for index, size in survey.indices.items()
        )
        self._beginnings = MOST_BEGINNINGS if fit and len(self._cells) <= MOST_CELLS else 0

    def equal(self, left: Expr, right: Expr) -> bool:
        """Say whether two of the lines are shown to be defined and equal throughout the domain.

        False says nothing.
        """
        if left not in self._surveys or right not in self._surveys:
            return False
        # An index that stands only in delta may be any: another line is not to give it a range.
        own = ranges_of([self._surveys[left], self._surveys[right]])
        if any(size != self._ranges[index] for index, size in own.items()):
            return False
        while self._beginnings and not {left, right} & self._apart:
            try:
                first, second = self._evaluated(left), self._evaluated(right)
            except _Anew:
                self._beginnings -= 1
                self._evaluators, self._elements = None, {}
                if len(self._cells) > MOST_CELLS:
                    self._beginnings = 0
            else:
                return all(map(_alike, self._begun(), first, second))
        return False

    def _evaluated(self, line: Expr) -> list[Element]:
        """Return the line in each cell. Raises _Anew."""
        if line not in self._elements:

            def value(evaluator: Evaluator) -> Element:
                found = evaluator.value(line, at=evaluator.top.terms(self._axes))
                if evaluator.obligations:
                    raise Unresolved("a condition of this line's own")
                return found

            try:
                self._elements[line] = [
                    self._asked(value, evaluator, cell)
                    for evaluator, cell in zip(self._begun(), self._cells, strict=True)
                ]
            except (Undefined, Unresolved):
                self._apart.add(line)  # and what its conditions have left as facts goes, too
                raise _Anew from None
        return self._elements[line]

    def _begun(self) -> list[Evaluator]:
        """Return an evaluator for each cell, with the domain for its facts. Raises _Anew."""
        if self._evaluators is None:
            evaluators = []
            for cell in self._cells:
                evaluator = self._ground.evaluator(cell)
                try:
                    self._asked(
                        partial(self._ground.domain.assume, signs=cell.signs), evaluator, cell
                    )
                    if evaluator.obligations:
                        raise Unresolved("a condition of the cell's own")
                except (Undefined, Unresolved):
                    self._beginnings = 1  # the last one is over
                    raise _Anew from None
                evaluators.append(evaluator)
            self._evaluators = evaluators
        return self._evaluators

    def _asked(self, question: Callable[[Evaluator], T], evaluator: Evaluator, cell: Cell) -> T:
        """Answer a question in a cell; where the cell is to be cut, raise _Anew."""
        try:
            return answered(question, evaluator, cell)
        except EmptyCell:
            cells: list[Cell] = []
        except Split as split:
            cells = split.cells
        except Refine as finer:
            self._ground.refine(finer)
            raise _Anew from None
        number = self._cells.index(cell)
        self._cells[number : number + 1] = cells
        raise _Anew


def _alike(evaluator: Evaluator, first: Element, second: Element) -> bool:
    try:
        return vanishes(evaluator.field, first - second)
    except (Unresolved, EmptyCell, NeedSplit, NeedIndices, Refine):
        return False
