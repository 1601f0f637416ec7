"""Instances: what the letters of a result must stand for, so that it says a given equation.

The names of a result are variables, and so are its sizes, its free indices and its unknown
functions: ``D(T, A_prev) = W.T @ D(T, Z)`` shown for ``Z = W @ A_prev + b`` says of a second
layer that ``D(T, A1) = W2.T @ D(T, Z2)``. Matching guesses what each letter stands for; then the
guess is put in, and the equation must come out as it was given, bound indices renamed. So
matching may be simple, and a wrong guess is never an instance.

Definitions are unfolded on both sides, except the name that a derivative is taken by: it stays
the variable of its derivative, and its two definitions must match as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

from derive.language.nodes import (
    ENTRYWISE,
    Apply,
    Binary,
    Call,
    Constant,
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Name,
    Natural,
    Number,
    Range,
    Sum,
    Unary,
    Where,
    children,
    names_in,
    nodes,
    with_children,
)
from derive.language.shapes import ShapeError, described, shape_of, size_names
from derive.language.text import to_text
from derive.language.working import Declarations, Shape

_BLANK = Name("_")  # what an unknown function is applied to, and what is inside a node
_NO_LETTERS: Mapping[str, IndexTerm] = MappingProxyType({})

Equation: TypeAlias = tuple[Expr, Expr]


class NoInstance(Exception):
    """An equation is no instance of a result; ``reason`` says why, where it nearly is one."""

    def __init__(self, reason: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Substitution:
    """What letters stand for.

    names      values and sizes; a size stands for a name or a whole number
    indices    free indices
    functions  unknown functions of each entry, written of the name ``_``: ``1/(1 + exp(-_))``
    """

    names: dict[str, Expr] = field(default_factory=dict)
    indices: dict[str, IndexTerm] = field(default_factory=dict)
    functions: dict[str, Expr] = field(default_factory=dict)

    def size(self, size: IndexTerm) -> IndexTerm:
        """Return what a size stands for."""
        image = self.names.get(size) if isinstance(size, str) else None
        term = None if image is None else _as_size(image)
        return size if term is None else term

    def index(self, term: IndexTerm) -> IndexTerm:
        """Return what an index term stands for."""
        return self.indices.get(term, term) if isinstance(term, str) else term

    def __call__(self, expr: Expr) -> Expr:
        """Return ``expr`` with everything put in at once; its bound indices are left alone."""
        if isinstance(expr, Name):
            return self.names.get(expr.id, expr)
        inside = tuple(self(child) for child in children(expr))
        match expr:
            case Apply(function=function) if function in self.functions:
                return _filled(self.functions[function], inside[0])
            case Apply(function=function):
                image = self.names.get(function)
                return Apply(image.id if isinstance(image, Name) else function, inside)
            case Index(indices=indices):
                return Index(inside[0], tuple(map(self.index, indices)))
            case Delta(left=left, right=right):
                return Delta(self.index(left), self.index(right))
            case Sum(ranges=ranges):
                return Sum(inside[0], tuple(Range(r.index, self.size(r.size)) for r in ranges))
        return with_children(expr, inside)


def instance(
    general: Equation, theirs: Declarations, special: Equation, ours: Declarations
) -> Substitution:
    """Return what makes ``general``, declared by ``theirs``, say ``special``, declared by ``ours``.

    Raises NoInstance.
    """
    search = _Match(theirs, ours)
    pattern, target = [search.pattern(side) for side in general], list(special)
    if not all(map(search.bind, pattern, target)):
        raise NoInstance
    for name in search.defined():
        pattern.append(search.pattern(search.their_lets[name]))
        target.append(search.our_definition(name))
        if not search.bind(pattern[-1], target[-1]):
            raise NoInstance(search.misfit(name))
    search.check_sizes(pattern, special)
    search.check_fixed(pattern)
    said = [search.plain(search.found(side)) for side in pattern]
    if said != [search.plain(side) for side in target]:
        raise NoInstance
    return search.found


class _Match:
    """One attempt to match: what has been found of the letters so far."""

    def __init__(self, theirs: Declarations, ours: Declarations) -> None:
        self.theirs, self.ours = theirs, ours
        self.their_lets, self.our_lets = dict(theirs.lets), dict(ours.lets)
        self.found = Substitution()

    def pattern(self, expr: Expr) -> Expr:
        """Return an expression of theirs, unfolded, its bound indices renamed out of the way."""
        return renamed(unfold(expr, self.their_lets))

    def plain(self, expr: Expr, keep: frozenset[str] = frozenset()) -> Expr:
        """Return an expression of ours in the form in which two of them are compared."""
        return renamed(unfold(expr, self.our_lets, keep))

    # -- guessing -----------------------------------------------------------------------------

    def bind(
        self,
        pattern: Expr,
        target: Expr,
        bound: Mapping[str, IndexTerm] = _NO_LETTERS,
        keep: frozenset[str] = frozenset(),
    ) -> bool:
        """Match ``target``; ``bound`` pairs the bound indices, ``keep`` stays folded in it."""

        def inside(one: Expr, other: Expr) -> bool:
            return self.bind(one, other, bound, keep)

        match pattern, target:
            case Name(id=name), _:
                return self._name(name, target, bound)
            case Apply(function=name, args=(argument,)), _ if name in self.theirs.functions:
                return self._function(name, argument, target, bound, keep)
            case _, Name(id=name) if name in self.our_lets and name not in keep:
                return inside(pattern, self.our_lets[name])
            case Derivative(), Derivative():
                keep |= names_in(target.variable)
                return inside(pattern.variable, target.variable) and inside(
                    pattern.body, target.body
                )
            case Derivative(), Index(array=array, indices=indices):
                entry = _entry(self._head(array, keep), indices)
                return isinstance(entry, Derivative) and inside(pattern, entry)
            case Sum(), Sum() if len(pattern.ranges) == len(target.ranges):
                runs = list(zip(pattern.ranges, target.ranges, strict=True))
                now = {**bound, **{one.index: other.index for one, other in runs}}
                return all(self._size(one.size, other.size) for one, other in runs) and self.bind(
                    pattern.body, target.body, now, keep
                )
            case Index(), Index() if len(pattern.indices) == len(target.indices):
                terms = zip(pattern.indices, target.indices, strict=True)
                return inside(pattern.array, target.array) and all(
                    self._index(one, other, bound) for one, other in terms
                )
            case Delta(), Delta():
                return self._index(pattern.left, target.left, bound) and self._index(
                    pattern.right, target.right, bound
                )
            case Apply(), Apply() if len(pattern.args) == len(target.args):
                if not self._name(pattern.function, Name(target.function), bound):
                    return False
            case _ if not alike(pattern, target):
                return False
        return all(map(inside, children(pattern), children(target)))

    def _head(self, expr: Expr, keep: frozenset[str]) -> Expr:
        """Return what a name of ours stands for, as far as its outermost node."""
        while isinstance(expr, Name) and expr.id in self.our_lets.keys() - keep:
            expr = self.our_lets[expr.id]
        return expr

    def _name(self, name: str, target: Expr, bound: Mapping[str, IndexTerm]) -> bool:
        if index_letters(target) & set(bound.values()):
            return False  # what is outside a sum can't depend on its index
        known = self.found.names.get(name)
        if known is not None and self.plain(known) != self.plain(target):
            return False
        if known is None or (isinstance(target, Name) and not isinstance(known, Name)):
            self.found.names[name] = target  # a derivative needs the name itself
        return True

    def _size(self, size: IndexTerm, target: IndexTerm) -> bool:
        if isinstance(size, int):
            return size == target
        return self.found.names.setdefault(size, _size_expr(target)) == _size_expr(target)

    def _index(self, term: IndexTerm, target: IndexTerm, bound: Mapping[str, IndexTerm]) -> bool:
        if isinstance(term, int) or term in bound:
            return target == (term if isinstance(term, int) else bound[term])
        if target in bound.values():
            return False
        return self.found.indices.setdefault(term, target) == target

    def _function(
        self,
        name: str,
        argument: Expr,
        target: Expr,
        bound: Mapping[str, IndexTerm],
        keep: frozenset[str],
    ) -> bool:
        """Match an unknown function of each entry with anything made of its argument."""
        indices = {**self.found.indices, **bound}
        known = self.found.names.keys() | self.found.functions.keys()
        if names_in(argument) <= known and index_letters(argument) <= indices.keys():
            there = Substitution(self.found.names, indices, self.found.functions)(argument)
            body = _emptied(self.plain(target, keep), self.plain(there, keep))
        else:
            target = self._head(target, keep)
            if not isinstance(target, Call | Apply) or len(target.args) != 1:
                return False
            body = with_children(target, (_BLANK,))
            if not self.bind(argument, target.args[0], bound, keep):
                return False
        return self._entrywise(body) and self.found.functions.setdefault(name, body) == body

    def _entrywise(self, body: Expr) -> bool:
        """Say whether an expression of ``_`` works on each entry of an array alone."""
        match body:
            case Name(id=name):
                fixed = name not in self.our_lets and name not in dict(self.ours.unknowns)
                return body == _BLANK or (fixed and self._shape(body) == ())
            case Number() | Constant():
                return True
            case Binary(op="@"):
                return False
            case Call(function=function) if function not in ENTRYWISE:
                return False
            case Apply(function=function) if function not in self.ours.functions:
                return False
            case Unary() | Binary() | Call() | Apply() | Where():
                return all(map(self._entrywise, children(body)))
        return False

    # -- checking -----------------------------------------------------------------------------

    def defined(self) -> Iterator[str]:
        """Yield the names of theirs that stay and have a definition: derivatives' variables."""
        seen: set[str] = set()
        while left := self.found.names.keys() & self.their_lets.keys() - seen:
            yield (name := min(left))
            seen.add(name)

    def our_definition(self, name: str) -> Expr:
        """Return the definition of what ``name`` stands for. Raises NoInstance."""
        image = self.found.names[name]
        definition = self.our_lets.get(image.id) if isinstance(image, Name) else None
        if definition is None:
            raise NoInstance(self.misfit(name))
        return definition

    def misfit(self, name: str) -> str:
        """Return why a name with a definition does not stand for its image."""
        image, theirs = self.found.names[name], to_text(self.their_lets[name])
        ours = self.our_lets.get(image.id) if isinstance(image, Name) else None
        found = "has no definition" if ours is None else f"is {to_text(ours)}"
        return f"{name} is {theirs} there, and here {to_text(image)} {found}"

    def check_sizes(self, pattern: Iterable[Expr], special: Equation) -> None:
        """Raise NoInstance unless the shapes fit, each size standing for one size."""
        for name, image in list(self.found.names.items()):
            there, here = shape_of(Name(name), self.theirs), self._shape(image)
            if here is None or len(there) != len(here) or not all(map(self._size, there, here)):
                raise NoInstance(
                    f"{name} is {described(there)} there, and here {to_text(image)} is "
                    f"{described(here) if here is not None else 'of no shape'}"
                )
        sizes = _sizes(self.ours, special)
        for name in _sizes(self.theirs, pattern) & self.found.names.keys():
            image = self.found.names[name]
            size = _as_size(image)
            if size is None or (isinstance(size, str) and size not in sizes):
                raise NoInstance(
                    f"{name} is a whole number there, and here {to_text(image)} need not be"
                )

    def _shape(self, expr: Expr) -> Shape | None:
        try:
            return shape_of(expr, self.ours)
        except ShapeError:
            return None

    def check_fixed(self, pattern: list[Expr]) -> None:
        """Raise NoInstance unless what a derivative of theirs holds fixed is fixed in ours.

        An unknown scalar ``T(Z)`` may move, but only as ``Z`` does: by its declaration.
        """
        unknowns = dict(self.theirs.unknowns)
        bodies = [
            (node.body, node.variable)
            for side in pattern
            for node in nodes(side)
            if isinstance(node, Derivative)
        ]
        for body, variable in bodies:
            moving = names_in(self.found(variable))
            if not isinstance(self.found(variable), Name | Index):
                raise NoInstance
            fixed = behind(body, self.theirs, names_in(variable)) - names_in(variable)
            for name in fixed - self.their_lets.keys():
                image = self.found.functions.get(name) or self.found.names.get(name)
                through = unknowns.get(name, ())
                if image is None or names_in(variable) & set(through):
                    continue  # nothing is said of it, or it may move
                stops = [self.found.names[each] for each in through if each in self.found.names]
                if moving & behind(image, self.ours, moving.union(*map(names_in, stops))):
                    raise NoInstance(
                        f"{name} stays fixed there when {to_text(variable)} moves, and here "
                        f"{to_text(image)} moves with {to_text(self.found(variable))}"
                    )


