"""A step of gradient descent on the sum is a longer step on the mean."""

from derive import Derivation

derivation = Derivation(
    title="Sum or mean: a factor m in the learning rate",
    asks="What happens to gradient descent when 1/m is left out everywhere?",
    claims="A step on the sum of the losses with the rate `alpha` is the step on their mean with "
    "the rate `alpha*m`.",
    working="""
        let   J = T/m
        where W: (n, n_prev), T(W), m in N

          W - alpha*D(T, W)
        = W - alpha*(m*D(J, W)) by result sum-or-mean # The gradient of the sum, in terms of that of the mean.
        = W - alpha*m*D(J, W)   by reorder            # The step on the mean, with the rate `alpha*m`: it grows with the number of examples.
    """,
    place=5,
)
