"""The slope of softplus is the sigmoid."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="The slope of softplus is the sigmoid",
    asks="What is the derivative of log(1 + exp(z))?",
    claims="The slope of softplus is the sigmoid, for every real `z`.",
    working="""
          D(softplus(z), z)
        = D(log(1 + exp(z)), z)                              by definition              # Put in what `softplus(z)` stands for.
        = 1/(1 + exp(z))*D(1 + exp(z), z)                    by derivative of log       # One over what stands inside the logarithm, times its own derivative, as the chain rule says.
        = 1/(1 + exp(z))*(D(1, z) + D(exp(z), z))            by sum rule                # A sum is differentiated term by term.
        = 1/(1 + exp(z))*D(exp(z), z)                        by constant rule           # 1 never moves, so its derivative is 0, and adding 0 changes nothing.
        = 1/(1 + exp(z))*exp(z)                              by derivative of exp       # The exponential is its own derivative.
        = exp(z)/(1 + exp(z))                                by multiply fractions      # Put `exp(z)` on top.
        = sigma(z)                                           by result sigmoid-other-form  # That is the sigmoid in its other form.
    """,
    place=4,
)
