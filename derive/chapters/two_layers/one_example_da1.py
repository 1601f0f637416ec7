"""The message to the hidden units, for one example: the weights backwards."""

from derive import Derivation

derivation = Derivation(
    title="da1 = W2.T @ dz2, for one example",
    asks="How does the loss answer to a hidden unit that feeds several output units, and why is W2 "
    "transposed?",
    claims="The slope by the activation of hidden unit `k` adds, over all output units `j`, the "
    "error of `j` times the weight from `k` to `j`. Any loss that depends on `z2` will do.",
    working="""
        let   z2 = W2 @ a1 + b2
        let   dz2 = D(L, z2)
        where W2: (n2, n1), a1: (n1, 1), b2: (n2, 1), z2: (n2, 1), dz2: (n2, 1), L(z2)

          D(L, a1[k, 0])
        = sum(D(L, z2[j, 0])*D(z2[j, 0], a1[k, 0]) for j in range(n2)) by chain rule over several paths # Hidden unit `k` feeds every output unit `j`. Each is a path to the loss, and the paths add.
        = sum(dz2[j, 0]*D(z2[j, 0], a1[k, 0]) for j in range(n2))      by name an expression            # The first slope on path `j` has the name `dz2[j, 0]`.
        = sum(dz2[j, 0]*D(sum(W2[j, q]*a1[q, 0] for q in range(n1)) + b2[j, 0], a1[k, 0]) for j in range(n2)) by definition                    # What `z2[j, 0]` stands for: row `j` of the weights times the activations.
        = sum(dz2[j, 0]*W2[j, k] for j in range(n2))                   by derivative of a line          # In that sum `a1[k, 0]` is multiplied by the weight `W2[j, k]`.
        = sum(W2[j, k]*dz2[j, 0] for j in range(n2))                   by reorder                       # The weight in front.
        = sum(W2.T[k, j]*dz2[j, 0] for j in range(n2))                 by transpose                     # The sum runs down a column of `W2`. A matrix product runs along rows, so turn the matrix over.
        = (W2.T @ dz2)[k, 0]                                           by write as a matrix product     # Row `k` of `W2.T` times the column `dz2`.
    """,
    place=3,
)
