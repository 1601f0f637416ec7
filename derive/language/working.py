"""A working: somebody's steps, line by line, with what they declare.

A learner's text file and an author's derivation are the same thing, read by the same parser
(:mod:`derive.language.reader`) into these immutable records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from derive.language.hashed import Hashed, hashed
from derive.language.nodes import Condition, Expr, IndexTerm

Shape: TypeAlias = tuple[IndexTerm, ...]


@hashed
class Declarations(Hashed):
    """What ``let`` and ``where`` say; it holds for every chain of a working.

    lets        (name, expression), in the order written; each uses only names before it or
                names that are never defined
    domain      conditions on values, in the order written
    shapes      (name, shape): ``W: (n, p)`` is ("W", ("n", "p")); a name without one is a scalar
    functions   unknown differentiable functions of each entry: ``where g: function``
    unknowns    (name, argument names): ``where J(Z)`` is ("J", ("Z",))
    """

    lets: tuple[tuple[str, Expr], ...] = ()
    domain: tuple[Condition, ...] = ()
    shapes: tuple[tuple[str, Shape], ...] = ()
    functions: tuple[str, ...] = ()
    unknowns: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def definition(self, name: str) -> Expr | None:
        """Return what ``let`` made of ``name``, or None."""
        return dict(self.lets).get(name)

    def shape(self, name: str) -> Shape:
        """Return the declared shape of ``name``; ``()`` for a scalar."""
        return dict(self.shapes).get(name, ())


@dataclass(frozen=True, slots=True)
class Line:
    """One expression of a chain: where it stands (from 1) and what was typed."""

    expr: Expr
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Step:
    """From one line to the next.

    rules   the names behind ``by``, as written (``("result sigmoid-derivative",)``); may be empty
    reason  the comment behind the step, in words; None without one
    """

    left: Line
    right: Line
    rules: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """A first line and the steps that go on from it; without steps it is only a line."""

    first: Line
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Working:
    """Everything that a working file says."""

    declarations: Declarations
    chains: tuple[Chain, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps of all chains, in the order written."""
        return tuple(step for chain in self.chains for step in chain.steps)
