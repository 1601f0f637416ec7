"""The Jacobian of an activation is a diagonal matrix."""

from derive import Derivation

derivation = Derivation(
    title="The Jacobian is diagonal",
    asks="Does the entry-by-entry product break the pattern of the chain rule?",
    claims="For one example with three units, the Jacobian of `a = g(z)` is a diagonal matrix, "
    "and a row times a diagonal matrix is a product entry by entry.",
    working="""
        where z: (3), L(a), g: function
        let   a = g(z)
        let   da = D(L, a)

          array([[D(a[0], z[0]), D(a[0], z[1]), D(a[0], z[2])], [D(a[1], z[0]), D(a[1], z[1]), D(a[1], z[2])], [D(a[2], z[0]), D(a[2], z[1]), D(a[2], z[2])]])
        = array([[D(g(z[0]), z[0]), D(g(z[0]), z[1]), D(g(z[0]), z[2])], [D(g(z[1]), z[0]), D(g(z[1]), z[1]), D(g(z[1]), z[2])], [D(g(z[2]), z[0]), D(g(z[2]), z[1]), D(g(z[2]), z[2])]]) by definition              # Each entry of `a` is `g` of the entry of `z` at its own place.
        = array([[D(g(z[0]), z[0]), 0, 0], [0, D(g(z[1]), z[1]), 0], [0, 0, D(g(z[2]), z[2])]]) by constant rule           # Off the diagonal another entry moves, and `g` of this one stands still.

          array([[da[0], da[1], da[2]]]) @ array([[D(g(z[0]), z[0]), 0, 0], [0, D(g(z[1]), z[1]), 0], [0, 0, D(g(z[2]), z[2])]])
        = array([[da[0]*D(g(z[0]), z[0]) + da[1]*0 + da[2]*0, da[0]*0 + da[1]*D(g(z[1]), z[1]) + da[2]*0, da[0]*0 + da[1]*0 + da[2]*D(g(z[2]), z[2])]]) by write as a matrix product # The product, written out: the row times each column of the Jacobian.
        = array([[da[0]*D(g(z[0]), z[0]), da[1]*D(g(z[1]), z[1]), da[2]*D(g(z[2]), z[2])]]) by arithmetic                # What is multiplied by 0 is gone: one product is left at each place.
    """,
    routes=("The Jacobian", "Row times Jacobian"),
    place=1,
)
