"""Instances of results about arrays: every letter may stand for another, never for anything."""

from __future__ import annotations

import pytest

from derive.book.checking import Use, answer
from derive.book.citation import Court, objection, results
from derive.language.reader import read_working

LAYER = """
where W: (n, p), A: (p, m), b: (n, 1), T(Z)
let   Z = W @ A + b
"""
WEIGHTS = LAYER + "let J = T/m\n\n  D(J, W)\n= D(T, Z) @ A.T/m\n"
INPUTS = LAYER + "\n  D(T, A)\n= W.T @ D(T, Z)\n"
ACTIVATION = """
where Z: (n, m), T(A), g: function
let   A = g(Z)

  D(T, Z)
= D(T, A)*D(sum(g(Z)), Z)
"""
ENTRY = """
where Z: (n, m), T(A), g: function
let   A = g(Z)

  D(T, Z[j, i])
= D(T, A)[j, i]*D(g(Z[j, i]), Z[j, i])
"""
PRODUCT = """
where P: (n, p), Q: (p, m)

  (P @ Q)[j, k]
= sum(P[j, i]*Q[i, k] for i in range(p))
"""
TURNED = """
where P: (n, p), Q: (p, m)

  (P @ Q).T
= Q.T @ P.T
"""
CONSTANT = """
where x: (n)

  sum(c*x[i] for i in range(n))
= c*sum(x[i] for i in range(n))
"""
COUNT = "  sum(c for i in range(n))\n= n*c\n"
SHARES = """
where y: (n), sum(y[k] for k in range(n)) == 1, y[k] > 0

  c*sum(y[i] for i in range(n))
= c
"""
NET = """
where g1: function
where X: (n0, m), W1: (n1, n0), b1: (n1, 1), W2: (n2, n1), b2: (n2, 1)
let   Z1 = W1 @ X + b1
let   A1 = g1(Z1)
let   Z2 = W2 @ A1 + b2
"""
ANY = NET + "where T(Z2)\nlet J = T/m\n"
SQUARES = NET + "where Y: (n2, m)\nlet T = sum((Z2 - Y)**2)\nlet J = T/m\n"
DECAY = NET + "where Y: (n2, m)\nlet T = sum((Z2 - Y)**2) + sum(W2**2)\nlet J = T/m\n"

