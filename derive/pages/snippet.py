r"""Snippets: a derivation as Markdown that a page embeds.

What comes out is HTML inside Markdown (``md_in_html``), with LaTeX in the form that pymdownx's
arithmatex writes and :mod:`derive.pages.maths` reads. Only the links between pages are left to
Markdown, since the site's generator knows where pages end up. All words are escaped.

    <div class="derivation" id="NAME">
      <div class="statement"> what is claimed, and under which declarations </div>
      <ol class="steps"> <li class="step" id="NAME-1"> ... </ol>
      <p class="note"> ... <p class="rests-on"> ... <p class="used-by"> ...
    </div>

Links lead from the top of ``docs/``, so that any page can embed a snippet, or its lines alone,
which are a section: ``--8<-- "NAME.md:lines"``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from derive.book.book import Book
from derive.book.citation import citation
from derive.book.finding import Entry
from derive.book.project import Project
from derive.kernel.verdict import Verdict
from derive.language.latex import to_latex
from derive.language.nodes import Expr
from derive.language.working import Chain, Declarations, Step
from derive.pages.statement import statement
from derive.pages.words import block, words

EMBEDDED = re.compile(r'^[ \t]*-{1,}8<-{1,}[ \t]+["\']([a-z][a-z0-9-]*)\.md["\']', re.MULTILINE)

INLINE = re.compile(r'<span class="arithmatex">(.*?)</span>')

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
    return "\n".join(
        [
            f"<!-- Made by `python -m derive build` from {source}: edit that file instead. -->",
            "",
            f'<div class="derivation {entry.derivation.kind}" id="{entry.name}" markdown="1">',
            *statement(entry),
            "<!-- --8<-- [start:lines] -->",
            *_chains(entry, book, pages),
            "<!-- --8<-- [end:lines] -->",
            *_notes(entry),
            *_links("rests-on", "Rests on", book.rests_on(entry), pages),
            *_links("used-by", "Used by", book.used_by(entry), pages),
            "</div>",
            "",
        ]
    )


def _chains(entry: Entry, book: Book, pages: Homes) -> Iterator[str]:
    routes = entry.derivation.routes
    numbers = count(1)
    for place, chain in enumerate(entry.working.chains):
        if routes:
            yield f'<p class="route">{words(routes[place])}</p>'
        yield from _steps(entry, chain, numbers, book, pages)


def _steps(
    entry: Entry, chain: Chain, numbers: Iterator[int], book: Book, pages: Homes
) -> Iterator[str]:
    declarations = entry.working.declarations
    yield '<ol class="steps" markdown="1">'
    yield '<li class="step" markdown="1">'
    yield _line(chain.first.expr, declarations)
    yield "</li>"
    for step in chain.steps:
        number = next(numbers)
        name = f"{entry.name}-{number}"
        yield f'<li class="step" id="{name}" markdown="1">'
        yield f'<a class="step-number" href="#{name}" title="Link to this step">{number}</a>'
        yield '<span class="relation">=</span>'
        yield _line(step.right.expr, declarations)
        yield f'<p class="rule" markdown="span">{_rule(step, book, pages)}</p>'
        if step.reason:
            yield f'<p class="reason">{words(step.reason, declarations)}</p>'
        yield f'<span class="verdict {Verdict.PROVED}">{Verdict.PROVED}</span>'
        yield "</li>"
    yield "</ol>"


def _line(expr: Expr, declarations: Declarations) -> str:
    printed = to_latex(expr, declarations=declarations)
    return f'<div class="line">{block(printed.latex)}</div>'


def _rule(step: Step, book: Book, pages: Homes) -> str:
    """Return the names of the step's rules; a cited result links to where it is shown."""
    said = []
    for rule in step.rules:
        cited = citation(rule)
        other = book.entry(cited.name) if cited else None
        if other:
            spoken = other.name.replace("-", " ")
            said.append(f"result: {_link(other, pages, spoken)}")
        else:
            said.append(words(rule))
    return ", ".join(said)


def _notes(entry: Entry) -> Iterator[str]:
    for note in entry.derivation.notes:
        yield f'<p class="note">{words(note, entry.working.declarations)}</p>'


def _links(kind: str, head: str, others: Iterable[Entry], pages: Homes) -> Iterator[str]:
    listed = ", ".join(_link(other, pages) for other in others)
    if listed:
        yield f'<p class="{kind}" markdown="span">{head} {listed}.</p>'


def _link(other: Entry, pages: Homes, called: str = "") -> str:
    """Return a link to where ``other`` is embedded, or only its title."""
    title = words(called or _with_minus(other.derivation.title))
    title = INLINE.sub(lambda formula: html.unescape(formula[1]), title)  # here Markdown reads it
    return f"[{title}]({pages[other.name]})" if other.name in pages else title


def _with_minus(title: str) -> str:
    """Return a title in which ``dz = a - y`` has a minus, and formulas in backticks stay."""
    pieces = title.split("`")
    pieces[::2] = [piece.replace(" - ", " \N{MINUS SIGN} ") for piece in pieces[::2]]
    return "`".join(pieces)
