"""The chain rule: what comes along each path from the loss to a variable."""

from __future__ import annotations

from dataclasses import replace

from derive.language.nodes import Binary, Call, Derivative, Expr, Sum, nodes
from derive.rules.build import Parts, addends, parts, total
from derive.rules.form import TRIVIA, form
from derive.rules.scene import Scene
from derive.rules.slopes import mentions


def along_a_path(node: Expr, scene: Scene) -> Expr | None:
    """D(T, a)*D(a, x) is D(T, x): read from the end to the start."""
    if not isinstance(node, Binary) or node.op not in "*/":
        return None
    product = parts(node)
    found = _link(product)
    if found is None:
        return None
    outer, inner = found
    joined = Derivative(outer.body, inner.variable)
    rest = product.without(inner)
    factors = tuple(joined if each is outer else each for each in rest.above)
    return replace(rest, above=factors).built()


def _link(product: Parts) -> tuple[Derivative, Derivative] | None:
    """Return two factors D(T, a) and D(a, x), if there are such."""
    slopes = [each for each in product.above if isinstance(each, Derivative)]
    for outer in slopes:
        for inner in slopes:
            if inner is not outer and outer.variable == inner.body:
                return outer, inner
    return None


def along_all_paths(node: Expr, scene: Scene) -> Expr | None:
    """Read a sum of D(T, a)*D(a, x), over entries or written out, as D(T, x)."""
    match node:
        case Sum(body=body, ranges=ranges):
            product = parts(body)
            found = _link(product)
            if found is None:
                return None
            outer, inner = found
            joined = Derivative(outer.body, inner.variable)
            rest = product.without(outer, inner)
            left = (joined, *rest.above, *rest.below)
            if any(mentions(each, run.index) for run in ranges for each in left):
                return None
            return replace(rest, above=(joined, *rest.above)).built()
        case Binary(op="+" | "-"):
            return _paths_joined(addends(node))
    return None


def _paths_joined(terms: list[Expr]) -> Expr | None:
    """Join the terms c*D(T, a)*D(a, x) of one T, x and c, where there are two or more."""
    paths: dict[tuple[Derivative, str], list[int]] = {}
    joined: dict[tuple[Derivative, str], Expr] = {}
    for place, term in enumerate(terms):
        product = parts(term)
        if (found := _link(product)) is None:
            continue
        slope = Derivative(found[0].body, found[1].variable)
        rest = product.without(*found)
        path = slope, form(rest.built(), TRIVIA)
        paths.setdefault(path, []).append(place)
        joined[path] = replace(rest, above=(*rest.above, slope)).built()
    for path, where in paths.items():
        if len(where) > 1:
            others = [term for place, term in enumerate(terms) if place not in where]
            return total([joined[path], *others])
    return None


def goes_through(expr: Expr) -> bool:
    """Whether a derivative is taken of a function or a power of more than the variable."""
    for node in nodes(expr):
        if isinstance(node, Derivative):
            for inside in nodes(node.body):
                match inside:
                    case Call(args=(inner,)) | Binary(op="**", left=inner):
                        if inner != node.variable and any(
                            each == node.variable for each in nodes(inner)
                        ):
                            return True
    return False
