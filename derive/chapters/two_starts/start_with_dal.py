"""The explicit start: the slopes of the losses by the predictions."""

from derive import Derivation

derivation = Derivation(
    title="dAL = -(Y/AL - (1 - Y)/(1 - AL))",
    asks="Where does the line dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL)) come from, and "
    "why has it no 1/m?",
    claims="The entry in row `j` and column `i` of `dAL` is the slope of the sum `T` of the losses "
    "by one prediction. As only example `i`'s own loss depends on it, there is no `1/m`: the "
    "notebook says cost, and means the loss.",
    working="""
        let   T = sum(-(Y*log(AL) + (1 - Y)*log(1 - AL)))
        where AL: (n, m), Y: (n, m), 0 < AL < 1, 0 <= Y <= 1

          D(T, AL[j, i])
        = D(sum(-(Y[h, e]*log(AL[h, e]) + (1 - Y[h, e])*log(1 - AL[h, e])) for h in range(n) for e in range(m)), AL[j, i]) by definition, write as entries # All the losses, written out: one term for each output unit `h` and each example `e`.
        = sum(D(-(Y[h, e]*log(AL[h, e]) + (1 - Y[h, e])*log(1 - AL[h, e])), AL[j, i]) for h in range(n) for e in range(m)) by derivative of a sum  # A sum is differentiated term by term.
        = D(-(Y[j, i]*log(AL[j, i]) + (1 - Y[j, i])*log(1 - AL[j, i])), AL[j, i])              by constant rule        # Only the term with `h = j` and `e = i`, of this unit and this example, moves; the others are constants, with slope 0.
        = -(Y[j, i]*D(log(AL[j, i]), AL[j, i]) + (1 - Y[j, i])*D(log(1 - AL[j, i]), AL[j, i])) by linearity            # The labels do not change when the prediction does.
        = -(Y[j, i]*(1/AL[j, i]) + (1 - Y[j, i])*(1/(1 - AL[j, i])*D(1 - AL[j, i], AL[j, i]))) by derivative of log    # One over what stands inside, times the slope of what stands inside.
        = -(Y[j, i]*(1/AL[j, i]) + (1 - Y[j, i])*(1/(1 - AL[j, i])*(-1)))                      by derivative of a line # One minus the prediction falls by as much as the prediction rises.
        = -(Y[j, i]/AL[j, i] + (1 - Y[j, i])/(1 - AL[j, i])*(-1))                              by multiply fractions   # The labels on top.
        = -(Y[j, i]/AL[j, i] - (1 - Y[j, i])/(1 - AL[j, i]))                                   by rearrange signs      # The inner `-1` makes the plus a minus: drop it, and the line is wrong.
    """,
    place=1,
)
