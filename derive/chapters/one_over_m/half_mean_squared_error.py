"""The slopes of half the mean squared error: 1/n times the error."""

from derive import Derivation

derivation = Derivation(
    title="Half of it: 1/n times the error",
    asks="Why do some courses put a 2 under the squared error?",
    claims="Half of the mean of `n` squared errors has the slope `(a[j] - y[j])/n` by prediction "
    "`j`: without the 2.",
    working="""
        let   J = sum((a[k] - y[k])**2 for k in range(n))/n
        let   H = J/2
        where a: (n), y: (n)

          D(H, a[j])
        = D(J/2, a[j])        by definition                # Half of the mean.
        = D(J, a[j])/2        by constant factor           # Half of the slope.
        = 2*(a[j] - y[j])/n/2 by result mean-squared-error # The slope of the mean, found before.
        = (a[j] - y[j])/n     by cancel factors            # The 2 that came down is divided away: that is what the half is there for.
    """,
    place=7,
)
