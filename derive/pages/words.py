"""Words and formulas as HTML that Markdown leaves alone."""

from __future__ import annotations

import html
import re

from derive.language.errors import LanguageError
from derive.language.latex import conditions_to_latex, places, statement_to_latex, to_latex
from derive.language.parse import parse_conditions, parse_expression
from derive.language.working import Declarations
from derive.pages.handles import Numbers, marks

# A word with stress on it, written *so*.
STRESSED = re.compile(r"(?<![\w*])\*(\w+(?:[ -]\w+)*)\*(?![\w*])")

# What Markdown or HTML could take for a sign of theirs.
SPECIAL = re.compile(r"[^\w\s.,;:?()%=+/'’–—-]")


def words(
    text: str,
    declarations: Declarations | None = None,
    numbers: Numbers | None = None,
    *,
    stress: bool = False,
) -> str:
    """Return plain words as HTML.

    What stands between backticks is a formula of the language. Where ``stress`` is given, a
    ``*word*`` is stressed; elsewhere stars are stars.
    """
    pieces = " ".join(text.split()).split("`")
    if len(pieces) % 2 == 0:  # a backtick without its partner is a backtick
        return _said("`".join(pieces), stress)
    return "".join(
        _formula(piece, declarations, numbers or {}) if number % 2 else _said(piece, stress)
        for number, piece in enumerate(pieces)
    )


def _said(text: str, stress: bool) -> str:
    """Return text without formulas as HTML."""
    pieces = STRESSED.split(text) if stress else [text]
    return "".join(
        f"<em>{_escaped(piece)}</em>" if number % 2 else _escaped(piece)
        for number, piece in enumerate(pieces)
    )


def _formula(text: str, declarations: Declarations | None, numbers: Numbers) -> str:
    """Return an expression, an equation of two or a condition as maths; anything else as code."""
    try:
        sides = [parse_expression(side) for side in text.split(" = ")]
    except LanguageError:
        return _condition(text, declarations) or f"<code>{_escaped(text)}</code>"
    match sides:
        case [expr]:
            printed = to_latex(expr, declarations=declarations, inline=True)
        case [left, right]:
            printed = statement_to_latex(left, right, declarations=declarations, inline=True)
        case _:
            return f"<code>{_escaped(text)}</code>"
    return inline(printed.latex, places(printed, marks(numbers, *sides)))


def _condition(text: str, declarations: Declarations | None) -> str | None:
    try:
        conditions = parse_conditions(text)
    except LanguageError:
        return None
    printed = conditions_to_latex(conditions, declarations=declarations, inline=True)
    return ", ".join(inline(each.latex) for each in printed)


def _escaped(text: str) -> str:
    return SPECIAL.sub(lambda found: f"&#{ord(found[0])};", text).replace("_", "&#95;")


def block(latex: str, where: str = "") -> str:
    """Return a formula on a line of its own, for the maths extension to find.

    ``where`` says which of its pieces have handles (:func:`derive.language.typeset.places`).
    """
    return f"<div {_attributes(where)}>\\[{_one_line(latex)}\\]</div>"


def inline(latex: str, where: str = "") -> str:
    """Return a formula in running text, for the maths extension to find."""
    return f"<span {_attributes(where)}>\\({_one_line(latex)}\\)</span>"


def _attributes(where: str) -> str:
    return f'class="arithmatex" data-places="{where}"' if where else 'class="arithmatex"'


def _one_line(latex: str) -> str:
    """Return LaTeX escaped, without a line's end in it; no character moves."""
    return html.escape(re.sub(r"\s", " ", latex), quote=False)
