"""The start of the squared error without the half: twice the error."""

from derive import Derivation

derivation = Derivation(
    title="Squared error without the half: dA = 2*(A - Y)",
    asks="My squared error has no half in front. What changes?",
    claims="Every slope is twice as large, and nothing else changes.",
    working="""
        let   T = sum((A - Y)**2)/2
        let   S = 2*T
        where A: (n, m), Y: (n, m)

          D(S, A)
        = D(2*T, A)   by definition                        # The squares without the half are twice the squares with it.
        = 2*D(T, A)   by constant factor                   # The 2 does not move.
        = 2*(A - Y)   by result half-squared-error-slopes  # The slope with the half, found before.
    """,
    place=5,
)
