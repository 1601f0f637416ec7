"""Zero weights leave a hidden layer where it is."""

from derive import Derivation

derivation = Derivation(
    title="All zeros: no weight moves",
    asks="Why may logistic regression start from zero weights but not a neural network?",
    claims="When all weights, and the biases of the tanh hidden layer, are 0, the hidden "
    "activations are 0, and so are the slopes of the cost `J` by both weight matrices and by the "
    "hidden biases. Only the output bias can move.",
    working="""
        let   W1 = 0*ones((n1, n0))
        let   b1 = 0*ones((n1, 1))
        let   W2 = 0*ones((n2, n1))
        let   Z1 = W1 @ X + b1
        let   A1 = tanh(Z1)
        let   Z2 = W2 @ A1 + b2
        let   A2 = sigma(Z2)
        let   T = sum(-(Y*log(A2) + (1 - Y)*log(1 - A2)))
        let   J = T/m
        where X: (n0, m), b2: (n2, 1), Y: (n2, m), 0 <= Y <= 1
        where W1: (n1, n0), b1: (n1, 1), W2: (n2, n1), Z1: (n1, m), A1: (n1, m), Z2: (n2, m), A2: (n2, m)

          D(J, W2[j, k])
        = (D(T, Z2) @ A1.T/m)[j, k]                        by result weight-gradient-of-a-layer # As for any layer; the input here is `A1`.
        = sum(D(T, Z2[j, i])*A1[k, i] for i in range(m))/m by write as a matrix product         # The product, written out.
        = sum(D(T, Z2[j, i])*0 for i in range(m))/m        by result zero-activations           # Every hidden activation is 0.
        = 0                                                by arithmetic                        # A sum of zeros.

          D(J, W1[k, p])
        = (D(T, Z1) @ X.T/m)[k, p]                        by result weight-gradient-of-a-layer # As for any layer; the input here is `X`.
        = sum(D(T, Z1[k, i])*X[p, i] for i in range(m))/m by write as a matrix product         # The product, written out.
        = sum(0*X[p, i] for i in range(m))/m              by result zero-errors                # Nothing comes back to the hidden units.
        = 0                                               by arithmetic                        # A sum of zeros.

          D(J, b1[k, 0])
        = (sum(D(T, Z1), axis=1, keepdims=True)/m)[k, 0] by result bias-gradient-of-a-layer # As for any layer.
        = sum(D(T, Z1[k, i]) for i in range(m))/m        by write as entries                # The sum along row `k`.
        = sum(0 for i in range(m))/m                     by result zero-errors              # Nothing comes back here either.
        = 0                                              by arithmetic                      # A sum of zeros.

          D(J, b2[j, 0])
        = (sum(D(T, Z2), axis=1, keepdims=True)/m)[j, 0] by result bias-gradient-of-a-layer # As for any layer.
        = sum(D(T, Z2[j, i]) for i in range(m))/m        by write as entries                # The sum along row `j`.
        = sum(A2[j, i] - Y[j, i] for i in range(m))/m    by result two-layers-dz2           # Prediction minus label: this one moves, unless the errors cancel each other.
    """,
    routes=("The output weights", "The hidden weights", "The hidden biases", "The output bias"),
    place=16,
)
