"""The rules of algebra: most are laws that a form overlooks, and so need no code of their own."""

from __future__ import annotations

from collections.abc import Iterator

from derive.language.nodes import Binary, Call, Expr, Number, Unary, children, nodes
from derive.rules.build import addends as summands
from derive.rules.build import parts, product_of
from derive.rules.form import TRIVIA, Law, Laws, addends, closed, form
from derive.rules.rule import Example, Rule

_POLYNOMIAL: Laws = frozenset({Law.POWERS, Law.COLLECT, Law.SIGNS, Law.BARS})
_TERMS: Laws = frozenset({Law.POWERS, Law.SIGNS})


def _more_terms(left: Expr, right: Expr) -> bool:
    """Whether the right line has fewer brackets as factors, or more letters."""
    opened = _sums_as_factors(left) - _sums_as_factors(right)
    return opened > 0 or (opened == 0 and _leaves(right) > _leaves(left))


def _more_factors(left: Expr, right: Expr) -> bool:
    """Whether the right line has more brackets as factors, or as many and fewer letters."""
    gained = _sums_as_factors(right) - _sums_as_factors(left)
    return gained > 0 or (gained == 0 and _leaves(right) < _leaves(left))


def _leaves(expr: Expr) -> int:
    """Return how often something that is neither sum nor product stands in an expression."""
    match expr:
        case Number():
            return 0
        case Unary(arg=arg):
            return _leaves(arg)
        case Binary(op="+" | "-" | "*" | "/", left=left, right=right):
            return _leaves(left) + _leaves(right)
        case Binary(op="**", left=left):
            return _leaves(left)
    return 1 + sum(map(_leaves, children(expr)))


def _fewer_terms(left: Expr, right: Expr) -> bool:
    return addends(right) < addends(left)


def _new_terms(left: Expr, right: Expr) -> bool:
    return addends(right) > addends(left)


def _sums_as_factors(expr: Expr) -> int:
    """Return how many sums stand as a factor, or under a power."""
    return sum(map(_is_sum, _multiplied(expr)))


def _multiplied(expr: Expr) -> Iterator[Expr]:
    """Yield what stands as a factor, or under a power."""
    for node in nodes(expr):
        match node:
            case Binary(op="*", left=left, right=right):
                yield from (left, right)
            case Binary(op="**", left=left):
                yield left


def _brackets_kept(left: Expr, right: Expr) -> bool:
    """Whether no sum that is a factor is lost, but for those whose terms are of one kind."""
    kinds = closed(TRIVIA | _TERMS | {Law.COLLECT, Law.OPPOSITES})
    several = [each for each in _multiplied(left) if _is_sum(each) and addends(each, kinds)]
    return _sums_as_factors(right) >= len(several)


def _is_sum(expr: Expr) -> bool:
    match expr:
        case Binary(op="+" | "-"):
            return True
        case Unary(arg=arg):
            return _is_sum(arg)
    return False


def _fewer_bars(left: Expr, right: Expr) -> bool:
    return _bars(right) < _bars(left)


def _stacked(expr: Expr, *, below: bool = False) -> int:
    """Return how many fractions stand above or below another's bar, or only below one."""
    return sum(
        isinstance(inner, Binary) and inner.op == "/"
        for node in nodes(expr)
        if isinstance(node, Binary) and node.op == "/"
        for side in ((node.right,) if below else (node.left, node.right))
        for inner in _factors(side)
    )


def _factors(expr: Expr) -> list[Expr]:
    match expr:
        case Binary(op="*", left=left, right=right):
            return _factors(left) + _factors(right)
        case Unary(arg=arg):
            return _factors(arg)
    return [expr]


def _fewer_stacked(left: Expr, right: Expr) -> bool:
    return _stacked(right) < _stacked(left)


def _unlike(expr: Expr) -> int:
    """Return how many denominators the terms of sums have, besides the first of each sum."""
    found = 0
    terms = summands(expr)
    if len(terms) > 1:
        found += len({form(product_of(parts(term).below), _TERMS) for term in terms}) - 1
    pieces = terms if len(terms) > 1 else children(expr)
    return found + sum(map(_unlike, pieces))


