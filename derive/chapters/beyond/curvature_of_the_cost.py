"""Along every straight line of parameters, the cost of logistic regression never bends downwards."""

from derive import Derivation

derivation = Derivation(
    title="The cost along a line of parameters",
    asks="The loss is convex in z. Why is the cost convex in the weights and the bias?",
    claims="For one sigmoid neuron with the cross-entropy and `m` examples, let the weights be "
    "`w + t*v` and the bias `b + t*c`. The second derivative of the cost by `t` is a mean "
    "over the examples, of the slope of the sigmoid, which is positive, times a square. So it is "
    "never negative, whatever the line.",
    working="""
        where w: (n_x, 1), v: (n_x, 1), X: (n_x, m), Y: (1, m), 0 <= Y <= 1
        let   Z = (w + t*v).T @ X + (b + t*c)
        let   S = v.T @ X + c
        let   A = sigma(Z)
        let   L = -(Y*log(A) + (1 - Y)*log(1 - A))
        let   T = sum(L)
        let   J = T/m

          D(D(J, t), t)
        = D(D(T/m, t), t)                                                                      by definition                    # The cost is the mean of the losses: their sum divided by `m`.
        = D(1/m*D(T, t), t)                                                                    by constant factor               # The number of examples does not move: `1/m` waits in front.
        = 1/m*D(D(T, t), t)                                                                    by constant factor               # Nor does it in the second derivative.
        = 1/m*D(sum(D(T, Z[0, i])*D(Z[0, i], t) for i in range(m)), t)                         by chain rule over several paths # `t` moves the sums of all `m` examples: `m` paths, which add up.
        = 1/m*D(sum((A - Y)[0, i]*D(Z[0, i], t) for i in range(m)), t)                         by result dz-of-many             # The slope of `T` by the sum of example `i`: prediction minus label.
        = 1/m*D(sum((A[0, i] - Y[0, i])*D(Z[0, i], t) for i in range(m)), t)                   by write as entries              # Entry `i` of a difference is the difference of the entries.
        = 1/m*D(sum((A[0, i] - Y[0, i])*S[0, i] for i in range(m)), t)                         by result line-of-parameters     # Along the line, that sum has the slope `S[0, i]`.
        = 1/m*sum(D((A[0, i] - Y[0, i])*S[0, i], t) for i in range(m))                         by derivative of a sum           # One term for each example.
        = 1/m*sum(D(A[0, i] - Y[0, i], t)*S[0, i] for i in range(m))                           by constant factor               # There is no `t` in `S`: it stands still.
        = 1/m*sum((D(A[0, i], t) - D(Y[0, i], t))*S[0, i] for i in range(m))                   by sum rule                      # A difference is differentiated term by term.
        = 1/m*sum(D(A[0, i], t)*S[0, i] for i in range(m))                                     by constant rule                 # The label does not move.
        = 1/m*sum(D(A[0, i], Z[0, i])*D(Z[0, i], t)*S[0, i] for i in range(m))                 by chain rule                    # `t` moves the prediction only by moving its sum.
        = 1/m*sum(D(sigma(Z[0, i]), Z[0, i])*D(Z[0, i], t)*S[0, i] for i in range(m))          by definition                    # The prediction is the sigmoid of its sum.
        = 1/m*sum(sigma(Z[0, i])*(1 - sigma(Z[0, i]))*D(Z[0, i], t)*S[0, i] for i in range(m)) by result sigmoid-derivative     # The slope of the sigmoid.
        = 1/m*sum(A[0, i]*(1 - A[0, i])*D(Z[0, i], t)*S[0, i] for i in range(m))               by name an expression            # Call the prediction by its name again.
        = 1/m*sum(A[0, i]*(1 - A[0, i])*S[0, i]*S[0, i] for i in range(m))                     by result line-of-parameters     # The slope of the sum comes in a second time.
        = 1/m*sum(A[0, i]*(1 - A[0, i])*S[0, i]**2 for i in range(m))                          by powers                        # A number times itself is its square. So no term is negative.
    """,
    shows=("A*(1 - A)*S**2 >= 0",),
    place=13,
)
