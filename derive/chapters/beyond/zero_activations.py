"""With zero weights, tanh units are silent."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="All zeros: the hidden units are silent",
    asks="What does a tanh layer put out when all its weights and biases are 0?",
    claims="Every activation of the layer is 0, whatever the inputs are.",
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

          A1[k, i]
        = tanh(Z1[k, i])                                            by definition   # Each hidden unit's activation.
        = tanh(sum(W1[k, p]*X[p, i] for p in range(n0)) + b1[k, 0]) by definition   # What enters it: row `k` of the weights times example `i`, plus the bias.
        = tanh(sum(0*X[p, i] for p in range(n0)) + 0)               by definition   # All weights and biases of the layer are 0.
        = tanh(0)                                                   by arithmetic   # A sum of zeros.
        = 0                                                         by tanh of zero # The hyperbolic tangent passes through the origin.
    """,
    place=15,
)
