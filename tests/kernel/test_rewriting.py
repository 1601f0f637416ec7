"""Both engines on random pairs of lines: true rewritings, false laws, and slips of the pen.

DERIVE_PAIRS=100000 takes so many pairs (and tells the figures with ``-s``); DERIVE_FROM=N begins
with another one.
"""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import mpmath
import numpy as np
import pytest

from derive.book.workers import Done, in_workers
from derive.kernel.judge import judge
from derive.kernel.prove import prove
from derive.kernel.verdict import DomainError, EngineDisagreement, Verdict
from derive.language.nodes import Binary, Expr, IndexTerm, Relation
from derive.language.shapes import Surveyor
from tests.kernel.brute_force import BruteForce, TooLarge, agree
from tests.kernel.rewriting import ARRAYS, Pair, false_laws, pair, true_laws

COUNT = int(os.environ.get("DERIVE_PAIRS", "300"))
FIRST = int(os.environ.get("DERIVE_FROM", "0"))
SECONDS = 20.0  # in which a pair must be settled
SIZES = ({"n": 2, "p": 3, "m": 2}, {"n": 3, "p": 1, "m": 1}, {"n": 1, "p": 2, "m": 3})
POINTS = 4
LARGEST = 10**100
DIGITS = 400  # so many for quotients of differences inside others

# What may become of a pair besides the verdicts.
EMPTY = "empty domain"
CONTRADICTION = "contradiction"
REFUTED_TRUTH = "refuted, though true by law"
PROVED_FALSEHOOD = "proved, though brute force finds a difference"
PROVED_IN_A_CHAIN = "proved in a chain, though not by itself"
ENDED = f"took longer than {SECONDS:g} s and was ended"


def fate(number: int) -> str:
    """Say what becomes of a pair."""
    made = pair(number)
    try:
        verdict = judge(made.left, made.right, made.declarations, seconds=1.0).verdict
    except DomainError:
        return EMPTY
    except EngineDisagreement:
        return CONTRADICTION
    if number % 2 and _proved_in_a_chain(made) > (verdict is Verdict.PROVED):
        return PROVED_IN_A_CHAIN
    if made.kind == "true":
        return REFUTED_TRUTH if verdict is Verdict.REFUTED else verdict.value
    if verdict in (Verdict.PROVED, Verdict.CONDITIONAL) and not _holds(made, number, verdict):
        return PROVED_FALSEHOOD
    return verdict.value


def _proved_in_a_chain(made: Pair) -> bool:
    """Tell whether the pair is proved when other lines, which may be undefined, came before."""
    left, right, declarations = made.left, made.right, made.declarations
    chain = Binary("/", left, right), Binary("-", right, left), left, right
    prove(chain[0], chain[1], declarations, chain=chain)
    prove(chain[1], left, declarations, chain=chain)
    return prove(left, right, declarations, chain=chain).complete


def _holds(made: Pair, number: int, verdict: Verdict) -> bool:
    """Tell whether brute force agrees at some points, and finds both sides where it must."""
    fine = (True,) if verdict is Verdict.PROVED else (True, None)
    with mpmath.workdps(DIGITS):
        for instance in _instances(made, Random(number)):
            try:
                left, right = (instance.value(side) for side in (made.left, made.right))
                sure = _within(instance) and not (_rounded(left) or _rounded(right))
                if sure and agree(left, right) not in fine:
                    return False
            except TooLarge:
                continue
    return True


def _rounded(side: Any) -> bool:
    """Tell whether a value may be a division by what is not zero by rounding alone."""
    entries = np.asarray(side, dtype=object).flat
    return any(entry is not None and abs(entry) > LARGEST for entry in entries)


