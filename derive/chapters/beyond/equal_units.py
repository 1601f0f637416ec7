"""Hidden units that start equal stay equal."""

from derive import Derivation

derivation = Derivation(
    title="Equal hidden units stay equal",
    asks="Would it help to start all weights at the same number that is not 0?",
    claims="When all rows of `W1` are equal, all entries of `b1`, and all columns of `W2`, then "
    "every hidden unit gets the same gradient: the slopes of the cost `J` by `W1[k, p]`, `b1[k, 0]` "
    "and `W2[j, k]` are the same for every `k`. One step later all that was equal is equal again.",
    working="""
        where g1: function
        let   W1 = ones((n1, 1)) @ u
        let   b1 = c*ones((n1, 1))
        let   W2 = v @ ones((1, n1))
        let   Z1 = W1 @ X + b1
        let   A1 = g1(Z1)
        let   Z2 = W2 @ A1 + b2
        let   J = T/m
        where X: (n0, m), u: (1, n0), v: (n2, 1), b2: (n2, 1), T(Z2)
        where W1: (n1, n0), b1: (n1, 1), W2: (n2, n1), Z1: (n1, m), A1: (n1, m), Z2: (n2, m)

          D(J, W1[k, p])
        = (D(T, Z1) @ X.T/m)[k, p]                        by result weight-gradient-of-a-layer # As for any layer; the input here is `X`.
        = sum(D(T, Z1[k, i])*X[p, i] for i in range(m))/m by write as a matrix product         # The product, written out.
        = sum(sum(v[j, 0]*D(T, Z2[j, i]) for j in range(n2))*D(g1(Z1[h, i]), Z1[h, i])*X[p, i] for i in range(m))/m by result equal-errors.2 # The error of unit `k`: nothing in it is its own.
        = sum(D(T, Z1[h, i])*X[p, i] for i in range(m))/m by result equal-errors.2             # That is the error of any other unit `h`, too.
        = (D(T, Z1) @ X.T/m)[h, p]                        by write as a matrix product         # The same product, in row `h`.
        = D(J, W1[h, p])                                  by result weight-gradient-of-a-layer # The rows of this gradient are equal.

          D(J, b1[k, 0])
        = (sum(D(T, Z1), axis=1, keepdims=True)/m)[k, 0] by result bias-gradient-of-a-layer # As for any layer.
        = sum(D(T, Z1[k, i]) for i in range(m))/m        by write as entries                # The sum along row `k`.
        = sum(sum(v[j, 0]*D(T, Z2[j, i]) for j in range(n2))*D(g1(Z1[h, i]), Z1[h, i]) for i in range(m))/m by result equal-errors.2 # The error of unit `k` again,
        = sum(D(T, Z1[h, i]) for i in range(m))/m        by result equal-errors.2           # and again it is that of `h`.
        = (sum(D(T, Z1), axis=1, keepdims=True)/m)[h, 0] by write as entries                # The sum along row `h`.
        = D(J, b1[h, 0])                                 by result bias-gradient-of-a-layer # The biases stay equal as well.

          D(J, W2[j, k])
        = (D(T, Z2) @ A1.T/m)[j, k]                            by result weight-gradient-of-a-layer # As for any layer; the input here is `A1`.
        = sum(D(T, Z2[j, i])*A1[k, i] for i in range(m))/m     by write as a matrix product         # The product, written out.
        = sum(D(T, Z2[j, i])*g1(Z1[k, i]) for i in range(m))/m by definition                        # What the activation stands for.
        = sum(D(T, Z2[j, i])*g1(Z1[h, i]) for i in range(m))/m by result equal-errors.1             # The same sum enters unit `h`.
        = sum(D(T, Z2[j, i])*A1[h, i] for i in range(m))/m     by name an expression                # So its activation is the same.
        = (D(T, Z2) @ A1.T/m)[j, h]                            by write as a matrix product         # The same product, in column `h`.
        = D(J, W2[j, h])                                       by result weight-gradient-of-a-layer # The columns of this gradient are equal.
    """,
    routes=("The hidden weights", "The hidden biases", "The output weights"),
    place=18,
)
