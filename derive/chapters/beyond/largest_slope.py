"""The largest slope of the sigmoid is 1/4."""

from derive import Derivation

derivation = Derivation(
    title="The largest slope of the sigmoid",
    asks="Why is the largest slope of the sigmoid 1/4, and what has that to do with vanishing "
    "gradients?",
    claims="The slope `a*(1 - a)` is less than 1/4 by the square of `a - 1/2`. So it is never more "
    "than 1/4, and it is 1/4 exactly where `a` is 1/2, that is where `z` is 0.",
    working="""
          1/4 - a*(1 - a)
        = 1/4 - (a - a**2) by expand              # Multiply the bracket out.
        = 1/4 - a + a**2   by rearrange signs     # A minus in front of a bracket turns the signs in it.
        = a**2 - a + 1/4   by reorder             # In falling powers.
        = (a - 1/2)**2     by complete the square # The square of a difference: `a**2`, minus twice `a` times 1/2, plus 1/4.
    """,
    shows=("a*(1 - a) <= 1/4",),
    place=11,
)
