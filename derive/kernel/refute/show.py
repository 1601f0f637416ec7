"""Numbers as people read them: exact where that is short, else decimals right in every digit."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import ctx, fmpq

from derive.kernel.refute.reals import Real, ball
from derive.kernel.refute.scene import Place
from derive.kernel.verdict import Shown

_LONGEST_FRACTION = 24
_DIGITS = 12
_MOST_DIGITS = 40
# The bits at which a difference beyond that is measured.
_FINE = 4096


def exact_text(value: Real) -> str:
    """Return a rational as it is, at any length; else a decimal."""
    if isinstance(value, fmpq):
        return str(Fraction(int(value.p), int(value.q)))
    return _decimal(value, _DIGITS)


def _decimal(value: Real, digits: int) -> str:
    """Return ``value`` with at most ``digits`` digits, all of them right."""
    text = str(ball(value).str(digits, radius=False))
    mantissa, e, exponent = text.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0")
        mantissa += "0" if mantissa.endswith(".") else ""
    return mantissa + e + exponent


def _text(value: Real, digits: int) -> str:
    if isinstance(value, fmpq):
        text = exact_text(value)
        if len(text) <= _LONGEST_FRACTION:
            return text
    return _decimal(value, digits)


def value_text(value: Real | None) -> str | None:
    """Return a value with 12 digits where it isn't a short fraction; None where undefined."""
    return None if value is None else _text(value, _DIGITS)


def nested(shape: Place, text: Callable[[Place], Shown], at: Place = ()) -> Shown:
    """Return the texts of an array's entries, nested row by row; of a scalar its text."""
    if not shape:
        return text(at)
    return tuple(nested(shape[1:], text, (*at, k)) for k in range(shape[0]))


def pair_text(values: Callable[[int], tuple[Real, Real]]) -> tuple[str, str]:
    """Return two different numbers so that their difference is seen.

    ``values`` gives both at a precision in bits. A difference beyond 40 digits is written as
    what is added to the first.
    """
    with ctx.workprec(_FINE):  # of the rationals; ``values`` sets its own
        left, right = values(256)
        digits = _DIGITS
        while digits <= _MOST_DIGITS:
            texts = _text(left, digits), _text(right, digits)
            if texts[0].removesuffix(".0") != texts[1].removesuffix(".0"):
                return texts
            digits += 7
        left, right = values(_FINE)
        if isinstance(left, fmpq):
            return _text(left, _DIGITS), _beside(left, right)
        return _beside(right, left), _text(right, _DIGITS)


def _beside(base: Real, value: Real) -> str:
    """Return ``value`` as ``base`` plus what differs."""
    difference = ball(value) - ball(base)
    mark = "+" if difference > 0 else "-"
    return f"{_text(base, _DIGITS)} {mark} {_decimal(abs(difference), 3)}"
