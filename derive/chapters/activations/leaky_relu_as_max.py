"""Leaky relu as a maximum."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="Leaky relu as a maximum",
    asks="Is max(0.01 z, z) the same as the two cases?",
    claims="For `alpha` between 0 and 1, the larger one of `alpha*z` and `z` is `z` on the right "
    "and `alpha*z` on the left.",
    working="""
        where 0 < alpha < 1

          max(alpha*z, z)
        = where(z > 0, z, alpha*z)                             by case by case            # A positive `z` becomes smaller when it is multiplied by `alpha`; a negative one comes nearer to 0, so it becomes larger; at 0 both are 0.
    """,
    place=3,
)
