"""Derivations of derivatives: every step proved and justified, as short as a textbook's."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from derive.cli.arguments import main
from derive.kernel.judge import judge
from derive.kernel.verdict import Judgement, Verdict
from derive.language.nodes import Derivative, Expr, walk
from derive.language.parse import parse_expression
from derive.language.reader import read_working
from derive.language.text import condition_text, to_text
from derive.language.working import Declarations
from derive.rules.catalogue import rule_named
from derive.rules.deriving.differentiate import CannotDerive, Derived, differentiate
from derive.rules.justify import justified
from derive.rules.scene import Scene

LOSS = "-(y*log(a) + (1 - y)*log(1 - a))"
HUBER = "where(abs(a - y) <= d, (a - y)**2/2, d*(abs(a - y) - d/2))"
SOFTMAX = "where y: (n), z: (n), sum(y[k] for k in range(n)) == 1\nlet p = softmax(z)"

# expression, variable, what is declared, the last line, the most steps that it may take
DERIVATIVES = (
    (LOSS, "a", "where 0 < a < 1", "(a - y)/(a*(1 - a))", 9),
    (LOSS, "z", "let a = sigma(z)", "a - y", 14),
    ("sigma(z)", "z", "", "a*(1 - a)", 2),
    ("tanh(z)", "z", "", "1 - a**2", 2),
    ("softplus(z)", "z", "", "sigma(z)", 1),
    ("z*sigma(z)", "z", "", "sigma(z)*(1 + z*(1 - sigma(z)))", 3),
    (
        "z*tanh(softplus(z))",
        "z",
        "",
        "tanh(softplus(z)) + z*(1 - tanh(softplus(z))**2)*sigma(z)",
        3,
    ),
    ("where(z > 0, z, alpha*z)", "z", "where z != 0", "where(z > 0, 1, alpha)", 2),
    ("log(cosh(a - y))", "a", "", "tanh(a - y)", 7),
    (HUBER, "a", "where d > 0", "where(abs(a - y) <= d, a - y, d*sign(a - y))", 6),
    (
        "-(1 - a)**gamma*log(a)",
        "a",
        "where 0 < a < 1, gamma >= 0",
        "gamma*(1 - a)**(gamma - 1)*log(a) - (1 - a)**gamma/a",
        7,
    ),
    ("x**2*exp(x)/(1 + x)", "x", "where x > -1", "x*exp(x)*(2 + 2*x + x**2)/(1 + x)**2", 8),
    ("x/(1 + x)*exp(x)", "x", "where x > 0", "exp(x)*(1/(1 + x)**2 + x/(1 + x))", 6),
    ("x**x", "x", "where x > 0", "x**x*(log(x) + 1)", 6),
    ("sqrt(1 + x**2)", "x", "", "x/sqrt(1 + x**2)", 5),
    ("0.5*x**2 + 0.25*x", "x", "", "x + 0.25", 3),
    ("a*b + c", "x", "", "0", 1),
    ("sum(w[i]*x[i]**2 for i in range(n))", "x[j]", "where w: (n), x: (n)", "2*w[j]*x[j]", 3),
    ("-sum(y[k]*log(p[k]) for k in range(n))", "z[i]", SOFTMAX, "p[i] - y[i]", 10),
    ("sum((A - Y)**2)/2", "A[j, i]", "where A: (n, m), Y: (n, m)", "A[j, i] - Y[j, i]", 7),
    ("g(w*x + b)", "x", "where g: function", "D(g(u), u)*w", 4),
)

# expression, variable, the condition without which there is no derivative
CONDITIONS = (
    ("relu(z)", "z", "z != 0"),
    ("abs(x)", "x", "x != 0"),
    ("max(0, 1 - z)", "z", "z != 1"),
    ("where(z > 0, z, alpha*(exp(z) - 1))", "z", "z != 0"),
    ("log(1 - a)", "a", "a < 1"),
    ("1/(x + 2)", "x", "x != -2"),
    ("sign(x)*x", "x", "x != 0"),
)


def judged(pairs: Sequence[tuple[Expr, Expr]], declarations: Declarations) -> list[Judgement]:
    """Judge claims in this very process."""
    return [judge(left, right, declarations, seconds=2) for left, right in pairs]


def derived(expression: str, variable: str, given: str = "") -> Derived:
    """Return the derivation of an expression's derivative."""
    claim = f"D({expression}, {variable}) == D({expression}, {variable})"
    declarations = read_working(f"{given}\n\n{claim}\n").declarations
    body = parse_expression(expression)
    return differentiate(body, parse_expression(variable), declarations, judged)


