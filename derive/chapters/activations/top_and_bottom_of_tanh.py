"""The top and the bottom of tanh are the slopes of each other."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="Top and bottom of tanh",
    asks="What are the slopes of the two parts of tanh?",
    claims="With `u` the top and `v` the bottom of tanh, the slope of each is the other, for "
    "every real `z`.",
    working="""
        let   u = exp(z) - exp(-z)
        let   v = exp(z) + exp(-z)

          D(u, z)
        = D(exp(z) - exp(-z), z)                               by definition              # Put in what `u` stands for, the top of the fraction that tanh is.
        = D(exp(z), z) - D(exp(-z), z)                         by sum rule                # A difference, too, is differentiated term by term.
        = exp(z) - exp(-z)*D(-z, z)                            by derivative of exp       # The exponential is its own derivative; times the derivative of what is inside, as the chain rule says.
        = exp(z) - exp(-z)*(-1)                                by derivative of a line    # `-z` falls by as much as `z` rises.
        = exp(z) + exp(-z)                                     by rearrange signs         # Two minus signs make a plus.
        = v                                                    by name an expression      # That is the bottom: the slope of the top is the bottom.

          D(v, z)
        = D(exp(z) + exp(-z), z)                               by definition              # Put in what `v` stands for.
        = D(exp(z), z) + D(exp(-z), z)                         by sum rule                # Term by term.
        = exp(z) + exp(-z)*D(-z, z)                            by derivative of exp       # As above.
        = exp(z) + exp(-z)*(-1)                                by derivative of a line    # As above.
        = exp(z) - exp(-z)                                     by rearrange signs         # Plus a negative is minus.
        = u                                                    by name an expression      # The slope of the bottom is the top.
    """,
    routes=("The slope of the top", "The slope of the bottom"),
    place=2,
)
