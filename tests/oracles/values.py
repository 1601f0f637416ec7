"""An evaluator for tests in float64: NumPy with every derivative by one of three other means.

It shares nothing with the project's engines: HIPS autograd differentiates by running the operations
backwards, central differences move each entry both ways, a complex step moves it sideways.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd import grad

from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Condition,
    Constant,
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Matrix,
    Membership,
    Name,
    Natural,
    Number,
    Reduce,
    Relation,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
    children,
    walk,
)
from derive.language.working import Declarations

Value = Any  # a float, an array, or one of autograd's boxes around them
Gradient = Callable[[Callable[[Value], Value], Value], Value]
ALL_HOLD = 1000  # attempts to find numbers for which all conditions hold


def by_autograd(function: Callable[[Value], Value], at: Value) -> Value:
    """Return the gradient that HIPS autograd finds."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Output seems independent of input")
        return grad(function)(at)


def by_differences(function: Callable[[Value], Value], at: Value, h: float = 1e-5) -> Value:
    """Return the gradient by central differences, exact to about h squared."""
    return _entrywise(
        at, lambda move: (function(at + h * move) - function(at - h * move)) / (2 * h)
    )


def by_complex_step(function: Callable[[Value], Value], at: Value, h: float = 1e-30) -> Value:
    """Return the gradient from a step into the complex plane: nothing cancels, so h is tiny."""
    return _entrywise(at, lambda move: np.imag(function(at + 1j * h * move)) / h)


def _entrywise(at: Value, slope: Callable[[Value], Value]) -> Value:
    if np.ndim(at) == 0:
        return slope(1.0)
    slopes = np.empty(np.shape(at))
    for place in np.ndindex(slopes.shape):
        move = np.zeros(slopes.shape)
        move[place] = 1
        slopes[place] = slope(move)
    return slopes


def _chosen(holds: Value, then: Value, otherwise: Value) -> Value:
    return anp.where(holds, then, otherwise)


def _larger(one: Value, other: Value) -> Value:
    return _chosen(anp.real(one) >= anp.real(other), one, other)


def _smaller(one: Value, other: Value) -> Value:
    return _chosen(anp.real(one) <= anp.real(other), one, other)


def _softmax(z: Value) -> Value:
    raised = anp.exp(z)
    return raised / anp.sum(raised, axis=0)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "log": anp.log,
    "exp": anp.exp,
    "sqrt": anp.sqrt,
    "abs": lambda x: _chosen(anp.real(x) < 0, -x, x),
    "sign": lambda x: anp.sign(anp.real(x)),
    "tanh": anp.tanh,
    "cosh": anp.cosh,
    "sinh": anp.sinh,
    "sigma": lambda z: 1 / (1 + anp.exp(-z)),
    "relu": lambda z: _larger(z, 0 * z),
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
    "softmax": _softmax,
    "outer": lambda u, v: u[:, None] * v[None, :],
    "diag": lambda a: a[:, None] * np.eye(len(a)) if anp.ndim(a) == 1 else anp.diag(a),
    "trace": anp.trace,
    "eye": lambda n: np.eye(int(n)),
    "ones": lambda shape: np.ones(tuple(int(n) for n in np.atleast_1d(shape))),
}
OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "@": anp.matmul,
}
COMPARISONS: dict[str, Callable[[Value, Value], Value]] = {
    "<": lambda a, b: anp.real(a) < anp.real(b),
    "<=": lambda a, b: anp.real(a) <= anp.real(b),
    ">": lambda a, b: anp.real(a) > anp.real(b),
    ">=": lambda a, b: anp.real(a) >= anp.real(b),
    "==": lambda a, b: abs(a - b) < 1e-12,
    "!=": lambda a, b: abs(a - b) >= 1e-12,
}
REDUCTIONS = {"sum": anp.sum, "mean": anp.mean, "max": anp.max, "min": anp.min}


