"""The value of an expression at a point, derivatives included.

A derivative is taken as analysis defines it: the body is expanded for the variable moved by an
infinitesimal to the right and to the left, and its two one-sided slopes are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import TypeVar

from flint import arb, ctx, fmpq

from derive.kernel.refute import values
from derive.kernel.refute.reals import ZERO, Imprecise, Real, Unclear, Undefined
from derive.kernel.refute.values import Germ, Singular, Truncated, Value
from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Constant,
    Derivative,
    Expr,
    Name,
    Number,
    Relation,
    Unary,
    Where,
    names_in,
)

T = TypeVar("T")

MOST_BITS = 4096
_MOST_TERMS = 16

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


class Scene:
    """What every point has in common: definitions, and who depends on whom.

    functions  each unknown function's instance: its parameters and its expression
    """

    def __init__(
        self,
        lets: Mapping[str, Expr],
        functions: Mapping[str, tuple[tuple[str, ...], Expr]] | None = None,
    ) -> None:
        self.lets = dict(lets)
        self.functions = dict(functions or {})
        self._reach: dict[str, frozenset[str]] = {}

    def reach(self, name: str) -> frozenset[str]:
        """Return ``name`` and all the names that its definition rests on."""
        known = self._reach.get(name)
        if known is None:
            inside = names_in(self.lets[name]) if name in self.lets else frozenset[str]()
            known = frozenset({name}).union(*(self.reach(inner) for inner in inside - {name}))
            self._reach[name] = known
        return known

    def names(self, expr: Expr) -> frozenset[str]:
        """Return all the names that ``expr`` rests on, defined ones included."""
        return frozenset[str]().union(*(self.reach(name) for name in names_in(expr)))


_NO_NAMES = Scene({})


class Environment:
    """The names' values at one point, some of them moved by infinitesimals."""

    __slots__ = ("_known", "_moves", "keep", "level", "point", "scene")

    def __init__(self, scene: Scene, point: Mapping[str, Value], keep: int = 1) -> None:
        self.scene = scene
        self.point = point
        self.keep = keep
        self.level = 0
        self._moves: dict[str, Value] = {}
        self._known: dict[str, Value] = {}

    def value(self, name: str) -> Value:
        """Return the value of ``name``: its definition's or the point's, plus its moves."""
        known = self._known.get(name)
        if known is None:
            definition = self.scene.lets.get(name)
            if definition is not None:
                known = evaluate(definition, self)
            elif name in self.point:
                known = self.point[name]
            else:
                raise Unclear(f"no value for {name}")
            if name in self._moves:
                known = values.add(known, self._moves[name])
            self._known[name] = known
        return known

    def moved(self, name: str, by: Value) -> Environment:
        """Return this environment one level deeper, with ``name`` moved."""
        inner = Environment(self.scene, self.point, self.keep)
        inner.level = self.level + 1
        inner._moves = dict(self._moves)
        inner._moves[name] = values.add(self._moves.get(name, ZERO), by)
        reach = self.scene.reach
        inner._known = {n: v for n, v in self._known.items() if name not in reach(n)}
        return inner

    def applied(self, parameters: tuple[str, ...], arguments: tuple[Value, ...]) -> Environment:
        """Return the environment inside an unknown function's instance."""
        inner = Environment(_NO_NAMES, dict(zip(parameters, arguments, strict=True)), self.keep)
        inner.level = self.level
        return inner


def evaluate(expr: Expr, env: Environment) -> Value:
    """Return the value of ``expr``.

    Raises Undefined where it surely has none, and Unclear where that could not be decided.
    """
    match expr:
        case Name(id=name):
            return env.value(name)
        case Binary(op=op, left=left, right=right) if op in _BINARY:
            return _BINARY[op](evaluate(left, env), evaluate(right, env))
        case Number(value=value):
            return fmpq(value.numerator, value.denominator)
        case Unary(op=op, arg=arg):
            inside = evaluate(arg, env)
            return values.negative(inside) if op == "-" else inside
        case Call(function=function, args=args):
            return _call(function, [evaluate(arg, env) for arg in args])
        case Derivative(body=body, variable=Name(id=variable)):
            return _derivative(body, variable, env)
        case Where(condition=condition, then=then, otherwise=otherwise):
            return evaluate(then if holds(condition, env) else otherwise, env)
        case Apply(function=function, args=args) if function in env.scene.functions:
            parameters, body = env.scene.functions[function]
            arguments = tuple(evaluate(arg, env) for arg in args)
            return evaluate(body, env.applied(parameters, arguments))
        case Constant(name="pi"):
            return arb.pi()
        case _:
            raise Unclear(f"{type(expr).__name__} is not evaluated")


def _call(function: str, arguments: list[Value]) -> Value:
    if function in _ONE_ARGUMENT:
        return _ONE_ARGUMENT[function](arguments[0])
    if function == "max":
        return reduce(values.greatest, arguments)
    if function == "min":
        return values.negative(reduce(values.greatest, map(values.negative, arguments)))
    raise Unclear(f"{function} is not evaluated")


def holds(relations: tuple[Relation, ...], env: Environment) -> bool:
    """Whether all the relations hold; one that is undefined raises."""
    return all([_compare(r.op, _difference_sign(r, env)) for r in relations])


def _difference_sign(relation: Relation, env: Environment) -> int:
    left, right = evaluate(relation.left, env), evaluate(relation.right, env)
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


def _derivative(body: Expr, variable: str, env: Environment) -> Value:
    """Return the two-sided derivative of ``body`` by ``variable``.

    Nearly always nothing on the way depends on the direction: then one expansion says all.
    """
    env.value(variable)
    level = env.level + 1
    germ = Germ(level, env.keep, regular=True)
    try:
        expansion = evaluate(body, env.moved(variable, values.infinitesimal(germ, 1)))
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
            slopes.append(_one_sided(body, variable, env, at_point, towards))
        except Unclear as reason:
            unclear = reason
    if unclear is not None:
        raise unclear
    right, left = slopes
    if not _equal(right, left):
        raise Undefined("the slopes on the two sides differ")
    return right


def _one_sided(body: Expr, variable: str, env: Environment, at_point: Value, towards: int) -> Value:
    """Return the slope on one side; Undefined where the function jumps or grows too steeply."""
    germ = Germ(env.level + 1, env.keep, regular=False)
    expansion = evaluate(body, env.moved(variable, values.infinitesimal(germ, towards)))
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


def settled(compute: Callable[[int], T], bits: int, most_bits: int = MOST_BITS) -> T:
    """Call ``compute`` with the number of terms to keep, at ``bits`` of precision.

    While it is Imprecise the precision rises fourfold; while it is Truncated, the terms double.
    """
    keep, before = 1, ctx.prec
    try:
        while True:
            ctx.prec = bits
            try:
                return compute(keep)
            except Imprecise:
                bits *= 4
                if bits > most_bits:
                    raise
            except Truncated:
                keep *= 2
                if keep > _MOST_TERMS:
                    raise
    finally:
        ctx.prec = before


def value_at(
    expr: Expr, scene: Scene, point: Mapping[str, Real], bits: int, most_bits: int = MOST_BITS
) -> Real | None:
    """Return the value of ``expr`` at ``point``, or None where it is surely undefined.

    Raises Unclear where neither could be established.
    """
    try:
        value = settled(
            lambda keep: evaluate(expr, Environment(scene, point, keep)), bits, most_bits
        )
    except Undefined:
        return None
    if isinstance(value, values.Series):
        raise Unclear("an infinitesimal outside of a derivative")
    return value
