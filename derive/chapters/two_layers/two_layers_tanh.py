"""The hidden layer's errors when its activation is tanh, as in the week 3 assignment."""

from derive import Derivation

derivation = Derivation(
    title="dZ1 = (W2.T @ dZ2) * (1 - A1**2), with tanh",
    asks="The formula says g1'(Z1), the code uses 1 - A1**2. Why A1 and not Z1?",
    claims="When the hidden units are tanh, the slopes of the sum `T` of the losses by `Z1` need no "
    "second tanh: the slope of the activation can be had from the stored output `A1`.",
    working="""
        let   A1 = tanh(Z1)
        let   Z2 = W2 @ A1 + b2
        let   dZ2 = D(T, Z2)
        let   dA1 = D(T, A1)
        where Z1: (n1, m), W2: (n2, n1), b2: (n2, 1), T(Z2)

          D(T, Z1[k, i])
        = dA1[k, i]*D(tanh(Z1[k, i]), Z1[k, i])          by result through-an-activation     # One path, for this unit and this example: the message to `A1`, times the slope of tanh.
        = (W2.T @ dZ2)[k, i]*D(tanh(Z1[k, i]), Z1[k, i]) by result input-gradient-of-a-layer # What arrives at this activation from all output units.
        = (W2.T @ dZ2)[k, i]*(1 - tanh(Z1[k, i])**2)     by result tanh-derivative           # The slope of tanh: one minus the square of the output, not of the input.
        = (W2.T @ dZ2)[k, i]*(1 - A1[k, i]**2)           by name an expression               # The output is stored already, under the name `A1`.
    """,
    place=9,
)
