"""The loss of a positive example, without the sigmoid."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="With label 1 the loss is `softplus(-z)`",
    asks="What is the loss of an example with label 1, as a function of z?",
    claims="The loss of an example with label 1 is softplus at `-z`, for every real `z`; "
    "`softplus(z)` is short for `log(1 + exp(z))`.",
    working="""
          -log(sigma(z))
        = -log(1/(1 + exp(-z)))                              by definition              # Put in what `sigma(z)` stands for.
        = -(-log(1 + exp(-z)))                               by log of a quotient       # The logarithm of one over something is minus its logarithm, since `log(1)` is 0.
        = log(1 + exp(-z))                                   by rearrange signs         # Two minus signs make a plus.
        = softplus(-z)                                       by definition              # This is softplus at `-z`.
    """,
    place=4,
)
