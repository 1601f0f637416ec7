"""A factor in dZ goes through every layer unchanged."""

from derive import Derivation

derivation = Derivation(
    title="A factor in dZ[L] reaches every layer",
    asks="If only the first dZ is divided by m, is every other dZ divided, too?",
    claims="The step from a layer to the one before hands factors on: any number `c` in `dZ` "
    "comes out as the same `c` in front. So it is enough to write `1/m` once, at the start, and "
    "wrong to write it again.",
    working="""
        where g_prev: function
        where W: (n, n_prev), dZ: (n, m), Z_prev: (n_prev, m)

          (W.T @ (c*dZ))*D(sum(g_prev(Z_prev)), Z_prev)
        = (c*(W.T @ dZ))*D(sum(g_prev(Z_prev)), Z_prev) by number in a matrix product # A number in one factor can be taken out in front of the product.
        = c*((W.T @ dZ)*D(sum(g_prev(Z_prev)), Z_prev)) by reorder                    # And out of the product entry by entry.
    """,
    place=3,
)