def _more_alike(left: Expr, right: Expr) -> bool:
    return _unlike(right) < _unlike(left)


def _only_opposites(left: Expr, right: Expr) -> bool:
    """Whether nothing is counted: terms go with their opposites."""
    laws = frozenset({Law.OPPOSITES}) | TRIVIA | _TERMS
    return form(left, laws) == form(right, laws)


def _only_order(left: Expr, right: Expr) -> bool:
    """Whether no number is worked out, and no fractions are multiplied."""
    laws = frozenset({Law.ORDER, Law.UNITS, Law.MINUS, Law.BARS})
    return form(left, laws) == form(right, laws) and _bars(left) == _bars(right)


def _more_bars(left: Expr, right: Expr) -> bool:
    return _bars(right) > _bars(left)


def _bars(expr: Expr) -> int:
    return sum(isinstance(node, Binary) and node.op == "/" for node in nodes(expr))


def _is_exp(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.function == "exp"


RULES = (
    Rule(
        "common denominator",
        "algebra",
        "u/v = (u*w)/(v*w)",
        "A fraction is written with more below its bar, and as much above, so that fractions can "
        "be added.",
        Example("1/a + 1/b", "b/(a*b) + a/(a*b)", "where a != 0, b != 0"),
        "`v != 0`, `w != 0`",
        not_=(
            Example("1/a + 1/b", "(a + b)/(a*b)", "where a != 0, b != 0"),
            Example("b/(a*b)", "1/a", "where a != 0, b != 0"),
        ),
        given="where v != 0, w != 0",
        why="`w/w` is 1, and a factor 1 changes nothing; one `w` goes above the bar, one below.",
        laws=frozenset({Law.CANCEL}),
        with_=frozenset({Law.SIGNS, Law.BARS, Law.POWERS}),
        along=("add fractions", "expand", "cancel terms", "multiply fractions"),
        loose=frozenset({Law.COMBINE}),
        within=_more_alike,
        turn=lambda left, right: (
            not _fewer_bars(left, right)
            and (_below(right) > _below(left) or _more_alike(left, right))
        ),
    ),
    Rule(
        "add fractions",
        "algebra",
        "u/w + v/w = (u + v)/w",
        "Fractions with one denominator are added above the bar.",
        Example("y/a - (1 - y)/a", "(y - (1 - y))/a", "where a != 0"),
        "`w != 0`",
        not_=(
            Example("1/a + 1/b", "(a + b)/(a*b)", "where a != 0, b != 0"),
            Example("(u + v)/w", "u/w + v/w", "where w != 0"),
            Example("u/w + v/w - u/w", "v/w", "where w != 0"),
        ),
        given="where w != 0",
        why=(
            "Dividing by `w` is multiplying by `1/w`, which the terms share: it is taken out like"
            " any factor."
        ),
        laws=frozenset({Law.SPLIT}),
        with_=frozenset({Law.SIGNS}),
        turn=_fewer_bars,
    ),
    Rule(
        "split a fraction",
        "algebra",
        "(u + v)/w = u/w + v/w; (u*v)/(w*x) = (u/w)*(v/x)",
        "A bar over a sum is a bar over each term; a bar over a product can be shared out.",
        Example("(u - v)/w", "u/w - v/w", "where w != 0"),
        "`w != 0`, `x != 0`",
        not_=(
            Example("u/w + v/w", "(u + v)/w", "where w != 0"),
            Example("(u*w + v)/w", "u + v/w", "where w != 0"),
        ),
        given="where w != 0, x != 0",
        why=(
            "Dividing by `w` is multiplying by `1/w`, and a factor goes to each term of a sum. "
            "Dividing by `w*x` is dividing by both: `1/(w*x) = (1/w)*(1/x)`."
        ),
        laws=frozenset({Law.SPLIT, Law.BARS}),
        with_=frozenset({Law.POWERS}),
        turn=_more_bars,
    ),
    Rule(
        "multiply fractions",
        "algebra",
        "(u/v)*(w/x) = (u*w)/(v*x); u*(1/v) = u/v",
        "Tops are multiplied with tops, bottoms with bottoms.",
        Example("1/s*exp(z)", "exp(z)/s", "where s != 0"),
        "`v != 0`, `x != 0`",
        not_=(
            Example("a/b*b", "a", "where b != 0"),
            Example("(u + v)/w", "u/w + v/w", "where w != 0"),
            Example("(u/v)/(w/x)", "u*x/(v*w)", "where v != 0, w != 0, x != 0"),
        ),
        given="where v != 0, x != 0",
        why="A fraction is its top times one over its bottom, and factors may stand in any order.",
        laws=frozenset({Law.BARS}),
        turn=lambda left, right: _stacked(right, below=True) >= _stacked(left, below=True),
    ),
    Rule(
        "divide fractions",
        "algebra",
        "(u/v)/(w/x) = (u*x)/(v*w); u/(w/x) = u*x/w; (u/v)/w = u/(v*w)",
        "To divide by a fraction is to multiply by the fraction turned over. The longest bar is "
        "the one that is worked out last.",
        Example("y/((1 - a)/a)", "y*a/(1 - a)", "where 0 < a < 1"),
        "`v != 0`, `w != 0`, `x != 0`",
        not_=(
            Example("a/b*b", "a", "where b != 0"),
            Example("u/v*(w/x)", "u*w/(v*x)", "where v != 0, x != 0"),
            Example("(u + v)/w", "u/w + v/w", "where w != 0"),
        ),
        given="where v != 0, w != 0, x != 0",
        why="Dividing by `w/x` is multiplying by the number that makes 1 of it, and that is `x/w`.",
        laws=frozenset({Law.BARS}),
        turn=_fewer_stacked,
    ),
    Rule(
        "expand",
        "algebra",
        "u*(v + w) = u*v + u*w; (u + v)**2 = u**2 + 2*u*v + v**2",
        "Brackets are multiplied out, also those of a positive integer power; equal terms may be "
        "counted on the way.",
        Example("y*(1 - a) - (1 - y)*a", "y - y*a - a + y*a"),
        not_=(
            Example("u*v + u*w", "u*(v + w)"),
            Example("2*u + 3*u", "5*u"),
            Example("-(u - v)", "v - u"),
        ),
        why="`v + w` times `u` is `v` times `u` and `w` times `u`: a rectangle cut in two.",
        laws=frozenset({Law.DISTRIBUTE}),
        with_=_POLYNOMIAL,
        turn=_more_terms,
    ),
    Rule(
        "factor",
        "algebra",
        "u*v + u*w = u*(v + w)",
        "What the terms share is taken out in front of a bracket.",
        Example("a[k]*delta(k, i) - a[k]*a[i]", "a[k]*(delta(k, i) - a[i])", "where a: (n)"),
        not_=(
            Example("u*(v + w)", "u*v + u*w"),
            Example("u - v", "-(v - u)"),
            Example("2*u + 3*u", "5*u"),
        ),
        why="The law by which brackets are multiplied out, read from right to left.",
        laws=frozenset({Law.DISTRIBUTE}),
        with_=_POLYNOMIAL,
        turn=_more_factors,
    ),
    Rule(
        "collect",
        "algebra",
        "u*x + v*x = (u + v)*x; 2*x + 3*x = 5*x",
        "Terms of one kind are counted together.",
        Example("6*t**2 + 3*t**2", "9*t**2"),
        not_=(
            Example("(u + v)*x", "u*x + v*x"),
            Example("3*t*(2*t)", "6*t**2"),
            Example("u + v - u", "v"),
            Example("u*x - u*x", "0"),
        ),
        why="Terms of one kind share a factor, and the numbers in front of it are added.",
        laws=frozenset({Law.COLLECT, Law.DISTRIBUTE}),
        with_=_TERMS,
        turn=lambda left, right: (
            (_fewer_terms(left, right) or _more_factors(left, right))
            and _brackets_kept(left, right)
            and not _only_opposites(left, right)
        ),
    ),
    Rule(
        "cancel terms",
        "algebra",
        "u + v - u = v",
        "What is added and taken away again is gone.",
        Example("-y + a*y + a - a*y", "a - y"),
        not_=(
            Example("v", "u + v - u"),
            Example("a*(y - 1) - a*y", "-a"),
            Example("2*x + 3*x", "5*x"),
            Example("u*v/u", "v", "where u != 0"),
        ),
        why="`u - u` is 0, and adding 0 changes nothing.",
        laws=frozenset({Law.OPPOSITES}),
        with_=frozenset({Law.SIGNS}),
        turn=_fewer_terms,
    ),
    Rule(
        "add zero",
        "algebra",
        "v = u + v - u",
        "Something is added and taken away at once, so that nothing changes but the look.",
        Example("exp(-z)/(1 + exp(-z))", "(1 + exp(-z) - 1)/(1 + exp(-z))"),
        not_=(
            Example("u + v - u", "v"),
            Example("2*x + 3*x", "5*x"),
            Example("u", "u*(v/v)", "where v != 0"),
        ),
        why=(
            "`u - u` is 0, and adding 0 changes nothing. What to add is chosen with an eye on the"
            " next line."
        ),
        laws=frozenset({Law.OPPOSITES}),
        turn=_new_terms,
    ),
    Rule(
        "cancel factors",
        "algebra",
        "(u*v)/(u*w) = v/w",
        "A factor that stands above and below the bar is gone; or it is put there, read backwards.",
        Example("(a - y)/(a*(1 - a))*(a*(1 - a))", "a - y", "where 0 < a < 1"),
        "`u != 0`, `w != 0`",
        not_=(
            Example("1/s*exp(z)", "exp(z)/s", "where s != 0"),
            Example("u*u", "u**2"),
            Example("(u*v + u)/u", "v + 1", "where u != 0"),
        ),
        given="where u != 0, w != 0",
        why=(
            "`u/u` is 1, and a factor 1 changes nothing. At `u = 0` the left side is undefined, "
            "so cancelling needs to know that this does not happen."
        ),
        laws=frozenset({Law.CANCEL, Law.WHOLE}),
        with_=frozenset({Law.BARS, Law.POWERS, Law.SIGNS}),
    ),
    Rule(
        "multiply by one",
        "algebra",
        "u*1 = u; v/v = 1",
        "A factor 1 changes nothing, whatever it is written as.",
        Example("1 - 1/(1 + exp(z))", "(1 + exp(z))/(1 + exp(z)) - 1/(1 + exp(z))"),
        "`v != 0`",
        not_=(
            Example("a/b*b", "a", "where b != 0"),
            Example("u*v/(u*w)", "v/w", "where u != 0, w != 0"),
            Example("2*3*x", "6*x"),
        ),
        given="where v != 0",
        why=(
            "One is the number that changes nothing as a factor; and `v/v` is the number that `v` "
            "must be multiplied by to give `v`, which is 1."
        ),
        laws=frozenset({Law.UNITS, Law.WHOLE}),
    ),
    Rule(
        "rearrange signs",
        "algebra",
        "-(u - v) = v - u; u*(-v) = -(u*v); u/(-v) = -(u/v); -(-u) = u",
        "A minus goes through brackets, products and bars; two make none.",
        Example("-(y/a - (1 - y)/(1 - a))", "-y/a + (1 - y)/(1 - a)", "where 0 < a < 1"),
        not_=(
            Example("u*(v - w)", "u*v - u*w"),
            Example("u + v", "v + u"),
            Example("u - u", "0"),
        ),
        needs="`v != 0` where it is divided by",
        given="where v != 0",
        why="A minus is a factor -1, and `(-1)*(-1) = 1`.",
        laws=frozenset({Law.SIGNS, Law.MINUS}),
    ),
    Rule(
        "reorder",
        "algebra",
        "u + v = v + u; u*v = v*u; u*(v*w) = u*v*w",
        "Terms and factors may stand in any order, and in any brackets; a factor `1/s` may be "
        "written as a bar.",
        Example("(a - y)*x", "x*(a - y)"),
        "the factors are numbers, or arrays multiplied entry by entry; a matrix product keeps its "
        "order",
        not_=(
            Example("u - v", "-(v - u)"),
            Example("2*3*x", "6*x"),
            Example("u*(v + w)", "u*v + u*w"),
        ),
        why=(
            "Sums and products of numbers do not depend on the order or on the brackets. Matrix "
            "products depend on the order."
        ),
        laws=frozenset({Law.ORDER}),
        with_=frozenset({Law.BARS}),
        turn=_only_order,
    ),
    Rule(
        "arithmetic",
        "algebra",
        "2*3 = 6; 0*u = 0; 0 + u = u",
        "Numbers are worked out.",
        Example("3*(3*t**2)", "9*t**2"),
        not_=(
            Example("t*t", "t**2"),
            Example("2*t + 3*t", "5*t"),
            Example("u + v", "v + u"),
            Example("2*x/2", "x"),
        ),
        why=(
            "Numbers are added and multiplied as ever. Adding 0 changes nothing; so "
            "`(0 + 0)*u = 0*u`, which says that `0*u` added to itself is itself: it is 0."
        ),
        laws=frozenset({Law.NUMBERS, Law.UNITS, Law.ADDITION}),
    ),
    Rule(
        "powers",
        "algebra",
        "u**m*u**n = u**(m + n); (u**m)**n = u**(m*n); (u*v)**n = u**n*v**n; (u/v)**n = u**n/v**n",
        "Equal factors are counted in the exponent.",
        Example("3*t*(2*t)", "6*t**2"),
        "`u > 0`, `v > 0`. Where all exponents are integers, `u` and `v` may be any numbers, but "
        "not 0 where one of them is divided by or has a negative exponent",
        not_=(
            Example("(u + v)**2", "u**2 + 2*u*v + v**2"),
            Example("u**2/u", "u", "where u != 0"),
            Example("exp(u)*exp(v)", "exp(u + v)"),
            Example("u + u", "2*u"),
        ),
        given="where u > 0, v > 0",
        why=(
            "For positive integers both sides are the same factors, counted; `u**0 = 1` and "
            "`u**(-n) = 1/u**n` are defined so that the laws go on to hold. For other exponents "
            "`u**n` is `exp(n*log(u))`, and exponents add because the exponential turns sums into "
            "products. A negative number has no such power, and the laws fail for it: "
            "`((-1)**2)**(1/2)` is 1, not -1."
        ),
        laws=frozenset({Law.POWERS}),
        with_=frozenset({Law.BARS}),
    ),
    Rule(
        "complete the square",
        "algebra",
        "x**2 + 2*b*x = (x + b)**2 - b**2",
        "A square and a multiple of its root are the square of a sum, less the square of half "
        "the number in front of the root.",
        Example("x**2 - 6*x", "(x - 3)**2 - 9"),
        not_=(
            Example("(x - 3)**2 - 9", "x**2 - 6*x"),
            Example("u**2 - v**2", "(u + v)*(u - v)"),
        ),
        why=(
            "Multiplying the square out gives `x**2 + 2*b*x + b**2`; taking `b**2` away leaves "
            "the left side."
        ),
        laws=frozenset({Law.DISTRIBUTE}),
        with_=_POLYNOMIAL,
        turn=lambda left, right: _squares_of_sums(right) > _squares_of_sums(left),
    ),
)


def _below(expr: Expr) -> int:
    """Return how many factors stand below bars."""
    return sum(
        len(parts(node.right).above)
        for node in nodes(expr)
        if isinstance(node, Binary) and node.op == "/"
    )


def _squares_of_sums(expr: Expr) -> int:
    return sum(
        isinstance(node, Binary) and node.op == "**" and _is_sum(node.left) for node in nodes(expr)
    )
