"""The numbers on the pages that are written by hand: every one that a program can recompute."""

import doctest
import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from derive.kernel.judge import judge
from derive.kernel.verdict import Verdict
from derive.language.reader import read_working

DOCS = Path(__file__).parents[1] / "docs"
FENCE = re.compile(r"^[ \t]*```.*$", re.MULTILINE)
CHAPTERS = DOCS / "chapters"


def sessions() -> list[Path]:
    """Return the pages that show a session with Python."""
    return [page for page in sorted(DOCS.rglob("*.md")) if "\n>>> " in page.read_text("utf-8")]


@pytest.mark.parametrize("page", sessions(), ids=lambda page: page.relative_to(DOCS).as_posix())
def test_sessions_show_what_python_says(page: Path) -> None:
    """What stands below a prompt on a page is what Python prints there."""
    text = FENCE.sub("", page.read_text("utf-8"))
    session = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    assert session.examples
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(session, out=said.append)
    assert not said, "".join(said)


def rows(page: Path, columns: int) -> list[list[str]]:
    """Return the cells of the rows of numbers, in all tables with so many columns."""
    lines = (line for line in page.read_text("utf-8").splitlines() if line.startswith("| "))
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [row for row in cells if len(row) == columns and re.match(r"-?\d", row[0])]


def starts(z: float, y: int) -> list[float]:
    """Return a row of the table of saturation, as float64 computes it; the label is ``y``."""

    def slope_of_loss(a: NDArray[np.float64]) -> NDArray[np.float64]:
        return -(y / a - (1 - y) / (1 - a))

    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        a = 1 / (1 + np.exp(-np.array([z])))
        slope = a * (1 - a)
        explicit = slope_of_loss(a)
        clipped = slope_of_loss(np.clip(a, 1e-12, 1 - 1e-12)) * slope
        row = [a, explicit, explicit * slope, a - y, clipped, (a - y) * slope]
        return [float(each[0]) for each in row]


def test_the_table_of_saturation() -> None:
    """Each cell is what NumPy computes: where the starts break, and what clipping does."""
    found = rows(CHAPTERS / "two-starts" / "saturation.md", columns=7)
    assert len(found) == 8
    for z, *cells in found:
        y = 0 if float(z) > 0 else 1
        shown = [1 - float(cell[4:]) if cell.startswith("1 - ") else float(cell) for cell in cells]
        assert shown == pytest.approx(starts(float(z), y), rel=1e-3, abs=1e-30, nan_ok=True), z


def test_the_table_of_differences() -> None:
    """Taylor's error is as shown; the rounding error, which is the machine's own, nearly."""
    z = np.linspace(-3, 3, 1001)
    sigma = 1 / (1 + np.exp(-z))

    def loss(z: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.logaddexp(0, z)

    found = rows(CHAPTERS / "beyond" / "differences.md", columns=3)
    assert len(found) == 10
    for row in found:
        h, *shown = map(float, row)
        central = np.abs((loss(z + h) - loss(z - h)) / (2 * h) - sigma).max()
        one_sided = np.abs((loss(z + h) - loss(z)) / h - sigma).max()
        tolerance = 0.05 if h >= 1e-4 else 0.7
        assert [central, one_sided] == pytest.approx(shown, rel=tolerance), h


def test_the_slip_on_the_page_about_m_is_refuted() -> None:
    """The working that the page calls refuted is: 1/m twice makes half of it at m = 2."""
    page = (CHAPTERS / "one-over-m" / "index.md").read_text("utf-8")
    found = re.search(r"```text\n(.*?)```", page, re.DOTALL)
    assert found is not None
    working = read_working(found[1])
    (step,) = working.steps
    judgement = judge(step.left.expr, step.right.expr, working.declarations)
    assert judgement.verdict is Verdict.REFUTED
    assert judgement.witness is not None
    assert dict(judgement.witness.point)["m"] == "2"
