"""The gradient of the biases of a layer."""

from derive import Derivation

derivation = Derivation(
    title="db = sum of the columns of dZ, over m",
    asks="Why is db a sum over the examples, and over which axis?",
    claims="For `Z = W @ A_prev + b` and any loss of `Z`, the slope of the cost `J = T/m` by the "
    "column `b` is the mean of the columns of `dZ`, the slope of `T`, the sum of the losses.",
    working="""
        where W: (n, n_prev), A_prev: (n_prev, m), b: (n, 1), T(Z)
        let   Z = W @ A_prev + b
        let   J = T/m
        let   dZ = D(T, Z)

          D(J, b[j, 0])
        = D(T/m, b[j, 0])                                                                by definition                    # The cost is the mean. The bias of one unit moves.
        = 1/m*D(T, b[j, 0])                                                              by constant factor               # The number of examples does not move: `1/m` waits in front.
        = 1/m*sum(D(T, Z[u, i])*D(Z[u, i], b[j, 0]) for u in range(n) for i in range(m)) by chain rule over several paths # A path through each entry of `Z`: `u` counts the units, `i` the examples.
        = 1/m*sum(dZ[u, i]*D(Z[u, i], b[j, 0]) for u in range(n) for i in range(m))      by name an expression            # Call the slope of `T` by an entry of `Z` by its name.
        = 1/m*sum(dZ[u, i]*delta(u, j) for u in range(n) for i in range(m))              by result slopes-of-a-layer      # The bias moves the sums of its own unit, one to one, in every example.
        = 1/m*sum(dZ[j, i] for i in range(m))                                            by delta picks one term          # Of the sum over the units, only `u = j` is left. The sum over the examples stays: `b` was copied to `m` columns, so all of them report back.
        = 1/m*sum(dZ, axis=1, keepdims=True)[j, 0]                                       by write as entries              # Row `j` of `dZ`, added up along axis 1, the axis of the examples.
        = (sum(dZ, axis=1, keepdims=True)/m)[j, 0]                                       by write as entries              # To divide a column by `m` is to divide each entry.

          D(J, b)
        = sum(dZ, axis=1, keepdims=True)/m                     by write as entries        # All entries agree. `keepdims` leaves the axis in place: the shape is `(n, 1)`, the shape of `b`.
    """,
    routes=("One bias", "The whole column"),
    notes=(
        "The same as a matrix product: `dZ` times a column of `m` ones. To copy a column is to "
        "multiply it by a row of ones; on the way back, that row is turned over.",
    ),
    place=3,
)
