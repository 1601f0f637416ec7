"""Why a - y comes up three times."""

from derive import Derivation

derivation = Derivation(
    title="One theorem behind every a - y",
    asks="Is it a coincidence that logistic regression, linear regression and softmax all have dz "
    "= a - y?",
    claims="Whenever a loss can be written as `c(z) - y*z + k(y)`, and the activation is the slope "
    "of `c`, the slope of the loss by `z` is the prediction minus the label. `c` and `k` may be "
    "any differentiable functions.",
    working="""
        where c: function, k: function
        let   a = D(c(z), z)
        let   L = c(z) - y*z + k(y)

          D(L, z)
        = D(c(z) - y*z + k(y), z)             by definition           # Put in what the loss stands for.
        = D(c(z), z) - D(y*z, z) + D(k(y), z) by sum rule             # A sum is differentiated term by term.
        = D(c(z), z) - D(y*z, z)              by constant rule        # `k(y)` does not move with `z`; it only lifts the loss.
        = D(c(z), z) - y                      by derivative of a line # `y*z` is a line of slope `y`.
        = a - y                               by name an expression   # The activation was chosen to be the slope of `c`.
    """,
    place=6,
)
