"""The points at which a claim is tried: from the simple to the exotic.

Values at which things go wrong (ends of the domain, kinks, zeros of denominators, saturation)
come before random ones. Every point given lies in the domain.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import chain, combinations, islice, pairwise, product, zip_longest
from math import gcd
from typing import TypeAlias

from flint import fmpq

from derive.kernel.refute.domain import (
    Bounds,
    Demand,
    FrozenBounds,
    bounded,
    bounds,
    demands,
    member_of,
    members,
    name_key,
    narrowed,
    satisfied,
    sides,
    touches,
)
from derive.kernel.refute.reals import Real, Unclear, exact_root
from derive.kernel.refute.scene import Cell, Scene, places
from derive.kernel.refute.site import Site
from derive.language.nodes import (
    Binary,
    Call,
    Condition,
    Expr,
    Membership,
    Number,
    Relation,
    Where,
    nodes,
)

Point = dict[Cell, Real]
# From a point to others around it.
_Around: TypeAlias = Callable[[Point], Iterator[Point]]

_SIMPLE = [fmpq(p, q) for p, q in ((2, 1), (3, 1), (1, 2), (-1, 1), (1, 1), (0, 1), (-2, 1))]
_EXOTIC = [
    fmpq(p, q)
    for p, q in (
        *((1, 3), (-1, 2), (1, 10), (-3, 1), (10, 1), (-20, 1), (20, 1), (40, 1), (-40, 1)),
        *((100, 1), (-100, 1), (750, 1), (-750, 1), (1000, 1), (-1000, 1), (1, 1000)),
        *((-(10**6), 1), (10**6, 1), (1, 10**9), (-1, 10**9), (1, 10**16), (-1, 10**16)),
    )
]
# For the entries of arrays, so that no two are alike.
_VARIED = [
    fmpq(p, q)
    for p, q in (
        *((2, 1), (3, 1), (-1, 1), (1, 1), (4, 1), (-2, 1), (5, 1), (-3, 1), (6, 1), (-4, 1)),
        *((7, 1), (1, 2), (-5, 1), (8, 1), (-1, 2), (3, 2), (9, 1), (1, 3), (5, 2), (1, 4)),
        *((2, 3), (-3, 2), (10, 1)),
    )
]
# Positive and small, so that many layers of products, exponentials and unknown functions in each
# other neither saturate nor overflow, and what a logarithm takes in may lie between 0 and 1.
_CALM = list(dict.fromkeys(abs(value) / 24 for value in _VARIED))
_FRACTIONS = [Fraction(p, q) for p, q in ((1, 2), (1, 3), (3, 4), (1, 10), (9, 10))]
# Every fraction between 0 and 1 with a denominator up to 9, the simple ones first.
_PARTS = [Fraction(p, q) for q in range(2, 10) for p in range(1, q) if gcd(p, q) == 1]
_STEPS = [Fraction(1), Fraction(1, 2), Fraction(2), Fraction(40), Fraction(1000)]
_TINY = [Fraction(1, 1000), Fraction(1, 10**9), Fraction(1, 10**16)]
# To make ``difference op 0`` true: what the difference is set to.
_TARGETS = {
    "<": (Fraction(-1), Fraction(-1, 4), Fraction(-1, 1000)),
    ">": (Fraction(1), Fraction(1, 4), Fraction(1, 1000)),
    "<=": (Fraction(0), Fraction(-1)),
    ">=": (Fraction(0), Fraction(1)),
    "==": (Fraction(0),),
    "!=": (Fraction(1),),
}
# Of the special values of a name, a brief search takes each fifth.
_STRIDE = 5
_MOST_ROOTS, _MOST_ROOTS_OF_ARRAYS = 40, 6
_MOST_REPAIRS = 40
_MOST_CELLS = 2000
# At most so many members of finite sets are changed at once to satisfy a condition.
_MOST_SWITCHED = 3
_BITS = 64


def _exact(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


class Sampler:
    """Points of the domain for the names that a claim rests on, the same at every run."""

    def __init__(
        self,
        exprs: Iterable[Expr],
        conditions: Iterable[Condition],
        scene: Scene,
        seed: bytes,
    ) -> None:
        self.scene = scene
        self.exprs = tuple(exprs)
        self.random = random.Random(seed)
        self.conditions, names = self._concerned(tuple(conditions))
        known = scene.lets.keys() | scene.functions.keys() | scene.sizes.keys()
        self.names = sorted(names - known)
        self.cells = [(n, at) for n in self.names for at in places(scene.shapes.get(n, ()))]
        self._arrays = len(self.cells) > len(self.names)
        limits = narrowed(bounds(self.conditions, scene.lets))
        self._limits = {n: limits.get(name_key(n), Bounds()) for n in self.names}
        self._sets = self._finite_sets()
        # What bounds say is seen at once; everything else is computed at each point.
        self._demands = [
            demand
            for condition in self.conditions
            if bounded(condition, scene.lets) not in self._limits.keys() | scene.sizes.keys()
            for demand in demands(condition, scene)
        ]
        self._simple = {n: self._fitting(n) for n in self.names}
        self._special = {n: self._specials(n) for n in self.names}

    def points(self, most_random: int = 40) -> Iterator[Point]:
        """Yield points of the domain, none twice: kind after kind, random ones last."""
        kinds = self._kinds(self._at_and_beside_kinks, self._one_special, most_random)
        return self._distinct(chain.from_iterable(kinds))

    def few_points(self, turn: int = 0) -> Iterator[Point]:
        """Yield points of the domain, none twice: one of each kind in turn, from kind ``turn`` on.

        For a claim that is proved already: the first few points are of every kind.
        """
        kinds = list(self._kinds(self._few_kinks, self._few_special, 4))
        first = turn % len(kinds) if kinds else 0
        by_turns = zip_longest(*kinds[first:], *kinds[:first])
        return self._distinct(raw for raws in by_turns for raw in raws if raw is not None)

    def _distinct(self, raws: Iterable[Point]) -> Iterator[Point]:
        seen = set()
        for raw in raws:
            point = self._repaired(raw)
            if point is not None:
                key = tuple(map(_key, point.values()))
                if key not in seen:
                    seen.add(key)
                    yield point

    def _concerned(
        self, conditions: tuple[Condition, ...]
    ) -> tuple[tuple[Condition, ...], frozenset[str]]:
        """Return the conditions that bear on the claim's names, and all names concerned."""
        names = frozenset[str]().union(*(self.scene.names(expr) for expr in self.exprs))
        rest = list(conditions)
        chosen: list[Condition] = []
        while True:
            found = []
            for condition in rest:
                mentioned = frozenset[str]().union(*map(self.scene.names, sides(condition)))
                if not mentioned or mentioned & names:
                    found.append((condition, mentioned))
            if not found:
                return tuple(chosen), names
            for condition, mentioned in found:
                rest.remove(condition)
                chosen.append(condition)
                names |= mentioned

    def _finite_sets(self) -> dict[str, list[Real]]:
        found = {}
        for condition in self.conditions:
            name = member_of(condition)
            if isinstance(condition, Membership) and name is not None:
                found[name] = members(condition, self.scene)
        return found

    def _fitting(self, name: str) -> list[Real]:
        """Return the simple values that the name's own bounds allow."""
        if name in self._sets:
            return self._sets[name]
        return list(_simple_values(self._limits[name].frozen(), self._arrays))

    def _specials(self, name: str) -> list[Real]:
        """Return the values worth trying for ``name``, from the simple to the exotic."""
        if name in self._sets:
            return self._sets[name]
        return list(_special_values(self._limits[name].frozen(), self._arrays))

    def _kinds(
        self, kinks: _Around, special: _Around, most_random: int
    ) -> Iterator[Iterator[Point]]:
        """Yield the raw points of each kind: simple, at corners, at kinks, far out, random."""
        if not self.cells:
            yield iter([{}])
            return
        if not all(self._simple.values()) or len(self.cells) > _MOST_CELLS:
            return
        background = self._generic(0)
        if self._arrays:
            at_kinks = kinks(background)
            yield iter([background])
            yield islice(at_kinks, 1)
            yield iter([self._calm()])
            yield at_kinks
            yield map(self._generic, (1, 2))
            yield self._one_entry_special(background)
        else:
            yield map(self._generic, range(4))
            yield self._corners()
            yield kinks(background)
            yield special(background)
        yield ({cell: self._random(cell[0]) for cell in self.cells} for _ in range(most_random))

    def _corners(self) -> Iterator[Point]:
        names, special, cells = self.names, self._special, self.cells
        if len(names) == 2:
            pairs = product(*(list(enumerate(special[name][:6])) for name in names))
            for pair in sorted(pairs, key=lambda p: p[0][0] + p[1][0]):
                yield {cell: value for cell, (_, value) in zip(cells, pair, strict=True)}
        elif len(names) > 2:
            corners = product(*(special[name][:3] for name in names))
            for corner in islice(corners, 32):
                yield dict(zip(cells, corner, strict=True))

    def _one_special(self, background: Point) -> Iterator[Point]:
        """Yield points with one name at an end of its domain, or far out."""
        for cell in self.cells:
            values = self._special[cell[0]]
            for value in values if len(self.names) <= 2 else values[:12]:
                yield {**background, cell: value}

    def _few_special(self, background: Point) -> Iterator[Point]:
        """Yield some of them: other values for each name, of which each has some far out."""
        for place, cell in enumerate(self.cells):
            for value in self._special[cell[0]][2 + place % _STRIDE :: _STRIDE]:
                yield {**background, cell: value}

    def _one_entry_special(self, background: Point) -> Iterator[Point]:
        first = {name: (name, (0,) * len(self.scene.shapes.get(name, ()))) for name in self.names}
        for turn in range(8):
            for name, cell in first.items():
                for value in self._special[name][2:][turn : turn + 1]:
                    yield {**background, cell: value}

    def _generic(self, turn: int) -> Point:
        """Return a simple point whose values differ from cell to cell."""
        point: Point = {}
        for place, cell in enumerate(self.cells):
            values = self._simple[cell[0]]
            point[cell] = values[(place + turn * (place + 1)) % len(values)]
        return point

    def _calm(self) -> Point:
        """Return a point at which what is free is small and positive; see ``_CALM``."""
        point = self._generic(0)
        for place, cell in enumerate(self.cells):
            if self._limits[cell[0]].free and cell[0] not in self._sets:
                point[cell] = _CALM[place % len(_CALM)]
        return point

    def _random(self, name: str) -> Real:
        if name in self._sets:
            return self.random.choice(self._sets[name])
        limit = self._limits[name]
        if limit.natural:
            low = max(1, int(limit.low or 1))
            high = low + 20 if limit.high is None else int(limit.high)
            return fmpq(self.random.randint(low, max(low, high)))
        if limit.low is not None and limit.high is not None:
            part = Fraction(self.random.randint(1, 999), 1000)
            return _exact(limit.low + part * (limit.high - limit.low))
        size = self.random.choice((1, 1, 1, 8, 8, 60))
        step = Fraction(self.random.randint(1, 1000 * size), 1000)
        if limit.low is not None:
            return _exact(limit.low + step)
        if limit.high is not None:
            return _exact(limit.high - step)
        return _exact(step * self.random.choice((1, -1)))

    def _at_and_beside_kinks(self, background: Point) -> Iterator[Point]:
        """Yield all points at kinks, then all beside them."""
        found = list(self._kinks(background))
        most = _MOST_ROOTS if not self._arrays else _MOST_ROOTS_OF_ARRAYS
        yield from [at_kink for at_kink, _ in found][:most]
        yield from [point for _, beside in found for point in beside][:most]

    def _few_kinks(self, background: Point) -> Iterator[Point]:
        """Yield the point at each kink and one beside it, on alternating sides."""
        for turn, (at_kink, beside) in enumerate(self._kinks(background)):
            yield at_kink
            yield beside[turn % len(beside)]

    def _kinks(self, background: Point) -> Iterator[tuple[Point, list[Point]]]:
        """Yield points at kinks, zeros of divisors, ends of logarithms' domains; and beside each.

        Of arrays the first entries decide.
        """
        for expr in _critical(self.exprs, self.scene):
            indices = dict.fromkeys(self.scene.ranges((expr,)), 0)
            here = Demand(
                Relation("==", expr, _number(Fraction(0))),
                tuple(indices.items()),
                (0,) * len(self.scene.shape(expr)),
            )
            for cell in self._touched(here, background):
                if any(cell[1]) or cell[0] in self._sets:
                    continue
                for root in self._zeros(here, Fraction(0), cell, background):
                    steps = (1, -1, fmpq(1, 10**6), fmpq(-1, 10**6))
                    beside = [{**background, cell: root + step} for step in steps]
                    yield {**background, cell: root}, beside

    def _touched(self, demand: Demand, point: Point) -> list[Cell]:
        """Return the cells on which a relation depends."""
        relation = demand.condition
        assert isinstance(relation, Relation)
        mentioned = self.scene.names(relation.left) | self.scene.names(relation.right)
        if not self._arrays:
            return [cell for cell in self.cells if cell[0] in mentioned]
        touched = touches(demand, self.scene, point)
        return [cell for cell in self.cells if cell in touched]

    def _zeros(
        self, demand: Demand, target: Fraction, cell: Cell, background: Mapping[Cell, Real]
    ) -> list[fmpq]:
        """Return where the sides of a relation differ by ``target``, when of degree 1 or 2."""
        relation = demand.condition
        assert isinstance(relation, Relation)
        difference = Binary("-", Binary("-", relation.left, relation.right), _number(target))
        heights = []
        for place in (0, 1, -1, 2):
            try:
                site = Site(self.scene, {**background, cell: fmpq(place)})
                height = site.value(difference, _BITS, _BITS, dict(demand.indices), demand.at)
            except Unclear:
                return []
            if not isinstance(height, fmpq):
                return []
            heights.append(height)
        at_0, at_1, at_minus_1, at_2 = heights
        a, b, c = (at_1 + at_minus_1) / 2 - at_0, (at_1 - at_minus_1) / 2, at_0
        if 4 * a + 2 * b + c != at_2:
            return [-c / (at_1 - at_0)] if at_2 - at_1 == at_1 - at_0 != 0 else []
        if a == 0:
            return [-c / b] if b != 0 else []
        discriminant = b * b - 4 * a * c
        root = exact_root(discriminant, 2) if discriminant >= 0 else None
        if root is None:
            return []
        return [(-b + root) / (2 * a), (-b - root) / (2 * a)]

    def _repaired(self, point: Point) -> Point | None:
        """Return a point of the domain: ``point``, or one with a few values solved for anew."""
        if not all(self._in_bounds(cell, value) for cell, value in point.items()):
            return None
        for _ in range(3 + min(len(self._demands), _MOST_REPAIRS)):
            violated = self._violated(point)
            if violated is None:
                return point
            if not isinstance(violated.condition, Relation):
                return None
            moved = self._solved(violated, point)
            if moved is None:
                return None
            point = moved
        return point if self._violated(point) is None else None

    def _in_bounds(self, cell: Cell, value: Real) -> bool:
        limit = self._limits[cell[0]]
        return limit.free or not isinstance(value, fmpq) or limit.hold(_fraction(value))

    def _violated(self, point: Point) -> Demand | None:
        return next((d for d in self._demands if not satisfied(d, self.scene, point)), None)

    def _solved(self, demand: Demand, point: Point) -> Point | None:
        """Return ``point`` with its last value that serves changed so that a relation holds."""
        relation = demand.condition
        assert isinstance(relation, Relation)
        cells = self._touched(demand, point)[::-1]
        free = [cell for cell in cells if cell[0] not in self._sets]
        for target in _TARGETS[relation.op]:
            for cell in free:
                for root in self._zeros(demand, target, cell, point):
                    if self._serves(demand, moved := {**point, cell: root}, cell):
                        return moved
        for cell in free:
            for value in self._special[cell[0]]:
                if self._serves(demand, moved := {**point, cell: value}, cell):
                    return moved
        return self._switched(demand, point, [cell for cell in cells if cell[0] in self._sets])

    def _switched(self, demand: Demand, point: Point, cells: list[Cell]) -> Point | None:
        """Return ``point`` with a few cells at other members of their finite sets."""
        for count in range(1, min(len(cells), _MOST_SWITCHED) + 1):
            for chosen in combinations(cells, count):
                for values in product(*(self._sets[name] for name, _ in chosen)):
                    moved = {**point, **dict(zip(chosen, values, strict=True))}
                    if all(self._serves(demand, moved, cell) for cell in chosen):
                        return moved
        return None

    def _serves(self, demand: Demand, point: Point, cell: Cell) -> bool:
        """Whether a demand and the bounds of a cell hold at ``point``."""
        return self._in_bounds(cell, point[cell]) and satisfied(demand, self.scene, point)


