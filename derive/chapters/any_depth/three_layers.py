"""The recursion unrolled: three layers, from the predictions to the inputs."""

from derive import Derivation

derivation = Derivation(
    title="Three layers, unrolled",
    asks="How does the loop over the layers become one long formula, and where does dA0 come from?",
    claims="With three layers, sigmoid units at the end and the cross-entropy, the recursion gives "
    "the slopes of the sum `T` of the losses by `Z1` and by the inputs, and those of the cost `J` by "
    "`W1`. The hidden activations `g1` and `g2` may be any.",
    working="""
        where g1: function, g2: function
        let   Z1 = W1 @ X + b1
        let   A1 = g1(Z1)
        let   Z2 = W2 @ A1 + b2
        let   A2 = g2(Z2)
        let   Z3 = W3 @ A2 + b3
        let   A3 = sigma(Z3)
        let   T = sum(-(Y*log(A3) + (1 - Y)*log(1 - A3)))
        let   J = T/m
        where X: (n0, m), W1: (n1, n0), b1: (n1, 1), W2: (n2, n1), b2: (n2, 1)
        where W3: (n3, n2), b3: (n3, 1), Y: (n3, m), 0 <= Y <= 1

          D(T, Z1)
        = (W2.T @ D(T, Z2))*D(sum(g1(Z1)), Z1)                               by result step-to-the-layer-before # From layer 2 to layer 1.
        = (W2.T @ ((W3.T @ D(T, Z3))*D(sum(g2(Z2)), Z2)))*D(sum(g1(Z1)), Z1) by result step-to-the-layer-before # The same step, from layer 3 to layer 2.
        = (W2.T @ ((W3.T @ (A3 - Y))*D(sum(g2(Z2)), Z2)))*D(sum(g1(Z1)), Z1) by result two-layers-dz2           # The start, for sigmoid units with the cross-entropy: prediction minus label.

          D(J, W1)
        = D(T, Z1) @ X.T/m by result weight-gradient-of-a-layer # As for any layer; the input here is `X`.

          D(T, X)
        = W1.T @ D(T, Z1) by result input-gradient-of-a-layer # As for any layer. Here it is the course's `dA0`.
    """,
    routes=("The errors of the first layer", "Its weights", "The inputs"),
    place=3,
)
