r"""Snippets: a derivation as Markdown that a page embeds.

What comes out is HTML inside Markdown (``md_in_html``), with LaTeX in the form that pymdownx's
arithmatex writes and :mod:`derive.pages.maths` reads. Only the links between pages are left to
Markdown, since the site's generator knows where pages end up. All words are escaped.

    <section class="derivation" id="NAME" data-name="NAME">
      <div class="statement"> what is claimed, and under which declarations </div>
      <ol class="steps"> <li class="step" id="NAME-1"> ... </ol>
      <p class="note"> ... <p class="rests-on"> ... <p class="used-by"> ...
      <script type="application/json" class="derivation-data"> its lines in plain notation </script>
    </section>

The formulas have handles: letters by their numbers, and what is new in a line or gone from it.

Links lead from the top of ``docs/``, so that any page can embed a snippet, or parts of it: its
lines, ``--8<-- "NAME.md:lines"``, and, so that the tools come along, its ``data``.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, takewhile

from derive.book.book import Book
from derive.book.citation import citation
from derive.book.finding import Entry
from derive.book.project import Project
from derive.kernel.verdict import Verdict
from derive.language.browser import working_data
from derive.language.latex import places, to_latex
from derive.language.nodes import Derivative, Expr, Path, Sum, nodes
from derive.language.working import Chain, Declarations, Step, Working
from derive.pages.address import rule_address, verdict_address
from derive.pages.change import changed
from derive.pages.handles import GONE, NEW, Numbers, lines_of, marks, numbered
from derive.pages.statement import statement
from derive.pages.words import block, words
from derive.rules.catalogue import rule_named

EMBEDDED = re.compile(r'^[ \t]*-{1,}8<-{1,}[ \t]+["\']([a-z][a-z0-9-]*)\.md["\']', re.MULTILINE)

# What Markdown would take for a sign of its own in a title.
MARKUP = re.compile(r"[*_\[\]<>&\\]")

INLINE = re.compile(r'<span class="arithmatex">(.*?)</span>')

# Where it is shown at length why only one term of a sum moves.
ONE_TERM = "delta-picks"

Homes = Mapping[str, str]


def homes(project: Project) -> dict[str, str]:
    """Return for each derivation where the first page, sorted by path, embeds its snippet."""
    found: dict[str, str] = {}
    for page in sorted(project.docs.rglob("*.md")):
        try:
            text = page.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue  # the site's generator says so better
        for name in EMBEDDED.findall(text):
            found.setdefault(name, f"/{page.relative_to(project.docs).as_posix()}#{name}")
    return found


def snippet(entry: Entry, book: Book, project: Project, pages: Homes) -> str:
    """Return the Markdown of a derivation all of whose steps are proved."""
    source = project.relative(entry.path)
    numbers = numbered(entry.working)
    lines = _chains(_Scene(entry, book, project, pages, numbers))
    return "\n".join(
        [
            f"<!-- Made by `python -m derive build` from {source}: edit that file instead. -->",
            "",
            f'<section class="derivation {entry.derivation.kind}" id="{entry.name}" '
            f'data-name="{entry.name}" markdown="1">',
            *statement(entry, numbers, _above(entry, book, pages)),
            "<!-- --8<-- [start:lines] -->",
            *lines,
            "<!-- --8<-- [end:lines] -->",
            *_notes(entry, numbers),
            *_links("rests-on", "Rests on", book.rests_on(entry), pages),
            *_links("used-by", "Used by", book.used_by(entry), pages),
            "<!-- --8<-- [start:data] -->",
            _data(entry.working),
            "<!-- --8<-- [end:data] -->",
            "</section>",
            "",
        ]
    )


def ingredients(entry: Entry, book: Book, project: Project, pages: Homes) -> object:
    """Return all that :func:`snippet` is made from: where this is the same, so is the snippet."""
    around = (*book.rests_on(entry), None, *book.used_by(entry), None, book.entry(ONE_TERM))
    names = tuple(other and (other.name, other.derivation.title) for other in around)
    above = tuple(_above(entry, book, pages))
    return entry, above, names, tuple(pages.items()), project, verdict_address(project)


def _above(entry: Entry, book: Book, pages: Homes) -> list[Entry]:
    """Return the derivations that stand above this one on its page, the nearest one first."""
    page = pages.get(entry.name, "").partition("#")[0]
    before = takewhile(lambda name: name != entry.name, pages)  # each page's are in its order
    found = (book.entry(name) for name in before if pages[name].partition("#")[0] == page)
    return [each for each in found if each][::-1]


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the lines of a derivation are shown with."""

    entry: Entry
    book: Book
    project: Project
    pages: Homes
    numbers: Numbers

    @property
    def declarations(self) -> Declarations:
        return self.entry.working.declarations

    @property
    def verdict(self) -> str | None:
        """Where it says what a verdict means."""
        return verdict_address(self.project)


def _chains(scene: _Scene) -> Iterator[str]:
    routes = scene.entry.derivation.routes
    numbers = count(1)
    for place, chain in enumerate(scene.entry.working.chains):
        if routes:
            yield f'<p class="route">{words(routes[place])}</p>'
        yield from _steps(scene, chain, numbers)


