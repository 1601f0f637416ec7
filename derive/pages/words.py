"""Words and formulas as HTML that Markdown leaves alone."""

from __future__ import annotations

import html
import re

from derive.language.errors import LanguageError
from derive.language.latex import statement_to_latex, to_latex
from derive.language.parse import parse_expression
from derive.language.working import Declarations

# What Markdown or HTML could take for a sign of theirs.
SPECIAL = re.compile(r"[^\w\s.,;:?()%=+/'’–—-]")


def words(text: str, declarations: Declarations | None = None) -> str:
    """Return plain words as HTML; what stands between backticks is a formula of the language."""
    pieces = " ".join(text.split()).split("`")
    if len(pieces) % 2 == 0:  # a backtick without its partner is a backtick
        return _escaped("`".join(pieces))
    return "".join(
        _formula(piece, declarations) if number % 2 else _escaped(piece)
        for number, piece in enumerate(pieces)
    )


def _formula(text: str, declarations: Declarations | None) -> str:
    """Return an expression, or an equation of two, as maths; anything else as code."""
    try:
        sides = [parse_expression(side) for side in text.split(" = ")]
    except LanguageError:
        sides = []
    match sides:
        case [expr]:
            printed = to_latex(expr, declarations=declarations, inline=True)
        case [left, right]:
            printed = statement_to_latex(left, right, declarations=declarations, inline=True)
        case _:
            return f"<code>{_escaped(text)}</code>"
    return inline(printed.latex)


def _escaped(text: str) -> str:
    return SPECIAL.sub(lambda found: f"&#{ord(found[0])};", text).replace("_", "&#95;")


def block(latex: str) -> str:
    """Return a formula on a line of its own, for the maths extension to find."""
    return f'<div class="arithmatex">\\[{html.escape(_one_line(latex), quote=False)}\\]</div>'


def inline(latex: str) -> str:
    """Return a formula in running text, for the maths extension to find."""
    return f'<span class="arithmatex">\\({html.escape(_one_line(latex), quote=False)}\\)</span>'


def _one_line(latex: str) -> str:
    return " ".join(latex.split())
