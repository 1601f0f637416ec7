"""Looking for a point at which a claimed equation fails."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from flint import fmpq

from derive.kernel.refute import domain
from derive.kernel.refute.evaluate import MOST_BITS, Scene, value_at
from derive.kernel.refute.instances import Instance, instances
from derive.kernel.refute.reals import Real, Unclear, ball
from derive.kernel.refute.sample import Point, Sampler
from derive.kernel.refute.show import exact_text, pair_text, value_text
from derive.kernel.verdict import Shown, Witness
from derive.language.nodes import Expr, Name
from derive.language.working import Declarations

# (precision in bits, at how many of the points still open)
_PASSES = ((64, 90), (256, 20), (1024, 8), (MOST_BITS, 4))


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


def refute(
    left: Expr, right: Expr, declarations: Declarations, *, seconds: float = 2.0
) -> Refutation:
    """Look for a point of the domain at which ``left`` and ``right`` surely differ.

    Simple points come first, then the domain's corners, kinks and saturation, then random
    points; precision rises from pass to pass. The search is the same at every run; after
    ``seconds`` no further point is begun.
    """
    deadline = time.monotonic() + seconds
    claims = [_Claim(left, right, declarations, chosen) for chosen in instances(declarations)]
    if any(declarations.shape(name) for name in claims[0].sampler.names):
        return Refutation(None, None, "arrays were not tried", 0)
    undefined: Witness | None = None
    tried = 0
    for bits, most in _PASSES:
        for claim in claims:
            for point in claim.open_points(1 + most // len(claims)):
                if time.monotonic() > deadline:
                    return Refutation(None, undefined, _words(tried, bits, seconds), tried)
                tried += bits == _PASSES[0][0]
                values = claim.compare(point, bits)
                if values is None:
                    continue
                if None in values:
                    undefined = undefined or claim.witness(point, *map(value_text, values))
                    continue
                found = claim.witness(point, *pair_text(partial(claim.both, point)))
                return Refutation(found, undefined, _words(tried, bits), tried)
    return Refutation(None, undefined, _words(tried, bits), tried)


def find_point(
    declarations: Declarations, names: Collection[str] = ()
) -> tuple[tuple[str, Shown], ...] | None:
    """Return some point of the domain, with values for ``names`` too; None if none was found."""
    scene = Scene(dict(declarations.lets))
    mentioned = [side for c in declarations.domain for side in domain.sides(c)]
    exprs = [*mentioned, *(Name(name) for name in sorted(names))]
    sampler = Sampler(exprs, declarations.domain, scene, b"a point")
    if any(declarations.shape(name) for name in sampler.names):
        return None
    for point in sampler.points():
        return tuple((name, exact_text(point[name])) for name in sampler.names)
    return None


def empty(declarations: Declarations) -> str | None:
    """Return why the domain surely holds no point, or None where that was not established."""
    return domain.contradiction(declarations.domain, dict(declarations.lets))


class _Claim:
    """``left == right``, with a concrete choice for each unknown function."""

    def __init__(
        self, left: Expr, right: Expr, declarations: Declarations, chosen: Instance
    ) -> None:
        self.left, self.right = left, right
        self.texts = chosen.texts
        self.scene = Scene({**chosen.scalars, **dict(declarations.lets)}, chosen.functions)
        seed = hashlib.sha256(repr((left, right, declarations)).encode()).digest()
        self.sampler = Sampler((left, right), declarations.domain, self.scene, seed)
        self._open: Iterator[Point] = self.sampler.points()
        self._still_open: list[Point] = []

    def open_points(self, most: int) -> Iterator[Point]:
        """Yield the points to try in this pass: at first all, then those not yet decided."""
        yield from islice(self._open, most)
        self._open, self._still_open = iter(self._still_open), []

    def compare(self, point: Point, bits: int) -> tuple[Real | None, Real | None] | None:
        """Return both values where they surely differ or one is undefined, else None."""
        try:
            left = value_at(self.left, self.scene, point, bits)
            right = value_at(self.right, self.scene, point, bits)
        except Unclear:
            return None
        if left is None or right is None:
            return left, right
        if isinstance(left, fmpq) and isinstance(right, fmpq):
            return None if left == right else (left, right)
        if not ball(left).overlaps(ball(right)):
            return left, right
        self._still_open.append(point)
        return None

    def both(self, point: Point, bits: int) -> tuple[Real, Real]:
        """Return both values at a point where they are known to be defined."""
        left = value_at(self.left, self.scene, point, bits)
        right = value_at(self.right, self.scene, point, bits)
        assert left is not None and right is not None
        return left, right

    def witness(self, point: Point, left: Shown, right: Shown) -> Witness:
        """Return ``point`` for people: free names, then unknown functions, then defined names."""
        free = [(name, exact_text(point[name])) for name in self.sampler.names]
        concerned = self.scene.names(self.left) | self.scene.names(self.right)
        unknown = [(name, text) for name, text in self.texts if name in concerned]
        given = {name for name, _ in unknown}
        defined = [
            (name, self._value_text(name, point))
            for name in self.scene.lets
            if name in concerned and name not in given
        ]
        return Witness((*free, *unknown, *defined), left, right)

    def _value_text(self, name: str, point: Point) -> Shown:
        try:
            return value_text(value_at(Name(name), self.scene, point, 128))
        except Unclear:
            return None


def _words(points: int, bits: int, seconds: float | None = None) -> str:
    """Return what was tried, in words."""
    text = (
        f"both sides compared at {points} point{'' if points == 1 else 's'} of the domain "
        f"(simple values, corners, kinks, saturation, random), with up to {bits} bits"
    )
    return text if seconds is None else f"{text}; stopped after {seconds:g} s"
