"""Citing: instances found, conditions proved again, near-misses refused."""

from __future__ import annotations

import pytest

from derive.book.citation import Citation, Court, Result, citation, objection
from derive.language.nodes import Condition
from derive.language.parse import parse_conditions, parse_expression
from derive.language.text import condition_text
from derive.language.working import Declarations, Line, Step

LOSS = "-(y*log(a) + (1 - y)*log(1 - a))"


def declared(lets: str = "", domain: str = "", functions: tuple[str, ...] = ()) -> Declarations:
    """Return declarations from ``name = expression; ...`` and ``condition; ...``."""
    pairs = [each.split("=", 1) for each in lets.split(";") if each]
    return Declarations(
        lets=tuple((name.strip(), parse_expression(made_of)) for name, made_of in pairs),
        domain=tuple(
            condition
            for each in domain.split(";")
            if each
            for condition in parse_conditions(each.strip())
        ),
        functions=functions,
    )


def result(left: str, right: str, declarations: Declarations | None = None) -> Result:
    """Return a result called ``known``."""
    sides = parse_expression(left), parse_expression(right)
    return Result("known", *sides, declarations or declared())


def step(left: str, right: str) -> Step:
    """Return a step between two lines."""
    return Step(Line(parse_expression(left), left, 1), Line(parse_expression(right), right, 2))


YES = Court(lambda condition, declarations: True, lambda left, right, declarations: None)


LOSS_GRADIENT = result(
    "D(L, a)", "(a - y)/(a*(1 - a))", declared(f"L = {LOSS}", "0 < a < 1; 0 <= y <= 1")
)
SIGMOID = result("D(sigma(z), z)", "sigma(z)*(1 - sigma(z))")
SIGMOID_NAMED = result("D(a, z)", "a*(1 - a)", declared("a = sigma(z)"))
NEURON = declared(f"z = w*x + b; a = sigma(z); L = {LOSS}", "0 <= y <= 1")

INSTANCES = {
    "one place of a longer line": (
        LOSS_GRADIENT,
        NEURON,
        "D(L, a)*D(a, z)",
        "(a - y)/(a*(1 - a))*D(a, z)",
    ),
    "read backwards": (
        LOSS_GRADIENT,
        NEURON,
        "(a - y)/(a*(1 - a))*D(a, z)",
        "D(L, a)*D(a, z)",
    ),
    "a defined name for the function": (
        SIGMOID_NAMED,
        NEURON,
        "D(L, a)*D(a, z)",
        "D(L, a)*(a*(1 - a))",
    ),
    "the function for a defined name": (SIGMOID, NEURON, "D(a, z)", "a*(1 - a)"),
    "another variable": (SIGMOID, declared(), "3*D(sigma(t), t)", "3*(sigma(t)*(1 - sigma(t)))"),
    "an expression for a variable": (
        result("1 - sigma(z)", "sigma(-z)"),
        declared(),
        "log(1 - sigma(w*x))",
        "log(sigma(-(w*x)))",
    ),
    "two places": (
        result("x + x", "2*x"),
        declared(),
        "(u + u)*(v + v)",
        "2*u*(2*v)",
    ),
    "a variable with a definition of its own": (
        result("D(L, z)", "a - y", declared(f"a = sigma(z); L = {LOSS}")),
        NEURON,
        "D(L, z)*D(z, w)",
        "(a - y)*D(z, w)",
    ),
    "an unknown function by another name": (
        result("D(g(z), z)*0", "0", declared(functions=("g",))),
        declared(functions=("h",)),
        "D(h(t), t)*0 + 1",
        "0 + 1",
    ),
}

