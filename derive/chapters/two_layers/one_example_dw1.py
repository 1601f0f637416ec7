"""The weights and biases of the hidden layer, for one example."""

from derive import Derivation

derivation = Derivation(
    title="dW1 = dz1 @ x.T and db1 = dz1, for one example",
    asks="The hidden layer's dW1 and db1 look like those of the output layer. Are they derived in "
    "the same way?",
    claims="The slope by the weight from input `p` to hidden unit `k` is the error of `k` times "
    "the input; the slope by a bias is the error of its unit. Nothing new happens: the layer does "
    "not know what comes after `z1`.",
    working="""
        let   z1 = W1 @ x + b1
        let   dz1 = D(L, z1)
        where W1: (n1, n0), x: (n0, 1), b1: (n1, 1), z1: (n1, 1), dz1: (n1, 1), L(z1)

          D(L, W1[k, p])
        = (dz1 @ x.T)[k, p] by result one-example-dw2.1 # The same lines as for the output layer, with `z1` in place of `z2` and the input `x` in place of `a1`. What comes after `z1` is all in `dz1`.

          D(L, b1[k, 0])
        = dz1[k, 0] by result one-example-dw2.2 # The same again: the bias is added as it is, slope 1.
    """,
    routes=("The weights", "The biases"),
    place=5,
)