INSTANCES = {
    "another layer": (WEIGHTS, ANY, "D(J, W2)", "D(T, Z2) @ A1.T/m"),
    "a loss behind further layers": (WEIGHTS, ANY, "D(J, W1)", "D(T, Z1) @ X.T/m"),
    "a loss that is written out": (WEIGHTS, SQUARES, "D(J, W1)", "D(T, Z1) @ X.T/m"),
    "an input with a definition": (INPUTS, ANY, "D(T, A1)", "W2.T @ D(T, Z2)"),
    "the mean for the sum": (INPUTS, ANY, "2*D(J, A1)", "2*(W2.T @ D(J, Z2))"),
    "a derivative by its name": (
        INPUTS,
        ANY + "let dZ2 = D(T, Z2)\n",
        "D(T, A1)",
        "W2.T @ dZ2",
    ),
    "literal sizes": (
        INPUTS,
        "where V: (2, 3), X: (3, 5), c: (2, 1), L(Z)\nlet Z = V @ X + c\n",
        "D(L, X)",
        "V.T @ D(L, Z)",
    ),
    "one example": (
        INPUTS,
        "where V: (q, r), x: (r, 1), c: (q, 1), L(z)\nlet z = V @ x + c\n",
        "D(L, x)",
        "V.T @ D(L, z)",
    ),
    "an unknown function by another name": (
        ACTIVATION,
        ANY,
        "D(T, Z1)",
        "D(T, A1)*D(sum(g1(Z1)), Z1)",
    ),
    "an entry of a derivative for a derivative by an entry": (
        ENTRY,
        "where U: (q, r), T(H)\nlet H = tanh(U)\nlet dU = D(T, U)\n",
        "dU[k, e]",
        "D(T, H[k, e])*D(tanh(U[k, e]), U[k, e])",
    ),
    "a known function": (
        ACTIVATION,
        "where U: (q, r), T(H)\nlet H = tanh(U)\n",
        "D(T, U)",
        "D(T, H)*D(sum(tanh(U)), U)",
    ),
    "no function at all": (
        ENTRY,
        "where U: (q, r), T(H)\nlet H = U\n",
        "D(T, U[k, 0])",
        "D(T, H)[k, 0]*D(U[k, 0], U[k, 0])",
    ),
    "an expression for a function": (
        ENTRY,
        "where U: (q, r), T(H)\nlet H = c/(1 + exp(-U))\n",
        "D(T, U[k, e])",
        "D(T, H)[k, e]*D(c/(1 + exp(-U[k, e])), U[k, e])",
    ),
    "a kink that is kept away from": (
        ENTRY,
        "where U: (q, r), T(H), U != 0\nlet H = relu(U)\n",
        "D(T, U[k, e])",
        "D(T, H)[k, e]*D(relu(U[k, e]), U[k, e])",
    ),
    "other indices, bound and free": (
        PRODUCT,
        "where W: (n2, n1), A: (n1, m)\n",
        "(W @ A)[u, e]",
        "sum(W[u, i]*A[i, e] for i in range(n1))",
    ),
    "a literal index, and expressions for arrays": (
        PRODUCT,
        "where W: (n, p), V: (p, n), A: (p, m)\n",
        "((W + V.T) @ A)[0, i]",
        "sum((W + V.T)[0, k]*A[k, i] for k in range(p))",
    ),
    "arrays that are turned over": (
        TURNED,
        "where dz: (n, 1), W: (n, p)\n",
        "(dz.T @ W).T",
        "W.T @ dz.T.T",
    ),
    "inside a sum": (
        CONSTANT,
        "where v: (p), Y: (n, m)\n",
        "sum(sum(Y[j, i]*v[k] for k in range(p)) for i in range(m))",
        "sum(Y[j, i]*sum(v[k] for k in range(p)) for i in range(m))",
    ),
    "a size that is also a number": (COUNT, "", "sum(x for i in range(3))", "3*x"),
    "conditions on all entries": (
        SHARES,
        "where q: (p), sum(q[k] for k in range(p)) == 1, q > 0\n",
        "log(q[k])*sum(q[i] for i in range(p))",
        "log(q[k])",
    ),
}

