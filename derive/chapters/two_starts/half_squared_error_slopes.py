"""The start of half squared error: the slopes of the losses by the predictions."""

from derive import Derivation

derivation = Derivation(
    title="Half squared error: dA = A - Y",
    asks="What does the backward pass start from, when the loss is half the squared error?",
    claims="The slope of half the sum of the squared errors by one prediction is its own error, "
    "prediction minus label.",
    working="""
        let   T = sum((A - Y)**2)/2
        where A: (n, m), Y: (n, m)

          D(T, A[j, i])
        = D(sum((A[h, e] - Y[h, e])**2 for h in range(n) for e in range(m))/2, A[j, i]) by definition, write as entries # All the squares, written out: one for each output unit `h` and each example `e`.
        = D(sum((A[h, e] - Y[h, e])**2 for h in range(n) for e in range(m)), A[j, i])/2 by constant factor        # The half stays.
        = sum(D((A[h, e] - Y[h, e])**2, A[j, i]) for h in range(n) for e in range(m))/2 by derivative of a sum    # A sum is differentiated term by term.
        = D((A[j, i] - Y[j, i])**2, A[j, i])/2                                          by constant rule          # Only the term with `h = j` and `e = i`, of this unit and this example, moves; the others are constants, with slope 0.
        = 2*(A[j, i] - Y[j, i])*D(A[j, i] - Y[j, i], A[j, i])/2                         by power rule             # The power 2 comes down; times the slope of what is inside.
        = 2*(A[j, i] - Y[j, i])/2                                                       by derivative of a line   # What is inside rises as fast as the prediction: slope 1.
        = A[j, i] - Y[j, i]                                                             by cancel factors         # The half is there for this: it takes the 2 away.

          D(T, A)
        = A - Y                                                                         by write as entries       # The same for every entry.
    """,
    routes=("One entry", "The whole matrix"),
    place=4,
)
