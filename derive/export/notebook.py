"""A derivation as a notebook: words and formulas, and under each chain its lines as NumPy code.

The file is nbformat 4.5, written out: JSON with its cells in order, and no outputs yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from derive.book.finding import Entry
from derive.export.code import Code, checker, code_lines, words
from derive.export.markdown import aligned, reasons, said
from derive.export.prose import claimed, given
from derive.language.working import Chain

SETTLE = """\
points = draw(point, zeros, holds)
points[0]  # where the lines below are worked out first"""


def to_notebook(entry: Entry) -> str:
    """Return the notebook as JSON; its cells run from top to bottom with NumPy and SymPy alone."""
    cells = [
        {
            "cell_type": kind,
            "id": f"{entry.name[:50]}-{number}",
            "metadata": {"jupyter": {"source_hidden": True}} if hidden else {},
            "source": text.strip().splitlines(keepends=True),
            **({"execution_count": None, "outputs": []} if kind == "code" else {}),
        }
        for number, (kind, text, hidden) in enumerate(_cells(Code(entry)))
    ]
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _cells(code: Code) -> Iterator[tuple[str, str, bool]]:
    """Yield each cell: its kind, its text, and whether its source is folded away."""
    entry = code.entry
    derivation, declarations = entry.derivation, entry.working.declarations
    intro = [f"# {said(derivation.title, declarations)}"]
    intro += [f"*{said(derivation.asks, declarations)}*", said(derivation.claims, declarations)]
    intro += [f"$$\n{latex}\n$$" for latex in claimed(entry)]
    if told := given(entry.working):
        intro.append(f"Given {told}.")
    yield "markdown", "\n\n".join(intro), False
    yield "code", words(), True
    yield "code", checker(), True
    drawing = [*code.unknown_functions(), "", "", *code.point(), "", "", *code.zeros()]
    yield "code", "\n".join([*drawing, "", "", *code.holds(), "", "", SETTLE]), False
    start = 1
    for number, chain in enumerate(entry.working.chains, 1):
        lines = "\n".join(aligned(chain, declarations, start))
        why = "\n".join(reasons(chain, declarations, start))
        routes = derivation.routes
        route = f"## {said(routes[number - 1], declarations)}\n\n" if routes else ""
        yield "markdown", f"{route}$$\n{lines}\n$$\n\n{why}", False
        yield "code", "\n".join(_chain(code, chain, number)), False
        start += len(chain.steps)
    for note in derivation.notes:
        yield "markdown", said(note, declarations), False


def _chain(code: Code, chain: Chain, number: int) -> Iterator[str]:
    indices = code.indices(chain)
    lines = code_lines(chain, number)
    for each in lines:
        yield from (*code.function(each.line, each.function, indices), "", "")
    at = ", ".join(["**points[0]", *(f"{index}=0" for index in indices)])
    yield f"for line in ({', '.join(each.function for each in lines)},):"
    yield f"    print(line({at}))"
    listed = ", ".join(
        f"({' '.join(each.line.text.split())!r}, {each.function}, {each.rule!r})" for each in lines
    )
    symbols = code.symbols(chain)
    yield f"assert check([{listed}], points, {indices!r}, {symbols}) == 0"
