"""The slopes of the mean squared error: 2/n times the error."""

from derive import Derivation

derivation = Derivation(
    title="Mean squared error: 2/n times the error",
    asks="Is the gradient of the mean squared error 2/n or 1/n times the error?",
    claims="The mean of `n` squared errors has the slope `2*(a[j] - y[j])/n` by prediction `j`.",
    working="""
        let   J = sum((a[k] - y[k])**2 for k in range(n))/n
        where a: (n), y: (n)

          D(J, a[j])
        = D(sum((a[k] - y[k])**2 for k in range(n))/n, a[j]) by definition           # Put in the mean of the squared errors.
        = D(sum((a[k] - y[k])**2 for k in range(n)), a[j])/n by constant factor      # The number of terms stays the same.
        = sum(D((a[k] - y[k])**2, a[j]) for k in range(n))/n by derivative of a sum  # A sum is differentiated term by term.
        = D((a[j] - y[j])**2, a[j])/n                        by constant rule        # Only the term with `k = j` moves; the others are constants, with slope 0.
        = 2*(a[j] - y[j])*D(a[j] - y[j], a[j])/n             by power rule           # The power 2 comes down; times the slope of what is inside.
        = 2*(a[j] - y[j])/n                                  by derivative of a line # What is inside rises as fast as `a[j]`: slope 1.
    """,
    place=6,
)
