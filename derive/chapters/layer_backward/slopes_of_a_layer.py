"""How one entry of Z answers to one weight, one bias and one input."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="How one entry of Z answers",
    asks="What is the derivative of Z by W, when both are matrices?",
    claims="One entry of `Z` is taken, and one entry of `W`, of `b` or of `A_prev` moves: the "
    "slope is the partner in the product where the indices meet, and 0 where they do not.",
    working="""
        where W: (n, n_prev), A_prev: (n_prev, m), b: (n, 1)
        let   Z = W @ A_prev + b

          D(Z[u, i], W[j, k])
        = D(sum(W[u, v]*A_prev[v, i] for v in range(n_prev)) + b[u, 0], W[j, k])             by result entry-of-a-layer # The entry, written out. One weight moves: from unit `k` before to unit `j` here.
        = D(sum(W[u, v]*A_prev[v, i] for v in range(n_prev)), W[j, k]) + D(b[u, 0], W[j, k]) by sum rule                # A sum is differentiated term by term.
        = D(sum(W[u, v]*A_prev[v, i] for v in range(n_prev)), W[j, k])                       by constant rule           # The biases stand still while a weight moves.
        = sum(D(W[u, v]*A_prev[v, i], W[j, k]) for v in range(n_prev))                       by derivative of a sum     # One term for each unit of the layer before.
        = sum(D(W[u, v], W[j, k])*A_prev[v, i] for v in range(n_prev))                       by constant factor         # The inputs stand still.
        = sum(delta(u, j)*delta(v, k)*A_prev[v, i] for v in range(n_prev))                   by derivative of an entry  # Of all weights only the one in row `j` and column `k` moves: both indices must agree.
        = delta(u, j)*A_prev[k, i]                                                           by delta picks one term    # Of the sum over `v`, only `v = k` is left. A weight moves the sums of its own unit `j` only.

          D(Z[u, i], b[j, 0])
        = D(sum(W[u, v]*A_prev[v, i] for v in range(n_prev)) + b[u, 0], b[j, 0])             by result entry-of-a-layer # The entry, written out. The bias of unit `j` moves.
        = D(sum(W[u, v]*A_prev[v, i] for v in range(n_prev)), b[j, 0]) + D(b[u, 0], b[j, 0]) by sum rule                # A sum is differentiated term by term.
        = D(b[u, 0], b[j, 0])                                                                by constant rule           # The sum of weights times inputs has no bias in it.
        = delta(u, j)                                                                        by derivative of an entry  # Of all biases only number `j` moves; whatever the example is, the slope is 1 or 0.

          D(Z[u, q], A_prev[k, i])
        = D(sum(W[u, v]*A_prev[v, q] for v in range(n_prev)) + b[u, 0], A_prev[k, i]) by result entry-of-a-layer   # The entry of unit `u` and example `q`, written out. What unit `k` before says of example `i` moves.
        = D(sum(W[u, v]*A_prev[v, q] for v in range(n_prev)), A_prev[k, i]) + D(b[u, 0], A_prev[k, i]) by sum rule                  # A sum is differentiated term by term.
        = D(sum(W[u, v]*A_prev[v, q] for v in range(n_prev)), A_prev[k, i])           by constant rule             # The biases stand still.
        = sum(D(W[u, v]*A_prev[v, q], A_prev[k, i]) for v in range(n_prev))           by derivative of a sum       # One term for each unit of the layer before.
        = sum(W[u, v]*D(A_prev[v, q], A_prev[k, i]) for v in range(n_prev))           by constant factor           # The weights stand still.
        = sum(W[u, v]*(delta(v, k)*delta(q, i)) for v in range(n_prev))               by derivative of an entry    # Only one entry moves: both its unit and its example must agree.
        = W[u, k]*delta(q, i)                                                         by delta picks one term      # Of the sum over `v`, only `v = k` is left. An entry moves the sums of its own example `i` only, and those of all units `u`.
    """,
    routes=("By a weight", "By a bias", "By an input"),
    notes=(
        "The last line has four indices. It is the object with four indices that people look "
        "for, the derivative of a matrix by a matrix: copies of `W`, one for each example, and "
        "zeros elsewhere.",
    ),
    place=1,
)
