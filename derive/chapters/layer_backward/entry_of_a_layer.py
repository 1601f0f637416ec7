"""One entry of Z, written out."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="One entry of Z",
    asks="What is one number in W A_prev + b?",
    claims="The sum of unit `u` for example `i` is the row of its weights times the column of "
    "that example, plus its own bias.",
    working="""
        where W: (n, n_prev), A_prev: (n_prev, m), b: (n, 1)
        let   Z = W @ A_prev + b

          Z[u, i]
        = (W @ A_prev + b)[u, i]                                     by definition                # Unit `u` of this layer, example `i`.
        = (W @ A_prev)[u, i] + b[u, 0]                               by broadcasting              # The column `b` is added to every column: unit `u` gets its own bias, the same for each example.
        = sum(W[u, v]*A_prev[v, i] for v in range(n_prev)) + b[u, 0] by write as a matrix product # The product, written out: row `u` of `W` times column `i` of `A_prev`; `v` counts the units of the layer before.
    """,
    place=1,
)
