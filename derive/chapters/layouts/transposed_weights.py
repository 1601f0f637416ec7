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
        = D(T/m, W[k, j])                                                                  by definition                    # The cost is the mean of the losses: their sum divided by `m`.
        = 1/m*D(T, W[k, j])                                                                by constant factor               # The number of examples does not move: `1/m` waits in front.
        = 1/m*sum(D(T, Z[u, i])*D(Z[u, i], W[k, j]) for u in range(n) for i in range(m))   by chain rule over several paths # A path through each entry of `Z`: `u` counts the units, `i` the examples.
        = 1/m*sum(dZ[u, i]*D(Z[u, i], W[k, j]) for u in range(n) for i in range(m))        by name an expression            # Call the slope of `T` by an entry of `Z` by its name.
        = 1/m*sum(dZ[u, i]*(delta(u, j)*A_prev[k, i]) for u in range(n) for i in range(m)) by result transposed-slopes      # The sums of the weight's own unit answer with the input `A_prev[k, i]`, all others with 0.
        = 1/m*sum(dZ[j, i]*A_prev[k, i] for i in range(m))                                 by delta picks one term          # Of the sum over the units, only `u = j` is left. The sum over the examples stays: one weight serves all of them.
        = 1/m*sum(A_prev[k, i]*dZ[j, i] for i in range(m))                                 by reorder                       # Index `k`, the row of the weight, first.
        = 1/m*sum(A_prev[k, i]*dZ.T[i, j] for i in range(m))                               by transpose                     # Now `dZ` has to be turned over, so that the example `i` is the inner index.
        = 1/m*(A_prev @ dZ.T)[k, j]                                                        by write as a matrix product     # With one unit this is the logistic regression's gradient, in the shape of its column `w`.
        = (A_prev @ dZ.T/m)[k, j]                                                          by write as entries              # To divide a matrix by `m` is to divide each entry.
    """,
    place=8,
)
