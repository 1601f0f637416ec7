"""Many examples at once: each column minds its own loss."""

from derive import Derivation

derivation = Derivation(
    title="dZ = A - Y",
    asks="Is dZ = A - Y for many examples the same thing as dz = a - y, and why is there no 1/m?",
    claims="For one sigmoid neuron and `m` examples with binary cross-entropy, the slope of the "
    "sum of the losses by the row `Z` is `A - Y`, for every `m`; `T` is the sum of the losses, "
    "not their mean.",
    working="""
        where Z: (1, m), Y: (1, m), 0 <= Y <= 1
        let   A = sigma(Z)
        let   L = -(Y*log(A) + (1 - Y)*log(1 - A))
        let   T = sum(L)

          D(T, Z[0, i])
        = D(sum(L), Z[0, i])                                                                 by definition              # Put in what `T` stands for. `Z[0, i]` is the one number that belongs to example `i`.
        = D(sum(L[0, q] for q in range(m)), Z[0, i])                                         by write as entries        # `L` is a row with one loss for each example; `q` counts them, since `i` is taken.
        = sum(D(L[0, q], Z[0, i]) for q in range(m))                                         by derivative of a sum     # A sum is differentiated term by term.
        = sum(D(L[0, q], Z[0, q])*D(Z[0, q], Z[0, i]) for q in range(m))                     by chain rule              # The loss of example `q` is made of its own `Z[0, q]` only, whatever moves that.
        = sum(D(L[0, q], Z[0, q])*delta(q, i) for q in range(m))                             by derivative of an entry  # `Z[0, q]` moves with `Z[0, i]` only when both are the same entry.
        = D(L[0, i], Z[0, i])                                                                by delta picks one term    # Only example `i` is left: the other losses do not notice.
        = D(-(Y[0, i]*log(sigma(Z[0, i])) + (1 - Y[0, i])*log(1 - sigma(Z[0, i]))), Z[0, i]) by definition              # The loss of example `i`, written out. It is the loss of one example, with an index on each letter.
        = sigma(Z[0, i]) - Y[0, i]                                                           by result dz               # The slope of the loss of one example, found before.
        = A[0, i] - Y[0, i]                                                                  by name an expression      # Call `sigma(Z[0, i])` by its name, `A[0, i]`.
        = (A - Y)[0, i]                                                                      by write as entries        # This is entry `i` of the row `A - Y`.

          D(T, Z)
        = A - Y                                                by write as entries        # All `m` entries agree, and both are rows of shape `(1, m)`.
    """,
    routes=("The entry of example i", "The whole row"),
    notes=(
        "The mean `J = T/m` has the slope `(A - Y)/m`. In the course `dZ` is the slope of `T`: "
        "each of its columns belongs to its own example, and the `1/m` comes in later, where "
        "examples are averaged.",
    ),
    place=1,
)
