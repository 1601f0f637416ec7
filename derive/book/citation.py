"""Citing: one derivation puts in what another has shown.

The names of what is cited are variables: ``D(log(u), u) = 1/u`` shown for ``0 < u`` is cited
for ``D(log(a), a)`` with u = a, and its condition, 0 < a, has to be proved again where it is
used. Definitions are unfolded on both sides, except the name that a derivative is taken by,
which stays the variable of its derivative.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from derive.language.nodes import (
    Apply,
    Condition,
    Derivative,
    Expr,
    Index,
    Matrix,
    Membership,
    Name,
    Natural,
    Relation,
    Transpose,
    Vector,
    children,
    names_in,
    walk,
    with_children,
)
from derive.language.text import condition_text, to_text
from derive.language.working import Chain, Declarations, Step, Working

_CITATION = re.compile(r"result ([a-z][a-z0-9-]*)(?:\.([1-9][0-9]?))?")
_BLANK = Name("_")

Substitution: TypeAlias = dict[str, Expr]
Holds: TypeAlias = Callable[[Condition, Declarations], bool]


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


def objection(
    step: Step, declarations: Declarations, cited: Sequence[Result], holds: Holds
) -> str | None:
    """Say why the step is no use of one of the results ``cited``, or None when it is.

    Every place where the lines differ must be an instance of one result, read in either
    direction. ``holds`` decides whether a condition is proved under the declarations.
    """
    said = None
    for result in cited:
        instances = _instances(step.left.expr, step.right.expr, result, declarations)
        if instances is None:
            continue
        said = next(_unmet(instances, result, declarations, holds), None)
        if said is None:
            return None
    statements = " or ".join(map(str, cited))
    return said or f"what changes in this line is no instance of {statements}"


def _instances(
    old: Expr, new: Expr, result: Result, declarations: Declarations
) -> list[Substitution] | None:
    """Return the substitutions that turn ``old`` into ``new``; None when there are none.

    The widest places are tried first.
    """
    if old == new:
        return []
    for left, right in ((old, new), (new, old)):
        substitution = _instance(left, right, result, declarations)
        if substitution is not None:
            return [substitution]
    if not _alike(old, new):
        return None
    found: list[Substitution] = []
    for before, after in zip(children(old), children(new), strict=True):
        inside = _instances(before, after, result, declarations)
        if inside is None:
            return None
        found += inside
    return found


def _instance(
    left: Expr, right: Expr, result: Result, declarations: Declarations
) -> Substitution | None:
    """Return the substitution that makes ``result`` say ``left = right``, if there is one."""
    theirs, ours = dict(result.declarations.lets), dict(declarations.lets)
    pattern = [unfold(result.left, theirs), unfold(result.right, theirs)]
    target = [unfold(left, ours), unfold(right, ours)]
    found: Substitution = {}
    if not all(_bind(p, t, found, ours) for p, t in zip(pattern, target, strict=True)):
        return None
    for name in [name for name in found if name in theirs]:  # it is a derivative's variable
        image = found[name]
        definition = ours.get(image.id) if isinstance(image, Name) else None
        if definition is None:
            return None
        pattern.append(unfold(theirs[name], theirs))
        target.append(unfold(definition, ours))
        if not _bind(pattern[-1], target[-1], found, ours):
            return None
    if not all(_fits(name, image, result, declarations) for name, image in found.items()):
        return None
    said = [unfold(substitute(side, found), ours) for side in pattern]
    if said != target or not _independent(pattern, found, ours):
        return None
    return found


def _bind(pattern: Expr, target: Expr, found: Substitution, ours: Mapping[str, Expr]) -> bool:
    """Match ``target`` with ``pattern``, whose names are variables, adding to ``found``."""
    match pattern, target:
        case Name(id=name), _:
            bound = found.get(name)
            if bound is not None and unfold(bound, ours) != unfold(target, ours):
                return False
            if bound is None or isinstance(target, Name):  # a derivative needs the name itself
                found[name] = target
            return True
        case Derivative(), Derivative():
            return _bind(pattern.variable, target.variable, found, ours) and _bind(
                pattern.body, target.body, found, ours
            )
        case Apply(), Apply() if len(pattern.args) == len(target.args):
            if found.setdefault(pattern.function, Name(target.function)) != Name(target.function):
                return False
        case _ if not _alike(pattern, target):
            return False
    pairs = zip(children(pattern), children(target), strict=True)
    return all(_bind(p, t, found, ours) for p, t in pairs)


def _alike(one: Expr, other: Expr) -> bool:
    """Say whether two nodes differ in nothing but what is inside them."""
    count = len(children(one))
    if type(one) is not type(other) or len(children(other)) != count:
        return False
    return with_children(one, (_BLANK,) * count) == with_children(other, (_BLANK,) * count)


def unfold(expr: Expr, definitions: Mapping[str, Expr], keep: frozenset[str] = frozenset()) -> Expr:
    """Put in what names stand for; what a derivative is taken by stays a name inside it."""
    match expr:
        case Name(id=name):
            if name in keep or name not in definitions:
                return expr
            return unfold(definitions[name], definitions, keep)
        case Derivative(body=body, variable=variable):
            return Derivative(unfold(body, definitions, keep | names_in(variable)), variable)
    inside = tuple(unfold(child, definitions, keep) for child in children(expr))
    return with_children(expr, inside)


def substitute(expr: Expr, substitution: Mapping[str, Expr]) -> Expr:
    """Put expressions for names, all at once."""
    if isinstance(expr, Name):
        return substitution.get(expr.id, expr)
    inside = tuple(substitute(child, substitution) for child in children(expr))
    if isinstance(expr, Apply):
        image = substitution.get(expr.function)
        return Apply(image.id if isinstance(image, Name) else expr.function, inside)
    return with_children(expr, inside)


def _fits(name: str, image: Expr, result: Result, declarations: Declarations) -> bool:
    """Say whether ``name`` may stand for ``image``: function, array and scalar stay what they are.

    An array may stand for an array of the same shape only, by its name; a whole number, too,
    by its name.
    """
    theirs = result.declarations
    if Natural(Name(name)) in theirs.domain and not isinstance(image, Name):
        return False
    if name in theirs.functions:
        return isinstance(image, Name) and image.id in declarations.functions
    for unknown, arguments in theirs.unknowns:
        if unknown == name:
            return isinstance(image, Name) and (image.id, arguments) in declarations.unknowns
    if theirs.shape(name):
        return isinstance(image, Name) and declarations.shape(image.id) == theirs.shape(name)
    return _is_scalar(image, declarations)


def _is_scalar(expr: Expr, declarations: Declarations) -> bool:
    """Say whether ``expr`` is plainly a scalar: arrays come into it by their entries only."""
    match expr:
        case Index():
            return True
        case Name(id=name):
            return not declarations.shape(name)
        case Matrix() | Vector() | Transpose():
            return False
    return all(_is_scalar(child, declarations) for child in children(expr))


def _independent(pattern: Sequence[Expr], found: Substitution, ours: Mapping[str, Expr]) -> bool:
    """Say whether what a derivative holds fixed is still fixed after the substitution."""
    for side in pattern:
        for _, node in walk(side):
            if not isinstance(node, Derivative):
                continue
            variables = names_in(substitute(node.variable, found))
            if not isinstance(substitute(node.variable, found), Name | Index):
                return False
            for name in names_in(node.body) - names_in(node.variable):
                moving = names_in(unfold(found.get(name, Name(name)), ours, variables))
                if moving & variables:
                    return False
    return True


def _unmet(
    instances: Sequence[Substitution], result: Result, declarations: Declarations, holds: Holds
) -> Iterator[str]:
    """Say which conditions of ``result`` are not proved where it is used."""
    if not instances:
        yield f"nothing changes in this line, so {result.name} is of no use"
    theirs = dict(result.declarations.lets)
    for found in instances:
        for condition in result.declarations.domain:
            there = _mapped(condition, partial(unfold, definitions=theirs, keep=frozenset(found)))
            unbound = _names(there) - set(found)
            if unbound == _names(there):  # it is about names that the statement has not
                continue
            here = _mapped(there, partial(substitute, substitution=found))
            if unbound or not holds(here, declarations):
                yield f"{result.name} needs {condition_text(here)}, which is not proved here"


def _mapped(condition: Condition, change: Callable[[Expr], Expr]) -> Condition:
    """Return the condition with its expressions changed."""
    match condition:
        case Relation(op=op, left=left, right=right):
            return Relation(op, change(left), change(right))
        case Membership(subject=subject, values=values):
            return Membership(change(subject), values)
        case Natural(subject=subject):
            image = change(subject)
            return Natural(image if isinstance(image, Name) else subject)  # a name: see _fits


def _names(condition: Condition) -> frozenset[str]:
    """Return the names that a condition speaks of."""
    match condition:
        case Relation(left=left, right=right):
            return names_in(left) | names_in(right)
        case Membership(subject=subject) | Natural(subject=subject):
            return names_in(subject)
