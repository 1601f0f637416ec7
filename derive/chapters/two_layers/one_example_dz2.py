"""The error of the output layer, for one example: prediction minus label, unit by unit."""

from derive import Derivation

derivation = Derivation(
    title="dz2 = a2 - y, for one example",
    asks="Backpropagation on the slide begins with dz2 = a2 - y. Does that hold when the last "
    "layer has several units?",
    claims="The slope of the loss by the sum `z2[j, 0]` of output unit `j` is that unit's "
    "prediction minus its label. The output units are sigmoids, and the loss adds their "
    "cross-entropies.",
    working="""
        let   a2 = sigma(z2)
        let   L = sum(-(y*log(a2) + (1 - y)*log(1 - a2)))
        where a2: (n2, 1), z2: (n2, 1), y: (n2, 1), 0 <= y <= 1

          D(L, z2[j, 0])
        = D(sum(-(y[h, 0]*log(a2[h, 0]) + (1 - y[h, 0])*log(1 - a2[h, 0])) for h in range(n2)), z2[j, 0]) by definition, write as entries # The loss, written out: one cross-entropy for each output unit `h`.
        = sum(D(-(y[h, 0]*log(a2[h, 0]) + (1 - y[h, 0])*log(1 - a2[h, 0])), z2[j, 0]) for h in range(n2)) by derivative of a sum # A sum is differentiated term by term.
        = D(-(y[j, 0]*log(a2[j, 0]) + (1 - y[j, 0])*log(1 - a2[j, 0])), z2[j, 0])               by constant rule       # Unit `j`'s sum stands in the term with `h = j` only; the others are constants, with slope 0.
        = D(-(y[j, 0]*log(sigma(z2[j, 0])) + (1 - y[j, 0])*log(1 - sigma(z2[j, 0]))), z2[j, 0]) by definition          # Put in what `a2` stands for: the sigmoid works on each entry alone.
        = sigma(z2[j, 0]) - y[j, 0]                                                             by result dz           # That is one neuron with one label, and its slope was found before.
        = a2[j, 0] - y[j, 0]                                                                    by name an expression  # Call the sigmoid's output by its name.
    """,
    notes=(
        "The layer below plays no part in this: however `z2` came about, its slope is `a2 - y`.",
    ),
    place=1,
)
