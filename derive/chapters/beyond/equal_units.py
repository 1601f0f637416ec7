"""Hidden units that start equal stay equal."""

from derive import Derivation

derivation = Derivation(
    title="Equal hidden units stay equal",
    asks="Would it help to start all weights at the same number that is not 0?",
    claims="When all rows of `W1` are equal, all entries of `b1`, and all columns of `W2`, then "
    "every hidden unit gets the same gradient: the slopes of the sum `T` of the losses by `W1[k, p]`, "
    "`b1[k, 0]` and `W2[j, k]` are the same for every `k`, and so are those of the mean. One step "
    "later all that was equal is equal again.",
    working="""
        where g1: function
        let   W1 = ones((n1, 1)) @ u
        let   b1 = c*ones((n1, 1))
        let   W2 = v @ ones((1, n1))
        let   Z1 = W1 @ X + b1
        let   A1 = g1(Z1)
        let   Z2 = W2 @ A1 + b2
        where X: (n0, m), u: (1, n0), v: (n2, 1), b2: (n2, 1), T(Z2)
        where W1: (n1, n0), b1: (n1, 1), W2: (n2, n1), Z1: (n1, m), A1: (n1, m), Z2: (n2, m)

          Z1[k, i]
        = sum(W1[k, p]*X[p, i] for p in range(n0)) + b1[k, 0] by definition # What enters hidden unit `k`.
        = sum(u[0, p]*X[p, i] for p in range(n0)) + c         by definition # Every row of `W1` is `u`, and every bias is `c`: nothing is left that depends on `k`.

          D(T, Z1[k, i])
        = sum(W2[j, k]*D(T, Z2[j, i]) for j in range(n2))*D(g1(Z1[k, i]), Z1[k, i]) by chain rule over several paths # The message through column `k` of `W2`, times the slope of the activation.
        = sum(v[j, 0]*D(T, Z2[j, i]) for j in range(n2))*D(g1(Z1[k, i]), Z1[k, i])  by definition                    # Every column of `W2` is `v`. The slope of the activation is the same for every `k`, too, as all units stand at the same point.

          D(T, W1[k, p])
        = sum(D(T, Z1[k, i])*X[p, i] for i in range(m)) by chain rule over several paths # The weight gradient of a layer, one entry.
        = sum(sum(v[j, 0]*D(T, Z2[j, i]) for j in range(n2))*D(g1(Z1[k, i]), Z1[k, i])*X[p, i] for i in range(m)) by chain rule over several paths # The error of unit `k`, as just found.
        = sum(sum(v[j, 0]*D(T, Z2[j, i]) for j in range(n2))*D(g1(Z1[h, i]), Z1[h, i])*X[p, i] for i in range(m)) by definition                    # Any other unit `h` stands at the same point as `k`, since `Z1[k, i]` and `Z1[h, i]` stand for the same number.
        = sum(D(T, Z1[h, i])*X[p, i] for i in range(m)) by chain rule over several paths # Read backwards: that is the error of unit `h`.
        = D(T, W1[h, p])                                by chain rule over several paths # Read backwards: its weight gradient. The rows of the gradient are equal.

          D(T, b1[k, 0])
        = sum(D(T, Z1[k, i]) for i in range(m)) by chain rule over several paths # The bias gradient of a layer, one entry.
        = sum(sum(v[j, 0]*D(T, Z2[j, i]) for j in range(n2))*D(g1(Z1[k, i]), Z1[k, i]) for i in range(m)) by chain rule over several paths # The error of unit `k` again.
        = sum(sum(v[j, 0]*D(T, Z2[j, i]) for j in range(n2))*D(g1(Z1[h, i]), Z1[h, i]) for i in range(m)) by definition                    # Unit `h` stands at the same point.
        = sum(D(T, Z1[h, i]) for i in range(m)) by chain rule over several paths # Read backwards: the error of unit `h`.
        = D(T, b1[h, 0])                        by chain rule over several paths # Read backwards: its bias gradient. The biases stay equal as well.

          D(T, W2[j, k])
        = sum(D(T, Z2[j, i])*A1[k, i] for i in range(m)) by chain rule over several paths # The weight gradient of the layer above.
        = sum(D(T, Z2[j, i])*A1[h, i] for i in range(m)) by definition                    # The activations of `k` and `h` stand for the same number.
        = D(T, W2[j, h])                                 by chain rule over several paths # Read backwards: the columns of this gradient are equal, too.
    """,
    routes=(
        "What enters a hidden unit",
        "Its error",
        "The gradient of its weights",
        "The gradient of its bias",
        "The gradient of the weights above",
    ),
    place=17,
)
