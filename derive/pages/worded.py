"""The generated pages of words: read, judged, and written only when all they claim is proved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from derive.book.book import Book
from derive.book.cache import Cache
from derive.book.project import Project
from derive.pages.choose import choices_page, read_choices
from derive.pages.claimed import Claimed, ClaimError, unproved
from derive.pages.questions import questions_page, read_questions
from derive.pages.sheet import read_sheet, sheet_page

FOLDER = "questions"


@dataclass(frozen=True, slots=True)
class Worded:
    """The snippets of the pages of words.

    texts    file name -> Markdown, or None where something is not proved
    faults   what is wrong, for people
    """

    texts: Mapping[str, str | None]
    faults: tuple[str, ...] = ()


def worded(
    project: Project, book: Book, pages: Mapping[str, str], cache: Cache | None = None
) -> Worded:
    """Return the snippets made from the folder ``questions`` beside the chapters, if it is there.

    ``pages`` says where each derivation is shown.
    """
    folder = project.content.parent / FOLDER
    texts: dict[str, str | None] = {}
    faults: list[str] = []
    for name, (source, page) in _PAGES.items():
        if not (folder / source).exists():
            continue
        texts[name] = None
        try:
            claims, text = page(folder / source, book, pages)
        except ClaimError as error:
            faults.append(f"{project.relative(folder)}: {error}")
            continue
        if said := unproved(claims, cache):
            faults += (f"{project.relative(folder)}/{each}" for each in said)
        else:
            texts[name] = text
    return Worded(texts, tuple(faults))


def _questions(folder: Path, book: Book, pages: Mapping[str, str]) -> tuple[Iterable[Claimed], str]:
    groups = read_questions(folder)
    claims = [question.claims for group in groups for question in group.questions]
    return claims, questions_page(groups, book, pages)


def _choices(path: Path, book: Book, pages: Mapping[str, str]) -> tuple[Iterable[Claimed], str]:
    choices = read_choices(path)
    claims = [start.claims for start in choices.starts]
    claims += [layout.claims for layout in choices.layouts]
    return claims, choices_page(choices, book, pages)


def _sheet(path: Path, book: Book, pages: Mapping[str, str]) -> tuple[Iterable[Claimed], str]:
    rows = read_sheet(path)
    return [row.claims for row in rows], sheet_page(rows, book, pages)


_Page = Callable[[Path, Book, Mapping[str, str]], tuple[Iterable[Claimed], str]]
_PAGES: Mapping[str, tuple[str, _Page]] = {
    "questions.md": ("", _questions),
    "choices.md": ("choices.toml", _choices),
    "sheet.md": ("sheet.toml", _sheet),
}
