"""Write a derivation: the derivative of an expression, line by line, each line by one rule.

The rules of differentiation are those of the catalogue. What is new here is only the order in
which they are taken, as a textbook would: the outermost first, one rule a line, everywhere where
it applies; what is a line in the variable waits for the end; then algebra makes it short.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from derive.kernel.verdict import Judgement, Verdict
from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Condition,
    Derivative,
    Expr,
    Index,
    Name,
    Reduce,
    Relation,
    RelationOp,
    Where,
    children,
    names_in,
    nodes,
    replaced,
    with_children,
)
from derive.language.parse import parse_conditions
from derive.language.text import condition_text, to_text
from derive.language.working import Declarations
from derive.rules.build import ONE, ZERO, number, times
from derive.rules.catalogue import RULES
from derive.rules.dependence import depends, leaves, may_meet
from derive.rules.deriving.movers import places
from derive.rules.deriving.neat import neat, negated, value
from derive.rules.deriving.tidy import Banned, Made, rule_of, tidied
from derive.rules.form import Law
from derive.rules.kinds.calculus import SLOPES
from derive.rules.kinds.definitions import put_in_name
from derive.rules.kinds.indices import open_entries, sum_of_array
from derive.rules.kinds.logarithms import power_as_exp
from derive.rules.rewriting import TooManyMoves, settled
from derive.rules.rule import Move
from derive.rules.scene import Scene, letters_in, variable_name
from derive.rules.slopes import (
    of_addends,
    of_cases,
    of_entry,
    of_exponential,
    of_extreme,
    of_function,
    of_itself,
    of_line,
    of_multiple,
    of_power,
    of_product,
    of_quotient,
    of_reciprocal,
    of_softmax,
    of_sum,
    one_term_moves,
    slope_of_line,
)

# Asks of claims, all under the same declarations, whether they hold.
Judge = Callable[[Sequence[tuple[Expr, Expr]], Declarations], Sequence[Judgement]]

_MOST_LINES = 60
_MOST_ROUNDS = 8


class CannotDerive(Exception):
    """No derivation was found; the message says where it ends."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A derivation: what it holds under, its first line, and its steps.

    added   the conditions that were added to the domain, since without them a line is undefined
    """

    declarations: Declarations
    first: Derivative
    steps: tuple[Made, ...]
    added: tuple[Condition, ...] = ()


def differentiate(body: Expr, variable: Expr, declarations: Declarations, judge: Judge) -> Derived:
    """Return the derivation of ``D(body, variable)``; every step is justified and proved.

    A step that holds only under a condition puts the condition into the domain. Raises
    CannotDerive when no way is found whose every step is proved; DomainError comes from ``judge``.
    """
    declarations = _with_names(body, variable, declarations)
    first = Derivative(body, variable)
    banned: Banned = set()
    added: list[Condition] = []
    obstacle: CannotDerive | None = None
    for _ in range(_MOST_ROUNDS):
        narrowed = replace(declarations, domain=(*declarations.domain, *added))
        scene = Scene(narrowed)
        try:
            steps = _steps(first, scene, banned)
        except CannotDerive as error:
            raise obstacle or error from None
        lines = [first, *(step.line for step in steps)]
        pairs = list(pairwise(lines))
        judgements = judge(pairs, narrowed)
        doubtful = [
            (pair, said)
            for pair, said in zip(pairs, judgements, strict=True)
            if said.verdict is not Verdict.PROVED
        ]
        if not doubtful:
            added = _needed(pairs, declarations, added, judge)
            narrowed = replace(declarations, domain=(*declarations.domain, *added))
            return Derived(narrowed, first, tuple(steps), tuple(added))
        needed = [c for _, said in doubtful if said.condition for c in _read(said.condition)]
        fresh = [condition for condition in dict.fromkeys(needed) if condition not in added]
        if fresh:
            added += fresh
        else:
            banned |= {(to_text(left), to_text(right)) for (left, right), _ in doubtful}
            obstacle = _obstacle(*doubtful[0])
    raise obstacle or CannotDerive("more and more conditions would have to be declared")


def _obstacle(step: tuple[Expr, Expr], said: Judgement) -> CannotDerive:
    left, right = map(to_text, step)
    return CannotDerive(
        f"no way was found whose every step is proved; this step is {said.verdict}:\n"
        f"    {left}\n  = {right}" + (f"\n  {said.detail}" if said.detail else "")
    )


def _needed(
    pairs: Sequence[tuple[Expr, Expr]],
    declarations: Declarations,
    added: list[Condition],
    judge: Judge,
) -> list[Condition]:
    """Leave out what the other conditions say already, the longest first."""
    for condition in sorted(added, key=lambda each: -len(condition_text(each))):
        rest = [other for other in added if other != condition]
        if rest:
            fewer = replace(declarations, domain=(*declarations.domain, *rest))
            if all(said.verdict is Verdict.PROVED for said in judge(pairs, fewer)):
                added = rest
    return added


def _plainly(condition: Condition) -> Condition:
    """Write ``x - 1 != 0`` as ``x != 1``."""
    match condition:
        case Relation(op=op, left=Binary(op="+" | "-" as sign, left=u, right=v), right=zero):
            if zero == ZERO and (sign == "-" or value(v) is not None):
                return Relation(op, u, v if sign == "-" else negated(v))
    return condition


def _read(text: str) -> Iterator[Condition]:
    """Yield the conditions of a text like ``x > 0, max(a, b) != 0``."""
    depth, start = 0, 0
    for place, letter in enumerate(text + ","):
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and not depth:
            yield from map(_plainly, parse_conditions(text[start:place].strip()))
            start = place + 1


def _steps(first: Expr, scene: Scene, banned: Banned) -> list[Made]:
    """Return the steps of a derivation, each justified; none of them is banned."""
    steps: list[Made] = []
    line = first
    while _open(line, scene):
        step = _next(line, scene, banned)
        if step is None:
            left = next(node for node in _open(line, scene))
            raise CannotDerive(f"no rule goes on from {to_text(left)}")
        steps.append(step)
        line = step.line
        if len(steps) > _MOST_LINES:
            raise CannotDerive(f"more than {_MOST_LINES} lines; give parts of it a name with --let")
    return steps + tidied(line, scene, banned)


def _open(line: Expr, scene: Scene) -> list[Derivative]:
    """Return the derivatives in a line that a rule can go on from."""
    return [
        node
        for node in nodes(line)
        if isinstance(node, Derivative) and not _is_unknown(node, scene)
    ]


def _is_unknown(node: Derivative, scene: Scene) -> bool:
    """Whether a derivative is one of an unknown function by its argument, which stays."""
    match node.body:
        case Apply(function=name, args=(inner,)) if name in scene.declarations.functions:
            return inner == node.variable
        case Name(id=name) | Apply(function=name) if name in scene.unknowns:
            return variable_name(node.variable) in scene.unknowns[name]
    return False


# -- the order of the rules ----------------------------------------------------------------


def _through_a_name(body: Expr, variable: Expr, scene: Scene) -> Name | None:
    """Return the last defined name through which alone the variable reaches the body."""
    for name, meaning in reversed(scene.declarations.lets):
        middle = Name(name)
        if name in scene.kept or body == middle or meaning == body or not scene.is_scalar(middle):
            continue
        if not depends(body, middle, scene) or not depends(middle, variable, scene):
            continue
        if not any(may_meet(leaf, variable) for leaf in leaves(body, middle, scene)):
            return middle
    return None


def chained(node: Expr, scene: Scene) -> Expr | None:
    """D(T, x) = D(T, a)*D(a, x), where a is a name."""
    if isinstance(node, Derivative) and scene.is_scalar(node.body):
        middle = _through_a_name(node.body, node.variable, scene)
        if middle is not None:
            return times(Derivative(node.body, middle), Derivative(middle, node.variable))
    return None


def _put_in(node: Expr, scene: Scene) -> Expr | None:
    """Put in what a name right behind D stands for."""
    match node:
        case Derivative(body=Name() | Index() as body, variable=variable) if body != variable:
            meaning = put_in_name(body, scene.inside(node))
            return None if meaning is None else Derivative(meaning, variable)
    return None


def _as_entries(node: Expr, scene: Scene) -> Expr | None:
    """Write the sum of an array, right behind D, with the array's entries."""
    match node:
        case Derivative(body=Reduce() as body, variable=variable):
            inner = scene.inside(node)
            opened = sum_of_array(body, inner)
            if opened is not None:
                return Derivative(settled(opened, (open_entries,), inner), variable)
    return None


