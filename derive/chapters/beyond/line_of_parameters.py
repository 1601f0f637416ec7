"""Along a straight line of parameters, the sums of one neuron are lines, too."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="Along a line of parameters",
    asks="What happens to the sums when all weights and the bias move together, at fixed speeds?",
    claims="Let the weights be `w + t*v` and the bias `b + t*c`, so that `t` runs along a straight "
    "line. The sum of example `i` then has the slope `S[0, i]` by `t`, made of the speeds `v` and "
    "`c` and the inputs; `t` itself is not in it.",
    working="""
        where w: (n_x, 1), v: (n_x, 1), X: (n_x, m)
        let   Z = (w + t*v).T @ X + (b + t*c)
        let   S = v.T @ X + c

          D(Z[0, i], t)
        = D(((w + t*v).T @ X + (b + t*c))[0, i], t)                                    by definition                # Put in what `Z` stands for.
        = D(((w + t*v).T @ X)[0, i] + (b + t*c), t)                                    by broadcasting              # The one number `b + t*c` is added to every entry of the row.
        = D(sum((w + t*v).T[0, k]*X[k, i] for k in range(n_x)) + (b + t*c), t)         by write as a matrix product # The product, written out; `k` counts the inputs.
        = D(sum((w + t*v)[k, 0]*X[k, i] for k in range(n_x)) + (b + t*c), t)           by transpose                 # The row holds the entries of the column `w + t*v`.
        = D(sum((w[k, 0] + t*v[k, 0])*X[k, i] for k in range(n_x)) + (b + t*c), t)     by write as entries          # Entry `k` of that column.
        = D(sum((w[k, 0] + t*v[k, 0])*X[k, i] for k in range(n_x)), t) + D(b + t*c, t) by sum rule                  # A sum is differentiated term by term.
        = sum(D((w[k, 0] + t*v[k, 0])*X[k, i], t) for k in range(n_x)) + D(b + t*c, t) by derivative of a sum       # One term for each input.
        = sum(D(w[k, 0] + t*v[k, 0], t)*X[k, i] for k in range(n_x)) + D(b + t*c, t)   by constant factor           # The inputs stand still.
        = sum(v[k, 0]*X[k, i] for k in range(n_x)) + c                                 by derivative of a line      # Each weight is a line in `t`, of slope `v[k, 0]`; the bias is one of slope `c`.
        = sum(v.T[0, k]*X[k, i] for k in range(n_x)) + c                               by transpose                 # Back to a matrix product: the column of speeds, turned over.
        = (v.T @ X)[0, i] + c                                                          by write as a matrix product # A row times column `i` of `X`.
        = (v.T @ X + c)[0, i]                                                          by broadcasting              # `c` is added to every entry.
        = S[0, i]                                                                      by name an expression        # Call it by its name. There is no `t` in it: the sum is a line.
    """,
    place=13,
)
