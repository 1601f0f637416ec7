"""How the loss of one example answers to the bias."""

from derive import Derivation

derivation = Derivation(
    title="db: the slope of the loss by the bias",
    asks="Why is db = dz for one example, and should it not be 0 when b is 0?",
    claims="The slope of the loss by the bias is `a - y`, whatever value the bias has.",
    working="""
        let   z = w1*x1 + w2*x2 + b
        let   a = sigma(z)
        let   L = -(y*log(a) + (1 - y)*log(1 - a))
        where 0 <= y <= 1

          D(L, b)
        = D(L, z)*D(z, b)                                    by chain rule              # `b` moves the loss only by moving `z`, so the two slopes multiply.
        = (a - y)*D(z, b)                                    by result dz               # The slope of the loss by `z`, found before.
        = (a - y)*D(w1*x1 + w2*x2 + b, b)                    by definition              # Put in what `z` stands for.
        = (a - y)*1                                          by derivative of a line    # As `b` moves alone, this moves by as much: slope 1, wherever `b` stands.
        = a - y                                              by multiply by one         # Times 1 changes nothing.
    """,
    place=5,
)