MISFITS = {
    "another definition": (
        WEIGHTS,
        "where W: (n, p), A: (p, m), T(Z)\nlet Z = W @ A\nlet J = T/m\n",
        "D(J, W)",
        "D(T, Z) @ A.T/m",
        "Z is W @ A + b there, and here Z is W @ A",
    ),
    "no definition": (
        INPUTS,
        "where W: (n, p), A: (p, m), Z: (n, m), T(Z)\n",
        "D(T, A)",
        "W.T @ D(T, Z)",
        "Z is W @ A + b there, and here Z has no definition",
    ),
    "weights that are used twice": (
        WEIGHTS,
        "where g: function, W: (n, n), X: (n, m), b: (n, 1), T(Z2)\n"
        "let A1 = g(W @ X)\nlet Z2 = W @ A1 + b\nlet J = T/m\n",
        "D(J, W)",
        "D(T, Z2) @ A1.T/m",
        "A stays fixed there when W moves, and here A1 moves with W",
    ),
    "a loss that sees the weights": (
        WEIGHTS,
        DECAY,
        "D(J, W2)",
        "D(T, Z2) @ A1.T/m",
        "T stays fixed there when W moves",
    ),
    "a number of axes": (
        "where x: (n)\n\n  sum(x) + sum(x)\n= 2*sum(x)\n",
        "where X: (n, m)\n",
        "sum(X) + sum(X)",
        "2*sum(X)",
        "x is (n,) there, and here X is (n, m)",
    ),
    "a size": (COUNT, "", "sum(x for i in range(p))", "q*x", "is no instance"),
    "two sizes for one": (
        "where S: (n, n)\n\n  sum(S.T)\n= sum(S)\n",
        "where B: (n, m)\n",
        "sum(B.T)",
        "sum(B)",
        "S is (n, n) there, and here B is (n, m)",
    ),
    "a number that need not be whole": (
        "where n in N\n\n  (-1)**(2*n)\n= 1\n",
        "",
        "(-1)**(2*t)",
        "1",
        "n is a whole number there, and here t need not be",
    ),
    "what depends on the index of the sum": (
        CONSTANT,
        "where x: (n), y: (n)\n",
        "sum(y[i]*x[i] for i in range(n))",
        "y[i]*sum(x[i] for i in range(n))",
        "is no instance",
    ),
    "a free index for a bound one": (
        PRODUCT,
        "where S: (n, n)\n",
        "(S @ S)[j, i]",
        "sum(S[j, k]*S[k, k] for k in range(n))",
        "is no instance",
    ),
    "two functions for one": (
        ENTRY,
        "where U: (q, r), T(H)\nlet H = tanh(U)\n",
        "D(T, U[k, e])",
        "D(T, H)[k, e]*D(sigma(U[k, e]), U[k, e])",
        "A is g(Z) there, and here H is tanh(U)",
    ),
    "a function that is not the same for each entry": (
        ENTRY,
        "where U: (q, r), V: (q, r), T(H)\nlet H = U*V\n",
        "D(T, U[k, e])",
        "D(T, H)[k, e]*D(U[k, e]*V[k, e], U[k, e])",
        "is no instance",
    ),
    "a kink": (
        ENTRY,
        "where U: (q, r), T(H)\nlet H = relu(U)\n",
        "D(T, U[k, e])",
        "D(T, H)[k, e]*D(relu(U[k, e]), U[k, e])",
        "known says here that",
    ),
    "a condition that is open": (
        SHARES,
        "where q: (p)\n",
        "2*sum(q[i] for i in range(p))",
        "2",
        "known needs sum(q[k] for k in range(p)) == 1, which is not proved here",
    ),
    "a condition that holds for one entry only": (
        SHARES,
        "where q: (p), sum(q[k] for k in range(p)) == 1\n",
        "q[k]*sum(q[i] for i in range(p))",
        "q[k]",
        "known needs q[k_] > 0, which is not proved here",
    ),
}


def said(theirs: str, ours: str, left: str, right: str) -> str | None:
    """Return what is said against citing ``theirs`` for ``left = right``, engines and all."""
    working = read_working(f"{ours}\n  {left}\n= {right}\n")
    known = results("known", read_working(theirs))
    heard = answer(Use(working.steps[0], working.declarations, known, 5.0))
    assert heard is None or isinstance(heard, str)
    return heard


@pytest.mark.parametrize("case", INSTANCES)
def test_an_instance_is_found(case: str) -> None:
    """Its conditions and the equation that it says here are proved by the engines."""
    assert said(*INSTANCES[case]) is None


@pytest.mark.parametrize("case", MISFITS)
def test_what_fails_to_match_is_named(case: str) -> None:
    """A near-miss gets one clear sentence."""
    *citing, expected = MISFITS[case]
    heard = said(*citing)
    assert heard is not None
    assert expected in heard


def test_the_instance_itself_is_judged() -> None:
    """A result that is wrong is of no use, however well it matches."""
    wrong = results("known", read_working("  sqrt(x**2)\n= x\n"))
    working = read_working("\n  sqrt(t**2) + 1\n= t + 1\n")
    court = Court(lambda *_: True, lambda left, right, _: "it needs t >= 0")
    assert objection(working.steps[0], working.declarations, wrong, court) == (
        "known says here that sqrt(t**2) = t, and that is not proved: it needs t >= 0"
    )
