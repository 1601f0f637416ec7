"""Both starts are the slope of the losses by Z."""

from derive import Derivation

derivation = Derivation(
    title="Both starts are dZ",
    asks="Are dZ = A - Y and dZ = dA * g'(Z) both right?",
    claims="The slope of the sum of the losses by an entry of `Z`, taken through the predictions, "
    "is the explicit start, and so it is the collapsed one. What follows, in all the layers below, "
    "is the same for both.",
    working="""
        let   AL = sigma(Z)
        let   T = sum(-(Y*log(AL) + (1 - Y)*log(1 - AL)))
        where Z: (n, m), AL: (n, m), Y: (n, m), 0 <= Y <= 1

          D(T, Z[j, i])
        = D(T, AL[j, i])*D(sigma(Z[j, i]), Z[j, i])                                                by result through-an-activation # Through any activation: each entry of `Z` moves its own prediction and no other.
        = D(T, AL[j, i])*(sigma(Z[j, i])*(1 - sigma(Z[j, i])))                                     by result sigmoid-derivative    # The slope of the sigmoid. The course has a function for it, which computes it from `Z`.
        = -(Y[j, i]/AL[j, i] - (1 - Y[j, i])/(1 - AL[j, i]))*(sigma(Z[j, i])*(1 - sigma(Z[j, i]))) by result start-with-dal        # The explicit start: the entry in row `j` and column `i` of `dAL`.
        = -(Y[j, i]/sigma(Z[j, i]) - (1 - Y[j, i])/(1 - sigma(Z[j, i])))*(sigma(Z[j, i])*(1 - sigma(Z[j, i]))) by definition                   # The predictions are the sigmoids of this very `Z`.
        = sigma(Z[j, i]) - Y[j, i]                                                                 by result two-starts            # For one entry, that was shown line by line.
        = AL[j, i] - Y[j, i]                                                                       by name an expression           # The collapsed start.
    """,
    place=3,
)
