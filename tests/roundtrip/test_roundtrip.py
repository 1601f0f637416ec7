"""What is printed is what was checked: every formula of every built page, read back."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import Element

import markdown
import pytest

from derive.book.project import find_project
from derive.language import notation, printer, typeset
from derive.language.nodes import Binary, Expr, IndexTerm, Unary
from derive.language.printer import Printer
from derive.language.typeset import Doc, Place
from derive.pages import maths
from derive.pages.maths import MathsExtension
from derive.pages.snippet import snippet
from tests.roundtrip.by_hand import TRACED, signs, wrong_arithmetic
from tests.roundtrip.compare import Likeness, likeness, reading, untrue
from tests.roundtrip.mathml import to_latex_again
from tests.roundtrip.pages import BOOK, ROOT, Shown, formulas, setting_of, sources

DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md"))


def faults(shown: list[Shown], prose: str = "") -> Iterator[str]:
    """Yield what is wrong with the formulas of a page; ``prose`` is what was written by hand."""
    for each, source in zip(shown, sources(shown), strict=True):
        seen = to_latex_again(each.math)
        if source is not None:
            for latex in (each.latex, seen):
                alike = likeness(latex, source)
                if isinstance(alike, str):
                    yield f"{each.page}, {each.section or each.step}: {alike}"
                elif each.inside("line") and alike is not Likeness.VALUES:
                    yield f"{each.page}, {each.step}: a line has a value, and {latex} has none"
        elif each.inside("tracer"):
            letters = re.search("[A-Za-z]{2}", each.latex.replace(r"\cdot", ""))
            yield from filter(None, (_traced(latex, bool(letters)) for latex in (each.latex, seen)))
        elif each.section or _flat(each.latex) not in _flat(prose):
            yield f"{each.page}: in no round trip: {each.latex}"
        else:
            if signs(each.latex) != signs(seen):
                yield f"{each.page}: {each.latex} is seen as {seen}"
            if wrong := wrong_arithmetic(each.latex):
                yield f"{each.page}: {wrong}"


def _traced(latex: str, letters: bool) -> str | None:
    return untrue(latex, TRACED) if letters else wrong_arithmetic(latex)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@cache
def of_page(site: Path, page: str) -> list[Shown]:
    """Return the formulas of a built page."""
    return formulas((site / f"{page}.html").read_text("utf-8"), f"{page}.html")


@pytest.mark.parametrize("page", PAGES)
def test_every_formula_says_what_it_has_to(site: Path, page: str) -> None:
    """Seen or copied, a formula has its source's values; by hand, it is seen as it is copied."""
    shown = of_page(site, page)
    assert not list(faults(shown, (DOCS / f"{page}.md").read_text("utf-8")))


def test_every_line_of_every_derivation_is_on_a_page(site: Path) -> None:
    """No derivation escapes the round trip because no page shows it."""
    shown = [each for page in PAGES for each in of_page(site, page) if each.inside("line")]
    there = {each.step for each in shown}
    wanted = {
        f"{entry.name}-{number}"
        for entry in BOOK.entries
        for number in range(1, len(entry.working.steps) + 1)
    }
    assert wanted <= there
    assert {path.relative_to(site).with_suffix("").as_posix() for path in site.rglob("*.html")} <= {
        *PAGES,
        "404",
    }


SMALL = (
    "dz", "sigmoid-derivative", "weight-gradient-of-a-layer", "through-an-activation",
    "jacobian-of-a-layer", "jacobian-of-an-activation", "softmax-jacobian",
    "relu-derivative",
)  # fmt: skip


def small_page() -> list[Shown]:
    """Return the formulas of a few derivations, printed and converted anew."""
    project = find_project(ROOT)
    shown: list[Shown] = []
    for name in SMALL:
        entry = BOOK.entry(name)
        assert entry is not None
        text = snippet(entry, BOOK, project, {})
        html = markdown.markdown(text, extensions=["md_in_html", MathsExtension()])
        shown += formulas(html, name)
    return shown


def test_the_small_page_is_right() -> None:
    """Without a planted bug nothing is found."""
    assert not list(faults(small_page()))


Plant = Callable[[pytest.MonkeyPatch], None]


def lost_bracket(patch: pytest.MonkeyPatch) -> None:
    """Print what needs brackets without them."""

    def bare(doc: Doc, left: str = "(", right: str = ")") -> Doc:
        return doc if (left, right) == ("(", ")") else typeset_bracketed(doc, left, right)

    typeset_bracketed = typeset.bracketed
    patch.setattr(typeset, "bracketed", bare)


def swapped_indices(patch: pytest.MonkeyPatch) -> None:
    """Print the index of the column first."""
    right = Printer.index_list

    def swapped(self: Printer, indices: tuple[IndexTerm, ...]) -> str:
        return right(self, indices[::-1])

    patch.setattr(Printer, "index_list", swapped)


def dropped_sign(patch: pytest.MonkeyPatch) -> None:
    """Print what follows a minus without it."""

    def unsigned(self: Printer, expr: Unary, place: Place) -> Doc:
        return self.doc(expr.arg, place.child(0))

    patch.setattr(Printer, "signed", unsigned)


