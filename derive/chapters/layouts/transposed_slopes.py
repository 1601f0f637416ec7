"""Weights stored transposed: how one entry of Z = W.T @ A_prev + b answers."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="Weights transposed: how one entry of Z answers",
    asks="With Z = W.T @ A + b, what is the slope of one entry of Z by one weight, one bias or one "
    "input?",
    claims="The slope is the partner in the product where the indices meet, and 0 where they do "
    "not: a weight and a bias move their own unit only, an input moves its own example only.",
    working="""
        let   Z = W.T @ A_prev + b
        where A_prev: (n_prev, m), W: (n_prev, n), b: (n, 1)

          D(Z[u, i], W[k, j])
        = D(sum(W[v, u]*A_prev[v, i] for v in range(n_prev)) + b[u, 0], W[k, j])             by result transposed-entry # The entry, written out. One weight moves: from unit `k` before to unit `j` here.
        = D(sum(W[v, u]*A_prev[v, i] for v in range(n_prev)), W[k, j]) + D(b[u, 0], W[k, j]) by sum rule                # A sum is differentiated term by term.
        = D(sum(W[v, u]*A_prev[v, i] for v in range(n_prev)), W[k, j])                       by constant rule           # The biases stand still while a weight moves.
        = sum(D(W[v, u]*A_prev[v, i], W[k, j]) for v in range(n_prev))                       by derivative of a sum     # One term for each unit of the layer before.
        = sum(D(W[v, u], W[k, j])*A_prev[v, i] for v in range(n_prev))                       by constant factor         # The inputs stand still.
        = sum(delta(v, k)*delta(u, j)*A_prev[v, i] for v in range(n_prev))                   by derivative of an entry  # Of all weights only the one in row `k` and column `j` moves: both indices must agree.
        = delta(u, j)*A_prev[k, i]                                                           by delta picks one term    # Of the sum over `v`, only `v = k` is left. A weight moves the sums of its own unit `j` only.

          D(Z[u, i], b[j, 0])
        = D(sum(W[v, u]*A_prev[v, i] for v in range(n_prev)) + b[u, 0], b[j, 0])             by result transposed-entry # The entry, written out. The bias of unit `j` moves.
        = D(sum(W[v, u]*A_prev[v, i] for v in range(n_prev)), b[j, 0]) + D(b[u, 0], b[j, 0]) by sum rule                # A sum is differentiated term by term.
        = D(b[u, 0], b[j, 0])                                                                by constant rule           # The sum of weights times inputs has no bias in it.
        = delta(u, j)                                                                        by derivative of an entry  # Of all biases only number `j` moves; whatever the example is, the slope is 1 or 0.

          D(Z[u, q], A_prev[k, i])
        = D(sum(W[v, u]*A_prev[v, q] for v in range(n_prev)) + b[u, 0], A_prev[k, i])                  by result transposed-entry # The entry of unit `u` and example `q`, written out. What unit `k` before says of example `i` moves.
        = D(sum(W[v, u]*A_prev[v, q] for v in range(n_prev)), A_prev[k, i]) + D(b[u, 0], A_prev[k, i]) by sum rule                # A sum is differentiated term by term.
        = D(sum(W[v, u]*A_prev[v, q] for v in range(n_prev)), A_prev[k, i])                            by constant rule           # The biases stand still.
        = sum(D(W[v, u]*A_prev[v, q], A_prev[k, i]) for v in range(n_prev))                            by derivative of a sum     # One term for each unit of the layer before.
        = sum(W[v, u]*D(A_prev[v, q], A_prev[k, i]) for v in range(n_prev))                            by constant factor         # The weights stand still.
        = sum(W[v, u]*(delta(v, k)*delta(q, i)) for v in range(n_prev))                                by derivative of an entry  # Only one entry moves: both its unit and its example must agree.
        = W[k, u]*delta(q, i)                                                                          by delta picks one term    # Of the sum over `v`, only `v = k` is left. An entry moves the sums of its own example `i` only, and those of all units `u`.
    """,
    routes=("By a weight", "By a bias", "By an input"),
    place=7,
)
