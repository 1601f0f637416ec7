"""The loss as a function of z, without a logarithm of the prediction."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="The loss is `softplus(z) - y*z`",
    asks="Can the cross-entropy be written in z directly, without going through a?",
    claims="The binary cross-entropy of a sigmoid's output is softplus minus a straight line, "
    "for every real `z`.",
    working="""
        let   a = sigma(z)
        let   L = -(y*log(a) + (1 - y)*log(1 - a))
        where 0 <= y <= 1

          L
        = -(y*log(sigma(z)) + (1 - y)*log(1 - sigma(z)))     by definition              # Put in what `L` stands for, and what `a` stands for.
        = y*(-log(sigma(z))) + (1 - y)*(-log(1 - sigma(z)))  by rearrange signs         # Give the minus in front of the bracket to each logarithm.
        = y*softplus(-z) + (1 - y)*(-log(1 - sigma(z)))      by result minus-log-sigma  # The loss of an example with label 1.
        = y*softplus(-z) + (1 - y)*softplus(z)               by result minus-log-one-minus-sigma  # The loss of an example with label 0.
        = y*(softplus(z) - z) + (1 - y)*softplus(z)          by result softplus-mirror  # Write both with `softplus(z)`.
        = y*softplus(z) - y*z + softplus(z) - y*softplus(z)  by expand                  # Multiply both brackets out.
        = softplus(z) - y*z                                  by cancel terms            # `y*softplus(z)` is added and taken away.
    """,
    place=4,
)
