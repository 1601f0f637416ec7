"""The exported script and notebook: they run without us, agree, and notice a false line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from derive.book.book import read_book
from derive.book.finding import Entry, read_entry
from derive.export.notebook import to_notebook
from derive.export.script import to_script
from tests.book.shelf import project, source

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "derive" / "chapters"
# Numbers, arrays, an unknown function, a condition that is an equation, kinks, what is shown.
NAMES = (
    "one_neuron/dz",
    "one_neuron/sigmoid_bounds",
    "activations/relu_derivative",
    "beyond/softmax_dz",
    "layer_backward/bias_gradient_of_a_layer",
)


def entry(name: str) -> Entry:
    """Return a derivation of the book."""
    return read_entry(BOOK / f"{name}.py", BOOK)


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script where the package is not to be found, as a stranger would."""
    path = folder / "script.py"
    path.write_text(script, encoding="utf-8")
    guard = "import sys; sys.modules['derive'] = None; import runpy; runpy.run_path(sys.argv[1], "
    return subprocess.run(
        [sys.executable, "-I", "-c", f"{guard}run_name='__main__')", str(path)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_script_agrees_with_every_line(name: str, tmp_path: Path) -> None:
    """Each step, and each condition that is shown, is told to agree; nothing else is printed."""
    derivation = entry(name)
    done = run(to_script(derivation), tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    steps = len(derivation.working.steps) + len(derivation.shows)
    assert done.stdout.count("      agrees") == steps
    assert done.stdout.endswith("all agree\n")
    if name == "one_neuron/dz":  # lines of numbers, and easy ones: SymPy agrees for all numbers
        assert done.stdout.count("SymPy proves it") == steps


@pytest.mark.parametrize(
    "working",
    [
        "  D(z**2, z)\n= 2*z    by power rule\n= 2*z + 1/1000  by expand\n",
        "where W: (n, p), v: (p, 1)\n  (W @ v)[j, 0]\n= sum(2*W[j, k]*v[k, 0] for k in range(p))\n",
        "let a = sigma(z)\nlet L = a**2\n  D(L, z)\n= D(L, a)  by chain rule\n",
        "where J(Z), Z: (n, m)\n  D(J, Z)\n= 2*D(J, Z)  by definition\n",
    ],
)
def test_a_script_notices_a_false_line(working: str, tmp_path: Path) -> None:
    """A line that is not equal to the one above is told with a point; exit status 1."""
    root = project(tmp_path, {"one/wrong": source(working)})
    (wrong,) = read_book(root / "content").entries
    done = run(to_script(wrong), tmp_path)
    assert done.returncode == 1
    assert "DIFFERS at {" in done.stdout
    assert "1 do NOT agree" in done.stdout


def test_a_line_without_a_value_is_no_agreement(tmp_path: Path) -> None:
    """Two sides that are undefined everywhere are not called equal."""
    working = "where x < 0\n  log(x)\n= 2*log(x)  by expand\n"
    root = project(tmp_path, {"one/nowhere": source(working)})
    (nowhere,) = read_book(root / "content").entries
    done = run(to_script(nowhere), tmp_path)
    assert done.returncode == 1
    assert "NOT DECIDED" in done.stdout


@pytest.mark.parametrize("name", NAMES[::3])
def test_a_notebook_runs_from_top_to_bottom(name: str) -> None:
    """It is nbformat 4.5, and its code cells run in order in one fresh namespace."""
    notebook = json.loads(to_notebook(entry(name)))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(len(each) <= 64 for each in ids)
    namespace: dict[str, object] = {}
    for cell in notebook["cells"]:
        assert isinstance(cell["source"], list)
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            exec("".join(cell["source"]), namespace)
    assert "points" in namespace
