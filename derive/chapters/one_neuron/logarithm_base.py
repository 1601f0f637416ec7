"""The logarithm to another base, and its slope."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="The logarithm to another base",
    asks="What does a logarithm to another base look like, and what is its derivative?",
    claims="`log(x)/log(b)` is the exponent that turns `b` into `x`, and its slope is `1/log(b)` "
    "times the slope of the natural logarithm. Here `b` is a base, not a bias: positive and not 1.",
    working="""
        where b > 0, b != 1, x > 0

          b**(log(x)/log(b))
        = exp(log(b**(log(x)/log(b))))                       by exp of log              # The exponential undoes the logarithm, so nothing has changed.
        = exp(log(x)/log(b)*log(b))                          by log of a power          # The exponent comes down in front of the logarithm.
        = exp(log(x))                                        by cancel factors          # `log(b)` divides and multiplies; it is not 0, because `b` is not 1.
        = x                                                  by exp of log              # The exponential undoes the logarithm: this exponent does turn `b` into `x`.

          D(log(x)/log(b), x)
        = D(1/log(b)*log(x), x)                              by multiply fractions      # Dividing by `log(b)` is multiplying by `1/log(b)`.
        = 1/log(b)*D(log(x), x)                              by constant factor         # `b` does not move when `x` does, so `1/log(b)` waits in front.
        = 1/log(b)*(1/x)                                     by derivative of log       # The slope of the natural logarithm at `x` is `1/x`.
    """,
    routes=("What it is", "Its slope"),
    place=6,
)
