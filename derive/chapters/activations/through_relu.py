"""Back through relu."""

from derive import Derivation

derivation = Derivation(
    title="dZ through relu",
    asks="Why does relu_backward copy dA and set some entries to 0?",
    claims="With relu, and no entry of `Z` exactly 0, the slope of `T` by `Z` is `dA` where `Z` "
    "is positive and 0 elsewhere.",
    working="""
        where Z: (n, m), T(A), Z != 0
        let   A = relu(Z)
        let   dA = D(T, A)

          D(T, Z[j, i])
        = dA[j, i]*D(relu(Z[j, i]), Z[j, i]) by result through-an-activation # Through any activation, found before: each entry of `Z` moves its own entry of `A` only. It asks for a slope at this entry, and there is one, since `Z` is not 0.
        = dA[j, i]*where(Z[j, i] > 0, 1, 0)  by result relu-derivative       # The slope of relu, found before.
        = where(Z[j, i] > 0, dA[j, i], 0)    by case by case                 # Times 1 is itself, times 0 is nothing: the entry passes or is stopped.

          D(T, Z)
        = where(Z > 0, dA, 0)                                  by write as entries        # All entries agree, and every array here has the shape `(n, m)`.
    """,
    routes=("One entry", "The whole matrix"),
    place=3,
)
