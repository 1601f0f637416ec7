"""The slope of the cost, not of the sum of the losses, by the inputs of a layer."""

from derive import Derivation

derivation = Derivation(
    title="The slope of the mean by A_prev",
    asks="Where is 1/m in dA_prev?",
    claims="The slope of the mean `J = T/m` by `A_prev` is `W.T @ dZ/m`; the course keeps the "
    "one of `T`, without the `m`, under the name `dA_prev`.",
    working="""
        where W: (n, n_prev), A_prev: (n_prev, m), b: (n, 1), T(Z)
        let   Z = W @ A_prev + b
        let   J = T/m
        let   dZ = D(T, Z)

          D(J, A_prev)
        = D(T/m, A_prev)                                       by definition                       # The cost is the mean of the losses.
        = 1/m*D(T, A_prev)                                     by constant factor                  # The number of examples does not move: `1/m` waits in front.
        = 1/m*(W.T @ dZ)                                       by result input-gradient-of-a-layer # The slope of the sum of the losses, found before.
        = W.T @ dZ/m                                           by multiply fractions               # Times `1/m` is divided by `m`.
    """,
    place=4,
)
