"""dZ times the inputs transposed, as a sum of one small matrix for each example."""

from derive import Derivation

derivation = Derivation(
    title="dW, one example at a time",
    asks="A matrix product goes row by column. Why do lectures write it as a sum over whole "
    "examples?",
    claims="The product `dZ @ X.T` is also a sum of one matrix for each example, its column of "
    "`dZ` times its column of `X` turned over; here 2 units, 3 inputs `X` and 2 examples, "
    "written out.",
    working="""
        where dZ: (2, 2), X: (3, 2)

          dZ @ X.T
        = array([[dZ[0, 0]*X[0, 0] + dZ[0, 1]*X[0, 1], dZ[0, 0]*X[1, 0] + dZ[0, 1]*X[1, 1], dZ[0, 0]*X[2, 0] + dZ[0, 1]*X[2, 1]], [dZ[1, 0]*X[0, 0] + dZ[1, 1]*X[0, 1], dZ[1, 0]*X[1, 0] + dZ[1, 1]*X[1, 1], dZ[1, 0]*X[2, 0] + dZ[1, 1]*X[2, 1]]]) by write as a matrix product # The product, written out: row `j` of `dZ` times row `k` of `X`. In each entry the first term belongs to example 1, the second to example 2.
        = array([[dZ[0, 0]*X[0, 0], dZ[0, 0]*X[1, 0], dZ[0, 0]*X[2, 0]], [dZ[1, 0]*X[0, 0], dZ[1, 0]*X[1, 0], dZ[1, 0]*X[2, 0]]]) + array([[dZ[0, 1]*X[0, 1], dZ[0, 1]*X[1, 1], dZ[0, 1]*X[2, 1]], [dZ[1, 1]*X[0, 1], dZ[1, 1]*X[1, 1], dZ[1, 1]*X[2, 1]]]) by write as entries          # The sum of two matrices is the sum at each place. Now each example has a matrix of its own.
        = array([[dZ[0, 0]], [dZ[1, 0]]]) @ array([[X[0, 0], X[1, 0], X[2, 0]]]) + array([[dZ[0, 1]], [dZ[1, 1]]]) @ array([[X[0, 1], X[1, 1], X[2, 1]]]) by write as a matrix product # A column times a row is the table of all products of their entries. This is called an outer product.
    """,
    place=2,
)
