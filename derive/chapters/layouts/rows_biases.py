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
        = D(T/m, b[0, j])                                                                by definition                    # The cost is the mean of the losses: their sum divided by `m`.
        = 1/m*D(T, b[0, j])                                                              by constant factor               # The number of examples does not move: `1/m` waits in front.
        = 1/m*sum(D(T, Z[i, u])*D(Z[i, u], b[0, j]) for i in range(m) for u in range(n)) by chain rule over several paths # A path through each entry of `Z`: `i` counts the examples, `u` the units.
        = 1/m*sum(dZ[i, u]*D(Z[i, u], b[0, j]) for i in range(m) for u in range(n))      by name an expression            # Call the slope of `T` by an entry of `Z` by its name.
        = 1/m*sum(dZ[i, u]*delta(u, j) for i in range(m) for u in range(n))              by result rows-slopes            # The bias moves the sums of its own unit, one to one, in every example.
        = 1/m*sum(dZ[i, j] for i in range(m))                                            by delta picks one term          # Of the sum over the units, only `u = j` is left. The sum over the examples stays: the bias was copied to all of them.
        = 1/m*sum(dZ, axis=0, keepdims=True)[0, j]                                       by write as entries              # The sum down column `j`. Axis 0 is the axis of the examples here.
        = (sum(dZ, axis=0, keepdims=True)/m)[0, j]                                       by write as entries              # To divide a row by `m` is to divide each entry.
    """,
    place=4,
)
