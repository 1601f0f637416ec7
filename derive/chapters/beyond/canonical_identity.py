"""Half squared error with the identity is an instance of the theorem."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="The identity: c(z) = z**2/2",
    asks="Which c belongs to linear regression?",
    claims="Half squared error of the prediction `z` has the form of the theorem with `z**2/2` as "
    "`c(z)` and `y**2/2` as `k(y)`; and the slope of that `c` is `z`, the identity.",
    working="""
          (z - y)**2/2
        = (z**2 - 2*y*z + y**2)/2   by expand           # The square of a difference.
        = z**2/2 - 2*y*z/2 + y**2/2 by split a fraction # Each term gets the half for itself.
        = z**2/2 - y*z + y**2/2     by cancel factors   # That is `c(z) - y*z + k(y)`.

          D(z**2/2, z)
        = D(z**2, z)/2 by constant factor # The half stays in front.
        = 2*z/2        by power rule      # The power 2 comes down.
        = z            by cancel factors  # And cancels the half.
    """,
    routes=("The loss", "The slope of c"),
    place=7,
)
