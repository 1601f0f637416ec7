r"""Maths as MathML at build time: a Markdown extension that ships no script.

``$...$``, ``\(...\)``, ``$$...$$`` and ``\[...\]`` are found by pymdownx.arithmatex and turned
into MathML Core by math-core. Hand-written HTML may hold ``<div class="arithmatex">\[...\]</div>``
or ``<span class="arithmatex">\(...\)</span>``, its LaTeX escaped as HTML asks; it is read alike.

Each formula carries its LaTeX (``data-latex``) and a reading in plain text (``alttext``), and no
``style`` attribute: what math-core leaves of that kind becomes a class (see ``CLASSES``).

Pieces of a formula can be given handles, by which a style sheet or a script finds them. In LaTeX
``\textcolor{#00002a}{...}`` colours nothing but makes handle number 42; HTML leaves the LaTeX as it
is and says beside it where they are: ``<div class="arithmatex" data-places="0-12:42 3-4:1">``. In
MathML a handle is ``data-node="42"``; its thousands become classes (:mod:`derive.pages.handles`).

    markdown.markdown(r"$\frac{1}{2}$", extensions=[MathsExtension()])
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache
from typing import Any, NoReturn
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from math_core import LatexError, LatexToMathML

from derive.language.latex import with_places
from derive.pages.handles import GONE, NEW
from derive.pages.plain import plain_text

# Every declaration that math-core 0.9 writes into a ``style`` attribute, and its class in the
# site's style sheet. Anything else is an error, so that no update slips a style in unseen.
CLASSES = {
    "text-align: left": "m-left",
    "text-align: right": "m-right",
    "justify-items: start": "",
    "justify-items: end": "",
    "padding-left: 0": "m-flush-left",
    "padding-right: 0": "m-flush-right",
    "padding-left:1em": "m-cases",
    "width: 100%": "m-full",
    "width: 50%": "m-half",
    "border-left: 0.05em solid currentcolor": "m-rule-left",
    "border-right: 0.05em solid currentcolor": "m-rule-right",
    "border-top: 0.05em solid currentcolor": "m-rule-top",
    "margin-left:-0.16666667em": "m-back",
}

# A formula whose plain text is longer than this may be wider than a phone's screen.
FITS_A_PHONE = 24

# One whose plain text is longer than this may be too wide to stand beside its reason.
FITS_BESIDE_WORDS = 80

# What a handle's number says besides the number of a name (see derive.pages.handles).
HANDLE_CLASSES = {GONE: "m-gone", NEW: "m-new"}

FORMULA = re.compile(
    # In a paragraph of Markdown a formula in hand-written HTML comes out with two spans.
    r'(?P<outer><span class="arithmatex">)?'
    r'<(?P<tag>span|div) class="arithmatex"(?: data-places="(?P<places>[-0-9: ]*)")?>'
    r"\\[(\[](?P<latex>.*?)\\[)\]]</(?P=tag)>(?(outer)</span>)"
    r"(?P<point>[,.;:!?)]*)",
    re.DOTALL,
)
# In words a number such as 1e-9; what is in tags, code or a formula is passed over.
SMALL_NUMBER = re.compile(
    r"<(?P<tag>code|math|pre|script|style|svg|textarea)\b.*?</(?P=tag)>|<[^>]*>"
    r"|(?<![\w.])(?P<number>\d[\d.]*e-\d+)(?!\w)",
    re.DOTALL,
)
MATHML = re.compile(r'<math [^>]*?alttext="([^"]*)".*?</math>', re.DOTALL)
# A link or a heading that holds a formula and no word.
WORDLESS = re.compile(
    r"(?P<open><(?P<tag>a|th|summary)\b[^>]*><math )"
    r'(?=[^>]*?alttext=(?P<text>"[^"]*"))(?P<rest>(?:(?!</math>).)*</math></(?P=tag)>)',
    re.DOTALL,
)
HANDLE = re.compile(r"\\textcolor\{#([0-9a-fA-F]{6})\}\{")
COLOUR = re.compile(r"color:#([0-9a-fA-F]{6})")
NAMED_ENTITY = re.compile(r"&(?!amp;|lt;|gt;|quot;|#)\w+;")


class MathsError(ValueError):
    """A formula that cannot be shown: its LaTeX, and what is wrong with it."""

    def __init__(self, latex: str, problem: str) -> None:
        """Make the message from both."""
        super().__init__(f"cannot show the formula '{latex}': {problem}")
        self.latex = latex
        self.problem = problem


def to_mathml(latex: str, *, block: bool = False, places: str = "") -> Element:
    """Return the ``math`` element of a formula, with handles at the given places.

    Raises MathsError when math-core cannot read it.
    """
    try:
        source = with_places(latex, places)
    except ValueError as error:
        raise MathsError(latex, f"Its places are none: {error}.") from None
    # math-core reads a colour in hexadecimal only as {\color[HTML]{...}...}.
    source = HANDLE.sub(r"{\\color[HTML]{\1}", source)
    try:
        mathml = _converter().convert_with_local_state(source, displaystyle=block)
    except LatexError as error:
        raise MathsError(latex, _explained(str(error), source)) from None
    math = ElementTree.fromstring(NAMED_ENTITY.sub(lambda name: html.unescape(name[0]), mathml))
    for element in math.iter():
        if style := element.attrib.pop("style", None):
            _style_to_attributes(element, style, latex)
    _without_needless_rows(math)
    math.set("alttext", plain_text(math))
    math.set("data-latex", latex)
    return math


def to_html(latex: str, *, block: bool = False, places: str = "") -> str:
    """Return a formula as HTML; one that may be wide comes in a group that scrolls sideways.

    Raises MathsError when math-core cannot read it.
    """
    math = to_mathml(latex, block=block, places=places)
    mathml = ElementTree.tostring(math, encoding="unicode")
    text = math.get("alttext", "")
    wide = len(text) > FITS_A_PHONE
    if not (block or wide):
        return mathml
    label = html.escape(f"Formula: {text}")
    # What scrolls must be reachable by keyboard; what fits must not be a stop on the way.
    stop = ' tabindex="0"' if wide else ""
    tag = "div" if block else "span"
    kind = "formula wide" if len(text) > FITS_BESIDE_WORDS else "formula"
    return f'<{tag} class="{kind}" role="group" aria-label="{label}"{stop}>{mathml}</{tag}>'


def without_mathml(page: str) -> str:
    """Return a page's HTML with each formula as plain text, for a search index to read."""
    return MATHML.sub(r"\1", page)


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False)


