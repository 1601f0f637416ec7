"""The two equations of the output layer's parameters, for all examples at once."""

from derive import Derivation

derivation = Derivation(
    title="dW2 and db2, for m examples",
    asks="Where do dW2 = (1/m) dZ2 A1^T and db2 = (1/m) np.sum(dZ2, axis=1, keepdims=True) come "
    "from?",
    claims="The slopes of the cost `J`, the mean of the losses, by the parameters of the output "
    "layer: those of any layer, with `A1` as its input.",
    working="""
        let   Z2 = W2 @ A1 + b2
        let   J = T/m
        let   dZ2 = D(T, Z2)
        where W2: (n2, n1), A1: (n1, m), b2: (n2, 1), T(Z2)

          D(J, W2)
        = dZ2 @ A1.T/m by result weight-gradient-of-a-layer # As for any layer. The input here is `A1`: a sum over the examples, divided by their number.

          D(J, b2)
        = sum(dZ2, axis=1, keepdims=True)/m by result bias-gradient-of-a-layer # As for any layer: each row of `dZ2` is added up over the examples.
    """,
    routes=("The weights", "The biases"),
    notes=("`dZ2` itself is `A2 - Y` when the output units are sigmoids with the cross-entropy.",),
    place=7,
)
