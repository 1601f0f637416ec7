"""The browser's reading: a working as plain data, for the scripts that evaluate it on the page.

The lines and declarations are written out in the plain notation, which the page's own parser
(``docs/assets/javascripts/language.js``) reads back into the same trees: that is a quarter of the
bytes of the trees themselves, and a reader who looks into the page can read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from derive.language.text import condition_text, to_text
from derive.language.working import Declarations, Shape, Working


class WorkingData(TypedDict):
    """A working in plain notation: ``let`` and ``where`` lines, and the lines of each chain."""

    declarations: list[str]
    chains: list[list[str]]


def working_data(working: Working) -> WorkingData:
    """Return what the page's scripts need to evaluate the lines of a working.

    A chain's lines stand in their order, the first line first; rules and reasons are left out.
    The strings may hold ``<``: whoever writes them into HTML escapes it.
    """
    return {
        "declarations": list(declaration_lines(working.declarations)),
        "chains": [
            [to_text(line.expr) for line in (chain.first, *(step.right for step in chain.steps))]
            for chain in working.chains
        ],
    }


def declaration_lines(declarations: Declarations) -> Iterator[str]:
    """Yield the declarations as ``let`` and ``where`` lines that read back to the same."""
    said = [f"{name}: {_shape_text(shape)}" for name, shape in declarations.shapes]
    said += [f"{name}: function" for name in declarations.functions]
    said += [f"{name}({', '.join(arguments)})" for name, arguments in declarations.unknowns]
    if said:
        yield f"where {', '.join(said)}"
    for name, meaning in declarations.lets:
        yield f"let {name} = {to_text(meaning)}"
    if declarations.domain:
        yield f"where {', '.join(map(condition_text, declarations.domain))}"


def _shape_text(shape: Shape) -> str:
    return f"({', '.join(map(str, shape))})"
