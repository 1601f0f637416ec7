"""From an expression to an element of the field, in one cell, with what it takes to be defined.

An array is evaluated by its entries. Derivatives are taken of functions, not of formulas: to
differentiate by v at a point, v becomes a variable that moves away from its value there, the body
is evaluated beside the point (on both sides, where a kink stands exactly at the point), and the
element is differentiated. So D exists exactly where the two-sided derivative of analysis does,
however the function is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from derive.kernel.prove.atoms import (
    Family,
    Indices,
    Pi,
    Unknown,
    Variable,
    is_bound,
)
from derive.kernel.prove.calculus import (
    Start,
    argument,
    derivative,
    kinks,
    limit_at_zero,
    replaced,
    substituted,
    sum_over,
    vanishes,
    without_kinks,
)
from derive.kernel.prove.field import Field, Pole
from derive.kernel.prove.functions import ENTRYWISE_IN_FIELD, largest, smallest
from derive.kernel.prove.polynomials import Element, Unresolved, total
from derive.kernel.prove.scope import ALLOWED, Scope, Undefined
from derive.kernel.prove.signs import EmptyCell, Moving, Signs
from derive.kernel.prove.signsets import (
    ANY,
    NEGATIVE,
    NOT_NEGATIVE,
    NOT_ZERO,
    POSITIVE,
    ZERO,
    SignSet,
)
from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Constant,
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Matrix,
    Name,
    Number,
    Range,
    Reduce,
    Relation,
    RelationOp,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
    children,
    with_children,
)
from derive.language.shapes import Surveyor
from derive.language.working import Declarations, Shape

_ZERO = Number(Fraction(0), "0")


@dataclass(frozen=True, slots=True)
class _Beside:
    """A function of a moving variable, on one side of the point where the variable starts.

    touched   whether some part of the function has a kink at that point
    """

    family: Family
    start: Start
    touched: bool
    value: Element
    slope: Element


class Evaluator:
    """Evaluates expressions in one cell.

    values        what the cell fixes: variable or entry -> expression in other variables
    indices       what the cell fixes of the free indices: they are literals, or equal
    distinct      pairs of free index terms that differ in the cell
    ranges        the sizes that the free indices run over, where they are known
    obligations   what was needed and not shown; taken as facts from then on
    """

    def __init__(
        self,
        degrees: Mapping[Expr, int],
        declarations: Declarations,
        values: Mapping[Expr, Expr],
        indices: Mapping[str, IndexTerm],
        distinct: frozenset[frozenset[IndexTerm]],
        ranges: Mapping[str, IndexTerm | None],
    ) -> None:
        self.signs = Signs()
        self.field = Field(degrees, distinct, self.signs.one)
        self.field.fixed = self._fixed
        self.signs.field = self.field
        self.obligations: dict[Relation, None] = {}
        self.whole_numbers: Set[str] = frozenset()  # the names by which D can't differentiate
        self.top = Scope(indices=indices, ranges=ranges)
        self._declarations = declarations
        self._lets = dict(declarations.lets)
        self._unknowns = dict(declarations.unknowns)
        self._values = values
        self._surveyor = Surveyor(declarations)
        self._shapes: dict[Expr, Shape] = {}
        self._moved = 0

    def shape(self, expr: Expr) -> Shape:
        """Return the shape of an expression whose shapes are known to fit."""
        if isinstance(expr, Number | Index | Sum | Delta):
            return ()
        if expr not in self._shapes:
            self._shapes[expr] = self._surveyor.survey(expr).shape
        return self._shapes[expr]

    # Values

    def value(self, expr: Expr, scope: Scope | None = None, at: Indices = ()) -> Element:
        """Return a scalar, or the entry of an array at the index terms ``at``.

        Raises Undefined, or what asks for another cell: NeedSplit, NeedIndices, Unresolved.
        """
        scope = scope or self.top
        match expr:
            case Number(value=value):
                return self.field.number(value)
            case Constant():
                return self.field.generator(Pi())
            case Name(id=name):
                return self._name(name, scope, at)
            case Unary(op=op, arg=arg):
                inside = self.value(arg, scope, at)
                return -inside if op == "-" else inside
            case Binary(op="@", left=left, right=right):
                return self._matrix_product(left, right, scope, at)
            case Binary(op="**", left=base, right=exponent):
                parts = self.entries((base, exponent), scope, at)
                return self._power(expr, *parts)
            case Binary(op=op, left=left, right=right):
                return self._arithmetic(op, self.entries((left, right), scope, at), right)
            case Call(function=function, args=args) if function in ENTRYWISE_IN_FIELD:
                return ENTRYWISE_IN_FIELD[function](self, self.entries(args, scope, at), args)
            case Call(function=function, args=args):
                return self._of_array(function, args[0], args, scope, at)
            case Where(condition=condition, then=then, otherwise=otherwise):
                return self._where(condition, then, otherwise, scope, at)
            case Apply(function=function, args=args):
                return self._apply(function, args, scope, at)
            case Derivative(body=body, variable=variable):
                return self._derivative(body, variable, scope, at)
            case Index(array=array, indices=indices):
                return self.value(array, scope, scope.terms(indices))
            case Sum(body=body, ranges=ranges):
                return self._sum(body, ranges, scope)
            case Delta(left=left, right=right):
                return self._delta(left, right, scope)
            case Transpose(array=array):
                return self.value(array, scope, at[::-1])
            case Vector(entries=entries):
                return self.value(entries[_literal(at[0])], scope)
            case Matrix(rows=rows):
                return self.value(rows[_literal(at[0])][_literal(at[1])], scope)
            case Reduce(function=function, array=array, axis=axis, keepdims=keepdims):
                return self._reduction(function, array, axis, keepdims, scope, at)

    def entries(self, exprs: tuple[Expr, ...], scope: Scope, at: Indices) -> list[Element]:
        """Return the entries that NumPy's broadcasting brings together at ``at``."""
        if not at:
            return [self.value(expr, scope) for expr in exprs]
        return [self.value(expr, scope, self._broadcast(expr, at)) for expr in exprs]

    def _broadcast(self, expr: Expr, at: Indices) -> Indices:
        shape = self.shape(expr)
        kept = at[len(at) - len(shape) :]
        return tuple(0 if size == 1 else term for size, term in zip(shape, kept, strict=True))

    def decide(self, relation: Relation, scope: Scope | None = None, at: Indices = ()) -> bool:
        """Decide a relation in this cell; raises NeedSplit where it holds only in a part."""
        left, right = self.entries((relation.left, relation.right), scope or self.top, at)
        allowed = ALLOWED[relation.op]
        signs = self.signs.of(left - right)
        if signs <= allowed or not signs & allowed:
            return signs <= allowed
        return self.signs.one(left - right) in allowed

    # Names and operations

    def _name(self, name: str, scope: Scope, at: Indices) -> Element:
        if name in scope.overrides:
            return scope.overrides[name](at)
        key = name, at
        if key not in scope.known:
            scope.known[key] = self._looked_up(name, scope, at)
        return scope.known[key]

    def _looked_up(self, name: str, scope: Scope, at: Indices) -> Element:
        if name in self._lets:
            if at:
                self.field.news.append((name, at))
            return self.value(self._lets[name], scope.bound(self.top.indices), at)
        if (value := self._fixed(name, at)) is not None:
            return value
        if name in self._unknowns:
            names: tuple[Expr, ...] = tuple(map(Name, self._unknowns[name]))
            return self._apply(name, names, scope, at)
        return self.field.generator(Variable(name, at))

    def _fixed(self, name: str, at: Indices) -> Element | None:
        """Return the value that the cell fixes a variable or an entry to, if it does."""
        here: Expr = Index(Name(name), at) if at else Name(name)
        if here not in self._values:
            return None
        self.field.news.append((name, at))
        learn, self.signs.learn = self.signs.learn, lambda: None  # it would ask for this again
        try:
            return self.value(self._values[here], self.top)
        finally:
            self.signs.learn = learn

    def _apply(self, name: str, args: tuple[Expr, ...], scope: Scope, at: Indices) -> Element:
        """Apply an unknown function entry by entry, or an unknown scalar to whole arrays."""
        if name not in self._unknowns:
            entries = self.entries(args, scope, at)
            arguments = [argument(self.field, (), (), entry) for entry in entries]
            return self.field.generator(Unknown(name, tuple(arguments)))
        arguments = []
        for arg in args:
            sizes = self.shape(arg)
            names = tuple(self.field.fresh() for _ in sizes)
            entry = self.value(arg, scope, names)
            arguments.append(argument(self.field, names, sizes, entry))
        return self.field.generator(Unknown(name, tuple(arguments)))

    def _arithmetic(self, op: str, operands: list[Element], divisor: Expr) -> Element:
        left, right = operands
        match op:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
        if vanishes(self.field, right):
            raise Undefined
        self.require(right, NOT_ZERO, divisor, "!=")
        return left / self.field.reduced(right)

    def _power(self, expr: Binary, base: Element, exponent: Element) -> Element:
        constant = self.field.reduced(exponent).rational
        if constant is None:
            return self._exponential(expr, base, exponent)
        if constant.denominator == 1:
            if constant < 0:
                self.require(base, NOT_ZERO, expr.left, "!=")
            return self.field.power(self.field.reduced(base), int(constant))
        return self.rational_power(base, constant, expr.left)

    def rational_power(self, base: Element, power: Fraction, source: Expr) -> Element:
        """Return base**power for a power that is no whole number."""
        if power > 0:
            self.require(base, NOT_NEGATIVE, source, ">=")
        else:
            self.require(base, POSITIVE, source, ">")
        if vanishes(self.field, base):
            return self.field.zero
        return self.field.abs_power(base, power)

    def _exponential(self, expr: Binary, base: Element, exponent: Element) -> Element:
        """u**v with v no constant: exp(v*log(u)) for u > 0; 0**v is 0, 1 or undefined."""
        signs = self.signs.of(base)
        if signs not in (POSITIVE, ZERO):
            signs = frozenset({self.signs.one(base)})
        if signs == NEGATIVE:
            return self._negative_power(expr, base, exponent)
        if signs == ZERO:
            sign = self.signs.one(exponent)
            if sign < 0:
                raise Undefined
            return self.field.zero if sign else self.field.one
        return self.field.exp(exponent * self.field.log(base))

    def _negative_power(self, expr: Binary, base: Element, exponent: Element) -> Element:
        """u**v for u < 0, which is defined where v is a whole number."""
        exponent = self.field.reduced(exponent)
        if self._is_whole(exponent):
            power = self.field.exp(exponent * self.field.log(base))
            return self.field.parity(exponent) * power
        if any(self.field.depends(exponent, family) for family in self.signs.moving):
            raise Undefined
        if any(self.field.depends(base, family) for family in self.signs.moving):
            raise Unresolved("the derivative of a power of a negative number")
        self.obligations[Relation(">", expr.left, _ZERO)] = None
        arguments = (argument(self.field, (), (), part) for part in (base, exponent))
        return self.field.generator(Unknown("**", tuple(arguments)))

    def _is_whole(self, exponent: Element) -> bool:
        """Say whether it is a polynomial in declared whole numbers with whole coefficients."""
        atoms = [self.field.atoms[i] for i in exponent.generators]
        return exponent.denom.constant == 1 and all(
            isinstance(a, Variable) and not (a.indices or a.number) and a.name in self.field.whole
            for a in atoms
        )

    def _where(
        self,
        condition: tuple[Relation, ...],
        then: Expr,
        otherwise: Expr,
        scope: Scope,
        at: Indices,
    ) -> Element:
        if not any(is_bound(term) for term in (*at, *scope.indices.values())):
            chosen = all(self.decide(relation, scope, at) for relation in condition)
            return self.entries((then if chosen else otherwise,), scope, at)[0]
        holds = self.field.one
        here: list[tuple[Element, SignSet]] = []
        for relation in condition:
            left, right = self.entries((relation.left, relation.right), scope, at)
            holds *= self._indicator(relation.op, left - right, relation.left)
            here.append((left - right, ALLOWED[relation.op]))
        others = [(element, ANY - allowed) for element, allowed in here] if len(here) == 1 else []
        first = self._branch(then, here, scope, at)
        return first * holds + self._branch(otherwise, others, scope, at) * (1 - holds)

    def _branch(
        self, expr: Expr, where: Iterable[tuple[Element, SignSet]], scope: Scope, at: Indices
    ) -> Element:
        """Evaluate one case of an entry of any index, where these signs hold."""
        try:
            with self.signs.supposing(where):
                return self.entries((expr,), replace(scope, known={}), at)[0]
        except EmptyCell:  # it is never chosen
            return self.field.zero
        except Undefined:
            raise Unresolved("a case that is undefined where it may be chosen") from None

    def _indicator(self, op: RelationOp, difference: Element, source: Expr) -> Element:
        """1 where ``difference op 0`` holds, else 0."""
        above, below = self.step(difference, source), self.step(-difference, source)
        match op:
            case ">":
                return above
            case "<":
                return below
            case ">=":
                return 1 - below
            case "<=":
                return 1 - above
            case "!=":
                return above + below
            case "==":
                return 1 - above - below

    def step(self, element: Element, source: Expr) -> Element:
        """1 where the element is positive, else 0."""
        if not self._is_bound(element):
            return self.field.one if self.signs.one(element) > 0 else self.field.zero
        start = self.signs.at_start(element)
        signs = self.signs.of(start)
        if signs in (POSITIVE, NEGATIVE):
            return self.field.one if signs == POSITIVE else self.field.zero
        return self.field.step(element)

    def _is_bound(self, element: Element) -> bool:
        return any(is_bound(term) for term in self.field.mentions(element))

    # Arrays

    def _matrix_product(self, left: Expr, right: Expr, scope: Scope, at: Indices) -> Element:
        rows = len(self.shape(left)) - 1

        def term(index: IndexTerm) -> Element:
            row, column = (*at[:rows], index), (index, *at[rows:])
            return self.value(left, scope, row) * self.value(right, scope, column)

        return self._summed(self.shape(left)[-1], term)

    def _summed(self, size: IndexTerm, term: Callable[[IndexTerm], Element]) -> Element:
        """Return the sum of the terms: one by one over a literal size, else for every size."""
        if isinstance(size, int):
            return total(term(k) for k in range(size))
        index = self.field.fresh()
        return sum_over(self.field, index, size, term(index))

    def _delta(self, left: IndexTerm, right: IndexTerm, scope: Scope) -> Element:
        """Kronecker's delta; a sum may contract it only if its indices run over one range."""
        terms = scope.terms((left, right))
        if any(map(is_bound, terms)):
            first, second = (
                scope.ranges.get(t) if isinstance(t, str) else t for t in (left, right)
            )
            if 0 not in (left, right) and (first is None or first != second):
                raise Unresolved(
                    f"delta({left}, {right}) of indices that run over different ranges"
                )
        return self.field.kronecker(*terms)

    def _sum(self, body: Expr, ranges: tuple[Range, ...], scope: Scope) -> Element:
        if not ranges:
            return self.value(body, scope)
        first, *rest = ranges

        def term(index: IndexTerm) -> Element:
            return self._sum(body, tuple(rest), scope.running(first.index, index, first.size))

        return self._summed(first.size, term)

    def _reduction(
        self,
        function: str,
        array: Expr,
        axis: int | None,
        keepdims: bool,
        scope: Scope,
        at: Indices,
    ) -> Element:
        shape = self.shape(array)
        axes = tuple(range(len(shape))) if axis is None else (axis,)
        others = iter([t for k, t in enumerate(at) if k not in axes] if keepdims else at)
        kept: list[IndexTerm] = [0 if k in axes else next(others) for k in range(len(shape))]
        if function in ("max", "min"):
            return self._extreme(function, array, shape, axes, kept, scope)
        result = self._sum_along(array, shape, axes, kept, scope)
        if function == "mean":
            for k in axes:
                result /= self.field.size(shape[k])
        return result

    def _sum_along(
        self, array: Expr, shape: Shape, axes: Indices, place: list[IndexTerm], scope: Scope
    ) -> Element:
        if not axes:
            return self.value(array, scope, tuple(place))
        first, *rest = axes

        def term(index: IndexTerm) -> Element:
            moved = [index if k == first else old for k, old in enumerate(place)]
            return self._sum_along(array, shape, tuple(rest), moved, scope)

        return self._summed(shape[int(first)], term)

    def _extreme(
        self,
        function: str,
        array: Expr,
        shape: Shape,
        axes: tuple[int, ...],
        place: list[IndexTerm],
        scope: Scope,
    ) -> Element:
        sizes = [shape[k] for k in axes]
        if not all(isinstance(size, int) for size in sizes):
            raise Unresolved(f"the {function} of an array of any size")
        entries = []
        for choice in product(*(range(int(size)) for size in sizes)):
            chosen = dict(zip(axes, choice, strict=True))
            entries.append(
                self.value(array, scope, tuple(chosen.get(k, t) for k, t in enumerate(place)))
            )
        return (largest if function == "max" else smallest)(self, entries, (array,) * len(entries))

    def _of_array(
        self, function: str, array: Expr, args: tuple[Expr, ...], scope: Scope, at: Indices
    ) -> Element:
        match function:
            case "softmax":
                others = self._summed(
                    self.shape(array)[0],
                    lambda index: self.field.exp(self.value(array, scope, (index, *at[1:]))),
                )
                return self.field.exp(self.value(array, scope, at)) / others
            case "outer":
                return self.value(args[0], scope, at[:1]) * self.value(args[1], scope, at[1:])
            case "diag" if len(at) == 2:
                return self.field.kronecker(*at) * self.value(array, scope, at[:1])
            case "diag":
                return self.value(array, scope, (at[0], at[0]))
            case "trace":
                return self._summed(
                    self.shape(array)[0], lambda index: self.value(array, scope, (index, index))
                )
            case "eye":
                return self.field.kronecker(*at)
            case "ones":
                return self.field.one
        raise Unresolved(f"the function {function}")

    # Definedness

    def require(self, element: Element, allowed: SignSet, source: Expr, op: RelationOp) -> None:
        """See to it that the element's sign is allowed, or note it as an obligation."""
        signs = self.signs.of(element)
        if self.signs.moving and 0 in signs and len(signs) > 1 and 0 in allowed:
            # Beside a border, >= 0 is two cases, of which only > 0 has a derivative in general.
            if self._is_bound(element):
                allowed, op = allowed - ZERO, ">"
            else:
                signs = frozenset({self.signs.one(element)})
        if signs <= allowed:
            return
        if not signs & allowed:
            raise Undefined
        self.obligations[Relation(op, source, _ZERO)] = None
        self.signs.assume(self.signs.at_start(element), allowed, needed=True)

    # Derivatives

    def _derivative(self, body: Expr, variable: Expr, scope: Scope, at: Indices) -> Element:
        match variable:
            case Name(id=name):
                pass
            case Index(array=Name(id=name), indices=indices):
                at = scope.terms(indices)
            case _:
                raise Unresolved("a derivative by something that is no name")
        if name in self.whole_numbers:
            raise Unresolved(f"a derivative by {name}, which takes only whole numbers")
        right = self._beside(body, name, at, scope, +1)
        if not right.touched:
            return self._at_start(right, right.slope)
        left = self._beside(body, name, at, scope, -1)
        here = self.value(body, scope.moved(name, right.start))
        self._must_agree(self._at_start(right, right.value), here)
        self._must_agree(self._at_start(left, left.value), here)
        slope = self._at_start(right, right.slope)
        self._must_agree(slope, self._at_start(left, left.slope))
        return slope

    def _beside(self, body: Expr, name: str, at: Indices, scope: Scope, direction: int) -> _Beside:
        def start(indices: Indices) -> Element:
            return self._name(name, scope, indices)

        def moved(indices: Indices) -> Element:
            return self.field.generator(Variable(name, indices, number))

        self._moved += 1
        number = self._moved
        family = name, number
        moving = Moving(start, at, direction)
        self.signs.moving[family] = moving
        try:
            value = self.field.reduced(self.value(body, scope.moved(name, moved)))
            slope = derivative(self.field, value, family, at)
        finally:
            del self.signs.moving[family]
        return _Beside(family, start, moving.touched, value, slope)

    def _at_start(self, beside: _Beside, element: Element) -> Element:
        """Return the limit of the element at the point itself, which must be no jump."""
        limit = self._limit(beside, element)
        for kink in kinks(self.field, limit):
            if kink.of == 0:
                jumping = replaced(self.field, limit, {kink: self.field.one})
                self._must_agree(*(without_kinks(self.field, e) for e in (jumping, limit)))
                continue
            source = _whole_arrays(self.field.spelled(kink.of))
            self.require(kink.of, NOT_ZERO, source, "!=")
        return without_kinks(self.field, limit)

    def _limit(self, beside: _Beside, element: Element) -> Element:
        try:
            return substituted(self.field, element, beside.family, beside.start)
        except Pole as pole:
            self.signs.one(pole.numerator)  # where it is not zero the limit is infinite
            raise Undefined from None
        except Unresolved:
            # Perhaps |u|**n with u = 0 at the point: measure the distance from it instead.
            self._moved += 1
            distance = self.field.generator(Variable(beside.family[0], (), self._moved))
            (variable,) = distance.generators
            element = substituted(
                self.field, element, beside.family, lambda at: beside.start(at) + distance
            )
        try:
            return limit_at_zero(self.field, element, variable)
        except Pole as pole:
            self.signs.one(pole.numerator)
            raise Undefined from None

    def _must_agree(self, left: Element, right: Element) -> None:
        difference = self.field.reduced(left - right)
        if vanishes(self.field, difference):
            return
        if 0 in self.signs.of(difference):
            self.signs.one(difference)  # raises NeedSplit: they agree in a part of the cell only
        raise Undefined


def _whole_arrays(expr: Expr) -> Expr:
    """Write an array for its entry at bound indices: a condition on it holds for each entry."""
    match expr:
        case Index(array=Name() as array, indices=indices) if all(map(is_bound, indices)):
            return array
    return with_children(expr, tuple(_whole_arrays(child) for child in children(expr)))


def _literal(term: IndexTerm) -> int:
    if isinstance(term, int):
        return term
    raise Unresolved(f"the entry {term} of an array that is written out")
