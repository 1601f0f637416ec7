"""A product of two small matrices, written out."""

from derive import Derivation

derivation = Derivation(
    title="A matrix product, written out",
    asks="Which row meets which column?",
    claims="In a product of a 2 by 3 matrix and a 3 by 2 matrix, each entry is a row of the "
    "first times a column of the second, term by term.",
    working="""
        where P: (2, 3), Q: (3, 2)

          P @ Q
        = array([[sum(P[0, i]*Q[i, 0] for i in range(3)), sum(P[0, i]*Q[i, 1] for i in range(3))], [sum(P[1, i]*Q[i, 0] for i in range(3)), sum(P[1, i]*Q[i, 1] for i in range(3))]]) by write as a matrix product # The product, written out: the entry in row `j` and column `k` runs along row `j` of `P` and down column `k` of `Q`.
        = array([[P[0, 0]*Q[0, 0] + P[0, 1]*Q[1, 0] + P[0, 2]*Q[2, 0], P[0, 0]*Q[0, 1] + P[0, 1]*Q[1, 1] + P[0, 2]*Q[2, 1]], [P[1, 0]*Q[0, 0] + P[1, 1]*Q[1, 0] + P[1, 2]*Q[2, 0], P[1, 0]*Q[0, 1] + P[1, 1]*Q[1, 1] + P[1, 2]*Q[2, 1]]]) by write out a sum           # Three terms each. The two inner indices are always the same number.

          array([[1, 2, 3], [4, 5, 6]]) @ array([[1, 0], [0, 1], [2, 2]])
        = array([[1*1 + 2*0 + 3*2, 1*0 + 2*1 + 3*2], [4*1 + 5*0 + 6*2, 4*0 + 5*1 + 6*2]]) by write as a matrix product # The product, written out, as above, with numbers.
        = array([[7, 8], [16, 17]])                                                       by arithmetic                # Work the four sums out.
    """,
    routes=("With letters", "With numbers"),
    place=4,
)
