"""Softmax with the cross-entropy: the prediction minus the label, again."""

from derive import Derivation

derivation = Derivation(
    title="Softmax with cross-entropy: dz = a - y",
    asks="The softmax Jacobian is (n, n) and dL/da = -y/a is (n, 1); how do they give dz = a - y?",
    claims="For the softmax with the cross-entropy, the slope of the loss by `z[i]` is `a[i] - "
    "y[i]`, provided that the labels `y` add up to 1.",
    working="""
        let   a = softmax(z)
        let   L = -sum(y[h]*log(a[h]) for h in range(n))
        where z: (n), a: (n), y: (n), sum(y[k] for k in range(n)) == 1

          D(L, z[i])
        = sum(D(L, a[k])*D(a[k], z[i]) for k in range(n))                             by chain rule over several paths # `z[i]` moves every output `a[k]`, so there are `n` paths to the loss, and they add.
        = sum(-(y[k]/a[k])*D(a[k], z[i]) for k in range(n))                           by result cross-entropy-slopes.1 # Only one term of the loss moves with this prediction: the slope is minus the label over it.
        = sum(-(y[k]/a[k])*(a[k]*(delta(k, i) - a[i])) for k in range(n))             by result softmax-jacobian.1     # The Jacobian, found before.
        = sum(-y[k]*(delta(k, i) - a[i]) for k in range(n))                           by cancel factors                # `a[k]` divides and multiplies; it is positive, so not 0.
        = sum(-y[k]*delta(k, i) + y[k]*a[i] for k in range(n))                        by expand                        # Multiply the bracket out.
        = sum(-y[k]*delta(k, i) for k in range(n)) + sum(y[k]*a[i] for k in range(n)) by split a sum                   # Two sums instead of one.
        = -y[i] + sum(y[k]*a[i] for k in range(n))                                    by delta picks one term          # Of the first sum, only the term with `k` equal to `i` is left.
        = -y[i] + a[i]*sum(y[k] for k in range(n))                                    by constant out of a sum         # `a[i]` is the same in every term.
        = -y[i] + a[i]*1                                                              by assumption                    # The labels add up to 1. Here it is used, and only here.
        = a[i] - y[i]                                                                 by reorder                       # Prediction minus label.
    """,
    notes=(
        "Without the condition the result is `a[i]*sum(y[k] for k in range(n)) - y[i]`. Labels that "
        "are one-hot, or any probabilities, meet it.",
    ),
    place=3,
)
