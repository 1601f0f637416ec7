"""Examples as rows: one entry of Z = A_prev @ W + b, written out."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="Examples as rows: one entry of Z",
    asks="What is one number in A_prev W + b?",
    claims="With one example in each row, the sum of unit `u` for example `i` is the row of that "
    "example times the column of the unit's weights, plus its own bias.",
    working="""
        let   Z = A_prev @ W + b
        where A_prev: (m, n_prev), W: (n_prev, n), b: (1, n)

          Z[i, u]
        = (A_prev @ W + b)[i, u]                                     by definition                # Example `i` comes first now, unit `u` second.
        = (A_prev @ W)[i, u] + b[0, u]                               by broadcasting              # The row `b` is added to every row: unit `u` gets its own bias, the same for each example.
        = sum(A_prev[i, v]*W[v, u] for v in range(n_prev)) + b[0, u] by write as a matrix product # Row `i` of `A_prev` times column `u` of `W`; `v` counts the units of the layer before.
    """,
    place=1,
)
