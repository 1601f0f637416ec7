"""For one example: the row dz.T W becomes the column W.T dz."""

from derive import Derivation

derivation = Derivation(
    title="Row times Jacobian, then turned over",
    asks="With Jacobians the chain rule gives dz.T W. Why does the course write W.T dz?",
    claims="For one example the chain rule gives the row `dz.T @ W`, a row times the Jacobian; "
    "stored as a column, in the shape of `a_prev`, it is `W.T @ dz`.",
    working="""
        where W: (n, n_prev), a_prev: (n_prev, 1), b: (n, 1), L(z)
        let   z = W @ a_prev + b
        let   dz = D(L, z)

          D(L, a_prev[k, 0])
        = sum(D(L, z[u, 0])*D(z[u, 0], a_prev[k, 0]) for u in range(n)) by chain rule over several paths # Input `k` moves every unit `u`: `n` paths.
        = sum(dz[u, 0]*D(z[u, 0], a_prev[k, 0]) for u in range(n))      by name an expression            # Call the slope of the loss by `z[u, 0]` by its name.
        = sum(dz[u, 0]*W[u, k] for u in range(n))                       by result jacobian-of-a-layer    # Entry by entry the Jacobian is `W`.
        = sum(dz.T[0, u]*W[u, k] for u in range(n))                     by transpose                     # Write the slopes by `z` as a row, so that `u` stands last on the left and first on the right.
        = (dz.T @ W)[0, k]                                              by write as a matrix product     # Row times Jacobian: that is how books on analysis write the chain rule.
        = (dz.T @ W).T[k, 0]                                            by transpose                     # The same number, in row `k` of a column.

          D(L, a_prev)
        = (dz.T @ W).T by write as entries              # Gradients are kept in the shape of their variable, here a column.
        = W.T @ dz.T.T by result transpose-of-a-product # In a product that is turned over the factors change places, each turned over.
        = W.T @ dz     by transpose                     # `dz`, turned over twice, is itself.
    """,
    routes=("The row", "The column"),
    place=4,
)
