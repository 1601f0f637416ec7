"""The derivatives of a parabola and of a cubic."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="The derivatives of a parabola and of a cubic",
    asks="What is the derivative of a polynomial?",
    claims="Each power comes down in front of its term, and is one less above.",
    working="""
        let   G = c0 + c1*x + c2*x**2
        let   F = c0 + c1*x + c2*x**2 + c3*x**3

          D(G, x)
        = D(c0 + c1*x + c2*x**2, x)             by definition           # Put in the parabola.
        = D(c0, x) + D(c1*x, x) + D(c2*x**2, x) by sum rule             # A sum is differentiated term by term.
        = D(c1*x, x) + D(c2*x**2, x)            by constant rule        # `c0` never moves.
        = c1 + D(c2*x**2, x)                    by derivative of a line # `c1*x` is a line of slope `c1`.
        = c1 + c2*D(x**2, x)                    by constant factor      # `c2` stays in front.
        = c1 + c2*(2*x)                         by power rule           # The power 2 comes down.
        = c1 + 2*c2*x                           by reorder              # The number in front.

          D(F, x)
        = D(c0 + c1*x + c2*x**2 + c3*x**3, x)                   by definition           # Put in the cubic.
        = D(c0, x) + D(c1*x, x) + D(c2*x**2, x) + D(c3*x**3, x) by sum rule             # Term by term.
        = D(c1*x, x) + D(c2*x**2, x) + D(c3*x**3, x)            by constant rule        # `c0` never moves.
        = c1 + D(c2*x**2, x) + D(c3*x**3, x)                    by derivative of a line # A line of slope `c1`.
        = c1 + c2*D(x**2, x) + c3*D(x**3, x)                    by constant factor      # `c2` and `c3` stay in front.
        = c1 + c2*(2*x) + c3*(3*x**2)                           by power rule           # The powers come down.
        = c1 + 2*c2*x + 3*c3*x**2                               by reorder              # The numbers in front.
    """,
    routes=("The parabola", "The cubic"),
    place=18,
)
