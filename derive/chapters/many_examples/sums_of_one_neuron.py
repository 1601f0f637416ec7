"""How the m sums of one neuron answer to a weight and to the bias."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="The sums of one neuron",
    asks="How does the sum of example i answer to one weight, and to the bias?",
    claims="The sum of example `i` moves with the weight of input `k` by that input, `X[k, i]`, "
    "and with the bias by 1.",
    working="""
        where w: (n_x, 1), X: (n_x, m)
        let   Z = w.T @ X + b

          D(Z[0, i], w[k, 0])
        = D((w.T @ X + b)[0, i], w[k, 0])                                      by definition                # Put in what `Z` stands for. `i` is the example, `k` the input whose weight moves.
        = D((w.T @ X)[0, i] + b, w[k, 0])                                      by broadcasting              # The one number `b` is added to every entry of the row.
        = D(sum(w.T[0, v]*X[v, i] for v in range(n_x)) + b, w[k, 0])           by write as a matrix product # The product, written out: the row `w.T` times column `i` of `X`; `v` counts the inputs.
        = D(sum(w[v, 0]*X[v, i] for v in range(n_x)) + b, w[k, 0])             by transpose                 # The row `w.T` holds the entries of the column `w`.
        = D(sum(w[v, 0]*X[v, i] for v in range(n_x)), w[k, 0]) + D(b, w[k, 0]) by sum rule                  # A sum is differentiated term by term.
        = D(sum(w[v, 0]*X[v, i] for v in range(n_x)), w[k, 0])                 by constant rule             # The bias stands still while a weight moves.
        = sum(D(w[v, 0]*X[v, i], w[k, 0]) for v in range(n_x))                 by derivative of a sum       # One term for each input.
        = sum(D(w[v, 0], w[k, 0])*X[v, i] for v in range(n_x))                 by constant factor           # The inputs stand still.
        = sum(delta(v, k)*X[v, i] for v in range(n_x))                         by derivative of an entry    # Of all weights only number `k` moves.
        = X[k, i]                                                              by delta picks one term      # Only the term of input `k` is left: what the weight is multiplied by.

          D(Z[0, i], b)
        = D((w.T @ X + b)[0, i], b)                            by definition              # Put in what `Z` stands for.
        = D((w.T @ X)[0, i] + b, b)                            by broadcasting            # The same `b` is added to every entry.
        = 1                                                    by derivative of a line    # As `b` moves, every sum moves by as much, whichever example it belongs to.
    """,
    routes=("By a weight", "By the bias"),
    place=2,
)
