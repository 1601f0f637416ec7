r"""Snippets: a derivation as Markdown that a page embeds.

What comes out is HTML inside Markdown (``md_in_html``), with LaTeX in the form that pymdownx's
arithmatex writes and :mod:`derive.pages.maths` reads. Only the links between pages are left to
Markdown, since the site's generator knows where pages end up. All words are escaped.

    <div class="derivation" id="NAME">
      <div class="statement"> what is claimed, and under which declarations </div>
      <ol class="steps"> <li class="step" id="NAME-1"> ... </ol>
      <p class="note"> ... <p class="rests-on"> ... <p class="used-by"> ...
    </div>
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path

from derive.book.book import Book
from derive.book.citation import citation, results
from derive.book.finding import Entry
from derive.book.project import Project
from derive.kernel.verdict import Verdict
from derive.language.errors import LanguageError
from derive.language.latex import conditions_to_latex, statement_to_latex, to_latex
from derive.language.nodes import Expr, Name
from derive.language.parse import parse_expression
from derive.language.working import Chain, Declarations, Step

EMBEDDED = re.compile(r'^[ \t]*-{1,}8<-{1,}[ \t]+["\']([a-z][a-z0-9-]*)\.md["\']', re.MULTILINE)

# What Markdown or HTML could take for a sign of theirs.
SPECIAL = re.compile(r"[^\w\s.,;:?()%=+/'’–—-]")

Homes = Mapping[str, Path]


def homes(project: Project) -> dict[str, Path]:
    """Return for each derivation the page that embeds its snippet: the first, sorted by path."""
    found: dict[str, Path] = {}
    for page in sorted(project.docs.rglob("*.md")):
        try:
            text = page.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue  # the site's generator says so better
        for name in EMBEDDED.findall(text):
            found.setdefault(name, page)
    return found


def snippet(entry: Entry, book: Book, project: Project, pages: Homes) -> str:
    """Return the Markdown of a derivation all of whose steps are proved."""
    source = project.relative(entry.path)
    return "\n".join(
        [
            f"<!-- Made by `python -m derive build` from {source}: edit that file instead. -->",
            "",
            f'<div class="derivation {entry.derivation.kind}" id="{entry.name}" markdown="1">',
            *_statement(entry),
            *_chains(entry, book, pages),
            *_notes(entry),
            *_links("rests-on", "Rests on", entry, book.rests_on(entry), pages),
            *_links("used-by", "Used by", entry, book.used_by(entry), pages),
            "</div>",
            "",
        ]
    )


def _statement(entry: Entry) -> Iterator[str]:
    declarations = entry.working.declarations
    yield '<div class="statement">'
    yield f'<p class="claims">{words(entry.derivation.claims, declarations)}</p>'
    for result in results(entry.name, entry.working):
        said = statement_to_latex(result.left, result.right, declarations=declarations)
        yield f'<div class="claim">{_block(said.latex)}</div>'
    for conditions in entry.shows:
        for printed in conditions_to_latex(conditions, declarations=declarations):
            mark = f'<span class="verdict {Verdict.PROVED}">{Verdict.PROVED}</span>'
            yield f'<div class="claim shows">{_block(printed.latex)} {mark}</div>'
    given = [
        statement_to_latex(Name(name), made_of, declarations=declarations)
        for name, made_of in declarations.lets
    ]
    given += conditions_to_latex(declarations.domain, declarations=declarations)
    if given:
        listed = ", ".join(_inline(each.latex) for each in given)
        yield f'<p class="given">Given {listed}.</p>'
    yield "</div>"


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
        yield f'<p class="rule" markdown="span">{_rule(entry, step, book, pages)}</p>'
        if step.reason:
            yield f'<p class="reason">{words(step.reason, declarations)}</p>'
        yield f'<span class="verdict {Verdict.PROVED}">{Verdict.PROVED}</span>'
        yield "</li>"
    yield "</ol>"


def _line(expr: Expr, declarations: Declarations) -> str:
    printed = to_latex(expr, declarations=declarations)
    return f'<div class="line">{_block(printed.latex)}</div>'


def _rule(entry: Entry, step: Step, book: Book, pages: Homes) -> str:
    """Return the names of the step's rules; a cited result links to where it is shown."""
    said = []
    for rule in step.rules:
        cited = citation(rule)
        other = book.entry(cited.name) if cited else None
        if other:
            spoken = other.name.replace("-", " ")
            said.append(f"result: {_link(entry, other, pages, spoken)}")
        else:
            said.append(words(rule))
    return ", ".join(said)


def _notes(entry: Entry) -> Iterator[str]:
    for note in entry.derivation.notes:
        yield f'<p class="note">{words(note, entry.working.declarations)}</p>'


def _links(
    kind: str, head: str, entry: Entry, others: Iterable[Entry], pages: Homes
) -> Iterator[str]:
    listed = ", ".join(_link(entry, other, pages) for other in others)
    if listed:
        yield f'<p class="{kind}" markdown="span">{head} {listed}.</p>'


def _link(entry: Entry, other: Entry, pages: Homes, called: str = "") -> str:
    """Return a link from where ``entry`` is embedded to where ``other`` is, or only its title."""
    title = words(called or other.derivation.title)
    here, there = pages.get(entry.name), pages.get(other.name)
    if here is None or there is None:
        return title
    if here == there:
        return f"[{title}](#{other.name})"
    way = Path(os.path.relpath(there, here.parent)).as_posix()
    return f"[{title}]({way}#{other.name})"


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
    try:
        return _inline(to_latex(parse_expression(text), declarations=declarations).latex)
    except LanguageError:
        return f"<code>{_escaped(text)}</code>"


def _escaped(text: str) -> str:
    return SPECIAL.sub(lambda found: f"&#{ord(found[0])};", text).replace("_", "&#95;")


def _block(latex: str) -> str:
    return f'<div class="arithmatex">\\[{html.escape(_one_line(latex), quote=False)}\\]</div>'


def _inline(latex: str) -> str:
    return f'<span class="arithmatex">\\({html.escape(_one_line(latex), quote=False)}\\)</span>'


def _one_line(latex: str) -> str:
    return " ".join(latex.split())
