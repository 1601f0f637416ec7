"""The theorem behind a - y, for several outputs at once."""

from derive import Derivation

derivation = Derivation(
    title="The theorem for several outputs",
    asks="A softmax has many outputs, and each depends on every z. Does the theorem hold for it, "
    "too?",
    claims="Let `c` depend on all the `z[i]`, and `k` on the labels alone. If the loss is `c` less the "
    "sum of all `y[q]*z[q]`, plus `k`, and output `a[i]` is the slope of `c` by `z[i]`, then the "
    "slope of the loss by `z[i]` is `a[i] - y[i]`.",
    working="""
        let   a = D(c, z)
        let   L = c - sum(y[q]*z[q] for q in range(n)) + k
        where z: (n), a: (n), y: (n), c(z), k(y)

          D(L, z[i])
        = D(c - sum(y[q]*z[q] for q in range(n)) + k, z[i])                  by definition           # Put in what the loss stands for.
        = D(c, z[i]) - D(sum(y[q]*z[q] for q in range(n)), z[i]) + D(k, z[i]) by sum rule            # A sum is differentiated term by term.
        = D(c, z[i]) - D(sum(y[q]*z[q] for q in range(n)), z[i])             by constant rule        # `k` holds labels only, and does not move.
        = D(c, z[i]) - sum(D(y[q]*z[q], z[i]) for q in range(n))             by derivative of a sum  # Term by term again.
        = D(c, z[i]) - D(y[i]*z[i], z[i])                                    by constant rule        # Only the term with `q = i` moves; the others are constants, with slope 0.
        = D(c, z[i]) - y[i]                                                  by derivative of a line # A line of slope `y[i]`.
        = a[i] - y[i]                                                        by name an expression   # The outputs were chosen to be the slopes of `c`.
    """,
    notes=("For one output this is the theorem above.",),
    place=6,
)
