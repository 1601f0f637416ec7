"""The slopes of the cross-entropy by the outputs of a softmax."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="The slopes by the predictions: -y/a",
    asks="Where does dL/da = -y/a come from?",
    claims="Each prediction stands in one term of the loss, under a logarithm; so the slope by it "
    "is minus its label divided by it. The same holds for each entry when there are many examples.",
    working="""
        let   L = -sum(y[h]*log(a[h]) for h in range(n))
        let   T = -sum(Y*log(A))
        where a: (n), y: (n), a > 0, A: (n, m), Y: (n, m), A > 0

          D(L, a[k])
        = D(-sum(y[h]*log(a[h]) for h in range(n)), a[k]) by definition          # Put in the loss: one term for each class `h`.
        = -D(sum(y[h]*log(a[h]) for h in range(n)), a[k]) by constant factor     # The minus stays in front.
        = -sum(D(y[h]*log(a[h]), a[k]) for h in range(n)) by derivative of a sum # A sum is differentiated term by term.
        = -D(y[k]*log(a[k]), a[k])                        by constant rule       # Only the term with `h = k` moves; the others are constants, with slope 0.
        = -(y[k]*D(log(a[k]), a[k]))                      by constant factor     # The label does not move.
        = -(y[k]*(1/a[k]))                                by derivative of log   # One over what stands inside.
        = -(y[k]/a[k])                                    by multiply fractions  # The label on top.

          D(T, A[k, i])
        = D(-sum(Y[h, e]*log(A[h, e]) for h in range(n) for e in range(m)), A[k, i]) by definition, write as entries # All the losses: one term for each class `h` and each example `e`.
        = -D(sum(Y[h, e]*log(A[h, e]) for h in range(n) for e in range(m)), A[k, i]) by constant factor     # The minus stays in front.
        = -sum(D(Y[h, e]*log(A[h, e]), A[k, i]) for h in range(n) for e in range(m)) by derivative of a sum # Term by term.
        = -D(Y[k, i]*log(A[k, i]), A[k, i])                                          by constant rule       # Only the term with `h = k` and `e = i` moves; the others are constants.
        = -(Y[k, i]*D(log(A[k, i]), A[k, i]))                                        by constant factor     # The label does not move.
        = -(Y[k, i]*(1/A[k, i]))                                                     by derivative of log   # One over what stands inside.
        = -(Y[k, i]/A[k, i])                                                         by multiply fractions  # The label on top.
    """,
    routes=("One example", "Many examples"),
    place=2,
)
