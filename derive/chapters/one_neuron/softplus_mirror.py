"""Softplus at -z and at z."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="Softplus at `-z` and at `z` differ by `z`",
    asks="How do the two losses, softplus(-z) for label 1 and softplus(z) for label 0, differ?",
    claims="Softplus at `-z` and softplus at `z` differ by exactly `z`, for every real `z`.",
    working="""
          softplus(-z)
        = log(1 + exp(-z))                                   by definition              # What softplus stands for, at `-z`.
        = log(exp(z)*exp(-z) + exp(-z))                      by exp of a negative       # `exp(-z)` is one over `exp(z)`, so their product is the 1 that stood here.
        = log((exp(z) + 1)*exp(-z))                          by factor                  # Both terms hold `exp(-z)`: take it out.
        = log(exp(z) + 1) + log(exp(-z))                     by log of a product        # Both factors are positive, so the log of the product is the sum of the logs.
        = log(exp(z) + 1) - z                                by log of exp              # The logarithm undoes the exponential.
        = softplus(z) - z                                    by definition              # The logarithm that is left is softplus at `z`.
    """,
    place=4,
)
