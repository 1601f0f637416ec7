"""How the loss answers to the neuron's input: the prediction minus the label."""

from derive import Derivation

derivation = Derivation(
    title="dL/dz = a - y",
    asks="Where does dz = a - y come from, and where did the sigmoid's slope go?",
    claims="The slope of the binary cross-entropy by the input `z` of the sigmoid is the "
    "prediction minus the label, for every real `z`.",
    working="""
        let   a = sigma(z)
        let   L = -(y*log(a) + (1 - y)*log(1 - a))
        where 0 <= y <= 1

          D(L, z)
        = D(L, a)*D(a, z)                                    by chain rule              # `z` moves the loss only by moving `a`, so the two slopes multiply.
        = (a - y)/(a*(1 - a))*D(a, z)                        by result loss-gradient    # The slope of the loss, found before for every `a` strictly between 0 and 1.
        = (a - y)/(a*(1 - a))*(a*(1 - a))                    by result sigmoid-derivative  # The slope of the sigmoid, found before.
        = a - y                                              by cancel factors, result sigmoid-bounds  # The same `a*(1 - a)` divides and multiplies; it is not 0, because `a` is strictly between 0 and 1.
    """,
    notes=(
        "In the course, `dz` is the name of a variable that holds `D(L, z)`. It is no differential: "
        "nothing is divided by it.",
        "The sigmoid's slope `a*(1 - a)` is not forgotten. It cancels against the bottom of "
        "`D(L, a)`, and it does so for this loss with this activation.",
    ),
    place=3,
)
