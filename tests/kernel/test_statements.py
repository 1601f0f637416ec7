"""Statements that test the checker: true but hard, and wrong but subtle.

The lists are workings in ``tests/statements``, one for each theme; every fault that is found in
the checker leaves its statement there. A counter-example is confirmed by the third evaluator.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest

from derive.kernel.judge import judge
from derive.kernel.verdict import Shown, Verdict, Witness
from derive.language.nodes import Derivative, Expr, walk
from derive.language.parse import parse_expression
from derive.language.reader import read_workings
from derive.language.working import Declarations, Step
from tests.kernel.brute_force import BruteForce

STATEMENTS = Path(__file__).parents[1] / "statements"
LEAST = 170
# With how many decimals the third evaluator works, and how many must agree for two values to be
# equal: a quotient of differences is right to fewer.
EXACT, WITH_QUOTIENTS = (1200, 1000), (250, 18)


def statements(kind: str) -> list[Any]:
    """Return each step of all themes with its declarations, as parameters of a test."""
    return [
        pytest.param(
            step,
            working.declarations,
            id=f"{path.stem}-{step.left.number}: {step.left.text} == {step.right.text}",
        )
        for path in sorted((STATEMENTS / kind).glob("*.txt"))
        for working in read_workings(path.read_text(encoding="utf-8"), str(path))
        for step in working.steps
    ]


TRUE, WRONG = statements("true"), statements("wrong")


@dataclass(frozen=True)
class Confirming(BruteForce):
    """The third evaluator, with a counter-example's own functions for the unknown ones."""

    functions: tuple[tuple[str, tuple[str, ...], Expr], ...] = ()

    def _apply(self, name: str, args: list[Any]) -> Any:
        ((parameters, body),) = ((p, b) for n, p, b in self.functions if n == name)
        return BruteForce(Declarations(), dict(zip(parameters, args, strict=True))).value(body)


def at_witness(witness: Witness, declarations: Declarations) -> Confirming:
    """Return the third evaluator at a counter-example."""
    unknown = {*declarations.functions, *(name for name, _ in declarations.unknowns)}
    defined = {name for name, _ in declarations.lets}
    functions = tuple(function(str(text)) for name, text in witness.point if name in unknown)
    values = {n: number(v) for n, v in witness.point if n not in unknown | defined}
    whole = {n: int(str(v)) for n, v in witness.point if n in values and str(v).isdecimal()}
    return Confirming(declarations, values, whole, whole, functions=functions)


def function(text: str) -> tuple[str, tuple[str, ...], Expr]:
    """Read ``g(t) = t**3 + 2*t``: the name, the parameters and what stands for it."""
    head, _, body = text.partition(" = ")
    name, _, parameters = head.removesuffix(")").partition("(")
    return name, tuple(parameters.split(", ")), parse_expression(body)


def number(shown: Shown) -> Any:
    """Return a value of a counter-example as mpmath's number, or an array of these."""
    if isinstance(shown, tuple):
        return np.array([number(entry) for entry in shown], dtype=object)
    value = Fraction(str(shown))
    return mpmath.mpf(value.numerator) / value.denominator


def differ(left: Any, right: Any, decimals: int) -> bool:
    """Say whether in some entry both values are there and differ."""
    return any(
        a is not None
        and b is not None
        and abs(a - b) > (abs(a) + abs(b)) / mpmath.mpf(10) ** decimals
        for a, b in np.broadcast(np.asarray(left, dtype=object), np.asarray(right, dtype=object))
    )


def test_the_lists_are_long_enough() -> None:
    """Each list holds at least so many statements, and none of them twice."""
    for kind in (TRUE, WRONG):
        assert len({parameter.id.partition(": ")[2] for parameter in kind}) == len(kind) >= LEAST


@pytest.mark.parametrize(("step", "declarations"), TRUE)
def test_true_but_hard_is_proved(step: Step, declarations: Declarations) -> None:
    """A true statement is proved, and not refuted by the other engine."""
    found = judge(step.left.expr, step.right.expr, declarations)
    assert found.verdict is Verdict.PROVED, (found.condition, found.detail)


@pytest.mark.parametrize(("step", "declarations"), WRONG)
def test_wrong_but_subtle_is_refuted(step: Step, declarations: Declarations) -> None:
    """A wrong statement is refuted, at a point where the third evaluator finds a difference too."""
    left, right = step.left.expr, step.right.expr
    found = judge(left, right, declarations)
    assert found.verdict is Verdict.REFUTED, (found.condition, found.detail)
    assert found.witness is not None
    assert found.witness.left != found.witness.right
    written = (left, right, *(body for _, body in declarations.lets))
    quotients = any(isinstance(node, Derivative) for e in written for _, node in walk(e))
    digits, decimals = WITH_QUOTIENTS if quotients else EXACT
    with mpmath.workdps(digits):
        third = at_witness(found.witness, declarations)
        assert differ(third.value(left), third.value(right), decimals)
