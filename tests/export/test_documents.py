"""Derivations as documents: LaTeX that compiles, Markdown, and data."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from derive.book.book import Book, read_book
from derive.book.report import Report, StepReport
from derive.cli.arguments import main
from derive.export.data import to_json
from derive.export.markdown import to_markdown
from derive.export.tex import Chapter, book_to_tex, escaped, to_tex
from tests.book.shelf import PROVED, SIGMOID, TWICE, pretend, project, source

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def book() -> Book:
    """Read the project's own book."""
    return read_book(ROOT / "derive" / "chapters")


def compiled(tex: str, folder: Path, times: int = 1) -> str:
    """Compile a document as strictly as TeX can; return its log."""
    engine = shutil.which("pdflatex")
    if engine is None:
        if os.environ.get("CI"):
            pytest.fail("there is no pdflatex, and CI must compile what is exported")
        pytest.skip("there is no pdflatex here")
    (folder / "it.tex").write_text(tex, encoding="utf-8")
    for _ in range(times):
        command = [engine, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "it"]
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120)
        assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    assert (folder / "it.pdf").stat().st_size > 10_000
    return (folder / "it.log").read_text(encoding="utf-8", errors="replace")


def test_a_derivation_compiles(book: Book, tmp_path: Path) -> None:
    """The document of dz stands alone: nothing in it refers to what is not there."""
    entry = book.entry("dz")
    assert entry is not None
    tex = to_tex(entry, book)
    assert r"\label{dz}" not in tex and r"\step{dz-4}{a - y}" in tex
    log = compiled(tex, tmp_path)
    assert "undefined" not in log


def test_the_book_compiles(book: Book, tmp_path: Path) -> None:
    """All derivations are sections, and all citations lead to one."""
    chapters = dict.fromkeys(entry.chapter for entry in book.entries)
    tex = book_to_tex(
        [Chapter(name, [e for e in book.entries if e.chapter == name]) for name in chapters],
        book,
        "All of it: 100 % & more",
    )
    labels = set(re.findall(r"\\label\{([a-z0-9-]+)\}", tex))
    cited = set(re.findall(r"\\hyperref\[([a-z0-9-]+)\]", tex))
    assert {entry.name for entry in book.entries} <= labels
    assert cited and cited <= labels
    log = compiled(tex, tmp_path, times=2)
    assert "There were undefined references" not in log
    assert "multiply defined" not in log


def test_a_formula_in_words_is_typeset(book: Book) -> None:
    """In a title, which is plain in the list of bookmarks, and where it is a condition."""
    entry, relu = book.entry("softplus-mirror"), book.entry("relu-derivative")
    assert entry is not None and relu is not None
    tex = book_to_tex([Chapter("One", [entry, relu])], book, "Two")
    plain = "{Softplus at -z and at z differ by z}"
    assert r"\section{\texorpdfstring{Softplus at $-z$ and at $z$ differ by $z$}" + plain in tex
    assert r"For $z \ne 0$, the slope" in tex
    assert "`" not in tex.replace("``", "")
    assert f"2 derivations in {len(entry.working.steps) + len(relu.working.steps)} steps" in tex


@pytest.mark.parametrize(
    ("words", "tex"),
    [
        ("50 % & more_so", r"50 \% \& more\_so"),
        ("a\\b", r"a\textbackslash{}b"),
        ('say "no" twice', "say ``no'' twice"),
        ("α − β", r"$\alpha$ $-$ $\beta$"),
        ("naïve", "naïve"),
        ("☃", "[snowman]"),
    ],
)
def test_words_are_escaped_for_tex(words: str, tex: str) -> None:
    """No sign of a text is taken for TeX's own."""
    assert escaped(words) == tex


def test_markdown_has_each_step(book: Book) -> None:
    """The lines in one aligned formula, and a numbered reason for each step."""
    entry = book.entry("dz")
    assert entry is not None
    text = to_markdown(entry)
    assert text.startswith("## dL/dz = a - y\n")
    assert r"={}& a - y && (4) \\" in text
    assert "1. **chain rule.** $z$ moves the loss only by moving $a$" in text
    assert text.count("$$") == 4


def test_data_has_the_lines_in_each_notation(book: Book) -> None:
    """What was typed, its LaTeX, its NumPy, and the report of the contract."""
    entry = book.entry("dz")
    assert entry is not None
    report = Report("dz", tuple(StepReport(s, PROVED, True) for s in entry.working.steps))
    data = json.loads(to_json(entry, report))
    assert data["declarations"][0] == "let a = sigma(z)"
    assert data["chains"][0]["lines"][1] == {
        "text": "D(L, a)*D(a, z)",
        "latex": r"\frac{\partial L}{\partial a} \cdot \frac{\mathrm{d}a}{\mathrm{d}z}",
        "numpy": "D(lambda a: -(y*log(a) + (1 - y)*log(1 - a)), a)*D(lambda z: sigma(z), z)",
    }
    assert [step["verdict"] for step in data["report"]["steps"]] == ["proved"] * 4


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a small project with engines that agree to all but one line."""
    pretend(monkeypatch, {"3*z": "it took too long"})
    wrong = "\n  z\n= 3*z    by expand   # No.\n"
    files = {"one/sigmoid": SIGMOID, "two/twice": TWICE, "two/wrong": wrong}
    project(tmp_path, {name: source(text) for name, text in files.items()})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_export_writes_a_file(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --output the text is in the file; without, on standard output."""
    assert main(["export", "twice", "--to", "md", "--output", "twice.md"]) == 0
    capsys.readouterr()
    assert main(["export", "twice", "--to", "md"]) == 0
    assert capsys.readouterr().out == (shelf / "twice.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["wrong", "--to", "py"], 3, "what is not proved is not exported"),
        (["twise"], 2, "did you mean twice?"),
        ([], 2, "name one derivation, or say --all"),
        (["twice", "--all"], 2, "name one derivation, or say --all"),
        (["--all", "--to", "md"], 2, "the whole book is exported --to tex"),
    ],
)
def test_export_refuses(
    shelf: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    said: str,
) -> None:
    """What is not proved, not there or not asked clearly is refused, in one line of words."""
    assert main(["export", *arguments]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
