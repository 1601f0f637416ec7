"""Many right-hand sides tried against one left-hand side, quickly, at few points.

What passes is only not yet refuted: it remains to be judged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product

from flint import fmpq

from derive.kernel.refute.instances import instances
from derive.kernel.refute.reals import Real, Unclear, ball
from derive.kernel.refute.sample import Sampler
from derive.kernel.refute.scene import Place, Scene, places
from derive.kernel.refute.search import make_scene
from derive.kernel.refute.site import MOST_BITS, Site
from derive.kernel.refute.sizes import assignments
from derive.language.nodes import Expr
from derive.language.working import Declarations

_BITS = 64
_SIZES = 2  # choices for the sizes
_POINTS = (3, 1, 7, 14)  # which points of the sampler are taken: simple, a corner, varied
_ENTRIES = 6  # of an array at one point


@dataclass(frozen=True, slots=True)
class _Probe:
    """The value of the left-hand side at one entry at one point."""

    scene: Scene
    site: Site
    indices: Mapping[str, int]
    at: Place
    value: Real


class Sieve:
    """Tells which expressions may equal ``left`` on the declared domain.

    ``alongside`` holds the names and free indices that they may have beside those of ``left``.
    """

    def __init__(self, left: Expr, declarations: Declarations, alongside: Collection[Expr]) -> None:
        self._probes = list(_probes(left, declarations, tuple(alongside)))

    def passes(self, right: Expr) -> bool:
        """Tell whether ``right`` has the value of the left-hand side wherever it was tried."""
        return all(_agrees(probe, right) for probe in self._probes)


def _agrees(probe: _Probe, right: Expr) -> bool:
    probe.scene.effort.spent = 0
    try:
        value = probe.site.value(right, _BITS, MOST_BITS, probe.indices, probe.at)
    except Unclear:
        return True
    if value is None:
        return False
    if isinstance(value, fmpq) and isinstance(probe.value, fmpq):
        return bool(value == probe.value)
    return bool(ball(value).overlaps(ball(probe.value)))


def _probes(
    left: Expr, declarations: Declarations, alongside: tuple[Expr, ...]
) -> Iterator[_Probe]:
    """Yield the probes; the first entry of every point comes before the second of any."""
    chosen = instances(declarations)
    groups: list[list[_Probe]] = []
    for turn, sizes in enumerate(assignments((left, *alongside), declarations)[:_SIZES]):
        scene = make_scene(declarations, chosen[turn % len(chosen)], sizes)
        seed = hashlib.sha256(repr((left, declarations)).encode()).digest()
        sampler = Sampler((left, *alongside), declarations.domain, scene, seed)
        points = list(islice(sampler.points(), max(_POINTS) + 1))
        ranges = scene.ranges((left, *alongside))
        for number in sorted({min(place, len(points) - 1) for place in _POINTS if points}):
            group: list[_Probe] = []
            site = Site(scene, points[number])
            entries = product(product(*map(range, ranges.values())), places(scene.shape(left)))
            for values, at in islice(entries, _ENTRIES):
                indices = dict(zip(ranges, values, strict=True))
                scene.effort.spent = 0
                try:
                    value = site.value(left, _BITS, MOST_BITS, indices, at)
                except Unclear:
                    continue
                if value is not None:
                    group.append(_Probe(scene, site, indices, at, value))
            groups.append(group)
    longest = max(map(len, groups), default=0)
    for entry in range(longest):
        yield from (group[entry] for group in reversed(groups) if entry < len(group))
