"""The sigmoid written with exp(z) instead of exp(-z)."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="The other form of the sigmoid, with `exp(z)`",
    asks="Some books write the sigmoid with exp(-z), others with exp(z). Is it the same function?",
    claims="For every real `z`, both ways to write the sigmoid have the same value.",
    working="""
          sigma(z)
        = 1/(1 + exp(-z))                                    by definition              # What `sigma(z)` stands for.
        = exp(z)/(exp(z)*(1 + exp(-z)))                      by cancel factors          # Top and bottom times `exp(z)`, which is never 0.
        = exp(z)/(exp(z) + exp(z)*exp(-z))                   by expand                  # Multiply the bracket out.
        = exp(z)/(exp(z) + 1)                                by exp of a negative       # `exp(-z)` is one over `exp(z)`, so the product of the two is 1.
        = exp(z)/(1 + exp(z))                                by reorder                 # Put the 1 in front, as it is usually written.
    """,
    place=2,
)
