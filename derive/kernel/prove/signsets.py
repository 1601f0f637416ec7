"""Sets of signs: what is known of the sign of a number."""

from __future__ import annotations

SignSet = frozenset[int]
ANY: SignSet = frozenset({-1, 0, 1})
POSITIVE: SignSet = frozenset({1})
NEGATIVE: SignSet = frozenset({-1})
ZERO: SignSet = frozenset({0})
NOT_NEGATIVE: SignSet = frozenset({0, 1})
NOT_POSITIVE: SignSet = frozenset({-1, 0})
NOT_ZERO: SignSet = frozenset({-1, 1})


def times(left: SignSet, right: SignSet) -> SignSet:
    """Return the signs of a product."""
    return frozenset(a * b for a in left for b in right)


def raised(signs: SignSet, power: int) -> SignSet:
    """Return the signs of a power, which for a negative one is defined where it is not zero."""
    result = frozenset(sign ** (abs(power) % 2 or 2) for sign in signs)
    return result - ZERO if power < 0 else result


def plus(left: SignSet, right: SignSet) -> SignSet | None:
    """Return the signs of a sum of two terms where they are surely of one sign."""
    both = left | right
    if both <= NOT_NEGATIVE or both <= NOT_POSITIVE:
        return both - ZERO if 0 not in left or 0 not in right else both
    return None
