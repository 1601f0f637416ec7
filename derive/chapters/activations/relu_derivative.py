"""The slope of relu, away from its corner."""

from derive import Derivation

derivation = Derivation(
    title="The slope of relu",
    asks="What is the derivative of max(0, z)?",
    claims="For `z != 0`, the slope of relu is 1 where `z` is positive and 0 where it is "
    "negative. At 0 there is a corner, and no slope.",
    working="""
        where z != 0

          D(relu(z), z)
        = D(max(0, z), z)                                      by definition                 # What relu stands for: the larger one of 0 and `z`.
        = D(where(z > 0, z, 0), z)                             by case by case               # The larger one: `z` where it is positive, 0 elsewhere.
        = where(z > 0, D(z, z), D(0, z))                       by derivative of cases        # `z` is not 0, so a little to the left and to the right the same case still holds. Differentiate each case for itself.
        = where(z > 0, 1, D(0, z))                             by derivative of the variable # On the right relu is `z` itself.
        = where(z > 0, 1, 0)                                   by constant rule              # On the left it is 0 and stays 0.
    """,
    notes=(
        "At 0 the slope from the left is 0 and the slope from the right is 1, so no derivative "
        "exists. Programs take 0 there (or 1, or something between). That is a convention, and "
        "no result.",
    ),
    place=3,
)
