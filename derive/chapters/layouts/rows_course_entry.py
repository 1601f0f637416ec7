"""Examples as rows, weights as in the course: one entry of Z = A_prev @ W.T + b, written out."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="Rows with one row of weights for each unit: one entry of Z",
    asks="What is one number in A_prev W.T + b?",
    claims="With examples as rows and a row of weights for each unit, the sum of unit `u` for "
    "example `i` is the row of that example times the row of the unit's weights, plus its own bias.",
    working="""
        let   Z = A_prev @ W.T + b
        where A_prev: (m, n_prev), W: (n, n_prev), b: (1, n)

          Z[i, u]
        = (A_prev @ W.T + b)[i, u]                                     by definition                # Example `i` comes first now, unit `u` second.
        = (A_prev @ W.T)[i, u] + b[0, u]                               by broadcasting              # The row `b` is added to every row: unit `u` gets its own bias, the same for each example.
        = sum(A_prev[i, v]*W.T[v, u] for v in range(n_prev)) + b[0, u] by write as a matrix product # Row `i` of `A_prev` times column `u` of `W.T`; `v` counts the units of the layer before.
        = sum(A_prev[i, v]*W[u, v] for v in range(n_prev)) + b[0, u]   by transpose                 # Column `u` of `W.T` is row `u` of `W`: the weights of unit `u`.
    """,
    place=10,
)
