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
        = sum(D(T, Z[q, u])*D(Z[q, u], A_prev[i, k]) for q in range(m) for u in range(n)) by chain rule over several paths # What unit `k` before says of example `i` might move any entry of `Z`: a path through each, for every unit `u` and every example `q`.
        = sum(dZ[q, u]*D(Z[q, u], A_prev[i, k]) for q in range(m) for u in range(n))      by name an expression            # Call the slope of `T` by an entry of `Z` by its name.
        = sum(dZ[q, u]*(delta(q, i)*W[k, u]) for q in range(m) for u in range(n))         by result rows-slopes            # It is multiplied by the weight `W[k, u]`, and only in its own example.
        = sum(dZ[i, u]*W[k, u] for u in range(n))                                         by delta picks one term          # Of the sum over the examples, only `q = i` is left. The sum over the units stays: unit `k` feeds all of them.
        = sum(dZ[i, u]*W.T[u, k] for u in range(n))                                       by transpose                     # The unit `u` is to be the inner index, so `W` has to be turned over.
        = (dZ @ W.T)[i, k]                                                                by write as a matrix product     # Row `i` stays with example `i`, from left to right.
    """,
    place=5,
)
