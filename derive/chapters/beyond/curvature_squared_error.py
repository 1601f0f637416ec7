"""The curvature of half squared error with a sigmoid: it changes its sign."""

from derive import Derivation

derivation = Derivation(
    title="The curvature of half squared error",
    asks="Why is squared error with a sigmoid not convex?",
    claims="At the label 0, the second derivative of half squared error by `z` is `a**2*(1 - a)*(2 "
    "- 3*a)`. It is positive while `a` is less than 2/3, and negative beyond: the loss bends both "
    "ways.",
    working="""
        let   a = sigma(z)
        let   y = 0
        let   L = (a - y)**2/2

          D(D(L, z), z)
        = D((a - y)*a*(1 - a), z)      by result half-squared-error-sigmoid # The first derivative, found before.
        = D((a - 0)*a*(1 - a), z)      by definition                        # The label is 0.
        = D(a**2 - a**3, z)            by expand                            # Multiply out.
        = D(a**2, z) - D(a**3, z)      by sum rule                          # A difference is differentiated term by term.
        = 2*a*D(a, z) - 3*a**2*D(a, z) by power rule                        # The powers come down; times the slope of `a`.
        = (2*a - 3*a**2)*D(a, z)       by collect                           # The slope of `a` is in both terms.
        = (2*a - 3*a**2)*(a*(1 - a))   by result sigmoid-derivative         # The slope of the sigmoid.
        = a**2*(1 - a)*(2 - 3*a)       by factor                            # `a` is in both terms of the first bracket; put it to the other one. Only the last factor can be negative.
    """,
    shows=("a**2*(1 - a) > 0",),
    place=14,
)