def _within(instance: BruteForce) -> bool:
    """Tell whether a point surely lies in the domain, whatever the free indices of a condition."""
    surveyor = Surveyor(instance.declarations)
    for relation in instance.declarations.domain:
        if isinstance(relation, Relation):
            ranges = _ranges(surveyor, relation.left, relation.right)
            for places in product(*(range(_extent(n, instance.sizes)) for n in ranges.values())):
                here = replace(instance, indices=dict(zip(ranges, places, strict=True)))
                if not np.all(here.holds((relation,)) == np.True_):
                    return False
    return True


def _ranges(surveyor: Surveyor, *exprs: Expr) -> dict[str, IndexTerm | None]:
    """Return the free indices of expressions, with their ranges; delta alone says none."""
    found: dict[str, IndexTerm | None] = {}
    for expr in exprs:
        for index, size in surveyor.survey(expr).indices.items():
            found[index] = found.get(index) if size is None else size
    return found


def _extent(size: IndexTerm | None, sizes: Mapping[str, int]) -> int:
    return sizes[size] if isinstance(size, str) else size or 1


def _instances(made: Pair, random: Random) -> Iterator[BruteForce]:
    """Yield points near 0, some of them whole; arrays at small sizes."""
    declared = made.declarations
    ranges = _ranges(Surveyor(declared), made.left, made.right)
    for turn in range(POINTS):
        sizes = SIZES[turn % len(SIZES)]
        values: dict[str, Any] = {
            "x": _number(random), "t": _number(random), "z": _number(random),
            "a": mpmath.mpf(random.randint(1, 9)) / 10, "T": mpmath.mpf(random.randint(1, 9)) / 2,
            "y": mpmath.mpf(random.randint(0, 1)),
        }  # fmt: skip
        for name, shape in declared.shapes:
            lengths = tuple(_extent(size, sizes) for size in shape)
            entries = [_number(random) for _ in range(math.prod(lengths))]
            values[name] = np.array(entries, dtype=object).reshape(lengths)
        indices = {index: random.randrange(_extent(n, sizes)) for index, n in ranges.items()}
        yield BruteForce(declared, values, sizes, indices)


def _number(random: Random) -> Any:
    return mpmath.mpf(random.randint(-6, 6)) / random.choice((1, 2, 4))


@pytest.fixture(scope="module")
def fates() -> dict[int, str]:
    """Return what becomes of the pairs."""

    def tell(done: int, of: int) -> None:
        if done % 1000 == 0:
            print(f"{done}/{of}", flush=True)

    numbers = range(FIRST, FIRST + COUNT)
    outcomes = in_workers(
        fate, numbers, seconds=SECONDS, preload=("tests.kernel.test_rewriting",), progress=tell
    )
    told = [each.value if isinstance(each, Done) else each.reason for each in outcomes]
    return dict(zip(numbers, told, strict=True))


def test_no_rewriting_is_refuted_and_no_slip_proved(fates: dict[int, str]) -> None:
    """No engine is wrong about a pair, none contradicts the other, and nothing crashes."""
    known = {*Verdict, EMPTY, ENDED}
    print(Counter((pair(number).kind, each) for number, each in fates.items()))
    assert {number: each for number, each in fates.items() if each not in known} == {}


def test_most_is_decided(fates: dict[int, str]) -> None:
    """Of the true pairs most are proved; hardly any pair is too long in the deciding."""
    true = [each for number, each in fates.items() if number % 2]
    assert true.count(Verdict.PROVED) >= 0.85 * (len(true) - true.count(EMPTY))
    assert sum(each == ENDED for each in fates.values()) <= 0.005 * len(fates)


def test_pairs_are_of_every_kind() -> None:
    """The generator takes each law, puts arrays and derivatives in, and repeats itself."""
    pairs = [pair(number) for number in range(1500)]
    taken = {each.name for each in pairs}
    assert taken >= {law.name for law in true_laws()}
    assert len(taken & {law.name for law in false_laws()}) > 0.9 * len(false_laws())
    assert pairs[:9] == [pair(number) for number in range(9)]
    assert 0.2 < sum(each.declarations.shapes == ARRAYS.shapes for each in pairs) / 1500 < 0.6
