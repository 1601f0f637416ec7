"""The page of questions: each as a learner asked it, its answer, and the steps that prove it.

The files ``questions/01_....toml`` hold a ``title`` and tables ``[[question]]``:

    id, topic   of the collection
    ask         the learner's own words, which search is to find
    answer      one to four sentences; formulas of the language between backticks
    given       the declarations under which its equations are judged
    numbers     pairs of an expression and its rounded value in the answer, for a test
    proof       the steps of the book that prove it
    more        links to pages
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from derive.book.book import Book
from derive.pages.claimed import Claimed, claimed, equations, page_links, read_tables, step_links
from derive.pages.words import words

FILES = "[0-9][0-9]_*.toml"

# A formula or a number as learners type it, with a minus at which a line could break.
FORMULA = re.compile(r"(\S*[*(\[]\S*-\S+|\S*\de-\d\S*)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its answer; the module says what the fields hold."""

    id: str
    topic: str
    ask: str
    answer: str
    claims: Claimed
    proof: tuple[str, ...]
    more: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are asked together."""

    title: str
    questions: tuple[Question, ...]


def read_questions(folder: Path) -> tuple[Group, ...]:
    """Return the questions of a folder, in the order of its files. Raises ClaimError."""
    return tuple(_group(path) for path in sorted(folder.glob(FILES)))


def _group(path: Path) -> Group:
    title, tables = read_tables(path, "question", ("id", "topic", "ask", "answer", "proof"))
    return Group(
        title,
        tuple(
            Question(
                table["id"],
                table["topic"],
                table["ask"],
                table["answer"],
                claimed(f"{path.name}, {table['id']}", table["given"], equations(table["answer"])),
                tuple(table["proof"]),
                tuple(table.get("more", ())),
                tuple((expression, value) for expression, value in table.get("numbers", ())),
            )
            for table in tables
        ),
    )


def questions_page(groups: Sequence[Group], book: Book, pages: Mapping[str, str]) -> str:
    """Return the Markdown of all questions. Raises ClaimError where a link leads nowhere."""
    return "\n".join(_lines(groups, book, pages))


def _lines(groups: Sequence[Group], book: Book, pages: Mapping[str, str]) -> Iterator[str]:
    yield "<!-- Made by `python -m derive build` from derive/questions/: edit those files. -->"
    yield ""
    for group in groups:
        count = len(group.questions)
        yield f"- [{words(group.title)}](#{_anchor(group.title)}), {count} questions"
    for group in groups:
        yield f"\n## {words(group.title)} {{ #{_anchor(group.title)} }}"
        for question in group.questions:
            declarations = question.claims.working.declarations
            yield f"\n{asked(question)}\n"
            yield f"{words(question.answer, declarations, stress=True)}\n"
            links = ", ".join(step_links(question.proof, book, pages))
            yield f'<p class="shown-in" markdown="span">Shown in {links}.{_more(question)}</p>'
    yield ""


def asked(question: Question) -> str:
    """Return the question as a heading that the table of contents, full as it is, leaves out."""
    name = question.id.lower()
    link = f'<a class="headerlink" href="#{name}" title="Link to this question">#</a>'
    return f'<h3 class="asked" id="{name}">{_whole(question.ask)}{link}</h3>'


def _whole(ask: str) -> str:
    """Return a question in which no line breaks at the minus of ``x*(1-x)``."""
    pieces = FORMULA.split(ask)  # between them the spaces, which words() takes off each end
    return " ".join(
        f'<span class="tied">{words(piece)}</span>' if number % 2 else words(piece)
        for number, piece in enumerate(pieces)
        if piece.strip()
    )


def _more(question: Question) -> str:
    links = ", ".join(page_links(question.more))
    return f" See also {links}." if links else ""


def _anchor(title: str) -> str:
    """Return a heading's anchor, which later headings in other words won't change."""
    letters = "".join(each if each.isalnum() else " " for each in title.lower())
    return "-".join(letters.split())
