"""Rows and rows: how one entry of Z = A_prev @ W.T + b answers to a weight, a bias, an input."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="Rows with one row of weights for each unit: how one entry of Z answers",
    asks="With Z = A @ W.T + b, what is the slope of one entry of Z by one weight, one bias or one "
    "input?",
    claims="The slope is the partner in the product where the indices meet, and 0 where they do "
    "not: a weight and a bias move their own unit only, an input moves its own example only.",
    working="""
        let   Z = A_prev @ W.T + b
        where A_prev: (m, n_prev), W: (n, n_prev), b: (1, n)

          D(Z[i, u], W[j, k])
        = D(sum(A_prev[i, v]*W[u, v] for v in range(n_prev)) + b[0, u], W[j, k])             by result rows-course-entry # The entry, written out. One weight moves: from unit `k` before to unit `j` here.
        = D(sum(A_prev[i, v]*W[u, v] for v in range(n_prev)), W[j, k]) + D(b[0, u], W[j, k]) by sum rule                 # A sum is differentiated term by term.
        = D(sum(A_prev[i, v]*W[u, v] for v in range(n_prev)), W[j, k])                       by constant rule            # The biases stand still while a weight moves.
        = sum(D(A_prev[i, v]*W[u, v], W[j, k]) for v in range(n_prev))                       by derivative of a sum      # One term for each unit of the layer before.
        = sum(A_prev[i, v]*D(W[u, v], W[j, k]) for v in range(n_prev))                       by constant factor          # The inputs stand still.
        = sum(A_prev[i, v]*(delta(u, j)*delta(v, k)) for v in range(n_prev))                 by derivative of an entry   # Of all weights only the one in row `j` and column `k` moves: both indices must agree.
        = A_prev[i, k]*delta(u, j)                                                           by delta picks one term     # Of the sum over `v`, only `v = k` is left. A weight moves the sums of its own unit `j` only.

          D(Z[i, u], b[0, j])
        = D(sum(A_prev[i, v]*W[u, v] for v in range(n_prev)) + b[0, u], b[0, j])             by result rows-course-entry # The entry, written out. The bias of unit `j` moves.
        = D(sum(A_prev[i, v]*W[u, v] for v in range(n_prev)), b[0, j]) + D(b[0, u], b[0, j]) by sum rule                 # A sum is differentiated term by term.
        = D(b[0, u], b[0, j])                                                                by constant rule            # The sum of inputs times weights has no bias in it.
        = delta(u, j)                                                                        by derivative of an entry   # Of all biases only number `j` moves; whatever the example is, the slope is 1 or 0.

          D(Z[q, u], A_prev[i, k])
        = D(sum(A_prev[q, v]*W[u, v] for v in range(n_prev)) + b[0, u], A_prev[i, k])                  by result rows-course-entry # The entry of example `q` and unit `u`, written out. What unit `k` before says of example `i` moves.
        = D(sum(A_prev[q, v]*W[u, v] for v in range(n_prev)), A_prev[i, k]) + D(b[0, u], A_prev[i, k]) by sum rule                 # A sum is differentiated term by term.
        = D(sum(A_prev[q, v]*W[u, v] for v in range(n_prev)), A_prev[i, k])                            by constant rule            # The biases stand still.
        = sum(D(A_prev[q, v]*W[u, v], A_prev[i, k]) for v in range(n_prev))                            by derivative of a sum      # One term for each unit of the layer before.
        = sum(D(A_prev[q, v], A_prev[i, k])*W[u, v] for v in range(n_prev))                            by constant factor          # The weights stand still.
        = sum(delta(q, i)*delta(v, k)*W[u, v] for v in range(n_prev))                                  by derivative of an entry   # Only one entry moves: both its example and its unit must agree.
        = delta(q, i)*W[u, k]                                                                          by delta picks one term     # Of the sum over `v`, only `v = k` is left. An entry moves the sums of its own example `i` only, and those of all units `u`.
    """,
    routes=("By a weight", "By a bias", "By an input"),
    place=11,
)
