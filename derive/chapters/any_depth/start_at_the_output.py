"""Where the backward pass begins: at the last layer, for any loss and any activation."""

from derive import Derivation

derivation = Derivation(
    title="The start: dZ[L] = dA[L] * g'(Z[L])",
    asks="Is the formula for dZ the same for the output layer and for the hidden layers?",
    claims="At the last layer `dZL` is `dAL` times the slope of the last activation, entry by "
    "entry, for every differentiable activation that works on each entry alone, and every loss that "
    "depends on the predictions `AL`. Both are slopes of the sum `T` of the losses.",
    working="""
        where g: function
        let   AL = g(ZL)
        let   dAL = D(T, AL)
        where ZL: (n, m), AL: (n, m), dAL: (n, m), T(AL)

          D(T, ZL)
        = dAL*D(sum(g(ZL)), ZL) by result through-an-activation # The output layer is no exception: each entry of `ZL` moves its own entry of `AL` and no other. `dAL`, the slopes of the losses by the predictions, is where the course's functions start.
    """,
    place=1,
)
