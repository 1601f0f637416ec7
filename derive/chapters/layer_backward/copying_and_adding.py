"""Broadcasting forward, summing backward."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="Summing is multiplying by ones",
    asks="Is there a matrix behind the sum in db?",
    claims="The sum of the columns of `dZ` is `dZ` times a column of `m` ones, just as `b`, "
    "broadcast to `m` columns, is `b` times a row of `m` ones.",
    working="""
        where dZ: (n, m), b: (n, 1)

          (b @ ones((1, m)))[j, i]
        = sum(b[j, k]*ones((1, m))[k, i] for k in range(1))    by write as a matrix product # The product, written out. The shared index has one value only, since `b` has one column.
        = b[j, 0]*ones((1, m))[0, i]                           by write out a sum           # One term.
        = b[j, 0]*1                                            by write as entries          # Every entry of the row is 1.
        = b[j, 0]                                              by multiply by one           # Every column is a copy of `b`, whatever `i` is.

          (dZ @ ones((m, 1)))[j, 0]
        = sum(dZ[j, i]*ones((m, 1))[i, 0] for i in range(m))   by write as a matrix product # The product, written out: row `j` of `dZ` times the column of ones.
        = sum(dZ[j, i]*1 for i in range(m))                    by write as entries          # Every entry of the column is 1.
        = sum(dZ[j, i] for i in range(m))                      by multiply by one           # Times 1 changes nothing.
        = sum(dZ, axis=1, keepdims=True)[j, 0]                 by write as entries          # The sum along axis 1.
    """,
    routes=("Forward: a row of ones copies", "Backward: a column of ones adds up"),
    place=3,
)
