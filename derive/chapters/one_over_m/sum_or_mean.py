"""The gradient of the sum of the losses against that of their mean."""

from derive import Derivation

derivation = Derivation(
    title="The gradient of the sum is m times that of the mean",
    asks="Should the gradient be divided by the batch size, or is the sum good enough?",
    claims="The sum `T` of the losses and their mean `J` have gradients in the same direction; "
    "that of the sum is `m` times as long.",
    working="""
        let   J = T/m
        where W: (n, n_prev), T(W), m in N

          D(T, W)
        = m/m*D(T, W)   by multiply by one    # `m`, the number of examples, is not 0.
        = m*(D(T, W)/m) by multiply fractions # The division by `m` goes to the gradient.
        = m*D(T/m, W)   by constant factor    # A number that divides the slope divides what is differentiated.
        = m*D(J, W)     by name an expression # The sum divided by the number of examples is the mean.
    """,
    place=4,
)
