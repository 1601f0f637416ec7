"""Names, functions and cases read from their meaning back to their short form."""

from __future__ import annotations

from collections.abc import Iterator

from derive.language.nodes import Binary, Call, Expr, Name, Where, nodes, replaced, walk
from derive.language.parse import parse_expression
from derive.rules.build import times
from derive.rules.deriving.monomials import key_of, monomial
from derive.rules.deriving.movers import Mover, is_made_by
from derive.rules.deriving.neat import factors_of, neat, negated
from derive.rules.kinds.definitions import DEFINITIONS, put_in_function, spread_cases
from derive.rules.scene import Scene
from derive.rules.slopes import put


def named(node: Expr, scene: Scene) -> Iterator[Expr]:
    """Call what a name is defined as by the name."""
    if isinstance(node, Name):
        return
    for name, meaning in scene.lets.items():
        if (
            name not in scene.kept
            and type(meaning) is type(node)
            and key_of(meaning) == key_of(node)
        ):
            yield Name(name)


# max(0, u) is as short as relu(u), and as clear
_PATTERNS = {name: parse_expression(d) for name, d in DEFINITIONS.items() if name != "relu"}


def folded(node: Expr, scene: Scene) -> Iterator[Expr]:
    """Read a function's definition backwards: 1/(1 + exp(-u)) = sigma(u)."""
    if not isinstance(node, Binary | Call):
        return
    inner = {key_of(u): u for u in _inside_functions(node)}
    for name, pattern in _PATTERNS.items():
        if type(pattern) is not type(node):
            continue
        for u in inner.values():
            for candidate in (u, neat(negated(u), scene)):
                if key_of(put(pattern, "u", candidate)) == key_of(node):
                    yield Call(name, (candidate,))
                    return


def power_again(node: Expr, scene: Scene) -> Iterator[Expr]:
    """exp(v*log(u)) = u**v."""
    match node:
        case Call(function="exp", args=(arg,)):
            factors = factors_of(arg)
            for place, factor in enumerate(factors):
                if isinstance(factor, Call) and factor.function == "log":
                    exponent = times(*factors[:place], *factors[place + 1 :])
                    yield Binary("**", factor.args[0], exponent)
                    return


def _inside_functions(node: Expr) -> Iterator[Expr]:
    for each in nodes(node):
        if isinstance(each, Call) and each.function in ("exp", "max"):
            yield each.args[-1]


def opened_hyperbolic(node: Expr, scene: Scene) -> Iterator[Expr]:
    """Put in what sinh(u) and cosh(u) are, where one stands above the other."""
    if is_made_by(node, "/"):
        found = monomial(node)
        for base, _ in found.above.values():
            if isinstance(base, Call) and base.function == "sinh":
                partner = Call("cosh", base.args)
                if key_of(partner) in found.below:
                    yield _with(_with(node, base, scene), partner, scene)


def _with(node: Expr, call: Expr, scene: Scene) -> Expr:
    for path, each in walk(node):
        if each == call:
            new = put_in_function(each, scene)
            return node if new is None else replaced(node, path, new)
    return node


def merged_cases(node: Expr, scene: Scene) -> Iterator[Expr]:
    """where(c, u, u) = u; what is done to a choice is done in each case."""
    match node:
        case Where(then=then, otherwise=otherwise) if key_of(then) == key_of(otherwise):
            yield otherwise
        case _:
            new = spread_cases(node, scene)
            if new is not None:
                yield new


FOLDS = (
    Mover(("name an expression",), named, at_once=True),
    Mover(("definition",), folded, at_once=True),
    Mover(("power as exp",), power_again, at_once=True),
)
OPENED = (Mover(("definition",), opened_hyperbolic),)
CASES = (Mover(("case by case",), merged_cases),)
