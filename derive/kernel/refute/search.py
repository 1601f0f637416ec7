"""Looking for a point at which a claimed equation fails."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import count, product

from flint import ctx, fmpq

from derive.kernel.refute import domain
from derive.kernel.refute.instances import Unknown, instances
from derive.kernel.refute.reals import Real, Unclear, ball
from derive.kernel.refute.sample import Point, Sampler
from derive.kernel.refute.scene import Place, Scene, places
from derive.kernel.refute.show import exact_text, nested, pair_text, value_text
from derive.kernel.refute.site import MOST_BITS, Site
from derive.kernel.refute.sizes import assignments, definitions, natural_sizes
from derive.kernel.verdict import Shown, Witness
from derive.language.nodes import Expr, Name, sharing
from derive.language.working import Declarations, Shape


@dataclass(frozen=True, slots=True)
class _Pass:
    """Once over the points that are still open.

    least, most  how many points; from ``least`` on no more than ``work`` allows
    work         how many nodes may be evaluated
    """

    bits: int
    least: int
    most: int
    work: int


# The first pass has a point for each choice of sizes, however much work that is.
_PASSES = (
    _Pass(64, 9, 90, 5000),
    _Pass(256, 1, 12, 1000),
    _Pass(1024, 1, 4, 400),
    _Pass(MOST_BITS, 1, 2, 200),
)
# For a claim that is proved: six points of arrays, eight of numbers, one of each kind in turn
# (simple, at a corner, at a kink, far out, random), as far as there are such kinds; and one of them
# more finely. How many is not a matter of effort: that depends on what is remembered.
_BRIEF_PASSES = {
    arrays: (_Pass(64, points, points, 0), _Pass(256, 1, 1, 0))
    for arrays, points in ((True, 6), (False, 8))
}
_BRIEF_ENTRIES = 2  # of an array at one point, others at the next


@dataclass(frozen=True, slots=True)
class Refutation:
    """What the search found.

    counterexample  a point of the domain where both sides are defined and differ
    undefined       a point of the domain where a side is surely undefined
    tried           what was tried, in words
    points          at how many points of the domain the sides were compared
    """

    counterexample: Witness | None
    undefined: Witness | None
    tried: str
    points: int


@dataclass(frozen=True, slots=True)
class _Outcome:
    """At one point: an entry at which the sides differ, or one at which a side is undefined."""

    indices: Mapping[str, int]
    at: Place
    differ: bool


def refute(
    left: Expr,
    right: Expr,
    declarations: Declarations,
    *,
    seconds: float = 2.0,
    brief: bool = False,
    chain: tuple[Expr, ...] = (),
) -> Refutation:
    """Look for a point of the domain at which ``left`` and ``right`` surely differ.

    Simple points come first, then the domain's corners, kinks and saturation, then random
    points; arrays are tried at several sizes. Precision rises from pass to pass. The search is
    the same at every run; after ``seconds`` no further point is begun. A ``brief`` search has
    fewer points, but some of each kind: it is a second opinion on what is proved. It takes the
    points of the whole ``chain`` that the two lines stand in, and values that an earlier step of
    the chain has asked for are remembered.
    """
    deadline = time.monotonic() + seconds
    passes: tuple[_Pass, ...] = _PASSES
    if brief:
        lines = chain if left in chain and right in chain else (left, right)
        settings = _settings_remembered(lines, declarations)
        claims = [_Claim(left, right, setting, turn) for turn, setting in enumerate(settings)]
        passes = _BRIEF_PASSES[bool(declarations.shapes)]
    else:
        settings = _settings((left, right), declarations)
        claims = [_Claim(left, right, setting, None) for setting in settings]
    undefined: Witness | None = None
    tried = 0
    for turn, once in enumerate(passes):
        for claim, point in _chosen(claims, once):
            if time.monotonic() > deadline:
                return Refutation(None, undefined, _words(tried, once.bits, seconds), tried)
            tried += turn == 0
            outcome = claim.compare(point, once.bits)
            if outcome is not None and outcome.differ:
                found = claim.witness(point, outcome)
                return Refutation(found, undefined, _words(tried, once.bits), tried)
            if outcome is not None and undefined is None:
                undefined = claim.witness(point, outcome)
        for claim in claims:
            claim.again()
    return Refutation(None, undefined, _words(tried, passes[-1].bits), tried)


def find_point(
    declarations: Declarations, names: Collection[str] = ()
) -> tuple[tuple[str, Shown], ...] | None:
    """Return some point of the domain, with values for ``names`` too; None if none was found."""
    mentioned = [side for c in declarations.domain for side in domain.sides(c)]
    exprs = (*mentioned, *(Name(name) for name in sorted(names)))
    chosen = instances(declarations)[0]
    for sizes in assignments(exprs, declarations):
        scene = make_scene(declarations, chosen, sizes)
        sampler = Sampler(exprs, declarations.domain, scene, b"a point")
        for point in sampler.points():
            return tuple(_point_texts(scene, sampler, point))
    return None


def empty(declarations: Declarations) -> str | None:
    """Return why the domain surely holds no point, or None where that was not established."""
    conditions = (*declarations.domain, *natural_sizes(declarations))
    return domain.contradiction(conditions, dict(declarations.lets))


class _Setting:
    """Lines at concrete sizes, with a concrete choice for each unknown function.

    remembers  whether the points, and what was computed at them, are kept
    """

    def __init__(self, lines: tuple[Expr, ...], sampler: Sampler, *, remembers: bool) -> None:
        self.lines, self.sampler, self.scene = lines, sampler, sampler.scene
        self.remembers = remembers
        self._points: list[Point] = []
        self._more: Iterator[Point] | None = None
        self._sites: dict[int, Site] = {}

    def points(self, turn: int | None) -> Iterator[Point]:
        """Yield points; few of them, from kind ``turn`` on, when there is one."""
        if turn is None:
            yield from self.sampler.points()
            return
        if self._more is None:
            self._more = self.sampler.few_points(turn)
        for place in count():
            if place == len(self._points):
                point = next(self._more, None)
                if point is None:
                    return
                self._points.append(point)
            yield self._points[place]

    def site(self, point: Point) -> Site:
        """Return the scene at a point."""
        if not self.remembers:
            return Site(self.scene, point)
        # The points are kept, so that no other has the identity of one.
        site = self._sites.get(id(point))
        if site is None:
            site = self._sites[id(point)] = Site(self.scene, point, remembers=True)
        return site

    def own(self, expr: Expr) -> Expr:
        """Return the line that is equal to one: what is known is known of that very object."""
        return next(line for line in self.lines if line == expr)


def _settings(
    lines: tuple[Expr, ...], declarations: Declarations, *, remembers: bool = False
) -> list[_Setting]:
    """Return the lines with each choice for sizes and with each for what is unknown."""
    sizes, chosen = assignments(lines, declarations), instances(declarations)
    if remembers:
        lines = sharing(lines)
    turns = range(max(len(sizes), len(chosen)) if sizes else 0)
    seed = hashlib.sha256(repr((lines, declarations)).encode()).digest()
    found = []
    for turn in turns:
        scene = make_scene(declarations, chosen[turn % len(chosen)], sizes[turn % len(sizes)])
        sampler = Sampler(lines, declarations.domain, scene, seed)
        found.append(_Setting(lines, sampler, remembers=remembers))
    return found


_settings_remembered = lru_cache(maxsize=2)(partial(_settings, remembers=True))


def _chosen(claims: list[_Claim], once: _Pass) -> Iterator[tuple[_Claim, Point]]:
    """Yield the points of one pass."""
    before = sum(claim.scene.effort.spent for claim in claims)
    for number, (claim, point) in enumerate(_by_turns(claims)):
        effort = sum(claim.scene.effort.spent for claim in claims) - before
        if number >= once.most or (number >= once.least and effort > once.work):
            return
        yield claim, point


def _by_turns(claims: list[_Claim]) -> Iterator[tuple[_Claim, Point]]:
    """Yield a point of each claim, then a second one of each, and so on."""
    going = list(claims)
    while going:
        for claim in list(going):
            point = next(claim.open, None)
            if point is None:
                going.remove(claim)
            else:
                yield claim, point


def make_scene(
    declarations: Declarations, chosen: tuple[Unknown, ...], sizes: Mapping[str, int]
) -> Scene:
    """Return the scene of a claim at concrete sizes, with something for each unknown."""

    def extents(shape: Shape) -> Place:
        return tuple(sizes.get(term, 1) if isinstance(term, str) else term for term in shape)

    return Scene(
        definitions(declarations),
        {unknown.name: unknown for unknown in chosen},
        {name: extents(shape) for name, shape in declarations.shapes},
        sizes,
    )


def _point_texts(scene: Scene, sampler: Sampler, point: Point) -> Iterator[tuple[str, Shown]]:
    """Yield the sizes, then every free name with its exact value."""
    yield from ((letter, str(size)) for letter, size in scene.sizes.items())
    for name in sampler.names:

        def text(at: Place, name: str = name) -> Shown:
            return exact_text(point[name, at])

        yield name, nested(scene.shapes.get(name, ()), text)


class _Claim:
    """``left == right`` in a setting.

    ``brief`` is the number of the setting when the search is to be brief.
    """

    def __init__(self, left: Expr, right: Expr, setting: _Setting, brief: int | None) -> None:
        self.setting, self.sampler, self.scene = setting, setting.sampler, setting.scene
        self.left, self.right = left, right = setting.own(left), setting.own(right)
        self.scene.effort.spent = 0
        self.open = setting.points(brief)
        self._still_open: list[Point] = []
        self._shape = self.scene.common((left, right))
        ranges = self.scene.ranges((left, right))
        indices = (
            dict(zip(ranges, values, strict=True))
            for values in product(*map(range, ranges.values()))
        )
        self._entries = list(product(indices, places(self._shape)))
        self._stride = 1 if brief is None else -(-len(self._entries) // _BRIEF_ENTRIES)
        self._compared = 0

    def again(self) -> None:
        """Go back to the points that are not yet decided."""
        self.open, self._still_open = iter(self._still_open), []

    def compare(self, point: Point, bits: int) -> _Outcome | None:
        """Return an entry at which the sides surely differ, or else one that is undefined."""
        site = self.setting.site(point)
        undefined: _Outcome | None = None
        overlap = False
        first, self._compared = self._compared % self._stride, self._compared + 1
        for indices, at in self._entries[first :: self._stride]:
            try:
                left, right = self._both(site, indices, at, bits)
            except Unclear:
                continue
            if left is None or right is None:
                undefined = undefined or _Outcome(indices, at, False)
            elif isinstance(left, fmpq) and isinstance(right, fmpq):
                if left != right:
                    return _Outcome(indices, at, True)
            elif _apart(left, right):
                return _Outcome(indices, at, True)
            else:
                overlap = True
        if overlap and undefined is None:
            self._still_open.append(point)
        return undefined

    def _both(
        self, site: Site, indices: Mapping[str, int], at: Place, bits: int
    ) -> tuple[Real | None, Real | None]:
        left, right = (
            site.value(side, bits, MOST_BITS, indices, at) for side in (self.left, self.right)
        )
        return left, right

    def witness(self, point: Point, outcome: _Outcome) -> Witness:
        """Return ``point`` for people, and both sides there.

        Sizes come first, then free names, free indices, unknown functions, defined names.
        """
        site, scene, indices = Site(self.scene, point), self.scene, outcome.indices
        scene.effort.spent = 0  # what was found is shown, however much was spent on finding it
        concerned = scene.names(self.left) | scene.names(self.right)
        free = list(_point_texts(scene, self.sampler, point))
        places_named = [(index, str(k)) for index, k in indices.items()]
        unknown = [(n, self._unknown_text(n)) for n in scene.functions if n in concerned]
        given = {name for name, _ in unknown}
        defined = [
            (name, self._array_text(site, Name(name), indices))
            for name in scene.lets
            if name in concerned and name not in given
        ]
        left = self._array_text(site, self.left, indices)
        right = self._array_text(site, self.right, indices)
        if outcome.differ:
            pair = pair_text(partial(self._defined, site, outcome))
            left, right = (
                _with(side, outcome.at, text)
                for side, text in zip((left, right), pair, strict=True)
            )
        return Witness((*free, *places_named, *unknown, *defined), left, right)

    def _defined(self, site: Site, outcome: _Outcome, bits: int) -> tuple[Real, Real]:
        """Return both values, if need be only as finely as they were found to differ."""
        for precision in (bits, *(once.bits for once in _PASSES)):
            with suppress(Unclear):
                left, right = self._both(site, outcome.indices, outcome.at, precision)
                if left is not None and right is not None:
                    return left, right
        raise AssertionError("both sides had values here")

    def _unknown_text(self, name: str) -> Shown:
        unknown = self.scene.functions[name]
        shapes = tuple(
            self.scene.shape(Name(parameter)) if unknown.whole else ()
            for parameter in unknown.parameters
        )
        return unknown.text(shapes)

    def _array_text(self, site: Site, expr: Expr, indices: Mapping[str, int]) -> Shown:
        def text(at: Place) -> Shown:
            try:
                return value_text(site.value(expr, 128, MOST_BITS, indices, at))
            except Unclear:
                return None

        return nested(self.scene.shape(expr), text)


def _apart(left: Real, right: Real) -> bool:
    """Whether two numbers surely differ; a rational is put beside a ball as finely as can be."""
    with ctx.workprec(MOST_BITS):
        return not ball(left).overlaps(ball(right))


def _with(shown: Shown, at: Place, text: str) -> Shown:
    """Return ``shown`` with the text of one entry replaced."""
    if not at or not isinstance(shown, tuple):
        return text
    inside = _with(shown[at[0]], at[1:], text)
    return (*shown[: at[0]], inside, *shown[at[0] + 1 :])


def _words(points: int, bits: int, seconds: float | None = None) -> str:
    """Return what was tried, in words."""
    text = (
        f"both sides compared at {points} point{'' if points == 1 else 's'} of the domain "
        f"(simple values, corners, kinks, saturation, random), with up to {bits} bits"
    )
    return text if seconds is None else f"{text}; stopped after {seconds:g} s"
