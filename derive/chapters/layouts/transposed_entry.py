"""Weights stored transposed: one entry of Z = W.T @ A_prev + b, written out."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="Weights transposed: one entry of Z",
    asks="What is one number in W.T A_prev + b?",
    claims="With the weights of each unit in a column, the sum of unit `u` for example `i` is that "
    "column times the column of the example, plus its own bias.",
    working="""
        let   Z = W.T @ A_prev + b
        where A_prev: (n_prev, m), W: (n_prev, n), b: (n, 1)

          Z[u, i]
        = (W.T @ A_prev + b)[u, i]                                     by definition                # Unit `u` of this layer, example `i`.
        = (W.T @ A_prev)[u, i] + b[u, 0]                               by broadcasting              # The column `b` is added to every column: unit `u` gets its own bias, the same for each example.
        = sum(W.T[u, v]*A_prev[v, i] for v in range(n_prev)) + b[u, 0] by write as a matrix product # Row `u` of `W.T` times column `i` of `A_prev`; `v` counts the units of the layer before.
        = sum(W[v, u]*A_prev[v, i] for v in range(n_prev)) + b[u, 0]   by transpose                 # Row `u` of `W.T` is column `u` of `W`: the weights of unit `u`.
    """,
    place=6,
)
