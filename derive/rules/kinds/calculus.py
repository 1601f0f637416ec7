"""The rules of differentiation."""

from __future__ import annotations

from derive.language.nodes import Derivative, Expr, nodes
from derive.language.parse import parse_expression
from derive.language.text import to_text
from derive.rules.form import Law
from derive.rules.kinds.definitions import put_in_name
from derive.rules.paths import along_a_path, along_all_paths, goes_through
from derive.rules.rule import Example, Rule
from derive.rules.slopes import (
    as_power,
    of_addends,
    of_cases,
    of_constant,
    of_entry,
    of_exponential,
    of_extreme,
    of_function,
    of_itself,
    of_line,
    of_multiple,
    of_negative,
    of_power,
    of_product,
    of_quotient,
    of_reciprocal,
    of_softmax,
    of_sum,
    one_term_moves,
    power_below,
    put,
    spread,
)

# What an entrywise function's slope is, in u, where it has one, and why: a row makes its rule.
# Where only u = 0 is left out, the law holds there too if the slope of u is 0.
SLOPES: dict[str, tuple[str, str, str]] = {
    "log": (
        "1/u",
        "u > 0",
        "The log undoes the exponential: where the exponential has reached `u` it climbs at the "
        "rate `u`, so at `u` the log climbs at the rate `1/u`.",
    ),
    "exp": (
        "exp(u)",
        "",
        "The exponential is the function that is its own slope, with `exp(0) = 1`.",
    ),
    "sqrt": (
        "1/(2*sqrt(u))",
        "u > 0",
        "The power rule for `u**(1/2)`.",
    ),
    "abs": (
        "sign(u)",
        "u != 0",
        "Right of 0 it is the line `u`, left of 0 the line `-u`; at 0 they meet in a corner, "
        "which has no slope unless `u` itself stands still there.",
    ),
    "sigma": (
        "sigma(u)*(1 - sigma(u))",
        "",
        "The reciprocal rule for `1/(1 + exp(-u))`; the slope, `exp(-u)/(1 + exp(-u))**2`, is the"
        " output times what it lacks to 1.",
    ),
    "tanh": (
        "1 - tanh(u)**2",
        "",
        "The quotient rule for `sinh(u)/cosh(u)`, and `cosh(u)**2 - sinh(u)**2 = 1`.",
    ),
    "cosh": (
        "sinh(u)",
        "",
        "Half of `exp(u) + exp(-u)`, differentiated term by term.",
    ),
    "sinh": (
        "cosh(u)",
        "",
        "Half of `exp(u) - exp(-u)`, differentiated term by term.",
    ),
    "relu": (
        "where(u > 0, 1, 0)",
        "u != 0",
        "Right of 0 it is the line `u`, left of 0 it is 0; at 0 they meet in a corner, which has "
        "no slope unless `u` itself stands still there.",
    ),
    "softplus": (
        "sigma(u)",
        "",
        "The slope of `log(1 + exp(u))` is `exp(u)/(1 + exp(u))`, which is `sigma(u)`.",
    ),
}


def _function_rule(name: str, slope: str, needs: str, why: str) -> Rule:
    inner = "3*x + 1"
    there = to_text(put(parse_expression(slope), "u", parse_expression(inner)))
    bracketed = f"({there})" if any(sign in slope for sign in "+-") and "*(" not in slope else there
    corner = ", or the slope of `u` is 0 there" if needs == "u != 0" else ""
    given = {place: f"where {needs.replace('u', place)}" if needs else "" for place in (inner, "x")}
    return Rule(
        f"derivative of {name}",
        "calculus",
        f"D({name}(u), x) = {slope}*D(u, x)"
        if bracketed == there
        else f"D({name}(u), x) = ({slope})*D(u, x)",
        f"The slope of `{name}` at `u`, times the slope of what stands inside it.",
        Example(f"D({name}({inner}), x)", f"{bracketed}*D({inner}, x)", given[inner]),
        f"`{needs}`{corner}" if needs else "",
        not_=(
            Example(f"D({name}({inner}), x)", f"{bracketed}*3", given[inner]),
            Example(f"D(3*{name}(x), x)", f"3*D({name}(x), x)", given["x"]),
        ),
        given=f"where u(x), {needs}" if needs else "where u(x)",
        why=why,
        moves=(of_function(name, slope),),
        with_=frozenset({Law.BARS, Law.SLOPE}),
        along=ALONG,
        passing=PASSING,
        loose=LOOSE,
    )


