"""The engine that proves: an exact decision of an equation, cell by cell.

The domain is cut into cells in which every kink (abs, relu, max, min, sign, where) and every value
of a finite domain is decided, and free indices are equal or different. In each cell both sides
become elements of one field, and they are equal there if their difference is zero: then they agree
wherever both are defined, since each is continuous there and they agree on a dense set. What is
needed for them to be defined is shown by the signs, or reported. Sizes stay symbols throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain, count, product
from math import lcm
from typing import TypeVar

from derive.kernel.prove.atoms import Atom, SumOver, Variable, inner, is_bound
from derive.kernel.prove.domain import Domain
from derive.kernel.prove.evaluate import Evaluator
from derive.kernel.prove.field import Field, NeedIndices, Refine
from derive.kernel.prove.polynomials import Element, Unresolved
from derive.kernel.prove.scope import Undefined
from derive.kernel.prove.signs import EmptyCell, NeedSplit
from derive.kernel.prove.signsets import NEGATIVE, POSITIVE, ZERO, SignSet
from derive.kernel.prove.spelled import whole
from derive.kernel.prove.zeros import vanishes
from derive.language.nodes import (
    Binary,
    Call,
    Condition,
    Delta,
    Expr,
    Index,
    IndexTerm,
    Membership,
    Name,
    Natural,
    Relation,
    RelationOp,
    Unary,
    names_in,
    nodes,
)
from derive.language.shapes import Survey, Surveyor
from derive.language.working import Declarations, Shape

MOST_CELLS = 2000
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


@dataclass(slots=True)
class _Search:
    """The cells still to be looked at, and what every new field must know."""

    declarations: Declarations
    domain: Domain
    ranges: Mapping[str, IndexTerm | None]
    cells: list[Cell]
    degrees: dict[Expr, int] = field(default_factory=dict)
    seen: int = 0


def prove(left: Expr, right: Expr, declarations: Declarations) -> Proof:
    """Decide whether ``left == right`` holds on the whole domain and for every size.

    The shapes of both sides must fit each other.
    """
    surveyor = Surveyor(declarations)
    surveys = [surveyor.survey(side) for side in (left, right)]
    axes = _axes(surveys[0].shape, (left, right), surveys)
    ranges = _ranges(surveys) | axes

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
    sides = condition_sides(condition)
    surveys = [surveyor.survey(side) for side in sides]
    axes = _axes(max((survey.shape for survey in surveys), key=len), sides, surveys)
    ranges = _ranges(surveys) | axes

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


def condition_sides(condition: Condition) -> tuple[Expr, ...]:
    """Return the expressions that a condition is about."""
    match condition:
        case Relation(left=left, right=right):
            return left, right
        case Membership(subject=subject):
            return (subject,)
        case Natural(subject=name):
            return (name,)


def _ranges(surveys: list[Survey]) -> dict[str, IndexTerm | None]:
    """Return what the free indices run over; None for one that stands only in delta."""
    ranges: dict[str, IndexTerm | None] = {}
    for survey in surveys:
        for index, size in survey.indices.items():
            ranges[index] = ranges.get(index) if size is None else size
    return ranges


def _axes(
    shape: Shape, claim: tuple[Expr, ...], surveys: list[Survey]
) -> dict[str, IndexTerm | None]:
    """Name one free index for each axis of an array, by names that the claim does not use."""
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


def _decide(
    question: Callable[[Evaluator], bool],
    declarations: Declarations,
    claim: tuple[Expr, ...],
    ranges: dict[str, IndexTerm | None],
) -> Proof:
    domain = Domain(declarations, claim)
    cells = list(_first_cells(domain, declarations, ranges))
    search = _Search(declarations, domain, ranges, cells)
    obstacles: list[str] = []
    unequal: Cell | None = None
    missing: dict[Relation, None] = {}
    undefined: list[Cell] = []
    while search.cells:
        cell = search.cells.pop()
        search.seen += 1
        if search.seen > MOST_CELLS:
            obstacles.append(f"more than {MOST_CELLS} cases")
            break
        try:
            answer, obligations = _in_cell(question, cell, search)
        except EmptyCell:
            continue
        except Undefined:
            undefined.append(cell)
        except Unresolved as reason:
            obstacles.append(str(reason))
        except _Split as split:
            search.cells.extend(reversed(split.cells))
        else:
            missing.update(obligations)
            unequal = unequal if answer else cell
    obstacle = obstacles[0] if obstacles else None
    return Proof(unequal is None, tuple(missing), tuple(undefined), unequal, obstacle)


class _Split(Exception):
    """The cell is to be replaced by these."""

    def __init__(self, cells: list[Cell]) -> None:
        super().__init__(cells)
        self.cells = cells


def _in_cell(
    question: Callable[[Evaluator], T], cell: Cell, search: _Search
) -> tuple[T, dict[Relation, None]]:
    """Answer the question in one cell, with a field that is fine and large enough for it."""
    while True:
        evaluator = Evaluator(
            search.degrees,
            search.declarations,
            dict(cell.values),
            dict(cell.indices),
            cell.distinct,
            search.ranges,
        )
        try:
            try:
                search.domain.assume(evaluator, cell.signs)
                return question(evaluator), evaluator.obligations
            except NeedSplit as need:
                evaluator.signs.forget_needs()  # the parts must cover the whole cell
                raise _Split(_parts(cell, need, evaluator)) from None
            except EmptyCell:
                if evaluator.obligations:  # what the sides need is contradictory
                    raise Undefined from None
                raise
        except NeedIndices as need:
            raise _Split(_with_indices(cell, need)) from None
        except Refine as finer:
            search.degrees[finer.key] = lcm(search.degrees.get(finer.key, 1), finer.degree)


# Cells


def _first_cells(
    domain: Domain, declarations: Declarations, ranges: dict[str, IndexTerm | None]
) -> Iterator[Cell]:
    """One cell for each choice of values from finite domains and of indices on literal axes."""
    finite = domain.finite(dict(declarations.lets))
    literal = {index: range(size) for index, size in ranges.items() if isinstance(size, int)}
    for choice in product(*finite.values()):
        values = zip(map(Name, finite), choice, strict=True)
        for places in product(*literal.values()):
            yield Cell(tuple(values), indices=tuple(zip(literal, places, strict=True)))


def _with_indices(cell: Cell, need: NeedIndices) -> list[Cell]:
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


def _parts(cell: Cell, need: NeedSplit, evaluator: Evaluator, deep: int = 0) -> list[Cell]:
    """Cut the cell where the element is negative, zero and positive."""
    at, signs = evaluator.field, evaluator.signs
    if any(is_bound(term) for term in at.mentions(need.element)):
        raise Unresolved("the points at which a part changes its sign")
    if at.holds_extreme(need.element):
        raise Unresolved("the sign of the max of an array of any size")
    powers = need.element.factored()[1]
    factors = [Element(poly) for poly, power in powers.items() if power > 0]
    parts = []
    try:
        for factor in factors:
            if 0 in signs.of(factor):
                parts += _zero_cells(cell, factor, evaluator)
    except NeedSplit as first:
        if deep == MOST_BORDERS:
            raise Unresolved("the border of a border of a case") from None
        return _parts(cell, first, evaluator, deep + 1)
    if need.only_zero:
        return parts
    expr = at.spelled(need.element)
    return [*(_with_sign(cell, expr, sign) for sign in (NEGATIVE, POSITIVE)), *parts]


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
