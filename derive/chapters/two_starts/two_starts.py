"""The two ways to start a backward pass give the same error."""

from derive import Derivation

derivation = Derivation(
    title="The explicit start equals the collapsed one",
    asks="The slides start at dZ = A - Y, the functions start at dAL and never write A - Y. Do "
    "they really have to be equal?",
    claims="For one entry: the explicit start `da`, times the slope of the sigmoid at `z`, is the "
    "collapsed start `a - y`. It needs that `a` is `sigma(z)` for this very `z`.",
    working="""
        let   a = sigma(z)
        let   da = -(y/a - (1 - y)/(1 - a))

          da*(sigma(z)*(1 - sigma(z)))
        = da*(a*(1 - a))                                               by name an expression                    # `a` is the sigmoid of this very `z`, so its slope can be written with `a` alone.
        = -(y/a - (1 - y)/(1 - a))*(a*(1 - a))                         by definition                            # Put in what `da` stands for.
        = -(y*(1 - a)/(a*(1 - a)) - (1 - y)*a/(a*(1 - a)))*(a*(1 - a)) by common denominator                    # Both fractions over `a*(1 - a)`, which is not 0: a sigmoid lies strictly between 0 and 1.
        = -((y*(1 - a) - (1 - y)*a)/(a*(1 - a)))*(a*(1 - a))           by add fractions                         # Equal bottoms: take the second top from the first.
        = -(y*(1 - a) - (1 - y)*a)                                     by cancel factors, result sigmoid-bounds # What divides and what multiplies is the same, and it is not 0, for the same reason as two lines above.
        = -(y - y*a - (a - y*a))                                       by expand                                # Multiply both brackets out.
        = -(y - a)                                                     by cancel terms                          # `y*a` is taken away and given back.
        = a - y                                                        by rearrange signs                       # Prediction minus label.
    """,
    notes=(
        "A test that fills `a` and `z` with unrelated numbers fails in the first line, and the "
        "mathematics is not to blame.",
    ),
    place=2,
)
