"""The shape of every expression, and the range of every index.

Sizes fit when they are written alike or are literally 1; different letters never fit. An index
ranges over the axis that it stands on, and nothing broadcasts across ``=``. A misfit is a
:class:`ShapeError`, which names both shapes, never a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NoReturn

from derive.language.errors import LanguageError
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
    Path,
    Range,
    Reduce,
    Relation,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
    names_in,
    nodes,
)
from derive.language.text import to_text
from derive.language.working import Declarations, Shape


class ShapeError(LanguageError):
    """Shapes, indices or kinds of names that do not fit; ``path`` leads to where."""

    def __init__(self, message: str, path: Path = ()) -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True, slots=True)
class Survey:
    """What an expression is: its shape, and the range of each of its free indices.

    An index that stands only in ``delta`` has the range None.
    """

    shape: Shape
    indices: Mapping[str, IndexTerm | None]


def shape_of(expr: Expr, declarations: Declarations) -> Shape:
    """Return the shape of the expression; ``()`` for a scalar. Raises ShapeError."""
    return survey(expr, declarations).shape


def index_sizes(expr: Expr, declarations: Declarations) -> dict[str, IndexTerm]:
    """Return the range of each free index that stands on an axis. Raises ShapeError."""
    found = survey(expr, declarations).indices
    return {index: size for index, size in found.items() if size is not None}


def survey(expr: Expr, declarations: Declarations) -> Survey:
    """Return the shape and the free indices of the expression. Raises ShapeError."""
    return Surveyor(declarations).survey(expr)


def check_step_shapes(left: Expr, right: Expr, declarations: Declarations) -> None:
    """Raise ShapeError unless both sides have one shape and use each index on one range."""
    surveyor = Surveyor(declarations)
    compare(surveyor.survey(left), surveyor.survey(right))


def compare(left: Survey, right: Survey) -> None:
    """Raise ShapeError unless two sides of an equality have one shape and the same ranges."""
    if left.shape != right.shape:
        raise ShapeError(
            f"the left side is {described(left.shape)}, the right side {described(right.shape)}; "
            "nothing broadcasts across ="
        )
    for index, size in left.indices.items():
        other = right.indices.get(index)
        if size is not None and other is not None and size != other:
            raise ShapeError(
                f"the index {index} ranges over {size} on the left and over {other} on the right"
            )


def check_condition_shapes(condition: Condition, declarations: Declarations) -> None:
    """Raise ShapeError unless the shapes inside the condition fit."""
    surveyor = Surveyor(declarations)
    match condition:
        case Relation(left=left, right=right):
            # As a scalar that depends on both sides, so that indices must agree as well.
            surveyor.survey(Where((condition,), left, right))
        case Membership(subject=subject) | Natural(subject=subject):
            surveyor.survey(subject)


def sides_of(condition: Condition) -> tuple[Expr, ...]:
    """Return the expressions of which a condition speaks."""
    match condition:
        case Relation(left=left, right=right):
            return (left, right)
        case Membership(subject=subject) | Natural(subject=subject):
            return (subject,)


def size_names(expr: Expr) -> frozenset[str]:
    """Return the names that stand as sizes: in ``range(n)``, ``eye(n)`` and ``ones((n, m))``."""
    found: set[str] = set()
    for node in nodes(expr):
        match node:
            case Sum(ranges=ranges):
                found.update(r.size for r in ranges if isinstance(r.size, str))
            case Call(function="eye" | "ones", args=(argument,)):
                found.update(n.id for n in nodes(argument) if isinstance(n, Name))
    return frozenset(found)


def described(shape: Shape) -> str:
    """Return a shape for a message: ``(n, m)``, ``(n,)`` or ``a scalar``."""
    if not shape:
        return "a scalar"
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"


_NOTHING_BOUND: Mapping[str, IndexTerm] = MappingProxyType({})


@dataclass(slots=True)
class _Walk:
    """What one survey gathers: the free indices and the names used as values."""

    indices: dict[str, IndexTerm | None] = field(default_factory=dict)
    values: set[str] = field(default_factory=set)


class Surveyor:
    """Surveys expressions under the same declarations; it remembers the definitions."""

    def __init__(self, declarations: Declarations) -> None:
        self._shapes = dict(declarations.shapes)
        self._lets = dict(declarations.lets)
        self._functions = frozenset(declarations.functions)
        self._unknowns = dict(declarations.unknowns)
        self._sizes = {s for _, shape in declarations.shapes for s in shape if isinstance(s, str)}
        self._values = {
            name
            for condition in declarations.domain
            for side in sides_of(condition)
            for name in names_in(side)
        }
        self._defined: dict[str, Survey] = {}

    def survey(self, expr: Expr) -> Survey:
        """Return the shape and the free indices of the expression. Raises ShapeError."""
        found = _Walk()
        shape = self._shape(expr, (), _NOTHING_BOUND, found)
        for index in found.indices.keys() & found.values:
            _fail(f"{index} stands in [ ] as an index, so it is no number elsewhere", ())
        return Survey(shape, found.indices)

    # -- names and indices --------------------------------------------------------------------

    def _name(self, name: str, path: Path, bound: Mapping[str, IndexTerm], found: _Walk) -> Shape:
        if name in bound:
            _fail(f"the index {name} is no number; it stands only in [ ] and in delta", path)
        if name in self._functions:
            _fail(f"{name} is an unknown function: write {name}(...)", path)
        found.values.add(name)
        declared = self._shapes.get(name)
        if name not in self._lets:
            return declared or ()
        defined = self._definition(name, path)
        if declared is not None and declared != defined.shape:
            _fail(
                f"{name} is declared as {described(declared)}, "
                f"and its definition is {described(defined.shape)}",
                path,
            )
        for index, size in defined.indices.items():
            if index in bound:
                _fail(f"the sum's index {index} stands in the definition of {name}", path)
            _range_over(index, size, path, found)
        return defined.shape

    def _definition(self, name: str, path: Path) -> Survey:
        """Return the survey of a definition, after those above it (so no recursion is deep)."""
        for above, definition in self._lets.items():
            if name in self._defined:
                break
            if above not in self._defined:
                try:
                    self._defined[above] = self.survey(definition)
                except ShapeError as error:
                    _fail(f"in the definition of {above}: {error.message}", path)
        return self._defined[name]

    def _index(
        self,
        term: IndexTerm,
        size: IndexTerm | None,
        path: Path,
        bound: Mapping[str, IndexTerm],
        found: _Walk,
    ) -> None:
        """Take note that an index term stands on an axis of this size (None: in delta)."""
        if isinstance(term, int):
            if isinstance(size, str) and term > 0:
                _fail(f"the entry {term} need not exist on an axis of size {size}", path)
            if isinstance(size, int) and term >= size:
                _fail(f"the entry {term} does not exist on an axis of size {size}", path)
        elif term in bound:
            if size is not None and bound[term] != size:
                run = f"the index {term} runs over {bound[term]}"
                _fail(f"{run} and stands on an axis of size {size}", path)
        elif what := self._declared_as(term):
            _fail(f"{term} is {what}, and an index is a name that is not declared", path)
        else:
            _range_over(term, size, path, found)

    def _declared_as(self, name: str) -> str | None:
        if name in self._lets:
            return "defined by let"
        if name in self._shapes:
            return f"declared as {described(self._shapes[name])}"
        if name in self._functions or name in self._unknowns:
            return "declared as unknown"
        if name in self._sizes:
            return "a size"
        return "declared as a value" if name in self._values else None

    # -- shapes -------------------------------------------------------------------------------

    def _shape(self, expr: Expr, path: Path, bound: Mapping[str, IndexTerm], found: _Walk) -> Shape:
        def inside(number: int, child: Expr) -> Shape:
            return self._shape(child, (*path, number), bound, found)

        match expr:
            case Number() | Constant():
                return ()
            case Name(id=name):
                return self._name(name, path, bound, found)
            case Unary(arg=arg):
                return inside(0, arg)
            case Binary(op="@", left=left, right=right):
                return _matrix_product(expr, inside(0, left), inside(1, right), path)
            case Binary(left=left, right=right):
                return _broadcast(expr, [inside(0, left), inside(1, right)], path)
            case Call(args=args):
                return _call(expr, [inside(n, arg) for n, arg in enumerate(args)], path)
            case Apply(args=args):
                return self._apply(expr, [inside(n, arg) for n, arg in enumerate(args)], path)
            case Reduce(array=array):
                return _reduction(expr, inside(0, array), path)
            case Sum(body=body, ranges=ranges):
                for run in ranges:
                    self._check_range(run, path, found)
                inner = {**bound, **{run.index: run.size for run in ranges}}
                return self._shape(body, (*path, 0), inner, found)
            case Derivative(body=body, variable=variable):
                if shape := inside(0, body):
                    message = f"D differentiates a scalar, and {_named(body, shape)}{_one(body)}"
                    _fail(message, (*path, 0))
                return inside(1, variable)
            case Index(array=array, indices=indices):
                shape = inside(0, array)
                if len(shape) != len(indices):
                    takes = f"{len(shape)} ind{'ex' if len(shape) == 1 else 'ices'}"
                    message = f"and takes {takes if shape else 'no index'}, not {len(indices)}"
                    _fail(f"{_named(array, shape)} {message}", path)
                for term, size in zip(indices, shape, strict=True):
                    self._index(term, size, path, bound, found)
                return ()
            case Delta(left=left, right=right):
                for term in (left, right):
                    self._index(term, None, path, bound, found)
                return ()
            case Transpose(array=array):
                if not (shape := inside(0, array)):
                    _fail(f"{to_text(array)} is a scalar and has no transpose", path)
                return shape[::-1]
            case Matrix(rows=rows):
                width = len(rows[0])
                for number, entry in enumerate(entry for row in rows for entry in row):
                    _check_scalar(entry, inside(number, entry), (*path, number))
                return (len(rows), width)
            case Vector(entries=entries):
                for number, entry in enumerate(entries):
                    _check_scalar(entry, inside(number, entry), (*path, number))
                return (len(entries),)
            case Where(condition=condition, then=then, otherwise=otherwise):
                sides = [side for relation in condition for side in (relation.left, relation.right)]
                parts = [*sides, then, otherwise]
                return _broadcast(expr, [inside(n, part) for n, part in enumerate(parts)], path)

    def _check_range(self, run: Range, path: Path, found: _Walk) -> None:
        if what := self._declared_as(run.index):
            _fail(f"{run.index} is {what}, and an index is a name that is not declared", path)
        if isinstance(run.size, str):
            found.values.add(run.size)
            if self._shapes.get(run.size) or run.size in self._lets:
                _fail(f"{run.size} is {self._declared_as(run.size)}, so it is no size", path)

    def _apply(self, expr: Apply, shapes: list[Shape], path: Path) -> Shape:
        name = expr.function
        if name in self._functions:
            if len(shapes) != 1:
                _fail(f"the unknown function {name} takes 1 argument, not {len(shapes)}", path)
            return shapes[0]
        if name not in self._unknowns:
            _fail(f"{name} is called and not declared: where {name}: function", path)
        arguments = self._unknowns[name]
        if len(arguments) != len(shapes):
            _fail(f"{name} was declared as {name}({', '.join(arguments)})", path)
        for number, (argument, shape) in enumerate(zip(arguments, shapes, strict=True)):
            declared = self._shape(Name(argument), path, _NOTHING_BOUND, _Walk())
            if shape != declared:
                _fail(
                    f"{_named(expr.args[number], shape)}, and {name} depends on {argument}, "
                    f"which is {described(declared)}",
                    (*path, number),
                )
        return ()


def _fail(message: str, path: Path) -> NoReturn:
    raise ShapeError(message, path)


def _range_over(index: str, size: IndexTerm | None, path: Path, found: _Walk) -> None:
    known = found.indices.get(index)
    if known is not None and size is not None and known != size:
        _fail(f"the index {index} stands on an axis of size {known} and on one of {size}", path)
    found.indices[index] = size if size is not None else known


def _one(body: Expr) -> str:
    """Return how the loss is declared, for who declared it as a function of each entry."""
    match body:
        case Apply(function=name, args=(Name(id=of),)):
            return f"; if {name} is one number that depends on {of}, write where {name}({of})"
    return ""


def _named(expr: Expr, shape: Shape) -> str:
    text = to_text(expr)
    return f"{text if len(text) <= 60 else text[:57] + '...'} is {described(shape)}"


def _check_scalar(expr: Expr, shape: Shape, path: Path) -> None:
    if shape:
        _fail(f"a scalar is expected here, and {_named(expr, shape)}", path)


def _broadcast(expr: Expr, shapes: list[Shape], path: Path) -> Shape:
    """Return the common shape of operands that work entry by entry, aligned at the last axis."""
    result: Shape = ()
    for shape in shapes:
        length = max(len(result), len(shape))
        pairs = zip(_padded(result, length), _padded(shape, length), strict=True)
        merged: list[IndexTerm] = []
        for size, other in pairs:
            if size != other and 1 not in (size, other):
                _fail(
                    f"{described(result)} and {described(shape)} do not fit entry by entry "
                    f"in {_shortened(expr)}",
                    path,
                )
            merged.append(other if size == 1 else size)
        result = tuple(merged)
    return result


def _padded(shape: Shape, length: int) -> Shape:
    return (1,) * (length - len(shape)) + shape


def _shortened(expr: Expr) -> str:
    text = to_text(expr)
    return text if len(text) <= 60 else text[:57] + "..."


def _matrix_product(expr: Expr, left: Shape, right: Shape, path: Path) -> Shape:
    if not left or not right or len(left) > 2 or len(right) > 2:
        _fail(
            f"@ multiplies matrices and vectors, not {described(left)} and {described(right)}; "
            "a product with a scalar is written *",
            path,
        )
    if left[-1] != right[0]:
        _fail(
            f"{described(left)} and {described(right)} do not fit in {_shortened(expr)}: "
            f"{left[-1]} columns meet {right[0]} rows",
            path,
        )
    return left[:-1] + right[1:]


def _call(expr: Call, shapes: list[Shape], path: Path) -> Shape:
    first = shapes[0]
    match expr.function:
        case "softmax":
            if len(first) not in (1, 2):
                _fail(
                    f"softmax takes a vector or a matrix, and {_named(expr.args[0], first)}", path
                )
            return first
        case "outer":
            for number, shape in enumerate(shapes):
                if len(shape) != 1:
                    given = _named(expr.args[number], shape)
                    _fail(f"outer takes two vectors, and {given}", (*path, number))
            return (*first, *shapes[1])
        case "diag" if len(first) == 1:
            return (first[0], first[0])
        case "diag" | "trace":
            if len(first) != 2 or first[0] != first[1]:
                wanted = (
                    "a vector or a square matrix" if expr.function == "diag" else "a square matrix"
                )
                _fail(f"{expr.function} takes {wanted}, and {_named(expr.args[0], first)}", path)
            return (first[0],) if expr.function == "diag" else ()
        case "eye":
            return _sizes(expr.args[0]) * 2
        case "ones":
            return _sizes(expr.args[0])
        case "max" | "min":
            for number, (arg, shape) in enumerate(zip(expr.args, shapes, strict=True)):
                _check_scalar(arg, shape, (*path, number))
            return ()
        case _:
            return first


def _sizes(expr: Expr) -> Shape:
    """Return the sizes in the argument of eye or ones."""
    match expr:
        case Name(id=name):
            return (name,)
        case Number(value=value):
            return (int(value),)
        case Vector(entries=entries):
            return tuple(size for entry in entries for size in _sizes(entry))
        case _:
            _fail(f"{to_text(expr)} is no size", ())


def _reduction(expr: Reduce, shape: Shape, path: Path) -> Shape:
    if not shape:
        _fail(f"{expr.function} takes an array, and {_named(expr.array, shape)}", path)
    if expr.axis is not None and expr.axis >= len(shape):
        _fail(f"{_named(expr.array, shape)} and has no axis {expr.axis}", path)
    kept = (
        size if expr.axis not in (None, axis) else (1 if expr.keepdims else None)
        for axis, size in enumerate(shape)
    )
    return tuple(size for size in kept if size is not None)
