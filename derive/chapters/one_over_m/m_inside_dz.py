"""The other bookkeeping, with 1/m in dZ, gives the same gradients."""

from derive import Derivation

derivation = Derivation(
    title="1/m inside dZ: the same dW and db",
    asks="May I put 1/m into dZ[L] and leave it out of dW and db?",
    claims="With `dZ_m`, the slopes of the cost, `1/m` is in already and `dW` and `db` need none: "
    "they are the same as with `dZ`, the slopes of the losses. The message `dA_prev` comes out "
    "divided by `m`.",
    working="""
        let   Z = W @ A_prev + b
        let   J = T/m
        let   dZ = D(T, Z)
        let   dZ_m = D(J, Z)
        where W: (n, n_prev), A_prev: (n_prev, m), b: (n, 1), T(Z)

          D(J, W)
        = dZ @ A_prev.T/m    by result weight-gradient-of-a-layer # The weight gradient, as the course writes it.
        = (dZ/m) @ A_prev.T  by number in a matrix product        # To divide the product by `m`, or its first factor, is the same.
        = D(J, Z) @ A_prev.T by result slope-of-the-mean          # `dZ` divided by `m` is the slope of the cost by `Z`.
        = dZ_m @ A_prev.T    by name an expression                # No `1/m` is left to be written.

          D(J, b)
        = sum(dZ, axis=1, keepdims=True)/m    by result bias-gradient-of-a-layer # The bias gradient, as the course writes it.
        = sum(dZ/m, axis=1, keepdims=True)    by constant out of a sum           # Every term of a row is divided by `m`.
        = sum(D(J, Z), axis=1, keepdims=True) by result slope-of-the-mean        # The slopes of the cost by `Z`.
        = sum(dZ_m, axis=1, keepdims=True)    by name an expression              # No `1/m` here either.

          D(J, A_prev)
        = D(T/m, A_prev) by definition                       # Put in what the cost stands for.
        = D(T, A_prev)/m by constant factor                  # The number of examples does not move.
        = W.T @ dZ/m     by result input-gradient-of-a-layer # The input gradient: a slope of the losses.
        = W.T @ (dZ/m)   by number in a matrix product       # The division goes to the second factor.
        = W.T @ D(J, Z)  by result slope-of-the-mean         # The slopes of the cost by `Z`.
        = W.T @ dZ_m     by name an expression               # The message carries the `1/m` to the layer before, which must not divide again.
    """,
    routes=("The weights", "The biases", "The message to the layer before"),
    place=2,
)
