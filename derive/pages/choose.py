"""Which formula is mine? Every start and every layout, in tables that a script can pick from.

``questions/choices.toml`` holds tables ``[[start]]``, dZ for a loss and an activation, and
``[[layout]]``, what follows from dZ for a way to store the arrays and a cost. Each cell that the
script shows stands in the page, so nothing is lost without it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from derive.book.book import Book
from derive.language.latex import statement_to_latex
from derive.language.parse import parse_expression
from derive.language.working import Declarations
from derive.pages.claimed import Claimed, claimed, read_tables, step_links
from derive.pages.words import block

MADE = "<!-- Made by `python -m derive build` from derive/questions/{}: edit that file instead. -->"
GRADIENTS = ("forward", "dW", "db", "dA_prev")
NUMPY = re.compile(r"\b(where|sum|log|exp|sqrt|tanh)\(")
SLOPE = re.compile(r"D\(sum\((\w+)\((\w+)\)\), \2\)")


@dataclass(frozen=True, slots=True)
class Start:
    """dZ for a loss and an activation: one equation, and the steps that prove it."""

    loss: str
    activation: str
    claims: Claimed
    claim: str
    proof: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What follows from dZ for one way to store the arrays, and one cost (``mean`` or ``sum``).

    lines   the forward line, dW, db and dA_prev, each an equation
    proof   the steps that prove the last three
    """

    layout: str
    cost: str
    claims: Claimed
    lines: tuple[str, ...]
    proof: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """All that can be chosen."""

    starts: tuple[Start, ...]
    layouts: tuple[Layout, ...]


def read_choices(path: Path) -> Choices:
    """Return what can be chosen. Raises ClaimError."""
    _, starts = read_tables(path, "start", ("loss", "activation", "claim", "proof"))
    _, layouts = read_tables(path, "layout", ("layout", "cost", *GRADIENTS, "proof"))
    return Choices(
        tuple(
            Start(
                table["loss"],
                table["activation"],
                claimed(
                    f"{path.name}, {table['loss']}, {table['activation']}",
                    table["given"],
                    [table["claim"]],
                ),
                table["claim"],
                tuple(table["proof"]),
            )
            for table in starts
        ),
        tuple(
            Layout(
                table["layout"],
                table["cost"],
                claimed(
                    f"{path.name}, {table['layout']}, {table['cost']}",
                    table["given"],
                    (lines := tuple(table[each] for each in GRADIENTS)),
                ),
                lines,
                tuple(map(tuple, table["proof"])),
            )
            for table in layouts
        ),
    )


def choices_page(choices: Choices, book: Book, pages: Mapping[str, str]) -> str:
    """Return the Markdown of all choices. Raises ClaimError where a link leads nowhere."""
    return "\n".join(
        [
            MADE.format("choices.toml"),
            "",
            '<div class="chooser" id="chooser"></div>',
            "",
            "## First: dZ { #first-dz }",
            "",
            *_starts(choices.starts, book, pages),
            "",
            "## Then: dW, db and dA_prev { #then-the-layer }",
            *_layouts(choices.layouts, book, pages),
            "",
        ]
    )


def numpy_line(claim: str) -> str:
    """Return an equation of the language as a line of NumPy; a slope g'(Z) as ``g_slope(Z)``."""
    return NUMPY.sub(r"np.\1(", SLOPE.sub(r"\1_slope(\2)", claim))


def formula_cell(claim: str, declarations: Declarations, code: str | None = None) -> str:
    """Return a cell with an equation as maths, and below it the line of NumPy."""
    left, _, right = claim.partition(" = ")
    sides = parse_expression(left), parse_expression(right)
    latex = statement_to_latex(*sides, declarations=declarations).latex
    line = html.escape(numpy_line(claim) if code is None else code, quote=False)
    line = line.replace("_", "&#95;").replace("*", "&#42;")
    return f'<td class="equation">{block(latex)}<code>{line}</code></td>'


def _starts(starts: Sequence[Start], book: Book, pages: Mapping[str, str]) -> Iterator[str]:
    yield '<table class="formulas starts" markdown="1">'
    yield "<thead><tr><th>loss</th><th>activation</th><th>dZ</th><th>shown in</th></tr></thead>"
    yield '<tbody markdown="1">'
    for start in starts:
        yield '<tr markdown="1">'
        yield f"<td>{start.loss}</td>"  # two cells on one line would become a paragraph
        yield f"<td>{start.activation}</td>"
        yield formula_cell(start.claim, start.claims.working.declarations)
        yield f'<td markdown="span">{", ".join(step_links(start.proof, book, pages))}</td>'
        yield "</tr>"
    yield "</tbody>"
    yield "</table>"


def _layouts(layouts: Sequence[Layout], book: Book, pages: Mapping[str, str]) -> Iterator[str]:
    for name in dict.fromkeys(each.layout for each in layouts):
        costs = [each for each in layouts if each.layout == name]
        head = "".join(f"<th>cost: the {each.cost} of the losses</th>" for each in costs)
        yield f"\n### {name[0].upper()}{name[1:]}\n"
        yield f'<table class="formulas layout" data-layout="{name}" markdown="1">'
        yield f"<thead><tr>{head}<th>shown in</th></tr></thead>"
        yield '<tbody markdown="1">'
        for row in range(len(GRADIENTS)):
            proof = [step for each in costs for step in (((), *each.proof)[row])]
            links = ", ".join(step_links(dict.fromkeys(proof), book, pages))
            yield '<tr markdown="1">'
            for each in costs:
                yield formula_cell(each.lines[row], each.claims.working.declarations)
            yield f'<td markdown="span">{links}</td>'
            yield "</tr>"
        yield "</tbody>"
        yield "</table>"
