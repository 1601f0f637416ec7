"""The command ``export``: derivations for elsewhere, once they are checked."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from derive.book.book import Book, read_book
from derive.book.checking import check_entries
from derive.book.finding import Entry
from derive.book.project import Project, find_project
from derive.book.report import Report, exit_status
from derive.cli.terminal import progress
from derive.cli.wording import report_text
from derive.export.data import to_json
from derive.export.markdown import to_markdown
from derive.export.notebook import to_notebook
from derive.export.script import to_script
from derive.export.tex import Chapter, book_to_tex, to_tex

FIELD = re.compile(r"^(title|order|site_name):\s*(.+?)\s*$", re.MULTILINE)
LAST = 50.0  # the place of a chapter whose page says none


def export(options: argparse.Namespace) -> int:
    """Write one derivation, or the whole book, in another format."""
    if options.all == (options.name is not None):
        return _refused("name one derivation, or say --all for the whole book")
    if options.all and options.to != "tex":
        return _refused("the whole book is exported --to tex")
    project = find_project(Path.cwd())
    book = read_book(project.content)
    entries = book.entries if options.all else tuple(filter(None, [book.entry(options.name)]))
    if not entries:
        guess = book.nearest(options.name)
        ask = f"; did you mean {guess}?" if guess else ""
        return _refused(f"there is no derivation called {options.name!a}{ask}")
    reports = check_entries(book, entries, progress=progress())
    if not all(report.good for report in reports):
        for report in reports:
            if text := report_text(report, brief=True):
                print(text, file=sys.stderr)
        _refused("what is not proved is not exported")
        return exit_status(reports)
    text = _book(project, book) if options.all else _text(options.to, entries[0], book, reports[0])
    return _write(text, options.output)


def _text(to: str, entry: Entry, book: Book, report: Report) -> str:
    match to:
        case "tex":
            return to_tex(entry, book)
        case "md":
            return to_markdown(entry)
        case "ipynb":
            return to_notebook(entry)
        case "py":
            return to_script(entry)
        case _:
            return to_json(entry, report)


def _book(project: Project, book: Book) -> str:
    """Return the book in LaTeX, its chapters titled and ordered as the pages say."""
    names = dict.fromkeys(entry.chapter for entry in book.entries)
    placed = []
    for name in names:
        said = _front_matter(project.docs / "chapters" / name / "index.md")
        title = said.get("title", name.replace("-", " ").capitalize())
        entries = [entry for entry in book.entries if entry.chapter == name]
        placed.append((float(said.get("order", LAST)), name, Chapter(title, entries)))
    title = _front_matter(project.root / "mkdocs.yml").get("site_name", "Derivations")
    return book_to_tex(
        [chapter for *_, chapter in sorted(placed, key=lambda p: p[:2])], book, title
    )


def _front_matter(path: Path) -> dict[str, str]:
    """Return the few fields of a page's head that the book's chapters take over."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        return {}
    head = text.split("\n---", 1)[0]
    return {found[1]: found[2].strip("\"'") for found in FIELD.finditer(head)}


def _write(text: str, output: str | None) -> int:
    if output is None:
        sys.stdout.write(text)
        return 0
    path = Path(output)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path}: {len(text.encode()):,} bytes")
    return 0


def _refused(why: str) -> int:
    print(f"derive: {why}", file=sys.stderr)
    return 2
