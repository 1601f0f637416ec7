"""What an exported script or notebook begins with: the words of its lines, and how it checks.

The text of this module, below the first line of dashes, is put into what is exported, where
nothing of ours is at hand. So it needs NumPy and SymPy alone; the second part is only the
script's.
"""

# -- the words that the lines are written with ------------------------------------------------
# Each takes NumPy's numbers and arrays, and SymPy's symbols where that makes sense.

import builtins
import functools
import itertools
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import sympy as sp
from numpy import array, diag, eye, ones, outer, pi, trace  # noqa: F401 (exported lines use them)


def _either(name: str) -> Callable[[Any], Any]:
    """Return a function of NumPy or, for a symbol, of SymPy."""
    return lambda u: getattr(sp if isinstance(u, sp.Basic) else np, name)(u)


log, exp, sqrt, sign, tanh, cosh, sinh = map(
    _either, ("log", "exp", "sqrt", "sign", "tanh", "cosh", "sinh")
)


def sum(terms: Any, **how: Any) -> Any:
    """Return the sum of an array, or of terms."""
    return np.sum(terms, **how) if isinstance(terms, np.ndarray) else builtins.sum(terms)


def mean(terms: Any, **how: Any) -> Any:
    """Return the mean of an array."""
    return np.mean(terms, **how)


def max(*terms: Any, **how: Any) -> Any:
    """Return the largest entry of an array, or of several numbers, entry by entry."""
    if len(terms) == 1:
        return np.max(terms[0], **how)
    if any(isinstance(term, sp.Basic) for term in terms):
        return sp.Max(*terms)
    return functools.reduce(np.maximum, terms)


def min(*terms: Any, **how: Any) -> Any:
    """Return the smallest entry of an array, or of several numbers, entry by entry."""
    return -max(*(-term for term in terms), **how)


def where(condition: Any, then: Any, otherwise: Any) -> Any:
    """Return one of two values, by cases."""
    if isinstance(condition, sp.Basic):
        return sp.Piecewise((then, condition), (otherwise, True))
    return np.where(condition, then, otherwise)[()]


def sigma(z: Any) -> Any:
    """Return the sigmoid."""
    return 1 / (1 + exp(-z))


def relu(z: Any) -> Any:
    """Return z where it is positive, else 0."""
    return max(0, z)


def softplus(z: Any) -> Any:
    """Return log(1 + exp(z))."""
    return log(1 + exp(z))


def softmax(z: Any) -> Any:
    """Return the softmax of a vector, or of each column."""
    powers = np.exp(z - np.max(z, axis=0))
    return powers / np.sum(powers, axis=0)


def delta(i: int, j: int) -> int:
    """Return 1 where both indices are equal, else 0."""
    return int(i == j)


def D(f: Callable[[Any], Any], x: Any, *place: int) -> Any:
    """Return the derivative of f at x, by all entries of x or by the one at ``place``.

    Numbers are differentiated by differences; NaN tells that x is too near to a kink, or the
    function too curved there, for that to be exact to six digits.
    """
    if isinstance(x, sp.Basic):
        u = x if isinstance(x, sp.Symbol) else sp.Dummy(real=True)
        return sp.diff(f(u), u).subs(u, x).doit()
    if place or not isinstance(x, np.ndarray):
        return _slope(f, x, place)
    return np.array([_slope(f, x, at) for at in np.ndindex(x.shape)]).reshape(x.shape)


def _slope(f: Callable[[Any], Any], x: Any, place: tuple[int, ...], h: float = 1e-3) -> float:
    def moved(by: float) -> Any:
        if not place:
            return x + by
        there = np.array(x, dtype=float)
        there[place] += by
        return there

    one, two = ((f(moved(k * h)) - f(moved(-k * h))) / (2 * k * h) for k in (1, 2))
    curved = f(moved(h)) - 2 * f(x) + f(moved(-h))
    kinked = abs(curved) > 0.2 * h * (1 + abs(one)) or abs(two - one) > 1e-4 * (1 + abs(one))
    return np.nan if kinked else (4 * one - two) / 3


def some_function(name: str, number: int) -> Callable[[Any], Any]:
    """Return a function of each entry; the lines hold for every one that has a derivative."""

    def function(u: Any) -> Any:
        if isinstance(u, sp.Basic):
            return sp.Function(name)(u)
        return np.sin(u + number) + u / 2

    return function


def some_scalar(name: str, number: int) -> Callable[..., Any]:
    """Return a number that depends on its arguments; the lines hold for every such one."""

    def scalar(*arguments: Any) -> Any:
        if any(isinstance(each, sp.Basic) for each in arguments):
            return sp.Function(name)(*arguments)
        every = np.concatenate([np.ravel(each) for each in arguments])
        weights = 1 + 0.3 * np.arange(1, every.size + 1) / number
        bent = np.sin(weights * every + number) + (every + 0.2) ** 2 / 4
        return np.sum(bent) + np.mean(every) ** 3

    return scalar


