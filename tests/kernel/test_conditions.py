"""The condition that a conditional verdict names: no more than it takes, under its own name."""

import pytest

from derive.kernel.judge import judge
from derive.kernel.verdict import Verdict
from tests.kernel.claims import claim

LAYER = "W: (n, p), A: (p, m), b: (n, 1), T(H); let Z = W @ A + b; let H = relu(Z)"

NAMED = [
    # what follows from the others is left out
    ("1/(sqrt(x + 1) - sqrt(x)) == sqrt(x + 1) + sqrt(x)", "x >= 0"),
    ("sqrt(x)*sqrt(t) == sqrt(x*t)", "x >= 0, t >= 0"),
    ("log(x*t) == log(x) + log(t)", "x*t > 0, x > 0"),
    ("D(sqrt(x), x) == 1/(2*sqrt(x))", "x > 0"),
    ("x >= 0 | D(1/sqrt(x), x) == -1/(2*x*sqrt(x))", "x != 0"),
    ("(x + t)**500/(x + t)**500 == 1", "(x + t)**500 != 0"),  # too large to multiply out
    # a derivative by a defined name is one at its value
    ("let s = 1/x | D(t**2, s) == 0", "x != 0"),
    # a condition on a definition, or on a whole array, is one on its name
    ("let z = w*x + b | D(relu(z), w) == x*where(z > 0, 1, 0)", "z != 0"),
    ("Z: (n, m) | D(sum(relu(Z)), Z) == where(Z > 0, 1, 0)", "Z != 0"),
    # ... and where a number is added to it, or it is taken from one
    (
        "let s = w*x + b; y in {-1, 1} | D(max(0, 1 - y*s), s) == where(y*s < 1, -y, 0)",
        "s != 1, s != -1",
    ),
    ("let s = w*x + b | exp(log(s - 1/2)) == s - 1/2", "s > 1/2"),
    ("let s = w*x + b | sqrt(2 - s)**2 == 2 - s", "s <= 2"),
    (f"{LAYER} | D(T, W) == (D(T, H)*where(Z > 0, 1, 0)) @ A.T", "Z != 0"),
    # an array without a name is named by its entry, for each free index
    (
        "Z: (n, m), b: (n, 1) | D(sum(relu(Z + b)), Z) == where(Z + b > 0, 1, 0)",
        "Z[j, i] + b[j, 0] != 0",
    ),
    (
        "W: (n, p), A: (p, m) | D(sum(relu(W @ A)), W) == where(W @ A > 0, 1, 0) @ A.T",
        "sum(A[i, k]*W[j, i] for i in range(p)) != 0",
    ),
]


@pytest.mark.parametrize(("text", "condition"), NAMED)
def test_the_condition_is_named(text: str, condition: str) -> None:
    """The condition reads as its author would write it."""
    found = judge(*claim(text))
    assert (found.verdict, found.condition) == (Verdict.CONDITIONAL, condition)


@pytest.mark.parametrize(
    ("text", "condition"), [pair for pair in NAMED if "[" not in pair[1]], ids=str
)
def test_with_the_condition_it_is_proved(text: str, condition: str) -> None:
    """What is named is enough."""
    declared, _, statement = text.rpartition("|")
    narrowed = f"{declared}; {condition} | {statement}"
    assert judge(*claim(narrowed)).verdict is Verdict.PROVED


def test_what_no_condition_helps_is_said() -> None:
    """Where a side is defined nowhere there is no condition to name."""
    found = judge(*claim("log(x + sqrt(x**2 + 1)) == -log(x - sqrt(x**2 + 1))"))
    assert found.verdict is Verdict.CONDITIONAL
    assert found.condition is None
    assert found.detail is not None
    assert "no condition is known" in found.detail
