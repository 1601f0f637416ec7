"""Formulas that are written by hand in the prose: no text of the language stands behind them.

What can be held to account is: that what is seen is what is copied, sign by sign, and that what
is arithmetic is right to the digits that are shown.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import numpy as np

from tests.latex_reader import read_latex
from tests.oracles.values import World
from tests.roundtrip.pages import settled

WORD = re.compile(r"\\(?:mathit|mathrm|operatorname|mathbf|text)\{\s*([^{}]*?)\s*\}")
SIGN = re.compile(r"\\word\{[^{}]*\}|\\[A-Za-z]+|\\.|\d+\.?\d*|\S")
DECIMAL = re.compile(r"\d+\.(\d+)")
SPACING = {r"\left", r"\right", r"\,", r"\quad", r"\qquad", r"\;", r"\!"}
ALIKE = {
    r"\dfrac": r"\frac", r"\neq": r"\ne", r"\prime": "'", r"\lVert": r"\Vert",
    r"\rVert": r"\Vert", r"\ldots": r"\dots", r"\cdots": r"\dots",
}  # fmt: skip
NUMBERS = World({}, {}, {}, {})


def signs(latex: str) -> list[str]:
    """Return the signs of a formula in reading order; how TeX was asked for them is left out."""
    latex = re.sub(r"([.·])\1\1", lambda _: "\\dots ", WORD.sub(r"\\word{\1}", latex))
    latex = re.sub(r"\^(\w|\{\w+\})_(\w|\{\w+\})", r"_\2^\1", latex)  # either may come first
    found = [ALIKE.get(sign, sign) for sign in SIGN.findall(latex) if sign not in SPACING]
    return [sign for sign in _without_needless_braces(found)]


def _without_needless_braces(found: list[str]) -> Iterator[str]:
    """Leave out braces around a single sign, and those around what has no script behind it."""
    opened: list[bool] = []
    for place, sign in enumerate(found):
        if sign == "{":
            single = found[place + 2 : place + 3] == ["}"]
            grouping = place == 0 or found[place - 1] not in ("^", "_", "}", r"\frac", r"\sqrt")
            opened.append(not (single or grouping))
            if opened[-1]:
                yield sign
        elif sign == "}":
            if opened and opened.pop():
                yield sign
        else:
            yield sign


def wrong_arithmetic(latex: str) -> str | None:
    """Return the equation of numbers that is not right to the digits shown, or None."""
    sides = re.split("=", re.sub(r"\{\}|\s+", " ", latex))
    known = [(side, value) for side in sides if (value := _number(side)) is not None]
    for (one, left), (other, right) in itertools.pairwise(known):
        if abs(left - right) > 1e-9 + _slack(one, left) + _slack(other, right):
            return f"{one.strip()} = {other.strip()}, but {left} and {right}"
    return None


def _number(latex: str) -> float | None:
    try:
        value = NUMBERS.value(read_latex(latex))
    except (AssertionError, ValueError, IndexError, KeyError):
        return None  # there are letters in it, or words
    return float(value) if np.ndim(value) == 0 else None


def _slack(latex: str, value: float) -> float:
    """Return how far the value may be off because its decimals are rounded.

    Those with three digits or more behind the point are, and so is a result that stands alone.
    """
    slack = 0.0
    for found in DECIMAL.finditer(latex):
        alone = latex.strip().lstrip("-") == found[0]
        if len(found[1]) < 3 and not alone:
            continue
        half = 0.5 * 10.0 ** -len(found[1])
        moved = f"{float(found[0]) + half:.12f}"
        other = _number(latex[: found.start()] + moved + latex[found.end() :])
        slack += abs(other - value) if other is not None else 0.0
    return slack


TRACED = settled(
    "where W: (3, 2), dZ: (3, 4), A_prev: (2, 4)\n"
    "let dA_prev = W.T @ dZ\n"
    "let dW = dZ @ A_prev.T/4\n"
    "let db = sum(dZ, axis=1, keepdims=True)/4"
)  # the layer of which the tracer shows every entry
