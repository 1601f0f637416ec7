"""A derivation as Markdown with dollars, for any site, notebook or forum that sets maths."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.book.finding import Entry
from derive.export.prose import claimed, given, prose
from derive.language.latex import to_latex
from derive.language.working import Chain, Declarations

# What Markdown could take for a sign of its own.
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~])")


def to_markdown(entry: Entry) -> str:
    """Return the derivation: its claim, its lines as one aligned formula, its reasons."""
    return "\n".join(_parts(entry)).rstrip() + "\n"


def _parts(entry: Entry) -> Iterator[str]:
    derivation, declarations = entry.derivation, entry.working.declarations
    yield f"## {said(derivation.title, declarations)}"
    yield from ("", f"*{said(derivation.asks, declarations)}*")
    yield from ("", said(derivation.claims, declarations))
    for latex in claimed(entry):
        yield from ("", "$$", latex, "$$")
    if told := given(entry.working):
        yield from ("", f"Given {told}.")
    start = 1
    for place, chain in enumerate(entry.working.chains):
        if derivation.routes:
            yield from ("", f"**{said(derivation.routes[place], declarations)}**")
        yield from ("", "$$", *aligned(chain, declarations, start), "$$", "")
        yield from reasons(chain, declarations, start)
        start += len(chain.steps)
    for note in derivation.notes:
        yield from ("", said(note, declarations))


def aligned(chain: Chain, declarations: Declarations, start: int) -> Iterator[str]:
    """Yield the lines of a chain under each other, the steps numbered from ``start``."""
    yield r"\begin{aligned}"
    yield f"& {to_latex(chain.first.expr, declarations=declarations).latex}" + r" \\"
    for number, step in enumerate(chain.steps, start):
        line = to_latex(step.right.expr, declarations=declarations).latex
        yield f"={{}}& {line} && ({number})" + r" \\"
    yield r"\end{aligned}"


def reasons(chain: Chain, declarations: Declarations, start: int) -> Iterator[str]:
    """Yield the reasons of a chain's steps as a list, numbered from ``start``."""
    for number, step in enumerate(chain.steps, start):
        rule = said(", ".join(step.rules), declarations) or "no rule is named"
        reason = f" {said(step.reason, declarations)}" if step.reason else ""
        yield f"{number}. **{rule}.**{reason}"


def said(text: str, declarations: Declarations) -> str:
    """Return words as Markdown, with their formulas in dollars."""
    return prose(
        text, declarations, lambda words: SPECIAL.sub(r"\\\1", words), lambda code: f"`{code}`"
    )
