"""The engine that refutes: counter-examples, undefined points, and silence on what is true."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest

from derive.kernel.refute import Refutation, empty, find_point, refute, search
from derive.kernel.verdict import Witness
from derive.language.parse import parse_expression
from derive.language.reader import read_working
from derive.language.working import Declarations, Line, Working

NEURON = "let z = w*x + b\nlet a = sigma(z)\nlet L = -(y*log(a) + (1 - y)*log(1 - a))\n"
LOSS = "let L = -(y*log(a) + (1 - y)*log(1 - a))\n"
UNIT = "where 0 < a < 1, 0 <= y <= 1\n"


def tried(claim: str, declared: str = "") -> Refutation:
    """Run the engine on ``LEFT == RIGHT`` below some declarations."""
    working = read_working(f"{declared}\n\n{claim}\n")
    (step,) = working.steps
    return refute(step.left.expr, step.right.expr, working.declarations)


def declarations(declared: str) -> Declarations:
    """Read ``let`` and ``where`` lines."""
    return read_working(f"{declared}\n\nx == x\n").declarations


def counterexample(claim: str, declared: str = "") -> Witness:
    """Return the counter-example to a claim that has one."""
    witness = tried(claim, declared).counterexample
    assert witness is not None
    return witness


TRUE = [
    ("sigma(z)*(1 - sigma(z)) == 1/(4*cosh(z/2)**2)", ""),
    ("tanh(z) == 2*sigma(2*z) - 1", ""),
    ("softplus(z) - softplus(-z) == z", ""),
    ("softplus(z) == relu(z) + log(1 + exp(-abs(z)))", ""),
    ("-log(1 - sigma(z)) == softplus(z)", ""),
    ("exp(z)/(1 + exp(z)) == sigma(z)", ""),
    ("L == softplus(z) - y*z", NEURON),
    ("D(L, z) == a - y", NEURON),
    ("D(L, w) == x*(a - y)", NEURON + "where 0 <= y <= 1"),
    ("D(L, x) == w*(a - y)", NEURON),
    ("D(L, a) == (a - y)/(a*(1 - a))", LOSS + UNIT),
    ("D(L, a)*D(a, z) == D(L, z)", NEURON),
    ("D(sigma(z), a) == 0", "let a = sigma(z)"),
    ("D(D(softplus(z), z), z) == sigma(z)*(1 - sigma(z))", ""),
    ("D(D(L, w), z) == 0", "let z = w*x\nlet L = z**3"),
    ("D(D(L, z), w) == 6*z*x", "let z = w*x\nlet L = z**3"),
    ("D(D(x**2*y**3, x), y) == 6*x*y**2", ""),
    ("D(relu(z)**2, z) == 2*relu(z)", ""),
    ("D(abs(z)**3, z) == 3*z*abs(z)", ""),
    ("D(abs(z)**(3/2), z) == 3/2*sign(z)*sqrt(abs(z))", ""),
    ("D(tanh(z), z) == 1/cosh(z)**2", ""),
    ("D(sinh(z), z) == cosh(z)", ""),
    ("D(x**y, x) == y*x**(y - 1)", "where x > 0"),
    ("D(x**y, y) == x**y*log(x)", "where x > 0"),
    ("y**2 == y", "where y in {0, 1}"),
    ("D(y**2, y) == 2*y", "where y in {0, 1}"),
    ("x**(1/3) == 2", "where x == 8"),
    ("a*b == a - a**2", "where a + b == 1"),
    ("D(g(z)**2, z) == 2*g(z)*D(g(z), z)", "where g: function"),
    ("D(J, x) == D(J, z)*w", "let z = w*x\nwhere J(z)"),
    ("n*(n + 1)/2 == (n**2 + n)/2", "where n in N"),
]

FALSE = [
    ("relu(z + 1000) == z + 1000", ""),
    ("max(sigma(z), 10**-15) == sigma(z)", ""),
    ("tanh(z) + 10**-12 == tanh(z)", ""),
    ("sqrt(z**2) == z", ""),
    ("y**2 == y", "where 0 <= y <= 1"),
    ("sigma(z) == 1", "where z >= 50"),
    ("log(1 + exp(z)) == z", "where z > 700"),
    ("relu(z - 1/7) == z - 1/7", "where z > 0"),
    ("where(z > 12345/1000, 0, 1) == 1", ""),
    ("where(z == 355/113, 0, 1) == 1", ""),
    ("where(x*y == 7, 1, 0) == 0", ""),
    ("(1 + z/10**8)**(10**8) == exp(z)", ""),
    ("z**(10**8) == z**(10**8 + 1)", ""),
    ("pi*x == 22*x/7", ""),
    ("w == 2", "where w**2 == 4"),
    ("x == y", "where 0 < x < y, y < 1/1000"),
    ("log(a) == log(b)", "where w*x + b > 0, a > b, b > 2, a + b + w == 20"),
    ("D(L, z) == y - a", NEURON),
    ("D(L, a) == (a - y)/(a*(1 + a))", LOSS + UNIT),
    ("D(g(z), z) == g(z)", "where g: function"),
    ("g(x + y) == g(x) + g(y)", "where g: function"),
    ("D(J, x) == D(J, z)*x", "let z = w*x\nwhere J(z)"),
    ("x**n == n", "where n in N, n >= 3, x > 0"),
]


@pytest.mark.parametrize(("claim", "declared"), TRUE)
def test_what_is_true_is_never_refuted(claim: str, declared: str) -> None:
    """True steps find no counter-example, at a fair number of points."""
    found = tried(claim, declared)
    assert found.counterexample is None
    assert found.points >= (1 if " in " in declared or "==" in declared else 30)


@pytest.mark.parametrize(("claim", "declared"), FALSE)
def test_what_is_false_is_refuted_visibly(claim: str, declared: str) -> None:
    """False steps have a counter-example whose two values read differently."""
    witness = counterexample(claim, declared)
    assert witness.left is not None
    assert witness.right is not None
    assert witness.left != witness.right


@pytest.mark.parametrize(
    ("claim", "declared", "name", "value"),
    [
        ("a/a == 1", "where 0 <= a <= 1", "a", "0"),
        ("0*log(a) == 0", "where 0 <= a <= 1", "a", "0"),
        ("exp(log(z)) == z", "", "z", "-1"),
        ("1/(3*z - 2) == 1/(3*z - 2)", "", "z", "2/3"),
        ("sqrt(z)**2 == z", "", "z", "-1"),
        ("z**-2 == 1/z**2", "", "z", "0"),
        ("D(relu(z), z) == where(z > 0, 1, 0)", "", "z", "0"),
        ("(z - 22/7)/(z - 22/7) == 1", "", "z", "22/7"),
        ("D(1 + sqrt(abs(z)), z) == D(sqrt(abs(z)), z)", "", "z", "0"),
        ("D(z + abs(z)**(1/3), z) == 1 + D(abs(z)**(1/3), z)", "", "z", "0"),
    ],
)
def test_a_side_that_is_undefined_is_shown(
    claim: str, declared: str, name: str, value: str
) -> None:
    """Where the two sides agree but one is somewhere undefined, such a point is found."""
    found = tried(claim, declared)
    assert found.counterexample is None
    assert found.undefined is not None
    assert dict(found.undefined.point)[name] == value
    assert None in (found.undefined.left, found.undefined.right)


@pytest.mark.parametrize(
    "claim",
    ["where(z > 0, log(z), 0) == where(z <= 0, 0, log(z))", "z**0 == 1", "0**abs(z) == 0**abs(z)"],
)
def test_what_is_defined_everywhere_has_no_undefined_point(claim: str) -> None:
    """Only the chosen branch counts, and x**0 is 1 also at 0."""
    found = tried(claim)
    assert found.undefined is None
    assert found.counterexample is None


@pytest.mark.parametrize(
    ("body", "slope"),
    [
        ("relu(z)", None),
        ("abs(z)", None),
        ("sqrt(z)", None),
        ("sqrt(abs(z))", None),
        ("1/z", None),
        ("z/z", None),
        ("log(z)", None),
        ("sign(z)", None),
        ("sqrt(z**2)", None),
        ("z**(5/3)", None),
        ("0**z", None),
        ("z**z", None),
        ("max(z, 2*z)", None),
        ("exp(-abs(z))", None),
        ("where(z == 0, 0, z/z)", None),
        ("where(z == 0, 1, z)", None),
        ("where(z > 0, 1, 0)", None),
        ("D(relu(z)**2, z)", None),
        ("abs(z)*log(2)", None),
        ("relu(z)**2", "0"),
        ("z*abs(z)", "0"),
        ("abs(z)**3", "0"),
        ("abs(z)**(3/2)", "0"),
        ("abs(z)**(1/2)*z", "0"),
        ("sqrt(z**4)", "0"),
        ("sqrt(z**12)", "0"),
        ("z**0", "0"),
        ("max(z**2, 2*z**2)", "0"),
        ("min(z, -z)*z", "0"),
        ("exp(-abs(z)) + abs(z)", "0"),
        ("where(z == 0, 1, z/z)", "0"),
        ("where(z > 0, exp(z) - 1, z)", "1"),
        ("where(z > 0, 1, 0) + where(z > 0, z, 1 + z)", "1"),
        ("D(relu(z)**3, z)", "0"),
        ("D(z**3*abs(z), z)", "0"),
        ("relu(1 - z) + softplus(z)", "-1/2"),
        ("sigma(z)", "1/4"),
        ("tanh(3*z)", "3"),
    ],
)
def test_the_derivative_at_zero_is_that_of_analysis(body: str, slope: str | None) -> None:
    """At a kink the two one-sided slopes decide, however the function is written."""
    found = tried(f"D({body}, z) == 77", "where z == 0")
    witness = found.undefined if slope is None else found.counterexample
    assert witness is not None
    assert witness.left == slope


def test_a_jump_of_an_inner_derivative_is_no_slope() -> None:
    """D(f, x) along x = 0 can jump in y although f is smooth on both axes."""
    found = tried("D(D(sqrt(x**2 + y**2) - abs(x), x), y) == 5", "where x == 0, y == 0")
    assert found.undefined is not None


def test_the_witness_is_simple_and_complete() -> None:
    """The point names everything the sides rest on, exactly; values have twelve right digits."""
    witness = counterexample("D(L, z) == y - a", NEURON)
    point = dict(witness.point)
    assert set(point) == {"b", "w", "x", "y", "z", "a", "L"}
    z = Fraction(str(point["w"])) * Fraction(str(point["x"])) + Fraction(str(point["b"]))
    assert Fraction(str(point["z"])) == z
    assert str(point["a"]).startswith("0.9706877692")


def test_names_that_do_not_matter_are_left_out() -> None:
    """A declared name on which neither side depends is not part of the point."""
    witness = counterexample("x == 2*x", "where 0 < a < 1, x > 0")
    assert [name for name, _ in witness.point] == ["x"]


def test_an_unknown_function_is_named_by_its_instance() -> None:
    """The counter-example to a claim about every g says which g fails."""
    witness = counterexample("g(x + y) == g(x) + g(y)", "where g: function")
    assert dict(witness.point)["g"] == "g(t) = t**3 + 2*t"


@pytest.mark.parametrize(
    ("claim", "declared", "left", "right"),
    [
        ("sigma(z) == 0", "where z == -2", "0.119202922022", "0"),
        ("log(1 + exp(z)) == z", "where z == 750", "750 + 1.9e-326", "750"),
        ("exp(z) == 0", "where z == -40", "4.24835425529e-18", "0"),
        ("10**-12*exp(z) == 0", "where z == 0", "1/1000000000000", "0"),
        ("1 + exp(-z) == 1", "where z == 40", "1.000000000000000004", "1"),
    ],
)
def test_values_read_well(claim: str, declared: str, left: str, right: str) -> None:
    """Fractions stay fractions; decimals have enough digits to see the difference."""
    witness = counterexample(claim, declared)
    assert (witness.left, witness.right) == (left, right)


def test_every_corner_of_a_square_is_tried() -> None:
    """A claim that fails at one corner of the domain only is refuted there."""
    wrong_there = "where(a == {a}, where(y == {y}, 1, 0), 0) == 0"
    for a in (0, 1):
        for y in (0, 1):
            claim = wrong_there.format(a=a, y=y)
            point = dict(counterexample(claim, "where 0 <= a <= 1, 0 <= y <= 1").point)
            assert point == {"a": str(a), "y": str(y)}


def test_the_search_is_the_same_at_every_run() -> None:
    """Two runs try the same points and say the same."""
    assert tried("x*y == y*x") == tried("x*y == y*x")


def test_the_time_limit_is_kept() -> None:
    """Without time nothing is tried, and that is said."""
    working = read_working("x == x + 1\n")
    found = refute(
        working.steps[0].left.expr, working.steps[0].right.expr, Declarations(), seconds=-1.0
    )
    assert found.counterexample is None
    assert found.points == 0
    assert "stopped" in found.tried


@pytest.mark.parametrize(
    "where",
    [
        "a < 0, a > 1",
        "0 < a < 0",
        "a in {1, 2}, a > 3",
        "a in {1, 2}, a in {3}",
        "a == 1, a != 1",
        "a < b, b < a",
        "a + b < 1, 2*a + 2*b > 3",
        "n in N, n < 1",
        "n in N, 1 < n < 2",
        "1 < 0",
        "a < b, b < c, c < 0, a > 1",
        "a + b == 1, a > 2, b > 0",
        "a**2*0 + 1/3 > 1/2",
    ],
)
def test_an_empty_domain_is_seen(where: str) -> None:
    """Contradicting conditions are named; such a domain has no point either."""
    declared = declarations(f"where {where}")
    if "**" not in where:
        assert empty(declared) is not None
    assert find_point(declared) is None


@pytest.mark.parametrize(
    "where",
    [
        "0 < a < 1",
        "a <= 0, a >= 0",
        "a in {1, pi}, a > 2",
        "0 < a < 1, 0 <= y <= 1, n in N, b + a == 3",
        "a < b, b < c, c < 1/100, a > 0",
        "n in N, 1 < n < 3",
        "w**2 == 4, w < 0",
        "T > 10**12",
    ],
)
def test_a_domain_that_is_not_empty_has_a_point(where: str) -> None:
    """A point is found, and no contradiction is claimed."""
    declared = declarations(f"where {where}")
    assert empty(declared) is None
    assert find_point(declared) is not None


def test_a_point_names_what_was_asked_for() -> None:
    """Names without a condition get values too."""
    point = find_point(declarations("where a > 1"), ("a", "free"))
    assert point is not None
    assert {name for name, _ in point} == {"a", "free"}


def test_a_condition_on_a_defined_name_binds_what_it_is_made_of() -> None:
    """``z > 100`` with z = w*x + b is kept by every point."""
    point = dict(counterexample("z == b", "let z = w*x + b\nwhere z > 100").point)
    w, x, b = (Fraction(str(point[name])) for name in "wxb")
    assert w * x + b > 100


CHAIN = """
where 0 < a < 1, W: (n, p), x: (p, 1), g: function

  a*(1 - a) + sum(g(W @ x))
