"""A third evaluator, for tests: slow and simple, and sharing nothing with the two engines.

Every number is mpmath's, every array NumPy's, every derivative a quotient of differences from both
sides. None stands for undefined and spreads.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import mpmath
import numpy as np

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
from derive.language.working import Declarations

mpmath.mp.dps = 100
# Steps of the quotients of differences: of a derivative, and of those inside a derivative.
STEPS = tuple(mpmath.mpf(10) ** -k for k in (20, 40, 60, 80, 100))
CLOSE = mpmath.mpf(10) ** -9

Value = Any  # a number, None, or an array of these


def _lifted(function: Callable[..., Any], count: int) -> Any:
    def safe(*args: Any) -> Any:
        return None if any(arg is None for arg in args) else function(*args)

    return np.frompyfunc(safe, count, 1)


def _power(base: Any, exponent: Any) -> Any:
    whole = mpmath.isint(exponent)
    if abs(exponent) > 10**4:
        raise TooLarge
    if (base == 0 and exponent < 0) or (base < 0 and not whole):
        return None
    return base ** (int(exponent) if whole else exponent)


class TooLarge(Exception):
    """A number is so large that nothing can be said about the instance."""


def _exp(x: Any) -> Any:
    if x > 10**5:
        raise TooLarge
    return mpmath.exp(x)


OPERATIONS = {
    "+": _lifted(lambda a, b: a + b, 2),
    "-": _lifted(lambda a, b: a - b, 2),
    "*": _lifted(lambda a, b: a * b, 2),
    "/": _lifted(lambda a, b: None if b == 0 else a / b, 2),
    "**": _lifted(_power, 2),
}
FUNCTIONS = {
    "log": _lifted(lambda x: mpmath.log(x) if x > 0 else None, 1),
    "exp": _lifted(_exp, 1),
    "sqrt": _lifted(lambda x: mpmath.sqrt(x) if x >= 0 else None, 1),
    "abs": _lifted(abs, 1),
    "sign": _lifted(mpmath.sign, 1),
    "tanh": _lifted(mpmath.tanh, 1),
    "cosh": _lifted(mpmath.cosh, 1),
    "sinh": _lifted(mpmath.sinh, 1),
    "sigma": _lifted(lambda x: 1 / (1 + _exp(-x)), 1),
    "relu": _lifted(lambda x: max(x, mpmath.mpf(0)), 1),
    "softplus": _lifted(lambda x: mpmath.log(1 + _exp(x)), 1),
}
EXTREMES = {"max": _lifted(max, 2), "min": _lifted(min, 2)}
HOLDS = {
    "<": _lifted(lambda a, b: a < b, 2),
    "<=": _lifted(lambda a, b: a <= b, 2),
    ">": _lifted(lambda a, b: a > b, 2),
    ">=": _lifted(lambda a, b: a >= b, 2),
    "==": _lifted(lambda a, b: abs(a - b) < CLOSE, 2),
    "!=": _lifted(lambda a, b: abs(a - b) >= CLOSE, 2),
}
_BOTH = _lifted(lambda a, b: a and b, 2)
_CHOSEN = np.frompyfunc(lambda c, a, b: None if c is None else a if c else b, 3, 1)


@dataclass(frozen=True)
class BruteForce:
    """An instance of a claim: numbers for names, for sizes and for index names."""

    declarations: Declarations
    values: Mapping[str, Value]
    sizes: Mapping[str, int] = field(default_factory=dict)
    indices: Mapping[str, int] = field(default_factory=dict)
    level: int = 0

    def value(self, expr: Expr) -> Value:
        """Return the value of an expression, None where it is undefined."""
        match expr:
            case Number(value=value):
                return mpmath.mpf(value.numerator) / value.denominator
            case Constant():
                return mpmath.pi()
            case Name(id=name):
                return self._name(name)
            case Unary(op=op, arg=arg):
                return OPERATIONS["*"](-1 if op == "-" else 1, self.value(arg))
            case Binary(op="@", left=left, right=right):
                return _matrix_product(self.value(left), self.value(right))
            case Binary(op=op, left=left, right=right):
                return OPERATIONS[op](self.value(left), self.value(right))
            case Call(function=function, args=args):
                return self._call(function, [self.value(arg) for arg in args])
            case Apply(function=function, args=args):
                return self._apply(function, [self.value(arg) for arg in args])
            case Reduce(function=function, array=array, axis=axis, keepdims=keepdims):
                return _reduction(function, self.value(array), axis, keepdims)
            case Sum(body=body, ranges=ranges):
                total = mpmath.mpf(0)
                for places in product(*(range(self._size(r.size)) for r in ranges)):
                    names = zip((r.index for r in ranges), places, strict=True)
                    inside = replace(self, indices={**self.indices, **dict(names)})
                    total = OPERATIONS["+"](total, inside.value(body))
                return total
            case Derivative(body=body, variable=variable):
                return self._derivative(body, variable)
            case Index(array=array, indices=indices):
                return self.value(array)[tuple(map(self._place, indices))]
            case Delta(left=left, right=right):
                return mpmath.mpf(self._place(left) == self._place(right))
            case Transpose(array=array):
                return self.value(array).T
            case Vector(entries=entries):
                return np.array([self.value(entry) for entry in entries], dtype=object)
            case Matrix(rows=rows):
                return np.array([[self.value(e) for e in row] for row in rows], dtype=object)
            case Where(condition=condition, then=then, otherwise=otherwise):
                holds = self.holds(condition)
                return _CHOSEN(holds, self.value(then), self.value(otherwise))

    def holds(self, relations: tuple[Relation, ...]) -> Value:
        """Return whether all relations hold, entry by entry."""
        holds: Value = True
        for relation in relations:
            sides = self.value(relation.left), self.value(relation.right)
            holds = _BOTH(holds, HOLDS[relation.op](*sides))
        return holds

    def _place(self, term: IndexTerm) -> int:
        return term if isinstance(term, int) else self.indices[term]

    def _size(self, size: IndexTerm) -> int:
        return size if isinstance(size, int) else self.sizes[size]

    def _name(self, name: str) -> Value:
        if name in self.values:
            return self.values[name]
        if name in self.sizes:
            return mpmath.mpf(self.sizes[name])
        if (defined := self.declarations.definition(name)) is not None:
            return self.value(defined)
        unknowns = dict(self.declarations.unknowns)
        return self._apply(name, [self._name(arg) for arg in unknowns[name]])

    def _apply(self, name: str, args: list[Value]) -> Value:
        """Unknown functions are made up: g(z) = sin(z + 1) + z**2/3, J = a sum of such."""
        if name in self.declarations.functions:
            return _lifted(lambda z: mpmath.sin(z + 1) + z * z / 3, 1)(args[0])
        entries = [entry for arg in args for entry in np.asarray(arg, dtype=object).flat]
        if None in entries:
            return None
        return sum(mpmath.sin((k + 2) * e) + e * e / (k + 1) for k, e in enumerate(entries))

    def _call(self, function: str, args: list[Value]) -> Value:
        match function:
            case "max" | "min":
                result = args[0]
                for arg in args[1:]:
                    result = EXTREMES[function](result, arg)
                return result
            case "softmax":
                raised = FUNCTIONS["exp"](args[0])
                return OPERATIONS["/"](raised, _reduction("sum", raised, 0, False))
            case "outer":
                return OPERATIONS["*"](args[0][:, None], args[1][None, :])
            case "diag":
                array = args[0]
                if array.ndim == 2:
                    return np.array([array[k, k] for k in range(len(array))], dtype=object)
                return OPERATIONS["*"](array[:, None], _identity(len(array)))
            case "trace":
                return _reduction("sum", self._call("diag", args), None, False)
            case "eye":
                return _identity(int(args[0]))
            case "ones":
                sizes = tuple(int(size) for size in np.atleast_1d(args[0]))
                return np.full(sizes, mpmath.mpf(1), dtype=object)
        return FUNCTIONS[function](args[0])

    def _derivative(self, body: Expr, variable: Expr) -> Value:
        match variable:
            case Index(array=Name(id=name), indices=indices):
                return self._slope(body, name, tuple(map(self._place, indices)))
            case Name(id=name):
                start = self.value(variable)
                if not isinstance(start, np.ndarray):
                    return self._slope(body, name, ())
                result = np.empty(start.shape, dtype=object)
                for place in np.ndindex(start.shape):
                    result[place] = self._slope(body, name, place)
                return result
        raise AssertionError(variable)

    def _slope(self, body: Expr, name: str, place: tuple[int, ...]) -> Value:
        step = STEPS[self.level]
        here = self._moved(body, name, place, mpmath.mpf(0))
        right, left = (self._moved(body, name, place, h) for h in (step, -step))
        if here is None or right is None or left is None:
            return None
        slopes = [(right - here) / step, (here - left) / step]
        near = self._moved(body, name, place, step / 4)
        slopes.append(None if near is None else (near - here) * 4 / step)
        if any(s is None or abs(s - slopes[0]) > CLOSE * (1 + abs(s)) for s in slopes):
            return None
        return (slopes[0] + slopes[1]) / 2

    def _moved(self, body: Expr, name: str, place: tuple[int, ...], by: Any) -> Value:
        start = self._name(name)
        if place:
            moved = start.copy()
            moved[place] = OPERATIONS["+"](start[place], by)
        else:
            moved = OPERATIONS["+"](start, by)
        inside = replace(self, values={**self.values, name: moved}, level=self.level + 1)
        return inside.value(body)


def agree(left: Value, right: Value) -> bool | None:
    """Say whether two values agree; None where in some entry a side is undefined."""
    pairs = list(np.broadcast(np.asarray(left, dtype=object), np.asarray(right, dtype=object)))
    if any(a is not None and b is not None and not _close(a, b) for a, b in pairs):
        return False
    return None if any(a is None or b is None for a, b in pairs) else True


def _close(left: Any, right: Any) -> bool:
    return bool(abs(left - right) <= CLOSE * (1 + abs(left) + abs(right)))


def _identity(size: int) -> np.ndarray:
    return np.array([[mpmath.mpf(i == j) for j in range(size)] for i in range(size)], dtype=object)


def _matrix_product(left: Value, right: Value) -> Value:
    rows = left if left.ndim == 2 else left[None, :]
    columns = right if right.ndim == 2 else right[:, None]
    products = OPERATIONS["*"](rows[:, :, None], columns[None, :, :])
    result = OPERATIONS["+"].reduce(products, axis=1)
    shape = left.shape[:-1] + (right.shape[1:] if right.ndim == 2 else ())
    return result.reshape(shape) if shape else result[0, 0]


def _reduction(function: str, array: Value, axis: int | None, keepdims: bool) -> Value:
    operation = OPERATIONS["+"] if function in ("sum", "mean") else EXTREMES[function]
    axes = tuple(range(array.ndim)) if axis is None else (axis,)
    result = array
    for k in sorted(axes, reverse=True):
        result = operation.reduce(result, axis=k, keepdims=keepdims)
    if function == "mean":
        result = OPERATIONS["/"](result, math.prod(array.shape[k] for k in axes))
    return result
