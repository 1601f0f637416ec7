"""The one-sided difference is worse: its error is of the order of the step."""

from derive import Derivation

derivation = Derivation(
    title="The one-sided difference of a parabola",
    asks="Why take the two-sided difference, at twice the price?",
    claims="For a polynomial of degree 2, the one-sided difference differs from the derivative by "
    "exactly `c2*h`; the central difference is exact.",
    working="""
        let   F = c0 + c1*x + c2*x**2
        where h > 0

          (c0 + c1*(x + h) + c2*(x + h)**2 - (c0 + c1*x + c2*x**2))/h
        = (c1*(x + h - x) + c2*((x + h)**2 - x**2))/h by collect                         # Each coefficient with its own difference; `c0` is gone.
        = (c1*h + c2*((x + h)**2 - x**2))/h           by cancel terms                    # The first bracket: `x` is gone.
        = (c1*h + c2*(x**2 + 2*x*h + h**2 - x**2))/h  by expand                          # The square.
        = (c1*h + c2*(2*x*h + h**2))/h                by cancel terms                    # And `x**2` is gone.
        = h*(c1 + c2*(2*x + h))/h                     by factor                          # `h` is in every term.
        = c1 + c2*(2*x + h)                           by cancel factors                  # And it is not 0.
        = c1 + 2*c2*x + c2*h                          by expand                          # The last bracket.
        = D(F, x) + c2*h                              by result polynomial-derivatives.1 # The derivative, and an error of the order of `h`.

          (c0 + c1*(x + h) + c2*(x + h)**2 - (c0 + c1*(x - h) + c2*(x - h)**2))/(2*h)
        = (c1*(x + h - (x - h)) + c2*((x + h)**2 - (x - h)**2))/(2*h)         by collect                         # Each coefficient with its own difference.
        = (c1*(2*h) + c2*((x + h)**2 - (x - h)**2))/(2*h)                     by collect                         # The first bracket: `x` is gone, and `h` is there twice.
        = (c1*(2*h) + c2*(x**2 + 2*x*h + h**2 - (x**2 - 2*x*h + h**2)))/(2*h) by expand                          # The two squares.
        = (c1*(2*h) + c2*(4*x*h))/(2*h)                                       by collect                         # `x**2` and `h**2` are in both, and are gone; `2*x*h` is there twice.
        = 2*h*(c1 + 2*c2*x)/(2*h)                                             by factor                          # `2*h` is in both terms.
        = c1 + 2*c2*x                                                         by cancel factors                  # And it is not 0.
        = D(F, x)                                                             by result polynomial-derivatives.1 # The derivative itself.
    """,
    routes=("One-sided", "Central"),
    place=20,
)
