"""The step of the recursion: from dZ of a layer to dZ of the layer before."""

from derive import Derivation

derivation = Derivation(
    title="The step: from dZ[l] to dZ[l-1]",
    asks="What is the general recursion for L layers?",
    claims="From the errors `dZ` of a layer, slopes of the sum `T` of the losses, come those of the "
    "layer before: through the weights, then through the activation. Nothing is assumed of what comes after `Z`, nor of what comes "
    "before `Z_prev`; that is why the step can be repeated.",
    working="""
        where g_prev: function
        let   A_prev = g_prev(Z_prev)
        let   Z = W @ A_prev + b
        let   dZ = D(T, Z)
        let   dA_prev = D(T, A_prev)
        where Z_prev: (n_prev, m), A_prev: (n_prev, m), dA_prev: (n_prev, m)
        where W: (n, n_prev), b: (n, 1), T(Z)

          D(T, Z_prev)
        = dA_prev*D(sum(g_prev(Z_prev)), Z_prev)    by result through-an-activation     # Each entry of `Z_prev` moves its own entry of `A_prev`.
        = (W.T @ dZ)*D(sum(g_prev(Z_prev)), Z_prev) by result input-gradient-of-a-layer # Each unit before adds up what it gets back from all the units that it feeds. `dZ`, the errors of this layer, is known: the backward pass has just come from there.
    """,
    notes=(
        "Where the course has functions, this is two of them: `dA_prev` is `W.T @ dZ`, and the next "
        "call multiplies by the slope of the activation.",
    ),
    place=2,
)
