"""The curvature of the cross-entropy: never negative."""

from derive import Derivation

derivation = Derivation(
    title="The curvature of the cross-entropy",
    asks="Why is the cost of logistic regression convex?",
    claims="The second derivative of the cross-entropy by `z` is `a*(1 - a)`, which is positive "
    "for every `z`: the loss bends upwards everywhere.",
    working="""
        let   a = sigma(z)
        let   L = -(y*log(a) + (1 - y)*log(1 - a))
        where 0 <= y <= 1

          D(D(L, z), z)
        = D(a - y, z) by result dz                 # The first derivative, found before.
        = D(a, z)     by sum rule, constant rule   # The label does not move, so only the first slope is left.
        = a*(1 - a)   by result sigmoid-derivative # The slope of the sigmoid.
    """,
    shows=("a*(1 - a) > 0",),
    place=13,
)
