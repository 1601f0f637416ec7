"""The points at which a claim is tried: from the simple to the exotic.

Values at which things go wrong (ends of the domain, kinks, zeros of denominators, saturation)
come before random ones. Every point given lies in the domain.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import islice, pairwise, product, zip_longest

from flint import fmpq

from derive.kernel.refute.domain import (
    Bounds,
    bounds,
    members,
    name_key,
    narrowed,
    satisfied,
    sides,
)
from derive.kernel.refute.evaluate import Scene, value_at
from derive.kernel.refute.reals import Real, Unclear, exact_root
from derive.language.nodes import (
    Binary,
    Call,
    Condition,
    Expr,
    Membership,
    Name,
    Number,
    Relation,
    Where,
    walk,
)

Point = dict[str, Real]

_SIMPLE = [fmpq(p, q) for p, q in ((2, 1), (3, 1), (1, 2), (-1, 1), (1, 1), (0, 1), (-2, 1))]
_EXOTIC = [
    fmpq(p, q)
    for p, q in (
        *((1, 3), (-1, 2), (1, 10), (-3, 1), (10, 1), (-20, 1), (20, 1), (40, 1), (-40, 1)),
        *((100, 1), (-100, 1), (750, 1), (-750, 1), (1000, 1), (-1000, 1), (1, 1000)),
        *((-(10**6), 1), (10**6, 1), (1, 10**9), (-1, 10**9), (1, 10**16), (-1, 10**16)),
    )
]
_FRACTIONS = [Fraction(p, q) for p, q in ((1, 2), (1, 3), (3, 4), (1, 10), (9, 10))]
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
_MOST_ROOTS = 40
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
        self.names = sorted(n for n in names if n not in scene.lets and n not in scene.functions)
        limits = narrowed(bounds(self.conditions, scene.lets))
        self._limits = {n: limits.get(name_key(n), Bounds()) for n in self.names}
        self._sets = self._finite_sets()
        self._simple = {n: self._fitting(n, _SIMPLE) for n in self.names}
        self._special = {n: self._specials(n) for n in self.names}

    def points(self, most_random: int = 40) -> Iterator[Point]:
        """Yield points of the domain, none twice."""
        seen = set()
        for raw in self._raw(most_random):
            point = self._repaired(raw)
            if point is not None:
                key = tuple(str(point[name]) for name in self.names)
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
        return {
            c.subject.id: members(c, self.scene)
            for c in self.conditions
            if isinstance(c, Membership) and isinstance(c.subject, Name)
        }

    def _fitting(self, name: str, candidates: list[fmpq]) -> list[Real]:
        """Return the candidates that the name's own bounds allow; some inner points at least."""
        if name in self._sets:
            return self._sets[name]
        limit = self._limits[name]
        fit: list[Real] = [c for c in candidates if limit.hold(_fraction(c))]
        if len(fit) >= 4:
            return fit
        inner = [_exact(value) for value in _inside(limit) if limit.hold(value)]
        return list(dict.fromkeys([*inner, *fit]))

    def _specials(self, name: str) -> list[Real]:
        """Return the values worth trying for ``name``, from the simple to the exotic."""
        if name in self._sets:
            return self._sets[name]
        limit = self._limits[name]
        near = [_exact(value) for value in _near_ends(limit) if limit.hold(value)]
        exotic = [c for c in _EXOTIC if limit.hold(_fraction(c))]
        if limit.natural:
            exotic = [fmpq(n) for n in (4, 5, 7, 10, 31) if limit.hold(Fraction(n))]
        simple = self._simple[name]
        mixed = [v for pair in zip_longest(simple[2:], near) for v in pair if v is not None]
        return list(dict.fromkeys([*simple[:2], *mixed, *exotic]))

    def _raw(self, most_random: int) -> Iterator[Point]:
        names, simple, special = self.names, self._simple, self._special
        if not names:
            yield {}
            return
        if not all(simple.values()):
            return
        background = self._generic(0)
        yield from (self._generic(turn) for turn in range(4))
        if len(names) == 2:
            pairs = product(*(list(enumerate(special[name][:6])) for name in names))
            for pair in sorted(pairs, key=lambda p: p[0][0] + p[1][0]):
                yield {name: value for name, (_, value) in zip(names, pair, strict=True)}
        elif len(names) > 2:
            corners = product(*(special[name][:3] for name in names))
            for corner in islice(corners, 32):
                yield dict(zip(names, corner, strict=True))
        yield from self._roots(background)
        for name in names:
            for value in special[name] if len(names) <= 2 else special[name][:12]:
                yield {**background, name: value}
        for _ in range(most_random):
            yield {name: self._random(name) for name in names}

    def _generic(self, turn: int) -> Point:
        """Return a simple point whose values differ from name to name."""
        point: Point = {}
        for place, name in enumerate(self.names):
            values = self._simple[name]
            point[name] = values[(place + turn * (place + 1)) % len(values)]
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

    def _roots(self, background: Point) -> Iterator[Point]:
        """Yield points at and beside kinks, zeros of divisors, ends of logarithms' domains."""
        roots, near = [], []
        for expr in _critical(self.exprs, self.scene):
            for name in self.names:
                if name not in self.scene.names(expr) or name in self._sets:
                    continue
                for root in self._zeros(expr, name, background):
                    roots.append({**background, name: root})
                    for step in (1, -1, fmpq(1, 10**6), fmpq(-1, 10**6)):
                        near.append({**background, name: root + step})
        yield from roots[:_MOST_ROOTS]
        yield from near[:_MOST_ROOTS]

    def _zeros(self, expr: Expr, name: str, background: Mapping[str, Real]) -> list[fmpq]:
        """Return the rational zeros of ``expr`` by ``name`` when it is of degree 1 or 2 in it."""
        heights = []
        for place in (0, 1, -1, 2):
            try:
                point = {**background, name: fmpq(place)}
                height = value_at(expr, self.scene, point, _BITS, _BITS)
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
        for _ in range(3):
            violated = self._violated(point)
            if violated is None:
                return point
            if not isinstance(violated, Relation):
                return None
            moved = self._solved(violated, point)
            if moved is None:
                return None
            point = moved
        return point if self._violated(point) is None else None

    def _violated(self, point: Point) -> Condition | None:
        return next((c for c in self.conditions if not satisfied(c, self.scene, point)), None)

    def _solved(self, relation: Relation, point: Point) -> Point | None:
        """Return ``point`` with one value changed so that ``relation`` holds."""
        difference = Binary("-", relation.left, relation.right)
        mentioned = self.scene.names(difference)
        names = [n for n in reversed(self.names) if n in mentioned and n not in self._sets]
        for target in _TARGETS[relation.op]:
            shifted = Binary("-", difference, _number(target))
            for name in names:
                for root in self._zeros(shifted, name, point):
                    if self._serves(relation, moved := {**point, name: root}, name):
                        return moved
        for name in names:
            for value in self._special[name]:
                if self._serves(relation, moved := {**point, name: value}, name):
                    return moved
        return None

    def _serves(self, relation: Relation, point: Point, name: str) -> bool:
        """Whether ``relation`` and the bounds of ``name`` hold at ``point``."""
        value = point[name]
        return (
            not isinstance(value, fmpq) or self._limits[name].hold(_fraction(value))
        ) and satisfied(relation, self.scene, point)


def _number(value: Fraction) -> Expr:
    """Return an expression of any rational value (a Number node holds it, sign and all)."""
    return Number(value, str(value))


def _inside(limit: Bounds) -> list[Fraction]:
    """Return simple values inside an interval."""
    low, high = limit.low, limit.high
    if limit.natural:
        start = max(1, -(-low // 1)) if low is not None else 1
        return [Fraction(start + k) for k in range(5)]
    if low is not None and high is not None:
        return [low + part * (high - low) for part in _FRACTIONS] if low < high else [low]
    if low is not None:
        return [low + step for step in _STEPS]
    if high is not None:
        return [high - step for step in _STEPS]
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
        for _, node in walk(expr):
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
