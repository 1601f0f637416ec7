"""The proving engine under fire: nothing it proves may differ from a third, simple evaluator.

Set the environment variable DERIVE_LONG to a number to fuzz that many times as long.
"""

import math
import os
import time
from collections.abc import Iterator
from itertools import islice, pairwise
from random import Random

import mpmath
import numpy as np
import pytest

from derive.kernel.prove import Proof, prove
from derive.language.nodes import Expr
from derive.language.reader import read_working
from derive.language.shapes import ShapeError, check_step_shapes
from derive.language.working import Declarations
from tests.kernel.brute_force import BruteForce, TooLarge, agree
from tests.kernel.claims import claim
from tests.kernel.fuzzing import (
    ARITHMETIC,
    ARRAYS,
    KINKED,
    PARTIAL,
    SMOOTH,
    array,
    changes,
    scalar,
)

LONGER = int(os.environ.get("DERIVE_LONG", "1"))
SPECIAL = [mpmath.mpf(k) / 2 for k in (-4, -2, -1, 0, 1, 2, 4)]
SIZES = [{"n": 2, "p": 3, "m": 2}, {"n": 3, "p": 1, "m": 1}, {"n": 1, "p": 2, "m": 3}]


def _points(random: Random, count: int) -> Iterator[dict[str, mpmath.mpf]]:
    for _ in range(count):
        pair = (
            random.choice(SPECIAL) if random.random() < 0.5 else mpmath.mpf(random.uniform(-3, 3))
            for _ in range(2)
        )
        yield dict(zip(("x", "t"), pair, strict=True))


def instances_of_arrays(random: Random, declarations: Declarations) -> Iterator[BruteForce]:
    """Yield instances of the arrays at small sizes, with random entries."""
    for sizes in SIZES:
        values = {}
        for name, shape in declarations.shapes:
            lengths = tuple(s if isinstance(s, int) else sizes[s] for s in shape)
            entries = [mpmath.mpf(random.randint(-9, 9)) / 4 for _ in range(math.prod(lengths))]
            values[name] = np.array(entries, dtype=object).reshape(lengths)
        last = sizes["n"] - 1
        for first, second in ((0, last), (random.randint(0, last), 0)):
            indices = {"k": first, "l": second, "i": 0}
            yield BruteForce(declarations, values, sizes, indices)


def _check(left: Expr, right: Expr, proof: Proof, instances: Iterator[BruteForce]) -> None:
    """Fail if what was proved is not so."""
    for instance in instances:
        try:
            result = agree(instance.value(left), instance.value(right))
        except TooLarge:
            continue
        if proof.complete:
            assert result is True, (left, right, instance.values, instance.indices)
        if proof.equal and proof.obstacle is None:
            assert result is not False, (left, right, instance.values, instance.indices)


def _fits(left: Expr, right: Expr, declarations: Declarations) -> bool:
    try:
        check_step_shapes(left, right, declarations)
    except ShapeError:
        return False
    return True


