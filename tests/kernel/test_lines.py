"""A step is judged alike by itself and among the lines of its chain."""

from __future__ import annotations

from itertools import pairwise

import pytest

from derive.kernel.prove import Proof, prove
from derive.kernel.prove.lines import Lines
from derive.language.nodes import Expr
from derive.language.reader import read_working
from derive.language.working import Declarations

# Each chain with the numbers of its steps that one common field shows, and all its verdicts.
SHARED = {
    "kinks": """
      abs(x)
    = max(x, -x)
    = relu(x) + relu(-x)
    = x*sign(x)
    """,
    "indices that may be equal": """
    where z: (n,)

      D(exp(z[k]) + z[j], z[j])
    = exp(z[k])*delta(k, j) + 1
    = delta(k, j)*exp(z[j]) + 1
    """,
    "roots": """
    where 0 < x

      sqrt(x)*x**(1/3)
    = x**(5/6)
    = x/x**(1/6)
    """,
    "values from a set": """
    where y in {0, 1}

      y**2
    = y
    = y**3
    """,
    "sizes as numbers": """
    where v: (2,)

      sum(v[k] for k in range(2))
    = v[0] + v[1]
    = sum(v)
    """,
}
APART = {
    "a condition": """
      log(x**2)
    = 2*log(x)
    = log(x) + log(x)
    """,
    "a division": """
      x/x
    = 1
    = y/y
    """,
    "a false line": """
      (x + y)**2
    = x**2 + 2*x*y + y**2
    = x**2 + y**2
    """,
    "a false line with a kink": """
      abs(x)
    = relu(x)
    = relu(x) + 0
    """,
}


def chain_of(text: str) -> tuple[tuple[Expr, ...], Declarations]:
    """Return the lines of a working of one chain, and what it declares."""
    working = read_working("\n".join(line.strip() for line in text.splitlines()))
    (chain,) = working.chains
    return (chain.first.expr, *(step.right.expr for step in chain.steps)), working.declarations


def proofs(text: str, *, together: bool) -> list[Proof]:
    """Return what is found of each step."""
    lines, declarations = chain_of(text)
    chain = lines if together else ()
    return [prove(left, right, declarations, chain=chain) for left, right in pairwise(lines)]


@pytest.mark.parametrize("text", [*SHARED.values(), *APART.values()], ids=[*SHARED, *APART])
def test_a_chain_changes_no_verdict(text: str) -> None:
    """Nor what is missing, or undefined, or the cell in which two lines differ."""
    assert proofs(text, together=True) == proofs(text, together=False)


@pytest.mark.parametrize("text", SHARED.values(), ids=SHARED)
def test_lines_are_compared_in_one_field(text: str) -> None:
    """Cases, values, indices and roots are met by cutting or refining for all lines alike."""
    exprs, declarations = chain_of(text)
    lines = Lines(exprs, declarations)
    assert all(lines.equal(left, right) for left, right in pairwise(exprs))
    assert lines.equal(exprs[0], exprs[-1])
    assert lines.equal(exprs[-1], exprs[0])


@pytest.mark.parametrize("text", APART.values(), ids=APART)
def test_what_needs_a_condition_is_not_said_to_be_equal(text: str) -> None:
    """Whatever was evaluated before in the same field: its facts go with the line."""
    exprs, declarations = chain_of(text)
    alone = {(a, b): prove(a, b, declarations).complete for a in exprs for b in exprs if a != b}
    lines = Lines(exprs, declarations)
    for _ in range(2):
        for (left, right), complete in alone.items():
            assert lines.equal(left, right) <= complete


def test_lines_of_several_shapes_are_not_compared() -> None:
    """No chain has them; whoever asks with such a one gets what a step by itself gets."""
    (left, right), declarations = chain_of("where v: (n,)\n\nv + v\n= 2*v\n")
    scalars, _ = chain_of("x + x\n= 2*x\n")
    chain = *scalars, left, right
    assert not Lines(chain, declarations).equal(left, right)
    assert prove(left, right, declarations, chain=chain).complete


def test_an_index_of_two_ranges_is_no_ground_to_share() -> None:
    """In lines that no step compares, an index may run over different ranges."""
    text = """
    where v: (n,), w: (p,)

      v[k] - v[k] + 0
    = 0
    = w[k] - w[k]
    """
    assert [proof.complete for proof in proofs(text, together=True)] == [True, True]
    exprs, declarations = chain_of(text)
    assert not Lines(exprs, declarations).equal(exprs[0], exprs[1])


FREE_RANGE = {
    "of any size": ("where v: (n,)", "sum(delta(i, k) for k in range(n))", "1", "1 + 0*v[i]"),
    "of size one": ("where v: (1,)", "delta(i, j)", "1", "1 + 0*v[i] + 0*v[j]"),
    "of size two": ("where v: (2,)", "delta(i, 5)", "0", "0*v[i]"),
}


@pytest.mark.parametrize("texts", FREE_RANGE.values(), ids=FREE_RANGE)
def test_an_index_has_its_range_from_the_step_alone(texts: tuple[str, ...]) -> None:
    """What stands only in delta may be any index, though another line says where it runs."""
    declared, *lines = texts
    exprs, declarations = chain_of("\n= ".join([f"{declared}\n\n{lines[0]}", *lines[1:]]))
    left, right, _ = exprs
    alone = prove(left, right, declarations)
    assert not alone.complete
    assert not Lines(exprs, declarations).equal(left, right)
    assert prove(left, right, declarations, chain=exprs) == alone


def test_many_cells_are_no_ground_to_share() -> None:
    """Fourteen names with two values each have more cells than a common field is worth."""
    names = [f"a{k}" for k in range(14)]
    where = "where " + ", ".join(f"{name} in {{0, 1}}" for name in names)
    zeros = [f"{name}**2 - {name}" for name in names]
    exprs, declarations = chain_of("\n= ".join([f"{where}\n\n0", *zeros]))
    assert not Lines(exprs, declarations).equal(exprs[0], exprs[1])
    assert prove(exprs[0], exprs[1], declarations, chain=exprs).complete
