"""The sigmoid never reaches 0 or 1."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="The sigmoid never reaches 0 or 1",
    asks="Why may one divide by a and by 1 - a, and take the logarithm of both?",
    claims="For every real `z`, both `sigma(z)` and `1 - sigma(z)` are quotients of positive numbers. "
    "So both are positive, and `sigma(z)` lies strictly between 0 and 1.",
    working="""
          sigma(z)
        = 1/(1 + exp(-z))                                    by definition              # What `sigma(z)` stands for: 1 is divided by more than 1, since `exp(-z)` is positive.

          1 - sigma(z)
        = 1 - 1/(1 + exp(-z))                                by definition              # Put in what `sigma(z)` stands for.
        = (1 + exp(-z))/(1 + exp(-z)) - 1/(1 + exp(-z))      by common denominator      # Write 1 as a fraction with the same bottom, which is never 0.
        = (1 + exp(-z) - 1)/(1 + exp(-z))                    by add fractions           # Equal bottoms: take the second top from the first.
        = exp(-z)/(1 + exp(-z))                              by cancel terms            # `1` and `-1` take each other away; a positive number over a positive number is left.
    """,
    shows=("0 < sigma(z) < 1",),
    notes=(
        "This is a statement about real numbers. A computer rounds: in float64, `sigma(37)` is "
        "exactly 1, and then `1 - sigma(37)` is exactly 0.",
    ),
    place=2,
)
