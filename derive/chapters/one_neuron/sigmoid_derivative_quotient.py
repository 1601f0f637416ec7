"""The slope of the sigmoid once more, by the quotient rule."""

from derive import Derivation

derivation = Derivation(
    title="da/dz by the quotient rule",
    asks="Does the quotient rule give the same slope of the sigmoid?",
    claims="The quotient rule leads to the same slope of the sigmoid, for every real `z`; `a` is "
    "a name for its output.",
    working="""
        let   a = sigma(z)

          D(sigma(z), z)
        = D(exp(z)/(1 + exp(z)), z)                          by result sigmoid-other-form  # Take the form with `exp(z)` on top and at the bottom.
        = (D(exp(z), z)*(1 + exp(z)) - exp(z)*D(1 + exp(z), z))/(1 + exp(z))**2            by quotient rule      # Slope of the top times bottom, minus top times slope of the bottom, over the bottom squared.
        = (D(exp(z), z)*(1 + exp(z)) - exp(z)*(D(1, z) + D(exp(z), z)))/(1 + exp(z))**2    by sum rule           # The bottom is differentiated term by term.
        = (D(exp(z), z)*(1 + exp(z)) - exp(z)*D(exp(z), z))/(1 + exp(z))**2                by constant rule      # 1 never moves, so its derivative is 0, and adding 0 changes nothing.
        = (exp(z)*(1 + exp(z)) - exp(z)*exp(z))/(1 + exp(z))**2                            by derivative of exp  # The exponential is its own derivative, here at both places.
        = (exp(z) + exp(z)*exp(z) - exp(z)*exp(z))/(1 + exp(z))**2                         by expand             # Multiply the first bracket out.
        = exp(z)/(1 + exp(z))**2                             by cancel terms            # The two products take each other away.
        = exp(z)/(1 + exp(z))*(1/(1 + exp(z)))               by split a fraction        # The squared bottom gives one copy to each of two factors; the first factor is `sigma(z)`.
        = exp(z)/(1 + exp(z))*((1 + exp(z) - exp(z))/(1 + exp(z)))                         by add zero           # Add `exp(z)` on top and take it away again, so that the bottom shows up on top.
        = exp(z)/(1 + exp(z))*((1 + exp(z))/(1 + exp(z)) - exp(z)/(1 + exp(z)))            by split a fraction   # Each part of the top gets the bottom for itself.
        = exp(z)/(1 + exp(z))*(1 - exp(z)/(1 + exp(z)))      by cancel factors          # Something over itself is 1; `1 + exp(z)` is more than 1, so never 0.
        = sigma(z)*(1 - sigma(z))                            by result sigmoid-other-form  # Both fractions are `sigma(z)` in its other form.
        = a*(1 - a)                                          by name an expression      # Call `sigma(z)` by its name, `a`.
    """,
    place=2,
)
