"""One function, two knobs, two slopes."""

from derive import Derivation

derivation = Derivation(
    title="Two knobs, two slopes",
    asks="What does the curly d mean, and what happens to the other letters?",
    claims="The slope by `x` treats `y` as a fixed number, and the slope by `y` treats `x` as a "
    "fixed number.",
    working="""
        let   f = x**2*y + 3*y

          D(f, x)
        = D(x**2*y + 3*y, x)                                   by definition              # Put in what `f` stands for.
        = D(x**2*y, x) + D(3*y, x)                             by sum rule                # A sum is differentiated term by term.
        = D(x**2*y, x)                                         by constant rule           # Only `x` moves. `3*y` has no `x` in it, so it stands still, and its slope is 0.
        = y*D(x**2, x)                                         by constant factor         # `y` stands still, too: for now it is a number like 5, and it waits in front.
        = y*(2*x)                                              by power rule              # The slope of a square is twice what is squared.
        = 2*x*y                                                by reorder                 # Write it as usual.

          D(f, y)
        = D(x**2*y + 3*y, y)                                   by definition              # Put in what `f` stands for. Now only `y` moves.
        = D((x**2 + 3)*y, y)                                   by collect                 # Both terms hold one `y`: take it out.
        = x**2 + 3                                             by derivative of a line    # As `y` moves alone, this is a line; its slope is what stands in front of `y`.
    """,
    routes=("By x", "By y"),
    place=1,
)