def _slopes_of_itself(expr: Expr) -> int:
    """Return how often D(x, x) stands in an expression: a line's slope has it worked out."""
    return sum(isinstance(node, Derivative) and node.body == node.variable for node in nodes(expr))


# A learner's step may do besides what is done without thinking.
ELEMENTARY = (
    "constant rule",
    "derivative of the variable",
    "derivative of a line",
    "power rule",
    *(f"derivative of {name}" for name in SLOPES),
)
ALONG = ("linearity", *ELEMENTARY)
PASSING = (put_in_name,)
LOOSE = frozenset({Law.SPLIT, Law.CANCEL, Law.DISTRIBUTE, Law.COLLECT})

_TERMWISE = (of_addends, of_multiple, of_sum)

RULES = (
    Rule(
        "constant rule",
        "calculus",
        "D(c, x) = 0; sum(D(g(u[i]), u[j]) for i in range(n)) = D(g(u[j]), u[j])",
        "What does not move with `x` has slope 0. So of a sum of slopes of which all but one are "
        "those of constants, that one is left.",
        Example("D(y*b, x) + D(x, x)", "D(x, x)"),
        "`c` does not depend on `x`, not even through a definition; all terms of the sum are "
        "defined, and only the one with `i = j` depends on `u[j]`",
        not_=(
            Example("D(x, x)", "1"),
            Example("D(3*x, x)", "3*D(x, x)"),
            Example("D(exp(x) + y, x)", "D(exp(x), x)"),
        ),
        given="where u: (n), g: function",
        why=(
            "What does not move has no rate of change: the difference quotient is 0 divided by "
            "the step."
        ),
        moves=(of_constant, one_term_moves),
    ),
    Rule(
        "derivative of the variable",
        "calculus",
        "D(x, x) = 1",
        "A variable moves as fast as itself.",
        Example("3*D(x, x)", "3"),
        not_=(
            Example("D(3*x, x)", "3"),
            Example("D(y, x)", "0"),
            Example("D(x**2, x)", "2*x"),
        ),
        why="The difference quotient is the step divided by the step.",
        moves=(of_itself,),
    ),
    Rule(
        "derivative of a line",
        "calculus",
        "D(c*x + b, x) = c",
        "The slope of a line is the number in front of the variable: the sum rule, a constant "
        "factor, a constant, and the slope 1 of the variable, all at once. A line is whatever is "
        "made of the variable and constants by adding and by constant factors.",
        Example("D(w*x + b, x)", "w"),
        "`c` and `b` do not depend on `x`",
        not_=(
            Example("D(x**2, x)", "2*x"),
            Example("D(w*x + b, x)", "w*D(x, x)"),
            Example("D(x*x, x)", "x + x"),
        ),
        why="The difference quotient of `c*x + b` is `c`, whatever the step is.",
        moves=(of_line,),
        turn=lambda left, right: _slopes_of_itself(right) <= _slopes_of_itself(left),
    ),
    Rule(
        "sum rule",
        "calculus",
        "D(u + v, x) = D(u, x) + D(v, x); D(u - v, x) = D(u, x) - D(v, x)",
        "The slope of a sum is the sum of the slopes.",
        Example("D(x**2 - exp(x), x)", "D(x**2, x) - D(exp(x), x)"),
        not_=(
            Example("D(x**2 + 3*x, x)", "D(x**2, x) + 3"),
            Example("D(3*x, x)", "3*D(x, x)"),
            Example("D(x**2 + y, x)", "D(x**2, x)"),
        ),
        given="where u(x), v(x)",
        why=(
            "The difference quotient of the sum is the sum of the difference quotients, and so "
            "are their limits."
        ),
        moves=(of_addends,),
        along=ELEMENTARY,
        passing=PASSING,
        loose=LOOSE,
    ),
    Rule(
        "constant factor",
        "calculus",
        "D(c*u, x) = c*D(u, x); D(u/c, x) = D(u, x)/c; D(-u, x) = -D(u, x)",
        "A factor that does not move with `x` is taken out of the derivative.",
        Example("D(y*x**2/3, x)", "y/3*D(x**2, x)"),
        "`c` does not depend on `x`; `c != 0` where it is divided by",
        not_=(
            Example("D(x*exp(x), x)", "D(x, x)*exp(x) + x*D(exp(x), x)"),
            Example("D(y*x, x)", "y"),
            Example("D(x**2 - exp(x), x)", "D(x**2, x) - D(exp(x), x)"),
        ),
        given="where u(x), c != 0",
        why="The factor stands in front of the whole difference quotient.",
        moves=(of_multiple,),
        along=ELEMENTARY,
        passing=PASSING,
        loose=LOOSE,
        with_=frozenset({Law.BARS}),
    ),
    Rule(
        "linearity",
        "calculus",
        "D(b*u + c*v, x) = b*D(u, x) + c*D(v, x); D(sum(w[i]*s[i] for i in range(n)), x) = "
        "sum(w[i]*D(s[i], x) for i in range(n))",
        "The sum rule, for any number of terms, and constant factors taken out of each term.",
        Example("D(y*log(x) - 2*x**2, x)", "y*D(log(x), x) - 2*D(x**2, x)", "where x > 0"),
        "`b`, `c` and `w` do not depend on `x`",
        not_=(
            Example("D(y*x + 2, x)", "y"),
            Example("u*(v + w)", "u*v + u*w"),
        ),
        given="where u(x), v(x), w: (n), q: (n), g: function\nlet s = g(x*q)",
        why="The sum rule, once for each further term; then a constant factor goes out of each.",
        moves=_TERMWISE,
        along=ELEMENTARY,
        passing=PASSING,
        with_=frozenset({Law.BARS, Law.DISTRIBUTE, Law.SIGNS}),
    ),
    Rule(
        "product rule",
        "calculus",
        "D(u*v, x) = D(u, x)*v + u*D(v, x)",
        "Each factor moves in turn, the others stand still.",
        Example("D(x**2*exp(x), x)", "D(x**2, x)*exp(x) + x**2*D(exp(x), x)"),
        not_=(
            Example("D(y*x**2, x)", "y*D(x**2, x)"),
            Example("D(x*exp(x), x)", "exp(x) + x*D(exp(x), x)"),
            Example("D(exp(x)/x, x)", "(D(exp(x), x)*x - exp(x)*D(x, x))/x**2", "where x > 0"),
        ),
        given="where u(x), v(x)",
        why=(
            "When `x` moves by a small step `h`, the product `u*v` changes by the change of `u` "
            "times `v`, plus `u` times the change of `v`, plus the product of both changes, which"
            " vanishes even when it is divided by `h`."
        ),
        moves=(of_product,),
        along=ALONG,
        passing=PASSING,
        loose=LOOSE,
        helpers=(of_negative, spread),
        with_=frozenset({Law.BARS}),
    ),
    Rule(
        "quotient rule",
        "calculus",
        "D(u/v, x) = (D(u, x)*v - u*D(v, x))/v**2",
        "The slope of the top times the bottom, minus the top times the slope of the bottom, over "
        "the bottom squared.",
        Example(
            "D(exp(x)/(1 + x**2), x)",
            "(D(exp(x), x)*(1 + x**2) - exp(x)*D(1 + x**2, x))/(1 + x**2)**2",
        ),
        "`v != 0`",
        not_=(
            Example("D(x**2/3, x)", "D(x**2, x)/3"),
            Example("D(1/(1 + x**2), x)", "-1/(1 + x**2)**2*D(1 + x**2, x)"),
            Example("D(x*exp(x), x)", "D(x, x)*exp(x) + x*D(exp(x), x)"),
        ),
        given="where u(x), v(x), v != 0",
        why=(
            "The product rule for `u` and `1/v`; by the reciprocal rule `1/v` has the slope "
            "`-D(v, x)/v**2`."
        ),
        moves=(of_quotient,),
        with_=frozenset({Law.BARS, Law.POWERS}),
        along=ALONG,
        passing=PASSING,
        loose=LOOSE,
        helpers=(of_negative, spread),
    ),
    Rule(
        "reciprocal rule",
        "calculus",
        "D(c/v, x) = -c/v**2*D(v, x)",
        "The slope of one over something: minus one over its square, times its own slope.",
        Example("D(1/(1 + x**2), x)", "-1/(1 + x**2)**2*D(1 + x**2, x)"),
        "`c` does not depend on `x`; `v != 0`",
        not_=(
            Example("D(1/(1 + x**2), x)", "-1/(1 + x**2)**2*(2*x)"),
            Example("D(exp(x)/x, x)", "(D(exp(x), x)*x - exp(x)*D(x, x))/x**2", "where x > 0"),
        ),
        given="where v(x), v != 0",
        why=(
            "From one point to a point nearby, `1/v` changes by minus the change of `v`, divided "
            "by the product of the two values of `v`; the nearer the points, the nearer that "
            "product is to `v**2`. And `c` is a constant factor."
        ),
        moves=(of_reciprocal,),
        along=ALONG,
        passing=PASSING,
        loose=LOOSE,
        helpers=(of_negative, spread),
        with_=frozenset({Law.BARS, Law.SLOPE}),
    ),
    Rule(
        "power rule",
        "calculus",
        "D(u**n, x) = n*u**(n - 1)*D(u, x)",
        "The exponent comes down as a factor and is lowered by one; times the slope of the base.",
        Example("D((a - y)**2, a)", "2*(a - y)*D(a - y, a)"),
        "`n` does not depend on `x`; `u > 0` where `n` is not an integer; `u != 0` where `n` is "
        "0 or a negative integer",
        not_=(
            Example("D(x**3, x)", "D(x*x*x, x)"),
            Example("D(exp(x), x)", "exp(x)"),
            Example("D((3*x + 1)**2, x)", "2*(3*x + 1)*3"),
        ),
        given="where u(x), u > 0",
        why=(
            "For a positive integer `n` it is the product rule for `n` equal factors. For a "
            "negative one, `u**n` is `1/u**(-n)`: the reciprocal rule. For `n = 0` both sides are "
            "0, as `u**0 = 1`. For other `n` it is the slope of `exp(n*log(u))`, and a negative "
            "`u` has no such power."
        ),
        moves=(of_power,),
        helpers=(as_power, power_below),
        with_=frozenset({Law.BARS, Law.SLOPE}),
        along=ALONG,
        passing=PASSING,
        loose=LOOSE,
    ),
    Rule(
        "derivative of an exponential",
        "calculus",
        "D(c**u, x) = c**u*log(c)*D(u, x)",
        "A power whose exponent moves: itself, times the log of its base, times the slope of the "
        "exponent.",
        Example("D(2**(3*x), x)", "2**(3*x)*log(2)*D(3*x, x)"),
        "`c` does not depend on `x`, and `c > 0`",
        not_=(
            Example("D(x**3, x)", "3*x**2"),
            Example("D(exp(x), x)", "exp(x)"),
        ),
        given="where u(x), c > 0",
        why=(
            "`c**u` is `exp(u*log(c))`; the slope of the exponential, times the slope of what "
            "stands inside."
        ),
        moves=(of_exponential,),
        with_=frozenset({Law.SLOPE}),
        along=ALONG,
        passing=PASSING,
        loose=LOOSE,
    ),
    Rule(
        "chain rule",
        "calculus",
        "D(T, x) = D(T, a)*D(a, x)",
        "Where `x` reaches `T` only through `a`: the slope by `a`, times the slope of `a`.",
        Example(
            "D(L, z)",
            "D(L, a)*D(a, z)",
            "let a = sigma(z)\nlet L = (a - y)**2",
        ),
        "every way from `x` to `T` leads through `a`; `T` has a slope by `a`, and `a` by `x`",
        not_=(
            Example("D(L, z)", "D((a - y)**2, a)*D(a, z)", "let a = sigma(z)\nlet L = (a - y)**2"),
            Example(
                "D(f, t)",
                "D(f, u)*D(u, t) + D(f, v)*D(v, t)",
                "let u = t**2\nlet v = 3*t\nlet f = u*v",
            ),
        ),
        given="where T(a), a(x)",
        why=(
            "A small step of `x` moves `a` by `D(a, x)` times the step, and that moves `T` by "
            "`D(T, a)` times as much."
        ),
        moves=(along_a_path,),
        along=ALONG,
        passing=PASSING,
        loose=LOOSE,
        within=lambda left, right: goes_through(left) or goes_through(right),
    ),
    Rule(
        "chain rule over several paths",
        "calculus",
        "D(T, x) = D(T, u)*D(u, x) + D(T, v)*D(v, x)",
        "Where `x` reaches `T` in several ways, what comes along each of them is added: the "
        "total derivative. With many ways it is a sum over an index.",
        Example(
            "D(f, t)",
            "D(f, u)*D(u, t) + D(f, v)*D(v, t)",
            "let u = t**2\nlet v = 3*t\nlet f = u*v",
        ),
        "every way from `x` to `T` leads through one of `u` and `v`, and through one only; `T` is "
        "differentiable in `u` and `v` together, as it is where both its partial derivatives are "
        "continuous (that the two exist is not enough)",
        not_=(
            Example("D(L, z)", "D(L, a)*D(a, z)", "let a = sigma(z)\nlet L = (a - y)**2"),
            Example("D(x*exp(x), x)", "D(x, x)*exp(x) + x*D(exp(x), x)"),
        ),
        given="where T(u, v), u(x), v(x)",
        why=(
            "A small step of `x` moves `u` and `v`, and both move `T`. That `T` is differentiable "
            "in both together means that, to first order, the two changes add up."
        ),
        moves=(along_all_paths,),
        helpers=(spread,),
        with_=frozenset({Law.BARS}),
    ),
    Rule(
        "derivative of cases",
        "calculus",
        "D(where(x > b, u, v), x) = where(x > b, D(u, x), D(v, x))",
        "Away from the border between two cases, nearby points belong to the same case.",
        Example(
            "D(where(x > 0, x**2, 3*x), x)", "where(x > 0, D(x**2, x), D(3*x, x))", "where x != 0"
        ),
        "nearby, the condition stays as it is: it is true all around, or false all around. At a "
        "border the law holds if both cases have the same value there and the same slope",
        not_=(
            Example("D(where(x > 0, x, 3*x), x)", "where(x > 0, 1, 3)", "where x != 0"),
            Example("x*where(z > 0, 1, 0)", "where(z > 0, x, 0)"),
        ),
        given="where u(x), v(x), x != b",
        why=(
            "A slope only asks what happens nearby, and away from a border all that is near "
            "belongs to one case."
        ),
        moves=(of_cases,),
    ),
    Rule(
        "derivative of max",
        "calculus",
        "D(max(u, v), x) = where(u > v, D(u, x), D(v, x))",
        "Where one of two is the larger, it stays so nearby, and its slope is the one that counts. "
        "Either of them may be named first.",
        Example("D(max(x**2, 3*x), x)", "where(x**2 > 3*x, D(x**2, x), D(3*x, x))", "where x > 3"),
        "`u` and `v` are continuous; where `u = v`, they have the same slope",
        not_=(
            Example("D(max(x, 3*x), x)", "where(x > 3*x, 1, 3)", "where x != 0"),
            Example("max(0, x)", "where(x > 0, x, 0)"),
        ),
        given="where u(x), v(x), u != v",
        why=(
            "Where `u > v`, that stays so nearby, as both are continuous; so the larger one is `u` "
            "there and moves as `u` does. The same holds for `v`. Where they are equal and have "
            "one slope, it does not matter which of them is taken."
        ),
        moves=(of_extreme("max"),),
        instead=((of_extreme("max", turned=True),),),
    ),
    Rule(
        "derivative of min",
        "calculus",
        "D(min(u, v), x) = where(u < v, D(u, x), D(v, x))",
        "Where one of two is the smaller, it stays so nearby, and its slope is the one that "
        "counts. Either of them may be named first.",
        Example("D(min(x**2, 3*x), x)", "where(x**2 < 3*x, D(x**2, x), D(3*x, x))", "where x > 3"),
        "`u` and `v` are continuous; where `u = v`, they have the same slope",
        not_=(
            Example("D(min(x, 3*x), x)", "where(x < 3*x, 1, 3)", "where x != 0"),
            Example("min(0, x)", "where(x < 0, x, 0)"),
        ),
        given="where u(x), v(x), u != v",
        why=(
            "Where `u < v`, that stays so nearby, as both are continuous; so the smaller one is "
            "`u` there and moves as `u` does. The same holds for `v`."
        ),
        moves=(of_extreme("min"),),
        instead=((of_extreme("min", turned=True),),),
    ),
    Rule(
        "derivative of a sum",
        "calculus",
        "D(sum(u[i] for i in range(n)), x) = sum(D(u[i], x) for i in range(n))",
        "The sum rule for as many terms as one likes: the derivative goes inside the sum.",
        Example(
            "D(sum(w[i]*x[i]**2 for i in range(n)), x[j])",
            "sum(D(w[i]*x[i]**2, x[j]) for i in range(n))",
            "where w: (n), x: (n)",
        ),
        not_=(
            Example("D(x**2 + 3*x, x)", "D(x**2, x) + D(3*x, x)"),
            Example(
                "D(sum(3*x[i] for i in range(n)), x[j])",
                "sum(3*D(x[i], x[j]) for i in range(n))",
                "where x: (n)",
            ),
        ),
        given="where v: (n), g: function\nlet u = g(x*v)",
        why="The sum rule, once for each further term.",
        moves=(of_sum,),
        along=ELEMENTARY,
        passing=PASSING,
        loose=LOOSE,
    ),
    Rule(
        "derivative of an entry",
        "calculus",
        "D(x[i], x[j]) = delta(i, j); D(W[i, j], W[k, q]) = delta(i, k)*delta(j, q)",
        "By itself an entry has slope 1, by another entry 0: `delta(i, j)` is 1 where both "
        "indices agree, and 0 elsewhere.",
        Example(
            "sum(w[i]*D(x[i], x[j]) for i in range(n))",
            "sum(w[i]*delta(i, j) for i in range(n))",
            "where w: (n), x: (n)",
        ),
        not_=(
            Example("sum(w[i]*delta(i, j) for i in range(n))", "w[j]", "where w: (n)"),
            Example("D(u[0], v[1])", "0", "where u: (2), v: (2)"),
        ),
        needs="the entries are independent variables: none of them is defined by others",
        given="where x: (n), W: (n, p)",
        why="The entry that moves has slope 1 by itself, and all others stand still.",
        moves=(of_entry,),
    ),
    Rule(
        "derivative of softmax",
        "calculus",
        "D(a[k], z[i]) = a[k]*(delta(k, i) - a[i])",
        "Each output of softmax moves with each input: with its own by `a[k]*(1 - a[k])`, with "
        "another by `-a[k]*a[i]`. In a matrix this holds in each column.",
        Example(
            "y*D(a[k], z[i])", "y*(a[k]*(delta(k, i) - a[i]))", "where z: (n)\nlet a = softmax(z)"
        ),
        "`a = softmax(z)`",
        not_=(
            Example("a[k]*(delta(k, i) - a[i])", "a[k]*delta(k, i) - a[k]*a[i]", "where a: (n)"),
            Example(
                "a[k]",
                "exp(z[k])/sum(exp(z[q]) for q in range(n))",
                "where z: (n)\nlet a = softmax(z)",
            ),
        ),
        given="where z: (n)\nlet a = softmax(z)",
        why=(
            "The quotient rule for `exp(z[k])` over the sum of all `exp(z[q])`: the top moves "
            "with its own input alone, the bottom with every input."
        ),
        moves=(of_softmax,),
    ),
    *(_function_rule(name, *row) for name, row in SLOPES.items()),
)
