"""The error of the hidden layer, for one example."""

from derive import Derivation

derivation = Derivation(
    title="dz1 = (W2.T @ dz2) * g1'(z1), for one example",
    asks="Where is dz1 = W2^T dz2 * g1'(z1) derived? The lectures only state it.",
    claims="The error of hidden unit `k` is the message that reaches its activation, times the "
    "slope of its activation function where the unit stands. This holds for every differentiable "
    "`g1` and any loss that depends on `z2`.",
    working="""
        where g1: function
        let   a1 = g1(z1)
        let   z2 = W2 @ a1 + b2
        let   dz2 = D(L, z2)
        where z1: (n1, 1), W2: (n2, n1), b2: (n2, 1), a1: (n1, 1), z2: (n2, 1), dz2: (n2, 1), L(z2)

          D(L, z1[k, 0])
        = D(L, a1[k, 0])*D(a1[k, 0], z1[k, 0])         by chain rule             # The sum of unit `k` moves its own activation and no other, so there is one path.
        = (W2.T @ dz2)[k, 0]*D(a1[k, 0], z1[k, 0])     by result one-example-da1 # The message to the activation, found before.
        = (W2.T @ dz2)[k, 0]*D(g1(z1[k, 0]), z1[k, 0]) by definition             # What `a1[k, 0]` stands for. The second factor is the slope of `g1` at this unit's own sum.
    """,
    notes=(
        "The two products are different ones. `W2.T @ dz2` is a matrix product, because hidden unit "
        "`k` feeds many output units. The product with the slope is entry by entry, because `z1[k, 0]` "
        "moves `a1[k, 0]` and nothing else.",
    ),
    place=4,
)
