"""The command ``new``: a derivation to begin from, and nothing overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.book.book import read_book
from derive.cli.arguments import main
from tests.book.shelf import SIGMOID, project, source


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a project that has one derivation."""
    monkeypatch.chdir(project(tmp_path, {"one/sigmoid": source(SIGMOID)}))
    return tmp_path


def files(root: Path) -> dict[Path, bytes]:
    """Return every file of the project."""
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_what_new_writes_checks_and_shows(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every step is proved by both engines, and its page embeds its snippet."""
    assert main(["new", "my-result"]) == 0
    out = capsys.readouterr().out
    assert "drafts is a new chapter\n" in out
    assert "wrote content/drafts/my_result.py\n" in out
    assert out.endswith("http://127.0.0.1:8000/chapters/drafts/my-result.html\n")
    assert main(["build"]) == 0
    assert (root / "snippets" / "my-result.md").read_text().count('class="verdict proved"') == 3
    page = root / "docs" / "chapters" / "drafts" / "my-result.md"
    assert '--8<-- "my-result.md"' in page.read_text()


def test_a_slip_in_the_chapter_meets_the_nearest(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A chapter that is not there yet is made, and that is said."""
    assert main(["new", "mine", "--chapter", "onee"]) == 0
    assert "onee is a new chapter; did you mean one?" in capsys.readouterr().out


def test_new_goes_into_a_chapter(root: Path) -> None:
    """A chapter's page that is there stays as it is."""
    index = root / "docs" / "chapters" / "one" / "index.md"
    index.parent.mkdir(parents=True)
    index.write_text("# Mine\n")
    assert main(["new", "two-words", "--chapter", "one"]) == 0
    assert index.read_text() == "# Mine\n"
    assert read_book(root / "content").entry("two-words") is not None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sigmoid"], "the name sigmoid is taken by content/one/sigmoid.py"),
        (["Sigmoid"], "'Sigmoid' is no name"),
        (["../out"], "'../out' is no name"),
        (["two words"], "is no name"),
        (["-x"], None),
        (["x", "--chapter", "a/b"], "'a/b' is no chapter"),
        (["x" * 90], "is no name"),
        (["kept"], "docs/chapters/drafts/kept.md is there already; nothing is overwritten"),
    ],
)
def test_new_refuses(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str | None
) -> None:
    """A name that is taken or not well formed changes no file."""
    page = root / "docs" / "chapters" / "drafts" / "kept.md"
    page.parent.mkdir(parents=True)
    page.write_text("# Kept\n")
    before = files(root)
    try:
        status = main(["new", *arguments])
    except SystemExit as ended:  # the parser's own refusal
        status = int(ended.code or 0)
    assert status == 2
    assert said is None or said in capsys.readouterr().err
    assert files(root) == before
