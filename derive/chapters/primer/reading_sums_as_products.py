"""When a sum is a matrix product, and where the transposes come from."""

from derive import Derivation

derivation = Derivation(
    title="Reading a sum as a matrix product",
    asks="I have a sum over an index. How do I know which factor to transpose?",
    claims="A sum over an index is a matrix product when that index is the last one of the left "
    "factor and the first one of the right factor; where it stands at the other place, transpose "
    "that factor.",
    working="""
        where P: (n, p), Q: (p, m), R: (m, p), S: (p, n)

          sum(P[j, i]*Q[i, k] for i in range(p))
        = (P @ Q)[j, k]                                        by write as a matrix product # The shared `i` is last on the left and first on the right: this is the product as it stands.

          sum(P[j, i]*R[k, i] for i in range(p))
        = sum(P[j, i]*R.T[i, k] for i in range(p))             by transpose                 # `i` is second in both factors. Turn the right one over, so that `i` comes first there.
        = (P @ R.T)[j, k]                                      by write as a matrix product # Last on the left, first on the right.

          sum(S[i, j]*Q[i, k] for i in range(p))
        = sum(S.T[j, i]*Q[i, k] for i in range(p))             by transpose                 # `i` is first in both factors. Turn the left one over, so that `i` comes last there.
        = (S.T @ Q)[j, k]                                      by write as a matrix product # Last on the left, first on the right.
    """,
    routes=("Last and first", "Second in both", "First in both"),
    notes=("The second pattern is the one of `dW`, the third is the one of `dA_prev`.",),
    place=4,
)