def _key(value: Real) -> object:
    """Return what tells two values apart (balls are compared as they are written)."""
    return value if isinstance(value, fmpq) else str(value)


def _number(value: Fraction) -> Expr:
    """Return an expression of any rational value (a Number node holds it, sign and all)."""
    return Number(value, str(value))


@lru_cache(maxsize=256)
def _simple_values(bounds: FrozenBounds, varied: bool) -> tuple[fmpq, ...]:
    """Return simple values inside the bounds of a name; ``varied`` for the entries of arrays."""
    return _fitting(Bounds.thawed(bounds), _VARIED if varied else _SIMPLE, varied)


@lru_cache(maxsize=256)
def _special_values(bounds: FrozenBounds, varied: bool) -> tuple[fmpq, ...]:
    """Return the values worth trying inside the bounds of a name."""
    limit = Bounds.thawed(bounds)
    near = [_exact(value) for value in _near_ends(limit) if limit.hold(value)]
    exotic = [c for c in _EXOTIC if limit.hold(_fraction(c))]
    if limit.natural:
        exotic = [fmpq(n) for n in (4, 5, 7, 10, 31) if limit.hold(Fraction(n))]
    simple = _fitting(limit, _SIMPLE, varied)
    mixed = [v for pair in zip_longest(simple[2:], near) for v in pair if v is not None]
    return tuple(dict.fromkeys([*simple[:2], *mixed, *exotic]))


