"""The loss of a negative example, without the sigmoid."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="With label 0 the loss is `softplus(z)`",
    asks="What is the loss of an example with label 0, as a function of z?",
    claims="The loss of an example with label 0 is softplus at `z`, for every real `z`; "
    "`softplus(z)` is short for `log(1 + exp(z))`.",
    working="""
          -log(1 - sigma(z))
        = -log(1 - exp(z)/(1 + exp(z)))                      by result sigmoid-other-form  # Here the form with `exp(z)` is the handier one.
        = -log((1 + exp(z))/(1 + exp(z)) - exp(z)/(1 + exp(z)))  by common denominator  # Write 1 as a fraction with the same bottom, which is never 0.
        = -log((1 + exp(z) - exp(z))/(1 + exp(z)))           by add fractions           # Equal bottoms: take the second top from the first.
        = -log(1/(1 + exp(z)))                               by cancel terms            # `exp(z)` is added and taken away.
        = -(-log(1 + exp(z)))                                by log of a quotient       # The logarithm of one over something is minus its logarithm, since `log(1)` is 0.
        = log(1 + exp(z))                                    by rearrange signs         # Two minus signs make a plus.
        = softplus(z)                                        by definition              # This is softplus at `z`.
    """,
    place=4,
)
