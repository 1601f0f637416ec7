"""The cross-entropy with a softmax is an instance of the theorem, for vectors."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="The softmax: c(z) = log(sum(exp(z)))",
    asks="Which c belongs to the softmax?",
    claims="With `log(s)` as `c`: the cross-entropy of a softmax is `log(s)` minus the sum of all `y[k]*z[k]`, if the "
    "labels add up to 1; and the slope of `log(s)` by `z[i]` is output `i` of the softmax. `s` is "
    "the sum of the exponentials.",
    working="""
        let   s = sum(exp(z[q]) for q in range(n))
        let   a = softmax(z)
        where z: (n), a: (n), y: (n), sum(y[k] for k in range(n)) == 1

          -sum(y[k]*log(a[k]) for k in range(n))
        = -sum(y[k]*log(exp(z[k])/s) for k in range(n))                            by definition            # What the softmax stands for.
        = -sum(y[k]*(log(exp(z[k])) - log(s)) for k in range(n))                   by log of a quotient     # Exponentials and their sum are positive.
        = -sum(y[k]*(z[k] - log(s)) for k in range(n))                             by log of exp            # The logarithm undoes the exponential.
        = -sum(y[k]*z[k] - y[k]*log(s) for k in range(n))                          by expand                # Multiply the bracket out.
        = -(sum(y[k]*z[k] for k in range(n)) - sum(y[k]*log(s) for k in range(n))) by split a sum           # Two sums instead of one.
        = -(sum(y[k]*z[k] for k in range(n)) - sum(y[k] for k in range(n))*log(s)) by constant out of a sum # `log(s)` is the same in every term.
        = -(sum(y[k]*z[k] for k in range(n)) - 1*log(s))                           by assumption            # The labels add up to 1.
        = log(s) - sum(y[k]*z[k] for k in range(n))                                by rearrange signs       # The form of the theorem for several outputs, with 0 as `k`.

          D(log(s), z[i])
        = 1/s*D(s, z[i])                                     by derivative of log      # One over `s`, times the slope of `s`.
        = 1/s*D(sum(exp(z[q]) for q in range(n)), z[i])      by definition             # What `s` stands for.
        = 1/s*sum(D(exp(z[q]), z[i]) for q in range(n))      by derivative of a sum    # A sum is differentiated term by term.
        = 1/s*sum(exp(z[q])*D(z[q], z[i]) for q in range(n)) by derivative of exp      # The exponential is its own derivative; times the slope of what is inside.
        = 1/s*sum(exp(z[q])*delta(q, i) for q in range(n))   by derivative of an entry # An entry moves with itself at slope 1, and with no other.
        = 1/s*exp(z[i])                                      by delta picks one term   # Only the term with `q` equal to `i` is left.
        = exp(z[i])/s                                        by multiply fractions     # One fraction.
        = a[i]                                               by definition             # Output `i` of the softmax.
    """,
    routes=("The loss", "The slope of c"),
    place=9,
)
