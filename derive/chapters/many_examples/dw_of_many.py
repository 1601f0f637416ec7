"""The gradient of the weights of one neuron."""

from derive import Derivation

derivation = Derivation(
    title="dw = X @ dZ.T/m",
    asks="Why is it X times dZ transposed, and where does 1/m come from?",
    claims="For any loss of the sums `Z` of one neuron, the slope of the cost `J = T/m` by the "
    "column `w` is `X @ dZ.T/m`, where `dZ` is the slope of `T`, the sum of the losses; with the "
    "sigmoid and the cross-entropy it is `A - Y`.",
    working="""
        where w: (n_x, 1), X: (n_x, m), T(Z)
        let   Z = w.T @ X + b
        let   J = T/m
        let   dZ = D(T, Z)

          D(J, w[k, 0])
        = D(T/m, w[k, 0])                                              by definition                    # The cost is the mean: the sum of the losses over their number.
        = 1/m*D(T, w[k, 0])                                            by constant factor               # The number of examples does not move: `1/m` waits in front.
        = 1/m*sum(D(T, Z[0, i])*D(Z[0, i], w[k, 0]) for i in range(m)) by chain rule over several paths # One weight has a part in the sums of all `m` examples: `m` paths, which add up.
        = 1/m*sum(dZ[0, i]*D(Z[0, i], w[k, 0]) for i in range(m))      by name an expression            # Call the slope of `T` by entry `i` of `Z` by its name.
        = 1/m*sum(dZ[0, i]*X[k, i] for i in range(m))                  by result sums-of-one-neuron     # The sum of example `i` answers to this weight with the input, `X[k, i]`.
        = 1/m*sum(X[k, i]*dZ[0, i] for i in range(m))                  by reorder                       # Put the input in front.
        = 1/m*sum(X[k, i]*dZ.T[i, 0] for i in range(m))                by transpose                     # The shared index `i` is second in both factors. Turn the right one over, so that `i` comes first there.
        = 1/m*(X @ dZ.T)[k, 0]                                         by write as a matrix product     # Now `i` is last on the left and first on the right: row `k` of `X` times a column.
        = (X @ dZ.T/m)[k, 0]                                           by write as entries              # To divide a matrix by `m` is to divide each entry.

          D(J, w)
        = X @ dZ.T/m                                           by write as entries        # All `n_x` entries agree. The shapes: `(n_x, m)` times `(m, 1)` is `(n_x, 1)`, the shape of `w`.
    """,
    routes=("One weight", "The whole column"),
    place=3,
)
