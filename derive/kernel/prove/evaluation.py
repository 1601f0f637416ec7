"""What ``arrays`` and ``beside`` need of the evaluator, which in turn needs them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Protocol

from derive.kernel.prove.atoms import Indices
from derive.kernel.prove.functions import Place
from derive.kernel.prove.quotients import Element
from derive.kernel.prove.scope import Scope
from derive.kernel.prove.signs import Signs
from derive.language.nodes import Expr
from derive.language.working import Shape


class Evaluation(Place, Protocol):
    """An evaluation in one cell.

    lets            the definitions
    moved           how many variables have moved, so that each is another
    whole_numbers   the names by which D can't differentiate
    """

    signs: Signs
    lets: Mapping[str, Expr]
    moved: int
    whole_numbers: Set[str]

    def shape(self, expr: Expr) -> Shape:
        """Return the shape of an expression whose shapes are known to fit."""

    def value(self, expr: Expr, scope: Scope | None = None, at: Indices = ()) -> Element:
        """Return a scalar, or the entry of an array at the index terms ``at``."""

    def name(self, name: str, scope: Scope, at: Indices) -> Element:
        """Return what a name is here."""