FAMILIES = {
    "smooth": (*ARITHMETIC, *SMOOTH),
    "kinked": (*ARITHMETIC, *ARITHMETIC, *KINKED),
    "partial": (*ARITHMETIC, *PARTIAL),
    "all": (*ARITHMETIC, *SMOOTH, *KINKED, *PARTIAL),
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("derived", [False, True], ids=["values", "derivatives"])
def test_what_is_proved_of_scalars_is_so(family: str, derived: bool) -> None:
    """A rewriting or a slip that is proved agrees with the third evaluator at every point."""
    random = Random(f"{family} {derived}")
    for _ in range(20 * LONGER):
        text = scalar(random, random.randrange(1, 4), FAMILIES[family])
        text = f"D({text}, x)" if derived else text
        left, _, declarations = claim(f"{text} == 0")
        for kind in ("true", "slip"):
            for change in islice(changes(left, random, kind), 2):
                proof = prove(left, change.result, declarations)
                points = _points(random, 6)
                _check(left, change.result, proof, (BruteForce(declarations, p) for p in points))


def test_true_rewritings_of_scalars_are_proved() -> None:
    """A true rewriting of a smooth total function is proved."""
    random = Random("rewritings")
    for _ in range(40 * LONGER):
        left, _, declarations = claim(f"{scalar(random, 3, FAMILIES['smooth'])} == 0")
        for change in islice(changes(left, random, "true"), 3):
            proof = prove(left, change.result, declarations)
            assert proof.complete, (change.name, left, change.result, proof)


@pytest.mark.parametrize("kind", ["nm", "n", "s"])
def test_what_is_proved_of_arrays_is_so(kind: str) -> None:
    """A rewriting or a slip that is proved agrees with NumPy at small sizes."""
    random = Random(kind)
    for _ in range(20 * LONGER):
        text = array(random, kind, random.randrange(1, 4))
        left, _, declarations = claim(f"{ARRAYS} | {text} == {text}")
        for rewriting in ("true", "slip"):
            for change in islice(changes(left, random, rewriting), 2):
                if not _fits(left, change.result, declarations):
                    continue
                proof = prove(left, change.result, declarations)
                _check(left, change.result, proof, instances_of_arrays(random, declarations))


TRAPS = [
    # a fact about a sum is none about its diagonal, nor is one about a product one about its factor
    "Y: (n, n), sum(Y[k, i] for k in range(n)) == 1 | trace(Y) == 1",
    "y: (n), a*sum(y) == a | sum(y) == 1",
    # delta is contracted only inside its range
    "n in N, m in N | sum(delta(i, j) for i in range(n) for j in range(m)) == n",
    "n in N | sum(delta(i, 3) for i in range(n)) == 1",
    # an index of delta is not the axis of the array beside it
    "A: (n, n) | delta(j, i)*A == A*eye(n)",
    # what is needed in one case of a sum is no fact outside it
    "Z: (n) | sum(where(Z[i] > 0, log(Z[i]), abs(Z[i])) for i in range(n))"
    " == sum(where(Z[i] > 0, log(Z[i]), Z[i]) for i in range(n))",
    # whole powers of negative numbers are defined
    "x**y == abs(x)**y",
    "x < 0 | x**y == -abs(x)**y",
    # sizes take whole numbers only
    "A: (n) | D(n*sum(A), n) == sum(A)",
]


@pytest.mark.parametrize("text", TRAPS)
def test_a_trap_is_not_walked_into(text: str) -> None:
    """A false claim that an earlier version proved, or called equal wherever both are defined."""
    proof = prove(*claim(text))
    assert not (proof.equal and proof.obstacle is None)


def test_what_a_case_needs_to_be_defined_is_not_forgotten() -> None:
    """The sign of exp(1/x) - t cuts the domain, but 1/x is still undefined at 0."""
    proof = prove(*claim("abs(exp(1/x) - t) == abs(t - exp(1/x))"))
    assert proof.equal
    assert not proof.complete


ONCE_UNDECIDED = [
    "abs(x) < 1 | log(1 - x**2) == log(1 - x) + log(1 + x)",
    "A: (n), log(A) < 0 | A/A == ones(n)",
    "Y: (n, m), x: (n) | diag(x) @ relu(Y)*2 == 2*(diag(x) @ relu(Y))",
    "min(x, softplus(x - 1)) == min(softplus(x - 1), x)",
    "log(1 + softplus(sigma(x))**2) == log(softplus(sigma(x))**2 + 1)",
    "0 < x, x < 1 | abs(x**200 - 1) == 1 - x**200",
]


@pytest.mark.parametrize("text", ONCE_UNDECIDED)
def test_what_is_true_is_proved(text: str) -> None:
    """A true claim that an earlier version could not decide."""
    assert prove(*claim(text)).complete


LARGE = [
    "(9*x)**(10**8) == 9",
    "(z/10**8)**(10**8) == z",
    "1/(x**100000 - 1) == 1/(x**100000 - 1)",
    "(1 + x)**300*(1 + t)**300 == (1 + t)**300*(1 + x)**300",
    "(1 + x + t + z)**20*(1 + a + b + c)**20 == 1",
]


@pytest.mark.parametrize("text", LARGE)
def test_large_powers_take_no_time(text: str) -> None:
    """A claim with large powers gets an answer at once, whatever it is."""
    started = time.process_time()
    prove(*claim(text))
    assert time.process_time() - started < 10  # seconds; without bounds, hours


CASES_AND_CONDITIONS = """
let c = relu(x)
where z: (n,), w: (n,), w + c > -1

"""
SUPPOSED = "sum(where(x - z[k]**2 > 0, {inside}, 0) for k in range(n))"
ALL = SUPPOSED.format(inside="sum(abs(w[j]) for j in range(n))")
SAME = ALL.replace("x - z[k]**2 > 0", "x > z[k]**2")


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("{0} + c\n= {0} + x".format(SUPPOSED.format(inside="relu(w[k])")), [False]),
        (f"{ALL}\n= {SAME}\n= x\n= c", [True, False, False]),
        (f"{ALL} + c\n= {SAME} + relu(x)\n= {ALL} + c", [True, True]),
    ],
)
def test_what_is_supposed_in_a_case_is_forgotten_behind_it(text: str, complete: list[bool]) -> None:
    """A condition on entries may mention a definition, which is looked up inside the case, too."""
    (chain,) = (working := read_working(CASES_AND_CONDITIONS + text + "\n")).chains
    lines = (chain.first.expr, *(step.right.expr for step in chain.steps))
    for together in ((), lines):
        found = [
            prove(left, right, working.declarations, chain=together).complete
            for left, right in pairwise(lines)
        ]
        assert found == complete
