"""Each slip of the catalogue: what it plants in a true line, and that it finds its way back."""

import pytest

from derive.book.book import read_book
from derive.language.parse import parse_expression
from derive.language.reader import read_working
from derive.language.text import to_text
from derive.language.working import Declarations
from derive.rules.diagnosing.slips import SLIPS, planted, undone
from tests.rules.mutants import ROOT

LAYER = """
where W: (n, p), A_prev: (p, m), A: (p, m), b: (n, 1), g: function, T(Z)
let Z = W @ A_prev + b
let dZ = D(T, Z)
"""
NEURON = "where 0 < a2 < 1\nlet a = sigma(z)"

# slip, declarations, line above, true line, what the slip makes of it
EXAMPLES = [
    ("sign", "", "D(L, a)", "-y/a + (1 - y)/(1 - a)", "-y/a - (1 - y)/(1 - a)"),
    ("sign", "", "u", "-u/v", "u/v"),
    ("inner sign", "", "log(1 - a)", "log(1 - a)", "log(a - 1)"),
    ("transpose", LAYER, "D(T, W)", "dZ @ A_prev.T", "dZ @ A_prev"),
    ("order", LAYER, "Z", "W @ A_prev + b", "A_prev @ W + b"),
    ("kind of product", LAYER, "Z", "W @ A_prev + b", "W*A_prev + b"),
    ("y and a", "", "D(L, z)", "a - y", "y - a"),
    ("y and a", "", "L", "y*log(a) + 1", "a*log(y) + 1"),
    ("layer", LAYER, "Z", "W @ A_prev + b", "W @ A + b"),
    ("layer", "", "a1*a2", "a1*(1 - a2)", "a1*(1 - a1)"),
    ("layer everywhere", "", "a1*z + a2", "a1*(1 - a1)", "a2*(1 - a2)"),
    ("z for a", NEURON, "D(a, z)", "a*(1 - a)", "z*(1 - a)"),
    ("z for a", "", "D(sigma(z), z)", "sigma(z)*2", "z*2"),
    ("z for a everywhere", NEURON, "D(a, z)", "a*(1 - a)", "z*(1 - z)"),
    ("index", LAYER, "Z[j, i]", "W[j, k]", "W[k, j]"),
    ("index", LAYER, "W[j, k]*A[k, i]", "delta(j, k)", "delta(j, i)"),
    ("axis", LAYER, "D(T, b)", "sum(dZ, axis=1, keepdims=True)", "sum(dZ, axis=1)"),
    ("axis", LAYER, "D(T, b)", "sum(dZ, axis=1, keepdims=True)", "sum(dZ, axis=0, keepdims=True)"),
    ("1/m", LAYER, "D(T/m, W)", "dZ @ A_prev.T/m", "dZ @ A_prev.T"),
    ("1/m", LAYER, "D(T/m, W)", "dZ @ A_prev.T/m", "dZ @ A_prev.T/m/m"),
    ("power", "", "D(x**3, x)", "3*x**2", "3*x**3"),
    ("power", "", "D(tanh(z), z)", "1 - a**2", "1 - a"),
    ("turned over", "", "u", "u/v", "v/u"),
    ("difference for product", "", "D(a, z)", "a*(1 - a)", "a - (1 - a)"),
    ("factor too many", "", "u*v", "u*v", "u*v*v"),
    ("sum", LAYER, "Z[j, i]", "sum(W[j, k]*A[k, i] for k in range(p))", "W[j, k]*A[k, i]"),
    ("sum", LAYER, "D(T, b)", "sum(dZ, axis=1, keepdims=True)", "dZ"),
    ("inner derivative", "", "D(log(u), x)", "1/u*D(u, x)", "1/u"),
    ("factor dropped", "", "D(a*x, x)", "b*a", "b"),
    ("factor dropped", "", "y/a", "y/a", "y"),
]


def declared(given: str) -> Declarations:
    """Return what some declarations say."""
    return read_working(f"{given}\n\n0 == 0\n").declarations


@pytest.mark.parametrize(("name", "given", "above", "line", "spoilt"), EXAMPLES)
def test_a_slip_is_planted_and_undone(
    name: str, given: str, above: str, line: str, spoilt: str
) -> None:
    """What the slip makes of the true line is among its mutants, and the way back is found."""
    declarations = declared(given)
    first, true, wrong = map(parse_expression, (above, line, spoilt))
    mutants = {to_text(c.line): c.slip.name for c in planted(true, first, declarations)}
    assert mutants.get(to_text(wrong)) == name
    repairs = {to_text(change.line) for change in undone(wrong, first, declarations)}
    assert to_text(true) in repairs


def test_every_slip_has_an_example() -> None:
    """Each slip that is planted stands in the table above."""
    known = {name for name, *_ in EXAMPLES}
    assert {slip.name for slip in SLIPS} - {"misspelt name"} == known


def test_a_misspelt_name_is_mended_and_never_planted() -> None:
    """A name that is declared nowhere may have been one that is spelt nearly so."""
    declarations = declared(LAYER)
    wrong = parse_expression("dZ @ A_perv.T")
    above = parse_expression("D(T, W)")
    assert "dZ @ A_prev.T" in {to_text(c.line) for c in undone(wrong, above, declarations)}
    assert all(c.slip.name != "misspelt name" for c in planted(wrong, above, declarations))


def test_mutants_differ_from_their_line_and_from_each_other() -> None:
    """No mutant is the line itself, and none comes twice, anywhere in a chapter of the book."""
    book = read_book(ROOT / "derive" / "chapters")
    for entry in book.entries[::10]:
        for step in entry.working.steps:
            lines = [
                change.line
                for change in planted(step.right.expr, step.left.expr, entry.working.declarations)
            ]
            assert len(lines) == len(set(lines))
            assert step.right.expr not in lines