REFUSED = {
    "another expression": (SIGMOID, declared(), "D(sigma(t), t)", "sigma(t)*(1 + sigma(t))"),
    "another function": (SIGMOID, declared(), "D(tanh(t), t)", "tanh(t)*(1 - tanh(t))"),
    "a name that can't be two things": (
        result("x + x", "2*x"),
        declared(),
        "u + v",
        "2*u",
    ),
    "something else changes too": (
        SIGMOID,
        declared(),
        "D(sigma(t), t) + 1",
        "sigma(t)*(1 - sigma(t)) + 2",
    ),
    "nothing changes": (SIGMOID, declared(), "D(sigma(t), t)", "D(sigma(t), t)"),
    "what is held fixed moves": (
        result("D(c*x, x)", "c"),
        declared(),
        "D(t*t, t)",
        "t",
    ),
    "what is held fixed moves by a definition": (
        result("D(c*x, x)", "c"),
        declared("u = 2*t"),
        "D(u*t, t)",
        "u",
    ),
    "a derivative by something that is no name": (
        SIGMOID,
        declared("a = sigma(z)"),
        "D(sigma(z), a)",
        "a*(1 - a)",
    ),
    "a definition that differs": (
        result("D(L, a)", "1", declared("a = sigma(z); L = a")),
        declared("a = tanh(z); L = a"),
        "D(L, a)",
        "1",
    ),
    "an undeclared function for a declared one": (
        result("g(z) - g(z)", "0", declared(functions=("g",))),
        Declarations(unknowns=(("J", ("z",)),)),
        "J(z) - J(z)",
        "0",
    ),
    "an array for a scalar": (
        result("x + x", "2*x"),
        Declarations(shapes=(("Z", ("n", "m")),)),
        "Z + Z",
        "2*Z",
    ),
}


@pytest.mark.parametrize("case", INSTANCES)
def test_an_instance_is_found(case: str) -> None:
    """A step that puts a result in has nothing against it."""
    known, here, left, right = INSTANCES[case]
    assert objection(step(left, right), here, [known], YES) is None


@pytest.mark.parametrize("case", REFUSED)
def test_a_near_miss_is_refused(case: str) -> None:
    """A step that is no use of the result is told so."""
    known, here, left, right = REFUSED[case]
    said = objection(step(left, right), here, [known], YES)
    assert said is not None
    assert "known" in said or str(known) in said


def test_conditions_are_proved_again() -> None:
    """Each condition of what is cited is asked for as it reads where it is used."""
    asked: list[str] = []

    def holds(condition: Condition, declarations: Declarations) -> bool:
        asked.append(condition_text(condition))
        return True

    use = step("D(L, a)*D(a, z)", "(a - y)/(a*(1 - a))*D(a, z)")
    assert objection(use, NEURON, [LOSS_GRADIENT], Court(holds, YES.doubt)) is None
    assert asked == ["0 < a", "a < 1", "0 <= y", "y <= 1"]


def test_an_unproved_condition_is_named() -> None:
    """A condition that fails is shown with the expressions of the place."""
    known = result("log(x*x)", "2*log(x)", declared(domain="x > 0"))
    use = step("log(t*t) + 1", "2*log(t) + 1")
    court = Court(lambda condition, declarations: False, YES.doubt)
    said = objection(use, declared(), [known], court)
    assert said == "known needs t > 0, which is not proved here"


@pytest.mark.parametrize(
    ("domain", "refused"), [("", False), ("x > 0", False), ("x >= 0", True), ("x == 1", True)]
)
def test_a_result_inside_a_derivative_must_hold_nearby(domain: str, refused: bool) -> None:
    """What is differentiated must be equal for all numbers near the declared ones."""
    known = result("max(x, 0)**3", "x**3", declared(domain=domain))
    use = step("D(max(x, 0)**3, x)", "D(x**3, x)")
    said = objection(use, declared(domain=domain), [known], YES)
    assert ("inside a derivative by x" in (said or "")) == refused
    outside = step("2*max(x, 0)**3", "2*x**3")
    assert objection(outside, declared(domain=domain), [known], YES) is None


def test_one_of_several_results_is_enough() -> None:
    """A citation without a number may mean any chain of the derivation."""
    use = step("D(a, z)", "a*(1 - a)")
    assert objection(use, NEURON, [LOSS_GRADIENT, SIGMOID_NAMED], YES) is None


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        ("result dz", Citation("dz")),
        ("result sigmoid-derivative.2", Citation("sigmoid-derivative", 2)),
        ("chain rule", None),
        ("result ", None),
    ],
)
def test_citations_are_read(rule: str, meant: Citation | None) -> None:
    """A rule that begins with "result" names a derivation, and maybe its chain."""
    assert citation(rule) == meant
