"""A formula in plain text: what search finds, and what is read aloud where MathML is not."""

from __future__ import annotations

import unicodedata
from xml.etree.ElementTree import Element

RELATIONS = frozenset("=≠<>≤≥≈≡∈→↦⟹⇒≔")
BINARY = frozenset("+-*·×±/")
BRACES = frozenset("⏟⏞")
CLOSING = frozenset(")]}")
SPELLED = {
    "−": "-",
    "∗": "*",
    "⋅": "*",
    "\N{PRIME}": "'",
    "∂": "d",
    "∑": "sum",
    "\N{FUNCTION APPLICATION}": "",
    "\N{INVISIBLE TIMES}": "",
    "\N{INVISIBLE SEPARATOR}": "",
}


def plain_text(element: Element) -> str:
    """Return the reading of a MathML element, such as ``dL/da = (a - y)/(a(1 - a))``."""
    match element.tag, list(element):
        case "mfrac", [over, under]:
            return f"{_grouped(over)}/{_grouped(under)}"
        case "msqrt", _:
            return f"sqrt({_row(element)})"
        case "mroot", [body, index]:
            return f"root({plain_text(body)}, {plain_text(index)})"
        case (("munder" | "mover"), [base, brace]) if brace.text in BRACES:
            return plain_text(base)
        case (("munder" | "mover"), [base, _]) if _is_braced(base):
            return plain_text(base)  # and not the shape that stands at the brace
        case (("msub" | "munder"), [base, low]):
            return plain_text(base) + _script("_", low)
        case (("msup" | "mover"), [base, high]):
            return plain_text(base) + _script("^", high)
        case (("msubsup" | "munderover"), [base, low, high]):
            return plain_text(base) + _script("_", low) + _script("^", high)
        case "mtable", rows:
            return "; ".join(plain_text(row) for row in rows)
        case "mtr", cells:
            texts = [plain_text(cell) for cell in cells]
            aligned = texts[-1][:1] in RELATIONS  # one line of several: a = b
            return " ".join(filter(None, texts)) if aligned else ", ".join(texts)
        case _, []:
            text = unicodedata.normalize("NFKC", element.text or "")
            return "".join(SPELLED.get(character, character) for character in text)
        case _:
            return _row(element)


def _is_braced(element: Element) -> bool:
    return element.tag in ("munder", "mover") and element[-1].text in BRACES


def _row(element: Element) -> str:
    return _spaced([plain_text(child) for child in element])


def _spaced(pieces: list[str]) -> str:
    """Join pieces as one types them: ``a - y``, ``-y/a``, ``log(a)``, ``w x``, ``dz``."""
    text = ""
    operand = False  # does the text so far end with something that an operator can follow?
    for piece in filter(None, pieces):
        word = piece.strip()
        if word in RELATIONS or (word in BINARY and operand):
            text = f"{text.rstrip()} {word} ".lstrip()
            operand = False
        elif word == ",":
            text += ", "
            operand = False
        else:
            beside = text[-1:].isalnum() or text[-1:] in CLOSING
            apart = beside and word[:1].isalnum() and not _is_differential(text)
            text += f" {piece}" if operand and apart else piece
            operand = word not in BINARY and word[-1:] not in "([{"
    return text.strip() if text.strip() else text


def _is_differential(text: str) -> bool:
    """Tell whether the text ends with the d of ``dz`` or ``dL``."""
    return text.endswith("d") and not text[-2:-1].isalpha()


def _grouped(element: Element) -> str:
    text = plain_text(element)
    return text if text.isalnum() or _enclosed(text) else f"({text})"


def _enclosed(text: str) -> bool:
    """Tell whether one pair of brackets holds the whole text."""
    depth = 0
    for position, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return text.startswith("(") and position == len(text) - 1
    return False


def _script(mark: str, element: Element) -> str:
    text = plain_text(element).replace(" ", "")
    if text and not text.strip("'"):
        return text
    return f"{mark}{text}" if text.isalnum() or text.startswith("[") else f"{mark}({text})"
