"""Movers: what a law makes of an expression, where it stands and everywhere at once.

A rule of algebra is a law that two lines may differ by (:mod:`derive.rules.form`), which says of a
step whether it is the rule's, and does not find one. Movers find them
(:mod:`derive.rules.deriving.forward`). Nothing rests on them: every line that they make is judged
like one that somebody typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from derive.language.nodes import Binary, Derivative, Expr, Path, Where, children, replaced
from derive.rules.deriving.neat import neat
from derive.rules.scene import Scene

# What a law makes of this very node: nothing, one thing, or several.
Finder: TypeAlias = Callable[[Expr, Scene], Iterable[Expr]]


@dataclass(frozen=True, slots=True)
class Mover:
    """A finder, the rules whose step it can be, and the operations that it takes in one go.

    names  the first of them that justifies the step is its reason
    chain  a node inside another of these operations is no place of its own
    at_once  whether nobody does it at one place and leaves the other
    above  whether it is left alone below a bar
    """

    names: tuple[str, ...]
    find: Finder
    chain: str = ""
    at_once: bool = False
    above: bool = False


def places(
    expr: Expr, scene: Scene, chain: str = "", above_only: bool = False
) -> Iterator[tuple[Path, Expr, Scene]]:
    """Yield every node outside of conditions, with its path and scene, the outer first."""

    def inside(
        node: Expr, path: Path, scene: Scene, above: Expr | None
    ) -> Iterator[tuple[Path, Expr, Scene]]:
        if not (is_made_by(node, chain) and above is not None and is_made_by(above, chain)):
            yield path, node, scene
        below = scene.inside(node)
        for place, child in enumerate(children(node)):
            first = 2 * len(node.condition) if isinstance(node, Where) else 0
            by = isinstance(node, Derivative) and place == 1
            under = above_only and place == 1 and is_made_by(node, "/")
            if place < first or by or under:
                continue
            yield from inside(child, (*path, place), below, node)

    yield from inside(expr, (), scene, None)


def is_made_by(node: Expr, operations: str) -> bool:
    """Whether a node is one of the operations, which are separated by spaces."""
    return isinstance(node, Binary) and node.op in operations.split()


def made_at_each(mover: Mover, expr: Expr, scene: Scene) -> Iterator[Expr]:
    """Yield what the mover makes of the expression at one place, for each place."""
    for path, node, here in places(expr, scene, mover.chain, mover.above):
        for new in mover.find(node, here):
            if new != node:
                yield neat(replaced(expr, path, new), scene)


def made_everywhere(mover: Mover, expr: Expr, scene: Scene) -> Expr | None:
    """Return what the mover makes at all places at once, or None where it finds none."""
    taken: list[Path] = []
    result = expr
    for path, node, here in places(expr, scene, mover.chain, mover.above):
        if any(path[: len(done)] == done for done in taken):
            continue
        new = next((each for each in mover.find(node, here) if each != node), None)
        if new is not None:
            result = replaced(result, path, new)
            taken.append(path)
    return neat(result, scene) if taken else None
