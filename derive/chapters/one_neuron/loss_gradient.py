"""How the loss answers to the prediction."""

from derive import Derivation

derivation = Derivation(
    title="dL/da: how the loss answers to the prediction",
    asks="Where does -y/a + (1 - y)/(1 - a) come from, and why is it (a - y)/(a*(1 - a))?",
    claims="As its prediction `a` moves, the slope of the binary cross-entropy of one example is "
    "the error `a - y` over `a*(1 - a)`, for every `a` strictly between 0 and 1.",
    working="""
        let   L = -(y*log(a) + (1 - y)*log(1 - a))
        where 0 < a < 1, 0 <= y <= 1

          D(L, a)
        = D(-(y*log(a) + (1 - y)*log(1 - a)), a)             by definition              # Put in what `L` stands for.
        = -D(y*log(a) + (1 - y)*log(1 - a), a)               by constant factor         # The minus sign is a factor `-1`; it waits in front.
        = -(D(y*log(a), a) + D((1 - y)*log(1 - a), a))       by sum rule                # A sum is differentiated term by term.
        = -(y*D(log(a), a) + (1 - y)*D(log(1 - a), a))       by constant factor         # The label `y` does not move when `a` does, so `y` and `1 - y` wait in front too.
        = -(y*(1/a) + (1 - y)*D(log(1 - a), a))              by derivative of log       # The slope of the logarithm at `a` is `1/a`.
        = -(y*(1/a) + (1 - y)*(1/(1 - a))*D(1 - a, a))       by derivative of log       # Inside this logarithm stands `1 - a`: one over it, times its own derivative, as the chain rule says.
        = -(y*(1/a) + (1 - y)*(1/(1 - a))*(-1))              by derivative of a line    # `1 - a` falls by as much as `a` rises, so its derivative is `-1`.
        = -(y*(1/a) - (1 - y)*(1/(1 - a)))                   by rearrange signs         # Adding minus something is taking it away.
        = -(y/a - (1 - y)/(1 - a))                           by multiply fractions      # `y` times `1/a` is `y/a`, and likewise for `1 - y`.
        = -y/a + (1 - y)/(1 - a)                             by rearrange signs         # The minus in front of the bracket turns both signs inside it.
        = -y*(1 - a)/(a*(1 - a)) + a*(1 - y)/(a*(1 - a))     by common denominator      # Extend the first fraction by `1 - a` and the second by `a`: both now stand over `a*(1 - a)`.
        = (-y*(1 - a) + a*(1 - y))/(a*(1 - a))               by add fractions           # Equal bottoms: add the tops; the minus in front of the first fraction goes up with its top.
        = (-y + a*y + a - a*y)/(a*(1 - a))                   by expand                  # Multiply out both products on top; `-y` times `-a` is `a*y`.
        = (a - y)/(a*(1 - a))                                by cancel terms            # `a*y` is added and taken away; `a` and `-y` stay.
    """,
    notes=(
        "The line `-(y/a - (1 - y)/(1 - a))` is the one that the notebook computes for dAL, entry "
        "by entry: the derivative of each example's own loss, and so without `1/m`.",
        "The logarithm is the natural one, as in NumPy: only its slope at `a` is exactly `1/a`.",
    ),
    place=1,
)
