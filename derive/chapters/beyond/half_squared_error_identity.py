"""Half squared error with no activation: linear regression."""

from derive import Derivation

derivation = Derivation(
    title="Half squared error, identity: a - y",
    asks="How can logistic regression have the same gradient formula as linear regression when the "
    "costs differ?",
    claims="With half squared error and the identity as activation, the slope of the loss by `z` "
    "is `a - y`. Here the prediction `a` is `z` itself.",
    working="""
        let   a = z
        let   L = (a - y)**2/2

          D(L, z)
        = D(L, a)*D(a, z)                 by chain rule                 # `z` moves the loss by moving the prediction.
        = D((a - y)**2/2, a)*D(a, z)      by definition                 # Half the squared error.
        = D((a - y)**2, a)/2*D(a, z)      by constant factor            # The half stays in front.
        = 2*(a - y)*D(a - y, a)/2*D(a, z) by power rule                 # The power 2 comes down; times the slope of what is inside.
        = 2*(a - y)/2*D(a, z)             by derivative of a line       # What is inside rises as fast as `a`: slope 1.
        = (a - y)*D(a, z)                 by cancel factors             # The 2 that came down and the half are gone: that is what the half is there for.
        = (a - y)*D(z, z)                 by definition                 # The prediction is `z`.
        = a - y                           by derivative of the variable # It moves with itself at slope 1.
    """,
    place=4,
)
