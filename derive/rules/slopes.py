"""What the rules of differentiation do to a derivative."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from derive.language.nodes import (
    Binary,
    Call,
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Name,
    Relation,
    RelationOp,
    Sum,
    Unary,
    Where,
    children,
    nodes,
    with_children,
)
from derive.language.parse import parse_expression
from derive.rules.build import (
    ONE,
    ZERO,
    Parts,
    addends,
    constant,
    minus,
    number,
    over,
    parts,
    times,
    total,
)
from derive.rules.dependence import depends, leaves
from derive.rules.rule import Move
from derive.rules.scene import Scene, indexed, variable_name


def of_derivative(rule: Callable[[Expr, Expr, Scene], Expr | None]) -> Move:
    """Make a move of a function of what is differentiated and by what."""

    def move(node: Expr, scene: Scene) -> Expr | None:
        if not isinstance(node, Derivative) or not scene.is_scalar(node.body):
            return None
        inner = scene.inside(node)
        return rule(node.body, node.variable, inner)

    return move


@of_derivative
def of_itself(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(x, x) = 1."""
    return ONE if body == variable else None


@of_derivative
def of_constant(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(c, x) = 0."""
    return None if depends(body, variable, scene) else ZERO


def one_term_moves(node: Expr, scene: Scene) -> Expr | None:
    """Of sum(D(f(x[i]), x[j]) for i) only the term i = j is left; the others are constant."""
    if not isinstance(node, Sum):
        return None
    inner = scene.inside(node)
    for place, run in enumerate(node.ranges):
        found = _entry_that_moves(node.body, run.index, inner)
        if found is None:
            continue
        body = indexed(node.body, {run.index: found})
        rest = node.ranges[:place] + node.ranges[place + 1 :]
        return Sum(body, rest) if rest else body
    return None


def _entry_that_moves(body: Expr, index: str, scene: Scene) -> IndexTerm | None:
    """Return the only value of a bound index at which the derivative in ``body`` is not 0."""
    product = parts(body)
    if product.below and any(mentions(each, index) for each in product.below):
        return None
    for factor in product.above:
        if not isinstance(factor, Derivative) or not isinstance(factor.variable, Index):
            continue
        variable = factor.variable
        found: set[IndexTerm] = set()
        for leaf in leaves(factor.body, variable, scene):
            if not isinstance(leaf, Index) or leaf.array != variable.array:
                if variable_name(leaf) == variable_name(variable):
                    return None
                continue
            pairs = zip(leaf.indices, variable.indices, strict=True)
            met = {theirs for ours, theirs in pairs if ours == index}
            if len(met) != 1:
                return None
            found |= met
        if len(found) == 1 and (only := found.pop()) != index:
            return only
    return None


def mentions(expr: Expr, index: str) -> bool:
    """Whether an index stands in the expression."""
    for node in nodes(expr):
        match node:
            case Index(indices=indices) if index in indices:
                return True
            case Delta(left=left, right=right) if index in (left, right):
                return True
    return False


@of_derivative
def of_addends(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(u + v, x) = D(u, x) + D(v, x)."""
    match body:
        case Binary(op="+" | "-" as op, left=left, right=right):
            return Binary(op, Derivative(left, variable), Derivative(right, variable))
    return None


@of_derivative
def of_multiple(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(c*u, x) = c*D(u, x); c may also be a sign, or a number below the bar."""
    if not isinstance(body, Unary | Binary) or (isinstance(body, Binary) and body.op not in "*/"):
        return None
    product = parts(body)

    def moving(factors: tuple[Expr, ...]) -> tuple[Expr, ...]:
        return tuple(each for each in factors if depends(each, variable, scene))

    above, below = moving(product.above), moving(product.below)
    if not above and not below:
        return None
    if len(above) == len(product.above) and len(below) == len(product.below):
        if not product.negative:
            return None
        return minus(Derivative(Parts(False, product.above, product.below).built(), variable))
    rest = over(times(*above), times(*below))
    slope = Derivative(rest, variable)
    still = tuple(each for each in product.above if not any(each is one for one in above))
    beneath = tuple(each for each in product.below if not any(each is one for one in below))
    return Parts(product.negative, (*still, slope), beneath).built()


@of_derivative
def of_product(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(u*v, x) = D(u, x)*v + u*D(v, x), and so for more factors."""
    product = parts(body)
    if any(depends(each, variable, scene) for each in product.below):
        product = Parts(False, tuple(_factors(body)), ())
    moving = [each for each in product.above if depends(each, variable, scene)]
    if len(moving) < 2:
        return None
    terms = []
    for factor in moving:
        factors = tuple(
            Derivative(each, variable) if each is factor else each for each in product.above
        )
        terms.append(replace(product, above=factors).built())
    return total(terms)


def _factors(body: Expr) -> list[Expr]:
    """Return the factors of a product as it is written; a fraction is one of them."""
    match body:
        case Binary(op="*", left=left, right=right):
            return _factors(left) + _factors(right)
    return [body]


@of_derivative
def of_negative(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(-u, x) = -D(u, x), also where the minus stands at a factor."""
    product = parts(body)
    if not product.negative:
        return None
    return minus(Derivative(replace(product, negative=False).built(), variable))


def spread(node: Expr, scene: Scene) -> Expr | None:
    """Multiply out a sum in each of whose terms something is differentiated, and nothing else."""
    if isinstance(node, Binary) and node.op in "+-":
        if node.op == "-" and _sum_of_slopes(node.right):
            return total([node.left, *map(minus, addends(node.right))])
        return None
    if not isinstance(node, Unary) and not (isinstance(node, Binary) and node.op in "*/"):
        return None
    product = parts(node)
    if not product.negative and len(product.above) == 1 and not product.below:
        return None
    for place, factor in enumerate(product.above):
        if _sum_of_slopes(factor):
            around = product.above[:place], product.above[place + 1 :]
            return total(
                replace(product, above=(*around[0], term, *around[1])).built()
                for term in addends(factor)
            )
    return None


def _sum_of_slopes(expr: Expr) -> bool:
    terms = addends(expr)
    return len(terms) > 1 and all(
        any(isinstance(node, Derivative) for node in nodes(term)) for term in terms
    )


@of_derivative
def of_quotient(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(u/v, x) = (D(u, x)*v - u*D(v, x))/v**2."""
    match body:
        case Binary(op="/", left=above, right=below) if depends(below, variable, scene):
            first = times(Derivative(above, variable), below)
            second = times(above, Derivative(below, variable))
            return over(Binary("-", first, second), Binary("**", below, number(2)))
    return None


@of_derivative
def of_reciprocal(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(c/v, x) = -c/v**2*D(v, x)."""
    match body:
        case Binary(op="/", left=above, right=below) if not depends(above, variable, scene):
            if depends(below, variable, scene):
                slope = minus(over(above, Binary("**", below, number(2))))
                return times(slope, Derivative(below, variable))
    return None


@of_derivative
def of_power(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(u**n, x) = n*u**(n - 1)*D(u, x); a root is the power 1/2."""
    match as_power(body, scene) or body:
        case Binary(op="**", left=base, right=exponent) if not depends(exponent, variable, scene):
            if depends(base, variable, scene):
                return times(exponent, lowered(base, exponent), Derivative(base, variable))
    return None


def as_power(node: Expr, scene: Scene) -> Expr | None:
    """sqrt(u) = u**(1/2)."""
    match node:
        case Call(function="sqrt", args=(base,)):
            return Binary("**", base, number(Fraction(1, 2)))
    return None


def power_below(node: Expr, scene: Scene) -> Expr | None:
    """u**(-n) = 1/u**n for a number n, which then stands worked out."""
    match node:
        case Binary(op="**", left=base, right=exponent):
            value = constant(exponent)
            if value is not None and value < 0:
                return over(ONE, base if value == -1 else Binary("**", base, number(-value)))
    return None


def lowered(base: Expr, exponent: Expr) -> Expr:
    """Return base**(exponent - 1), worked out when the exponent is a number."""
    value = constant(exponent)
    if value is None:
        return Binary("**", base, Binary("-", exponent, ONE))
    return base if value == 2 else Binary("**", base, number(value - 1))


@of_derivative
def of_exponential(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(c**u, x) = c**u*log(c)*D(u, x)."""
    match body:
        case Binary(op="**", left=base, right=exponent) if not depends(base, variable, scene):
            if depends(exponent, variable, scene):
                return times(body, Call("log", (base,)), Derivative(exponent, variable))
    return None


@of_derivative
def of_cases(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(where(c, u, v), x) = where(c, D(u, x), D(v, x)), away from the border."""
    match body:
        case Where(condition=condition, then=then, otherwise=otherwise):
            return Where(condition, Derivative(then, variable), Derivative(otherwise, variable))
    return None


def of_extreme(function: str, *, turned: bool = False) -> Move:
    """Return the move D(max(u, v), x) = where(u > v, D(u, x), D(v, x)), or that of min.

    When it is ``turned``, the second one comes first: where(v > u, D(v, x), D(u, x)).
    """
    op: RelationOp = ">" if function == "max" else "<"

    @of_derivative
    def move(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
        match body:
            case Call(function=name, args=(left, right)) if name == function:
                if turned:
                    left, right = right, left
                condition = (Relation(op, left, right),)
                return Where(condition, Derivative(left, variable), Derivative(right, variable))
        return None

    return move


@of_derivative
def of_sum(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(sum(u for i in range(n)), x) = sum(D(u, x) for i in range(n))."""
    match body:
        case Sum(body=term, ranges=ranges):
            return Sum(Derivative(term, variable), ranges)
    return None


@of_derivative
def of_entry(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(x[i], x[j]) = delta(i, j)."""
    match body, variable:
        case Index(array=one, indices=here), Index(array=other, indices=there) if one == other:
            deltas = [_delta(i, j) for i, j in zip(here, there, strict=True)]
            return ZERO if ZERO in deltas else times(*deltas)
    return None


def _delta(one: IndexTerm, other: IndexTerm) -> Expr:
    if one == other:
        return ONE
    return ZERO if isinstance(one, int) and isinstance(other, int) else Delta(one, other)


@of_derivative
def of_line(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(c*x + b, x) = c."""
    return slope_of_line(body, variable, scene)


def slope_of_line(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """Return the slope of what is, as written, a line in the variable; else None."""
    if body == variable:
        return ONE
    if not depends(body, variable, scene):
        return ZERO
    match body:
        case Binary(op="+" | "-" as op, left=left, right=right):
            one, two = (slope_of_line(each, variable, scene) for each in (left, right))
            return (
                None
                if one is None or two is None
                else total([one, minus(two) if op == "-" else two])
            )
        case Unary() | Binary(op="*" | "/"):
            product = parts(body)
            moving = [each for each in product.above if depends(each, variable, scene)]
            if len(moving) != 1 or any(depends(each, variable, scene) for each in product.below):
                return None
            if moving[0] is body:
                return None
            slope = slope_of_line(moving[0], variable, scene)
            if slope is None:
                return None
            factors = tuple(slope if each is moving[0] else each for each in product.above)
            return replace(product, above=factors).built()
        case Sum(body=term, ranges=ranges):
            picked = one_term_moves(Sum(Derivative(term, variable), ranges), scene)
            if isinstance(picked, Derivative):
                return slope_of_line(picked.body, variable, scene)
            slope = slope_of_line(term, variable, scene.inside(body))
            return None if slope is None else Sum(slope, ranges)
    return None


def of_function(name: str, slope: str) -> Move:
    """Return the move D(name(u), x) = slope*D(u, x); the slope is an expression in u."""
    pattern = parse_expression(slope)

    @of_derivative
    def move(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
        match body:
            case Call(function=function, args=(inner,)) if function == name:
                if depends(inner, variable, scene):
                    return times(put(pattern, "u", inner), Derivative(inner, variable))
        return None

    return move


def put(pattern: Expr, name: str, value: Expr) -> Expr:
    """Return the pattern with ``value`` for a name."""
    if isinstance(pattern, Name):
        return value if pattern.id == name else pattern
    return with_children(pattern, tuple(put(child, name, value) for child in children(pattern)))


@of_derivative
def of_softmax(body: Expr, variable: Expr, scene: Scene) -> Expr | None:
    """D(a[k], z[i]) = a[k]*(delta(k, i) - a[i]) for a = softmax(z), in each column."""
    match body, variable:
        case Index(array=array, indices=(k, *here)), Index(array=logits, indices=(i, *there)):
            meaning = scene.meaning(array.id) if isinstance(array, Name) else array
            if here == there and meaning == Call("softmax", (logits,)):
                other = Index(array, (i, *there))
                return times(body, Binary("-", _delta(k, i), other))
    return None
