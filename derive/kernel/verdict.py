"""What a checker says of a step: one of four things, never blurred."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

# A value as an exact string, nested tuples of them for an array; None where undefined.
Shown: TypeAlias = "str | tuple[Shown, ...] | None"


class DomainError(ValueError):
    """The declared domain holds no point, so that nothing can be said of it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class EngineDisagreement(RuntimeError):
    """One engine proved what the other refuted: a fault of this program, never of the claim."""


class Verdict(StrEnum):
    """The four verdicts of the language's contract."""

    PROVED = "proved"
    CONDITIONAL = "conditional"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Witness:
    """A point of the domain, and what both sides are there.

    point   (name, exact value) of every name that the step depends on
    left, right   the sides' values, exact where they are rational, else decimals that are right
                  in every digit shown; None where a side is undefined
    """

    point: tuple[tuple[str, Shown], ...]
    left: Shown
    right: Shown


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with what stands behind it.

    witness    the counter-example of ``refuted``; of ``conditional`` the point where a side is
               undefined
    condition  of ``conditional``: what must be added to the domain, in the language's notation;
               None where nothing is known that would help
    detail     what was tried, in words; of ``undecided`` always there
    """

    verdict: Verdict
    witness: Witness | None = None
    condition: str | None = None
    detail: str | None = None
