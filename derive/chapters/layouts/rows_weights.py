"""Examples as rows: the weight gradient of Z = A_prev @ W + b."""

from derive import Derivation

derivation = Derivation(
    title="Examples as rows: dW = A_prev.T @ dZ/m",
    asks="In other libraries an example is a row and the layer is Z = A @ W + b. What is dW there?",
    claims="For `Z = A_prev @ W + b`, with one example in each row, the slope of the cost by the "
    "weight from unit `k` of the layer before to unit `j` is the entry in row `k` and column `j` "
    "of `A_prev.T @ dZ/m`.",
    working="""
        let   Z = A_prev @ W + b
        let   J = T/m
        let   dZ = D(T, Z)
        where A_prev: (m, n_prev), W: (n_prev, n), b: (1, n), Z: (m, n), dZ: (m, n), T(Z)

          D(J, W[k, j])
        = D(T/m, W[k, j])                                                                  by definition                    # The cost is the mean of the losses: their sum divided by `m`.
        = 1/m*D(T, W[k, j])                                                                by constant factor               # The number of examples does not move: `1/m` waits in front.
        = 1/m*sum(D(T, Z[i, u])*D(Z[i, u], W[k, j]) for i in range(m) for u in range(n))   by chain rule over several paths # A path through each entry of `Z`: `i` counts the examples, `u` the units.
        = 1/m*sum(dZ[i, u]*D(Z[i, u], W[k, j]) for i in range(m) for u in range(n))        by name an expression            # Call the slope of `T` by an entry of `Z` by its name.
        = 1/m*sum(dZ[i, u]*(A_prev[i, k]*delta(u, j)) for i in range(m) for u in range(n)) by result rows-slopes            # The sums of the weight's own unit answer with the input `A_prev[i, k]`, all others with 0.
        = 1/m*sum(dZ[i, j]*A_prev[i, k] for i in range(m))                                 by delta picks one term          # Of the sum over the units, only `u = j` is left. The sum over the examples stays: one weight serves all of them.
        = 1/m*sum(A_prev[i, k]*dZ[i, j] for i in range(m))                                 by reorder                       # Index `k`, the row of the weight, first.
        = 1/m*sum(A_prev.T[k, i]*dZ[i, j] for i in range(m))                               by transpose                     # The example `i` is to be the inner index of a matrix product, so `A_prev` has to be turned over.
        = 1/m*(A_prev.T @ dZ)[k, j]                                                        by write as a matrix product     # For every `k` and `j` at once.
        = (A_prev.T @ dZ/m)[k, j]                                                          by write as entries              # To divide a matrix by `m` is to divide each entry.
    """,
    place=3,
)
