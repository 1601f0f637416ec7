"""A product turned over is the product of the factors turned over, in the other order."""

from derive import Derivation

derivation = Derivation(
    title="The transpose of a product",
    asks="Why does the order change when a product is transposed?",
    claims="For matrices of any sizes that fit, the transpose of a product is the product of the "
    "transposes in the other order.",
    working="""
        where P: (n, p), Q: (p, m)

          (P @ Q).T[k, j]
        = (P @ Q)[j, k]                                        by transpose                 # To transpose is to let row and column change places.
        = sum(P[j, i]*Q[i, k] for i in range(p))               by write as a matrix product # The product, written out: row `j` of `P` times column `k` of `Q`.
        = sum(Q[i, k]*P[j, i] for i in range(p))               by reorder                   # These are numbers; their order in a product does not matter.
        = sum(Q.T[k, i]*P.T[i, j] for i in range(p))           by transpose                 # Turn both over. Now `i` is last on the left and first on the right.
        = (Q.T @ P.T)[k, j]                                    by write as a matrix product # So it is a product again, with `Q` in front.

          (P @ Q).T
        = Q.T @ P.T                                            by write as entries        # The entries agree at each place, so the matrices do: both are `m` by `n`.
    """,
    routes=("One entry", "The whole matrix"),
    place=4,
)
