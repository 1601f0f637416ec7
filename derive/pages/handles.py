"""Handles: the names in a formula by number, so that a page finds all places of a letter.

The numbers count the names of a derivation in the order in which its lines bring them up. Beside
the names there are the functions and signs that the language knows (:data:`KNOWN`). Two thousands
say the rest: 1000 is a piece that goes away in the next line, 2000 one that is new in this line,
3002 a name number 2 that is both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from derive.language.nodes import Apply, Call, Delta, Expr, Name, Path, walk
from derive.language.working import Chain, Line, Working

Numbers: TypeAlias = Mapping[str, int]

GONE = 1000
NEW = 2000

# How each is shown, and what it is. A bracket tells it from a name.
KNOWN: dict[str, tuple[str, str]] = {
    "sigma(": ("sigma(z)", "the sigmoid, which is `1/(1 + exp(-z))`"),
    "softmax(": ("softmax(z)", "each `exp(z[k])` divided by the sum of all of them"),
    "softplus(": ("softplus(z)", "a smooth ramp, which is `log(1 + exp(z))`"),
    "relu(": ("relu(z)", "`z` where it is positive, else 0"),
    "sign(": ("sign(z)", "1 where `z` is positive, −1 where it is negative, 0 at 0"),
    "log(": ("log(x)", "the natural logarithm"),
    "delta(": ("delta(i, j)", "Kronecker's delta: 1 where both indices are equal, else 0"),
}


def numbered(working: Working) -> dict[str, int]:
    """Return the names and known functions of a working with their numbers, from 1."""
    declarations = working.declarations
    lines = [line.expr for chain in working.chains for line in lines_of(chain)]
    found = dict.fromkeys(name for line in lines for _, name in _named(line))
    for name, made_of in reversed(declarations.lets):
        if name in found:
            found |= dict.fromkeys(inner for _, inner in _named(made_of))
    for name in [name for name, _ in declarations.shapes if name in found]:
        sizes = dict(declarations.shapes)[name]
        found |= dict.fromkeys(size for size in sizes if isinstance(size, str))
    return {name: number for number, name in enumerate(found, 1)}


def lines_of(chain: Chain) -> tuple[Line, ...]:
    """Return the lines of a chain, the first one too."""
    return (chain.first, *(step.right for step in chain.steps))


def marks(numbers: Numbers, *sides: Expr) -> dict[Path, int]:
    """Return the number of each name in one expression, or in the sides of an equation."""
    return {
        path if len(sides) == 1 else (turn, *path): numbers[name]
        for turn, side in enumerate(sides)
        for path, name in _named(side)
        if name in numbers
    }


def _named(expr: Expr) -> Iterator[tuple[Path, str]]:
    for path, node in walk(expr):
        match node:
            case Name(id=name) | Apply(function=name):
                yield path, name
            case Call(function=function) if f"{function}(" in KNOWN:
                yield path, f"{function}("
            case Delta():
                yield path, "delta("
