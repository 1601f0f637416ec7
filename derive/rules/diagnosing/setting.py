"""What surrounds a node in which somebody may have slipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from derive.language.declared import rank, ranks_of, shapes_of
from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Name,
    Number,
    Path,
    Reduce,
    Unary,
    at,
    names_in,
    nodes,
    walk,
    with_children,
)
from derive.language.shapes import ShapeError, Surveyor, size_names
from derive.language.working import Declarations, Shape

_LARGEST_PIECE = 14  # nodes of a piece that may have been dropped
ONE = Number(Fraction(1), "1")
TWO = Number(Fraction(2), "2")
ZERO = Number(Fraction(0), "0")


@dataclass(frozen=True)
class Setting:
    """What surrounds a node: the line that it stands in, the line above, what is declared."""

    line: Expr
    above: Expr
    declarations: Declarations

    def rank(self, expr: Expr) -> int:
        """Return 0 for a scalar, 1 for a vector, 2 for a matrix."""
        return rank(expr, self._ranks)

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return ranks_of(self.declarations, self._shapes)

    @cached_property
    def _shapes(self) -> dict[str, Shape]:
        return shapes_of(self.declarations)

    @cached_property
    def sizes(self) -> frozenset[str]:
        """The names of sizes: of axes, ranges and ``eye(n)``."""
        meanings = (meaning for _, meaning in self.declarations.lets)
        written = frozenset().union(*map(size_names, (self.line, self.above, *meanings)))
        letters = (size for _, shape in self.declarations.shapes for size in shape)
        return written | {size for size in letters if isinstance(size, str)}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of values that are declared or that the line above mentions."""
        declared = self.declarations
        known = {*dict(declared.lets), *dict(declared.shapes)}
        for _, meaning in declared.lets:
            known |= names_in(meaning)
        known |= names_in(self.above) - {*declared.functions, *dict(declared.unknowns)}
        return tuple(sorted(known))

    @cached_property
    def index_letters(self) -> tuple[str, ...]:
        """The letters of the indices in both lines."""
        return tuple(sorted(letters(self.line) | letters(self.above)))

    @cached_property
    def stray(self) -> dict[str, IndexTerm]:
        """The free indices that this line has and the one above has not, with their ranges."""
        surveyor = Surveyor(self.declarations)
        try:
            here, above = surveyor.survey(self.line), surveyor.survey(self.above)
        except ShapeError:
            return {}
        strays = here.indices.keys() - above.indices.keys()
        return {i: size for i in sorted(strays) if (size := here.indices[i]) is not None}

    @cached_property
    def stages(self) -> tuple[tuple[Expr, Expr], ...]:
        """What follows in each definition ``a = g(z)`` of the names known here: (a, z)."""
        return tuple(
            (Name(name), arg)
            for name, meaning in self.declarations.lets
            for arg in _argument(meaning)
            if isinstance(arg, Name)
        )

    @cached_property
    def pieces(self) -> tuple[Expr, ...]:
        """What a factor that was dropped may have been, the smallest first."""
        found: dict[Expr, int] = {TWO: 1}
        for piece in (*map(Name, sorted(self.sizes)), *map(Name, self.names), *self._parts()):
            if piece != ONE and not isinstance(piece, Unary) and not _holds(piece, self.above):
                size = sum(1 for _ in walk(piece))
                if size <= _LARGEST_PIECE:
                    found.setdefault(piece, size)
        return tuple(sorted(found, key=found.__getitem__))

    def _parts(self) -> Iterator[Expr]:
        """Yield the parts of both lines and of what they rest on, and slopes made of them."""
        lets = dict(self.declarations.lets)
        sources = [self.above, self.line]
        reached = sorted(names_in(self.above) | names_in(self.line))
        for name in reached:
            if name in lets and lets[name] not in sources:
                sources.append(lets[name])
                reached += sorted(names_in(lets[name]))
        inside = dict.fromkeys(node for source in sources for node in nodes(source))
        yield from inside
        variables = [node for node in inside if _is_variable(node)]
        entries = [node for node in variables if isinstance(node, Index)]
        alike = [Index(other, each.indices) for each in entries for other in self._like(each.array)]
        yield from alike
        variables += alike
        for node in inside:
            match node:
                case Derivative(body=body, variable=variable):
                    yield from (Derivative(body, x) for x in variables)
                    yield from (Derivative(x, variable) for x in variables)
                    yield from (Derivative(x, variable) for x in _arguments(body))
                case Name():
                    yield from (Binary("**", node, TWO), *_slopes(node))
        yield from self._slopes_of_stages(variables)

    def _like(self, array: Expr) -> Iterator[Expr]:
        """Yield the other arrays of the same shape."""
        if isinstance(array, Name):
            shape = self._shapes.get(array.id)
            for name, other in self._shapes.items():
                if other == shape and name != array.id:
                    yield Name(name)

    def _slopes_of_stages(self, variables: Sequence[Expr]) -> Iterator[Expr]:
        """Yield ``g'(z)`` for each definition ``a = g(z)``: of arrays, and of their entries."""
        lets = dict(self.declarations.lets)
        for a, z in self.stages:
            assert isinstance(a, Name)
            of_all = lets[a.id]
            yield Derivative(Reduce("sum", of_all, None, False), z)
            for x in variables:
                if isinstance(x, Index) and x.array in (a, z):
                    entry = replace(x, array=z)
                    yield Derivative(with_children(of_all, (entry,)), entry)


Rewrite: TypeAlias = Callable[[Expr, Setting], Iterator[Expr]]


def places(line: Expr) -> Iterator[tuple[Path, Expr]]:
    """Yield the nodes of a line; the variable of a derivative is none of them."""
    for path, node in walk(line):
        ends = [path[:cut] for cut in range(len(path)) if path[cut] == 1]
        if not any(isinstance(at(line, end), Derivative) for end in ends):
            yield path, node


def letters(expr: Expr) -> frozenset[str]:
    """Return the letters that stand as indices in the expression."""
    found: set[IndexTerm] = set()
    for node in nodes(expr):
        match node:
            case Index(indices=terms):
                found.update(terms)
            case Delta(left=left, right=right):
                found |= {left, right}
    return frozenset(term for term in found if isinstance(term, str))


def has_derivative(expr: Expr) -> bool:
    """Tell whether a derivative stands in the expression."""
    return any(isinstance(node, Derivative) for node in nodes(expr))


def _argument(meaning: Expr) -> Iterator[Expr]:
    match meaning:
        case Call(args=(arg,)) | Apply(args=(arg,)):
            yield arg


def _holds(expr: Expr, part: Expr) -> bool:
    """Tell whether ``part``, which is no mere name, stands in the expression."""
    return not isinstance(part, Name) and any(node == part for node in nodes(expr))


def _is_variable(expr: Expr) -> bool:
    return isinstance(expr, Name) or (isinstance(expr, Index) and isinstance(expr.array, Name))


def _arguments(body: Expr) -> Iterator[Expr]:
    """Yield the inner functions of a composed one: u in f(u)."""
    for node in nodes(body):
        yield from _argument(node)


def _slopes(name: Name) -> Iterator[Expr]:
    """Yield the slopes of the sigmoid and of tanh in terms of their value."""
    yield Binary("*", name, Binary("-", ONE, name))
    yield Binary("-", ONE, Binary("**", name, TWO))
