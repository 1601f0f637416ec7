"""The error of the output layer, for all examples at once."""

from derive import Derivation

derivation = Derivation(
    title="dZ2 = A2 - Y, for m examples",
    asks="Why does the vectorized backward pass begin with dZ2 = A2 - Y, with no 1/m in it?",
    claims="The entry in row `j` and column `i` of `dZ2` is the slope of the sum `T` of the losses "
    "by the sum of output unit `j` for example `i`, and it is `A2[j, i] - Y[j, i]`. It is the "
    "slope of example `i`'s own loss, since no other example depends on it.",
    working="""
        let   A2 = sigma(Z2)
        let   T = sum(-(Y*log(A2) + (1 - Y)*log(1 - A2)))
        where Z2: (n2, m), Y: (n2, m), 0 <= Y <= 1

          D(T, Z2[j, i])
        = D(sum(-(Y[h, e]*log(A2[h, e]) + (1 - Y[h, e])*log(1 - A2[h, e])) for h in range(n2) for e in range(m)), Z2[j, i]) by definition, write as entries # All the losses, written out: one term for each output unit `h` and each example `e`.
        = sum(D(-(Y[h, e]*log(A2[h, e]) + (1 - Y[h, e])*log(1 - A2[h, e])), Z2[j, i]) for h in range(n2) for e in range(m)) by derivative of a sum # A sum is differentiated term by term.
        = D(-(Y[j, i]*log(A2[j, i]) + (1 - Y[j, i])*log(1 - A2[j, i])), Z2[j, i])               by constant rule       # Only the term with `h = j` and `e = i`, of this unit and this example, moves; the others are constants, with slope 0.
        = D(-(Y[j, i]*log(sigma(Z2[j, i])) + (1 - Y[j, i])*log(1 - sigma(Z2[j, i]))), Z2[j, i]) by definition          # Put in what `A2` stands for, entry by entry.
        = sigma(Z2[j, i]) - Y[j, i]                                                             by result dz           # One neuron, one example: found before.
        = A2[j, i] - Y[j, i]                                                                    by name an expression  # Call the sigmoid's output by its name.

          D(T, Z2)
        = A2 - Y by write as entries # All entries agree, and both sides have the shape `(n2, m)`.
    """,
    routes=("One entry", "The whole matrix"),
    place=6,
)
