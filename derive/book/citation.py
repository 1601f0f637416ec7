"""Citing: one derivation puts in what another has shown.

The letters of what is cited are variables: ``D(log(u), u) = 1/u`` shown for ``0 < u`` is cited
for ``D(log(a), a)`` with u = a (:mod:`derive.book.matching` finds what they stand for). Its
condition, here 0 < a, has to be proved again where it is used, and so has the equation that the
result becomes there: an instance is never taken on trust.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from derive.book.matching import (
    Equation,
    NoInstance,
    Substitution,
    alike,
    index_letters,
    instance,
    renamed,
    unfold,
)
from derive.language.nodes import (
    Condition,
    Derivative,
    Expr,
    Membership,
    Name,
    Natural,
    Relation,
    children,
    names_in,
)
from derive.language.text import condition_text, to_text
from derive.language.working import Chain, Declarations, Step, Working
from derive.rules.dependence import holds_nearby
from derive.rules.scene import Scene, variable_name

_CITATION = re.compile(r"result ([a-z][a-z0-9-]*)(?:\.([1-9][0-9]?))?")

Holds: TypeAlias = Callable[[Condition, Declarations], bool]
Doubt: TypeAlias = Callable[[Expr, Expr, Declarations], str | None]


@dataclass(frozen=True, slots=True)
class Citation:
    """The rule ``result NAME`` or ``result NAME.2``: a derivation, and which of its chains."""

    name: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a chain shows: its first line equals its last, under the declarations."""

    name: str
    left: Expr
    right: Expr
    declarations: Declarations

    def __str__(self) -> str:
        """Return the result in the language's notation."""
        return f"{to_text(self.left)} = {to_text(self.right)}"


def citation(rule: str) -> Citation | None:
    """Return what ``rule`` cites, or None when it is a rule of another kind."""
    found = _CITATION.fullmatch(rule)
    return Citation(found[1], int(found[2]) if found[2] else None) if found else None


def results(name: str, working: Working) -> tuple[Result, ...]:
    """Return what the chains of a working show, in their order."""
    return tuple(
        Result(name, chain.first.expr, last(chain), working.declarations)
        for chain in working.chains
    )


def last(chain: Chain) -> Expr:
    """Return the last line of a chain."""
    return chain.steps[-1].right.expr if chain.steps else chain.first.expr


@dataclass(frozen=True, slots=True)
class Court:
    """Who decides what a citation needs.

    holds   whether a condition is proved under the declarations
    doubt   why an equation is not proved under the declarations, or None when it is
    """

    holds: Holds
    doubt: Doubt


def objection(
    step: Step, declarations: Declarations, cited: Sequence[Result], court: Court
) -> str | None:
    """Say why the step is no use of the results ``cited``, or None when it is.

    Every place where the lines differ must be an instance of one of them, read in either
    direction; and of each derivation that is cited one result must be used.
    """
    misses: list[str] = []
    uses = _uses(step.left.expr, step.right.expr, cited, declarations, misses)
    if uses is None:
        statements = " or ".join(map(str, cited))
        return misses[0] if misses else f"what changes in this line is no instance of {statements}"
    if not uses:
        return f"nothing changes in this line, so {cited[0].name} is of no use"
    used = {use.result.name for use in uses}
    if idle := next((result.name for result in cited if result.name not in used), None):
        return f"{idle} is not used in this line"
    return next((why for use in uses if (why := _unmet(use, declarations, court))), None)


@dataclass(frozen=True, slots=True)
class _Use:
    """An equation at some place of a step, and how a result becomes it.

    ``inside`` are the names by which the place is differentiated.
    """

    result: Result
    equation: Equation
    found: Substitution
    inside: frozenset[str]


def _uses(
    old: Expr,
    new: Expr,
    cited: Sequence[Result],
    declarations: Declarations,
    misses: list[str],
    inside: frozenset[str] = frozenset(),
) -> list[_Use] | None:
    """Return the uses of results that turn ``old`` into ``new``; None when there are none.

    The widest places are tried first; ``misses`` takes in why an equation nearly was one.
    """
    if old == new:
        return []
    for result in cited:
        general = result.left, result.right
        for equation in ((old, new), (new, old)):
            try:
                found = instance(general, result.declarations, equation, declarations)
            except NoInstance as miss:
                misses += [f"{result.name} does not fit here: {miss.reason}"] if miss.reason else []
            else:
                return [_Use(result, equation, found, inside)]
    if not alike(old, new):
        return None
    if isinstance(old, Derivative):
        inside |= {variable_name(old.variable)}
    uses: list[_Use] = []
    for before, after in zip(children(old), children(new), strict=True):
        within = _uses(before, after, cited, declarations, misses, inside)
        if within is None:
            return None
        uses += within
    return uses


def _unmet(use: _Use, declarations: Declarations, court: Court) -> str | None:
    """Say what of a result is not proved where it is used."""
    name = use.result.name
    for condition, complete in _conditions(use.result, use.found):
        if not complete or not court.holds(condition, declarations):
            return f"{name} needs {condition_text(condition)}, which is not proved here"
    if (doubt := court.doubt(*use.equation, declarations)) is not None:
        said = " = ".join(map(to_text, use.equation))
        return f"{name} says here that {said}, and that is not proved: {doubt}"
    if not holds_nearby(*use.equation, Scene(declarations, kept=use.inside)):
        return (
            f"{name} is used inside a derivative by {' and '.join(sorted(use.inside))}, where what "
            "it says must hold nearby too; the declarations tie the variable down or define it"
        )
    return None


def _conditions(result: Result, found: Substitution) -> Iterator[tuple[Condition, bool]]:
    """Yield the conditions of ``result`` as they read here, and whether all their names do.

    A free index of a condition stands for each entry, so it is no index of the equation.
    """
    known = found.names.keys() | found.functions.keys()
    fold = partial(unfold, definitions=dict(result.declarations.lets), keep=frozenset(known))
    taken = frozenset().union(*map(index_letters, found.names.values()))
    here = Substitution(found.names, {letter: f"{letter}_" for letter in taken}, found.functions)
    for condition in result.declarations.domain:
        there = _mapped(condition, lambda expr: renamed(fold(expr)) if taken else fold(expr))
        if not (names := _names(there)) & known:  # it is about names that the statement has not
            continue
        match there:
            case Natural(subject=Name(id=name)) if not isinstance(found.names[name], Name):
                continue  # a literal size, a whole number
        yield _mapped(there, here), names <= known


def _mapped(condition: Condition, change: Callable[[Expr], Expr]) -> Condition:
    """Return the condition with its expressions changed."""
    match condition:
        case Relation(op=op, left=left, right=right):
            return Relation(op, change(left), change(right))
        case Membership(subject=subject, values=values):
            return Membership(change(subject), values)
        case Natural(subject=subject):
            image = change(subject)
            return Natural(image if isinstance(image, Name) else subject)


def _names(condition: Condition) -> frozenset[str]:
    """Return the names that a condition speaks of."""
    match condition:
        case Relation(left=left, right=right):
            return names_in(left) | names_in(right)
        case Membership(subject=subject) | Natural(subject=subject):
            return names_in(subject)
