"""What is supposed inside a case, where conditions on entries are learned, too, is not kept."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from derive.kernel.judge import judge
from derive.kernel.prove import prove
from derive.kernel.verdict import DomainError, Verdict
from derive.language.reader import read_working

DEFINED = ("relu(x)", "abs(x)", "max(x, 0)", "where(x > 0, x, -x)", "relu(x) + relu(-x)/2")
ARRAYS = ("relu(w)", "abs(w + x)", "relu(w - c)", "where(w > z, w, z)")
OF_ENTRIES = ("w + c > -1", "w*c > -3", "z + c < 99", "d + c > -9")
OTHERS = ("w > c", "w + abs(c) > -2", "d < 50", "z != 0", "x > -5", "w > 0", "c != 1")
CASES = ("x - z[k]**2 > 0", "x > z[k]**2", "-x > z[k]**2", "z[k] > 0", "c > z[k]", "d[k] > 0")
INSIDE = (
    *("relu(w[k])", "abs(w[k])", "w[k]", "d[k]", "c", "abs(x)", "x", "relu(z[k])*c", "0"),
    *("sum(abs(w[j]) for j in range(n))", "sum(d)", "D(relu(w[k]), w[k])", "D(c, x)"),
    *("log(w[k]**2 + 1)", "sum(d[j]*w[j] for j in range(n))", "sqrt(d[k]**2 + 1)"),
)


def working(random: Random) -> str:
    """Return a working whose lines share a sum of cases; what is added may be equal or not."""
    defined = random.choice(DEFINED)
    conditions = [random.choice(OF_ENTRIES), *random.sample(OTHERS, random.randrange(3))]
    case, then, otherwise = random.choice(CASES), random.choice(INSIDE), random.choice(INSIDE)
    cases = f"sum(where({case}, {then}, {otherwise}) for k in range(n))"
    added = (defined, "c", "x", "c", "-x", "0")
    lines = [f"{cases} + {random.choice(added)}" for _ in range(3)]
    lines += random.choices(added, k=2)
    random.shuffle(lines)
    chain = "\n= ".join(lines)
    return (
        f"let c = {defined}\nlet d = {random.choice(ARRAYS)}\n"
        f"where z: (n,), w: (n,)\nwhere {', '.join(conditions)}\n\n{chain}\n"
    )


@pytest.mark.parametrize("seed", range(24))
def test_the_engines_agree_on_what_is_behind_a_case(seed: int) -> None:
    """Neither alone nor in a chain is proved what the other engine refutes: that would raise."""
    read = read_working(working(Random(seed)))
    (chain,) = read.chains
    lines = (chain.first.expr, *(step.right.expr for step in chain.steps))
    for left, right in pairwise(lines):
        try:
            verdict = judge(left, right, read.declarations, seconds=0.4, chain=lines).verdict
        except DomainError:
            return
        assert (verdict is Verdict.PROVED) == prove(left, right, read.declarations).complete
