"""Rewriting: make moves wherever they apply, until none does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from derive.language.nodes import Derivative, Expr, children, with_children
from derive.rules.rule import Move
from derive.rules.scene import Scene

# More moves than any line of a derivation needs; a line that needs more is given up.
MOST_MOVES = 3000


class TooManyMoves(Exception):
    """The moves do not come to an end."""


def settled(expr: Expr, moves: Sequence[Move], scene: Scene) -> Expr:
    """Return the expression after all moves have been made, the outer before the inner."""
    return _Mover(moves).settled(expr, scene) if moves else expr


class _Mover:
    def __init__(self, moves: Iterable[Move]) -> None:
        self.moves = tuple(moves)
        self.left = MOST_MOVES

    def settled(self, expr: Expr, scene: Scene) -> Expr:
        while True:
            expr = self.moved(expr, scene)
            inside = self.inside(expr, scene)
            if inside is expr or inside == expr:
                return expr
            expr = inside

    def moved(self, expr: Expr, scene: Scene) -> Expr:
        """Move at the top until nothing moves there."""
        while (new := self.first(expr, scene)) is not None and new != expr:
            expr = new
            self.left -= 1
            if self.left < 0:
                raise TooManyMoves
        return expr

    def first(self, expr: Expr, scene: Scene) -> Expr | None:
        return next((new for move in self.moves if (new := move(expr, scene)) is not None), None)

    def inside(self, expr: Expr, scene: Scene) -> Expr:
        """Settle the children; the variable of a derivative is no expression to be changed."""
        below = scene.inside(expr)
        parts = children(expr)
        first = parts[:1] if isinstance(expr, Derivative) else parts
        now = (*(self.settled(part, below) for part in first), *parts[len(first) :])
        if all(new is old for new, old in zip(now, parts, strict=True)):
            return expr
        return with_children(expr, now)
