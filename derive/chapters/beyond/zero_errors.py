"""With zero output weights, no error comes back to the hidden units."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="All zeros: nothing comes back",
    asks="What reaches the hidden units when all output weights are 0?",
    claims="The slope of the sum `T` of the losses by what enters a hidden tanh unit is 0. The "
    "output units are sigmoids with the cross-entropy.",
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

          D(T, Z1[k, i])
        = D(T, A1[k, i])*(1 - A1[k, i]**2)                                  by result through-tanh              # The message to the unit's activation, times the slope of tanh.
        = (W2.T @ D(T, Z2))[k, i]*(1 - A1[k, i]**2)                         by result input-gradient-of-a-layer # The message comes through the output weights.
        = sum(W2[j, k]*D(T, Z2[j, i]) for j in range(n2))*(1 - A1[k, i]**2) by write as a matrix product        # The product, written out.
        = sum(0*D(T, Z2[j, i]) for j in range(n2))*(1 - A1[k, i]**2)        by definition                       # These weights are 0.
        = 0                                                                 by arithmetic                       # A sum of zeros, times the slope.
    """,
    place=15,
)
