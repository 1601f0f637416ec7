"""A wrong step is met as a teacher would: what is wrong, where, and what makes it hold."""

import time

import pytest

from derive.book.checking import check_workings
from derive.book.report import Report, as_data
from derive.kernel.judge import judge
from derive.kernel.verdict import Judgement, Verdict
from derive.language.errors import LanguageError
from derive.language.nodes import Expr
from derive.language.parse import parse_expression
from derive.language.reader import read_working, read_workings
from derive.language.working import Declarations, Working
from derive.rules.diagnosing.diagnosis import diagnose, place, repair

LOSS = "where 0 < a < 1, 0 <= y <= 1\nlet L = -(y*log(a) + (1 - y)*log(1 - a))"
LAYER = """where W: (n, p), A_prev: (p, m), b: (n, 1), T(Z)
let Z = W @ A_prev + b
let dZ = D(T, Z)"""
LAYERS = """where Z1: (n1, m), W2: (n2, n1), b2: (n2, 1), g1: function, T(Z2)
let A1 = g1(Z1)
let Z2 = W2 @ A1 + b2"""


def checked(text: str) -> Report:
    """Return the report of a working, readable or not."""
    said: tuple[Working, ...] | LanguageError
    try:
        said = read_workings(text)
    except LanguageError as error:
        said = error
    (report,) = check_workings([("it.txt", said)])
    return report


@pytest.mark.parametrize(
    ("given", "step", "said"),
    [
        (
            LOSS,
            "D(L, a) == -y/a - (1 - y)/(1 - a)",
            "the sign of the second term: with `+ (1 - y)/(1 - a)` the step holds",
        ),
        (
            "where y != 0, y*s != 1",
            "D(max(0, 1 - y*s), s) == where(y*s < 1, y, 0)",
            "the sign of the first case: with `-y` for `y` the step holds",
        ),
        (
            "where y != 0, y*s != 1",
            "D(max(0, 1 - y*s), s) == where(y*s > 1, 0, y)",
            "the sign of the second case: with `-y` for `y` the step holds",
        ),
        (
            LOSS,
            "D(L, a) == a - y",
            "a factor is missing in the line: with `= (a - y)/(a*(1 - a))` the step holds",
        ),
        (
            "let a = sigma(z)",
            "D(a, z) == z*(1 - z)",
            "a value and its argument are mixed up: with `= a*(1 - a)` the step holds",
        ),
        (
            "where alpha > 0",
            "D(alpha**2, alpha) == 2*alhpa",
            "`alhpa` is declared nowhere: with `alpha` for `alhpa` the step holds",
        ),
        (
            "let a = sigma(z)\nlet L = a**2",
            "D(L, z) == 2*a",
            "an inner derivative is missing in the line: with `= 2*a*D(a, z)` the step holds",
        ),
        (
            LAYERS,
            "D(T, Z1) == W2.T @ D(T, Z2)",
            "an inner derivative is missing in the line: with "
            "`= W2.T @ D(T, Z2)*D(sum(g1(Z1)), Z1)` the step holds",
        ),
    ],
)
def test_a_refuted_step_is_diagnosed(given: str, step: str, said: str) -> None:
    """The suggestion names the piece and what makes the step hold; the JSON has it too."""
    report = checked(f"{given}\n\n{step}\n")
    assert report.steps[0].judgement.verdict is Verdict.REFUTED
    assert report.steps[0].suggestion == said
    assert as_data(report)["steps"][0]["suggestion"] == said  # type: ignore[index]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (
            "D(T, A_prev) == W @ dZ",
            "(n, p) and (n, m) do not fit in W @ dZ: p columns meet n rows; "
            "a transpose is missing in the left side of `@`: with `W.T` for `W` the step holds",
        ),
        (
            "D(T, W) == dZ @ A_perv.T",
            "A_perv is a scalar and has no transpose; "
            "`A_perv` is declared nowhere: with `A_prev` for `A_perv` the step holds",
        ),
        (
            "D(T, b) == sum(dZ, axis=1)",
            "the left side is (n, 1), the right side (n,); nothing broadcasts across =; "
            "the axis of the sum in the line: with `= sum(dZ, axis=1, keepdims=True)` "
            "the step holds",
        ),
        (
            "D(T, b) == W",
            "the left side is (n, 1), the right side (n, p); nothing broadcasts across =",
        ),
    ],
)
def test_a_misfit_of_shapes_is_diagnosed(step: str, said: str) -> None:
    """The message names both shapes and, where a slip explains them, what mends it."""
    report = checked(f"{LAYER}\n\n{step}\n")
    assert report.error is not None
    assert report.error.message == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("D(sigmiod(z), z) == 1", "did you mean sigma?"),
        ("D(sigma(z), z) == sigma(z)*(1 - sigma(z)", "this ( is never closed"),
        ("D(sigma(z), z) == sigma(z))", "nothing was opened that this ) could close"),
    ],
)
def test_a_bracket_or_a_function_is_named(text: str, said: str) -> None:
    """A bracket without its partner and a misspelt function are said to be the trouble."""
    with pytest.raises(LanguageError) as raised:
        read_working(text)
    assert said in raised.value.message