= a - a**2 + sum(g(W @ x))
= a - a*a + sum(g(W @ x))
= a - a*a + sum(g(W @ x)) + 0*log(2*a - 1)
= a - a*a*a + sum(g(W @ x))
"""


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_lines_of_a_chain_are_judged_as_alone(order: tuple[int, ...]) -> None:
    """In whatever order they are asked, what is remembered of one step is no other's answer."""
    working = read_working(CHAIN)
    lines = tuple(line.expr for line in (working.chains[0].first, *_rights(working)))
    search._settings_remembered.cache_clear()
    said = {}
    for step in order:
        found = refute(lines[step], lines[step + 1], working.declarations, brief=True, chain=lines)
        said[step] = (found.counterexample is not None, found.undefined is not None)
    assert said == {0: (False, False), 1: (False, False), 2: (False, True), 3: (True, True)}


def test_a_chain_that_does_not_hold_the_lines_is_not_used() -> None:
    """Lines that are no part of the chain are compared at points of their own."""
    working = read_working(CHAIN)
    lines = tuple(line.expr for line in _rights(working))
    left, right = (parse_expression(text) for text in ("a + 1", "a + 2"))
    assert refute(left, right, working.declarations, brief=True, chain=lines).counterexample


def _rights(working: Working) -> list[Line]:
    return [step.right for step in working.steps]


def test_an_entry_that_is_too_large_does_not_hide_the_next() -> None:
    """Where one entry has no value that can be computed, the others are compared all the same."""
    tower = "exp(exp(exp(x)))"
    witness = counterexample(f"array([{tower}, x]) == array([{tower}, x + 1])", "where x in {50}")
    assert witness.right is not None
