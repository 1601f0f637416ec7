"""The sieve tries many right-hand sides at few points: it lets the true pass, and few others."""

from typing import Any

import pytest

from derive.kernel.refute import Sieve
from tests.kernel.claims import Claim, claim
from tests.kernel.test_statements import TRUE, WRONG

MISSED = 0.15  # of the wrong but subtle statements at most so many hold at the few points


def passes(statement: Claim) -> bool:
    """Tell whether the right-hand side passes the sieve of the left one."""
    left, right, declarations = statement
    return Sieve(left, declarations, (right,)).passes(right)


def of_lists(parameters: list[Any]) -> list[Claim]:
    """Return the claims of a list of statements."""
    steps = (parameter.values for parameter in parameters)
    return [(step.left.expr, step.right.expr, declared) for step, declared in steps]


def test_what_is_true_passes() -> None:
    """No true statement is sorted out."""
    assert all(map(passes, of_lists(TRUE)))


def test_most_that_is_wrong_is_sorted_out() -> None:
    """Also of the wrong statements that differ in few places most do not pass."""
    wrong = of_lists(WRONG)
    assert sum(map(passes, wrong)) < MISSED * len(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "2*x + 1 == 2*x + 2",  # rational numbers
        "exp(x) == exp(x) + 10**-9",  # others
        "x: (n) | sum(x) == x[0]",
        "x: (n), y: (n) | x + y == x",  # entries beyond the first
        "x: (n) | x[k] == x[j]",  # an index that one side alone has
        "log(1 + x**2) == log(x - x)",  # nowhere defined
        "x > 0 | 1/x == x",
    ],
)
def test_what_is_plainly_wrong_does_not_pass(text: str) -> None:
    """One of the points shows it."""
    assert not passes(claim(text))
