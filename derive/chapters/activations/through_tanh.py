"""Back through tanh."""

from derive import Derivation

derivation = Derivation(
    title="dZ through tanh",
    asks="Why 1 - A1**2 in the code?",
    claims="With tanh, the slope of `T` by `Z` is `dA` times `1 - A**2`, entry by entry.",
    working="""
        where Z: (n, m), T(A)
        let   A = tanh(Z)
        let   dA = D(T, A)

          D(T, Z[j, i])
        = dA[j, i]*D(tanh(Z[j, i]), Z[j, i]) by result through-an-activation # Through any activation, found before: each entry of `Z` moves its own entry of `A` only.
        = dA[j, i]*(1 - tanh(Z[j, i])**2)    by result tanh-derivative       # The slope of tanh, found before.
        = dA[j, i]*(1 - A[j, i]**2)          by name an expression           # Call `tanh(Z[j, i])` by its name.

          D(T, Z)
        = dA*(1 - A**2)                                        by write as entries        # All entries agree, and every array here has the shape `(n, m)`.
    """,
    routes=("One entry", "The whole matrix"),
    place=2,
)
