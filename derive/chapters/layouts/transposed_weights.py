"""Weights stored transposed: the weight gradient of Z = W.T @ A_prev + b."""

from derive import Derivation

derivation = Derivation(
    title="Weights transposed: dW = A_prev @ dZ.T/m",
    asks="With weights stored as (n_prev, n) and Z = W.T A + b, the formula dW = (1/m) dZ A_prev^T "
    "has the wrong shape. Which is right?",
    claims="For `Z = W.T @ A_prev + b`, where each unit has its weights in a column, the slope of "
    "the cost by `W[k, j]` is the entry in row `k` and column `j` of `A_prev @ dZ.T/m`, which has "
    "the shape of `W`.",
    working="""
        let   Z = W.T @ A_prev + b
        let   J = T/m
        let   dZ = D(T, Z)
        where A_prev: (n_prev, m), W: (n_prev, n), b: (n, 1), Z: (n, m), dZ: (n, m), T(Z)

          D(J, W[k, j])
        = D(T/m, W[k, j])                                            by definition                    # The cost is the mean of the losses: their sum divided by `m`.
        = D(T, W[k, j])/m                                            by constant factor               # The number of examples does not move.
        = sum(D(T, Z[j, i])*D(Z[j, i], W[k, j]) for i in range(m))/m by chain rule over several paths # The weight works for unit `j`, once for each example `i`.
        = sum(dZ[j, i]*D(Z[j, i], W[k, j]) for i in range(m))/m      by name an expression            # The first slopes have the name `dZ[j, i]`.
        = sum(dZ[j, i]*D(sum(W[q, j]*A_prev[q, i] for q in range(n_prev)) + b[j, 0], W[k, j]) for i in range(m))/m by definition                    # Column `j` of `W` times column `i` of `A_prev`, plus the bias.
        = sum(dZ[j, i]*A_prev[k, i] for i in range(m))/m             by derivative of a line          # In that sum the weight is multiplied by `A_prev[k, i]`.
        = sum(A_prev[k, i]*dZ[j, i] for i in range(m))/m             by reorder                       # Index `k`, the row of the weight, first.
        = sum(A_prev[k, i]*dZ.T[i, j] for i in range(m))/m           by transpose                     # Now `dZ` has to be turned over, so that the example `i` is the inner index.
        = (A_prev @ dZ.T)[k, j]/m                                    by write as a matrix product     # With one unit this is the logistic regression's gradient, in the shape of its column `w`.
    """,
    place=4,
)
