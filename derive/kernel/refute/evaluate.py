"""The value of an expression at a point, entry by entry, derivatives included.

A derivative is taken as analysis defines it: the body is expanded for the variable moved by an
infinitesimal to the right and to the left, and its two one-sided slopes are compared. Of an array
variable one entry is moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from itertools import product
from typing import Any, TypeAlias

from flint import arb, fmpq

from derive.kernel.refute import values
from derive.kernel.refute.reals import ZERO, Unclear, Undefined
from derive.kernel.refute.scene import MOST_EFFORT, Cell, Place, Scene, places
from derive.kernel.refute.values import Germ, Singular, Truncated, Value
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
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
)

NO_INDICES: Mapping[str, int] = {}

_ONE_ARGUMENT: dict[str, Callable[[Value], Value]] = {
    "log": values.log,
    "exp": values.exp,
    "sqrt": lambda a: values.power(a, fmpq(1, 2)),
    "abs": values.absolute,
    "sign": lambda a: fmpq(values.sign(a)),
    "tanh": values.tanh,
    "cosh": values.cosh,
    "sinh": values.sinh,
    "sigma": values.sigma,
    "relu": lambda a: values.greatest(ZERO, a),
    "softplus": values.softplus,
}
_BINARY: dict[str, Callable[[Value, Value], Value]] = {
    "+": values.add,
    "-": values.subtract,
    "*": values.multiply,
    "/": values.divide,
    "**": values.power,
}


class Environment:
    """The names' values at one point, some of them moved by infinitesimals.

    indices  what the indices are here; ``top`` those that are not bound by a sum
    """

    __slots__ = (
        *("_known", "_moves", "_results"),
        *("cost", "effort", "indices", "keep", "level", "point", "scene", "top"),
    )

    def __init__(
        self,
        scene: Scene,
        point: Mapping[Cell, Value],
        keep: int = 1,
        indices: Mapping[str, int] = NO_INDICES,
    ) -> None:
        self.scene = scene
        self.point = point
        self.keep = keep
        self.level = 0
        self.effort, self.cost = scene.effort, 1  # series cost more than numbers
        self.indices = self.top = indices
        self._moves: dict[str, tuple[Environment, Place, Value]] = {}
        self._known: dict[Cell, Value] = {}
        self._results: dict[tuple[object, ...], Value] = {}

    def value(self, name: str, at: Place = ()) -> Value:
        """Return an entry of ``name``."""
        cell = name, at
        known = self._known.get(cell)
        if known is None:
            known = self._known[cell] = self._found(name, at)
        return known

    def _found(self, name: str, at: Place) -> Value:
        # What is moved is a variable, whatever its definition; it starts at its value outside.
        if name in self._moves:
            outside, place, by = self._moves[name]
            start = outside.value(name, at)
            return values.add(start, by) if at == place else start
        if name in self.scene.lets:
            return evaluate(self.scene.lets[name], self.bound(None), at)
        if (name, at) in self.point:
            return self.point[name, at]
        return fmpq(self.scene.size(name))

    def cells(self) -> Iterator[Cell]:
        """Yield what was asked for of the point."""
        return (cell for cell in self._known if cell in self.point)

    def bound(self, indices: Mapping[str, int] | None) -> Environment:
        """Return this environment with further indices bound, or (None) with none bound."""
        if indices is None and self.indices is self.top:
            return self
        inner = Environment(self.scene, self.point, self.keep, self.top)
        inner.level, inner.cost = self.level, self.cost
        inner._moves, inner._known, inner._results = self._moves, self._known, self._results
        if indices is not None:
            inner.indices = {**self.indices, **indices}
        return inner

    def moved(self, cell: Cell, by: Value) -> Environment:
        """Return this environment one level deeper, with an entry of a name moved."""
        name, at = cell
        inner = Environment(self.scene, self.point, self.keep, self.top)
        inner.indices = self.indices
        inner.level, inner.cost = self.level + 1, self.cost + 2
        inner._moves = {**self._moves, name: (self, at, by)}
        reach = self.scene.reach
        inner._known = {c: v for c, v in self._known.items() if name not in reach(c[0])}
        return inner

    def applied(self, scene: Scene, arguments: Mapping[Cell, Value]) -> Environment:
        """Return the environment inside an unknown function's instance."""
        inner = Environment(scene, arguments, self.keep)
        inner.level, inner.cost = self.level, self.cost
        return inner

    def index(self, term: IndexTerm) -> int:
        """Return the place that an index term names."""
        if isinstance(term, int):
            return term
        if term not in self.indices:
            raise Unclear(f"no value for the index {term}")
        return self.indices[term]

    def indexed(self, terms: tuple[IndexTerm, ...]) -> Place:
        """Return the place that several index terms name."""
        return tuple(self.index(term) for term in terms)

    def once(
        self, expr: Expr, at: Place, compute: Callable[[Expr, Environment, Place], Value]
    ) -> Value:
        """Compute an entry that costs much, unless it is known."""
        key = (id(expr), at, *map(self.index, self.scene.free(expr)))
        known = self._results.get(key)
        if known is None:
            known = self._results[key] = compute(expr, self, at)
        return known