def lost_prime(patch: pytest.MonkeyPatch) -> None:
    """Print g(z) for its slope."""
    right = Printer.applied

    def without(
        self: Printer, function: str, args: tuple[Expr, ...], place: Place, primes: int = 0
    ) -> Doc:
        return right(self, function, args, place)

    patch.setattr(Printer, "applied", without)


def lost_transpose(patch: pytest.MonkeyPatch) -> None:
    """Print W for W.T."""
    right = Printer.scripted

    def without(self: Printer, base: Expr, place: Place, **scripts: Any) -> Doc:
        if scripts.get("transpose"):
            return self.doc(base, place.child(0))
        return right(self, base, place, **scripts)

    patch.setattr(Printer, "scripted", without)


def upside_down(patch: pytest.MonkeyPatch) -> None:
    """Print b/a for a/b."""
    right = Printer.fraction

    def turned(self: Printer, expr: Binary, place: Place) -> Doc:
        return right(self, Binary("/", expr.right, expr.left), place)

    patch.setattr(Printer, "fraction", turned)


def star_for_a_product(patch: pytest.MonkeyPatch) -> None:
    """Print a product of entries like one of matrices."""
    patch.setattr(Printer, "product_kind", lambda self, expr: typeset.Product.SCALAR)


def counted_from_nought(patch: pytest.MonkeyPatch) -> None:
    """Print the first index as 0."""
    patch.setattr(Printer, "index_term", lambda self, index: str(index))


def shorter_sum(patch: pytest.MonkeyPatch) -> None:
    """Print the sums over units as sums over examples."""
    patch.setattr(Printer, "size_term", lambda self, size: "m")


def wrong_layer(patch: pytest.MonkeyPatch) -> None:
    """Print every letter of a layer as one of the layer before."""
    right = notation.symbol

    def earlier(name: str, **kind: Any) -> Any:
        return right(name, **(kind | {"layer": "l-1"}))

    patch.setattr(printer, "symbol", earlier)


def seen_without_a_minus(patch: pytest.MonkeyPatch) -> None:
    """Copy the right LaTeX, and show MathML without its last minus."""
    right = maths.to_mathml

    def without(latex: str, **how: Any) -> Element:
        math = right(latex, **how)
        rows = [row for row in math.iter() if any(child.text == "−" for child in row)]
        for row in rows[-1:]:
            row.remove(next(child for child in row if child.text == "−"))
        return math

    patch.setattr(maths, "to_mathml", without)


def copied_with_another_letter(patch: pytest.MonkeyPatch) -> None:
    """Show the right MathML, and copy LaTeX in which z is y."""
    right = maths.to_mathml

    def other(latex: str, **how: Any) -> Element:
        math = right(latex, **how)
        math.set("data-latex", re.sub(r"(?<![A-Za-z\\])z(?![A-Za-z])", "y", latex))
        return math

    patch.setattr(maths, "to_mathml", other)


BUGS: tuple[Plant, ...] = (
    lost_bracket, swapped_indices, dropped_sign, lost_prime, lost_transpose, upside_down,
    star_for_a_product, counted_from_nought, shorter_sum, wrong_layer, seen_without_a_minus,
    copied_with_another_letter,
)  # fmt: skip


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: cast(str, bug.__name__))
def test_a_planted_bug_is_caught(bug: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip in the printer or the converter shows on the page, and the round trip says so."""
    bug(monkeypatch)
    assert list(faults(small_page()))


def test_the_page_tells_how_many_bugs_are_planted() -> None:
    """The number in the words of the page of verification is the number here."""
    assert len(BUGS) == 12
    assert "Twelve bugs are planted" in (DOCS / "verification.md").read_text("utf-8")


def test_a_formula_without_a_source_is_caught() -> None:
    """What stands on a page, in no list and in no prose, fails."""
    html = markdown.markdown("$a + b$", extensions=[MathsExtension()])
    assert list(faults(formulas(html, "any"), "prose without it")) == [
        "any: in no round trip: a + b"
    ]


def test_wrong_arithmetic_in_prose_is_caught() -> None:
    """Numbers written by hand are worked out again, to the digits that are shown."""
    assert wrong_arithmetic(r"0.8 \cdot 0.2 = 0.16") is None
    assert wrong_arithmetic(r"0.7311 \cdot 0.2689 = 0.1966") is None
    assert wrong_arithmetic(r"0.7311 \cdot 0.2689 = 0.1956")
    assert wrong_arithmetic(r"a = 0.8 - 1 = 0.2")


def test_the_readers_agree_with_a_person() -> None:
    """A few formulas, what they say known beforehand: the layer's letters, a prime, an index."""
    setting = setting_of("weight-gradient-of-a-layer")
    (found,) = reading(r"\mathit{dZ}^{[l]} \, A^{[l-1]\mathsf{T}}", setting).sides
    assert str(found) == (
        "Binary(op='@', left=Name(id='dZ'), right=Transpose(array=Name(id='A_prev')))"
    )
