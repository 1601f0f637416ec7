"""What names and relations mean at one place of an expression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from derive.kernel.prove.atoms import Indices
from derive.kernel.prove.calculus import Start
from derive.kernel.prove.quotients import Element
from derive.kernel.prove.signsets import NOT_NEGATIVE, NOT_ZERO, POSITIVE, ZERO, SignSet
from derive.language.nodes import IndexTerm

ALLOWED: dict[str, SignSet] = {
    "<": frozenset({-1}),
    "<=": frozenset({-1, 0}),
    ">": POSITIVE,
    ">=": NOT_NEGATIVE,
    "==": ZERO,
    "!=": NOT_ZERO,
}


class Undefined(Exception):
    """The expression is undefined at every point of the cell."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean at one place.

    overrides   what D made of names: the entry at the indices
    indices     the index terms that index names stand for
    ranges      the sizes that index names run over
    known       entries of names evaluated already, and under which supposition (Signs.supposing)
    """

    overrides: Mapping[str, Start] = field(default_factory=dict)
    indices: Mapping[str, IndexTerm] = field(default_factory=dict)
    ranges: Mapping[str, IndexTerm | None] = field(default_factory=dict)
    known: dict[tuple[str, Indices, int], Element] = field(default_factory=dict)

    def moved(self, name: str, start: Start) -> Scope:
        """Return the scope in which the entries of ``name`` are ``start``'s."""
        return Scope({**self.overrides, name: start}, self.indices, self.ranges)

    def bound(self, indices: Mapping[str, IndexTerm]) -> Scope:
        """Return the scope in which index names stand for these terms."""
        return replace(self, indices={**self.indices, **indices})

    def running(self, index: str, term: IndexTerm, size: IndexTerm) -> Scope:
        """Return the scope in which an index that runs over ``size`` stands for the term."""
        return replace(self.bound({index: term}), ranges={**self.ranges, index: size})

    def terms(self, terms: Indices) -> Indices:
        """Return what the index terms stand for."""
        return tuple(self.indices.get(t, t) if isinstance(t, str) else t for t in terms)