@dataclass(eq=False)
class Frame:
    """The names that stand for something else at the moment, and what was worked out so far."""

    moved: Mapping[str, Value] = field(default_factory=dict)
    known: dict[object, Value] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class World:
    """Numbers for every letter of a derivation, under which an expression has a value.

    definitions   what ``let`` says
    values        the numbers of all other names; sizes are among them, as whole numbers
    unknowns      (name -> its arguments) of the scalars that depend on something in an unknown way
    indices       numbers for the free indices
    gradient      the means by which to differentiate
    """

    definitions: Mapping[str, Expr]
    values: Mapping[str, Value]
    unknowns: Mapping[str, tuple[str, ...]]
    indices: Mapping[str, int]
    gradient: Gradient = by_differences

    def value(self, expr: Expr, frame: Frame | None = None, **indices: int) -> Value:
        """Return the value of an expression."""
        return self._value(expr, frame or Frame(), {**self.indices, **indices})

    def holds(self, condition: Condition) -> bool:
        """Say whether a condition holds here, in every entry."""
        match condition:
            case Relation(op=op, left=left, right=right):
                return bool(np.all(COMPARISONS[op](self.value(left), self.value(right))))
            case Membership(subject=subject, values=values):
                return any(bool(np.all(self.value(subject) == self.value(v))) for v in values)
            case Natural(subject=subject):
                return float(self.value(subject)) in range(1, 100)

    def _value(self, expr: Expr, frame: Frame, indices: Mapping[str, int]) -> Value:
        def of(inside: Expr) -> Value:
            return self._value(inside, frame, indices)

        match expr:
            case Number(value=value):
                return float(value)
            case Constant():
                return np.pi
            case Name(id=name):
                return self._name(name, frame, indices)
            case Unary(op=op, arg=arg):
                return -of(arg) if op == "-" else of(arg)
            case Binary(op=op, left=left, right=right):
                return OPERATIONS[op](of(left), of(right))
            case Call(function=("max" | "min") as function, args=args):
                extreme = _larger if function == "max" else _smaller
                first, *rest = map(of, args)
                for other in rest:
                    first = extreme(first, other)
                return first
            case Call(function=function, args=args):
                return FUNCTIONS[function](*map(of, args))
            case Apply(function=function, args=args):
                return self._applied(function, [of(arg) for arg in args])
            case Reduce(function=function, array=array, axis=axis, keepdims=keepdims):
                return REDUCTIONS[function](of(array), axis=axis, keepdims=keepdims)
            case Sum(body=body, ranges=ranges):
                total: Value = 0.0
                for turn in itertools.product(*(range(self._size(r.size)) for r in ranges)):
                    inner = dict(zip((r.index for r in ranges), turn, strict=True))
                    total = total + self._value(body, frame, {**indices, **inner})
                return total
            case Derivative(body=body, variable=variable):
                return self._derivative(body, variable, frame, indices)
            case Index(array=array, indices=places):
                return _entry(of(array), [_number(place, indices) for place in places])
            case Delta(left=left, right=right):
                return float(_number(left, indices) == _number(right, indices))
            case Transpose(array=array):
                return of(array).T
            case Vector(entries=entries):
                return anp.array([of(entry) for entry in entries])
            case Matrix(rows=rows):
                return anp.array([[of(entry) for entry in row] for row in rows])
            case Where(condition=condition, then=then, otherwise=otherwise):
                holds: Value = True
                for each in condition:
                    holds = holds & COMPARISONS[each.op](of(each.left), of(each.right))
                if np.ndim(holds) == 0:
                    return of(then) if holds else of(otherwise)
                return _chosen(holds, of(then), of(otherwise))

    def _name(self, name: str, frame: Frame, indices: Mapping[str, int]) -> Value:
        if name in frame.moved:
            return frame.moved[name]
        if name in self.definitions:
            key = (name, *sorted(indices.items()))
            if key not in frame.known:
                frame.known[key] = self._value(self.definitions[name], frame, indices)
            return frame.known[key]
        if name in self.unknowns:
            arguments = [self._name(each, frame, indices) for each in self.unknowns[name]]
            return self._applied(name, arguments)
        return self.values[name]

    def _applied(self, name: str, args: list[Value]) -> Value:
        """Return the value of an unknown function: of some smooth one; of arrays, a sum of such."""
        turn = sum(map(ord, name)) % 7 / 3
        if name not in self.unknowns:
            (z,) = args
            return anp.sin(z + turn) + z * z / 5 + z / 3
        total: Value = 0.0
        for z in args:
            weight = _weights(np.shape(z))
            total = total + anp.sum(anp.sin(weight * z + turn) + weight * z * z / 4)
        return total

    def _size(self, size: IndexTerm) -> int:
        return size if isinstance(size, int) else int(self.values[size])

    def _derivative(
        self, body: Expr, variable: Expr, frame: Frame, indices: Mapping[str, int]
    ) -> Value:
        name, places = variable, list[int]()
        if isinstance(variable, Index):
            name, places = variable.array, [_number(place, indices) for place in variable.indices]
        assert isinstance(name, Name)
        key, here = name.id, self._name(name.id, frame, indices)

        def at(there: Value) -> Value:
            return self._value(body, Frame({**frame.moved, key: there}), indices)

        if not places:
            return self.gradient(at, here)
        move = np.zeros(np.shape(here))
        move[_place(np.shape(here), places)] = 1
        return self.gradient(lambda t: at(here + t * move), 0.0)


