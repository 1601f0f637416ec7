"""The error of the central difference, exactly, for a cubic."""

from derive import Derivation

derivation = Derivation(
    title="The central difference of a cubic",
    asks="The two-sided difference has an error of order eps^2. Where does that come from?",
    claims="For a polynomial of degree 3, the central difference with the step `h` differs from "
    "the derivative by exactly `c3*h**2`, that is one sixth of the third derivative times `h**2`.",
    working="""
        let   F = c0 + c1*x + c2*x**2 + c3*x**3
        let   F_right = c0 + c1*(x + h) + c2*(x + h)**2 + c3*(x + h)**3
        let   F_left = c0 + c1*(x - h) + c2*(x - h)**2 + c3*(x - h)**3
        where h > 0

          (F_right - F_left)/(2*h)
        = (c0 + c1*(x + h) + c2*(x + h)**2 + c3*(x + h)**3 - (c0 + c1*(x - h) + c2*(x - h)**2 + c3*(x - h)**3))/(2*h) by definition                      # The values a step to the right and a step to the left.
        = (c1*(x + h - (x - h)) + c2*((x + h)**2 - (x - h)**2) + c3*((x + h)**3 - (x - h)**3))/(2*h)         by collect                         # Each coefficient with its own difference; `c0` is in both values, and is gone.
        = (c1*(2*h) + c2*((x + h)**2 - (x - h)**2) + c3*((x + h)**3 - (x - h)**3))/(2*h)                     by collect                         # The first bracket: `x` is gone, and `h` is there twice.
        = (c1*(2*h) + c2*(x**2 + 2*x*h + h**2 - (x**2 - 2*x*h + h**2)) + c3*((x + h)**3 - (x - h)**3))/(2*h) by expand                          # The two squares.
        = (c1*(2*h) + c2*(4*x*h) + c3*((x + h)**3 - (x - h)**3))/(2*h)                                       by collect                         # `x**2` and `h**2` are in both, and are gone; `2*x*h` is there twice.
        = (c1*(2*h) + c2*(4*x*h) + c3*(x**3 + 3*x**2*h + 3*x*h**2 + h**3 - (x - h)**3))/(2*h)                by expand                          # The cube on the right is the square times `x + h`, that is `x**3 + 2*x**2*h + x*h**2 + x**2*h + 2*x*h**2 + h**3`.
        = (c1*(2*h) + c2*(4*x*h) + c3*(x**3 + 3*x**2*h + 3*x*h**2 + h**3 - (x**3 - 3*x**2*h + 3*x*h**2 - h**3)))/(2*h) by expand                          # The cube on the left is the same with `-h` for `h`: the odd powers of `h` get a minus.
        = (c1*(2*h) + c2*(4*x*h) + c3*(6*x**2*h + 2*h**3))/(2*h)                                             by collect                         # What holds an even power of `h` is in both, and is gone; what holds an odd one is there twice.
        = 2*h*(c1 + 2*c2*x + c3*(3*x**2 + h**2))/(2*h)                                                       by factor                          # `2*h` is in every term.
        = c1 + 2*c2*x + c3*(3*x**2 + h**2)                                                                   by cancel factors                  # And it is not 0.
        = c1 + 2*c2*x + 3*c3*x**2 + c3*h**2                                                                  by expand                          # The last bracket.
        = D(F, x) + c3*h**2                                                                                  by result polynomial-derivatives.2 # Three terms are the derivative; what is left is the error.

          1/6*D(D(D(F, x), x), x)
        = 1/6*D(D(c1 + 2*c2*x + 3*c3*x**2, x), x) by result polynomial-derivatives.2 # The first derivative.
        = 1/6*D(2*c2 + 2*(3*c3)*x, x)             by result polynomial-derivatives.1 # That is a parabola, so its derivative is known as well.
        = 1/6*(2*(3*c3))                          by derivative of a line            # A line of this slope.
        = c3                                      by arithmetic                      # So the error is a sixth of the third derivative, times `h**2`.
    """,
    routes=("The difference", "The coefficient of the error"),
    notes=(
        "Any other smooth function is its Taylor polynomial of degree 3 plus a remainder, and the "
        "same holds for it with the third derivative at a point between `x - h` and `x + h`: that is "
        "Taylor's theorem, quoted here and not proved.",
    ),
    place=19,
)
