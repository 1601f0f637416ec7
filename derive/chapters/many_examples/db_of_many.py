"""The gradient of the bias of one neuron."""

from derive import Derivation

derivation = Derivation(
    title="db = sum(dZ)/m",
    asks="Why is db the mean of dZ, when for one example it is dz itself?",
    claims="For any loss of the sums `Z` of one neuron, the slope of the cost `J = T/m` by the "
    "bias is the mean of `dZ`, the slopes of `T`, the sum of the losses.",
    working="""
        where w: (n_x, 1), X: (n_x, m), T(Z)
        let   Z = w.T @ X + b
        let   J = T/m
        let   dZ = D(T, Z)

          D(J, b)
        = D(T/m, b)                                              by definition                    # The cost is the mean of the losses.
        = 1/m*D(T, b)                                            by constant factor               # The number of examples does not move: `1/m` waits in front.
        = 1/m*sum(D(T, Z[0, i])*D(Z[0, i], b) for i in range(m)) by chain rule over several paths # One bias has a part in the sums of all `m` examples: `m` paths, which add up.
        = 1/m*sum(dZ[0, i]*D(Z[0, i], b) for i in range(m))      by name an expression            # Call the slope of `T` by entry `i` of `Z` by its name.
        = 1/m*sum(dZ[0, i]*1 for i in range(m))                  by result sums-of-one-neuron     # Every sum moves with the bias one to one.
        = 1/m*sum(dZ[0, i] for i in range(m))                    by multiply by one               # Times 1 changes nothing.
        = sum(dZ)/m                                              by write as entries              # The sum over the one row of `dZ` is the sum of all its entries.
    """,
    place=3,
)
