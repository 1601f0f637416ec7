"""Intervals with rational ends, for what a generator of the field can be."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Bounds:
    """An interval; None is infinite. A strict bound does not belong to the interval."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_strict: bool = True
    high_strict: bool = True


def tighter(bounds: Bounds, bound: Fraction, strict: bool, is_low: bool) -> Bounds:
    """Return the interval with one more bound, if that is the tighter one."""
    if is_low:
        if bounds.low is None or (bound, strict) > (bounds.low, bounds.low_strict):
            return Bounds(bound, bounds.high, strict, bounds.high_strict)
    elif bounds.high is None or (-bound, strict) > (-bounds.high, bounds.high_strict):
        return Bounds(bounds.low, bound, bounds.low_strict, strict)
    return bounds


def about(value: float) -> Bounds:
    """Return an interval around a number that C computes to far better than 1e-9."""
    middle, slack = Fraction(value), abs(Fraction(value)) / 10**9 + Fraction(1, 10**12)
    return Bounds(middle - slack, middle + slack)


def between(bounds: Bounds) -> Fraction:
    """Return a point inside the interval."""
    low, high = bounds.low, bounds.high
    if low is not None and high is not None:
        return (low + high) / 2
    if low is not None:
        return low + 1
    return Fraction(0) if high is None else high - 1
