"""The picture that a link to this site shows where links have pictures: 1200 by 630 pixels."""

from __future__ import annotations

import hashlib
import textwrap
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

from derive.book.finding import Entry
from derive.book.whole import write_whole
from derive.language.latex import to_latex

SIZE = (1200, 630)
PAPER, INK, FAINT, ACCENT = "#fbf8f1", "#26231d", "#655e51", "#1d5469"
FONTS: dict[Any, Any] = {
    "font.family": "STIXGeneral",
    "mathtext.fontset": "stix",
}  # Matplotlib brings them
LETTERS = 62  # of the tagline on a line


def social_picture(cache: Path, entry: Entry, title: str, tagline: str) -> bytes:
    """Return the picture of a derivation, from the cache folder when it was made before."""
    recipe = (version("matplotlib"), Path(__file__).read_text("utf-8"), title, tagline)
    key = hashlib.sha256(entry.path.read_bytes() + repr(recipe).encode()).hexdigest()
    cached = cache / f"social-{key[:32]}.png"
    if not cached.is_file():
        write_whole(cached, social_png(entry, title, tagline))
    return cached.read_bytes()


def social_png(entry: Entry, title: str, tagline: str) -> bytes:
    """Return the PNG: the site's name, and the first lines of a derivation with their rules.

    The same derivation gives the same bytes. At most four steps are shown.
    """
    import matplotlib  # takes half a second, and most builds have the picture in their cache
    from matplotlib.figure import Figure

    chain = entry.working.chains[0]

    def formula(number: int) -> str:
        expr = chain.steps[number].right.expr if number >= 0 else chain.first.expr
        latex = to_latex(expr, declarations=entry.working.declarations).latex
        return f"${latex}$"

    with matplotlib.rc_context(FONTS):
        figure = Figure(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100, facecolor=PAPER)
        figure.text(0.07, 0.83, title, size=50, color=INK, style="italic")
        said = textwrap.fill(tagline, LETTERS)
        figure.text(0.07, 0.79, said, size=21, color=FAINT, va="top", linespacing=1.3)
        figure.text(0.07, 0.55, formula(-1), size=34, color=INK, va="center")
        for number, step in enumerate(chain.steps[:4]):
            y = 0.55 - 0.14 * number
            colour = ACCENT if step is chain.steps[-1] else INK
            rules = ", ".join(step.rules).replace("-", " ").replace("result ", "")
            figure.text(0.15, y, "$=$", size=34, color=INK, va="center")
            figure.text(0.2, y, formula(number), size=34, color=colour, va="center")
            figure.text(
                0.93, y, rules, size=19, color=FAINT, va="center", ha="right", style="italic"
            )
        result = BytesIO()
        figure.savefig(result, format="png", metadata={"Software": None})
    return result.getvalue()
