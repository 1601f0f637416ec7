"""The gradient that a layer hands to the layer before."""

from derive import Derivation

derivation = Derivation(
    title="dA_prev = W.T @ dZ",
    asks="Why is W transposed, why does it stand on the left, and where does the sum over the "
    "units come from?",
    claims="For `Z = W @ A_prev + b` and any loss of `Z`, the slope of `T`, the sum of the "
    "losses, by `A_prev` is `W.T @ dZ`.",
    working="""
        where W: (n, n_prev), A_prev: (n_prev, m), b: (n, 1), T(Z)
        let   Z = W @ A_prev + b
        let   dZ = D(T, Z)

          D(T, A_prev[k, i])
        = sum(D(T, Z[u, q])*D(Z[u, q], A_prev[k, i]) for u in range(n) for q in range(m)) by chain rule over several paths # What unit `k` says of example `i` might move any entry of `Z`: a path through each, for every unit `u` and every example `q`.
        = sum(dZ[u, q]*D(Z[u, q], A_prev[k, i]) for u in range(n) for q in range(m))      by name an expression            # Call the slope of `T` by an entry of `Z` by its name.
        = sum(dZ[u, q]*(W[u, k]*delta(q, i)) for u in range(n) for q in range(m))         by result slopes-of-a-layer      # It is multiplied by the weight `W[u, k]`, and only in its own example.
        = sum(dZ[u, i]*W[u, k] for u in range(n))                                         by delta picks one term          # Of the sum over the examples, only `q = i` is left. The sum over the units stays: unit `k` feeds all of them.
        = sum(W[u, k]*dZ[u, i] for u in range(n))                                         by reorder                       # Put the weight in front.
        = sum(W.T[k, u]*dZ[u, i] for u in range(n))                                       by transpose                     # The shared index `u` is first in both factors. Turn the left one over, so that `u` comes last there: hence the transpose.
        = (W.T @ dZ)[k, i]                                                                by write as a matrix product     # Now `u` is last on the left and first on the right: column `k` of `W` meets column `i` of `dZ`.

          D(T, A_prev)
        = W.T @ dZ                                             by write as entries        # All entries agree. The shapes: `(n_prev, n)` times `(n, m)` is `(n_prev, m)`, the shape of `A_prev`.
    """,
    routes=("One entry", "The whole matrix"),
    place=4,
)
