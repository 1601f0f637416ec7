"""The best step of a central difference."""

from derive import Derivation

derivation = Derivation(
    title="The best step",
    asks="Why is eps near 1e-5 better for gradient checking than 1e-7?",
    claims="Let the error be `M*h**2/6` from Taylor's term plus `u/h` from rounding. With `r` such "
    "that `r**3` is `3*u/M`, the error at any step `h` is at least that at the step `r`: the "
    "difference is a product of factors that are not negative.",
    working="""
        let   M = 3*u/r**3
        let   E = M*h**2/6 + u/h
        where u > 0, r > 0, h > 0

          D(E, h)
        = D(M*h**2/6 + u/h, h)         by definition      # The error as a function of the step.
        = D(M*h**2/6, h) + D(u/h, h)   by sum rule        # The two errors, one after the other.
        = M/6*D(h**2, h) + u*D(1/h, h) by constant factor # `M` and `u` do not depend on the step.
        = M/6*(2*h) + u*D(1/h, h)      by power rule      # Taylor's error grows with the step.
        = M/6*(2*h) + u*(-(1/h**2))    by reciprocal rule # The rounding error falls with it.
        = M/6*(2*h) - u/h**2           by rearrange signs, multiply fractions # A minus in a factor is a minus in front.
        = M*h/3 - u/h**2               by cancel factors  # 2 over 6 is a third.
        = 3*u/r**3*h/3 - u/h**2        by definition      # `M`, written with the step `r`.
        = u*h/r**3 - u/h**2            by cancel factors  # The 3 is gone. Where `h` is `r` the two terms are equal, and the slope is 0.

          E - 3*u/(2*r)
        = M*h**2/6 + u/h - 3*u/(2*r)                                      by definition         # The error at `h`, less `3*u/(2*r)`, the error at `r`.
        = 3*u/r**3*h**2/6 + u/h - 3*u/(2*r)                               by definition         # `M`, written with the step `r`.
        = u*h**2/(2*r**3) + u/h - 3*u/(2*r)                               by cancel factors     # 3 over 6 is a half.
        = u*h**3/(2*r**3*h) + 2*u*r**3/(2*r**3*h) - 3*u*r**2*h/(2*r**3*h) by common denominator # All three over `2*r**3*h`.
        = (u*h**3 + 2*u*r**3 - 3*u*r**2*h)/(2*r**3*h)                     by add fractions      # Equal bottoms.
        = u*(h**3 + 2*r**3 - 3*r**2*h)/(2*r**3*h)                         by factor             # `u` is in every term.
        = u*((h - r)*(h**2 + h*r - 2*r**2))/(2*r**3*h)                    by factor             # With `h = r` the bracket is 0, so `h - r` is in it. To find the rest, split `3*r**2*h` into once and twice: `h*(h**2 - r**2) - 2*r**2*(h - r)`; the first term is `h*(h + r)*(h - r)`.
        = u*(h - r)**2*(h + 2*r)/(2*r**3*h)                               by factor             # Once more, with `h**2 - r**2 + r*(h - r)`: the factors are `h - r` and `h + r + r`. No factor is ever negative.
    """,
    shows=("E >= 3*u/(2*r)",),
    routes=("The slope of the error", "The best step is r"),
    place=21,
)
