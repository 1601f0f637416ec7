"""Number the bound indices of a product so that equal products read alike.

A product of indexed factors is a labelled hypergraph: its bound indices are the nodes, its factors
the edges. Nodes are told apart by what they are joined to, round by round (colour refinement, as in
B. Weisfeiler and A. Leman, 1968); where that leaves a tie, each choice is tried and the one that
reads smallest is taken, so that the numbering is canonical whatever the indices were called.

What cannot be told apart in this way costs a proof, never its truth: a numbering is only a naming.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

# A product more symmetric than this is given up.
MOST_READINGS = 2000


@dataclass(frozen=True, slots=True)
class Bag:
    """Parts in no order."""

    parts: tuple[Outline, ...]


# How a factor is built: a word (perhaps a bound name), parts in order, or parts in no order.
Outline: TypeAlias = "str | tuple[Outline, ...] | Bag"


class TooSymmetric(Exception):
    """So many ways of numbering are alike that not all of them were tried."""


def canonical_order(factors: Sequence[Outline], kinds: Mapping[str, str]) -> list[str]:
    """Return the bound names in canonical order; those of smaller kind come first.

    ``kinds`` maps each bound name to what tells it apart from the start, such as its size.
    Raises TooSymmetric.
    """
    ranks = {kind: rank for rank, kind in enumerate(sorted(set(kinds.values())))}
    product = _Product(factors, kinds)
    return min(product.numberings({name: ranks[kind] for name, kind in kinds.items()}))[1]


class _Product:
    """A product of factors, and how many ways of numbering it were read."""

    def __init__(self, factors: Sequence[Outline], names: Mapping[str, str]) -> None:
        words = [set(_words(factor)) for factor in factors]
        self._factors = factors
        self._holders = {
            name: [f for f, inside in zip(factors, words, strict=True) if name in inside]
            for name in names
        }
        self._readings = 0

    def numberings(self, marks: Mapping[str, int]) -> Iterator[tuple[list[str], list[str]]]:
        """Yield how the product reads, with the names in order, for each way of breaking ties."""
        refined = self._refined(marks)
        classes: dict[int, list[str]] = {}
        for name, mark in refined.items():
            classes.setdefault(mark, []).append(name)
        tied = min((mark for mark in classes if len(classes[mark]) > 1), default=None)
        if tied is None:
            self._readings += 1
            if self._readings > MOST_READINGS:
                raise TooSymmetric
            texts = {name: f"<{mark}>" for name, mark in refined.items()}
            reading = sorted(_read(factor, texts) for factor in self._factors)
            yield reading, sorted(refined, key=refined.__getitem__)
            return
        for chosen in classes[tied]:
            first = {name: 2 * mark + (name != chosen) for name, mark in refined.items()}
            yield from self.numberings(first)

    def _refined(self, marks: Mapping[str, int]) -> Mapping[str, int]:
        """Tell names apart by the factors they stand in, until no more can be told apart."""
        while True:
            texts = {name: f"<{mark}>" for name, mark in marks.items()}
            keys = {
                name: (marks[name], sorted(_read(f, {**texts, name: "<!>"}) for f in held))
                for name, held in self._holders.items()
            }
            ordered = sorted(keys.values())
            distinct = [key for k, key in enumerate(ordered) if not k or key != ordered[k - 1]]
            if len(distinct) == len(set(marks.values())):
                return marks
            marks = {name: distinct.index(key) for name, key in keys.items()}


def _words(outline: Outline) -> Iterator[str]:
    match outline:
        case str():
            yield outline
        case Bag(parts=parts) | tuple(parts):
            for part in parts:
                yield from _words(part)


def _read(outline: Outline, texts: Mapping[str, str]) -> str:
    """Return a text of the outline in which names are replaced, and bags sorted after that."""
    match outline:
        case str():
            return texts.get(outline, outline)
        case Bag(parts=parts):
            return f"{{{','.join(sorted(_read(part, texts) for part in parts))}}}"
        case parts:
            return f"({','.join(_read(part, texts) for part in parts)})"
