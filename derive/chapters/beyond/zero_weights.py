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
        let   dZ2 = A2 - Y
        where X: (n0, m), b2: (n2, 1), Y: (n2, m), 0 <= Y <= 1
        where W1: (n1, n0), b1: (n1, 1), W2: (n2, n1), Z1: (n1, m), A1: (n1, m), Z2: (n2, m), A2: (n2, m), dZ2: (n2, m)

          D(J, W2[j, k])
        = sum(dZ2[j, i]*A1[k, i] for i in range(m))/m by chain rule over several paths # The weight gradient of a layer, one entry.
        = sum(dZ2[j, i]*0 for i in range(m))/m        by result zero-activations       # Every hidden activation is 0.
        = 0                                           by arithmetic                    # A sum of zeros.

          D(J, W1[k, p])
        = sum(D(T, Z1[k, i])*X[p, i] for i in range(m))/m                                               by chain rule over several paths # The weight gradient of a layer, whose input is `X`.
        = sum(sum(W2[j, k]*dZ2[j, i] for j in range(n2))*(1 - A1[k, i]**2)*X[p, i] for i in range(m))/m by chain rule over several paths # The message through `W2`, times the slope of tanh.
        = sum(sum(0*dZ2[j, i] for j in range(n2))*(1 - A1[k, i]**2)*X[p, i] for i in range(m))/m        by definition                    # The weights through which the message would come are 0.
        = 0                                                                                             by arithmetic                    # Nothing comes back.

          D(J, b1[k, 0])
        = sum(D(T, Z1[k, i]) for i in range(m))/m                                               by chain rule over several paths # The bias gradient of a layer.
        = sum(sum(W2[j, k]*dZ2[j, i] for j in range(n2))*(1 - A1[k, i]**2) for i in range(m))/m by chain rule over several paths # The same message, times the slope of tanh.
        = sum(sum(0*dZ2[j, i] for j in range(n2))*(1 - A1[k, i]**2) for i in range(m))/m        by definition                    # The weights are 0.
        = 0                                                                                     by arithmetic                    # Nothing comes back.

          D(J, b2[j, 0])
        = sum(dZ2[j, i] for i in range(m))/m by chain rule over several paths # The bias gradient of a layer: this one moves, unless the errors cancel each other.
    """,
    routes=("The output weights", "The hidden weights", "The hidden biases", "The output bias"),
    place=16,
)
