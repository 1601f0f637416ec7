"""The cross-entropy with logarithms to another base."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="The loss to another base",
    asks="What happens to the loss when log is not the natural logarithm?",
    claims="`L_b` is the binary cross-entropy with logarithms to base `b`, which is positive and "
    "not 1. It is the same multiple of `L` for every prediction `a` strictly between 0 and 1.",
    working="""
        let   L = -(y*log(a) + (1 - y)*log(1 - a))
        let   L_b = -(y*(log(a)/log(b)) + (1 - y)*(log(1 - a)/log(b)))
        where 0 < a < 1, 0 <= y <= 1, b > 0, b != 1

          L_b
        = -(y*(log(a)/log(b)) + (1 - y)*(log(1 - a)/log(b)))     by definition          # The cross-entropy with each logarithm divided by `log(b)`.
        = -(y*log(a)/log(b) + (1 - y)*log(1 - a)/log(b))     by multiply fractions      # Put `y` and `1 - y` on top.
        = -(y*log(a) + (1 - y)*log(1 - a))/log(b)            by add fractions           # Equal bottoms: add the tops; the minus stands in front of the whole as before.
        = L/log(b)                                           by name an expression      # The top is `L`.
    """,
    place=6,
)
