"""dL/dz when the loss is measured with another logarithm."""

from derive import Derivation

derivation = Derivation(
    title="dL/dz to another base",
    asks="Does it matter for the derivative whether log is the natural logarithm?",
    claims="With logarithms to base `b`, positive and not 1, the slope of the loss by `z` gets "
    "the factor `1/log(b)`.",
    working="""
        let   a = sigma(z)
        let   L = -(y*log(a) + (1 - y)*log(1 - a))
        let   L_b = -(y*(log(a)/log(b)) + (1 - y)*(log(1 - a)/log(b)))
        where 0 <= y <= 1, b > 0, b != 1

          D(L_b, z)
        = D(L/log(b), z)                                     by result loss-base        # The loss to base `b` is `L` over `log(b)`.
        = D(1/log(b)*L, z)                                   by multiply fractions      # Dividing by `log(b)` is multiplying by `1/log(b)`.
        = 1/log(b)*D(L, z)                                   by constant factor         # `b` does not move when `z` does: `1/log(b)` waits in front of any derivative of `L`.
        = 1/log(b)*(a - y)                                   by result dz               # The slope of `L` by `z`, found before.
        = (a - y)/log(b)                                     by multiply fractions      # Put `a - y` on top.
    """,
    notes=(
        "With base 10 the factor `1/log(b)` is 0.434, with base 2 it is 1.443. "
        "The smallest loss is reached at the same weights; only the size of the steps changes.",
    ),
    place=6,
)
