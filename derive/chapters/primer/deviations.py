"""Deviations from the mean add up to 0."""

from derive import Derivation

derivation = Derivation(
    title="Deviations from the mean add up to 0",
    asks="How does one calculate with sums over an index?",
    claims="If the mean of `n` numbers is taken away from each of them, what is left adds up to 0.",
    working="""
        where x: (n)
        let   M = sum(x[k] for k in range(n))/n

          sum(x[i] - M for i in range(n))
        = sum(x[i] for i in range(n)) - sum(M for i in range(n))          by split a sum             # A sum of differences is the difference of the sums.
        = sum(x[i] for i in range(n)) - n*M                               by sum of a constant       # `M` is the same in each of the `n` terms.
        = sum(x[i] for i in range(n)) - n*(sum(x[k] for k in range(n))/n) by definition              # Put in what `M` stands for.
        = sum(x[i] for i in range(n)) - sum(x[k] for k in range(n))       by cancel factors          # `n` multiplies and divides; it is at least 1, so not 0.
        = 0                                                               by cancel terms            # Both sums are the same: a counting letter is a name that nobody sees from outside.
    """,
    place=3,
)
