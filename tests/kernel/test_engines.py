"""The two engines on random claims: what one proves the other never refutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from derive.kernel.judge import judge
from derive.kernel.verdict import Verdict
from derive.language.reader import read_working

_SCALARS = "where 0 < a < 1, T > 0, y in {0, 1}, g: function\nlet u = sigma(z)\nlet q = x*z + a\n"
_ARRAYS = """\
where W: (n, p), A: (p, m), b: (n, 1), Y: (n, m), v: (n), S: (n, n), g: function, J(Z)
let Z = W @ A + b
let P = tanh(Z)
"""


@st.composite
def _scalar(draw: Callable[..., Any], depth: int) -> str:
    """Draw a scalar expression, as text."""
    if depth == 0:
        return str(draw(st.sampled_from(["x", "z", "a", "y", "T", "u", "q", "2", "1/3"])))

    def inner() -> str:
        return str(draw(_scalar(depth - 1)))

    form = draw(st.sampled_from(["+", "-", "*", "/", "**", "D", "D", "f", "f", "where", "g"]))
    match form:
        case "**":
            return f"({inner()})**{draw(st.sampled_from(['2', '3', '(-1)', '(1/2)']))}"
        case "D":
            return f"D({inner()}, {draw(st.sampled_from(['x', 'z', 'a', 'u', 'q']))})"
        case "f":
            names = ["exp", "sigma", "relu", "abs", "softplus", "tanh", "sign"]
            return f"{draw(st.sampled_from(names))}({inner()})"
        case "where":
            return f"where({inner()} > 0, {inner()}, {inner()})"
        case "g":
            return f"g({inner()})"
        case _:
            return f"({inner()} {form} {inner()})"


@st.composite
def _entry(draw: Callable[..., Any], depth: int) -> str:
    """Draw a scalar made of entries at the free indices j (of n) and i (of m)."""
    names = ["Z[j, i]", "P[j, i]", "Y[j, i]", "b[j, 0]", "v[j]", "S[j, j]", "m", "2"]
    if depth == 0:
        return str(draw(st.sampled_from(names)))

    def inner() -> str:
        return str(draw(_entry(depth - 1)))

    match draw(
        st.sampled_from(["+", "-", "*", "sum", "sum0", "D", "DY", "@", ".T", "g", "relu", "delta"])
    ):
        case "+" | "-" | "*" as op:
            return f"({inner()} {op} {inner()})"
        case "sum":
            return f"sum(({inner().replace('j', 'k')})*W[k, 0] for k in range(n))"
        case "sum0":
            return f"sum(({inner()})*Y, axis=1)[j]"
        case "D":
            by = draw(st.sampled_from(["Z[j, i]", "W[j, 0]", "b[j, 0]", "A[0, i]", "v[j]"]))
            return f"D({draw(st.sampled_from(['J', 'sum(Z**2)', inner()]))}, {by})"
        case "DY":
            return f"D(sum(P*Y), {draw(st.sampled_from(['Y', 'Z', 'P']))})[j, i]"
        case "@":
            return f"(S @ {draw(st.sampled_from(['Z', 'Y', 'P']))})[j, i]"
        case ".T":
            return f"({draw(st.sampled_from(['S.T', 'outer(v, v)', 'S']))})[j, j]"
        case "g":
            return f"g({inner()})"
        case "relu":
            return f"relu({inner()})"
        case _:
            return f"delta(j, j)*({inner()})"


def _settled(declared: str, left: str, right: str) -> Verdict:
    (step,) = (working := read_working(f"{declared}\n\n{left} == {right}\n")).steps
    return judge(step.left.expr, step.right.expr, working.declarations, seconds=1.0).verdict


@settings(max_examples=25, deadline=None)
@given(_scalar(2), _scalar(2))
def test_the_engines_agree_on_scalars(left: str, right: str) -> None:
    """Neither a random claim nor one that is true by construction makes them disagree."""
    _settled(_SCALARS, left, right)
    assert _settled(_SCALARS, f"({left}) + ({right})", f"({right}) + ({left})") != Verdict.REFUTED
    assert _settled(_SCALARS, f"({left})*2", f"({left}) + ({left})") != Verdict.REFUTED


@settings(max_examples=25, deadline=None)
@given(_entry(2), _entry(2))
def test_the_engines_agree_on_arrays(left: str, right: str) -> None:
    """The same with entries, sums, products and derivatives by arrays."""
    _settled(_ARRAYS, left, right)
    assert _settled(_ARRAYS, f"({left})*({right})", f"({right})*({left})") != Verdict.REFUTED


def test_a_definition_that_is_moved_is_a_variable() -> None:
    """Inside D(..., z) the name z is a variable, also for a derivative by what z is made of."""
    declared = "let z = w*x\nlet L = z**3"
    assert _settled(declared, "D(D(L, w), z)", "0") == Verdict.PROVED
    assert _settled(declared, "D(D(L, z), w)", "6*z*x") == Verdict.PROVED