@cache
def _weights(shape: tuple[int, ...]) -> Value:
    """Return numbers that are all different, so that no two entries can change places unseen."""
    return np.linspace(0.5, 1.5, int(np.prod(shape)) + 1)[1:].reshape(shape)


def _number(term: IndexTerm, indices: Mapping[str, int]) -> int:
    return term if isinstance(term, int) else indices[term]


def _place(shape: tuple[int, ...], places: list[int]) -> tuple[int, ...]:
    """Return where an entry is; an index that print leaves out is that of an axis of size 1."""
    if len(places) == len(shape):
        return tuple(places)
    given = iter(places)
    return tuple(0 if size == 1 else next(given) for size in shape)


def _entry(array: Value, places: list[int]) -> Value:
    return array[_place(np.shape(array), places)]


def close(one: Value, other: Value, relative: float, absolute: float | None = None) -> bool:
    """Say whether two values are defined, have the same shape, and agree in every entry."""
    one, other = np.asarray(one), np.asarray(other)
    if one.shape != other.shape or not np.all(np.isfinite(one) & np.isfinite(other)):
        return False
    scale = max(1.0, float(np.max(np.abs(one), initial=0)))
    return bool(np.max(np.abs(one - other), initial=0) <= (absolute or relative) * scale)


def world(
    declarations: Declarations,
    definitions: Mapping[str, Expr],
    lines: Iterable[Expr],
    rng: np.random.Generator,
    gradient: Gradient = by_differences,
    smallest: int = 2,
    largest: int = 4,
) -> World:
    """Return random numbers for all letters of ``lines``, such that every condition holds.

    Sizes are ``smallest`` to ``largest``; numbers lie in -1.5 to 1.5, and within what is declared
    a little away from its borders, where slopes are steep.
    """
    lines = [*lines, *definitions.values()]
    sizes = _sizes(declarations, lines)
    for _ in range(ALL_HOLD):
        values: dict[str, Value] = {
            name: float(rng.integers(smallest, largest + 1)) for name in sorted(sizes)
        }
        for name in sorted(_letters(lines, declarations) - sizes - definitions.keys()):
            shape = tuple(
                int(values[size]) if isinstance(size, str) else size
                for size in declarations.shape(name)
            )
            low, high = _bounds(name, declarations)
            values[name] = rng.uniform(low, high, shape) if shape else float(rng.uniform(low, high))
        for condition in declarations.domain:
            match condition:
                case Relation(op="==", left=Name(id=one), right=Name(id=other)):
                    values[one] = values[other]
        for name in _adding_up_to_one(declarations):
            values[name] = values[name] / np.sum(values[name], axis=0)
        bare = World(definitions, values, dict(declarations.unknowns), {}, gradient)
        made = World(
            definitions, values, bare.unknowns, _indices(bare, declarations, lines, rng), gradient
        )
        if all(made.holds(condition) for condition in declarations.domain):
            return made
    raise AssertionError(f"no numbers for which all conditions hold: {declarations.domain}")


