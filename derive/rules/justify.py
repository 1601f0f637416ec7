"""Whether the named rules, and nothing but them, turn one line into the next.

Two lines are the same under some rules when both come to one form after all moves of these rules
have been made and all their laws overlooked. A step is justified by its rules when its lines are
the same under all of them, and different under all but any one: then each of them is needed and
no other is. Trivia (:data:`derive.rules.form.TRIVIA`) are never needed, except where they are the
rule.

That the lines are equal is not decided here; the kernel has done so. Only the reason is judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations, product

from derive.language.nodes import Expr, Index
from derive.rules.catalogue import RULES, rule_named
from derive.rules.entries import places
from derive.rules.form import TRIVIA, Laws, TooLarge, closed, form
from derive.rules.rewriting import TooManyMoves, settled
from derive.rules.rule import Move, Rule
from derive.rules.scene import Scene, indexed, letters_in


def justified(left: Expr, right: Expr, rules: Sequence[Rule], scene: Scene) -> bool:
    """Whether the rules turn ``left`` into ``right``, each of them needed and no other."""
    readings = ([rule, *(replace(rule, moves=moves) for moves in rule.instead)] for rule in rules)
    return any(_justified(left, right, chosen, scene) for chosen in product(*readings))


def _justified(left: Expr, right: Expr, rules: Sequence[Rule], scene: Scene) -> bool:
    if any(rule.check for rule in rules):
        return len(rules) == 1 and _checked(left, right, rules[0], scene)
    if not same(left, right, rules, (), scene):
        return False
    return all(_turned(left, right, rule) for rule in rules) and not any(
        same(left, right, [other for other in rules if other is not rule], (rule,), scene)
        for rule in rules
    )


def _checked(left: Expr, right: Expr, rule: Rule, scene: Scene) -> bool:
    """Whether the rule's own check says yes, and no other rules do the same."""
    others = [other for other in RULES if other.check is None]
    return (
        rule.check is not None
        and rule.check(left, right, scene)
        and not same(left, right, (), (), scene)
        and not same(left, right, others, (), scene)
    )


def same(
    left: Expr, right: Expr, rules: Sequence[Rule], without: Sequence[Rule], scene: Scene
) -> bool:
    """Whether two lines are the same under ``rules``, and under what they all may use besides.

    What ``without`` may use besides is allowed too, but not what they do themselves.
    """
    granted = [*rules, *without]
    moves = [move for rule in rules for move in rule.moves]
    moves += [move for rule in granted for move in rule.helpers if move not in moves]
    laws = TRIVIA.union(*(rule.with_ for rule in granted))
    for rule in without:
        laws -= rule.laws
    laws = closed(laws.union(*(rule.laws for rule in rules)))
    reading = _Reading(tuple(moves), laws, scene)
    try:
        if reading(left) == reading(right):
            return True
        if not any(rule.whole for rule in granted):
            return False
        return _by_entries(left, right, reading, shown=any(rule.whole for rule in rules))
    except (TooManyMoves, TooLarge, RecursionError):
        return False


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is left of a line when moves are made and laws overlooked."""

    moves: tuple[Move, ...]
    laws: Laws
    scene: Scene

    def __call__(self, expr: Expr) -> str:
        return form(settled(expr, self.moves, self.scene), self.laws)


def _by_entries(left: Expr, right: Expr, reading: _Reading, *, shown: bool) -> bool:
    """Whether two arrays agree entry by entry, by themselves or (``shown``) as was shown above."""
    shape = reading.scene.shape(left)
    if not shape or shape != reading.scene.shape(right):
        return False
    return all(
        reading(Index(left, at)) == reading(Index(right, at))
        or (shown and _was_shown(Index(left, at), Index(right, at), reading))
        for at in places(shape)
    )


def _was_shown(left: Expr, right: Expr, reading: _Reading) -> bool:
    """Whether a chain above leads from one entry to the other, for every index."""
    wanted = reading(left), reading(right)
    ours = [letter for letter in letters_in(left) if isinstance(letter, str)]
    for first, last in reading.scene.shown:
        theirs = sorted(map(str, letters_in(first)))
        for chosen in permutations(ours, min(len(ours), len(theirs))):
            for free in combinations(theirs, len(chosen)):
                letters = dict(zip(free, chosen, strict=True))
                if tuple(reading(indexed(line, letters)) for line in (first, last)) == wanted:
                    return True
    return False


def _turned(left: Expr, right: Expr, rule: Rule) -> bool:
    return rule.turn is None or rule.turn(left, right)


def fitting(left: Expr, right: Expr, scene: Scene) -> tuple[Rule, ...]:
    """Return the rules that justify the step, each by itself; else pairs are not tried."""
    return tuple(rule for rule in RULES if justified(left, right, [rule], scene))


def unjust(
    left: Expr, right: Expr, names: Sequence[str], scene: Scene, *, published: bool = True
) -> str | None:
    """Say why the named rules are not the reason of the step, or None when they are.

    A learner's step (not ``published``) may also use what its rules are usually said along with.
    """
    rules = [rule for name in names if (rule := rule_named(name)) is not None]
    if justified(left, right, rules, scene):
        return None
    others = [rule.name for rule in fitting(left, right, scene)]
    if not published and not others and _loosely(left, right, rules, scene):
        return None
    said = " and ".join(f'"{rule.name}"' for rule in rules)
    condition = ""
    if same(left, right, (), (), scene):
        reason = "only order, signs and numbers change in this line"
    elif same(left, right, rules, (), scene):
        reason = f"{said} {'is' if len(rules) == 1 else 'are'} more than what happens here"
    else:
        does = "does" if len(rules) == 1 else "do"
        reason = f"{said} {does} not turn the line above into this one"
        condition = " and ".join(rule.needs.replace("`", "") for rule in rules if rule.needs)
    if others:
        return f"{reason}; it would be {' or '.join(others)}"
    beside = [rule for rule in RULES if justified(left, right, [*rules, rule], scene)]
    if len(beside) > 1:  # which way a line goes is hard to tell where two rules are at work
        beside = [rule for rule in beside if rule.turn is None]
    if 0 < len(beside) <= 3:
        return f"{reason}; it also takes {' or '.join(rule.name for rule in beside)}"
    return f"{reason}; its condition: {condition}" if condition else reason


def _loosely(left: Expr, right: Expr, rules: Sequence[Rule], scene: Scene) -> bool:
    """Whether the step is the rules' with what is said along with them, and not that alone."""
    names = {name for rule in rules for name in rule.along} - {rule.name for rule in rules}
    company = [rule for rule in RULES if rule.name in names]
    company += [replace(rule, moves=rule.passing, laws=rule.loose) for rule in rules]
    if not same(left, right, [*rules, *company], (), scene):
        return False
    return all(
        rule.within(left, right) if rule.within else not same(left, right, company, rules, scene)
        for rule in rules
    )