def _explained(message: str, source: str) -> str:
    """Return math-core's ``8: Expected argument ...`` with the text at that byte."""
    offset, _, problem = message.partition(": ")
    rest = source.encode()[int(offset) :].decode(errors="ignore").strip()
    return f"{problem} Here: {rest[:20]}" if rest else problem


def _style_to_attributes(element: Element, style: str, latex: str) -> None:
    classes = []
    for declaration in filter(None, (part.strip() for part in style.split(";"))):
        if colour := COLOUR.fullmatch(declaration):
            flags, name = divmod(int(colour[1], 16), GONE)
            classes += [each for flag, each in HANDLE_CLASSES.items() if flags & flag // GONE]
            if name:
                element.set("data-node", str(name))
        elif declaration in CLASSES:
            classes.append(CLASSES[declaration])
        else:
            raise MathsError(latex, f"It needs the style '{declaration}', for which is no class.")
    if any(classes):
        element.set("class", " ".join(filter(None, classes)))


def _without_needless_rows(parent: Element) -> None:
    """Let a handle's row that holds a single element without one hand it over."""
    for place, element in enumerate(parent):
        _without_needless_rows(element)
        handles = element.attrib.keys() and element.attrib.keys() <= {"data-node", "class"}
        if element.tag == "mrow" and handles and len(element) == 1:
            (only,) = element
            if not only.attrib.keys() & element.attrib.keys():
                only.attrib.update(element.attrib)
                parent[place] = only


def _unbroken(found: re.Match[str]) -> str:
    """Return a number that stays on one line, at whose hyphen a browser would break it."""
    number = found["number"]
    return f'<span class="tied">{number}</span>' if number else found[0]


def _raise(error: MathsError) -> NoReturn:
    raise error


class FormulaPostprocessor(Postprocessor):
    """Turns the formulas that arithmatex found into MathML, once the page is HTML."""

    def __init__(self, md: Markdown, on_error: Callable[[MathsError], str]) -> None:
        """Keep what to do with a formula that cannot be shown."""
        super().__init__(md)
        self.on_error = on_error

    def run(self, text: str) -> str:
        """Return the page with its formulas in MathML."""
        # Readers of MathML do without a label, and read better; but such a link needs a name.
        text = FORMULA.sub(self._formula, text)
        text = WORDLESS.sub(r"\g<open>aria-label=\g<text> \g<rest>", text)
        return SMALL_NUMBER.sub(_unbroken, text)

    def _formula(self, found: re.Match[str]) -> str:
        block = found["tag"] == "div"
        try:
            latex = html.unescape(found["latex"]).strip()
            formula = to_html(latex, block=block, places=found["places"] or "")
        except MathsError as error:
            formula = self.on_error(error)
        if found["outer"]:
            formula = f"{found['outer']}{formula}</span>"
        point = found["point"]
        # No line may begin with the comma behind a formula.
        return (
            f'<span class="tied">{formula}{point}</span>'
            if point and not block
            else (formula + point)
        )


class MathsExtension(Extension):
    """Arithmatex with MathML for its output.

    The option ``on_error`` is called with the MathsError of a formula that cannot be shown and
    returns the HTML to stand for it; without one the error is raised.
    """

    def __init__(self, **options: Any) -> None:
        """Take the options by name."""
        self.config = {"on_error": [_raise, "What to do with a formula that cannot be shown"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        """Register arithmatex, and the step that follows it."""
        md.registerExtensions(["pymdownx.arithmatex"], {"pymdownx.arithmatex": {"generic": True}})
        # After everything else: raw HTML is back in its place by then.
        formulas = FormulaPostprocessor(md, self.getConfig("on_error"))
        md.postprocessors.register(formulas, "derive-maths", 0)


def makeExtension(**options: Any) -> MathsExtension:
    """Return the extension; Markdown calls this when it loads the module by name."""
    return MathsExtension(**options)