def faults(found: Derived) -> list[str]:
    """Return the steps that are not proved, or not their rule's."""
    scene = Scene(found.declarations)
    lines = [found.first, *(step.line for step in found.steps)]
    wrong = []
    for left, step in zip(lines, found.steps, strict=False):
        rule = rule_named(step.rule)
        assert rule is not None
        verdict = judge(left, step.line, found.declarations, seconds=2).verdict
        if verdict is not Verdict.PROVED or not justified(left, step.line, [rule], scene):
            wrong.append(f"{to_text(left)} = {to_text(step.line)} by {step.rule}: {verdict}")
    return wrong


@pytest.mark.parametrize(("expression", "variable", "given", "last", "most"), DERIVATIVES)
def test_a_derivative_ends_in_its_tidy_form(
    expression: str, variable: str, given: str, last: str, most: int
) -> None:
    """The last line is the one of textbooks, reached in few steps that are all right."""
    found = derived(expression, variable, given)
    assert to_text(found.steps[-1].line) == last
    assert len(found.steps) <= most
    assert faults(found) == []
    assert found.added == ()


@pytest.mark.parametrize(("expression", "variable", "condition"), CONDITIONS)
def test_a_missing_condition_is_named(expression: str, variable: str, condition: str) -> None:
    """Where a slope exists only on part of the domain, that part is declared."""
    found = derived(expression, variable)
    assert [condition_text(each) for each in found.added] == [condition]
    assert faults(found) == []


def test_no_derivative_is_left() -> None:
    """GELU's tanh form is differentiated to the end, its decimals kept as written."""
    found = derived("z/2*(1 + tanh(sqrt(2/pi)*(z + 0.044715*z**3)))", "z")
    last = found.steps[-1].line
    assert not any(isinstance(node, Derivative) for _, node in walk(last))
    assert "0.044715" in to_text(last)
    assert faults(found) == []


def test_a_step_that_is_not_proved_is_never_shown() -> None:
    """A judge who never is sure gets an error that names the step, and no derivation."""

    def unsure(pairs: Sequence[tuple[Expr, Expr]], _: Declarations) -> list[Judgement]:
        return [Judgement(Verdict.UNDECIDED, detail="who knows") for _ in pairs]

    x = parse_expression("x")
    with pytest.raises(CannotDerive, match=r"undecided|no rule goes on"):
        differentiate(parse_expression("x**2 + 1"), x, Declarations(), unsure)


def test_a_working_comes_out_that_check_accepts(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `derivative` prints is a file that `check` finds right in every step."""
    assert main(["derivative", "-log(1 - a)", "--by", "a"]) == 0
    text = capsys.readouterr().out
    assert "where a < 1" in text
    file = tmp_path_factory.mktemp("worked") / "mine.txt"
    file.write_text(text, encoding="utf-8")
    assert main(["check", str(file)]) == 0


def test_json_has_steps_and_result(capsys: pytest.CaptureFixture[str]) -> None:
    """One object: what is declared, the steps with their rules, the last line."""
    assert main(["derivative", "a", "--by", "z", "--let", "a = tanh(z)", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["declared"] == ["let   a = tanh(z)"]
    assert said["steps"][0]["rule"] == "definition"
    assert said["result"] == "1 - a**2"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["log(1 -", "--by", "a"], "EXPRESSION:1:4: this ( is never closed"),
        (["log(a)", "--by", "a + b"], "--by takes a variable"),
        (["log(a)", "--by", "a", "--where", "0 < < a"], "--where:1:5"),
        (["log(a)", "--by", "a", "--where", "1 < a < 0"], "contradict"),
        (["log(W)", "--by", "W", "--where", "W: (n, m)"], "differentiates a scalar"),
    ],
)
def test_faults_of_the_user_are_told(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One message that says where; no traceback; exit status 2."""
    assert main(["derivative", *arguments]) == 2
    assert said in capsys.readouterr().err
