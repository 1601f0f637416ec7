"""The atoms of the field: what a generator can stand for.

An index term is a literal number, a free name (an identifier), or a bound name, which is no
identifier so that it can't clash: ``~7`` is fresh, ``#0`` stands in canonical form inside a sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from derive.kernel.prove.quotients import Element
from derive.language.nodes import IndexTerm

# The name of the greatest entry of an array of any size, as a function of the array.
EXTREME = "max"

Indices: TypeAlias = tuple[IndexTerm, ...]
Family: TypeAlias = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Variable:
    """A real variable or an entry of an array of them.

    ``number`` is 0, or marks the variables that move while D differentiates.
    """

    name: str
    indices: Indices = ()
    number: int = 0

    @property
    def family(self) -> Family:
        """All entries of one array belong together."""
        return self.name, self.number


@dataclass(frozen=True, slots=True)
class Pi:
    """The number pi."""


@dataclass(frozen=True, slots=True)
class Exponential:
    """exp(exponent)."""

    exponent: Element


@dataclass(frozen=True, slots=True)
class Logarithm:
    """log|of|, ``of`` an irreducible polynomial or an integer > 1, as an element."""

    of: Element


@dataclass(frozen=True, slots=True)
class Radical:
    """|of|**(1/degree); ``sign`` is the sign of ``of``."""

    of: Element
    degree: int
    sign: int


@dataclass(frozen=True, slots=True)
class LargePower:
    """base**exponent with a whole exponent too large to multiply out."""

    base: Element
    exponent: int


@dataclass(frozen=True, slots=True)
class Parity:
    """(-1)**n for a name n of whole numbers."""

    exponent: str


@dataclass(frozen=True, slots=True)
class Step:
    """1 where ``of`` > 0, else 0; only where an index is bound, so that no cell can decide it."""

    of: Element


@dataclass(frozen=True, slots=True)
class Kink:
    """The derivative of a Step: 0 where ``of`` is not zero, and no number where it is.

    ``mark`` tells the steps apart from which kinks stem: two of them never make up for each other.
    """

    of: Element
    mark: int


@dataclass(frozen=True, slots=True)
class Argument:
    """What an unknown function is applied to: an array, by its entry at the indices ``names``."""

    names: tuple[str, ...]
    sizes: Indices
    entry: Element


@dataclass(frozen=True, slots=True)
class Unknown:
    """A partial derivative of an unknown function; without ``partials`` it is its value.

    name       as declared; ``**`` for a power of a negative number; or EXTREME
    partials   sorted (argument number, indices of the entry differentiated by), with repetition
    """

    name: str
    args: tuple[Argument, ...]
    partials: tuple[tuple[int, Indices], ...] = ()


@dataclass(frozen=True, slots=True)
class Kronecker:
    """1 where both index terms are equal, else 0; at least one of them is bound."""

    left: IndexTerm
    right: IndexTerm


@dataclass(frozen=True, slots=True)
class SumOver:
    """The sum of a product over the bound indices ``names``, which hang together."""

    names: tuple[str, ...]
    sizes: Indices
    body: Element


Atom: TypeAlias = (
    Variable
    | Pi
    | Exponential
    | Logarithm
    | Radical
    | LargePower
    | Parity
    | Step
    | Kink
    | Unknown
    | Kronecker
    | SumOver
)


def is_bound(term: IndexTerm) -> bool:
    """Say whether an index term is a bound name."""
    return isinstance(term, str) and term[0] in "~#"


def canonical(count: int, free: Iterable[IndexTerm]) -> tuple[str, ...]:
    """Return that many bound names in canonical form, none of which is among the free terms."""
    taken = [int(t[1:]) for t in free if isinstance(t, str) and t[0] == "#"]
    first = max(taken, default=-1) + 1
    return tuple(f"#{first + k}" for k in range(count))


def inner(atom: Atom) -> tuple[Element, ...]:
    """Return the elements that the atom is made of."""
    match atom:
        case Exponential(exponent=element) | Logarithm(of=element) | Radical(of=element):
            return (element,)
        case LargePower(base=element) | Step(of=element) | Kink(of=element):
            return (element,)
        case SumOver(body=element):
            return (element,)
        case Unknown(args=args):
            return tuple(arg.entry for arg in args)
        case Variable() | Pi() | Kronecker() | Parity():
            return ()


def own_indices(atom: Atom) -> Iterator[IndexTerm]:
    """Yield the index terms that the atom itself mentions (not those inside its elements)."""
    match atom:
        case Variable(indices=indices):
            yield from indices
        case Kronecker(left=left, right=right):
            yield left
            yield right
        case Unknown(partials=partials):
            for _, indices in partials:
                yield from indices


def binds(atom: Atom) -> frozenset[IndexTerm]:
    """Return the names that the atom binds in its elements."""
    match atom:
        case SumOver(names=names):
            return frozenset(names)
        case Unknown(args=args):
            return frozenset(name for arg in args for name in arg.names)
        case _:
            return frozenset()


def differentiated(atom: Unknown, argument: int, indices: Indices) -> Unknown:
    """Return the unknown function's derivative by one entry of one argument."""
    partials = sorted((*atom.partials, (argument, indices)), key=str)
    return replace(atom, partials=tuple(partials))
