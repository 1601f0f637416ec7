"""Examples as rows: the bias gradient of Z = A_prev @ W + b."""

from derive import Derivation

derivation = Derivation(
    title="Examples as rows: db sums along axis 0",
    asks="axis=0 or axis=1 for db?",
    claims="For `Z = A_prev @ W + b`, with one example in each row, the slope of the cost by the "
    "bias of unit `j` is the mean of column `j` of `dZ`: the sum goes along the axis of the "
    "examples.",
    working="""
        let   Z = A_prev @ W + b
        let   J = T/m
        let   dZ = D(T, Z)
        where A_prev: (m, n_prev), W: (n_prev, n), b: (1, n), Z: (m, n), dZ: (m, n), T(Z)

          D(J, b[0, j])
        = D(T/m, b[0, j])                                            by definition                    # The cost is the mean of the losses: their sum divided by `m`.
        = D(T, b[0, j])/m                                            by constant factor               # The number of examples does not move.
        = sum(D(T, Z[i, j])*D(Z[i, j], b[0, j]) for i in range(m))/m by chain rule over several paths # The same bias is added in every row, once for each example `i`.
        = sum(dZ[i, j]*D(Z[i, j], b[0, j]) for i in range(m))/m      by name an expression            # The first slopes have the name `dZ[i, j]`.
        = sum(dZ[i, j]*D(sum(A_prev[i, q]*W[q, j] for q in range(n_prev)) + b[0, j], b[0, j]) for i in range(m))/m by definition                    # What the entry of `Z` stands for.
        = sum(dZ[i, j] for i in range(m))/m                          by derivative of a line          # The bias is added as it is: slope 1.
        = sum(dZ, axis=0, keepdims=True)[0, j]/m                     by write as entries              # The sum down column `j`. Axis 0 is the axis of the examples here.
    """,
    place=2,
)
