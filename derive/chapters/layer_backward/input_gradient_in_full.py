"""The gradient by the inputs, with every entry written out."""

from derive import Derivation

derivation = Derivation(
    title="W.T @ dZ, written out",
    asks="Can I see it with all entries, for 2 units, 3 inputs and 2 examples?",
    claims="With 2 units, 3 inputs and 2 examples, and the inputs called `X` as in a first "
    "layer, each of the six entries of the slope of `T` by `X` is a sum of two products, and "
    "together they are `W.T @ dZ`.",
    working="""
        where W: (2, 3), X: (3, 2), b: (2, 1), T(Z)
        let   Z = W @ X + b
        let   dZ = D(T, Z)

          Z
        = W @ X + b                                            by definition              # What `Z` stands for.
        = array([[W[0, 0]*X[0, 0] + W[0, 1]*X[1, 0] + W[0, 2]*X[2, 0] + b[0, 0], W[0, 0]*X[0, 1] + W[0, 1]*X[1, 1] + W[0, 2]*X[2, 1] + b[0, 0]], [W[1, 0]*X[0, 0] + W[1, 1]*X[1, 0] + W[1, 2]*X[2, 0] + b[1, 0], W[1, 0]*X[0, 1] + W[1, 1]*X[1, 1] + W[1, 2]*X[2, 1] + b[1, 0]]]) by write as entries        # Forward: each of the four sums runs along a row of `W` and down a column of `X`. Look for `X[1, 0]`, the second input of the first example: it occurs twice, both times in the first column, behind `W[0, 1]` and behind `W[1, 1]`.

          D(T, X[1, 0])
        = D(T, Z[0, 0])*D(Z[0, 0], X[1, 0]) + D(T, Z[1, 0])*D(Z[1, 0], X[1, 0]) + D(T, Z[0, 1])*D(Z[0, 1], X[1, 0]) + D(T, Z[1, 1])*D(Z[1, 1], X[1, 0]) by chain rule over several paths # A path through each of the four entries of `Z`.
        = dZ[0, 0]*D(Z[0, 0], X[1, 0]) + dZ[1, 0]*D(Z[1, 0], X[1, 0]) + dZ[0, 1]*D(Z[0, 1], X[1, 0]) + dZ[1, 1]*D(Z[1, 1], X[1, 0]) by name an expression            # Call the slopes of `T` by their names.
        = dZ[0, 0]*D(Z[0, 0], X[1, 0]) + dZ[1, 0]*D(Z[1, 0], X[1, 0]) + dZ[0, 1]*0 + dZ[1, 1]*0 by constant rule            # The second column of `Z` has nothing of the first example in it, so it stands still.
        = dZ[0, 0]*W[0, 1] + dZ[1, 0]*W[1, 1] + dZ[0, 1]*0 + dZ[1, 1]*0 by definition, derivative of a line # Read the two slopes off the first column of `Z` above: as `X[1, 0]` moves, both sums are lines.
        = dZ[0, 0]*W[0, 1] + dZ[1, 0]*W[1, 1]                           by arithmetic                    # What is multiplied by 0 is gone.
        = W[0, 1]*dZ[0, 0] + W[1, 1]*dZ[1, 0]                           by reorder                       # Put the weights in front: it is the second column of `W` that is used, from top to bottom.

          D(T, X)
        = array([[D(T, X[0, 0]), D(T, X[0, 1])], [D(T, X[1, 0]), D(T, X[1, 1])], [D(T, X[2, 0]), D(T, X[2, 1])]]) by write as entries              # The slope has the shape of `X`, 3 by 2.
        = array([[D(Z[0, 0], X[0, 0])*D(T, Z[0, 0]) + D(Z[1, 0], X[0, 0])*D(T, Z[1, 0]), D(Z[0, 1], X[0, 1])*D(T, Z[0, 1]) + D(Z[1, 1], X[0, 1])*D(T, Z[1, 1])], [D(Z[0, 0], X[1, 0])*D(T, Z[0, 0]) + D(Z[1, 0], X[1, 0])*D(T, Z[1, 0]), D(Z[0, 1], X[1, 1])*D(T, Z[0, 1]) + D(Z[1, 1], X[1, 1])*D(T, Z[1, 1])], [D(Z[0, 0], X[2, 0])*D(T, Z[0, 0]) + D(Z[1, 0], X[2, 0])*D(T, Z[1, 0]), D(Z[0, 1], X[2, 1])*D(T, Z[0, 1]) + D(Z[1, 1], X[2, 1])*D(T, Z[1, 1])]]) by chain rule over several paths # For each entry the two paths through its own column; those through the other column add nothing, as above. Here the slope of `Z` is written first.
        = array([[W[0, 0]*D(T, Z[0, 0]) + W[1, 0]*D(T, Z[1, 0]), W[0, 0]*D(T, Z[0, 1]) + W[1, 0]*D(T, Z[1, 1])], [W[0, 1]*D(T, Z[0, 0]) + W[1, 1]*D(T, Z[1, 0]), W[0, 1]*D(T, Z[0, 1]) + W[1, 1]*D(T, Z[1, 1])], [W[0, 2]*D(T, Z[0, 0]) + W[1, 2]*D(T, Z[1, 0]), W[0, 2]*D(T, Z[0, 1]) + W[1, 2]*D(T, Z[1, 1])]]) by definition, derivative of a line # Read the slopes off the entries of `Z`.
        = array([[W[0, 0]*dZ[0, 0] + W[1, 0]*dZ[1, 0], W[0, 0]*dZ[0, 1] + W[1, 0]*dZ[1, 1]], [W[0, 1]*dZ[0, 0] + W[1, 1]*dZ[1, 0], W[0, 1]*dZ[0, 1] + W[1, 1]*dZ[1, 1]], [W[0, 2]*dZ[0, 0] + W[1, 2]*dZ[1, 0], W[0, 2]*dZ[0, 1] + W[1, 2]*dZ[1, 1]]]) by name an expression            # Call the slopes of `T` by their names.
        = array([[W[0, 0], W[1, 0]], [W[0, 1], W[1, 1]], [W[0, 2], W[1, 2]]]) @ array([[dZ[0, 0], dZ[0, 1]], [dZ[1, 0], dZ[1, 1]]]) by write as a matrix product     # The columns of `W` have become rows, and each row meets a column of `dZ`.
        = W.T @ dZ                                             by write as entries # The first matrix is `W` turned over.
    """,
    routes=("Forward", "One entry backward", "All entries backward"),
    place=4,
)
