"""The slope of softplus, had from its output."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="The slope of softplus, from its output",
    asks="Only A is stored. Can I have the slope of softplus without Z?",
    claims="For every real `z`, the slope of softplus, which is `sigma(z)`, is `1 - exp(-a)` with "
    "`a` the output.",
    working="""
        let   a = softplus(z)

          1 - exp(-a)
        = 1 - exp(-softplus(z))                                by definition              # Put in what `a` stands for.
        = 1 - exp(-log(1 + exp(z)))                            by definition              # Put in what softplus stands for.
        = 1 - 1/exp(log(1 + exp(z)))                           by exp of a negative       # A minus in the exponent is a reciprocal.
        = 1 - 1/(1 + exp(z))                                   by exp of log              # `exp` undoes `log`; `1 + exp(z)` is positive.
        = (1 + exp(z))/(1 + exp(z)) - 1/(1 + exp(z))           by multiply by one         # Write the 1 as a fraction with the same bottom.
        = (1 + exp(z) - 1)/(1 + exp(z))                        by add fractions           # The bottoms agree, so the tops are subtracted.
        = exp(z)/(1 + exp(z))                                  by cancel terms            # 1 and -1 make 0.
        = sigma(z)                                             by result sigmoid-other-form # This is the sigmoid in its other form, found before.
    """,
    place=4,
)
