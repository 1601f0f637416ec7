"""Back through softplus."""

from derive import Derivation

derivation = Derivation(
    title="dZ through softplus",
    asks="What is the smooth sister of relu_backward?",
    claims="With softplus, the slope of `T` by `Z` is `dA` times the sigmoid of `Z`, entry by entry.",
    working="""
        where Z: (n, m), T(A)
        let   A = softplus(Z)
        let   dA = D(T, A)

          D(T, Z[j, i])
        = dA[j, i]*D(softplus(Z[j, i]), Z[j, i]) by result through-an-activation # Through any activation, found before: each entry of `Z` moves its own entry of `A` only.
        = dA[j, i]*sigma(Z[j, i])                by result softplus-derivative   # The slope of softplus is the sigmoid, found before.

          D(T, Z)
        = dA*sigma(Z)                                          by write as entries        # All entries agree, and every array here has the shape `(n, m)`.
    """,
    routes=("One entry", "The whole matrix"),
    place=4,
)