def _as_exp(node: Expr, scene: Scene) -> Expr | None:
    """Write a power whose base and exponent both move as an exponential."""
    match node:
        case Derivative(body=Binary(op="**", left=left, right=right) as body, variable=variable):
            if depends(left, variable, scene) and depends(right, variable, scene):
                whole = power_as_exp(body, scene)
                return None if whole is None else Derivative(whole, variable)
    return None


def _named_inside(node: Expr, scene: Scene) -> Expr | None:
    """Call what stands inside an unknown function, right behind D, by its name."""
    match node:
        case Derivative(body=Apply(function=g, args=(inner,)), variable=variable):
            for name, meaning in scene.lets.items():
                if meaning == inner and name not in scene.kept:
                    return Derivative(Apply(g, (Name(name),)), variable)
    return None


def as_cases(node: Expr, scene: Scene) -> Expr | None:
    """Write max, min and sign, right behind D, as a choice between cases.

    The condition is read from the side that moves: ``z > 0``, not ``0 > z``.
    """
    match node:
        case Derivative(body=Call(function="max" | "min" as name, args=args), variable=variable):
            one, other = args[0], args[1] if len(args) == 2 else Call(name, args[1:])
            if not depends(one, variable, scene):
                one, other = other, one
            elif len(args) == 2:
                return None  # the rule for max says the same
            op: RelationOp = ">" if name == "max" else "<"
            return Derivative(Where((Relation(op, one, other),), one, other), variable)
        case Derivative(body=Call(function="sign", args=(u,)), variable=variable):
            below = Where((Relation("<", u, ZERO),), number(-1), ZERO)
            return Derivative(Where((Relation(">", u, ZERO),), ONE, below), variable)
    return None


