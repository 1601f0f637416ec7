"""The chain rule where one knob moves the result on two paths."""

from derive import Derivation

derivation = Derivation(
    title="Two paths from t to f",
    asks="When a number is used twice, do its slopes add or multiply?",
    claims="Along a path slopes multiply, and the paths add up: here `t` moves `f` through `u` "
    "and through `v`, and the sum over both paths is the slope that one finds without `u` and "
    "`v`.",
    working="""
        let   u = t**2
        let   v = 3*t
        let   f = u*v

          D(f, t)
        = D(f, u)*D(u, t) + D(f, v)*D(v, t)                    by chain rule over several paths # One product for the path through `u`, one for the path through `v`; the change of `f` is both together.
        = D(u*v, u)*D(u, t) + D(u*v, v)*D(v, t)                by definition                    # Put in what `f` stands for.
        = v*D(u, t) + u*D(v, t)                                by derivative of a line          # As `u` moves alone, `u*v` is a line of slope `v`; as `v` moves alone, a line of slope `u`.
        = v*D(t**2, t) + u*D(3*t, t)                           by definition                    # Put in what `u` and `v` stand for where they are differentiated.
        = v*(2*t) + u*D(3*t, t)                                by power rule                    # The slope of a square is twice what is squared.
        = v*(2*t) + u*3                                        by derivative of a line          # `3*t` is a line of slope 3.
        = 3*t*(2*t) + t**2*3                                   by definition                    # Put in what `u` and `v` stand for; nothing is left to be differentiated.
        = 6*t**2 + 3*t**2                                      by powers                        # Gather the numbers in front, and the powers of `t` behind them.
        = 9*t**2                                               by collect                       # 6 and 3 of the same thing are 9 of it.

          D(f, t)
        = D(t**2*(3*t), t)                                     by definition              # Put everything in at once, so that only `t` is left.
        = D(3*t**3, t)                                         by powers                  # Two factors `t` and one more are three.
        = 3*D(t**3, t)                                         by constant factor         # The number 3 does not move.
        = 3*(3*t**2)                                           by power rule              # The slope of a cube is 3 times the square.
        = 9*t**2                                               by arithmetic              # 3 times 3 is 9: the same slope.
    """,
    routes=("Over both paths", "Without u and v"),
    place=2,
)
