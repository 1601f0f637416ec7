"""The gradient of the weights of a layer."""

from derive import Derivation

derivation = Derivation(
    title="dW = dZ @ A_prev.T/m",
    asks="Why is A transposed in dW, and where does the sum over the examples go?",
    claims="For `Z = W @ A_prev + b` and any loss of `Z`, the slope of the cost `J = T/m` by `W` "
    "is `dZ @ A_prev.T/m`, where `dZ` is the slope of `T`, the sum of the losses.",
    working="""
        where W: (n, n_prev), A_prev: (n_prev, m), b: (n, 1), T(Z)
        let   Z = W @ A_prev + b
        let   J = T/m
        let   dZ = D(T, Z)

          D(J, W[j, k])
        = D(T/m, W[j, k])                                                                  by definition                    # The cost is the mean. One weight moves: from unit `k` of the layer before to unit `j` of this one.
        = 1/m*D(T, W[j, k])                                                                by constant factor               # The number of examples does not move: `1/m` waits in front.
        = 1/m*sum(D(T, Z[u, i])*D(Z[u, i], W[j, k]) for u in range(n) for i in range(m))   by chain rule over several paths # The weight might move any entry of `Z`, so there is a path through each: `u` counts the units, `i` the examples.
        = 1/m*sum(dZ[u, i]*D(Z[u, i], W[j, k]) for u in range(n) for i in range(m))        by name an expression            # Call the slope of `T` by an entry of `Z` by its name.
        = 1/m*sum(dZ[u, i]*(delta(u, j)*A_prev[k, i]) for u in range(n) for i in range(m)) by result slopes-of-a-layer      # The weight moves the sums of its own unit only, each by the input that it multiplies.
        = 1/m*sum(dZ[j, i]*A_prev[k, i] for i in range(m))                                 by delta picks one term          # Of the sum over the units, only `u = j` is left. The sum over the examples stays: one weight serves all of them.
        = 1/m*sum(dZ[j, i]*A_prev.T[i, k] for i in range(m))                               by transpose                     # The shared index `i` is second in both factors. Turn the right one over, so that `i` comes first there: hence the transpose.
        = 1/m*(dZ @ A_prev.T)[j, k]                                                        by write as a matrix product     # Now `i` is last on the left and first on the right, and the product does the sum over the examples.
        = (dZ @ A_prev.T/m)[j, k]                                                          by write as entries              # To divide a matrix by `m` is to divide each entry.

          D(J, W)
        = dZ @ A_prev.T/m                                      by write as entries        # All entries agree. The shapes: `(n, m)` times `(m, n_prev)` is `(n, n_prev)`, the shape of `W`.
    """,
    routes=("One weight", "The whole matrix"),
    place=2,
)
