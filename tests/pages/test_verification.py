"""The page of verification: figures that are computed, for a book in which all is good."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from derive.book.book import Book
from derive.book.finding import Entry
from derive.book.project import Project, find_project
from derive.book.report import Report, StepReport
from derive.kernel.verdict import Judgement, Verdict
from derive.pages.verification import verification_page
from tests.roundtrip.pages import BOOK

ROOT = Path(__file__).parents[2]
SHELF = Book(BOOK.entries[:5])


@pytest.fixture
def project() -> Project:
    """Return this project."""
    return find_project(ROOT)


def reports(verdict: Verdict = Verdict.PROVED) -> list[Report]:
    """Return what is said when every step has this verdict."""

    def report(entry: Entry) -> Report:
        steps = (
            StepReport(step, Judgement(verdict), justified=True) for step in entry.working.steps
        )
        return Report(entry.name, tuple(steps))

    return [report(entry) for entry in SHELF.entries]


def test_every_step_has_its_row(project: Project) -> None:
    """As many rows as steps, each with both engines' word and the rule's; the totals are theirs."""
    homes = {entry.name: f"/page.md#{entry.name}" for entry in SHELF.entries}
    page = verification_page(project, SHELF, reports(), homes)
    assert page is not None
    count = sum(len(entry.working.steps) for entry in SHELF.entries)
    assert page.count("| proved | no objection | justified |") == count
    assert f"| steps | {count} |" in page
    first = SHELF.entries[0].name
    assert f"| [1](/page.md#{first}-1) |" in page


def test_each_step_has_its_time(tmp_path: Path) -> None:
    """What was measured stands beside the steps, unless their number has changed since."""
    first, second = SHELF.entries[:2]
    count = len(first.working.steps)
    measured = {first.name: [1.5] * count, second.name: [2.5] * (len(second.working.steps) + 1)}
    content = tmp_path / "derive" / "chapters"
    content.mkdir(parents=True)
    (content.parent / "times.json").write_text(json.dumps(measured))
    (tmp_path / "mkdocs.yml").touch()
    page = verification_page(find_project(tmp_path), SHELF, reports(), {}) or ""
    assert page.count("| justified | 1.5 ms |") == count
    assert "2.5 ms" not in page


def test_nothing_is_written_of_a_book_that_is_not_good(project: Project) -> None:
    """One step that is only conditional, and the page that stood before stays."""
    said = reports()
    (first, *others) = said[0].steps
    doubtful = replace(first, judgement=Judgement(Verdict.CONDITIONAL))
    said[0] = replace(said[0], steps=(doubtful, *others))
    assert verification_page(project, SHELF, said, {}) is None


def test_the_figures_of_the_kernel_are_those_of_its_files(project: Project) -> None:
    """The number of files is counted, and the libraries are those that the kernel imports."""
    page = verification_page(project, SHELF, reports(), {}) or ""
    files = len(list((ROOT / "derive" / "kernel").rglob("*.py")))
    found = re.search(r"\| the kernel: .*? \| (\d+) \| ([\d,]+) \|", page)
    assert found is not None and int(found[1]) == files
    every_line = sum(
        len(path.read_text("utf-8").splitlines())
        for path in (ROOT / "derive" / "kernel").rglob("*.py")
    )
    assert every_line / 2 < int(found[2].replace(",", "")) < every_line
    assert "imports FLINT, the standard library, and nothing else" in page


def test_what_oracles_say_is_told(project: Project) -> None:
    """The comparisons come from the record beside the chapters."""
    page = verification_page(project, SHELF, reports(), {}) or ""
    assert "derivations whose result agrees with autograd" in page
    assert page.count("What it shows agrees with: ") == len(SHELF.entries)