def _fitting(limit: Bounds, candidates: list[fmpq], varied: bool) -> tuple[fmpq, ...]:
    """Return the candidates inside an interval; some inner points at least."""
    fit = [c for c in candidates if limit.hold(_fraction(c))]
    if len(fit) >= 4:
        return tuple(fit)
    inner = [_exact(value) for value in _inside(limit, varied) if limit.hold(value)]
    return tuple(dict.fromkeys([*inner, *fit]))


def _inside(limit: Bounds, varied: bool = False) -> list[Fraction]:
    """Return simple values inside an interval; many where they are to be ``varied``."""
    low, high = limit.low, limit.high
    if limit.natural:
        start = max(1, -(-low // 1)) if low is not None else 1
        return [Fraction(start + k) for k in range(5)]
    if low is not None and high is not None:
        parts = _PARTS if varied else _FRACTIONS
        return [low + part * (high - low) for part in parts] if low < high else [low]
    steps = [*(8 * part for part in _PARTS), *_STEPS] if varied else _STEPS
    if low is not None:
        return [low + step for step in steps]
    if high is not None:
        return [high - step for step in steps]
    return []


def _near_ends(limit: Bounds) -> list[Fraction]:
    """Return the ends of an interval and values close to them."""
    low, high = limit.low, limit.high
    found = [end for end in (low, high) if end is not None]
    for tiny in _TINY:
        found += [] if low is None else [low + tiny]
        found += [] if high is None else [high - tiny]
    return [*found, *(_inside(limit) if found else [])]


def _critical(exprs: tuple[Expr, ...], scene: Scene) -> list[Expr]:
    """Return the expressions at whose zeros something may happen."""
    found: dict[Expr, None] = {}
    names = frozenset[str]().union(*(scene.names(expr) for expr in exprs))
    for expr in (*exprs, *(scene.lets[name] for name in sorted(names) if name in scene.lets)):
        for node in nodes(expr):
            match node:
                case Call(function="relu" | "abs" | "sign" | "log" | "sqrt", args=(arg,)):
                    found[arg] = None
                case Call(function="max" | "min", args=args):
                    for first, second in pairwise(args):
                        found[Binary("-", first, second)] = None
                case Binary(op="/", right=divisor):
                    found[divisor] = None
                case Binary(op="**", left=base, right=exponent) if not (
                    isinstance(exponent, Number) and exponent.value.denominator == 1
                ):
                    found[base] = None
                case Where(condition=condition):
                    for relation in condition:
                        found[Binary("-", relation.left, relation.right)] = None
    return list(found)
