"""Words with formulas between backticks, and what a derivation declares, as text with LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from derive.book.citation import Result, results
from derive.book.finding import Entry
from derive.language.errors import LanguageError
from derive.language.latex import (
    conditions_to_latex,
    shapes_to_latex,
    statement_to_latex,
    to_latex,
)
from derive.language.nodes import Name
from derive.language.parse import parse_conditions, parse_expression
from derive.language.working import Declarations, Working


def prose(
    text: str,
    declarations: Declarations,
    escape: Callable[[str], str],
    code: Callable[[str], str],
) -> str:
    """Return words, escaped, in which what stands between backticks is a formula in dollars.

    What is no expression, no equation of two and no condition is shown as code.
    """
    pieces = " ".join(text.split()).split("`")
    if len(pieces) % 2 == 0:  # a backtick without its partner is a backtick
        return escape("`".join(pieces))
    return "".join(
        (_formula(piece, declarations) or code(piece)) if number % 2 else escape(piece)
        for number, piece in enumerate(pieces)
    )


def _formula(text: str, declarations: Declarations) -> str | None:
    try:
        sides = [parse_expression(side) for side in text.split(" = ")]
    except LanguageError:
        return _condition(text, declarations)
    match sides:
        case [expr]:
            printed = to_latex(expr, declarations=declarations, inline=True)
        case [left, right]:
            printed = statement_to_latex(left, right, declarations=declarations, inline=True)
        case _:
            return None
    return f"${printed.latex}$"


def _condition(text: str, declarations: Declarations) -> str | None:
    try:
        conditions = parse_conditions(text)
    except LanguageError:
        return None
    printed = conditions_to_latex(conditions, declarations=declarations, inline=True)
    return ", ".join(f"${each.latex}$" for each in printed)


def claimed(entry: Entry) -> list[str]:
    """Return in LaTeX what a derivation claims, each equation once, and what it shows."""
    declarations = entry.working.declarations
    once: dict[tuple[object, object], Result] = {}
    for result in results(entry.name, entry.working):
        once.setdefault((result.left, result.right), result)
    said = [
        statement_to_latex(each.left, each.right, declarations=declarations).latex
        for each in once.values()
    ]
    for conditions in entry.shows:
        said += [each.latex for each in conditions_to_latex(conditions, declarations=declarations)]
    return said


def given(working: Working) -> str:
    """Return what a working declares: formulas in dollars, and a few words; may be empty."""
    declarations = working.declarations
    definitions = (
        statement_to_latex(Name(name), meaning, declarations=declarations, inline=True).latex
        for name, meaning in declarations.lets
    )
    groups = (
        (f"${each.latex}$" for each in shapes_to_latex(declarations)),
        (f"${latex}$" for latex in definitions),
        _unknown(declarations),
        (
            f"${each.latex}$"
            for each in conditions_to_latex(
                declarations.domain, declarations=declarations, inline=True
            )
        ),
    )
    return "; ".join(filter(None, map(", ".join, groups)))


def _unknown(declarations: Declarations) -> Iterator[str]:
    def named(name: str) -> str:
        return f"${to_latex(Name(name), declarations=declarations, inline=True).latex}$"

    for name, arguments in declarations.unknowns:
        of = " and ".join(map(named, arguments))
        yield f"{named(name)} any differentiable function of {of}"
    for name in declarations.functions:
        yield f"{named(name)} any differentiable function"
