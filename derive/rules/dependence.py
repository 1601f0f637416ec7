"""What moves when a variable does: through definitions, unknown scalars and entries."""

from __future__ import annotations

from collections.abc import Iterator

from derive.language.nodes import (
    Delta,
    Derivative,
    Expr,
    Index,
    Name,
    Relation,
    children,
)
from derive.language.shapes import sides_of
from derive.rules.entries import entry
from derive.rules.scene import Scene, variable_name

# How many definitions may stand behind one another.
_DEEPEST = 60


def depends(body: Expr, variable: Expr, scene: Scene) -> bool:
    """Whether ``body`` may move when the variable does.

    Entries of one array are told apart where their indices are literal and differ.
    """
    return any(may_meet(leaf, variable) for leaf in leaves(body, variable, scene))


def holds_nearby(left: Expr, right: Expr, scene: Scene) -> bool:
    """Whether ``left = right``, true at the declared points, may be put in where it stands.

    Inside ``D(..., x)`` it must be true for all numbers near ``x``. It is when it has nothing to
    do with ``x``, or when ``x`` has room: no declaration pins it down. If ``x`` is a defined
    name, its definition is cut there, and so nothing that was shown of it need be true.
    """
    moving = map(Name, scene.kept)
    doubtful = [by for by in moving if by.id in scene.lets or is_restricted(by, scene)]
    return not any(depends(side, by, scene) for by in doubtful for side in (left, right))


def is_restricted(variable: Expr, scene: Scene) -> bool:
    """Whether a declaration keeps a variable, or what depends on it, from moving a little.

    Equations, values to choose from and borders that belong to the domain do; ``x > 0`` does not.
    """
    return any(
        depends(side, variable, scene)
        for condition in scene.declarations.domain
        if not (isinstance(condition, Relation) and condition.op in ("<", ">", "!="))
        for side in sides_of(condition)
    )


def leaves(body: Expr, variable: Expr, scene: Scene) -> Iterator[Expr]:
    """Yield the names and entries that ``body`` is made of, down to the variable's own name."""
    return _leaves(body, variable_name(variable), scene, _DEEPEST)


def _leaves(body: Expr, stop: str, scene: Scene, depth: int) -> Iterator[Expr]:
    if not depth:
        yield body if isinstance(body, Name) else Name(stop)
        return
    match body:
        case Name(id=name) if name != stop and name in scene.lets:
            yield from _leaves(scene.lets[name], stop, scene, depth - 1)
        case Name(id=name) if name != stop and name in scene.unknowns:
            for argument in scene.unknowns[name]:
                yield from _leaves(Name(argument), stop, scene, depth - 1)
        case Index(array=Name(id=name), indices=indices) if name != stop and name in scene.lets:
            below = entry(scene.lets[name], indices, scene)
            yield from _leaves(below or scene.lets[name], stop, scene, depth - 1)
        case Name() | Index(array=Name()):
            yield body
        case Index(array=array, indices=indices):
            below = entry(array, indices, scene)
            yield from _leaves(below or array, stop, scene, depth - 1)
        case Derivative(body=inner, variable=by):
            yield from _leaves(inner, stop, scene, depth)
            yield from _leaves(by, stop, scene, depth)
        case Delta():
            return
        case _:
            for child in children(body):
                yield from _leaves(child, stop, scene, depth)


def may_meet(leaf: Expr, variable: Expr) -> bool:
    """Whether two names or entries can be the same number."""
    match leaf, variable:
        case Index(array=one, indices=here), Index(array=other, indices=there):
            pairs = zip(here, there, strict=False)
            apart = any(isinstance(a, int) and isinstance(b, int) and a != b for a, b in pairs)
            return one == other and not apart
    return variable_name(leaf) == variable_name(variable)
