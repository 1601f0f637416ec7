"""Find a short form of an expression, and the fewest steps of algebra that lead to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from derive.language.nodes import Binary, Expr, Number, Unary, nodes
from derive.language.text import to_text
from derive.rules.catalogue import rule_named
from derive.rules.deriving.folding import CASES, FOLDS, OPENED
from derive.rules.deriving.forward import NEAT, PRODUCTS, SUMS
from derive.rules.deriving.movers import Mover, made_at_each, made_everywhere
from derive.rules.deriving.neat import factors_of, is_sum, neat
from derive.rules.justify import justified
from derive.rules.rewriting import TooManyMoves, settled
from derive.rules.scene import Scene

# Rules that are moves, and that make lines shorter.
_MOVES = (
    "constant rule",
    "delta picks one term",
    "sum of a constant",
    "constant out of a sum",
    "split a sum",
    "assumption",
    "log of exp",
    "exp of log",
    "log of one",
    "exp of zero",
    "tanh of zero",
)
_MOVERS = (NEAT, *FOLDS, *PRODUCTS, *SUMS, *OPENED, *CASES)

_MULTIPLY, _POWERS, _CANCEL = PRODUCTS
_COLLECT, _FACTOR, _COMMON, _ADD, _SIGNS, _EXPAND = SUMS

# What is usually done in turn. Each ends in lines of its own; the shortest is chosen.
_TRACKS: tuple[tuple[Mover, ...], ...] = (
    (NEAT, *FOLDS, _MULTIPLY, _CANCEL, _POWERS, _SIGNS, _COLLECT, _FACTOR),
    (NEAT, *FOLDS, _MULTIPLY, _SIGNS, _COMMON, _ADD, _CANCEL, _EXPAND, _COLLECT, _FACTOR),
    (NEAT, *FOLDS, _MULTIPLY, _EXPAND, _MULTIPLY, _CANCEL, _COLLECT, _POWERS, _COLLECT),
    (NEAT, *FOLDS, _SIGNS, _MULTIPLY, _EXPAND, _MULTIPLY, _CANCEL, _EXPAND, _COLLECT, _FACTOR),
)

_MOST_LAPS = 3
_LONGEST = 400  # nodes of a line on a track
_MOST_LOOKED_AT = 25  # lines from which it is gone on in every way
_MOST_GROWTH = 2.0  # how much longer than the first such a line may be
_STEP = 0.4  # of a node: what a step must save at least


@dataclass(frozen=True, slots=True)
class Made:
    """A line, and the rule that leads to it from the line above."""

    rule: str
    line: Expr


# Which steps are out of question, by the texts of their lines.
Banned = set[tuple[str, str]]


def length(expr: Expr) -> int:
    """Return the number of nodes of an expression.

    A minus counts only in front of a bracket, and a product of brackets that is a term of a sum
    counts for more: it is not yet worked out.
    """
    return sum(_weight(node) for node in nodes(expr))


def _weight(node: Expr) -> int:
    match node:
        case Unary(arg=arg):
            return int(is_sum(arg))
        case Binary(op="+" | "-", left=left, right=right):
            return 1 + 2 * (_brackets(left) > 1) + 2 * (_brackets(right) > 1)
    return 1


def _brackets(term: Expr) -> int:
    """Return how many brackets are multiplied in a term; the square of one is two."""
    found = 0
    for factor in factors_of(term):
        match factor:
            case Binary(op="**", left=base, right=Number()):
                found += 2 * is_sum(base)
            case _:
                found += is_sum(factor)
    return found


def rule_of(left: Expr, right: Expr, names: tuple[str, ...], scene: Scene) -> str | None:
    """Return the first of the rules that justifies the step, or None."""
    for name in names:
        rule = rule_named(name)
        if rule is not None and justified(left, right, [rule], scene):
            return name
    return None


def next_lines(expr: Expr, scene: Scene) -> Iterator[tuple[tuple[str, ...], Expr]]:
    """Yield (rules that may be the reason, line) for the steps of algebra from here."""
    for name in _MOVES:
        rule = rule_named(name)
        assert rule is not None
        try:
            yield (name,), neat(settled(expr, rule.moves, scene), scene)
        except TooManyMoves:
            continue
    for mover in _MOVERS:
        yield from ((mover.names, line) for line in _made(mover, expr, scene))


def _made(mover: Mover, expr: Expr, scene: Scene) -> Iterator[Expr]:
    whole = made_everywhere(mover, expr, scene)
    if whole is not None:
        yield whole
        if not mover.at_once:
            yield from made_at_each(mover, expr, scene)


@dataclass(slots=True)
class _Graph:
    """The lines that were found, by their texts, and the steps between them."""

    scene: Scene
    lines: dict[str, Expr] = field(default_factory=dict)
    steps: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def grow(self, start: Expr) -> None:
        """Follow the beaten tracks, then go on from the shortest lines that were found."""
        self.lines[to_text(start)] = start
        for track in _TRACKS:
            self.follow(start, track)
        longest = _MOST_GROWTH * length(start) + 10
        looked_at: set[str] = set()
        while len(looked_at) < _MOST_LOOKED_AT:
            open_ = [text for text in self.lines if text not in looked_at]
            if not open_:
                return
            text = min(open_, key=lambda each: (length(self.lines[each]), len(each)))
            looked_at.add(text)
            for names, line in next_lines(self.lines[text], self.scene):
                if length(line) <= longest:
                    self.add(text, line, names)

    def follow(self, start: Expr, track: tuple[Mover, ...]) -> None:
        """Make the moves of a track in turn, each everywhere, again and again."""
        line = start
        for _ in range(_MOST_LAPS):
            before = line
            for mover in track:
                new = made_everywhere(mover, line, self.scene)
                if new is not None and length(new) < _LONGEST:
                    self.add(to_text(line), new, mover.names)
                    line = new
            if line == before:
                return

    def add(self, before: str, line: Expr, names: tuple[str, ...]) -> None:
        text = to_text(line)
        if text != before:
            self.lines.setdefault(text, line)
            known = self.steps.setdefault(before, {})
            known[text] = tuple(dict.fromkeys((*known.get(text, ()), *names)))

    def steps_from(self, start: str) -> dict[str, tuple[int, str]]:
        """Return for each line how many steps lead to it at least, and from where."""
        came = {start: (0, start)}
        waiting = deque([start])
        while waiting:
            text = waiting.popleft()
            for other in self.steps.get(text, {}):
                if other not in came:
                    came[other] = (came[text][0] + 1, text)
                    waiting.append(other)
        return came


def tidied(start: Expr, scene: Scene, banned: Banned | None = None) -> list[Made]:
    """Return the steps to the shortest line that was found; none where there is no shorter one.

    Every step is justified by its rule. Those in ``banned`` are avoided.
    """
    graph = _Graph(scene)
    graph.grow(start)
    for before, after in banned or ():
        graph.steps.get(before, {}).pop(after, None)
    first = to_text(start)
    reasons: dict[tuple[str, str], str] = {}
    while True:
        came = graph.steps_from(first)
        end = min(came, key=lambda text: _cost(graph.lines[text], came[text][0], text))
        way: list[Made] = []
        while end != first:
            before = came[end][1]
            names = graph.steps[before][end]
            if (before, end) not in reasons:
                rule = rule_of(graph.lines[before], graph.lines[end], names, scene)
                if rule is None:
                    del graph.steps[before][end]
                    break
                reasons[before, end] = rule
            way.append(Made(reasons[before, end], graph.lines[end]))
            end = before
        else:
            return way[::-1]


def _cost(line: Expr, steps: int, text: str) -> tuple[float, int]:
    """Return what a line is chosen by: its length, and the steps that lead to it."""
    return length(line) + _STEP * steps, len(text)
