"""The big Jacobian of flattened matrices, and why nobody needs it."""

from derive import Derivation

derivation = Derivation(
    title="The block matrix with copies of W",
    asks="I differentiate Z by A_prev and get a block matrix with copies of W, never W.T. What "
    "am I doing wrong?",
    claims="Nothing is wrong: flattened column by column, the derivative of `Z` by `A_prev` is a "
    "block matrix with one copy of `W` for each example; its transpose times the flattened `dZ` "
    "is the flattened `W.T @ dZ`. Written out for 2 units, 3 inputs and 2 examples.",
    working="""
        where W: (2, 3), dZ: (2, 2)

          array([[W[0, 0], W[0, 1], W[0, 2], 0, 0, 0], [W[1, 0], W[1, 1], W[1, 2], 0, 0, 0], [0, 0, 0, W[0, 0], W[0, 1], W[0, 2]], [0, 0, 0, W[1, 0], W[1, 1], W[1, 2]]]).T @ array([dZ[0, 0], dZ[1, 0], dZ[0, 1], dZ[1, 1]])
        = array([[W[0, 0], W[1, 0], 0, 0], [W[0, 1], W[1, 1], 0, 0], [W[0, 2], W[1, 2], 0, 0], [0, 0, W[0, 0], W[1, 0]], [0, 0, W[0, 1], W[1, 1]], [0, 0, W[0, 2], W[1, 2]]]) @ array([dZ[0, 0], dZ[1, 0], dZ[0, 1], dZ[1, 1]]) by transpose                 # Turn the block matrix over: each copy of `W` is turned over in its own place.
        = array([W[0, 0]*dZ[0, 0] + W[1, 0]*dZ[1, 0], W[0, 1]*dZ[0, 0] + W[1, 1]*dZ[1, 0], W[0, 2]*dZ[0, 0] + W[1, 2]*dZ[1, 0], W[0, 0]*dZ[0, 1] + W[1, 0]*dZ[1, 1], W[0, 1]*dZ[0, 1] + W[1, 1]*dZ[1, 1], W[0, 2]*dZ[0, 1] + W[1, 2]*dZ[1, 1]]) by write as a matrix product # The product, written out: row times column. The zeros keep the examples apart.
        = array([(W.T @ dZ)[0, 0], (W.T @ dZ)[1, 0], (W.T @ dZ)[2, 0], (W.T @ dZ)[0, 1], (W.T @ dZ)[1, 1], (W.T @ dZ)[2, 1]]) by write as a matrix product # Each entry is a column of `W` times a column of `dZ`: the six entries of `W.T @ dZ`, the first example first.
    """,
    place=4,
)
