"""How the loss of one example answers to each input."""

from derive import Derivation

derivation = Derivation(
    title="dx: the slope of the loss by an input",
    asks="Why is dx1 = w1*dz, and what is it good for, when the inputs are never trained?",
    claims="The slope of the loss by an input is that input's weight times `a - y`, here with "
    "two inputs; the weights, the other input and the bias are held fixed.",
    working="""
        let   z = w1*x1 + w2*x2 + b
        let   a = sigma(z)
        let   L = -(y*log(a) + (1 - y)*log(1 - a))
        where 0 <= y <= 1

          D(L, x1)
        = D(L, z)*D(z, x1)                                   by chain rule              # `x1` moves the loss only by moving `z`, so the two slopes multiply.
        = (a - y)*D(z, x1)                                   by result dz               # The slope of the loss by `z`, found before.
        = (a - y)*D(w1*x1 + w2*x2 + b, x1)                   by definition              # Put in what `z` stands for.
        = (a - y)*w1                                         by derivative of a line    # As `x1` moves alone, this is a line of slope `w1`: weight and input have swapped roles.
        = w1*(a - y)                                         by reorder                 # The weight times `dz`.

          D(L, x2)
        = D(L, z)*D(z, x2)                                   by chain rule              # `x2`, too, moves the loss only by moving `z`.
        = (a - y)*D(z, x2)                                   by result dz               # The same slope of the loss by `z` once more.
        = (a - y)*D(w1*x1 + w2*x2 + b, x2)                   by definition              # Put in what `z` stands for.
        = (a - y)*w2                                         by derivative of a line    # As `x2` moves alone, this is a line of slope `w2`.
        = w2*(a - y)                                         by reorder                 # The weight times `dz`.
    """,
    routes=("The first input", "The second input"),
    notes=(
        "In a deeper network `x1` is the output of a neuron before this one. Then `D(L, x1)` is the "
        "slope of the loss by that neuron's output, and back-propagation goes on from there.",
    ),
    place=5,
)
