"""Which variables a common divisor of two polynomials may contain: a quick test by images.

Most pairs of polynomials that a field meets are coprime, and a general algorithm in many variables
takes long to say so. Modulo a prime, and at chosen values of all variables but one, the two have
images in one variable. The image of their greatest common divisor divides both of these, and keeps
its degree in that variable where the leading coefficient of one of the two does not become zero. So
where the images are coprime, the divisor is free of the variable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

_Monomial: TypeAlias = tuple[tuple[int, int], ...]

_PRIME = 2**31 - 1


def shared_variables(
    left: Mapping[_Monomial, int], right: Mapping[_Monomial, int], candidates: Iterable[int]
) -> list[int]:
    """Return the ``candidates`` that may occur in a common divisor of two polynomials.

    None that does occur is missing; one that does not may rarely be listed.
    """
    return [variable for variable in candidates if not _absent(left, right, variable)]


def _absent(left: Mapping[_Monomial, int], right: Mapping[_Monomial, int], variable: int) -> bool:
    """Tell whether no common divisor contains the variable; False where that stays open."""
    one, other = _image(left, variable), _image(right, variable)
    if not one[-1] and not other[-1]:
        return False
    return len(_common(_trimmed(one), _trimmed(other))) == 1


def _image(terms: Mapping[_Monomial, int], variable: int) -> list[int]:
    """Return the coefficients of the powers of the variable, the other variables being numbers.

    The last one is that of the highest power in ``terms``, even if it is zero here.
    """
    powers: dict[int, int] = {}
    for monomial, coefficient in terms.items():
        degree, value = 0, coefficient
        for generator, power in monomial:
            if generator == variable:
                degree = power
            else:
                value = value * pow(_value(generator), power, _PRIME) % _PRIME
        powers[degree] = (powers.get(degree, 0) + value) % _PRIME
    return [powers.get(degree, 0) for degree in range(max(powers) + 1)]


def _value(generator: int) -> int:
    """Return the number that stands for a generator: some residue, not a special one."""
    return (generator + 1) * 1_140_671_485 % _PRIME + 7


def _trimmed(poly: list[int]) -> list[int]:
    while poly and not poly[-1]:
        poly.pop()
    return poly


def _common(left: list[int], right: list[int]) -> list[int]:
    """Return the greatest common divisor modulo the prime, by Euclid's algorithm."""
    while right:
        inverse = pow(right[-1], -1, _PRIME)
        while len(left) >= len(right):
            factor, shift = left[-1] * inverse % _PRIME, len(left) - len(right)
            for place, coefficient in enumerate(right, shift):
                left[place] = (left[place] - factor * coefficient) % _PRIME
            _trimmed(left)
        left, right = right, left
    return left
