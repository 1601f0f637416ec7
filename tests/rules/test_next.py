"""What can be done next: each line is its rule's and equal to the one above."""

from __future__ import annotations

import pytest

from derive.cli.arguments import main
from derive.kernel.judge import judge
from derive.kernel.verdict import Verdict
from derive.language.reader import read_working
from derive.language.text import to_text
from derive.rules.catalogue import RULES, rule_named
from derive.rules.deriving.next import next_lines
from derive.rules.justify import justified
from derive.rules.rule import Rule
from derive.rules.scene import Scene
from derive.rules.stated import stated

SIGMOID = "let a = sigma(z)\nlet L = (a - y)**2"

# expression, what is declared, a line that is found, its rule
LINES = (
    ("-(y/a - (1 - y)/(1 - a))", "", "-y/a + (1 - y)/(1 - a)", "rearrange signs"),
    ("1/a + 1/b", "", "b/(a*b) + a/(a*b)", "common denominator"),
    ("y/a - (1 - y)/a", "", "(y - (1 - y))/a", "add fractions"),
    ("(u - v)/w", "", "u/w - v/w", "split a fraction"),
    ("x*(u + v)", "", "x*u + x*v", "expand"),
    ("x*u + x*v", "", "x*(u + v)", "factor"),
    ("2*u + 3*u", "", "5*u", "collect"),
    ("u + v - u", "", "v", "cancel terms"),
    ("x*u/(x*v)", "", "u/v", "cancel factors"),
    ("(u/v)/(w/x)", "", "u*x/(v*w)", "divide fractions"),
    ("x*x**2", "", "x**3", "powers"),
    ("log(a/b)", "where a > 0, b > 0", "log(a) - log(b)", "log of a quotient"),
    ("D(L, z)", SIGMOID, "D(L, a)*D(a, z)", "chain rule"),
    ("2*(sigma(z) - y)", SIGMOID, "2*(a - y)", "name an expression"),
    ("1/(1 + exp(-z))", "", "sigma(z)", "definition"),
    ("D(x**2*exp(x), x)", "", "D(x**2, x)*exp(x) + x**2*D(exp(x), x)", "product rule"),
    ("x*where(z > 0, 1, 0)", "", "where(z > 0, x, 0)", "case by case"),
    ("sum(x*u[i] for i in range(n))", "where u: (n)", "x*sum(u[i] for i in range(n))",
     "constant out of a sum"),
)  # fmt: skip


def lines(expression: str, given: str, rules: tuple[Rule, ...] = RULES) -> list[tuple[str, str]]:
    """Return (rule, line) for what is found; each is justified, and proved where defined."""
    working = read_working(f"{given}\n\n{expression} == {expression}\n")
    left = working.steps[0].left.expr
    scene = Scene(working.declarations)
    found = next_lines(left, scene, rules)
    for made in found:
        rule = rule_named(made.rule)
        assert rule is not None
        assert justified(left, made.line, [rule], scene)
        judgement = judge(left, made.line, working.declarations, seconds=1)
        assert judgement.verdict in (Verdict.PROVED, Verdict.CONDITIONAL), to_text(made.line)
    return [(made.rule, to_text(made.line)) for made in found]


@pytest.mark.parametrize(("expression", "given", "line", "rule"), LINES)
def test_a_rule_finds_its_line(expression: str, given: str, line: str, rule: str) -> None:
    """The line is among those found, once, and none is the line above."""
    found = lines(expression, given)
    assert (rule, line) in found
    assert len({text for _, text in found}) == len(found)
    assert expression not in {text for _, text in found}


# What these rules make is not one thing that follows from the line above: somebody chooses it.
CHOSEN = {"add zero", "reorder", "complete the square", "common denominator", "shown above"}


def test_most_rules_find_something_in_their_own_example() -> None:
    """A rule that is a move makes something of the left side of its example."""
    silent = []
    for rule in RULES:
        if not rule.moves or rule.name in CHOSEN:
            continue
        told = stated(rule.example)
        (step,) = told.working.steps
        if not next_lines(step.left.expr, told.scene, (rule,)):
            silent.append(rule.name)
    backwards = {
        "chain rule over several paths",
        "write as a matrix product",
        "name an expression",
        "exp of a multiple",
        "transpose",
    }
    assert set(silent) <= backwards


def test_places_are_taken_one_by_one_and_all_at_once() -> None:
    """Two logs of a quotient: the first, the second, or both."""
    given = "where a > 0, b > 0, c > 0"
    found = [line for _, line in lines("log(a/b) + log(b/c)", given, _only("log of a quotient"))]
    assert sorted(found) == [
        "log(a) - log(b) + log(b) - log(c)",
        "log(a) - log(b) + log(b/c)",
        "log(a/b) + log(b) - log(c)",
    ]


def _only(name: str) -> tuple[Rule, ...]:
    rule = rule_named(name)
    assert rule is not None
    return (rule,)


def test_the_command_names_conditions(capsys: pytest.CaptureFixture[str]) -> None:
    """A line that does not hold everywhere says what it needs."""
    assert main(["next", "a*b/a", "--rule", "cancel factors"]) == 0
    assert capsys.readouterr().out == "= b  by cancel factors  # needs a != 0\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["a + b", "--rule", "product rule"], 1, "the rule product rule makes nothing of a + b"),
        (["a + b", "--rule", "prodct rule"], 2, "did you mean product rule?"),
        (["a + +", "--rule", "expand"], 2, "EXPRESSION:1:"),
    ],
)
def test_when_there_is_nothing_it_says_so(
    arguments: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No line, no such rule, no expression: one message each."""
    assert main(["next", *arguments]) == status
    assert said in capsys.readouterr().err
