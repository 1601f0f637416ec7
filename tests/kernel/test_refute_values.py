"""The numbers and series of the engine that refutes, against mpmath and against themselves."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.kernel.refute import domain, instances
from derive.kernel.refute.evaluate import Environment, evaluate
from derive.kernel.refute.reals import ZERO, Real, Unclear, Undefined, ball, real_power
from derive.kernel.refute.sample import Sampler
from derive.kernel.refute.scene import Cell, Scene
from derive.kernel.refute.site import settled, value_at
from derive.kernel.refute.values import Value
from derive.language.nodes import Binary, Call, Derivative, Expr, Name, Number
from derive.language.parse import parse_expression
from derive.language.reader import read_working

_UNARY: dict[str, Callable[[Any], Any]] = {
    "exp": mpmath.exp,
    "tanh": mpmath.tanh,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "sigma": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
}


def _number(p: int, q: int) -> Expr:
    return Number(Fraction(p, q), f"{p}/{q}")


def _smooth() -> st.SearchStrategy[Expr]:
    """Expressions in z that are smooth everywhere and don't grow too fast."""
    leaves = st.one_of(st.just(Name("z")), st.builds(_number, st.integers(1, 5), st.integers(1, 5)))
    bounded = st.sampled_from(["tanh", "sigma"])

    def bigger(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        tame = st.builds(lambda f, e: Call(f, (e,)), bounded, inner)
        return st.one_of(
            tame,
            st.builds(lambda f, e: Call(f, (e,)), st.sampled_from(sorted(_UNARY)), tame),
            st.builds(Binary, st.sampled_from(["+", "-", "*"]), inner, inner),
            st.builds(lambda a, b: Binary("/", a, Call("cosh", (b,))), inner, tame),
            st.builds(lambda a, b: Binary("**", Call("exp", (a,)), b), tame, tame),
        )

    return st.recursive(leaves, bigger, max_leaves=6)


def _by_mpmath(expr: Expr, z: Any) -> Any:
    match expr:
        case Name():
            return z
        case Number(value=value):
            return mpmath.mpf(value.numerator) / value.denominator
        case Call(function=function, args=(arg,)):
            return _UNARY[function](_by_mpmath(arg, z))
        case Binary(op=op, left=left, right=right):
            a, b = _by_mpmath(left, z), _by_mpmath(right, z)
            return {
                "+": lambda: a + b,
                "-": lambda: a - b,
                "*": lambda: a * b,
                "/": lambda: a / b,
                "**": lambda: a**b,
            }[op]()
    raise AssertionError(expr)


@settings(max_examples=60, deadline=None)
@given(_smooth(), st.fractions(-3, 3, max_denominator=50), st.integers(0, 2))
def test_values_and_derivatives_agree_with_mpmath(expr: Expr, z: Fraction, order: int) -> None:
    """The ball of a derivative of any order holds what mpmath's differences give."""
    wanted: Expr = expr
    for _ in range(order):
        wanted = Derivative(wanted, Name("z"))
    point: dict[Cell, Real] = {("z", ()): fmpq(z.numerator, z.denominator)}
    value = value_at(wanted, Scene({}), point, 128)
    assert value is not None
    with mpmath.workdps(60):
        at = mpmath.mpf(z.numerator) / z.denominator
        expected = mpmath.diff(lambda t: _by_mpmath(expr, t), at, order)
        got = mpmath.mpf(ball(value).mid().str(40, radius=False))
        assert abs(got - expected) <= mpmath.mpf(10) ** -15 * (1 + abs(expected))


@pytest.mark.parametrize(
    ("x", "y", "result"),
    [
        (0, fmpq(0), 1),
        (0, fmpq(1, 2), 0),
        (-8, fmpq(2), 64),
        (8, fmpq(2, 3), 4),
        (fmpq(9, 4), fmpq(-1, 2), fmpq(2, 3)),
    ],
)
def test_rational_powers_stay_exact(x: Any, y: fmpq, result: Any) -> None:
    """Roots that are rational are found exactly."""
    assert real_power(fmpq(x), y) == fmpq(result)


@pytest.mark.parametrize(("x", "y"), [(0, fmpq(-1)), (0, fmpq(-1, 2)), (-8, fmpq(1, 3))])
def test_powers_without_a_real_value(x: int, y: fmpq) -> None:
    """A negative power of 0 and a non-integer power of a negative number are undefined."""
    with pytest.raises(Undefined):
        real_power(fmpq(x), y)


def test_large_rationals_become_balls() -> None:
    """Exactness ends before it gets slow."""
    assert isinstance(real_power(fmpq(10**6), fmpq(10**8)), arb)


@pytest.mark.parametrize("text", ["exp(exp(exp(exp(z))))", "sign(log(z) - log(2) - log(z/2))"])
def test_what_cannot_be_decided_is_unclear(text: str) -> None:
    """Overflow and a zero that no precision shows are neither values nor undefined."""
    with pytest.raises(Unclear):
        value_at(parse_expression(text), Scene({}), {("z", ()): fmpq(100)}, 64)


def test_saturation_raises_the_precision() -> None:
    """1 - sigma(1000) isn't 0: the precision rises until its logarithm exists."""
    value = value_at(parse_expression("log(1 - sigma(z))"), Scene({}), {("z", ()): fmpq(1000)}, 64)
    assert value is not None
    assert abs(ball(value) + 1000) < arb("1e-9")


@pytest.mark.parametrize(
    "claim",
    [
        "sigma(z)*(1 - sigma(z)) == 1/(4*cosh(z/2)**2)",
        "tanh(z) == 2*sigma(2*z) - 1",
        "softplus(z) - softplus(-z) == z",
        "softplus(z) == relu(z) + log(1 + exp(-abs(z)))",
        "-(y*log(sigma(z)) + (1 - y)*log(1 - sigma(z))) == softplus(z) - y*z",
    ],
)
def test_a_thousand_random_points_refute_no_identity(claim: str) -> None:
    """The identities of the chapter hold at every random point of the sampler."""
    (step,) = read_working(claim + "\n").steps
    sides = (step.left.expr, step.right.expr)
    scene = Scene({})
    points = list(Sampler(sides, (), scene, b"a seed").points(most_random=1200))
    assert len(points) >= 1000
    unclear = 0
    for point in points:
        try:
            left, right = (value_at(side, scene, point, 64) for side in sides)
        except Unclear:
            unclear += 1
            continue
        assert left is not None
        assert right is not None
        assert ball(left).overlaps(ball(right))
    assert unclear <= 10  # log(1 - sigma(10**6)) needs more bits than the engine spends


def test_every_sampled_point_lies_in_the_domain() -> None:
    """Conditions that tie names together are solved, not hoped for."""
    working = read_working("where a + b == 1, a > b, 0 < y < a\n\na*y == b\n")
    conditions = working.declarations.domain
    step = working.steps[0]
    scene = Scene({})
    sampler = Sampler((step.left.expr, step.right.expr), conditions, scene, b"a seed")
    points = list(sampler.points())
    assert len(points) >= 10
    for point in points:
        for condition in conditions:
            assert all(domain.satisfied(d, scene, point) for d in domain.demands(condition, scene))
        assert point["a", ()] + point["b", ()] == 1


def test_an_instance_says_what_it_computes() -> None:
    """The text of an unknown function's instance is the expression that is evaluated."""
    declared = read_working("where g: function, J(x, y)\n\nx == x\n").declarations
    for chosen in instances.instances(declared):
        for unknown in chosen:
            expr, _ = unknown.body(tuple(() for _ in unknown.parameters))
            text = unknown.text(tuple(() for _ in unknown.parameters))
            point: dict[Cell, Value] = {
                (p, ()): fmpq(k + 2, 3) for k, p in enumerate(unknown.parameters)
            }
            stated = parse_expression(text.partition(" = ")[2])
            env = Environment(Scene({}), point)
            # without D no value here is a series, so ball takes both
            difference = ball(evaluate(stated, env)) - ball(evaluate(expr, env))  # type: ignore[arg-type]
            assert difference.contains(0)


@pytest.mark.parametrize("shapes", [((2, 3), ()), ((3,), (1, 2)), ((), (2, 2))])
@pytest.mark.parametrize("turn", range(3))
def test_an_instance_of_arrays_is_what_its_text_says(
    shapes: tuple[tuple[int, ...], ...], turn: int
) -> None:
    """An unknown scalar of arrays has its coefficients written out in its text."""
    unknown = instances.Unknown("J", ("A", "B"), True, turn)
    expr, text = unknown.body(shapes)
    assert parse_expression(text) == expr


def test_precision_is_given_back() -> None:
    """The engine leaves python-flint's global precision as it was."""
    from flint import ctx

    before = ctx.prec
    settled(lambda keep: ZERO, 512)
    assert ctx.prec == before
