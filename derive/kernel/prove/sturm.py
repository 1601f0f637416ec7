"""How many real roots a polynomial in one variable has in an interval: Sturm's theorem.

For a polynomial p without multiple roots let p0 = p, p1 = p', and each further one be minus the
remainder of the two before it. Let V(x) be how often the sign changes along their values at x,
zeros left out. Then p has V(low) - V(high) roots in (low, high]. (Any textbook of real algebra.)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from flint import fmpq, fmpq_poly

from derive.kernel.prove.bounds import Bounds


def roots_within(coefficients: Sequence[int], bounds: Bounds) -> int:
    """Return how many different real roots lie in an interval.

    ``coefficients`` stand from that of 1 upwards, the last one is not 0.
    """
    poly = fmpq_poly(list(coefficients))
    chain = [poly // poly.gcd(poly.derivative())]
    chain.append(chain[0].derivative())
    while chain[-1]:
        chain.append(-(chain[-2] % chain[-1]))
    chain.pop()
    found = _changes(chain, bounds.low, -1) - _changes(chain, bounds.high, 1)
    at_low, at_high = (_is_root(chain[0], end) for end in (bounds.low, bounds.high))
    return found + (at_low and not bounds.low_strict) - (at_high and bounds.high_strict)


def _is_root(poly: fmpq_poly, at: Fraction | None) -> bool:
    return at is not None and poly(fmpq(at.numerator, at.denominator)) == 0


def _changes(chain: Sequence[fmpq_poly], at: Fraction | None, side: int) -> int:
    """Return how often the sign changes along the values at a point; None is far out on a side."""
    if at is None:
        values = [poly[poly.degree()] * side ** poly.degree() for poly in chain]
    else:
        values = [poly(fmpq(at.numerator, at.denominator)) for poly in chain]
    signs = [value > 0 for value in values if value]
    return sum(one != other for one, other in pairwise(signs))
