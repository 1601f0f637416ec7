"""The slope of leaky relu, away from its corner."""

from derive import Derivation

derivation = Derivation(
    title="The slope of leaky relu",
    asks="What changes for leaky relu?",
    claims="For `z != 0`, the slope of leaky relu is 1 where `z` is positive and `alpha` where "
    "it is negative.",
    working="""
        where z != 0

          D(where(z > 0, z, alpha*z), z)
        = where(z > 0, D(z, z), D(alpha*z, z))                 by derivative of cases        # `z` is not 0, so nearby the same case still holds. Differentiate each case for itself.
        = where(z > 0, 1, D(alpha*z, z))                       by derivative of the variable # On the right it is `z` itself.
        = where(z > 0, 1, alpha)                               by derivative of a line       # On the left it is a line of slope `alpha`.
    """,
    place=3,
)
