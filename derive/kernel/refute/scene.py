"""What all points of a claim have in common: definitions, shapes at concrete sizes, indices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product, zip_longest
from typing import TypeAlias

from flint import fmpq

from derive.kernel.refute.instances import Unknown
from derive.kernel.refute.reals import Unclear
from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Matrix,
    Name,
    Number,
    Reduce,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
    children,
    names_in,
)

# Where an entry stands, and the extent of each axis; () for a scalar.
Place: TypeAlias = tuple[int, ...]
# One number that a point gives: the entry of a name.
Cell: TypeAlias = tuple[str, Place]
# Work beyond this many evaluated nodes is given up.
MOST_EFFORT = 150_000


def places(shape: Place) -> Iterator[Place]:
    """Yield the places of all entries, row by row."""
    return product(*map(range, shape))


@dataclass(slots=True)
class Effort:
    """How many nodes were evaluated."""

    spent: int = 0


# Of a claim's definitions and conditions each scene, at each choice of sizes, asks again.
_names_in = lru_cache(maxsize=1024)(names_in)


class Scene:
    """Definitions, unknown functions, sizes; who depends on whom, and how large everything is.

    lets       definitions; an unknown scalar J(Z) is defined as the application of J to Z
    functions  what stands for each unknown function
    shapes     the extents of the names that are arrays and not defined
    sizes      what each size letter is
    effort     how much was evaluated, inside unknown functions as well
    """

    def __init__(
        self,
        lets: Mapping[str, Expr],
        functions: Mapping[str, Unknown] | None = None,
        shapes: Mapping[str, Place] | None = None,
        sizes: Mapping[str, int] | None = None,
    ) -> None:
        self.lets = dict(lets)
        self.functions = dict(functions or {})
        self.shapes = dict(shapes or {})
        self.sizes = dict(sizes or {})
        self.effort = Effort()
        self._reach: dict[str, frozenset[str]] = {}
        # Keyed by identity, since hashing a tree costs as much as evaluating it; the expression
        # is kept beside, so that its identity is not given to another.
        self._shapes: dict[int, tuple[Expr, Place]] = {}
        self._free: dict[int, tuple[Expr, tuple[str, ...]]] = {}
        self._names: dict[int, tuple[Expr, frozenset[str]]] = {}
        self._ranges: dict[int, tuple[Expr, dict[str, int | None]]] = {}
        self._numbers: dict[int, tuple[Number, fmpq]] = {}
        self._inside: dict[tuple[str, tuple[Place, ...]], tuple[Scene, Expr]] = {}

    def reach(self, name: str) -> frozenset[str]:
        """Return ``name`` and all the names that its definition rests on."""
        known = self._reach.get(name)
        if known is None:
            inside = _names_in(self.lets[name]) if name in self.lets else frozenset[str]()
            known = frozenset({name}).union(*(self.reach(inner) for inner in inside - {name}))
            self._reach[name] = known
        return known

    def names(self, expr: Expr) -> frozenset[str]:
        """Return all the names that ``expr`` rests on, defined ones included."""
        known = self._names.get(id(expr))
        if known is None:
            reached = frozenset[str]().union(*(self.reach(name) for name in _names_in(expr)))
            known = self._names[id(expr)] = expr, reached
        return known[1]

    def inside(self, function: str, shapes: tuple[Place, ...]) -> tuple[Scene, Expr]:
        """Return the expression of an unknown function's instance, and the scene it stands in."""
        key = function, shapes
        if key not in self._inside:
            unknown = self.functions[function]
            body, _ = unknown.body(shapes)
            own = Scene({}, shapes=dict(zip(unknown.parameters, shapes, strict=True)))
            own.effort = self.effort
            self._inside[key] = own, body
        return self._inside[key]

    def number(self, expr: Number) -> fmpq:
        """Return the value of a number."""
        known = self._numbers.get(id(expr))
        if known is None:
            value = fmpq(expr.value.numerator, expr.value.denominator)
            known = self._numbers[id(expr)] = expr, value
        return known[1]

    def size(self, term: IndexTerm) -> int:
        """Return the number that a size is."""
        if isinstance(term, int):
            return term
        if term not in self.sizes:
            raise Unclear(f"no value for the size {term}")
        return self.sizes[term]

    # -- shapes -------------------------------------------------------------------------------

    def shape(self, expr: Expr) -> Place:
        """Return the extents of an expression whose shapes fit."""
        known = self._shapes.get(id(expr))
        if known is None:
            known = self._shapes[id(expr)] = expr, self._measured(expr)
        return known[1]

    def common(self, exprs: Iterable[Expr]) -> Place:
        """Return the extents that broadcasting gives several expressions together."""
        reverse = (self.shape(expr)[::-1] for expr in exprs)
        extents = zip_longest(*reverse, fillvalue=1)
        return tuple(max(extent) for extent in extents)[::-1]

    def _measured(self, expr: Expr) -> Place:
        match expr:
            case Name(id=name) if name in self.lets:
                return self.shape(self.lets[name])
            case Name(id=name):
                return self.shapes.get(name, ())
            case Binary(op="@", left=left, right=right):
                return self.shape(left)[:-1] + self.shape(right)[1:]
            case Binary() | Where():
                return self.common(children(expr))
            case Unary(arg=inner) | Derivative(variable=inner) | Sum(body=inner):
                return self.shape(inner)
            case Transpose(array=array):
                return self.shape(array)[::-1]
            case Reduce(array=array, axis=axis, keepdims=keepdims):
                over = [0 if axis in (None, k) else n for k, n in enumerate(self.shape(array))]
                return tuple(max(n, 1) for n in over) if keepdims else tuple(n for n in over if n)
            case Matrix(rows=rows):
                return len(rows), len(rows[0])
            case Vector(entries=entries):
                return (len(entries),)
            case Call(function=function, args=args):
                return self._measured_call(function, args)
            case Apply(function=function, args=args):
                whole = function in self.functions and self.functions[function].whole
                return () if whole else self.shape(args[0])
            case _:
                return ()

    def _measured_call(self, function: str, args: tuple[Expr, ...]) -> Place:
        match function:
            case "eye":
                return self._extents(args[0]) * 2
            case "ones":
                return self._extents(args[0])
            case "outer":
                return self.shape(args[0]) + self.shape(args[1])
            case "diag":
                shape = self.shape(args[0])
                return shape * 2 if len(shape) == 1 else shape[:1]
            case "trace" | "max" | "min":
                return ()
            case _:
                return self.shape(args[0])

    def _extents(self, size: Expr) -> Place:
        match size:
            case Name(id=name):
                return (self.size(name),)
            case Number(value=value):
                return (int(value),)
            case _:
                return tuple(extent for part in children(size) for extent in self._extents(part))

    def place(self, expr: Expr, at: Place) -> Place:
        """Return which entry of ``expr`` broadcasting brings to ``at``."""
        shape = self.shape(expr)
        if not shape:
            return ()
        kept = at[len(at) - len(shape) :]
        if 1 not in shape:
            return kept
        return tuple(0 if extent == 1 else k for extent, k in zip(shape, kept, strict=True))

    # -- indices ------------------------------------------------------------------------------

    def free(self, expr: Expr) -> tuple[str, ...]:
        """Return the free indices that stand in ``expr`` itself."""
        known = self._free.get(id(expr))
        if known is None:
            known = self._free[id(expr)] = expr, tuple(sorted(self._free_in(expr)))
        return known[1]

    @cached_property
    def indexed(self) -> bool:
        """Whether a free index stands in a definition."""
        return any(self.free(definition) for definition in self.lets.values())

    def _free_in(self, expr: Expr) -> set[str]:
        found = {index for child in children(expr) for index in self.free(child)}
        match expr:
            case Index(indices=terms):
                found |= {term for term in terms if isinstance(term, str)}
            case Delta(left=left, right=right):
                found |= {term for term in (left, right) if isinstance(term, str)}
            case Sum(ranges=ranges):
                found -= {run.index for run in ranges}
        return found

    def ranges(self, exprs: Iterable[Expr]) -> dict[str, int]:
        """Return how many values each free index has, those of definitions included.

        One that stands in delta alone may be any; it gets three.
        """
        found: dict[str, int | None] = {}
        names: set[str] = set()
        for expr in exprs:
            names |= self.names(expr)
            self._add_ranges(expr, found)
        for name in sorted(names & self.lets.keys()):
            self._add_ranges(self.lets[name], found)
        return {index: extent or 3 for index, extent in sorted(found.items())}

    def _add_ranges(self, expr: Expr, found: dict[str, int | None]) -> None:
        known = self._ranges.get(id(expr))
        if known is None:
            own: dict[str, int | None] = {}
            self._range_over(expr, frozenset(), own)
            known = self._ranges[id(expr)] = expr, own
        for index, extent in known[1].items():
            if extent is not None or index not in found:
                found[index] = extent

    def _range_over(self, expr: Expr, bound: frozenset[str], found: dict[str, int | None]) -> None:
        match expr:
            case Index(array=array, indices=terms):
                for term, extent in zip(terms, self.shape(array), strict=True):
                    if isinstance(term, str) and term not in bound:
                        found[term] = extent
            case Delta(left=left, right=right):
                for term in (left, right):
                    if isinstance(term, str) and term not in bound:
                        found.setdefault(term, None)
            case Sum(ranges=runs):
                bound |= {run.index for run in runs}
        for child in children(expr):
            self._range_over(child, bound, found)
