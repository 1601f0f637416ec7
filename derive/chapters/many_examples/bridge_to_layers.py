"""One neuron is a layer with one unit, and its weights lie in a row there."""

from derive import Derivation

derivation = Derivation(
    title="From dw to dW",
    asks="Why is it X dZ.T for logistic regression, and dZ A.T for a layer?",
    claims="If the weights of one neuron are kept as a row `W = w.T`, as a layer keeps them, "
    "then the slope of the cost `J = T/m` by the row is `dZ @ X.T/m`, where `dZ` is the slope of "
    "`T`, the sum of the losses.",
    working="""
        where w: (n_x, 1), X: (n_x, m), T(Z)
        let   W = w.T
        let   Z = W @ X + b
        let   J = T/m
        let   dZ = D(T, Z)

          D(J, W)
        = D(J, w).T      by transpose                     # The same numbers under other names: entry `k` of the row is entry `k` of the column, and so are the slopes.
        = (X @ dZ.T/m).T by result dw-of-many             # The gradient of the column, found before.
        = (X @ dZ.T).T/m by transpose                     # To divide first or to turn over first is the same.
        = dZ.T.T @ X.T/m by result transpose-of-a-product # In a product that is turned over the factors change places, each turned over.
        = dZ @ X.T/m     by transpose                     # `dZ`, turned over twice, is itself.
    """,
    notes=(
        "Neither formula is more right. Each gives the gradient the shape of the thing that it "
        "belongs to: `(n_x, 1)` for `w`, `(1, n_x)` for `W`.",
    ),
    place=4,
)
