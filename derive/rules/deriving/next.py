"""What can be done next: the lines that the rules make of an expression."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from derive.language.nodes import Expr, replaced
from derive.language.text import to_text
from derive.rules.catalogue import RULES
from derive.rules.deriving.differentiate import as_cases, chained
from derive.rules.deriving.folding import CASES, FOLDS, OPENED
from derive.rules.deriving.forward import APART, NEAT, PRODUCTS, SUMS
from derive.rules.deriving.movers import Mover, made_at_each, made_everywhere, places
from derive.rules.deriving.neat import neat
from derive.rules.deriving.tidy import Made, length
from derive.rules.justify import justified
from derive.rules.rewriting import TooManyMoves, settled
from derive.rules.rule import Kind, Move, Rule
from derive.rules.scene import Scene

_MOVERS: tuple[Mover, ...] = (NEAT, *FOLDS, *PRODUCTS, *SUMS, *APART, *OPENED, *CASES)

# Moves of rules that are told by another move, or that read from the end to the start.
_FORWARD: dict[str, tuple[Move, ...]] = {
    "chain rule": (chained,),
    "chain rule over several paths": (),
    "case by case": (as_cases,),
    "name an expression": (),
}

_ORDER: dict[Kind, int] = {"calculus": 0, "definition": 1, "index": 2, "algebra": 3}


def next_lines(expr: Expr, scene: Scene, rules: Sequence[Rule] = RULES) -> list[Made]:
    """Return the lines that one of the rules makes of the expression, at one place or at all.

    Each is justified by its rule; whether it is equal to the expression, and where, the kernel
    says. Calculus comes first, algebra last, and of one rule the shortest line first. A line
    that several rules make is listed with the first of them.
    """
    found: list[Made] = []
    for rule in sorted(rules, key=lambda rule: _ORDER[rule.kind]):
        known = {to_text(made.line) for made in found} | {to_text(expr)}
        lines = {to_text(line): line for line in _lines(expr, rule, scene)}
        fresh = [line for text, line in lines.items() if text not in known]
        fit = [line for line in fresh if justified(expr, line, [rule], scene)]
        found += [Made(rule.name, line) for line in sorted(fit, key=length)]
    return found


def _lines(expr: Expr, rule: Rule, scene: Scene) -> Iterator[Expr]:
    """Yield what the rule may make of the expression; not all need be steps of the rule."""
    moves = _FORWARD.get(rule.name, rule.moves)
    with suppress(TooManyMoves):
        yield neat(settled(expr, moves, scene), scene)
    for path, node, here in places(expr, scene):
        for move in moves:
            new = move(node, here)
            if new is not None and new != node:
                yield neat(replaced(expr, path, new), scene)
    for mover in _MOVERS:
        if rule.name in mover.names:
            whole = made_everywhere(mover, expr, scene)
            if whole is not None:
                yield whole
            yield from made_at_each(mover, expr, scene)
