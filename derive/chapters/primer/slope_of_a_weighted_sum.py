"""The slope of a weighted sum by one of its entries."""

from derive import Derivation

derivation = Derivation(
    title="The slope of a weighted sum",
    asks="Why is the derivative of a sum over k only one term, and where did the sum go?",
    claims="A weighted sum of `x` answers to one entry `x[j]` with the weight of that entry.",
    working="""
        where w: (n), x: (n)

          D(sum(w[k]*x[k] for k in range(n)), x[j])
        = sum(D(w[k]*x[k], x[j]) for k in range(n))            by derivative of a sum     # A sum is differentiated term by term. `k` counts the terms; `j` is the one entry that moves.
        = sum(w[k]*D(x[k], x[j]) for k in range(n))            by constant factor         # The weights stand still.
        = sum(w[k]*delta(k, j) for k in range(n))              by derivative of an entry  # As `x[j]` moves, entry `j` moves with slope 1 and every other entry stands still: that is what delta says.
        = w[j]                                                 by delta picks one term    # Only the term with `k = j` is left.
    """,
    notes=(
        "The letter that counts and the letter that is chosen must differ. With `k` for both, "
        "one would differentiate a different thing in each term.",
    ),
    place=3,
)
