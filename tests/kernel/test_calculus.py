"""Sums in normal form, renaming and derivatives, against NumPy at small sizes."""

from random import Random

import pytest

from derive.kernel.prove import prove
from tests.kernel.brute_force import agree
from tests.kernel.claims import claim
from tests.kernel.fuzzing import ARRAYS
from tests.kernel.test_soundness import instances_of_arrays

EQUAL = [
    # the order and the names of indices
    "sum(S[j, q]*x[j]*y[q] for j in range(n) for q in range(n))"
    " == sum(S[q, j]*x[q]*y[j] for j in range(n) for q in range(n))",
    "sum(sum(S[j, q] for j in range(n))**2 for q in range(n))"
    " == sum(S[j, q]*S[v, q] for q in range(n) for v in range(n) for j in range(n))",
    "sum(S[j, q]*S[q, v]*S[v, j] for j in range(n) for q in range(n) for v in range(n))"
    " == trace(S @ S @ S)",
    # an inner index of the same name as an outer one
    "sum(x[j]*sum(y[j] for j in range(n)) for j in range(n)) == sum(x)*sum(y)",
    # what doesn't depend on the index, and what splits
    "sum(x[j] + 2 for j in range(n)) == sum(x) + 2*n",
    "sum(x[j]*y[q] for j in range(n) for q in range(n)) == sum(x)*sum(y)",
    "sum(1/(1 + exp(x))) + sum(exp(x)/(1 + exp(x))) == n",
    # delta
    "sum(delta(j, q)*S[j, q] for j in range(n) for q in range(n)) == trace(S)",
    "sum(delta(j, 0)*x[j] for j in range(n)) == x[0]",
    "sum(delta(u, 2)*C[0, u] for u in range(3)) == C[0, 2]",
    "sum(delta(j, q)*delta(q, v)*x[j]*y[v] for j in range(n) for q in range(n) for v in range(n))"
    " == x @ y",
    # derivatives through sums
    "D(sum(x[j]*x[j] for j in range(n)), x[k]) == 2*x[k]",
    "D(sum(S[j, q]*x[j]*x[q] for j in range(n) for q in range(n)), x) == (S + S.T) @ x",
    "D(sum(exp(sum(S[j, q]*x[q] for q in range(n))) for j in range(n)), x) == S.T @ exp(S @ x)",
    "D(D(sum(x)**3, x[k]), x[l]) == 6*sum(x)",
    "D(trace(S @ S), S) == 2*S.T",
    "D(log(sum(exp(x))), x) == softmax(x)",
    "D(sum(g(Z)), Z) == D(sum(g(Z)), Z)",
    "D(C[0, 1]*C[1, 2], C) == array([[0, C[1, 2], 0], [0, 0, C[0, 1]]])",
    "D(x[0]*x[k], x[l]) == delta(l, 0)*x[k] + delta(k, l)*x[0]",
]

DIFFERENT = [
    "sum(S[j, q]*x[j]*y[q] for j in range(n) for q in range(n))"
    " == sum(S[q, j]*x[j]*y[q] for j in range(n) for q in range(n))",
    "sum(S[j, q]*S[j, v]*S[q, v] for j in range(n) for q in range(n) for v in range(n))"
    " == trace(S @ S @ S)",
    "sum(x[j]*y[j] for j in range(n)) == sum(x)*sum(y)",
    "sum(x[j] + 2 for j in range(n)) == sum(x) + 2",
    "sum(delta(j, k)*y[j] for j in range(n))*x[l] == x[k]*y[l]",
    "D(sum(S[j, q]*x[j]*x[q] for j in range(n) for q in range(n)), x) == 2*S @ x",
    "D(sum(x)**2, x[k]) == 2*x[k]",
    "D(trace(S @ S), S) == 2*S",
    "sum(exp(sum(S[j, q] for q in range(n))) for j in range(n))"
    " == sum(exp(sum(S[q, j] for q in range(n))) for j in range(n))",
]


@pytest.mark.parametrize("text", EQUAL)
def test_what_is_equal_is_proved(text: str) -> None:
    """The normal form meets, and NumPy agrees."""
    left, right, declarations = claim(f"{ARRAYS} | {text}")
    assert prove(left, right, declarations).complete
    for instance in instances_of_arrays(Random(text), declarations):
        assert agree(instance.value(left), instance.value(right))


@pytest.mark.parametrize("text", DIFFERENT)
def test_what_differs_is_not_proved(text: str) -> None:
    """NumPy shows an instance where the sides differ, and nothing is proved."""
    left, right, declarations = claim(f"{ARRAYS} | {text}")
    assert not prove(left, right, declarations).equal
    found = instances_of_arrays(Random(text), declarations)
    assert any(agree(i.value(left), i.value(right)) is False for i in found)
