"""Back through any activation: entry by entry."""

from derive import Derivation

derivation = Derivation(
    title="dZ = dA * g'(Z)",
    asks="Why is it multiplied entry by entry here, when everything else is a matrix product?",
    claims="For any activation `g` that is applied to each entry, and any loss of `A = g(Z)`, "
    "each entry of the slope of `T`, the sum of the losses, by `Z` is the entry of `dA` times the "
    "slope of `g` there.",
    working="""
        where Z: (n, m), T(A), g: function
        let   A = g(Z)
        let   dA = D(T, A)

          D(T, Z[j, i])
        = sum(D(T, A[u, q])*D(A[u, q], Z[j, i]) for u in range(n) for q in range(m)) by chain rule over several paths # The entry might move any entry of `A`: a path through each, for every unit `u` and every example `q`.
        = sum(dA[u, q]*D(A[u, q], Z[j, i]) for u in range(n) for q in range(m))      by name an expression            # Call the slope of `T` by an entry of `A` by its name.
        = sum(dA[u, q]*D(g(Z[u, q]), Z[j, i]) for u in range(n) for q in range(m))   by definition                    # Each entry of `A` is `g` of the entry of `Z` at its own place.
        = sum(dA[u, q]*(D(g(Z[u, q]), Z[u, q])*D(Z[u, q], Z[j, i])) for u in range(n) for q in range(m)) by chain rule                    # The slope of `g` at its own place, times how that place answers to the entry that moves.
        = sum(dA[u, q]*(D(g(Z[u, q]), Z[u, q])*(delta(u, j)*delta(q, i))) for u in range(n) for q in range(m)) by derivative of an entry        # Only the entry in row `j` and column `i` moves; all others stand still.
        = dA[j, i]*D(g(Z[j, i]), Z[j, i])                                            by delta picks one term          # Of both sums one term is left, `u = j` and `q = i`: only one of all paths is open.

          D(T, Z)
        = dA*D(sum(g(Z)), Z)                                   by write as entries        # All entries agree. The second factor holds the slope of `g` at each entry of `Z`, in the same places.
    """,
    routes=("One entry", "The whole matrix"),
    notes=(
        "No sum is left. That is why the product is taken entry by entry: a matrix product would "
        "add something up, and here nothing is to be added.",
    ),
    place=1,
)