def _steps(scene: _Scene, chain: Chain, numbers: Iterator[int]) -> Iterator[str]:
    lines = formulas(chain, scene.declarations, scene.numbers)
    yield '<ol class="steps" markdown="1">'
    yield '<li class="step" markdown="1">'
    yield next(lines)
    yield "</li>"
    for step in chain.steps:
        number = next(numbers)
        name = f"{scene.entry.name}-{number}"
        yield f'<li class="step" id="{name}" markdown="1">'
        yield f'<a class="step-number" href="#{name}" title="Link to this step">{number}</a>'
        yield '<span class="relation">=</span>'
        yield next(lines)
        yield f'<p class="rule" markdown="span">{_rule(step, scene)}</p>'
        if step.reason:
            said = words(step.reason, scene.declarations, scene.numbers)
            yield f'<p class="reason">{said}</p>'
        proved = Verdict.PROVED.value
        said = f"[{proved}]({scene.verdict})" if scene.verdict else proved
        yield f'<p class="verdict {proved}" markdown="span">{said}</p>'
        yield "</li>"
    yield "</ol>"


def formulas(chain: Chain, declarations: Declarations, numbers: Numbers) -> Iterator[str]:
    """Yield a chain's lines, with the handles of their names and of what changes around them."""
    marks_of = [Counter(marks(numbers, line.expr)) for line in lines_of(chain)]
    moved: list[set[Path]] = [set() for _ in marks_of]
    for number, step in enumerate(chain.steps):
        change = changed(step.left.expr, step.right.expr)
        marks_of[number].update(dict.fromkeys(change.gone, GONE))
        marks_of[number + 1].update(dict.fromkeys(change.new, NEW))
        moved[number].update(change.gone)
        moved[number + 1].update(change.new)
    for line, handles, bracketed in zip(lines_of(chain), marks_of, moved, strict=True):
        printed = to_latex(line.expr, declarations=declarations)
        where = places(printed, handles, bracketed)
        yield f'<div class="line">{block(printed.latex, where)}</div>'


def _rule(step: Step, scene: _Scene) -> str:
    """Return the names of the step's rules, with links to their pages.

    A cited result links to where it is shown.
    """
    said = []
    for rule in step.rules:
        cited = citation(rule)
        other = scene.book.entry(cited.name) if cited else None
        if other:
            said.append(f"result: {_link(other, scene.pages)}")
        else:
            address = rule_address(rule, scene.project)
            said.append(f"[{words(rule)}]({address}{_law(rule)})" if address else words(rule))
    other = scene.book.entry(ONE_TERM)
    if other and other.name in scene.pages and other != scene.entry and _keeps_one_term(step):
        said.append(f"as in {_link(other, scene.pages)}")
    return ", ".join(said)


def _keeps_one_term(step: Step) -> bool:
    """Whether a sum of derivatives becomes one of them, since the others are 0."""

    def sums(expr: Expr) -> int:
        return sum(
            isinstance(node, Sum) and any(isinstance(each, Derivative) for each in nodes(node))
            for node in nodes(expr)
        )

    return "constant rule" in step.rules and sums(step.right.expr) < sums(step.left.expr)


def _law(name: str) -> str:
    """Return a rule's law in words as the title of a link, for who points at it."""
    rule = rule_named(name)
    said = " ".join(rule.says.split()).replace("`", "").replace('"', "") if rule else ""
    return f' "{MARKUP.sub(_reference, said)}"' if said else ""


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _data(working: Working) -> str:
    """Return what the page's scripts read: the lines and their rules, as data that runs nothing."""
    rules = [[", ".join(step.rules) for step in chain.steps] for chain in working.chains]
    text = json.dumps({**working_data(working), "rules": rules}, separators=(",", ":"))
    text = text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")
    return f'<script type="application/json" class="derivation-data">{text}</script>'


def _notes(entry: Entry, numbers: Numbers) -> Iterator[str]:
    for note in entry.derivation.notes:
        yield f'<p class="note">{words(note, entry.working.declarations, numbers)}</p>'


def _links(kind: str, head: str, others: Iterable[Entry], pages: Homes) -> Iterator[str]:
    listed = ", ".join(_link(other, pages) for other in others)
    if listed:
        yield f'<p class="{kind}" markdown="span">{head} {listed}.</p>'


def _link(other: Entry, pages: Homes) -> str:
    """Return a link to where ``other`` is embedded, or only its title."""
    title = words(_with_minus(other.derivation.title))
    title = INLINE.sub(lambda formula: html.unescape(formula[1]), title)  # here Markdown reads it
    return f"[{title}]({pages[other.name]})" if other.name in pages else title


def _with_minus(title: str) -> str:
    """Return a title in which ``dz = a - y`` has a minus, and formulas in backticks stay."""
    pieces = title.split("`")
    pieces[::2] = [piece.replace(" - ", " \N{MINUS SIGN} ") for piece in pieces[::2]]
    return "`".join(pieces)
