"""From an expression to an element of the field, in one cell, with what it takes to be defined.

An array is evaluated by its entries. Derivatives are taken of functions, not of formulas: to
differentiate by v at a point, v becomes a variable that moves away from its value there, the body
is evaluated beside the point (on both sides, where a kink stands exactly at the point), and the
element is differentiated (``beside``). So D exists exactly where the two-sided derivative of
analysis does, however the function is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from fractions import Fraction

from derive.kernel.prove.arrays import delta, matrix_product, of_array, reduction, summed
from derive.kernel.prove.atoms import (
    Indices,
    Pi,
    Unknown,
    Variable,
    is_bound,
)
from derive.kernel.prove.beside import derivative_at
from derive.kernel.prove.calculus import (
    argument,
)
from derive.kernel.prove.field import Field
from derive.kernel.prove.functions import ENTRYWISE_IN_FIELD
from derive.kernel.prove.polynomials import Unresolved
from derive.kernel.prove.quotients import Element
from derive.kernel.prove.scope import ALLOWED, Scope, Undefined
from derive.kernel.prove.signs import EmptyCell, Signs
from derive.kernel.prove.signsets import (
    ANY,
    NEGATIVE,
    NOT_NEGATIVE,
    NOT_ZERO,
    POSITIVE,
    ZERO,
    SignSet,
)
from derive.kernel.prove.zeros import vanishes
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
    Reduce,
    Relation,
    RelationOp,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
)
from derive.language.shapes import Surveyor
from derive.language.working import Declarations, Shape

_ZERO = Number(Fraction(0), "0")


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
        self.lets: Mapping[str, Expr] = dict(declarations.lets)
        self._unknowns = dict(declarations.unknowns)
        self._values = values
        self._surveyor = Surveyor(declarations)
        self._shapes: dict[Expr, Shape] = {}
        self.moved = 0

    def shape(self, expr: Expr) -> Shape:
        """Return the shape of an expression whose shapes are known to fit."""
        if isinstance(expr, Number | Index | Delta):
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
                return self.name(name, scope, at)
            case Unary(op=op, arg=arg):
                inside = self.value(arg, scope, at)
                return -inside if op == "-" else inside
            case Binary(op="@", left=left, right=right):
                return matrix_product(self, left, right, scope, at)
            case Binary(op="**", left=base, right=exponent):
                parts = self.entries((base, exponent), scope, at)
                return self._power(expr, *parts)
            case Binary(op=op, left=left, right=right):
                return self._arithmetic(op, self.entries((left, right), scope, at), right)
            case Call(function=function, args=args) if function in ENTRYWISE_IN_FIELD:
                return ENTRYWISE_IN_FIELD[function](self, self.entries(args, scope, at), args)
            case Call(function=function, args=args):
                return of_array(self, function, args[0], args, scope, at)
            case Where(condition=condition, then=then, otherwise=otherwise):
                return self._where(condition, then, otherwise, scope, at)
            case Apply(function=function, args=args):
                return self._apply(function, args, scope, at)
            case Derivative(body=body, variable=variable):
                return derivative_at(self, body, variable, scope, at)
            case Index(array=array, indices=indices):
                return self.value(array, scope, scope.terms(indices))
            case Sum(body=body, ranges=ranges):
                return summed(self, body, ranges, scope, at)
            case Delta(left=left, right=right):
                return delta(self, left, right, scope)
            case Transpose(array=array):
                return self.value(array, scope, at[::-1])
            case Vector(entries=entries):
                return self.value(entries[_literal(at[0])], scope)
            case Matrix(rows=rows):
                return self.value(rows[_literal(at[0])][_literal(at[1])], scope)
            case Reduce(function=function, array=array, axis=axis, keepdims=keepdims):
                return reduction(self, function, array, axis, keepdims, scope, at)

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

    def name(self, name: str, scope: Scope, at: Indices) -> Element:
        """Return what a name is here: a moved variable, a definition, a value of the cell."""
        if name in scope.overrides:
            return scope.overrides[name](at)
        # What is found while something is supposed is not known when it no longer is.
        found = scope.known.get((name, at, 0))
        if found is None:
            key = name, at, self.signs.supposition
            found = scope.known.get(key)
            if found is None:
                found = scope.known[key] = self._looked_up(name, scope, at)
        return found

    def _looked_up(self, name: str, scope: Scope, at: Indices) -> Element:
        if name in self.lets:
            if at:
                self.field.news.append((name, at))
            return self.value(self.lets[name], scope.bound(self.top.indices), at)
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
        """1 where the element is positive, else 0.

        (-1)**n*f has the sign s = (-1)**n*sign(f), and is positive where (s**2 + s)/2 is 1.
        """
        parity, rest = self.field.without_parity(self.field.reduced(element))
        if parity != self.field.one:
            sign = parity * (self.step(rest, source) - self.step(-rest, source))
            return self.field.reduced(sign * sign + sign) / 2
        if not self._is_bound(element):
            return self.field.one if self.signs.one(element) > 0 else self.field.zero
        start = self.signs.at_start(element)
        signs = self.signs.of(start)
        if signs in (POSITIVE, NEGATIVE):
            return self.field.one if signs == POSITIVE else self.field.zero
        return self.field.step(element)

    def _is_bound(self, element: Element) -> bool:
        return any(is_bound(term) for term in self.field.mentions(element))

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


def _literal(term: IndexTerm) -> int:
    if isinstance(term, int):
        return term
    raise Unresolved(f"the entry {term} of an array that is written out")