# -- how they are checked ---------------------------------------------------------------------

POINTS = 8


def draw(
    point: Callable[[Any], dict[str, Any]], zeros: Callable[..., Any], holds: Callable[..., Any]
) -> list[dict[str, Any]]:
    """Return points of the domain: drawn, moved to where ``zeros`` vanish, kept if it ``holds``."""
    rng, found = np.random.default_rng(0), []
    for _ in range(1000 * POINTS):
        values = moved_to(zeros, point(rng))
        if all(np.all(each) for each in holds(**values)):
            found.append(values)
            if len(found) == POINTS:
                return found
    sys.exit("no points of the domain were found")


def moved_to(zeros: Callable[..., Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return the values, moved by Newton's method to where all ``zeros`` vanish."""
    for _ in range(20):
        off = np.ravel(zeros(**values))
        if not off.size or np.max(np.abs(off)) < 1e-13:
            break
        names = [name for name, value in values.items() if not isinstance(value, int)]
        rows = [slopes_of(zeros, k, values, names) for k in range(off.size)]
        step = iter(np.linalg.lstsq(np.array(rows), off, rcond=None)[0])
        values = dict(values)
        for name in names:
            by = np.array([next(step) for _ in range(np.size(values[name]))])
            values[name] = values[name] - by.reshape(np.shape(values[name]))[()]
    return values


def slopes_of(
    zeros: Callable[..., Any], k: int, values: dict[str, Any], names: list[str]
) -> list[float]:
    """Return the slopes of one of the ``zeros`` by every entry of the named values."""

    def along(name: str) -> Any:
        return D(lambda x: np.ravel(zeros(**{**values, name: x}))[k], values[name])

    return [slope for name in names for slope in np.ravel(along(name))]


def every(indices: dict[str, Any], values: dict[str, Any]) -> Iterator[dict[str, int]]:
    """Yield every choice of the free indices of a line."""
    sizes = [range(values.get(size, size)) for size in indices.values()]
    for chosen in itertools.product(*sizes):
        yield dict(zip(indices, chosen, strict=True))


def check(
    lines: Sequence[tuple[str, Callable[..., Any], str]],
    points: Sequence[dict[str, Any]],
    indices: dict[str, Any],
    symbols: dict[str, Any] | None,
) -> int:
    """Check each line against the one above it; say so, and return how many do not agree."""
    wrong = 0
    print(f"  {lines[0][0]}")
    for (_, left, _), (text, right, rule) in itertools.pairwise(lines):
        said = agreement(left, right, points, indices)
        if said.startswith("agrees") and symbols is not None and proves(left, right, symbols):
            said += "; SymPy proves it"
        wrong += not said.startswith("agrees")
        print(f"  = {text}\n      {said}   ({rule})")
    return wrong


def agreement(
    left: Callable[..., Any],
    right: Callable[..., Any],
    points: Sequence[dict[str, Any]],
    indices: dict[str, Any],
) -> str:
    """Say whether two lines have one value at every point."""
    decided = 0
    for values in points:
        for chosen in every(indices, values):
            with np.errstate(all="ignore"):
                one, other = (np.asarray(f(**values, **chosen), float) for f in (left, right))
            if one.shape != other.shape:
                return f"DIFFERS: the shapes are {one.shape} and {other.shape}"
            told = np.isfinite(one) & np.isfinite(other)
            apart = np.abs(one - other) > 1e-6 * (1 + np.abs(one) + np.abs(other))
            if np.any(told & apart):
                return f"DIFFERS at {values} {chosen or ''}: {one} and {other}"
            decided += bool(np.all(told))
    return f"agrees in {decided} comparisons" if decided else "NOT DECIDED: no side has a value"


def proves(left: Callable[..., Any], right: Callable[..., Any], symbols: dict[str, Any]) -> bool:
    """Return whether SymPy simplifies the difference of two lines to 0."""
    try:
        difference = sp.nsimplify(left(**symbols) - right(**symbols), rational=True)
        return bool(sp.count_ops(difference) < 300 and sp.simplify(difference) == 0)
    except (TypeError, ValueError, NotImplementedError):
        return False


def check_condition(text: str, holds: Callable[..., Any], points: Sequence[dict[str, Any]]) -> int:
    """Check what is shown to hold everywhere; return 1 where it does not."""
    good = all(np.all(each) for values in points for each in holds(**values))
    print(f"  {text}\n      {'agrees' if good else 'DIFFERS'} at {len(points)} points")
    return not good