def _unless_line(move: Move) -> Move:
    """Leave what is a line in the variable for the end."""

    def moved(node: Expr, scene: Scene) -> Expr | None:
        if not isinstance(node, Derivative):
            return None
        if slope_of_line(node.body, node.variable, scene.inside(node)) is not None:
            return None
        return move(node, scene)

    return moved


def _unless_root(move: Move) -> Move:
    """Leave roots, which are powers too, to their own rule."""

    def moved(node: Expr, scene: Scene) -> Expr | None:
        root = isinstance(node, Derivative) and isinstance(node.body, Call)
        return None if root else move(node, scene)

    return moved


def _inside_first(move: Move) -> Move:
    """Wait until what stands inside a derivative holds none that is open."""

    def moved(node: Expr, scene: Scene) -> Expr | None:
        if isinstance(node, Derivative) and _open(node.body, scene.inside(node)):
            return None
        return move(node, scene)

    return moved


@dataclass(frozen=True, slots=True)
class _Turn:
    """Moves that are made together, and the rules of which the step can be."""

    names: tuple[str, ...]
    moves: tuple[Move, ...]


_TERMWISE = tuple(map(_unless_line, (of_addends, of_multiple, of_sum)))

_TURNS = (
    _Turn(("name an expression",), (_named_inside,)),
    _Turn(("chain rule",), (_unless_line(chained),)),
    _Turn(("definition",), (_put_in,)),
    _Turn(("write as entries",), (_as_entries,)),
    _Turn(("derivative of softmax",), (of_softmax,)),
    _Turn(("case by case",), (_unless_line(as_cases),)),
    _Turn(("derivative of max",), (of_extreme("max"),)),
    _Turn(("derivative of min",), (of_extreme("min"),)),
    _Turn(("derivative of cases",), (_unless_line(of_cases),)),
    _Turn(("constant factor", "sum rule", "derivative of a sum", "linearity"), _TERMWISE),
    _Turn(("constant rule",), (one_term_moves,)),
    _Turn(("power as exp",), (_as_exp,)),
    _Turn(("product rule",), (_unless_line(of_product),)),
    _Turn(("reciprocal rule",), (_unless_line(of_reciprocal),)),
    _Turn(("quotient rule",), (_unless_line(of_quotient),)),
    *(_Turn((f"derivative of {name}",), (of_function(name, SLOPES[name][0]),)) for name in SLOPES),
    _Turn(("power rule",), (_unless_line(_unless_root(of_power)),)),
    _Turn(("derivative of an exponential",), (_unless_line(of_exponential),)),
    _Turn(("constant rule", "derivative of the variable", "derivative of a line"), (of_line,)),
    _Turn(("derivative of an entry",), (of_entry,)),
)

