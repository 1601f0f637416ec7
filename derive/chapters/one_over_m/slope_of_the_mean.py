"""The slopes of the mean of the losses are those of their sum, divided by their number."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="D(J, Z) = dZ/m",
    asks="What becomes of dZ when the 1/m is put into it?",
    claims="The cost `J` is the sum `T` of the losses divided by `m`, so its slopes by `Z` are "
    "`dZ` divided by `m`. Whoever writes `1/m` into `dZ` computes slopes of the cost instead of "
    "slopes of the losses.",
    working="""
        let   Z = W @ A_prev + b
        let   J = T/m
        let   dZ = D(T, Z)
        where W: (n, n_prev), A_prev: (n_prev, m), b: (n, 1), T(Z)

          D(J, Z)
        = D(T/m, Z) by definition         # Put in what the cost stands for.
        = D(T, Z)/m by constant factor    # The number of examples stays the same when `Z` moves.
        = dZ/m      by name an expression # In this course `dZ` names the slopes of the losses, without `1/m`.
    """,
    place=1,
)
