"""The printed LaTeX is LaTeX: a TeX engine compiles every formula that we print."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from derive.book.book import read_book
from derive.book.finding import Entry
from derive.book.project import find_project
from derive.language.latex import conditions_to_latex, marked, statement_to_latex, to_latex
from derive.language.nodes import Name, walk
from derive.language.parse import parse_expression
from tests.language.test_latex import GOLDEN, LAYERS

PREAMBLE = r"""\documentclass{article}
\usepackage{amsmath, amssymb, xcolor}
\begin{document}
"""


def golden() -> Iterator[str]:
    """Print the golden formulas: on a line of their own, in running text, each piece marked."""
    for text, latex in GOLDEN:
        expr = parse_expression(text)
        yield latex
        yield to_latex(expr, declarations=LAYERS, inline=True).latex
        pieces = {path: "blue" for path, _ in walk(expr)}
        yield marked(to_latex(expr, declarations=LAYERS), pieces)


def printed(entry: Entry) -> Iterator[str]:
    """Print what a derivation declares, and its lines."""
    declarations = entry.working.declarations
    for name, made_of in declarations.lets:
        yield statement_to_latex(Name(name), made_of, declarations=declarations, inline=True).latex
    for condition in conditions_to_latex(declarations.domain, declarations=declarations):
        yield condition.latex
    for chain in entry.working.chains:
        for line in (chain.first, *(step.right for step in chain.steps)):
            yield to_latex(line.expr, declarations=declarations).latex


def engine() -> str:
    """Find pdflatex; without it skip, but fail where CI asks for it."""
    if found := shutil.which("pdflatex"):
        return found
    if os.environ.get("CI"):
        pytest.fail("pdflatex is missing: install a TeX distribution with amsmath and xcolor")
    pytest.skip("no TeX engine (pdflatex) found")


def compiled(formulas: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Compile one document of the formulas, each in a paragraph of its own, to the first error."""
    body = "\n\n".join(rf"\(\displaystyle {formula}\)" for formula in formulas)
    (folder / "formulas.tex").write_text(f"{PREAMBLE}{body}\n\\end{{document}}\n", "utf-8")
    command = [engine(), "-interaction=nonstopmode", "-halt-on-error", "-draftmode"]
    command += ["-file-line-error", "-no-shell-escape", "formulas.tex"]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="latin-1")


def test_every_printed_formula_compiles(tmp_path: Path) -> None:
    """A formula that only a forgiving renderer reads would not survive being copied."""
    book = read_book(find_project(Path(__file__)).content)
    lines = [formula for entry in book.entries for formula in printed(entry)]
    assert lines
    run = compiled([*golden(), *lines], tmp_path)
    assert run.returncode == 0, run.stdout[-2000:]


@pytest.mark.parametrize("formula", [r"\frac{1}{2", r"\unheardof", r"x^a^b", r"\left(x"])
def test_what_is_no_latex_fails(formula: str, tmp_path: Path) -> None:
    """The engine stops at an error, so that the test above can fail."""
    assert compiled(["x", formula], tmp_path).returncode != 0
