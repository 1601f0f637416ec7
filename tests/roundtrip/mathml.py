"""Reads MathML as a reader sees it, into the LaTeX that somebody would type who copies it out.

It knows nothing of the printer and nothing of the converter: what is shown is read by its
elements and signs alone, handles and classes are passed over.
"""

from __future__ import annotations

import unicodedata
from xml.etree.ElementTree import Element

SIGNS = {
    "−": "-", "⋅": r"\cdot ", "∗": r"\ast ", "×": r"\times ", "∂": r"\partial ", "∑": r"\sum ",
    "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "∈": r"\in ", "′": "'", "″": "''", "‴": "'''",
    "{": r"\{", "}": r"\}", "\N{FUNCTION APPLICATION}": "", "\N{INVISIBLE SEPARATOR}": "",
    "…": r"\dots ", "⋯": r"\dots ", "±": r"\pm ", "∇": r"\nabla ", "⊙": r"\odot ",
    "∘": r"\circ ", "‖": r"\Vert ",
}  # fmt: skip
GREEK = {
    "α": r"\alpha", "λ": r"\lambda", "ε": r"\varepsilon", "ℓ": r"\ell", "σ": r"\sigma",
    "δ": r"\delta", "π": r"\pi", "θ": r"\theta", "ϵ": r"\epsilon", "∂": r"\partial",
}  # fmt: skip
FUNCTIONS = {"log", "exp", "tanh", "cosh", "sinh", "max", "min", "ln"}
OPERATORS = {"sign", "relu", "softplus", "softmax", "outer", "diag", "eye", "ones", "sum", "mean"}
ACCENTS = {"ˆ": r"\hat", "^": r"\hat", "‾": r"\bar", "ˉ": r"\bar", "¯": r"\bar", "~": r"\tilde"}
STRUCTURE = {"math", "mrow", "mstyle", "mpadded", "mtd"}


def to_latex_again(element: Element) -> str:
    """Return what a MathML element shows. Raises AssertionError at an element it doesn't know."""
    match element.tag, list(element):
        case (("mi" | "mn" | "mo" | "mtext" | "mspace"), _):
            return _leaf(element)
        case "mfrac", [over, under]:
            return rf"\frac{{{to_latex_again(over)}}}{{{to_latex_again(under)}}}"
        case "msqrt", _:
            return rf"\sqrt{{{_row(element)}}}"
        case (("msub" | "munder"), [Element(tag="munder") as braced, shape]) if _is_brace(braced):
            return rf"\underbrace{{{to_latex_again(braced[0])}}}_{{{to_latex_again(shape)}}}"
        case (("msub" | "munder"), [base, low]):
            return f"{_base(base)}_{{{to_latex_again(low)}}}"
        case "msup", [base, high]:
            return _base(base) + _raised(high)
        case "mover", [base, accent] if accent.text in ACCENTS:
            return f"{ACCENTS[accent.text]}{{{to_latex_again(base)}}}"
        case (("msubsup" | "munderover"), [base, low, high]) if _is_sum(base):
            return f"{_base(base)}_{{{to_latex_again(low)}}}^{{{to_latex_again(high)}}}"
        case (("msubsup" | "munderover"), [base, low, high]):
            # The layer stands above and belongs to the name, an index below belongs to both; a
            # power belongs to the entry.
            up, down = _raised(high), f"_{{{to_latex_again(low)}}}"
            return _base(base) + (up + down if up.startswith("^{[") else down + up)
        case "mtable", rows:
            return r" \\ ".join(" & ".join(to_latex_again(cell) for cell in row) for row in rows)
        case tag, _ if tag in STRUCTURE:
            return _row(element)
    raise AssertionError(f"an element that no reader of these pages expects: {element.tag}")


def _row(element: Element) -> str:
    inside = list(element)
    tables = [place for place, child in enumerate(inside) if child.tag == "mtable"]
    if len(tables) == 1 and tables[0] == 1 and len(inside) == 3:
        environment = {"[": "bmatrix", "(": "pmatrix", "{": "cases"}[inside[0].text or ""]
        table = to_latex_again(inside[1])
        return rf"\begin{{{environment}}} {table} \end{{{environment}}}"
    return "".join(to_latex_again(child) for child in inside)


def _leaf(element: Element) -> str:
    text = element.text or ""
    if element.tag == "mspace":
        return r"\qquad " if element.get("width") == "2em" else " "
    if element.tag == "mtext":
        return rf"\text{{{text.replace(chr(160), ' ')}}}"
    if element.tag == "mo" and text == "|":
        return r"\lvert " if element.get("form") == "prefix" else r"\rvert "
    if text in SIGNS:
        return SIGNS[text]
    plain = unicodedata.normalize("NFKC", text)
    if element.tag == "mi":
        if "MATHEMATICAL SANS-SERIF" in unicodedata.name(text[0], ""):
            return rf"\mathsf{{{plain}}}"
        if "MATHEMATICAL BOLD" in unicodedata.name(text[0], ""):
            return rf"\mathbf{{{plain}}}"
        if "DOUBLE-STRUCK" in unicodedata.name(text[0], ""):
            return rf"\mathbb{{{plain}}}"
        if plain in GREEK:
            return f"{GREEK[plain]} "
        if text != plain and "ITALIC" in unicodedata.name(text[0], "") and len(plain) > 1:
            return rf"\mathit{{{plain}}}"
        if plain in FUNCTIONS:
            return rf"\{plain} "
        if plain in OPERATORS or plain == "tr":
            return rf"\operatorname{{{plain}}}"
        if len(plain) > 1 or element.get("mathvariant") == "normal":
            return rf"\mathrm{{{plain}}}"
    return plain


def _base(element: Element) -> str:
    """Return what carries scripts, in braces where it is more than one sign."""
    text = to_latex_again(element)
    signs = [leaf for leaf in element.iter() if not len(leaf) and (leaf.text or "").strip()]
    return text if len(signs) <= 1 else f"{{{text}}}"


def _raised(element: Element) -> str:
    text = to_latex_again(element)
    return text if text and not text.strip("'") else f"^{{{text}}}"


def _is_sum(element: Element) -> bool:
    return (element.text or "") == "∑"


def _is_brace(element: Element) -> bool:
    return len(element) == 2 and element[1].text == "⏟"
