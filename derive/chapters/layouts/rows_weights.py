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
        = D(T/m, W[k, j])                                            by definition                    # The cost is the mean of the losses: their sum divided by `m`.
        = D(T, W[k, j])/m                                            by constant factor               # The number of examples does not move.
        = sum(D(T, Z[i, j])*D(Z[i, j], W[k, j]) for i in range(m))/m by chain rule over several paths # The weight stands in unit `j`'s sum, once for each example `i`: these are the paths.
        = sum(dZ[i, j]*D(Z[i, j], W[k, j]) for i in range(m))/m      by name an expression            # The first slopes have the name `dZ[i, j]`.
        = sum(dZ[i, j]*D(sum(A_prev[i, q]*W[q, j] for q in range(n_prev)) + b[0, j], W[k, j]) for i in range(m))/m by definition                    # Row `i` of `A_prev` times column `j` of `W`, plus the bias of unit `j`.
        = sum(dZ[i, j]*A_prev[i, k] for i in range(m))/m             by derivative of a line          # In that sum the weight is multiplied by `A_prev[i, k]`.
        = sum(A_prev[i, k]*dZ[i, j] for i in range(m))/m             by reorder                       # Index `k`, the row of the weight, first.
        = sum(A_prev.T[k, i]*dZ[i, j] for i in range(m))/m           by transpose                     # The example `i` is to be the inner index of a matrix product, so `A_prev` has to be turned over.
        = (A_prev.T @ dZ)[k, j]/m                                    by write as a matrix product     # For every `k` and `j` at once.
    """,
    place=1,
)
