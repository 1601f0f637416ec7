"""What is put in inside a derivative must hold nearby, whatever the values at one point are."""

import pytest

from derive.rules.catalogue import rule_named
from derive.rules.justify import justified
from derive.rules.rule import Example
from derive.rules.stated import stated

ONE_HOT = "where y: (n), sum(y[k] for k in range(n)) == 1"


@pytest.mark.parametrize(
    ("rule", "example"),
    [
        ("assumption", Example("D(x**2, x)", "D(1, x)", "where x**2 == 1")),
        ("assumption", Example("D(x**2, x)", "D(1**2, x)", "where x == 1")),
        ("assumption", Example("D(y*x, x)", "D(x*x, x)", "where y == x")),
        ("assumption", Example("D(x*y, y)", "D(x*x, y)", "where y == x")),
        ("assumption", Example("D(D(z*y**2, y), z)", "D(D(z*x**2, y), z)", "where y == x")),
        ("assumption", Example("D(a*z, z)", "D(1*z, z)", "where a == 1\nlet a = z**2")),
        ("assumption", Example("D(T*z, z)", "D(1*z, z)", "where T(z), T == 1")),
        (
            "assumption",
            Example("D(sum(y[k] for k in range(n)), y[j])", "D(1, y[j])", ONE_HOT),
        ),
        ("shown above", Example("D(u**2, u)", "D(v**2, u)", "where u == v", (("u", "v"),))),
        ("shown above", Example("D(x**2, x)", "D(x, x)", "where x in {0, 1}", (("x**2", "x"),))),
        ("shown above", Example("D(x**2, x)", "D(x, x)", "where x == 1", (("x**2", "x"),))),
        (
            "shown above",
            Example("D(a**2, a)", "D(sigma(z)**2, a)", "let a = sigma(z)", (("a", "sigma(z)"),)),
        ),
        ("case by case", Example("D(max(0, s), s)", "D(s, s)", "let s = x**2")),
        ("case by case", Example("D(where(y > 1/2, 1, 0), y)", "D(y, y)", "where y in {0, 1}")),
        (
            "case by case",
            Example(
                "where(Z > 0, Z, 0) @ W", "where(Z > 0, Z @ W, 0)", "where Z: (n, n), W: (n, n)"
            ),
        ),
        ("name an expression", Example("D(sigma(z)*a, a)", "D(a*a, a)", "let a = sigma(z)")),
        (
            "transpose",
            Example(
                "D(sum(W) + sum(V), W)", "D(sum(W) + sum(V), V).T", "where V: (n, m)\nlet W = V.T"
            ),
        ),
    ],
    ids=lambda each: each.left if isinstance(each, Example) else each,
)
def test_equal_at_a_point_is_not_equal_nearby(rule: str, example: Example) -> None:
    """An equality that ties down the variable is put in outside a derivative, and not inside."""
    named = rule_named(rule)
    assert named
    said = stated(example)
    (step,) = said.working.steps
    assert not justified(step.left.expr, step.right.expr, [named], said.scene)
