"""Weights stored transposed: the input gradient of Z = W.T @ A_prev + b."""

from derive import Derivation

derivation = Derivation(
    title="Weights transposed: dA_prev = W @ dZ, with no transpose",
    asks="Is there a layout in which dA_prev needs no transpose?",
    claims="For `Z = W.T @ A_prev + b`, the slope of the sum of the losses by `A_prev` is `W @ "
    "dZ`: forward the matrix is turned over, backward it is not. The biases do not notice: their "
    "gradient is that of the course.",
    working="""
        let   Z = W.T @ A_prev + b
        let   J = T/m
        let   dZ = D(T, Z)
        where A_prev: (n_prev, m), W: (n_prev, n), b: (n, 1), Z: (n, m), dZ: (n, m), T(Z)

          D(T, A_prev[k, i])
        = sum(D(T, Z[j, i])*D(Z[j, i], A_prev[k, i]) for j in range(n)) by chain rule over several paths # The activation feeds every unit `j`, for its own example only.
        = sum(dZ[j, i]*D(Z[j, i], A_prev[k, i]) for j in range(n))      by name an expression            # The first slopes have the name `dZ[j, i]`.
        = sum(dZ[j, i]*D(sum(W[q, j]*A_prev[q, i] for q in range(n_prev)) + b[j, 0], A_prev[k, i]) for j in range(n)) by definition                    # What the entry of `Z` stands for.
        = sum(dZ[j, i]*W[k, j] for j in range(n))                       by derivative of a line          # In that sum the activation is multiplied by `W[k, j]`.
        = sum(W[k, j]*dZ[j, i] for j in range(n))                       by reorder                       # The weight in front: the unit `j` is the inner index already.
        = (W @ dZ)[k, i]                                                by write as a matrix product     # Nothing has to be turned over.

          D(J, b[j, 0])
        = D(T/m, b[j, 0])                                            by definition                    # The cost is the mean of the losses: their sum divided by `m`.
        = D(T, b[j, 0])/m                                            by constant factor               # The number of examples does not move.
        = sum(D(T, Z[j, i])*D(Z[j, i], b[j, 0]) for i in range(m))/m by chain rule over several paths # The bias is added for each example `i`.
        = sum(dZ[j, i]*D(Z[j, i], b[j, 0]) for i in range(m))/m      by name an expression            # The first slopes have the name `dZ[j, i]`.
        = sum(dZ[j, i]*D(sum(W[q, j]*A_prev[q, i] for q in range(n_prev)) + b[j, 0], b[j, 0]) for i in range(m))/m by definition                    # What the entry of `Z` stands for.
        = sum(dZ[j, i] for i in range(m))/m                          by derivative of a line          # Slope 1.
        = sum(dZ, axis=1, keepdims=True)[j, 0]/m                     by write as entries              # The examples are columns, so the sum goes along axis 1.
    """,
    routes=("The inputs", "The biases"),
    place=5,
)
