"""The pages of rules: complete, linked both ways, and absent where a project has none."""

import re
from collections import Counter
from pathlib import Path

import pytest

from derive.book.book import Book, read_book
from derive.book.citation import citation
from derive.book.project import Project, find_project
from derive.pages.address import RULE_PAGES, rule_address
from derive.pages.rules import rule_snippets
from derive.pages.snippet import homes
from derive.rules.catalogue import RULES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def project() -> Project:
    """Return this project."""
    return find_project(ROOT)


@pytest.fixture(scope="module")
def book(project: Project) -> Book:
    """Return this project's book."""
    return read_book(project.content)


@pytest.fixture(scope="module")
def made(project: Project, book: Book) -> dict[str, str]:
    """Return the generated Markdown of the rules."""
    return rule_snippets(project, book, homes(project))


def test_every_rule_stands_on_the_page_of_its_address(
    project: Project, made: dict[str, str]
) -> None:
    """A rule's address is a heading of the one page of its kind, and the list links to it."""
    for rule in RULES:
        address = rule_address(rule.name, project)
        assert address == f"/rules/{RULE_PAGES[rule.kind]}.md#{rule.slug}"
        heading = f"{{ #{rule.slug} }}"
        where = [name for name, text in made.items() if heading in text]
        assert where == [f"rules-{RULE_PAGES[rule.kind]}.md"]
        assert f"]({address})" in made["rules.md"]


def test_every_page_is_embedded(project: Project, made: dict[str, str]) -> None:
    """Each generated part stands on a page by hand."""
    pages = "\n".join(path.read_text("utf-8") for path in (project.docs / "rules").glob("*.md"))
    for name in made:
        assert f'--8<-- "{name}"' in pages


def test_every_step_is_linked_from_its_rule(
    project: Project, book: Book, made: dict[str, str]
) -> None:
    """The pages link to exactly the steps that name a rule, as often as they name one."""
    pages = homes(project)
    wanted = Counter(
        f"{pages[entry.name]}-{number}"
        for entry in book.entries
        for number, step in enumerate(entry.working.steps, 1)
        for rule in step.rules
        if entry.name in pages and citation(rule) is None
    )
    parts = (text for name, text in made.items() if name != "rules.md")
    found = Counter(re.findall(r"\]\((/[^)]+#[a-z0-9-]+-\d+)\)", "".join(parts)))
    assert found == wanted


def test_near_misses_name_their_rule(made: dict[str, str]) -> None:
    """What a step is instead is said: that u*(v + w) is not factored but expanded."""
    factor = made["rules-algebra.md"].split("{ #factor }")[1].split("{ #collect }")[0]
    assert "by [expand](/rules/algebra.md#expand)" in factor


def test_a_project_without_pages_of_rules_has_none(tmp_path: Path, book: Book) -> None:
    """Elsewhere nothing is made, and no step links to a page that is not there."""
    elsewhere = Project(tmp_path, tmp_path)
    assert rule_snippets(elsewhere, book, {}) == {}
    assert rule_address("expand", elsewhere) is None
    assert rule_address("no such rule", elsewhere) is None
