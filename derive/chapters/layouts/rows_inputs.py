"""Examples as rows: the input gradient of Z = A_prev @ W + b."""

from derive import Derivation

derivation = Derivation(
    title="Examples as rows: dA_prev = dZ @ W.T",
    asks="Where does W.T stand when the examples are rows?",
    claims="For `Z = A_prev @ W + b`, with one example in each row, the slope of the sum of the "
    "losses by unit `k` of the layer before is the entry in row `i` and column `k` of `dZ @ W.T`.",
    working="""
        let   Z = A_prev @ W + b
        let   dZ = D(T, Z)
        where A_prev: (m, n_prev), W: (n_prev, n), b: (1, n), Z: (m, n), dZ: (m, n), T(Z)

          D(T, A_prev[i, k])
        = sum(D(T, Z[i, j])*D(Z[i, j], A_prev[i, k]) for j in range(n)) by chain rule over several paths # The activation feeds every unit `j` of this layer, for its own example only.
        = sum(dZ[i, j]*D(Z[i, j], A_prev[i, k]) for j in range(n))      by name an expression            # The first slopes have the name `dZ[i, j]`.
        = sum(dZ[i, j]*D(sum(A_prev[i, q]*W[q, j] for q in range(n_prev)) + b[0, j], A_prev[i, k]) for j in range(n)) by definition                    # What the entry of `Z` stands for.
        = sum(dZ[i, j]*W[k, j] for j in range(n))                       by derivative of a line          # In that sum the activation is multiplied by `W[k, j]`.
        = sum(dZ[i, j]*W.T[j, k] for j in range(n))                     by transpose                     # The unit `j` is to be the inner index, so `W` has to be turned over.
        = (dZ @ W.T)[i, k]                                              by write as a matrix product     # Row `i` stays with example `i`, from left to right.
    """,
    place=3,
)
