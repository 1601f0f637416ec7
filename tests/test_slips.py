"""The wrong formulas that learners meet are refuted, once their shapes fit."""

from dataclasses import dataclass

import pytest

from derive.kernel.judge import judge
from derive.kernel.verdict import Verdict
from derive.language.errors import LanguageError
from derive.language.reader import read_working

LOSS = """
    where AL: (n, m), Y: (n, m), 0 < AL < 1
    let   T = -sum(Y*log(AL) + (1 - Y)*log(1 - AL))
"""
OUTPUT = """
    where ZL: (n, m), Y: (n, m)
    let   AL = sigma(ZL)
    let   T = -sum(Y*log(AL) + (1 - Y)*log(1 - AL))
"""
LAYER = """
    where W: ({n}, {p}), A_prev: ({p}, {m}), b: ({n}, 1), T(Z)
    let   Z = W @ A_prev + b
    let   J = T/{m}
    let   dZ = D(T, Z)
"""
LAYERS = """
    where X: ({p}, {m}), W1: ({q}, {p}), W2: ({n}, {q}), g: function, T(A2)
    let   Z1 = W1 @ X
    let   A1 = g(Z1)
    let   Z2 = W2 @ A1
    let   A2 = g(Z2)
    let   J = T/{m}
    let   dZ2 = D(T, Z2)
"""
UNEQUAL = {"n": "n", "p": "p", "q": "q", "m": "m"}


@dataclass(frozen=True)
class Slip:
    """A wrong formula, the right one, and what both are said of.

    equal   the sizes to make equal, where the shapes of the wrong formula don't fit as they are
    """

    name: str
    declared: str
    wrong: str
    right: str
    equal: str = ""


SLIPS = [
    Slip(
        "S01",
        LOSS,
        "D(T, AL) == -(Y/AL + (1 - Y)/(1 - AL))",
        "D(T, AL) == -(Y/AL - (1 - Y)/(1 - AL))",
    ),
    Slip("S02", LOSS, "D(T, AL) == AL - Y", "D(T, AL) == (AL - Y)/(AL*(1 - AL))"),
    Slip("S03", OUTPUT, "D(T, ZL) == (AL - Y)*AL*(1 - AL)", "D(T, ZL) == AL - Y"),
    Slip("S04", "", "D(sigma(z), z) == z*(1 - z)", "D(sigma(z), z) == sigma(z)*(1 - sigma(z))"),
    Slip(
        "S05",
        "",
        "D(sigma(z), z) == sigma(z) - (1 - sigma(z))",
        "D(sigma(z), z) == sigma(z)*(1 - sigma(z))",
    ),
    Slip(
        "S06",
        "where Z1: (n, m)\nlet A1 = tanh(Z1)",
        "D(sum(tanh(Z1)), Z1) == 1 - Z1**2",
        "D(sum(tanh(Z1)), Z1) == 1 - A1**2",
    ),
    Slip(
        "S07",
        "where Z1: (n, m), Z1 != 0\nlet A1 = relu(Z1)",
        "D(sum(relu(Z1)), Z1) == where(A1 >= 0, 1, 0)",
        "D(sum(relu(Z1)), Z1) == where(A1 > 0, 1, 0)",
    ),
    Slip("S08", LAYER, "D(J, W) == dZ @ A_prev/m", "D(J, W) == dZ @ A_prev.T/m", "npm"),
    Slip("S09", LAYER, "D(T, A_prev) == W @ dZ", "D(T, A_prev) == W.T @ dZ", "np"),
    Slip(
        "S10",
        LAYERS,
        "D(T, Z1) == W2.T @ dZ2",
        "D(T, Z1) == (W2.T @ dZ2)*D(sum(g(Z1)), Z1)",
    ),
    Slip(
        "S11",
        LAYERS,
        "D(T, Z1) == (W2.T @ dZ2) @ D(sum(g(Z1)), Z1)",
        "D(T, Z1) == (W2.T @ dZ2)*D(sum(g(Z1)), Z1)",
        "qm",
    ),
    Slip("S12", LAYER, "D(J, b[j, 0]) == sum(dZ)/m", "D(J, b) == sum(dZ, axis=1, keepdims=True)/m"),
    Slip(
        "S14",
        LAYER,
        "D(J, b) == sum(dZ @ A_prev.T/m, axis=1, keepdims=True)",
        "D(J, b) == sum(dZ, axis=1, keepdims=True)/m",
    ),
    Slip(
        "S15",
        LAYERS,
        "D(J, W1) == ((W2.T @ dZ2)*D(sum(g(Z1)), Z1)/m) @ X.T/m",
        "D(J, W1) == ((W2.T @ dZ2)*D(sum(g(Z1)), Z1)) @ X.T/m",
    ),
    Slip(
        "S16",
        "where z: (n)\nlet s = softmax(z)",
        "D(s[k], z[i]) == s[k]*(1 - s[k])",
        "D(s[k], z[i]) == s[k]*(delta(k, i) - s[i])",
    ),
    Slip("S17", LAYERS, "D(J, W2) == dZ2 @ A2.T/m", "D(J, W2) == dZ2 @ A1.T/m", "nq"),
    Slip(
        "S18",
        LAYERS,
        "D(T, Z1[k, i]) == dZ2[0, i]*W2[0, k]*D(g(Z1[k, i]), Z1[k, i])",
        "D(T, Z1[k, i]) == sum(dZ2[j, i]*W2[j, k] for j in range(n))*D(g(Z1[k, i]), Z1[k, i])",
    ),
    Slip("S19", LAYERS, "D(T, Z2) == D(T, A2)", "D(T, Z2) == D(T, A2)*D(sum(g(Z2)), Z2)"),
]
BY_NAME = pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)


def verdict(declared: str, statement: str, sizes: dict[str, str]) -> Verdict:
    """Return the verdict on one statement."""
    for size, name in sizes.items():
        declared = declared.replace(f"{{{size}}}", name)
    lines = (line.strip() for line in declared.splitlines())
    working = read_working("\n".join([*lines, "", statement, ""]))
    (step,) = working.steps
    return judge(step.left.expr, step.right.expr, working.declarations).verdict


@BY_NAME
def test_the_slip_is_refuted(slip: Slip) -> None:
    """The wrong formula is refuted at numbers, once its shapes fit."""
    sizes = dict(UNEQUAL)
    if slip.equal:
        with pytest.raises(LanguageError, match=r"\("):
            verdict(slip.declared, slip.wrong, sizes)
        sizes |= dict.fromkeys(slip.equal, slip.equal[0])
    wrong = slip.wrong.replace("/m", f"/{sizes['m']}")
    assert verdict(slip.declared, wrong, sizes) is Verdict.REFUTED


@BY_NAME
def test_the_right_formula_is_proved(slip: Slip) -> None:
    """What stands in its place is proved, for all sizes."""
    assert verdict(slip.declared, slip.right, dict(UNEQUAL)) is Verdict.PROVED


@pytest.mark.parametrize(
    "statement",
    ["D(J, b) == sum(dZ)/m", "D(J, b) == sum(dZ, axis=1)/m", "b == b - sum(dZ, axis=1)"],
)
def test_a_bias_gradient_of_another_shape_is_refused(statement: str) -> None:
    """The bias's gradient has its shape (n, 1); a number or a flat vector is no gradient (S13)."""
    with pytest.raises(LanguageError, match=r"\(n, 1\)"):
        verdict(LAYER, statement, dict(UNEQUAL))
