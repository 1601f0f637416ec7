"""Parts of the domain, and how they are cut into smaller ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import lcm
from typing import TypeVar

from derive.kernel.prove.atoms import Atom, SumOver, Variable, inner, is_bound
from derive.kernel.prove.domain import Domain
from derive.kernel.prove.evaluate import Evaluator
from derive.kernel.prove.field import Field, NeedIndices, Refine
from derive.kernel.prove.polynomials import Unresolved
from derive.kernel.prove.quotients import Element
from derive.kernel.prove.scope import Undefined
from derive.kernel.prove.signs import EmptyCell, NeedSplit
from derive.kernel.prove.signsets import NEGATIVE, POSITIVE, ZERO, SignSet
from derive.kernel.prove.spelled import whole
from derive.language.nodes import Binary, Call, Expr, IndexTerm, Name, Relation, RelationOp, Unary
from derive.language.working import Declarations

# A border that can be solved only where another sign is known leads to that one, so often at most.
MOST_BORDERS = 8

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of the domain.

    values     what variables (or entries) are fixed to
    signs      the signs of expressions in it
    zeros      the expressions that are zero in it because of the values
    indices    what free indices are fixed to: a literal, or another free index
    distinct   free indices that are different
    """

    values: tuple[tuple[Expr, Expr], ...] = ()
    signs: tuple[tuple[Expr, SignSet], ...] = ()
    zeros: tuple[Expr, ...] = ()
    indices: tuple[tuple[str, IndexTerm], ...] = ()
    distinct: frozenset[frozenset[IndexTerm]] = frozenset()

    @property
    def without(self) -> Relation | None:
        """A condition that keeps a point out of this cell; None if only values were chosen."""
        if self.zeros:
            return Relation("!=", self.zeros[-1], whole(0))
        if self.signs:
            expr, sign = self.signs[-1]
            op: RelationOp = "!=" if sign == ZERO else ">=" if sign == NEGATIVE else "<="
            return Relation(op, expr, whole(0))
        return None


class Split(Exception):
    """The cell is to be replaced by these."""

    def __init__(self, cells: list[Cell]) -> None:
        super().__init__(cells)
        self.cells = cells


class Ground:
    """What the cells of one claim have in common.

    ranges    what the free indices run over
    degrees   the finer roots that its fields have needed so far
    """

    def __init__(
        self,
        declarations: Declarations,
        claim: tuple[Expr, ...],
        ranges: Mapping[str, IndexTerm | None],
    ) -> None:
        self.declarations, self.ranges = declarations, ranges
        self.domain = Domain(declarations, claim)
        self.degrees: dict[Expr, int] = {}

    def first_cells(self) -> Iterator[Cell]:
        """Yield a cell for each choice of finite domains' values and of literal axes' indices."""
        finite = self.domain.finite(dict(self.declarations.lets))
        literal = {i: range(size) for i, size in self.ranges.items() if isinstance(size, int)}
        for choice in product(*finite.values()):
            for places in product(*literal.values()):
                yield Cell(
                    tuple(zip(map(Name, finite), choice, strict=True)),
                    indices=tuple(zip(literal, places, strict=True)),
                )

    def evaluator(self, cell: Cell) -> Evaluator:
        """Return a new evaluator in the cell, which knows nothing of the domain yet."""
        return Evaluator(
            self.degrees,
            self.declarations,
            dict(cell.values),
            dict(cell.indices),
            cell.distinct,
            self.ranges,
        )

    def refine(self, finer: Refine) -> None:
        """Let the fields to come hold the roots that one has needed."""
        self.degrees[finer.key] = lcm(self.degrees.get(finer.key, 1), finer.degree)


def answered(question: Callable[[Evaluator], T], evaluator: Evaluator, cell: Cell) -> T:
    """Answer a question in a cell.

    Raises Split, and what the question raises: Undefined, Unresolved, EmptyCell, Refine.
    """
    try:
        try:
            return question(evaluator)
        except NeedSplit as need:
            evaluator.signs.forget_needs()  # the parts must cover the whole cell
            raise Split(parts(cell, need, evaluator)) from None
        except EmptyCell:
            if evaluator.obligations:  # what the sides need is contradictory
                raise Undefined from None
            raise
    except NeedIndices as need:
        raise Split(with_indices(cell, need)) from None


def with_indices(cell: Cell, need: NeedIndices) -> list[Cell]:
    """Cut the cell where two indices are equal and where they are not."""
    name, other = need.left, need.right
    if not isinstance(name, str):
        name, other = other, name
    moved = tuple((index, other if term == name else term) for index, term in cell.indices)
    pairs = frozenset(
        frozenset(other if term == name else term for term in pair) for pair in cell.distinct
    )
    equal = replace(cell, indices=(*moved, (str(name), other)), distinct=pairs)
    return [equal, replace(cell, distinct=cell.distinct | {frozenset((name, other))})]


