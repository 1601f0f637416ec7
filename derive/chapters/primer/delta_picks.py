"""A sum in which all terms but one are 0."""

from derive import Derivation

derivation = Derivation(
    title="delta picks one term",
    asks="What is the letter delta with two indices, and why does the sum vanish?",
    claims="`delta(k, j)` is 1 where both indices are equal and 0 where they are not; so a sum "
    "over `k` with this factor keeps the one term with `k = j`.",
    working="""
        where x: (3), y: (n)

          sum(delta(k, 1)*x[k] for k in range(3))
        = delta(0, 1)*x[0] + delta(1, 1)*x[1] + delta(2, 1)*x[2] by write out a sum         # Three terms, with `j` chosen to be the second place.
        = 0*x[0] + 1*x[1] + 0*x[2]                               by definition              # Only in the middle are both indices equal.
        = x[1]                                                   by arithmetic              # What is multiplied by 0 is gone.

          sum(delta(k, j)*y[k] for k in range(n))
        = y[j]                                                 by delta picks one term    # The same for any number of terms and any place: of all `k`, only `k = j` counts.
    """,
    routes=("Three terms, written out", "Any number of terms"),
    place=3,
)
