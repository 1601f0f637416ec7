"""The three equations of the hidden layer, for all examples at once."""

from derive import Derivation

derivation = Derivation(
    title="dZ1, dW1 and db1, for m examples",
    asks="Where do the three equations of the hidden layer come from, and where is the 1/m?",
    claims="The errors of the hidden units, for every differentiable activation `g1`, and the "
    "slopes of the cost by the hidden layer's parameters. `dZ1` is a slope of the sum `T` of the "
    "losses, without `1/m`; the slopes by `W1` and `b1` are those of the cost `J`, with it.",
    working="""
        where g1: function
        let   Z1 = W1 @ X + b1
        let   A1 = g1(Z1)
        let   Z2 = W2 @ A1 + b2
        let   J = T/m
        let   dZ2 = D(T, Z2)
        let   dZ1 = D(T, Z1)
        where X: (n0, m), W1: (n1, n0), b1: (n1, 1)
        where W2: (n2, n1), b2: (n2, 1), T(Z2)

          D(T, Z1)
        = D(T, A1)*D(sum(g1(Z1)), Z1)     by result through-an-activation     # The message to `A1`, entry by entry times the slope of `g1` at `Z1`.
        = (W2.T @ dZ2)*D(sum(g1(Z1)), Z1) by result input-gradient-of-a-layer # What arrives at `A1` from all output units: here the layer is the second one, and its input is `A1`.

          D(J, W1)
        = dZ1 @ X.T/m by result weight-gradient-of-a-layer # As for any layer. The input here is `X`, and the loss may lie behind as many layers as it likes.

          D(J, b1)
        = sum(dZ1, axis=1, keepdims=True)/m by result bias-gradient-of-a-layer # As for any layer: each row of `dZ1` is added up over the examples.
    """,
    routes=("The errors", "The weights", "The biases"),
    notes=(
        "`D(sum(g1(Z1)), Z1)` is the array of the slopes of `g1`, one for each entry of `Z1`. The star "
        "multiplies entry by entry.",
    ),
    place=8,
)
