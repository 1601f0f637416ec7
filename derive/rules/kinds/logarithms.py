"""The rules of logarithms and exponentials, and what is known of other functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derive.language.nodes import Binary, Call, Expr, Name, Number, nodes
from derive.rules.build import ONE, ZERO, addends, minus, number, parts, times, total
from derive.rules.form import Law
from derive.rules.rule import Example, Rule
from derive.rules.scene import Scene


def log_of_product(node: Expr, scene: Scene) -> Expr | None:
    """log(u*v) = log(u) + log(v)."""
    match node:
        case Call(function="log", args=(Binary(op="*", left=left, right=right),)):
            return Binary("+", Call("log", (left,)), Call("log", (right,)))
    return None


def log_of_quotient(node: Expr, scene: Scene) -> Expr | None:
    """log(u/v) = log(u) - log(v), and log(1/v) = -log(v)."""
    match node:
        case Call(function="log", args=(Binary(op="/", left=left, right=right),)):
            return total(
                [
                    log_of_one(Call("log", (left,)), scene) or Call("log", (left,)),
                    minus(Call("log", (right,))),
                ]
            )
    return None


def log_of_power(node: Expr, scene: Scene) -> Expr | None:
    """log(u**n) = n*log(u)."""
    match node:
        case Call(function="log", args=(Binary(op="**", left=base, right=exponent),)):
            return times(exponent, Call("log", (base,)))
        case Call(function="log", args=(Call(function="sqrt", args=(base,)),)):
            return Binary("/", Call("log", (base,)), number(2))
    return None


def log_of_one(node: Expr, scene: Scene) -> Expr | None:
    """log(1) = 0."""
    match node:
        case Call(function="log", args=(Number(value=value),)) if value == 1:
            return ZERO
    return None


def log_of_exp(node: Expr, scene: Scene) -> Expr | None:
    """log(exp(u)) = u."""
    match node:
        case Call(function="log", args=(Call(function="exp", args=(inner,)),)):
            return inner
    return None


def exp_of_log(node: Expr, scene: Scene) -> Expr | None:
    """exp(log(u)) = u."""
    match node:
        case Call(function="exp", args=(Call(function="log", args=(inner,)),)):
            return inner
    return None


def exp_of_sum(node: Expr, scene: Scene) -> Expr | None:
    """exp(u + v) = exp(u)*exp(v), and so for more terms; exp(-v) is 1/exp(v)."""
    match node:
        case Call(function="exp", args=(inner,)) if len(terms := addends(inner)) > 1:
            return times(*(Call("exp", (term,)) for term in terms))
    return None


def exp_of_negative(node: Expr, scene: Scene) -> Expr | None:
    """exp(-u) = 1/exp(u)."""
    match node:
        case Call(function="exp", args=(inner,)):
            if (product := parts(inner)).negative:
                return Binary("/", ONE, Call("exp", (minus(product.built()),)))
    return None


def power_as_exp(node: Expr, scene: Scene) -> Expr | None:
    """u**v = exp(v*log(u)), where v is no number."""
    match node:
        case Binary(op="**", left=base, right=exponent):
            if any(isinstance(each, Name) for each in nodes(exponent)):
                return Call("exp", (times(exponent, Call("log", (base,))),))
    return None


def exp_of_multiple(node: Expr, scene: Scene) -> Expr | None:
    """exp(u)**n = exp(n*u)."""
    match node:
        case Binary(op="**", left=Call(function="exp", args=(inner,)), right=exponent):
            return Call("exp", (times(exponent, inner),))
    return None


# What becomes of a function when a minus stands in front of its argument.
MIRRORED: Mapping[str, Callable[[Expr], Expr]] = {
    "sigma": lambda same: Binary("-", ONE, same),
    "tanh": minus,
    "sinh": minus,
    "cosh": lambda same: same,
    "abs": lambda same: same,
    "sign": minus,
}


def mirrored(node: Expr, scene: Scene) -> Expr | None:
    """sigma(-u) = 1 - sigma(u), tanh(-u) = -tanh(u), and so on."""
    match node:
        case Call(function=name, args=(inner,)) if name in MIRRORED:
            if (product := parts(inner)).negative:
                return MIRRORED[name](Call(name, (minus(product.built()),)))
    return None


def exp_of_zero(node: Expr, scene: Scene) -> Expr | None:
    """exp(0) = 1."""
    match node:
        case Call(function="exp", args=(Number(value=value),)) if value == 0:
            return ONE
    return None


def tanh_of_zero(node: Expr, scene: Scene) -> Expr | None:
    """tanh(0) = 0."""
    match node:
        case Call(function="tanh", args=(Number(value=value),)) if value == 0:
            return ZERO
    return None


RULES = (
    Rule(
        "log of a product",
        "algebra",
        "log(u*v) = log(u) + log(v)",
        "The log turns products into sums.",
        Example("log(p*q)", "log(p) + log(q)", "where p > 0, q > 0"),
        "`u > 0`, `v > 0`",
        not_=(
            Example("log(p/q)", "log(p) - log(q)", "where p > 0, q > 0"),
            Example("log(p**2)", "2*log(p)", "where p > 0"),
        ),
        given="where u > 0, v > 0",
        why="The exponential of the right side is `exp(log(u))*exp(log(v))`, which is `u*v`.",
        moves=(log_of_product,),
        with_=frozenset({Law.SIGNS}),
    ),
    Rule(
        "log of a quotient",
        "algebra",
        "log(u/v) = log(u) - log(v); log(1/v) = -log(v)",
        "The log turns quotients into differences.",
        Example("-log(1/(1 + exp(-z)))", "-(-log(1 + exp(-z)))"),
        "`u > 0`, `v > 0`",
        not_=(
            Example("log(p*q)", "log(p) + log(q)", "where p > 0, q > 0"),
            Example("log(exp(-z))", "-z"),
        ),
        given="where u > 0, v > 0",
        why="The exponential of the right side is `exp(log(u))/exp(log(v))`, which is `u/v`.",
        moves=(log_of_quotient,),
        with_=frozenset({Law.SIGNS}),
    ),
    Rule(
        "log of a power",
        "algebra",
        "log(u**n) = n*log(u)",
        "An exponent comes down in front of the log.",
        Example("log(p**3)", "3*log(p)", "where p > 0"),
        "`u > 0`",
        not_=(
            Example("log(p*q)", "log(p) + log(q)", "where p > 0, q > 0"),
            Example("log(exp(3*z))", "3*z"),
        ),
        given="where u > 0",
        why="The exponential of the right side is `exp(log(u))**n`, which is `u**n`.",
        moves=(log_of_power,),
        with_=frozenset({Law.BARS}),
    ),
    Rule(
        "log of one",
        "algebra",
        "log(1) = 0",
        "One is the number whose log is 0.",
        Example("x*log(1) + y", "y"),
        not_=(
            Example("log(exp(z))", "z"),
            Example("exp(0)", "1"),
        ),
        why="The log of a number is the exponent that gives it, and `exp(0) = 1`.",
        moves=(log_of_one,),
    ),
    Rule(
        "log of exp",
        "algebra",
        "log(exp(u)) = u",
        "The log undoes the exponential.",
        Example("log(exp(-z))", "-z"),
        not_=(
            Example("exp(log(p))", "p", "where p > 0"),
            Example("log(p*q)", "log(p) + log(q)", "where p > 0, q > 0"),
        ),
        why="This is what the log is: the exponent of the exponential.",
        moves=(log_of_exp,),
    ),
    Rule(
        "exp of log",
        "algebra",
        "exp(log(u)) = u",
        "The exponential undoes the log.",
        Example("exp(log(1 + exp(z)))", "1 + exp(z)"),
        "`u > 0`",
        not_=(
            Example("log(exp(z))", "z"),
            Example("exp(u + v)", "exp(u)*exp(v)"),
        ),
        given="where u > 0",
        why="This is what the log is: the exponent that gives `u`. Only positive numbers have one.",
        moves=(exp_of_log,),
    ),
    Rule(
        "power as exp",
        "algebra",
        "u**v = exp(v*log(u))",
        "A power whose exponent is not a plain number is an exponential.",
        Example("x**(2*x)", "exp(2*x*log(x))", "where x > 0"),
        "`u > 0`",
        not_=(
            Example("exp(log(p))", "p", "where p > 0"),
            Example("u**2*u**3", "u**5"),
        ),
        given="where u > 0",
        why=(
            "For an integer `v`: `u` is `exp(log(u))`, and exponents multiply. For other `v` it is "
            "how powers of positive numbers are defined."
        ),
        moves=(power_as_exp,),
    ),
    Rule(
        "exp of a sum",
        "algebra",
        "exp(u + v) = exp(u)*exp(v); exp(u - v) = exp(u)/exp(v)",
        "The exponential turns sums into products.",
        Example("exp(w*x + b)", "exp(w*x)*exp(b)"),
        not_=(
            Example("exp(-z)", "1/exp(z)"),
            Example("exp(u)*exp(u)", "exp(2*u)"),
        ),
        why=(
            "As functions of `u`, both sides are their own slope, and at `u = 0` both are "
            "`exp(v)`; only one function does that."
        ),
        moves=(exp_of_sum,),
        helpers=(exp_of_negative,),
        with_=frozenset({Law.BARS}),
    ),
    Rule(
        "exp of a negative",
        "algebra",
        "exp(-u) = 1/exp(u); exp(u)*exp(-u) = 1",
        "A minus in the exponent turns the exponential over.",
        Example("exp(z)*exp(-z) + exp(z)", "1 + exp(z)"),
        not_=(Example("exp(u + v)", "exp(u)*exp(v)"), Example("exp(0)", "1")),
        why="`exp(u)*exp(-u)` is `exp(u - u)`, which is `exp(0) = 1`.",
        moves=(exp_of_negative,),
        with_=frozenset({Law.CANCEL}),
    ),
    Rule(
        "exp of a multiple",
        "algebra",
        "exp(n*u) = exp(u)**n",
        "A factor in the exponent becomes a power.",
        Example("1/(1 + exp(-2*z))", "1/(1 + exp(z)**(-2))"),
        not_=(
            Example("exp(u)*exp(u)", "exp(u)**2"),
            Example("exp(u + v)", "exp(u)*exp(v)"),
            Example("exp(-z)", "1/exp(z)"),
        ),
        why=(
            "For a positive integer `n`, `exp(u)**n` is a product of `n` equal exponentials, whose "
            "exponents add up; for other `n` it is how powers of positive numbers are defined."
        ),
        moves=(exp_of_multiple,),
    ),
    Rule(
        "symmetry",
        "algebra",
        "sigma(-u) = 1 - sigma(u); tanh(-u) = -tanh(u); sinh(-u) = -sinh(u); "
        "cosh(-u) = cosh(u); abs(-u) = abs(u); sign(-u) = -sign(u)",
        "What a minus inside a function does outside.",
        Example("y*sigma(-z)", "y*(1 - sigma(z))"),
        not_=(
            Example("sigma(-z)", "1/(1 + exp(z))"),
            Example("exp(-z)", "1/exp(z)"),
            Example("y*sigma(-z)", "y - y*sigma(z)"),
        ),
        why=(
            "`sigma(-u)` is `1/(1 + exp(u))`. Multiplied by `exp(-u)` above and below, that is "
            "`exp(-u)/(1 + exp(-u))`, and `sigma(u) = 1/(1 + exp(-u))` completes it to 1. In "
            "`tanh(u)`, `sinh(u)` and `cosh(u)` the two exponentials change places. And `u` and "
            "`-u` are equally far from 0, on different sides."
        ),
        moves=(mirrored,),
    ),
    Rule(
        "exp of zero",
        "algebra",
        "exp(0) = 1",
        "The exponential of 0 is 1.",
        Example("1/(1 + exp(0))", "1/2"),
        not_=(
            Example("exp(z)*exp(-z)", "1"),
            Example("tanh(0)", "0"),
        ),
        why=(
            "Adding 0 to an exponent changes nothing, so `exp(0)` is a factor that changes nothing."
        ),
        moves=(exp_of_zero,),
    ),
    Rule(
        "tanh of zero",
        "algebra",
        "tanh(0) = 0",
        "The hyperbolic tangent of 0 is 0.",
        Example("1 - tanh(0)**2", "1"),
        not_=(
            Example("exp(0)", "1"),
            Example("tanh(z) - tanh(z)", "0"),
        ),
        why=(
            "`tanh(u)` is `(exp(u) - exp(-u))/(exp(u) + exp(-u))`, and at 0 the two exponentials "
            "are equal."
        ),
        moves=(tanh_of_zero,),
    ),
)
