"""The shift certificate: a polynomial whose shifted coefficients have one sign has that sign.

A generator between two bounds becomes (lo*s + hi*t)/(s + t), one with a single bound lo + t or
hi - t, a free one t or -t, always with s, t >= 0. The coefficients of the powers of t (with those
of s filling up to the degree) stand in one row per generator. For a closed interval this is the
criterion of S. Bernstein.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from derive.kernel.prove.bounds import Bounds
from derive.kernel.prove.polynomials import Polynomial, exponent
from derive.kernel.prove.signsets import (
    ANY,
    NEGATIVE,
    NOT_NEGATIVE,
    NOT_POSITIVE,
    POSITIVE,
    ZERO,
    SignSet,
    plus,
    raised,
    times,
)


def shifted_signs(
    poly: Polynomial, ranges: dict[int, Bounds], directions: dict[int, int]
) -> SignSet:
    """Return what the signs of the shifted coefficients say of the polynomial's sign.

    ``ranges`` bounds every generator; ``directions`` says on which side a free one is shifted.
    """
    degrees = {i: poly.degree_in(i) for i in ranges}
    shifted: dict[tuple[int, ...], Fraction] = {}
    for monomial, coefficient in poly.terms.items():
        rows = [
            _row(ranges[i], directions.get(i, 1), exponent(monomial, i), degrees[i]) for i in ranges
        ]
        for powers in product(*([k for k, part in enumerate(row) if part] for row in rows)):
            value = Fraction(coefficient)
            for row, power in zip(rows, powers, strict=True):
                value *= row[power]
            if value:
                shifted[powers] = shifted.get(powers, Fraction(0)) + value
    shifted = {powers: value for powers, value in shifted.items() if value}
    for sign in (1, -1):
        if all(value * sign > 0 for value in shifted.values()):
            strict = all(
                any(_survives(powers, degrees, corner) for powers in shifted)
                for corner in _corners(ranges)
            )
            return frozenset({sign}) if strict else frozenset({sign, 0})
    return ANY


def _row(bounds: Bounds, direction: int, power: int, degree: int) -> list[Fraction]:
    """Return x**power in powers of t, times (s + t)**(degree - power) between two bounds."""
    if bounds.low is not None and bounds.high is not None:
        row = _expanded(
            [(bounds.low, bounds.high)] * power + [(Fraction(1),) * 2] * (degree - power)
        )
        return row
    if bounds.low is not None:
        return _expanded([(bounds.low, Fraction(1))] * power)
    if bounds.high is not None:
        return _expanded([(bounds.high, Fraction(-1))] * power)
    return [Fraction(0)] * power + [Fraction(direction**power)]


def _expanded(linear: list[tuple[Fraction, Fraction]]) -> list[Fraction]:
    row = [Fraction(1)]
    for constant, slope in linear:
        row = [
            (row[k] * constant if k < len(row) else Fraction(0))
            + (row[k - 1] * slope if k else Fraction(0))
            for k in range(len(row) + 1)
        ]
    return row


def _corners(ranges: dict[int, Bounds]) -> Iterator[tuple[str, ...]]:
    """Where a generator may stand: inside, at its lowest (t = 0) or at its highest (s = 0)."""
    options = []
    for bounds in ranges.values():
        places = ["inside"]
        if bounds.low is None and bounds.high is None:
            places.append("low")  # t = 0
        if bounds.low is not None and not bounds.low_strict:
            places.append("low")
        if bounds.low is None and bounds.high is not None and not bounds.high_strict:
            places.append("low")
        if bounds.low is not None and bounds.high is not None and not bounds.high_strict:
            places.append("high")
        options.append(places)
    return product(*options)


def _survives(powers: tuple[int, ...], degrees: dict[int, int], corner: tuple[str, ...]) -> bool:
    return all(
        place == "inside" or (place == "low" and not power) or (place == "high" and power == degree)
        for power, degree, place in zip(powers, degrees.values(), corner, strict=True)
    )


def signs_of_terms(poly: Polynomial, ranges: Mapping[int, Bounds]) -> SignSet:
    """Return the signs of a sum of terms that are all of one sign, else ANY."""
    result = ZERO
    for monomial, coefficient in poly.terms.items():
        term = POSITIVE if coefficient > 0 else NEGATIVE
        for i, power in monomial:
            term = times(term, raised(_signs_within(ranges[i]), power))
        together = plus(result, term)
        if together is None:
            return ANY
        result = together
    return result


def _signs_within(bounds: Bounds) -> SignSet:
    """Return the signs of the numbers in an interval."""
    result = ANY
    if bounds.low is not None and bounds.low >= 0:
        result &= NOT_NEGATIVE if bounds.low == 0 and not bounds.low_strict else POSITIVE
    if bounds.high is not None and bounds.high <= 0:
        result &= NOT_POSITIVE if bounds.high == 0 and not bounds.high_strict else NEGATIVE
    return result