def evaluate(expr: Expr, env: Environment, at: Place = ()) -> Value:
    """Return the value of a scalar, or of the entry of an array at a place.

    Raises Undefined where it surely has none, and Unclear where that could not be decided.
    """
    effort = env.effort
    effort.spent += env.cost
    if effort.spent > MOST_EFFORT:
        raise Unclear("too much work")
    return _KINDS[type(expr)](expr, env, at)


# A node's class -> how such a node is evaluated; looked up, since this runs for every node at
# every point.
_Kind: TypeAlias = Callable[[Any, Environment, Place], Value]


def _name(expr: Name, env: Environment, at: Place) -> Value:
    return env.value(expr.id, at)


def _number(expr: Number, env: Environment, at: Place) -> Value:
    return env.scene.number(expr)


def _constant(expr: Constant, env: Environment, at: Place) -> Value:
    return arb.pi()


def _unary(expr: Unary, env: Environment, at: Place) -> Value:
    inside = evaluate(expr.arg, env, at)
    return values.negative(inside) if expr.op == "-" else inside


def _binary(expr: Binary, env: Environment, at: Place) -> Value:
    if expr.op == "@":
        return env.once(expr, at, _matrix_product)
    if not at:
        return _BINARY[expr.op](evaluate(expr.left, env), evaluate(expr.right, env))
    return _BINARY[expr.op](_operand(expr.left, env, at), _operand(expr.right, env, at))


def _index(expr: Index, env: Environment, at: Place) -> Value:
    return evaluate(expr.array, env, env.indexed(expr.indices))


def _called(expr: Call, env: Environment, at: Place) -> Value:
    function, args = expr.function, expr.args
    if function in _ONE_ARGUMENT and len(args) == 1:
        return _ONE_ARGUMENT[function](evaluate(args[0], env, at))
    return _call(function, args, env, at)


def _derived(expr: Derivative, env: Environment, at: Place) -> Value:
    return env.once(expr, at, _derivative)


def _where(expr: Where, env: Environment, at: Place) -> Value:
    chosen = expr.then if holds(expr.condition, env, at) else expr.otherwise
    return _operand(chosen, env, at)


def _sum(expr: Sum, env: Environment, at: Place) -> Value:
    extents = [range(env.scene.size(run.size)) for run in expr.ranges]
    names = [run.index for run in expr.ranges]
    chosen = (dict(zip(names, place, strict=True)) for place in product(*extents))
    return _total(evaluate(expr.body, env.bound(indices), at) for indices in chosen)


def _delta(expr: Delta, env: Environment, at: Place) -> Value:
    return fmpq(env.index(expr.left) == env.index(expr.right))


def _reduction(expr: Reduce, env: Environment, at: Place) -> Value:
    return env.once(expr, at, _reduced)


def _transpose(expr: Transpose, env: Environment, at: Place) -> Value:
    return evaluate(expr.array, env, at[::-1])


