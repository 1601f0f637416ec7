"""Half squared error with a sigmoid: the slope of the sigmoid stays."""

from derive import Derivation

derivation = Derivation(
    title="Half squared error, sigmoid: (a - y)*a*(1 - a)",
    asks="Isn't the factor sigmoid'(z) missing from the output error? And why not use squared "
    "error with a sigmoid?",
    claims="With half squared error and a sigmoid, the slope of the loss by `z` is `(a - y)*a*(1 - "
    "a)`: nothing cancels.",
    working="""
        let   a = sigma(z)
        let   L = (a - y)**2/2

          D(L, z)
        = D(L, a)*D(a, z)                 by chain rule                # `z` moves the loss by moving the prediction.
        = D((a - y)**2/2, a)*D(a, z)      by definition                # Half the squared error.
        = D((a - y)**2, a)/2*D(a, z)      by constant factor           # The half stays in front.
        = 2*(a - y)*D(a - y, a)/2*D(a, z) by power rule                # The power 2 comes down; times the slope of what is inside.
        = 2*(a - y)/2*D(a, z)             by derivative of a line      # What is inside rises as fast as `a`: slope 1.
        = (a - y)*D(a, z)                 by cancel factors            # The 2 that came down and the half are gone: that is what the half is there for.
        = (a - y)*(a*(1 - a))             by result sigmoid-derivative # The slope of the sigmoid.
        = (a - y)*a*(1 - a)               by reorder                   # A product of three: the brackets may go.
    """,
    notes=(
        "For a neuron that is sure and wrong, `a*(1 - a)` is close to 0, and it hardly learns.",
    ),
    place=5,
)
