"""Equal hidden units get equal errors."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="Equal hidden units: equal sums, equal errors",
    asks="When all hidden units start alike, is one of them ever told something else than another?",
    claims="When all rows of `W1` are equal, all entries of `b1`, and all columns of `W2`, then the "
    "same sum enters every hidden unit, and the slope of the sum `T` of the losses by it does not "
    "depend on the unit either. `k` and `h` are any two of the units.",
    working="""
        where g1: function
        let   W1 = ones((n1, 1)) @ u
        let   b1 = c*ones((n1, 1))
        let   W2 = v @ ones((1, n1))
        let   Z1 = W1 @ X + b1
        let   A1 = g1(Z1)
        let   Z2 = W2 @ A1 + b2
        let   J = T/m
        where X: (n0, m), u: (1, n0), v: (n2, 1), b2: (n2, 1), T(Z2)
        where W1: (n1, n0), b1: (n1, 1), W2: (n2, n1), Z1: (n1, m), A1: (n1, m), Z2: (n2, m)

          Z1[k, i]
        = sum(W1[k, p]*X[p, i] for p in range(n0)) + b1[k, 0] by definition           # What enters hidden unit `k`.
        = sum(u[0, p]*X[p, i] for p in range(n0)) + c         by definition           # Every row of `W1` is `u`, and every bias is `c`: nothing is left that depends on `k`.
        = sum(W1[h, p]*X[p, i] for p in range(n0)) + b1[h, 0] by name an expression   # Row `h` is `u`, too, and its bias is `c`.
        = Z1[h, i]                                            by name an expression   # What enters hidden unit `h`.

          D(T, Z1[k, i])
        = D(T, A1[k, i])*D(g1(Z1[k, i]), Z1[k, i])                                  by result through-an-activation     # The message to the unit's activation, times the slope.
        = (W2.T @ D(T, Z2))[k, i]*D(g1(Z1[k, i]), Z1[k, i])                         by result input-gradient-of-a-layer # The message comes through the output weights.
        = sum(W2[j, k]*D(T, Z2[j, i]) for j in range(n2))*D(g1(Z1[k, i]), Z1[k, i]) by write as a matrix product        # The product, written out: it comes through column `k`.
        = sum(v[j, 0]*D(T, Z2[j, i]) for j in range(n2))*D(g1(Z1[k, i]), Z1[k, i])  by definition                       # Every column of `W2` is `v`.
        = sum(v[j, 0]*D(T, Z2[j, i]) for j in range(n2))*D(g1(Z1[h, i]), Z1[h, i])  by shown above                      # `Z1[k, i]` and `Z1[h, i]` stand for the same number, so the slope is that of any other unit `h`. Nothing is left that depends on `k`.
    """,
    routes=("What enters", "The error"),
    place=17,
)
