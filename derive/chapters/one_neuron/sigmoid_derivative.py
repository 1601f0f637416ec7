"""The slope of the sigmoid, by the reciprocal and the chain rule."""

from derive import Derivation

derivation = Derivation(
    title="da/dz: the slope of the sigmoid",
    asks="Where does sigma(z)*(1 - sigma(z)) come from, and is it the same as a*(1 - a)?",
    claims="The slope of the sigmoid is its output times one minus its output, for every real "
    "`z`; `a` is a name for the output.",
    working="""
        let   a = sigma(z)

          D(sigma(z), z)
        = D(1/(1 + exp(-z)), z)                              by definition              # Put in what `sigma(z)` stands for.
        = -1/(1 + exp(-z))**2*D(1 + exp(-z), z)              by reciprocal rule         # The slope of one over something is minus one over its square; times the derivative of that something, as the chain rule says.
        = -1/(1 + exp(-z))**2*(D(1, z) + D(exp(-z), z))      by sum rule                # A sum is differentiated term by term.
        = -1/(1 + exp(-z))**2*D(exp(-z), z)                  by constant rule           # 1 never moves, so its derivative is 0, and adding 0 changes nothing.
        = -1/(1 + exp(-z))**2*exp(-z)*D(-z, z)               by derivative of exp       # The exponential is its own derivative; times the derivative of the `-z` inside, as the chain rule says.
        = -1/(1 + exp(-z))**2*exp(-z)*(-1)                   by derivative of a line    # `-z` falls by as much as `z` rises, so its derivative is `-1`.
        = 1/(1 + exp(-z))**2*exp(-z)                         by rearrange signs         # Two minus signs make a plus: the sigmoid rises everywhere.
        = exp(-z)/(1 + exp(-z))**2                           by multiply fractions      # Put `exp(-z)` on top.
        = 1/(1 + exp(-z))*(exp(-z)/(1 + exp(-z)))            by split a fraction        # The squared bottom gives one copy to each of two factors; the first factor is `sigma(z)`.
        = 1/(1 + exp(-z))*((1 + exp(-z) - 1)/(1 + exp(-z)))  by add zero                # Add 1 on top and take it away again, so that the bottom shows up on top.
        = 1/(1 + exp(-z))*((1 + exp(-z))/(1 + exp(-z)) - 1/(1 + exp(-z)))  by split a fraction   # Each part of the top gets the bottom for itself.
        = 1/(1 + exp(-z))*(1 - 1/(1 + exp(-z)))              by cancel factors          # Something over itself is 1; `1 + exp(-z)` is more than 1, so never 0.
        = sigma(z)*(1 - sigma(z))                            by definition              # Both fractions are `sigma(z)`.
        = a*(1 - a)                                          by name an expression      # Call `sigma(z)` by its name, `a`.
    """,
    notes=(
        "`a*(1 - a)` wants the output `a`, not the input: where `z` is 2, the slope is 0.105, "
        "while `z*(1 - z)` would be `-2`.",
    ),
    place=2,
)