def _matrix(expr: Matrix, env: Environment, at: Place) -> Value:
    return evaluate(expr.rows[at[0]][at[1]], env)


def _vector(expr: Vector, env: Environment, at: Place) -> Value:
    return evaluate(expr.entries[at[0]], env)


def _operand(expr: Expr, env: Environment, at: Place) -> Value:
    """Return the entry of an operand that broadcasting brings to ``at``."""
    return evaluate(expr, env, env.scene.place(expr, at) if at else at)


def _total(terms: Iterator[Value]) -> Value:
    total: Value = ZERO
    for term in terms:
        total = values.add(total, term)
    return total


def _matrix_product(expr: Expr, env: Environment, at: Place) -> Value:
    assert isinstance(expr, Binary)
    *rows, inner = env.scene.shape(expr.left)
    row, column = at[: len(rows)], at[len(rows) :]
    return _total(
        values.multiply(
            evaluate(expr.left, env, (*row, k)), evaluate(expr.right, env, (k, *column))
        )
        for k in range(inner)
    )


def _reduced(expr: Expr, env: Environment, at: Place) -> Value:
    assert isinstance(expr, Reduce)
    shape = env.scene.shape(expr.array)
    spread = [expr.axis in (None, k) for k in range(len(shape))]
    fixed = iter(
        [k for k, over in zip(at, spread, strict=True) if not over] if expr.keepdims else at
    )
    axes = [
        range(extent) if over else (next(fixed),)
        for extent, over in zip(shape, spread, strict=True)
    ]
    entries = [evaluate(expr.array, env, place) for place in product(*axes)]
    match expr.function:
        case "max":
            return reduce(values.greatest, entries)
        case "min":
            return _least(entries)
        case "mean":
            return values.divide(_total(iter(entries)), fmpq(len(entries)))
        case _:
            return _total(iter(entries))


def _least(numbers: list[Value]) -> Value:
    return values.negative(reduce(values.greatest, map(values.negative, numbers)))


def _call(function: str, args: tuple[Expr, ...], env: Environment, at: Place) -> Value:
    """Return the value of a function of several numbers or of a whole array."""
    array = args[0]
    match function:
        case "max":
            return reduce(values.greatest, [evaluate(arg, env) for arg in args])
        case "min":
            return _least([evaluate(arg, env) for arg in args])
        case "softmax":
            column = [(k, *at[1:]) for k in range(env.scene.shape(array)[0])]
            powers = {place: values.exp(evaluate(array, env, place)) for place in column}
            return values.divide(powers[at], _total(iter(powers.values())))
        case "outer":
            axes = len(env.scene.shape(array))
            left, right = evaluate(array, env, at[:axes]), evaluate(args[1], env, at[axes:])
            return values.multiply(left, right)
        case "diag" if len(at) == 2:
            entry = evaluate(array, env, at[:1])
            return entry if at[0] == at[1] else ZERO
        case "diag":
            return evaluate(array, env, at * 2)
        case "trace":
            size = env.scene.shape(array)[0]
            return _total(evaluate(array, env, (k, k)) for k in range(size))
        case "eye":
            return fmpq(at[0] == at[1])
        case "ones":
            return fmpq(1)
        case _:
            raise Unclear(f"{function} is not evaluated")


def _applied(expr: Apply, env: Environment, at: Place) -> Value:
    """Return the value of an unknown function's instance."""
    function, args = expr.function, expr.args
    if function not in env.scene.functions:
        raise Unclear(f"{function} is not known")
    unknown = env.scene.functions[function]
    if not unknown.whole:
        scene, body = env.scene.inside(function, ((),))
        argument: dict[Cell, Value] = {(unknown.parameters[0], ()): evaluate(args[0], env, at)}
        return evaluate(body, env.applied(scene, argument))
    shapes = tuple(env.scene.shape(arg) for arg in args)
    scene, body = env.scene.inside(function, shapes)
    given = zip(unknown.parameters, args, shapes, strict=True)
    cells = {
        (name, place): evaluate(arg, env, place)
        for name, arg, shape in given
        for place in places(shape)
    }
    return evaluate(body, env.applied(scene, cells))


