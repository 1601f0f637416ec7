"""Signs: every set holds the sign that the element has at points of the domain."""

from random import Random

import mpmath
import pytest

from derive.kernel.prove import holds
from derive.kernel.prove.domain import Domain
from derive.kernel.prove.evaluate import Evaluator
from derive.kernel.prove.field import Refine
from derive.kernel.prove.signs import EmptyCell
from derive.kernel.prove.signsets import ANY, NEGATIVE, NOT_NEGATIVE, POSITIVE, SignSet
from derive.language.nodes import Expr
from derive.language.parse import parse_conditions
from derive.language.reader import read_working
from derive.language.working import Declarations
from tests.kernel.brute_force import BruteForce
from tests.kernel.claims import claim
from tests.kernel.fuzzing import ARITHMETIC, SMOOTH, scalar


def _signs(text: str) -> SignSet:
    left, right, declarations = claim(text)
    degrees: dict[Expr, int] = {}
    while True:
        evaluator = Evaluator(degrees, declarations, {}, {}, frozenset(), {})
        Domain(declarations, (left, right)).assume(evaluator, ())
        try:
            return evaluator.signs.of(evaluator.value(left) - evaluator.value(right))
        except Refine as finer:
            degrees[finer.key] = finer.degree


DECIDED = [
    ("x**2 + 1 == 0", POSITIVE),
    ("x**2 + x*t + t**2 == 0", NOT_NEGATIVE),
    ("x**2 - 2*x*exp(t) + exp(2*t) + 1 == 0", POSITIVE),
    ("0 < a, a < 1 | a*(1 - a) == 0", POSITIVE),
    ("0 < a, a < 1 | a*(1 - a) == 1/4 + 1/10**9", NEGATIVE),
    ("0 <= a, a <= 1 | a**3 - a == 0", frozenset({-1, 0})),
    ("x > 3 | x**3 - 3*x**2 + 1 == 0", POSITIVE),
    ("0 < x, x < 1 | x**5 - x**4 + 3*x - 4 == 0", NEGATIVE),
    ("x > t, t > s | x == s", POSITIVE),
    ("x > 0 | exp(x) == 1", POSITIVE),
    ("x > 0 | log(1 + x) == 0", POSITIVE),
    ("x > 2 | 2*log(x) == log(4)", POSITIVE),
    ("exp(x) + exp(-x) == 1", POSITIVE),
    ("pi == 3", POSITIVE),
    ("sqrt(2) == 3/2", NEGATIVE),
    ("exp(1) == 3", NEGATIVE),
    ("x: (n) | sum(x*x) == 0", NOT_NEGATIVE),
    ("x: (n) | sum(exp(x)) == 0", POSITIVE),
    ("x: (n) | n == 1/2", POSITIVE),
    ("x: (n), x > 1 | sum(log(x)) == 0", POSITIVE),
]


@pytest.mark.parametrize(("text", "expected"), DECIDED)
def test_a_certificate_decides(text: str, expected: SignSet) -> None:
    """The sign of left - right is known as well as it can be."""
    assert _signs(text) == expected


UNDECIDED = [
    "x == 0",
    "x**2 - 2 == 0",
    "0 < a, a < 1 | a == 1/2",
    "x > 0, t > 0 | x == t",
    "x > t, t < s | x == s",
    "x**3 + 1 == 0",
    "0 < x, x < 1 | 4*x*(1 - x) == 1 - 1/10**9",
    "x: (n) | sum(x) == 0",
    "x: (n), x < 1 | sum(x) == 0",
    "x*t > 0 | x + t == 0",
]


@pytest.mark.parametrize("text", UNDECIDED)
def test_a_sign_that_varies_is_not_decided(text: str) -> None:
    """Where both signs occur in the domain, both are in the set."""
    assert {1, -1} <= _signs(text)


@pytest.mark.parametrize("seed", range(30))
def test_the_set_holds_the_sign_at_every_sampled_point(seed: int) -> None:
    """On a random box, the sign of a random function is in the set at random points."""
    random = Random(seed)
    low, high = sorted(random.sample(range(-4, 5), 2))
    domain = f"{low} <= x, x < {high}, t > {low}"
    text = scalar(random, 3, (*ARITHMETIC, *ARITHMETIC, *SMOOTH))
    statement = f"{domain} | {text} == {random.randrange(-1, 3)}"
    left, right, _ = claim(statement)
    signs = _signs(statement)
    for place in range(12):
        x = low + (mpmath.mpf(high - low) * place) / 12
        t = low + mpmath.mpf(random.choice((0.001, 0.5, 1, 3)))
        instance = BruteForce(Declarations(), {"x": x, "t": t})
        difference = instance.value(left) - instance.value(right)
        assert abs(difference) < mpmath.mpf(10) ** -80 or mpmath.sign(difference) in signs


@pytest.mark.parametrize("domain", ["x > 1, x < 0", "x**2 < 0", "x > t, t > x", "exp(x) < 0"])
def test_a_contradiction_is_seen(domain: str) -> None:
    """Facts that contradict each other make an empty cell."""
    with pytest.raises(EmptyCell):
        _signs(f"{domain} | x == 0")


def test_nothing_is_known_of_a_free_variable() -> None:
    """A variable without a domain has any sign."""
    assert _signs("x == 0") == ANY


@pytest.mark.parametrize(
    ("declared", "condition"),
    [
        ("", "x**2 > 0"),
        ("", "1/x > 0"),
        ("", "log(x) < x"),  # undefined for x <= 0
        ("0 <= x <= 1", "x > 0"),
        ("x*t > 0", "x > 0"),
        ("y: (n), sum(y[k] for k in range(n)) == 1", "y[k] <= 1"),
        ("n in N", "n > 1"),
        ("x > 0, t > 0", "x + t > 1/10**9"),
        ("0 < a < 1", "a*(1 - a) < 1/4"),
        ("", "sigma(z) + 10**(-30) < 1"),
        ("y in {0, 1}", "y in {0, 2}"),
    ],
)
def test_a_condition_that_fails_somewhere_is_not_shown(declared: str, condition: str) -> None:
    """A condition that is false or undefined at a point of the domain is never shown."""
    text = f"where {declared}\nx == x\n" if declared else "x == x\n"
    declarations = read_working(text).declarations
    assert not all(holds(part, declarations) for part in parse_conditions(condition))
