"""Each column of dZ belongs to one example."""

from derive import Derivation

derivation = Derivation(
    title="Each example has its own column",
    asks="Is dZ the derivative of the loss or of the cost?",
    claims="If the loss of each example depends on its own column of `Z` only, then the slope of "
    "the sum of the losses by a column is the slope of that example's own loss; written out for "
    "two examples with columns `z_1` and `z_2`.",
    working="""
        where z_1: (n), z_2: (n), L_1(z_1), L_2(z_2)
        let   T = L_1 + L_2
        let   J = T/2

          D(T, z_1)
        = D(L_1 + L_2, z_1)                                    by definition              # Put in what `T` stands for.
        = D(L_1, z_1) + D(L_2, z_1)                            by sum rule                # A sum is differentiated term by term.
        = D(L_1, z_1)                                          by constant rule           # The second loss has nothing of `z_1` in it, so it stands still.

          D(J, z_1)
        = D((L_1 + L_2)/2, z_1)                                by definition              # The cost is the mean of the two losses.
        = D(L_1 + L_2, z_1)/2                                  by constant factor         # The number of examples, 2, does not move: dividing by it can wait.
        = (D(L_1, z_1) + D(L_2, z_1))/2                        by sum rule                # A sum is differentiated term by term.
        = D(L_1, z_1)/2                                        by constant rule           # The second loss stands still. The 2 is still there: the slope of the mean is that of the loss over the number of examples.
    """,
    routes=("The sum of the losses", "The cost"),
    notes=(
        "So `dZ` may be read in two ways: column `i` is the slope of the loss of example `i`, "
        "and all of `dZ` is the slope of `T`, the sum of the losses. It is never the slope of "
        "the mean.",
        "Batch normalization breaks the assumption: there, each example has a part in the losses "
        "of all others.",
    ),
    place=1,
)
