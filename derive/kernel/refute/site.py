"""Values at a point at rising precision, each computed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from flint import ctx

from derive.kernel.refute.evaluate import NO_INDICES, Environment, evaluate
from derive.kernel.refute.reals import Imprecise, Real, Unclear, Undefined
from derive.kernel.refute.scene import Cell, Place, Scene
from derive.kernel.refute.values import Series, Truncated, Value
from derive.language.nodes import Expr

T = TypeVar("T")

MOST_BITS = 4096
_MOST_TERMS = 16


def settled(compute: Callable[[int], T], bits: int, most_bits: int = MOST_BITS) -> T:
    """Call ``compute`` with the number of terms to keep, at ``bits`` of precision.

    While it is Imprecise the precision rises fourfold; while it is Truncated, the terms double.
    """
    keep, before = 1, ctx.prec
    try:
        while True:
            ctx.prec = bits
            try:
                return compute(keep)
            except Imprecise:
                bits *= 4
                if bits > most_bits:
                    raise
            except Truncated:
                keep *= 2
                if keep > _MOST_TERMS:
                    raise
    finally:
        ctx.prec = before


class Site:
    """A scene at one point: values at any precision, each computed once.

    If it ``remembers``, it does so even of whole expressions, which must live as long as it does.
    """

    def __init__(
        self, scene: Scene, point: Mapping[Cell, Real], *, remembers: bool = False
    ) -> None:
        self._scene = scene
        self._point = point
        self._known: dict[tuple[object, ...], Real | Unclear | None] | None = (
            {} if remembers else None
        )
        self._environments: dict[tuple[object, ...], Environment] = {}

    def value(
        self,
        expr: Expr,
        bits: int,
        most_bits: int = MOST_BITS,
        indices: Mapping[str, int] = NO_INDICES,
        at: Place = (),
    ) -> Real | None:
        """Return the value of ``expr`` (at a place), or None where it is surely undefined.

        Raises Unclear where neither could be established.
        """
        if self._known is None:
            return self._found(expr, bits, most_bits, indices, at)
        key = (id(expr), bits, most_bits, at, *indices.items())
        if key not in self._known:
            try:
                self._known[key] = self._found(expr, bits, most_bits, indices, at)
            except Unclear as unclear:
                self._known[key] = unclear
        known = self._known[key]
        if isinstance(known, Unclear):
            raise known
        return known

    def _found(
        self, expr: Expr, bits: int, most_bits: int, indices: Mapping[str, int], at: Place
    ) -> Real | None:
        def compute(keep: int) -> Value:
            # Definitions without free indices are the same whatever the indices are.
            top = indices if self._scene.indexed else NO_INDICES
            key = (ctx.prec, keep, *top.items())
            env = self._environments.get(key)
            if env is None:
                env = self._environments[key] = Environment(self._scene, self._point, keep, top)
            return evaluate(expr, env.bound(indices) if indices else env, at)

        try:
            value = settled(compute, bits, most_bits)
        except Undefined:
            return None
        if isinstance(value, Series):
            raise Unclear("an infinitesimal outside of a derivative")
        return value


def value_at(
    expr: Expr, scene: Scene, point: Mapping[Cell, Real], bits: int, most_bits: int = MOST_BITS
) -> Real | None:
    """Return the value of a scalar at a point; see :meth:`Site.value`."""
    return Site(scene, point).value(expr, bits, most_bits)