def test_a_conditional_step_is_told_what_proves_it() -> None:
    """The condition is suggested, and with it the step is proved."""
    (step,) = checked("x*a/a == x\n").steps
    assert step.judgement.verdict is Verdict.CONDITIONAL
    assert step.suggestion == "with `where a != 0` it is proved"
    (again,) = checked("where a != 0\n\nx*a/a == x\n").steps
    assert again.good


def test_several_missing_conditions_are_told_together() -> None:
    """All that is missing is named, and all of it together proves the step."""
    (step,) = checked("x*a/a + b/b == x + 1\n").steps
    assert step.suggestion is not None
    conditions = step.suggestion.split("`")[1]
    (again,) = checked(f"{conditions}\n\nx*a/a + b/b == x + 1\n").steps
    assert again.good


def test_a_line_that_is_defined_nowhere_is_mended() -> None:
    """A condition that contradicts the domain is no help; the slip behind it is."""
    (step,) = checked("where 0 < a < 1\n\nlog((1 - a)*3) == log(a - 1) + log(3)\n").steps
    assert step.judgement.verdict is Verdict.CONDITIONAL
    assert step.suggestion is not None
    assert "`1 - a` for `a - 1`" in step.suggestion


def test_two_slips_in_one_line_are_found() -> None:
    """Where no single slip explains a line, two may, and both are named."""
    (step,) = checked(f"{LOSS}\n\nD(L, a) == y/a + (1 - y)/(1 - a)**2\n").steps
    assert step.suggestion is not None
    assert "the step holds" in step.suggestion
    assert ", and " in step.suggestion


def test_an_undeclared_name_is_named_even_without_a_repair() -> None:
    """When nothing else helps, a name that is nearly a declared one is asked about."""
    (step,) = checked("let alpha = x + y\n\nD(x**3, x) == alhpa*x*exp(y)\n").steps
    assert step.suggestion == "`alhpa` is declared nowhere; did you mean `alpha`?"


def test_a_quotient_of_differentials_is_no_derivative() -> None:
    """da/dz is two names to the language; whoever means the slope is told how it is written."""
    (step,) = checked("let a = sigma(z)\n\nda/dz == a*(1 - a)\n").steps
    said = "`da/dz` divides two names; the derivative is written `D(a, z)`"
    assert step.suggestion == said
    declared = "let a = sigma(z)\nlet da = D(a, z)\nwhere dz > 0\n\nda/dz == a*(1 - a)\n"
    assert said != checked(declared).steps[0].suggestion


def working(text: str) -> tuple[Expr, Expr, Declarations]:
    """Return the sides of the only step of a working, and its declarations."""
    read = read_working(text)
    (step,) = read.steps
    return step.left.expr, step.right.expr, read.declarations


def test_only_what_is_proved_is_suggested() -> None:
    """A repair that no prover confirms is not told, however well it does at points."""
    asked = []

    def doubtful(left: Expr, right: Expr, declarations: Declarations) -> Judgement:
        asked.append(right)
        return Judgement(Verdict.UNDECIDED, detail="who knows")

    assert repair(*working("D(x**3, x) == 3*x**3\n"), judge=doubtful, seconds=0.5) is None
    assert parse_expression("3*x**2") in asked


def test_the_sieve_lets_the_judge_see_few() -> None:
    """Of all the candidates nearly all are dropped at a few points, before any is judged."""
    asked = []

    def counting(left: Expr, right: Expr, declarations: Declarations) -> Judgement:
        asked.append(right)
        return judge(left, right, declarations)

    found = repair(*working(f"{LOSS}\n\nD(L, a) == a - y\n"), judge=counting)
    assert found is not None
    assert len(asked) <= 2


def test_a_search_ends_in_time() -> None:
    """A line that no slip explains is given up when the time is over."""
    hopeless = working(f"{LAYER}\n\nD(T, A_prev[k, i]) == exp(sum(W*W)) + W[0, k]*dZ[0, i]**3\n")
    start = time.process_time()
    assert repair(*hopeless, judge=judge, seconds=0.5) is None
    assert time.process_time() - start < 2


def test_nothing_is_said_of_what_is_undecided() -> None:
    """A step that may be true is not called a slip."""
    sides = working("x == x\n")
    undecided = Judgement(Verdict.UNDECIDED, detail="tried")
    assert diagnose(*sides, judgement=undecided, judge=judge) is None


@pytest.mark.parametrize(
    ("line", "path", "said"),
    [
        ("a + b - c", (1,), "the third term"),
        ("a + b - c", (0, 0), "the first term"),
        ("a/(b + c)", (1, 1), "the second term of the denominator"),
        ("x*exp(-z)*y", (0, 1, 0), "the argument of exp of the second factor"),
        ("a**(n - 1)", (1,), "the exponent"),
        ("a", (), "the line"),
    ],
)
def test_places_are_told_in_words(line: str, path: tuple[int, ...], said: str) -> None:
    """A place in a line is named as one points at it, with at most two steps."""
    assert place(parse_expression(line), path) == said