# Expressions


def unfold(expr: Expr, definitions: Mapping[str, Expr], keep: frozenset[str] = frozenset()) -> Expr:
    """Put in what names stand for; what a derivative is taken by stays a name inside it."""
    match expr:
        case Name(id=name):
            if name in keep or name not in definitions:
                return expr
            return unfold(definitions[name], definitions, keep)
        case Derivative(body=body, variable=variable):
            return Derivative(unfold(body, definitions, keep | names_in(variable)), variable)
        case Index(array=array, indices=indices):
            return _entry(unfold(array, definitions, keep), indices)
    inside = tuple(unfold(child, definitions, keep) for child in children(expr))
    return with_children(expr, inside)


def _entry(array: Expr, indices: tuple[IndexTerm, ...]) -> Expr:
    """Return an entry of an array; that of ``D(T, Z)`` is the derivative by an entry of Z."""
    match array:
        case Derivative(body=body, variable=Name() as variable):
            return Derivative(body, Index(variable, indices))
    return Index(array, indices)


def renamed(expr: Expr, letters: Mapping[str, IndexTerm] = _NO_LETTERS, depth: int = 0) -> Expr:
    """Return ``expr`` with its bound indices called ``_0``, ``_1``, ... from the outside in."""

    def term(index: IndexTerm) -> IndexTerm:
        return letters.get(index, index) if isinstance(index, str) else index

    match expr:
        case Sum(body=body, ranges=ranges):
            names = [f"_{depth + number}" for number in range(len(ranges))]
            inner = {**letters, **{r.index: name for r, name in zip(ranges, names, strict=True)}}
            runs = (Range(name, r.size) for r, name in zip(ranges, names, strict=True))
            return Sum(renamed(body, inner, depth + len(ranges)), tuple(runs))
        case Index(array=array, indices=indices):
            return Index(renamed(array, letters, depth), tuple(map(term, indices)))
        case Delta(left=left, right=right):
            return Delta(term(left), term(right))
    inside = tuple(renamed(child, letters, depth) for child in children(expr))
    return with_children(expr, inside)


