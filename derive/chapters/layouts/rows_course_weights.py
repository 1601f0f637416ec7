"""Examples as rows, weights as in the course: all three gradients of Z = A_prev @ W.T + b."""

from derive import Derivation

derivation = Derivation(
    title="Rows with one row of weights for each unit",
    asks="PyTorch's linear layer computes Z = A @ W.T + b. What are the gradients in that layout?",
    claims="For `Z = A_prev @ W.T + b`, with examples as rows and a row of weights for each unit, "
    "`dW`, the slope of the cost, is `dZ.T @ A_prev/m`, and `dA_prev`, the slope of the sum of the "
    "losses, is `dZ @ W`; `db` sums along axis 0.",
    working="""
        let   Z = A_prev @ W.T + b
        let   J = T/m
        let   dZ = D(T, Z)
        where A_prev: (m, n_prev), W: (n, n_prev), b: (1, n), Z: (m, n), dZ: (m, n), T(Z)

          D(J, W[j, k])
        = D(T/m, W[j, k])                                            by definition                    # The cost is the mean of the losses: their sum divided by `m`.
        = D(T, W[j, k])/m                                            by constant factor               # The number of examples does not move.
        = sum(D(T, Z[i, j])*D(Z[i, j], W[j, k]) for i in range(m))/m by chain rule over several paths # The weight works for unit `j`, once for each example `i`.
        = sum(dZ[i, j]*D(Z[i, j], W[j, k]) for i in range(m))/m      by name an expression            # The first slopes have the name `dZ[i, j]`.
        = sum(dZ[i, j]*D(sum(A_prev[i, q]*W[j, q] for q in range(n_prev)) + b[0, j], W[j, k]) for i in range(m))/m by definition                    # Row `i` of `A_prev` times row `j` of `W`, plus the bias.
        = sum(dZ[i, j]*A_prev[i, k] for i in range(m))/m             by derivative of a line          # In that sum the weight is multiplied by `A_prev[i, k]`.
        = sum(dZ.T[j, i]*A_prev[i, k] for i in range(m))/m           by transpose                     # The example `i` is to be the inner index, so `dZ` has to be turned over.
        = (dZ.T @ A_prev)[j, k]/m                                    by write as a matrix product     # For every `j` and `k` at once, in the shape of `W`.

          D(J, b[0, j])
        = D(T/m, b[0, j])                                            by definition                    # The cost is the mean of the losses: their sum divided by `m`.
        = D(T, b[0, j])/m                                            by constant factor               # The number of examples does not move.
        = sum(D(T, Z[i, j])*D(Z[i, j], b[0, j]) for i in range(m))/m by chain rule over several paths # The bias is added in every row.
        = sum(dZ[i, j]*D(Z[i, j], b[0, j]) for i in range(m))/m      by name an expression            # The first slopes have the name `dZ[i, j]`.
        = sum(dZ[i, j]*D(sum(A_prev[i, q]*W[j, q] for q in range(n_prev)) + b[0, j], b[0, j]) for i in range(m))/m by definition                    # What the entry of `Z` stands for.
        = sum(dZ[i, j] for i in range(m))/m                          by derivative of a line          # Slope 1.
        = sum(dZ, axis=0, keepdims=True)[0, j]/m                     by write as entries              # The sum down column `j`.

          D(T, A_prev[i, k])
        = sum(D(T, Z[i, j])*D(Z[i, j], A_prev[i, k]) for j in range(n)) by chain rule over several paths # The activation feeds every unit `j`, for its own example only.
        = sum(dZ[i, j]*D(Z[i, j], A_prev[i, k]) for j in range(n))      by name an expression            # The first slopes have the name `dZ[i, j]`.
        = sum(dZ[i, j]*D(sum(A_prev[i, q]*W[j, q] for q in range(n_prev)) + b[0, j], A_prev[i, k]) for j in range(n)) by definition                    # What the entry of `Z` stands for.
        = sum(dZ[i, j]*W[j, k] for j in range(n))                       by derivative of a line          # In that sum the activation is multiplied by `W[j, k]`.
        = (dZ @ W)[i, k]                                                by write as a matrix product     # The unit `j` is the inner index already.
    """,
    routes=("The weights", "The biases", "The inputs"),
    place=6,
)
