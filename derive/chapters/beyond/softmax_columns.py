"""Softmax for m examples, one in each column."""

from derive import Derivation

derivation = Derivation(
    title="Softmax for m examples: dZ = A - Y",
    asks="Only y_hat - labels appears in this code. Where is the softmax gradient?",
    claims="With the softmax of each column and the labels of each example adding up to 1, the "
    "entry in row `j` and column `i` of `dZ`, the slopes of the sum `T` of the losses, is `A[j, i] - "
    "Y[j, i]`. The Jacobian is inside already.",
    working="""
        let   A = softmax(Z)
        let   T = -sum(Y*log(A))
        where Z: (n, m), A: (n, m), Y: (n, m), sum(Y[k, i] for k in range(n)) == 1

          D(T, Z[j, i])
        = sum(D(T, A[k, i])*D(A[k, i], Z[j, i]) for k in range(n))                             by chain rule over several paths # `Z[j, i]` moves every output of its own example, column `i`, and nothing of the other examples.
        = sum(-(Y[k, i]/A[k, i])*D(A[k, i], Z[j, i]) for k in range(n))                        by result cross-entropy-slopes.2 # Only one term of the loss moves with this prediction: the slope is minus the label over it.
        = sum(-(Y[k, i]/A[k, i])*(A[k, i]*(delta(k, j) - A[j, i])) for k in range(n))          by result softmax-jacobian.2     # The Jacobian in column `i`, found before.
        = sum(-Y[k, i]*(delta(k, j) - A[j, i]) for k in range(n))                              by cancel factors                # `A[k, i]` divides and multiplies; it is positive.
        = sum(-Y[k, i]*delta(k, j) + Y[k, i]*A[j, i] for k in range(n))                        by expand                        # Multiply the bracket out.
        = sum(-Y[k, i]*delta(k, j) for k in range(n)) + sum(Y[k, i]*A[j, i] for k in range(n)) by split a sum                   # Two sums instead of one.
        = -Y[j, i] + sum(Y[k, i]*A[j, i] for k in range(n))                                    by delta picks one term          # Of the first sum, only the term with `k` equal to `j` is left.
        = -Y[j, i] + A[j, i]*sum(Y[k, i] for k in range(n))                                    by constant out of a sum         # The prediction is the same in every term.
        = -Y[j, i] + A[j, i]*1                                                                 by assumption                    # The labels of example `i` add up to 1.
        = A[j, i] - Y[j, i]                                                                    by reorder                       # Prediction minus label.

          D(T, Z)
        = A - Y by write as entries # All entries at once: one line of code.
    """,
    routes=("One entry", "The whole matrix"),
    place=4,
)
