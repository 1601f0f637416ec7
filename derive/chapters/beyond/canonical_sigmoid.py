"""The cross-entropy with a sigmoid is an instance of the theorem."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="The sigmoid: c(z) = softplus(z)",
    asks="Which c belongs to logistic regression?",
    claims="The cross-entropy of a sigmoid has the form of the theorem with `softplus(z)` as "
    "`c(z)` and 0 as `k(y)`; and the slope of that `c` is the sigmoid.",
    working="""
        where 0 <= y <= 1

          -(y*log(sigma(z)) + (1 - y)*log(1 - sigma(z)))
        = softplus(z) - y*z by result loss-as-softplus # The direct road of the first chapter.

          D(softplus(z), z)
        = sigma(z) by result softplus-derivative # Found there, too.
    """,
    routes=("The loss", "The slope of c"),
    place=8,
)
