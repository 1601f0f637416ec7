"""The slope of tanh."""

from derive import Derivation

derivation = Derivation(
    title="The slope of tanh",
    asks="Where does 1 - a**2 come from?",
    claims="The slope of tanh is 1 minus the square of its output, for every real `z`; `a` is a "
    "name for the output.",
    working="""
        let   a = tanh(z)
        let   u = exp(z) - exp(-z)
        let   v = exp(z) + exp(-z)

          D(tanh(z), z)
        = D(u/v, z)                                            by definition                      # What tanh stands for: `u` over `v`.
        = (D(u, z)*v - u*D(v, z))/v**2                         by quotient rule                   # Slope of the top times bottom, minus top times slope of the bottom, over the bottom squared. `v` is a sum of positive numbers, so never 0.
        = (v*v - u*D(v, z))/v**2                               by result top-and-bottom-of-tanh.1 # The slope of the top is the bottom.
        = (v*v - u*u)/v**2                                     by result top-and-bottom-of-tanh.2 # The slope of the bottom is the top.
        = v*v/v**2 - u*u/v**2                                  by split a fraction                # Each part of the top gets the bottom for itself.
        = 1 - u*u/v**2                                         by cancel factors                  # Something over itself is 1.
        = 1 - (u/v)**2                                         by powers                          # A square over a square is the square of the quotient.
        = 1 - tanh(z)**2                                       by definition                      # The quotient is tanh.
        = 1 - a**2                                             by name an expression              # Call `tanh(z)` by its name, `a`.
    """,
    notes=("`1 - a**2` wants the output `a`. In code it is `1 - A**2`, never `1 - Z**2`.",),
    place=2,
)
