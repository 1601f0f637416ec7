"""dL/dz = a - y once more, without dividing by a*(1 - a)."""

from derive import Derivation

derivation = Derivation(
    title="dL/dz = a - y by the direct road",
    asks="Can one differentiate the loss by z at once, without going through a?",
    claims="The slope of the loss by `z` is the prediction minus the label, for every real `z`; "
    "and on this road nothing is divided by `a` or by `1 - a`.",
    working="""
        let   a = sigma(z)
        let   L = -(y*log(a) + (1 - y)*log(1 - a))
        where 0 <= y <= 1

          D(L, z)
        = D(softplus(z) - y*z, z)                            by result loss-as-softplus  # The loss as a function of `z` alone.
        = D(softplus(z), z) - D(y*z, z)                      by sum rule                # A difference, too, is differentiated term by term.
        = D(softplus(z), z) - y                              by derivative of a line    # As `z` moves, `y*z` is a line of slope `y`.
        = sigma(z) - y                                       by result softplus-derivative  # The slope of softplus is the sigmoid.
        = a - y                                              by name an expression      # Call `sigma(z)` by its name, `a`.
    """,
    place=4,
)