def index_letters(expr: Expr) -> frozenset[str]:
    """Return the free indices of an expression."""
    match expr:
        case Delta(left=left, right=right):
            return frozenset(term for term in (left, right) if isinstance(term, str))
        case Sum(body=body, ranges=ranges):
            return index_letters(body) - {run.index for run in ranges}
    own = expr.indices if isinstance(expr, Index) else ()
    letters = (term for term in own if isinstance(term, str))
    return frozenset(letters).union(*map(index_letters, children(expr)))


def behind(expr: Expr, declarations: Declarations, stop: frozenset[str]) -> frozenset[str]:
    """Return the names that ``expr`` depends on, directly and through others.

    Definitions and unknown scalars lead on to what they depend on, except the names ``stop``.
    """
    ways = {name: names_in(meaning) for name, meaning in declarations.lets}
    ways |= {name: frozenset(args) for name, args in declarations.unknowns}
    seen: set[str] = set()
    waiting = set(names_in(expr))
    while waiting:
        seen.add(name := waiting.pop())
        if name not in stop:
            waiting |= ways.get(name, frozenset()) - seen
    return frozenset(seen)


def alike(one: Expr, other: Expr) -> bool:
    """Say whether two nodes differ in nothing but what is inside them."""
    count = len(children(one))
    if type(one) is not type(other) or len(children(other)) != count:
        return False
    return with_children(one, (_BLANK,) * count) == with_children(other, (_BLANK,) * count)


def _filled(body: Expr, argument: Expr) -> Expr:
    """Return a function's body with its argument put in."""
    if body == _BLANK:
        return argument
    return with_children(body, tuple(_filled(child, argument) for child in children(body)))


def _emptied(expr: Expr, argument: Expr) -> Expr:
    """Return the body of a function whose value at ``argument`` is ``expr``."""
    if expr == argument:
        return _BLANK
    return with_children(expr, tuple(_emptied(child, argument) for child in children(expr)))


def _size_expr(size: IndexTerm) -> Expr:
    return Name(size) if isinstance(size, str) else Number(Fraction(size), str(size))


def _as_size(expr: Expr) -> IndexTerm | None:
    """Return the size that an expression is, if it is one."""
    match expr:
        case Name(id=name):
            return name
        case Number(value=value) if value.denominator == 1 and value >= 1:
            return int(value)
    return None


def _sizes(declarations: Declarations, said: Iterable[Expr]) -> frozenset[str]:
    """Return the names that are whole numbers, by their declaration or their use."""
    sizes = {s for _, shape in declarations.shapes for s in shape if isinstance(s, str)}
    named = {each.subject.id for each in declarations.domain if isinstance(each, Natural)}
    return frozenset(sizes | named).union(*map(size_names, said))
