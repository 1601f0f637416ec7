"""For one example the Jacobian of z by a_prev is W."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="The Jacobian of a layer is W",
    asks="What is the Jacobian of z = W a + b?",
    claims="For one example, the table of the slopes of all entries of `z` by all entries of "
    "`a_prev` is `W` itself.",
    working="""
        where W: (n, n_prev), a_prev: (n_prev, 1), b: (n, 1)
        let   z = W @ a_prev + b

          D(z[u, 0], a_prev[k, 0])
        = D((W @ a_prev + b)[u, 0], a_prev[k, 0])                                     by definition                # Row `u`, column `k` of the Jacobian: how unit `u` answers to input `k`.
        = D((W @ a_prev)[u, 0] + b[u, 0], a_prev[k, 0])                               by write as entries          # Entry `u` of a sum of columns takes entry `u` of each.
        = D(sum(W[u, v]*a_prev[v, 0] for v in range(n_prev)) + b[u, 0], a_prev[k, 0]) by write as a matrix product # The product, written out: row `u` of `W` times the column `a_prev`.
        = D(sum(W[u, v]*a_prev[v, 0] for v in range(n_prev)), a_prev[k, 0]) + D(b[u, 0], a_prev[k, 0]) by sum rule                  # A sum is differentiated term by term.
        = D(sum(W[u, v]*a_prev[v, 0] for v in range(n_prev)), a_prev[k, 0])           by constant rule             # The bias stands still.
        = sum(D(W[u, v]*a_prev[v, 0], a_prev[k, 0]) for v in range(n_prev))           by derivative of a sum       # One term for each input.
        = sum(W[u, v]*D(a_prev[v, 0], a_prev[k, 0]) for v in range(n_prev))           by constant factor           # The weights stand still.
        = sum(W[u, v]*delta(v, k) for v in range(n_prev))                             by derivative of an entry    # Only input `k` moves.
        = W[u, k]                                                                     by delta picks one term      # So the Jacobian is `W` itself, not turned over: `n` rows, `n_prev` columns.
    """,
    place=4,
)
