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
        = sum(D(T, Z[u, q])*D(Z[u, q], A_prev[k, i]) for u in range(n) for q in range(m)) by chain rule over several paths # What unit `k` before says of example `i` might move any entry of `Z`: a path through each, for every unit `u` and every example `q`.
        = sum(dZ[u, q]*D(Z[u, q], A_prev[k, i]) for u in range(n) for q in range(m))      by name an expression            # Call the slope of `T` by an entry of `Z` by its name.
        = sum(dZ[u, q]*(W[k, u]*delta(q, i)) for u in range(n) for q in range(m))         by result transposed-slopes      # It is multiplied by the weight `W[k, u]`, and only in its own example.
        = sum(dZ[u, i]*W[k, u] for u in range(n))                                         by delta picks one term          # Of the sum over the examples, only `q = i` is left. The sum over the units stays: unit `k` feeds all of them.
        = sum(W[k, u]*dZ[u, i] for u in range(n))                                         by reorder                       # The weight in front: the unit `u` is the inner index already.
        = (W @ dZ)[k, i]                                                                  by write as a matrix product     # Nothing has to be turned over.

          D(J, b[j, 0])
        = D(T/m, b[j, 0])                                                                by definition                    # The cost is the mean of the losses: their sum divided by `m`.
        = 1/m*D(T, b[j, 0])                                                              by constant factor               # The number of examples does not move: `1/m` waits in front.
        = 1/m*sum(D(T, Z[u, i])*D(Z[u, i], b[j, 0]) for u in range(n) for i in range(m)) by chain rule over several paths # A path through each entry of `Z`: `u` counts the units, `i` the examples.
        = 1/m*sum(dZ[u, i]*D(Z[u, i], b[j, 0]) for u in range(n) for i in range(m))      by name an expression            # Call the slope of `T` by an entry of `Z` by its name.
        = 1/m*sum(dZ[u, i]*delta(u, j) for u in range(n) for i in range(m))              by result transposed-slopes      # The bias moves the sums of its own unit, one to one, in every example.
        = 1/m*sum(dZ[j, i] for i in range(m))                                            by delta picks one term          # Of the sum over the units, only `u = j` is left. The sum over the examples stays: the bias was copied to all of them.
        = 1/m*sum(dZ, axis=1, keepdims=True)[j, 0]                                       by write as entries              # The examples are columns, so the sum goes along axis 1.
        = (sum(dZ, axis=1, keepdims=True)/m)[j, 0]                                       by write as entries              # To divide a column by `m` is to divide each entry.
    """,
    routes=("The inputs", "The biases"),
    place=9,
)
