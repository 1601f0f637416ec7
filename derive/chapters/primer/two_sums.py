"""Two sums may change places."""

from derive import Derivation

derivation = Derivation(
    title="Two sums change places",
    asks="May one add up the columns first instead of the rows?",
    claims="A finite table of numbers has one total, whether its rows are added up first or its "
    "columns.",
    working="""
        where u: (n), P: (n, p), v: (p)

          sum(u[j]*sum(P[j, k]*v[k] for k in range(p)) for j in range(n))
        = sum(sum(u[j]*(P[j, k]*v[k]) for k in range(p)) for j in range(n)) by constant out of a sum   # `u[j]` has no `k` in it, so it may stand in front of the inner sum or inside it.
        = sum(sum(u[j]*(P[j, k]*v[k]) for j in range(n)) for k in range(p)) by swap two sums           # The same products, added column by column instead of row by row.
        = sum(sum(u[j]*P[j, k]*v[k] for j in range(n)) for k in range(p))   by reorder                 # Multiply `u[j]` and `P[j, k]` first.
        = sum(sum(u[j]*P[j, k] for j in range(n))*v[k] for k in range(p))   by constant out of a sum   # `v[k]` has no `j` in it: take it out of the inner sum.
    """,
    notes=(
        "Here is the thrift of back-propagation: the sum in the last line goes through `P` from "
        "the side of `u`. Starting from the loss, one row of numbers is carried back, and never "
        "a whole table.",
    ),
    place=3,
)
