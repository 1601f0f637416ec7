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
        = D(T/m, W[j, k])                                                                  by definition                    # The cost is the mean of the losses: their sum divided by `m`.
        = 1/m*D(T, W[j, k])                                                                by constant factor               # The number of examples does not move: `1/m` waits in front.
        = 1/m*sum(D(T, Z[i, u])*D(Z[i, u], W[j, k]) for i in range(m) for u in range(n))   by chain rule over several paths # A path through each entry of `Z`: `i` counts the examples, `u` the units.
        = 1/m*sum(dZ[i, u]*D(Z[i, u], W[j, k]) for i in range(m) for u in range(n))        by name an expression            # Call the slope of `T` by an entry of `Z` by its name.
        = 1/m*sum(dZ[i, u]*(A_prev[i, k]*delta(u, j)) for i in range(m) for u in range(n)) by result rows-course-slopes     # The sums of the weight's own unit answer with the input `A_prev[i, k]`, all others with 0.
        = 1/m*sum(dZ[i, j]*A_prev[i, k] for i in range(m))                                 by delta picks one term          # Of the sum over the units, only `u = j` is left. The sum over the examples stays: one weight serves all of them.
        = 1/m*sum(dZ.T[j, i]*A_prev[i, k] for i in range(m))                               by transpose                     # The example `i` is to be the inner index, so `dZ` has to be turned over.
        = 1/m*(dZ.T @ A_prev)[j, k]                                                        by write as a matrix product     # For every `j` and `k` at once, in the shape of `W`.
        = (dZ.T @ A_prev/m)[j, k]                                                          by write as entries              # To divide a matrix by `m` is to divide each entry.

          D(J, b[0, j])
        = D(T/m, b[0, j])                                                                by definition                    # The cost is the mean of the losses: their sum divided by `m`.
        = 1/m*D(T, b[0, j])                                                              by constant factor               # The number of examples does not move: `1/m` waits in front.
        = 1/m*sum(D(T, Z[i, u])*D(Z[i, u], b[0, j]) for i in range(m) for u in range(n)) by chain rule over several paths # A path through each entry of `Z`: `i` counts the examples, `u` the units.
        = 1/m*sum(dZ[i, u]*D(Z[i, u], b[0, j]) for i in range(m) for u in range(n))      by name an expression            # Call the slope of `T` by an entry of `Z` by its name.
        = 1/m*sum(dZ[i, u]*delta(u, j) for i in range(m) for u in range(n))              by result rows-course-slopes     # The bias moves the sums of its own unit, one to one, in every example.
        = 1/m*sum(dZ[i, j] for i in range(m))                                            by delta picks one term          # Of the sum over the units, only `u = j` is left. The sum over the examples stays: the bias was copied to all of them.
        = 1/m*sum(dZ, axis=0, keepdims=True)[0, j]                                       by write as entries              # The sum down column `j`.
        = (sum(dZ, axis=0, keepdims=True)/m)[0, j]                                       by write as entries              # To divide a row by `m` is to divide each entry.

          D(T, A_prev[i, k])
        = sum(D(T, Z[q, u])*D(Z[q, u], A_prev[i, k]) for q in range(m) for u in range(n)) by chain rule over several paths # What unit `k` before says of example `i` might move any entry of `Z`: a path through each, for every unit `u` and every example `q`.
        = sum(dZ[q, u]*D(Z[q, u], A_prev[i, k]) for q in range(m) for u in range(n))      by name an expression            # Call the slope of `T` by an entry of `Z` by its name.
        = sum(dZ[q, u]*(delta(q, i)*W[u, k]) for q in range(m) for u in range(n))         by result rows-course-slopes     # It is multiplied by the weight `W[u, k]`, and only in its own example.
        = sum(dZ[i, u]*W[u, k] for u in range(n))                                         by delta picks one term          # Of the sum over the examples, only `q = i` is left. The sum over the units stays: unit `k` feeds all of them.
        = (dZ @ W)[i, k]                                                                  by write as a matrix product     # The unit `u` is the inner index already.
    """,
    routes=("The weights", "The biases", "The inputs"),
    place=12,
)