def parts(cell: Cell, need: NeedSplit, evaluator: Evaluator, deep: int = 0) -> list[Cell]:
    """Cut the cell where the element is negative, zero and positive."""
    at, signs = evaluator.field, evaluator.signs
    if any(is_bound(term) for term in at.mentions(need.element)):
        raise Unresolved("the points at which a part changes its sign")
    if at.holds_extreme(need.element):
        raise Unresolved("the sign of the max of an array of any size")
    powers = need.element.factored()[1]
    factors = [Element(poly) for poly, power in powers.items() if power > 0]
    found = []
    try:
        for factor in factors:
            if 0 in signs.of(factor):
                found += _zero_cells(cell, factor, evaluator)
    except NeedSplit as first:
        if deep == MOST_BORDERS:
            raise Unresolved("the border of a border of a case") from None
        return parts(cell, first, evaluator, deep + 1)
    if need.only_zero:
        return found
    expr = at.spelled(need.element)
    return [*(_with_sign(cell, expr, sign) for sign in (NEGATIVE, POSITIVE)), *found]


def _zero_cells(cell: Cell, element: Element, evaluator: Evaluator) -> list[Cell]:
    """Return the part of the cell where the element is zero, cut into its solutions."""
    zeros, expr = _zeros(element, evaluator), evaluator.field.spelled(element)
    if zeros is None:
        # What holds where the equation is not used holds under it as well.
        return [_with_sign(cell, expr, ZERO)]
    # A value fixed earlier may be written in the variable that is fixed now: it is put there
    # when it is evaluated, since values are looked up by name.
    return [replace(cell, values=(*cell.values, zero), zeros=(*cell.zeros, expr)) for zero in zeros]


def _with_sign(cell: Cell, expr: Expr, sign: SignSet) -> Cell:
    if any(known == expr for known, _ in cell.signs):
        raise Unresolved("the points at which a part changes its sign")
    return replace(cell, signs=(*cell.signs, (expr, sign)))


def _zeros(element: Element, evaluator: Evaluator) -> list[tuple[Expr, Expr]] | None:
    """Solve element = 0 for a variable; None where that can't be done."""
    at, signs = evaluator.field, evaluator.signs
    undecided: Element | None = None
    alone = _alone(element, evaluator)
    for i in sorted(alone, key=alone.__getitem__):
        coefficients = [Element(c) for c in element.numer.coefficients(i)]
        leading = coefficients[-1]
        if 0 in signs.of(leading):
            undecided = leading
            continue
        variable = at.spelled(at.itself(i))
        if alone[i] == 1:
            return [(variable, at.spelled(-coefficients[0] / leading))]
        if alone[i] == 2:
            return _quadratic_zeros(variable, coefficients, evaluator)
    if undecided is not None:
        raise NeedSplit(undecided)
    return None


def _alone(element: Element, evaluator: Evaluator) -> dict[int, int]:
    """Return the variables that occur in no other atom of the element, with their degrees.

    A size over which a sum runs does occur in that sum.
    """
    at = evaluator.field
    used = element.generators
    result = {}
    sizes = {size for i in used for size in _sizes(at, at.atoms[i])}
    for i in used:
        atom = at.atoms[i]
        if (
            isinstance(atom, Variable)
            and atom.name not in sizes
            and not any(at.depends(at.itself(k), atom.family) for k in used if k != i)
        ):
            result[i] = element.numer.degree_in(i)
    return result


def _sizes(at: Field, atom: Atom) -> Iterator[IndexTerm]:
    """Yield the sizes over which the sums in an atom run."""
    if isinstance(atom, SumOver):
        yield from atom.sizes
    for part in inner(atom):
        for i in part.generators:
            yield from _sizes(at, at.atoms[i])


def _quadratic_zeros(
    variable: Expr, coefficients: list[Element], evaluator: Evaluator
) -> list[tuple[Expr, Expr]] | None:
    c, b, a = coefficients
    discriminant = b * b - 4 * a * c
    if evaluator.signs.one(discriminant) < 0:
        return []
    at = evaluator.field
    root = Call("sqrt", (at.spelled(discriminant),))
    below = Binary("*", whole(2), at.spelled(a))
    return [
        (variable, Binary("/", Binary(op, Unary("-", at.spelled(b)), root), below))
        for op in ("-", "+")
    ]
