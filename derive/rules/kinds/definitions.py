"""Names and definitions, assumptions, cases, and results of other derivations."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import prod

from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Name,
    Range,
    Reduce,
    Relation,
    Sum,
    Where,
    children,
    nodes,
    with_children,
)
from derive.language.parse import parse_expression
from derive.rules.build import ONE, ZERO, minus, over, times
from derive.rules.dependence import holds_nearby, is_restricted
from derive.rules.entries import entry, size_expr
from derive.rules.form import TRIVIA, Law, form
from derive.rules.kinds.indices import open_entries
from derive.rules.rule import Example, Move, Rule
from derive.rules.scene import Scene, indexed, unused, variable_name
from derive.rules.slopes import put

# What a function of the language is defined as, in u: a row is all that adding one takes.
DEFINITIONS: dict[str, str] = {
    "sigma": "1/(1 + exp(-u))",
    "relu": "max(0, u)",
    "softplus": "log(1 + exp(u))",
    "tanh": "(exp(u) - exp(-u))/(exp(u) + exp(-u))",
    "cosh": "(exp(u) + exp(-u))/2",
    "sinh": "(exp(u) - exp(-u))/2",
}


def put_in_name(node: Expr, scene: Scene) -> Expr | None:
    """Put in what a name, or an entry of a named array, stands for."""
    match node:
        case Name(id=name):
            return scene.meaning(name)
        case Index(array=Name(id=name), indices=indices):
            meaning = scene.meaning(name)
            return None if meaning is None else entry(meaning, indices, scene)
    return None


_PATTERNS = {name: parse_expression(text) for name, text in DEFINITIONS.items()}


def put_in_function(node: Expr, scene: Scene) -> Expr | None:
    """Put in what a function is defined as."""
    match node:
        case Call(function=name, args=(inner,)) if name in _PATTERNS:
            return put(_PATTERNS[name], "u", inner)
        case Index(array=Call(function="softmax", args=(inner,)), indices=indices):
            shape = scene.shape(inner)
            if not shape:
                return None
            letter = unused("q", inner, {str(i): i for i in indices}, dict(scene.ranges))
            whole = Sum(
                Call("exp", (Index(inner, (letter, *indices[1:])),)), (Range(letter, shape[0]),)
            )
            return over(Call("exp", (Index(inner, indices),)), whole)
        case Reduce(function="mean", axis=None, array=array):
            if shape := scene.shape(array):
                return over(Reduce("sum", array, None, False), times(*map(size_expr, shape)))
        case Delta(left=int(left), right=int(right)):
            return ONE if left == right else ZERO
        case Delta(left=left, right=right) if left == right:
            return ONE
    return None


def put_in_assumption(node: Expr, scene: Scene) -> Expr | None:
    """Put in what a declared equation says its left side is."""
    for condition in scene.declarations.domain:
        if isinstance(condition, Relation) and condition.op == "==":
            found = matched(condition.left, node, {})
            if found is not None and holds_nearby(condition.left, condition.right, scene):
                return indexed(condition.right, found)
    return None


def put_in_shown(node: Expr, scene: Scene) -> Expr | None:
    """Put in what a chain above has shown; the slope of g at u is the one at what u equals."""
    for first, last in scene.shown:
        if not holds_nearby(first, last, scene):
            continue
        match node:
            case Derivative(body=Apply(function=g, args=(inner,)), variable=by) if inner == by:
                found = matched(first, inner, {})
                if found is not None and isinstance(last, Name | Index):
                    equal = indexed(last, found)
                    return Derivative(Apply(g, (equal,)), equal)
            case _:
                found = matched(first, node, {})
                if found is not None:
                    return indexed(last, found)
    return None


def matched(
    pattern: Expr, node: Expr, found: dict[str, IndexTerm], bound: tuple[tuple[str, str], ...] = ()
) -> dict[str, IndexTerm] | None:
    """Return what the free indices of a pattern have to be for it to be the node, or None."""

    def meets(one: IndexTerm, other: IndexTerm) -> bool:
        inside = dict(bound)
        if one in inside or other in inside.values():
            return inside.get(str(one)) == other
        if isinstance(one, int):
            return one == other
        return found.setdefault(one, other) == other

    match pattern, node:
        case Index(array=a, indices=here), Index(array=b, indices=there) if len(here) == len(there):
            fits = all(map(meets, here, there))
            return matched(a, b, found, bound) if fits else None
        case Delta(left=a, right=b), Delta(left=c, right=d):
            return found if meets(a, c) and meets(b, d) else None
        case Sum(body=a, ranges=ours), Sum(body=b, ranges=theirs):
            if [run.size for run in ours] != [run.size for run in theirs]:
                return None
            pairs = tuple((x.index, y.index) for x, y in zip(ours, theirs, strict=True))
            return matched(a, b, found, bound + pairs)
    inside, outside = children(pattern), children(node)
    if type(pattern) is not type(node) or len(inside) != len(outside):
        return None
    if not inside:
        return found if pattern == node else None
    if with_children(pattern, outside) != node:
        return None
    for one, other in zip(inside, outside, strict=True):
        if matched(one, other, found, bound) is None:
            return None
    return found


_MOST_OUTCOMES = 64


def outcomes(expr: Expr) -> set[Expr]:
    """Return what an expression can come to, whatever the choices between cases are.

    Raises TooManyOutcomes.
    """
    match expr:
        case Where(then=then, otherwise=otherwise):
            found = outcomes(then) | outcomes(otherwise)
        case Call(function="max" | "min", args=args) if len(args) > 1:
            found = set().union(*map(outcomes, args))
        case Call(function="relu", args=(arg,)):
            found = outcomes(arg) | {ZERO}
        case Call(function="abs", args=(arg,)):
            inside = outcomes(arg)
            found = inside | set(map(minus, inside))
        case Call(function="sign", args=(_,)):
            found = {ZERO, ONE, minus(ONE)}
        case _:
            parts = [outcomes(child) for child in children(expr)]
            if prod(map(len, parts)) > _MOST_OUTCOMES:
                raise TooManyOutcomes
            found = {with_children(expr, chosen) for chosen in product(*parts)}
    if len(found) > _MOST_OUTCOMES:
        raise TooManyOutcomes
    return found


class TooManyOutcomes(Exception):
    """A line chooses between more cases than are looked at."""


def by_cases(left: Expr, right: Expr, scene: Scene) -> bool:
    """Whether one line comes to nothing but what the other can come to as well."""
    laws = TRIVIA | {Law.SIGNS}
    if not _hold_around(left, right, scene):
        return False
    try:
        ours, theirs = ({form(each, laws) for each in outcomes(line)} for line in (left, right))
    except TooManyOutcomes:
        return False
    return ours <= theirs or theirs <= ours


def _hold_around(left: Expr, right: Expr, scene: Scene) -> bool:
    """Whether what changes inside a derivative is equal at the points around, too."""
    if left == right:
        return True
    match left, right:
        case Derivative(body=one, variable=by), Derivative(body=other, variable=same) if by == same:
            choices = any(_is_choice(node) for body in (one, other) for node in nodes(body))
            return not choices or _equal_around(one, other, by, scene)
    ours, theirs = children(left), children(right)
    if len(ours) == len(theirs) and with_children(left, theirs) == right:
        return all(_hold_around(a, b, scene) for a, b in zip(ours, theirs, strict=True))
    return not any(
        isinstance(node, Derivative)
        and (is_restricted(node.variable, scene) or variable_name(node.variable) in scene.lets)
        and any(map(_is_choice, nodes(node.body)))
        for line in (left, right)
        for node in nodes(line)
    )


def _equal_around(one: Expr, other: Expr, by: Expr, scene: Scene) -> bool:
    """Whether two bodies, equal at the declared points, are equal around those as well.

    They are where ``by`` has room: if it is defined, where they are equal without its definition.
    """
    if is_restricted(by, scene):
        return False
    name = variable_name(by)
    if name not in scene.lets:
        return True
    if scene.shape(Name(name)) != ():
        return False
    from derive.kernel.prove import prove  # loads FLINT, which few users of the rules need

    lets = tuple(let for let in scene.declarations.lets if let[0] != name)
    freed = replace(scene.declarations, lets=lets)
    return not is_restricted(by, Scene(freed)) and prove(one, other, freed).complete


def _is_choice(node: Expr) -> bool:
    match node:
        case Where() | Call(function="max" | "min" | "relu" | "abs" | "sign"):
            return True
    return False


def spread_cases(node: Expr, scene: Scene) -> Expr | None:
    """Do in each case what is done to a choice between cases."""
    if not isinstance(node, Binary | Call | Apply):
        return None
    inside = children(node)
    entry_by_entry = isinstance(node, Binary) and node.op != "@"
    for place, child in enumerate(inside):
        if isinstance(child, Where) and (entry_by_entry or scene.is_scalar(child)):
            before, behind = inside[:place], inside[place + 1 :]
            then = with_children(node, (*before, child.then, *behind))
            otherwise = with_children(node, (*before, child.otherwise, *behind))
            return Where(child.condition, then, otherwise)
    return None


def _nodes(expr: Expr) -> int:
    """Return how long an expression is; an entry of a named array counts as a name."""
    return 1 if isinstance(expr, Index) else 1 + sum(map(_nodes, children(expr)))


_PUT_IN: tuple[Move, ...] = (put_in_name, put_in_function)
_LET = "let a = sigma(z)\nlet L = (a - y)**2"

RULES = (
    Rule(
        "definition",
        "definition",
        "; ".join(
            (
                *(f"{name}(u) = {meaning}" for name, meaning in DEFINITIONS.items()),
                "softmax(z)[k] = exp(z[k])/sum(exp(z[q]) for q in range(n))",
                "mean(z) = sum(z)/n",
            )
        ),
        "A name stands for what it is defined as, and so does a function. Inside a derivative by "
        "`a`, the name `a` is the variable: it stays, and nothing else is called by it.",
        Example("D(L, a)", "D((a - y)**2, a)", _LET),
        not_=(
            Example("D((a - y)**2, a)", "2*(a - y)*D(a - y, a)"),
            Example("a*b", "b*a", "let a = 2*x"),
            Example("sigma(-z)", "1 - sigma(z)"),
        ),
        given="where z: (n)",
        why="It is what the name means.",
        moves=_PUT_IN,
        along=("write as entries",),
        helpers=(open_entries,),
        whole=True,
    ),
    Rule(
        "name an expression",
        "definition",
        "1/(1 + exp(-u)) = sigma(u)",
        "What a name is defined as is called by the name; and so what a function is defined as.",
        Example("2*(sigma(z) - y)", "2*(a - y)", "let a = sigma(z)"),
        not_=(
            Example("a*b", "b*a", "let a = 2*x"),
            Example("a", "sigma(z)", "let a = sigma(z)"),
            Example("2*a - y", "a - y + a", "let a = sigma(z)"),
        ),
        needs="inside a derivative by `a` the name is a variable of its own, and nothing is called "
        "by it, nor by a name that is defined through it",
        why="It is what the name means.",
        moves=_PUT_IN,
        helpers=(open_entries,),
        whole=True,
        turn=lambda left, right: _nodes(right) <= _nodes(left),
    ),
    Rule(
        "assumption",
        "definition",
        "sum(y[k] for k in range(n)) = 1",
        "Something is put in that the declarations say: here that the entries of `y` add up to 1.",
        Example(
            "x*sum(y[q] for q in range(n))",
            "x*1",
            "where y: (n), sum(y[k] for k in range(n)) == 1",
        ),
        "the equation is declared. Inside a derivative by `x` it may be put in only if neither of "
        "its sides depends on `x`: where `x = 1` is declared, `x**2` is 1 there, but its slope is "
        "not that of 1",
        not_=(
            Example("x*1", "x"),
            Example(
                "x*sum(y[q] for q in range(n))",
                "sum(x*y[q] for q in range(n))",
                "where y: (n), sum(y[k] for k in range(n)) == 1",
            ),
        ),
        given="where y: (n), sum(y[k] for k in range(n)) == 1",
        why=(
            "Declarations hold in every line below them. In a derivative by `x` all of its body is "
            "read at numbers near `x` too, so an equation must hold there as well: it does if `x` "
            "has no part in it."
        ),
        moves=(put_in_assumption,),
    ),
    Rule(
        "shown above",
        "definition",
        "u = v",
        "An earlier chain of the same working leads from `u` to `v`, for all its indices; then "
        "`v` may stand for `u`. A function `g` has one slope at equal numbers: that of `g` at `u` "
        "is that of `g` at `v`.",
        Example("2*sigma(-z)", "2*(1 - sigma(z))", shown=(("sigma(-z)", "1 - sigma(z)"),)),
        "the chain stands above, under the same declarations. Inside a derivative by `x`, `u` and "
        "`v` must be equal as formulas in `x`: nothing that depends on `x` is put in where `x` is "
        "tied down by an equation, a closed border such as `x >= 0` or a few possible values, or "
        "is a defined name",
        not_=(
            Example("2*sigma(-z)", "2*(1 - sigma(z))"),
            Example("exp(log(p))", "p", "where p > 0"),
        ),
        given="where u == v",
        why=(
            "What is proved may be used. Two formulas that are equal for all `x` nearby have one "
            "slope; two that are equal at one point alone may have two."
        ),
        moves=(put_in_shown,),
    ),
    Rule(
        "case by case",
        "definition",
        "max(0, u) = where(u > 0, u, 0)",
        "What is equal in each case is equal. What is done to a number that is chosen by cases "
        "may be done in each case, except a slope by what the condition depends on, and a sum over "
        "an index that stands in it.",
        Example("x*where(z > 0, 1, 0)", "where(z > 0, x, 0)"),
        not_=(
            Example("u + v", "v + u"),
            Example("where(z > 0, x*y, 0) + u*v + u*w", "where(z > 0, x*y, 0) + u*(v + w)"),
            Example("where(z > 0, u*(v + w), 0)", "where(z > 0, u*v + u*w, 0)"),
        ),
        why=(
            "Every point belongs to exactly one of the cases, a border too, and in each of them "
            "the lines are equal."
        ),
        needs="no choice that changes is differentiated by an `x` that is tied down by an "
        "equation, a closed border such as `x >= 0` or a few possible values; if `x` is a defined "
        "name, the change is right without its definition, too",
        check=by_cases,
        moves=(spread_cases,),
    ),
)