def _sizes(declarations: Declarations, lines: Iterable[Expr]) -> set[str]:
    found = {size for _, shape in declarations.shapes for size in shape if isinstance(size, str)}
    found |= {each.subject.id for each in declarations.domain if isinstance(each, Natural)}
    sums = (node for line in lines for _, node in walk(line) if isinstance(node, Sum))
    return found | {
        turn.size for node in sums for turn in node.ranges if isinstance(turn.size, str)
    }


def _letters(lines: Iterable[Expr], declarations: Declarations) -> set[str]:
    nodes = [node for line in lines for _, node in walk(line)]
    named = {node.id for node in nodes if isinstance(node, Name)}
    named |= {name for name, _ in declarations.shapes}
    for condition in declarations.domain:
        sides = (
            (condition.left, condition.right)
            if isinstance(condition, Relation)
            else (condition.subject,)
        )
        named |= {n.id for side in sides for _, n in walk(side) if isinstance(n, Name)}
    for _, arguments in declarations.unknowns:
        named |= set(arguments)
    return named - set(declarations.functions) - dict(declarations.unknowns).keys()


def _bounds(name: str, declarations: Declarations) -> tuple[float, float]:
    low, high = -1.5, 1.5
    for condition in declarations.domain:
        match condition:
            case Relation(op="<" | "<=", left=Number(value=value), right=Name(id=id)):
                low = max(low, float(value)) if id == name else low
            case Relation(op=">" | ">=", left=Name(id=id), right=Number(value=value)):
                low = max(low, float(value)) if id == name else low
            case Relation(op="<" | "<=", left=Name(id=id), right=Number(value=value)):
                high = min(high, float(value)) if id == name else high
    high = high if low < high else low + 2
    edge = (high - low) / 12
    return low + edge, high - edge


def _adding_up_to_one(declarations: Declarations) -> Iterable[str]:
    for condition in declarations.domain:
        match condition:
            case Relation(op="==", left=Sum(body=Index(array=Name(id=name)))):
                yield name


def _indices(
    bare: World, declarations: Declarations, lines: Iterable[Expr], rng: np.random.Generator
) -> dict[str, int]:
    """Return a number for every index, within the axes on which it stands; bound ones too."""
    limits: dict[str, int] = {}
    exprs = [*lines]
    exprs += [c.left for c in declarations.domain if isinstance(c, Relation)]
    anywhere = {name: 0 for name in sorted(_index_names(exprs))}
    for line in exprs:
        for _, node in walk(line):
            if isinstance(node, Index):
                shape = np.shape(bare.value(node.array, None, **anywhere))
                for term, size in zip(node.indices, shape, strict=False):
                    if isinstance(term, str):
                        limits[term] = min(size, limits.get(term, size))
    return {name: int(rng.integers(limits.get(name, 2))) for name in anywhere}


def _index_names(exprs: Iterable[Expr]) -> set[str]:
    found: set[str] = set()
    for expr in exprs:
        match expr:
            case Index(indices=terms):
                found |= {term for term in terms if isinstance(term, str)}
            case Delta(left=left, right=right):
                found |= {term for term in (left, right) if isinstance(term, str)}
            case _:
                pass
        found |= _index_names(children(expr))
    return found