def holds(relations: tuple[Relation, ...], env: Environment, at: Place = ()) -> bool:
    """Whether all the relations hold; one that is undefined raises."""
    return all([_compare(r.op, _difference_sign(r, env, at)) for r in relations])


def _difference_sign(relation: Relation, env: Environment, at: Place) -> int:
    left, right = _operand(relation.left, env, at), _operand(relation.right, env, at)
    return values.sign(values.subtract(left, right))


def _compare(op: str, sign: int) -> bool:
    match op:
        case "<":
            return sign < 0
        case "<=":
            return sign <= 0
        case ">":
            return sign > 0
        case ">=":
            return sign >= 0
        case "==":
            return sign == 0
        case _:
            return sign != 0


def _derivative(expr: Expr, env: Environment, at: Place) -> Value:
    """Return the two-sided derivative of a scalar by a variable, or by an entry of it.

    Nearly always nothing on the way depends on the direction: then one expansion says all.
    """
    assert isinstance(expr, Derivative)
    body, cell = expr.body, _variable(expr.variable, env, at)
    env.value(*cell)
    level = env.level + 1
    germ = Germ(level, env.keep, regular=True)
    try:
        expansion = evaluate(body, env.moved(cell, values.infinitesimal(germ, 1)))
    except Singular as singular:
        if singular.level != level:
            raise
    else:
        return _slope(expansion, germ)
    at_point = evaluate(body, env)
    slopes: list[Value] = []
    unclear: Unclear | None = None
    for towards in (1, -1):
        try:
            slopes.append(_one_sided(body, cell, env, at_point, towards))
        except Unclear as reason:
            unclear = reason
    if unclear is not None:
        raise unclear
    right, left = slopes
    if not _equal(right, left):
        raise Undefined("the slopes on the two sides differ")
    return right


def _variable(variable: Expr, env: Environment, at: Place) -> Cell:
    match variable:
        case Name(id=name):
            cell = name, at
        case Index(array=Name(id=name), indices=terms):
            cell = name, env.indexed(terms)
        case _:
            raise Unclear("a derivative by something that is no name")
    if name in env.scene.sizes:
        raise Unclear("a derivative by a size")
    return cell


def _one_sided(body: Expr, cell: Cell, env: Environment, at_point: Value, towards: int) -> Value:
    """Return the slope on one side; Undefined where the function jumps or grows too steeply."""
    germ = Germ(env.level + 1, env.keep, regular=False)
    expansion = evaluate(body, env.moved(cell, values.infinitesimal(germ, towards)))
    terms, _ = values.coefficients(expansion, germ)
    for exponent in sorted(terms):
        if exponent == 0 and not germ.jumped:
            continue
        if exponent >= 1:
            break
        if exponent != 0 and values.sign(terms[exponent]) != 0:
            raise Undefined("no finite slope")
    if germ.jumped and not _equal(terms.get(0, ZERO), at_point):
        raise Undefined("a jump")
    return values.multiply(fmpq(towards), _slope(expansion, germ))


def _slope(expansion: Value, germ: Germ) -> Value:
    terms, order = values.coefficients(expansion, germ)
    if order is not None and order <= 1:
        raise Truncated("a slope")
    return terms.get(1, ZERO)


def _equal(a: Value, b: Value) -> bool:
    """Whether two values are the same number."""
    difference = values.subtract(a, b)
    return (isinstance(difference, fmpq) and difference == 0) or values.sign(difference) == 0


_KINDS: dict[type[Expr], _Kind] = {
    Name: _name,
    Number: _number,
    Constant: _constant,
    Unary: _unary,
    Binary: _binary,
    Index: _index,
    Call: _called,
    Apply: _applied,
    Derivative: _derived,
    Where: _where,
    Sum: _sum,
    Delta: _delta,
    Reduce: _reduction,
    Transpose: _transpose,
    Matrix: _matrix,
    Vector: _vector,
}