_WITH_SLOPE = frozenset(rule.name for rule in RULES if Law.SLOPE in rule.with_)


def _next(line: Expr, scene: Scene, banned: Banned) -> Made | None:
    """Return the next line: the first rule in turn that applies, everywhere where it does.

    Where none is right everywhere at once, one is taken at one place.
    """
    for making in (_moved, _moved_at_one_place):
        for turn in _TURNS:
            for new in making(line, turn, scene):
                if new != line and (to_text(line), to_text(new)) not in banned:
                    rule = rule_of(line, new, turn.names, scene)
                    if rule is not None:
                        return Made(rule, new)
    return None


def _moved_at_one_place(line: Expr, turn: _Turn, scene: Scene) -> Iterator[Expr]:
    """Yield what the moves of a turn make of the line at each place."""
    for path, node, here in places(line, scene):
        for move in turn.moves:
            new = _inside_first(move)(node, here)
            if new is not None:
                yield _neat_beside(line, replaced(line, path, new), scene)


def _moved(line: Expr, turn: _Turn, scene: Scene) -> Iterator[Expr]:
    """Yield what the moves of a turn make of the line."""
    moves = [_inside_first(move) for move in turn.moves]
    try:
        new = settled(line, moves, scene)
    except TooManyMoves:
        return
    if new == line:
        return
    if _WITH_SLOPE & set(turn.names):
        yield _neat_beside(line, settled(new, (_inside_first(of_itself),), scene), scene)
    yield _neat_beside(line, new, scene)
    yield neat(new, scene)
    yield new


def _neat_beside(line: Expr, new: Expr, scene: Scene) -> Expr:
    """Make a new line neat, also inside of derivatives that were not there before."""
    before = {node for node in nodes(line) if isinstance(node, Derivative)}

    def inside(expr: Expr, scene: Scene) -> Expr:
        if isinstance(expr, Derivative):
            if expr in before:
                return expr
            body = neat(inside(expr.body, scene), scene.inside(expr))
            return Derivative(body, expr.variable)
        below = scene.inside(expr)
        return with_children(expr, tuple(inside(child, below) for child in children(expr)))

    return neat(inside(new, scene), scene)


# -- names that are the custom -------------------------------------------------------------


def _with_names(body: Expr, variable: Expr, declarations: Declarations) -> Declarations:
    """Declare the names that a derivation wants.

    sigma(z) and tanh(z) are called ``a``, as is the custom, where that name is free; what stands
    inside an unknown function gets a name, since the chain rule needs one.
    """
    scene = Scene(declarations)
    taken = {name for node in _everything(body, declarations) for name in names_in(node)}
    taken |= {name for name, _ in declarations.lets} | {str(each) for each in letters_in(body)}
    lets = list(declarations.lets)
    known = [meaning for _, meaning in lets]
    match body:
        case Call(function="sigma" | "tanh", args=(Name() as inner,)) if inner == variable:
            if "a" not in taken:
                lets.append(("a", body))
    for node in nodes(body):
        match node:
            case Apply(function=function, args=(inside,)) if function in declarations.functions:
                named = isinstance(inside, Name) or inside in known
                if not named and scene.is_scalar(inside) and depends(inside, variable, scene):
                    fresh = next(each for each in _LETTERS if each not in taken)
                    taken.add(fresh)
                    known.append(inside)
                    lets.append((fresh, inside))
    return replace(declarations, lets=tuple(lets))


_LETTERS = ("u", "v", "s", "t", *(f"u{n}" for n in range(1, 1000)))


def _everything(body: Expr, declarations: Declarations) -> Iterator[Expr]:
    yield body
    yield from (meaning for _, meaning in declarations.lets)
    for condition in declarations.domain:
        match condition:
            case Relation(left=left, right=right):
                yield from (left, right)
            case _:
                yield condition.subject
