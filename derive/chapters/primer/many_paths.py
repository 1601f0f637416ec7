"""The chain rule over any number of paths."""

from derive import Derivation

derivation = Derivation(
    title="Any number of paths",
    asks="What becomes of the chain rule when t feeds n numbers at once?",
    claims="If `t` moves every entry of a vector `z`, here each along a line of its own, and `f` "
    "is any function of all entries, then the slope of `f` is a sum with one product for each "
    "entry.",
    working="""
        where f(z), z: (n), c: (n), d: (n)
        let   z = t*c + d

          D(f, t)
        = sum(D(f, z[k])*D(z[k], t) for k in range(n))          by chain rule over several paths # Entry number `k` is one path from `t` to `f`; slopes multiply along it, and all `n` paths are added.
        = sum(D(f, z[k])*D((t*c + d)[k], t) for k in range(n))  by definition                    # Put in what `z` stands for where it is differentiated.
        = sum(D(f, z[k])*D(t*c[k] + d[k], t) for k in range(n)) by write as entries              # Entry `k` of a sum of vectors takes entry `k` of each.
        = sum(D(f, z[k])*c[k] for k in range(n))                by derivative of a line          # As `t` moves, entry `k` is a line of slope `c[k]`.
    """,
    notes=(
        "Nothing is known of `f` but that it can be differentiated. So this holds for every loss.",
    ),
    place=2,
)
