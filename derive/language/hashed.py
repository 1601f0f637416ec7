"""Data classes that compute their hash once.

Expressions are looked up again and again, and the hash of a tree needs every node of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform

Class = TypeVar("Class", bound="Hashed")


class Hashed:
    """Room for a hash; it is no part of the value and stays in its process."""

    __slots__ = ("_hash",)


@dataclass_transform(frozen_default=True)
def hashed(cls: type[Class]) -> type[Class]:
    """Make an immutable data class, which keeps its hash once that is asked for."""
    made = dataclass(frozen=True, slots=True)(cls)
    computed: Any = made.__hash__

    def kept(self: Any) -> int:
        try:
            found: int = self._hash
        except AttributeError:
            found = computed(self)
            object.__setattr__(self, "_hash", found)
        return found

    made.__hash__ = kept  # type: ignore[method-assign]  # in the place of the data class's own
    return made
