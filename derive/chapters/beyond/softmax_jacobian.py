"""All slopes of the softmax: a whole matrix of them."""

from derive import Derivation

derivation = Derivation(
    title="The Jacobian of the softmax",
    asks="Can I use a*(1 - a) as the softmax derivative, as for the sigmoid?",
    claims="The slope of output `k` of the softmax by input `i` is `a[k]*(delta(k, i) - a[i])`: "
    "not only the diagonal, `a[i]*(1 - a[i])`, but also `-a[k]*a[i]` off it. With an example in each "
    "column, it is the same in each column.",
    working="""
        let   s = sum(exp(z[q]) for q in range(n))
        let   a = softmax(z)
        let   S = sum(exp(Z), axis=0)
        let   A = softmax(Z)
        where z: (n), a: (n), Z: (n, m), A: (n, m)

          D(a[k], z[i])
        = D(exp(z[k])/s, z[i])                                                                        by definition             # What the softmax stands for: each exponential divided by the sum of all.
        = (D(exp(z[k]), z[i])*s - exp(z[k])*D(s, z[i]))/s**2                                          by quotient rule          # Both top and bottom move with `z[i]`: the bottom always, the top only when `k` is `i`.
        = (D(exp(z[k]), z[i])*s - exp(z[k])*D(sum(exp(z[q]) for q in range(n)), z[i]))/s**2           by definition             # What `s` stands for.
        = (D(exp(z[k]), z[i])*s - exp(z[k])*sum(D(exp(z[q]), z[i]) for q in range(n)))/s**2           by derivative of a sum    # A sum is differentiated term by term.
        = (exp(z[k])*D(z[k], z[i])*s - exp(z[k])*sum(exp(z[q])*D(z[q], z[i]) for q in range(n)))/s**2 by derivative of exp      # The exponential is its own derivative; times the slope of what is inside.
        = (exp(z[k])*delta(k, i)*s - exp(z[k])*sum(exp(z[q])*delta(q, i) for q in range(n)))/s**2     by derivative of an entry # An entry moves with itself at slope 1, and with no other.
        = (exp(z[k])*delta(k, i)*s - exp(z[k])*exp(z[i]))/s**2                                        by delta picks one term   # Of the sum over `q`, only the term with `q` equal to `i` is left.
        = exp(z[k])*delta(k, i)*s/s**2 - exp(z[k])*exp(z[i])/s**2                                     by split a fraction       # Each part of the top gets the bottom for itself.
        = exp(z[k])/s*delta(k, i) - exp(z[k])*exp(z[i])/s**2                                          by cancel factors         # One `s` cancels on the left; it is a sum of exponentials, so never 0.
        = exp(z[k])/s*delta(k, i) - exp(z[k])/s*(exp(z[i])/s)                                         by split a fraction       # The squared bottom gives one `s` to each of the two factors.
        = a[k]*delta(k, i) - a[k]*a[i]                                                                by definition             # Both quotients are outputs of the softmax.
        = a[k]*(delta(k, i) - a[i])                                                                   by factor                 # `a[k]` is in both terms.

          D(A[k, i], Z[j, i])
        = D(exp(Z[k, i])/S[i], Z[j, i])                                             by definition             # One column of `Z` makes one column of `A`: each exponential divided by the sum of its own column.
        = (D(exp(Z[k, i]), Z[j, i])*S[i] - exp(Z[k, i])*D(S[i], Z[j, i]))/S[i]**2   by quotient rule          # Both top and bottom move with `Z[j, i]`: the bottom always, the top only when `k` is `j`.
        = (D(exp(Z[k, i]), Z[j, i])*S[i] - exp(Z[k, i])*D(sum(exp(Z[q, i]) for q in range(n)), Z[j, i]))/S[i]**2 by definition             # The sum of column `i`, of which `Z[j, i]` is an entry.
        = (D(exp(Z[k, i]), Z[j, i])*S[i] - exp(Z[k, i])*sum(D(exp(Z[q, i]), Z[j, i]) for q in range(n)))/S[i]**2 by derivative of a sum    # A sum is differentiated term by term.
        = (exp(Z[k, i])*D(Z[k, i], Z[j, i])*S[i] - exp(Z[k, i])*sum(exp(Z[q, i])*D(Z[q, i], Z[j, i]) for q in range(n)))/S[i]**2 by derivative of exp      # The exponential is its own derivative; times the slope of what is inside.
        = (exp(Z[k, i])*delta(k, j)*S[i] - exp(Z[k, i])*sum(exp(Z[q, i])*delta(q, j) for q in range(n)))/S[i]**2 by derivative of an entry # An entry moves with itself at slope 1, and with no other.
        = (exp(Z[k, i])*delta(k, j)*S[i] - exp(Z[k, i])*exp(Z[j, i]))/S[i]**2       by delta picks one term   # Of the sum over `q`, only the term with `q` equal to `j` is left.
        = exp(Z[k, i])*delta(k, j)*S[i]/S[i]**2 - exp(Z[k, i])*exp(Z[j, i])/S[i]**2 by split a fraction       # Each part of the top gets the bottom for itself.
        = exp(Z[k, i])/S[i]*delta(k, j) - exp(Z[k, i])*exp(Z[j, i])/S[i]**2         by cancel factors         # One `S[i]` cancels on the left; it is a sum of exponentials, so never 0.
        = exp(Z[k, i])/S[i]*delta(k, j) - exp(Z[k, i])/S[i]*(exp(Z[j, i])/S[i])     by split a fraction       # The squared bottom gives one `S[i]` to each of the two factors.
        = A[k, i]*delta(k, j) - A[k, i]*A[j, i]                                     by definition             # Both quotients are outputs of the softmax.
        = A[k, i]*(delta(k, j) - A[j, i])                                           by factor                 # `A[k, i]` is in both terms.
    """,
    routes=("One example", "Many examples"),
    notes=(
        "Every output depends on every input, since the sum at the bottom does. That is why a product "
        "entry by entry cannot be enough here.",
    ),
    place=1,
)
