"""The weights and biases of the output layer, for one example."""

from derive import Derivation

derivation = Derivation(
    title="dW2 = dz2 @ a1.T and db2 = dz2, for one example",
    asks="Where do dW2 = dz2 a1^T and db2 = dz2 on the slide come from?",
    claims="The slope by the weight from hidden unit `k` to output unit `j` is the error of `j` "
    "times the activation of `k`; the slope by a bias is the error of its unit. Any loss that "
    "depends on `z2` will do.",
    working="""
        let   z2 = W2 @ a1 + b2
        let   dz2 = D(L, z2)
        where W2: (n2, n1), a1: (n1, 1), b2: (n2, 1), z2: (n2, 1), dz2: (n2, 1), L(z2)

          D(L, W2[j, k])
        = D(L, z2[j, 0])*D(z2[j, 0], W2[j, k])                                        by chain rule                # Row `j` of the weights works for output unit `j` alone, so there is one path: through `z2[j, 0]`.
        = dz2[j, 0]*D(z2[j, 0], W2[j, k])                                             by name an expression        # The first slope has the name `dz2[j, 0]`.
        = dz2[j, 0]*D(sum(W2[j, q]*a1[q, 0] for q in range(n1)) + b2[j, 0], W2[j, k]) by definition                # What `z2[j, 0]` stands for: row `j` of the weights times the column of activations, plus the bias.
        = dz2[j, 0]*a1[k, 0]                                                          by derivative of a line      # As this one weight moves, the sum moves on a line of slope `a1[k, 0]`; the other terms stand still.
        = (dz2 @ a1.T)[j, k]                                                          by write as a matrix product # A column times a row: entry `j` of the one times entry `k` of the other, for every `j` and `k`.

          D(L, b2[j, 0])
        = D(L, z2[j, 0])*D(z2[j, 0], b2[j, 0])                                        by chain rule           # The bias, too, works for its own unit alone.
        = dz2[j, 0]*D(z2[j, 0], b2[j, 0])                                             by name an expression   # The same slope as above, computed once.
        = dz2[j, 0]*D(sum(W2[j, q]*a1[q, 0] for q in range(n1)) + b2[j, 0], b2[j, 0]) by definition           # What `z2[j, 0]` stands for.
        = dz2[j, 0]                                                                   by derivative of a line # The bias is added as it is: slope 1.
    """,
    routes=("The weights", "The biases"),
    notes=(
        "Shapes: `dz2` is a column with `n2` entries and `a1.T` a row with `n1`, so `dW2` has `n2` "
        "rows and `n1` columns, as `W2` has.",
    ),
    place=2,
)
