"""Back through leaky relu."""

from derive import Derivation

derivation = Derivation(
    title="dZ through leaky relu",
    asks="Which factor do negative entries get?",
    claims="With leaky relu, and no entry of `Z` exactly 0, the slope of `T` by `Z` is `dA` where "
    "`Z` is positive and `alpha` times it elsewhere.",
    working="""
        where Z: (n, m), T(A), Z != 0
        let   A = where(Z > 0, Z, alpha*Z)
        let   dA = D(T, A)

          D(T, Z[j, i])
        = dA[j, i]*D(where(Z[j, i] > 0, Z[j, i], alpha*Z[j, i]), Z[j, i]) by result through-an-activation # Through any activation, found before: each entry of `Z` moves its own entry of `A` only. It asks for a slope at this entry, and there is one, since `Z` is not 0.
        = dA[j, i]*where(Z[j, i] > 0, 1, alpha)                           by result leaky-relu-derivative # The slope of leaky relu, found before.
        = where(Z[j, i] > 0, dA[j, i], alpha*dA[j, i])                    by case by case                 # Where `Z` is positive it is times 1, and nothing changes; elsewhere it is times `alpha`.

          D(T, Z)
        = where(Z > 0, dA, alpha*dA)                           by write as entries        # All entries agree, and every array here has the shape `(n, m)`.
    """,
    routes=("One entry", "The whole matrix"),
    place=3,
)
