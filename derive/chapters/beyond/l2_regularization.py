"""L2 regularization adds lam/m times the weights to dW, and nothing else changes."""

from derive import Derivation

derivation = Derivation(
    title="L2 regularization: dW + (lam/m)*W",
    asks="With L2 regularization, why does only dW change and not dA, dZ, db?",
    claims="The regularized cost `R` is the mean of the losses plus `lam/(2*m)` times the sum of "
    "the squared weights. Its slope by a weight is the old one plus `lam/m` times the weight; its "
    "slope by a bias is the old one, and so is its slope by `Z`, from where all messages start.",
    working="""
        let   Z = W @ A_prev + b
        let   J = T/m
        let   R = J + lam/(2*m)*sum(W[u, v]**2 for u in range(n) for v in range(n_prev))
        where W: (n, n_prev), A_prev: (n_prev, m), b: (n, 1), T(Z)

          D(R, W[j, k])
        = D(J + lam/(2*m)*sum(W[u, v]**2 for u in range(n) for v in range(n_prev)), W[j, k])             by definition          # The cost and the penalty: `u` and `v` run over all the weights.
        = D(J, W[j, k]) + D(lam/(2*m)*sum(W[u, v]**2 for u in range(n) for v in range(n_prev)), W[j, k]) by sum rule            # A sum is differentiated term by term.
        = D(J, W[j, k]) + lam/(2*m)*D(sum(W[u, v]**2 for u in range(n) for v in range(n_prev)), W[j, k]) by constant factor     # The strength and the number of examples do not move.
        = D(J, W[j, k]) + lam/(2*m)*sum(D(W[u, v]**2, W[j, k]) for u in range(n) for v in range(n_prev)) by derivative of a sum # Term by term, for every weight.
        = D(J, W[j, k]) + lam/(2*m)*D(W[j, k]**2, W[j, k])                                               by constant rule       # Only the square with `u = j` and `v = k` moves; the others are constants, with slope 0.
        = D(J, W[j, k]) + lam/(2*m)*(2*W[j, k])                                                          by power rule          # The power 2 comes down.
        = D(J, W[j, k]) + lam/m*W[j, k]                                                                  by cancel factors      # The 2 cancels: that is what it stands below for.

          D(R, b[j, 0])
        = D(J + lam/(2*m)*sum(W[u, v]**2 for u in range(n) for v in range(n_prev)), b[j, 0])             by definition    # The same cost.
        = D(J, b[j, 0]) + D(lam/(2*m)*sum(W[u, v]**2 for u in range(n) for v in range(n_prev)), b[j, 0]) by sum rule      # Term by term.
        = D(J, b[j, 0])                                                                                  by constant rule # The penalty holds no bias, so it does not move.

          D(R, Z[j, i])
        = D(J + lam/(2*m)*sum(W[u, v]**2 for u in range(n) for v in range(n_prev)), Z[j, i])             by definition    # The same cost, now as a function of `Z`.
        = D(J, Z[j, i]) + D(lam/(2*m)*sum(W[u, v]**2 for u in range(n) for v in range(n_prev)), Z[j, i]) by sum rule      # Term by term.
        = D(J, Z[j, i])                                                                                  by constant rule # The penalty holds weights, and they do not depend on `Z`.
    """,
    routes=("A weight", "A bias", "An error"),
    notes=(
        "The penalty depends on `W` directly, not through `Z`. So `dZ`, `dA` and everything that is "
        "passed back stay as they were.",
    ),
    place=10,
)
