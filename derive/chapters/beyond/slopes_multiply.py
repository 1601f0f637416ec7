"""Through two sigmoids, the slopes multiply: two factors of at most 1/4."""

from derive import Derivation

derivation = Derivation(
    title="Two sigmoids in a row: two factors of at most 1/4",
    asks="How small does the factor become through k sigmoid layers?",
    claims="The slope of a sigmoid of a sigmoid of `z`, with a weight `w` between them, is `w` "
    "times two factors, each of them positive and at most 1/4: without `w`, at most 1/16.",
    working="""
        let   a1 = sigma(z)
        let   z2 = w*a1
        let   a2 = sigma(z2)

          D(a2, z)
        = D(a2, z2)*D(z2, z)            by chain rule                # From the output back to the sum of the second unit.
        = a2*(1 - a2)*D(z2, z)          by result sigmoid-derivative # The slope of the second sigmoid.
        = a2*(1 - a2)*D(w*a1, z)        by definition                # What the second sum stands for.
        = a2*(1 - a2)*(w*D(a1, z))      by constant factor           # The weight does not move with `z`.
        = a2*(1 - a2)*(w*(a1*(1 - a1))) by result sigmoid-derivative # The slope of the first sigmoid.
        = w*(a2*(1 - a2)*(a1*(1 - a1))) by reorder                   # The weight in front: two slopes of sigmoids are left, each positive and at most 1/4.
    """,
    shows=("0 < a2*(1 - a2) <= 1/4", "0 < a1*(1 - a1) <= 1/4"),
    notes=(
        "Each further sigmoid brings one more factor of at most 1/4: through `k` of them the product "
        "is at most `4**(-k)`. The weights stand between them, and large weights can make up for it.",
    ),
    place=12,
)
