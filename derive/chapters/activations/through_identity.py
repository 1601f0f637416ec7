"""Back through no activation at all."""

from derive import Derivation

derivation = Derivation(
    title="dZ through the identity",
    asks="What is dZ in a layer without an activation?",
    claims="Where the output is `Z` itself, as in linear regression, the slope of `T` by `Z` is `dA`.",
    working="""
        where Z: (n, m), T(A)
        let   A = Z
        let   dA = D(T, A)

          D(T, Z[j, i])
        = dA[j, i]*D(Z[j, i], Z[j, i]) by result through-an-activation # Through any activation, found before: here each entry of `A` is the entry of `Z` itself.
        = dA[j, i]*1                   by derivative of the variable   # What moves by as much as itself has slope 1.
        = dA[j, i]                     by multiply by one              # Times 1 changes nothing.

          D(T, Z)
        = dA                                                   by write as entries        # All entries agree, and every array here has the shape `(n, m)`.
    """,
    routes=("One entry", "The whole matrix"),
    place=4,
)
