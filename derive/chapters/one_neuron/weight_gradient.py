"""How the loss of one example answers to each weight."""

from derive import Derivation

derivation = Derivation(
    title="dw: the slope of the loss by a weight",
    asks="Why is dw1 = x1*dz, and where did the x1 come from?",
    claims="The slope of the loss by a weight is that weight's input times `a - y`, here with "
    "two inputs; the inputs, the other weight and the bias are held fixed.",
    working="""
        let   z = w1*x1 + w2*x2 + b
        let   a = sigma(z)
        let   L = -(y*log(a) + (1 - y)*log(1 - a))
        where 0 <= y <= 1

          D(L, w1)
        = D(L, z)*D(z, w1)                                   by chain rule              # `w1` moves the loss only by moving `z`, so the two slopes multiply.
        = (a - y)*D(z, w1)                                   by result dz               # The slope of the loss by `z`, found before.
        = (a - y)*D(w1*x1 + w2*x2 + b, w1)                   by definition              # Put in what `z` stands for.
        = (a - y)*x1                                         by derivative of a line    # As `w1` moves alone, this is a line of slope `x1`; `w2*x2 + b` stands still.
        = x1*(a - y)                                         by reorder                 # Write it as the course does: the input times `dz`.

          D(L, w2)
        = D(L, z)*D(z, w2)                                   by chain rule              # `w2`, too, moves the loss only by moving `z`.
        = (a - y)*D(z, w2)                                   by result dz               # The same slope of the loss by `z`: it is computed once and used for every weight.
        = (a - y)*D(w1*x1 + w2*x2 + b, w2)                   by definition              # Put in what `z` stands for.
        = (a - y)*x2                                         by derivative of a line    # As `w2` moves alone, this is a line of slope `x2`.
        = x2*(a - y)                                         by reorder                 # The input times `dz`.
    """,
    routes=("The first weight", "The second weight"),
    place=5,
)
