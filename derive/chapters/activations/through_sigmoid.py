"""Back through the sigmoid."""

from derive import Derivation

derivation = Derivation(
    title="dZ through the sigmoid",
    asks="What is sigmoid_backward?",
    claims="With the sigmoid, the slope of `T` by `Z` is `dA` times `A` times `1 - A`, entry by "
    "entry.",
    working="""
        where Z: (n, m), T(A)
        let   A = sigma(Z)
        let   dA = D(T, A)

          D(T, Z[j, i])
        = dA[j, i]*D(sigma(Z[j, i]), Z[j, i])            by result through-an-activation # Through any activation, found before: each entry of `Z` moves its own entry of `A` only.
        = dA[j, i]*(sigma(Z[j, i])*(1 - sigma(Z[j, i]))) by result sigmoid-derivative    # The slope of the sigmoid, found before.
        = dA[j, i]*(A[j, i]*(1 - A[j, i]))               by name an expression           # Call `sigma(Z[j, i])` by its name.
        = dA[j, i]*A[j, i]*(1 - A[j, i])                 by reorder                      # Three factors, multiplied from left to right.

          D(T, Z)
        = dA*A*(1 - A)                                         by write as entries        # All entries agree, and every array here has the shape `(n, m)`.
    """,
    routes=("One entry", "The whole matrix"),
    place=2,
)
