"""What was probably meant by a step that fails, said as a teacher would.

Among the slips of the catalogue those are looked for whose undoing makes the step true. A sieve
of a few points drops nearly all of them; what is suggested is proved.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice
from typing import TypeAlias

from derive.kernel.refute import Sieve
from derive.kernel.verdict import DomainError, Judgement, Verdict
from derive.language.errors import LanguageError
from derive.language.nodes import (
    Binary,
    Call,
    Derivative,
    Expr,
    Name,
    Path,
    Transpose,
    Unary,
    Where,
    children,
    names_in,
    nodes,
)
from derive.language.parse import parse_conditions
from derive.language.shapes import ShapeError, Surveyor, compare, sides_of
from derive.language.text import to_text
from derive.language.working import Declarations
from derive.rules.diagnosing.setting import Setting
from derive.rules.diagnosing.slips import Change, undone

Judge: TypeAlias = Callable[[Expr, Expr, Declarations], Judgement]

SECONDS = 3.0  # of work, after which no further repair is tried
_JUDGED = 12  # repairs that may fail to be proved
_SECOND = 250  # lines of one slip of which a second one is looked for
_LONGEST = 120  # characters of a formula in a sentence
_NUMBERS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


@dataclass(frozen=True, slots=True)
class Repair:
    """A line that makes a step true, and the slips undone on the way to it (one or two)."""

    wrong: Expr
    line: Expr
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        """Return what was wrong, where, and what makes the step hold."""
        if len(self.changes) == 1:
            (change,) = self.changes
            return _trouble(change, self.wrong) + _mended(_shown(change))
        before = self.wrong
        troubles = []
        for change in self.changes:
            troubles.append(_trouble(change, before))
            before = change.line
        return ", and ".join(troubles) + _mended(f"`= {to_text(self.line)}`")


def diagnose(
    left: Expr,
    right: Expr,
    declarations: Declarations,
    *,
    judgement: Judgement | None,
    judge: Judge,
    seconds: float = SECONDS,
) -> str | None:
    """Say what was probably meant by a step; None when nothing is found.

    ``judgement`` is what was said of the step, None when its shapes do not fit. The search for
    a repair ends after ``seconds`` of work; whoever needs a bound for all runs this in a worker.
    """
    if judgement is not None and judgement.verdict is Verdict.CONDITIONAL:
        if said := _completed(left, right, declarations, judgement, judge):
            return said
    elif judgement is not None and judgement.verdict is not Verdict.REFUTED:
        return None
    if said := _quotient_of_differentials(left, right, declarations):
        return said
    found = repair(left, right, declarations, judge=judge, seconds=seconds)
    return str(found) if found else _unknown_name(left, right, declarations)


def repair(
    left: Expr,
    right: Expr,
    declarations: Declarations,
    *,
    judge: Judge,
    seconds: float = SECONDS,
) -> Repair | None:
    """Return the likeliest undoing of one slip, or of two, for which the step is proved."""
    deadline = time.process_time() + seconds
    trial = _Trial(left, right, declarations, judge)
    if not trial.open:
        return None
    singles: list[Change] = []
    for change in undone(right, left, declarations):
        if time.process_time() > deadline:
            return None
        if trial.holds(change.line):
            return Repair(right, change.line, (change,))
        singles.append(change)
    for first in islice(sorted(singles, key=_likelihood), _SECOND):
        for second in undone(first.line, left, declarations, brief=True):
            if time.process_time() > deadline:
                return None
            if trial.holds(second.line):
                return Repair(right, second.line, (first, second))
    return None


def _likelihood(change: Change) -> bool:
    """Return a key by which slips that leave a line its size come first."""
    return change.slip.wide


class _Trial:
    """Right-hand lines tried on one left-hand line, each once."""

    def __init__(self, left: Expr, right: Expr, declarations: Declarations, judge: Judge) -> None:
        self.left, self.declarations, self.judge = left, declarations, judge
        self.surveyor = Surveyor(declarations)
        self.seen = {left, right}
        self.failed = 0
        try:
            self.survey = self.surveyor.survey(left)
        except ShapeError:
            self.open = False
            return
        self.open = True
        self.indices = set(self.survey.indices)
        alongside: list[Expr] = [*map(Name, Setting(right, left, declarations).names)]
        with suppress(ShapeError):  # which a repair has to mend
            self.indices |= self.surveyor.survey(right).indices.keys()
            alongside.append(right)
        self.sieve = Sieve(left, declarations, alongside)

    def holds(self, right: Expr) -> bool:
        """Tell whether the step to ``right`` is proved; False when it was tried before."""
        if right in self.seen or self.failed >= _JUDGED or not self._fits(right):
            return False
        self.seen.add(right)
        if not self.sieve.passes(right):
            return False
        proved = self.judge(self.left, right, self.declarations).verdict is Verdict.PROVED
        self.failed += not proved
        return proved

    def _fits(self, right: Expr) -> bool:
        """Tell whether the shapes fit, and no new index stands free."""
        try:
            survey = self.surveyor.survey(right)
            compare(self.survey, survey)
        except ShapeError:
            return False
        return survey.indices.keys() <= self.indices


def _completed(
    left: Expr, right: Expr, declarations: Declarations, judgement: Judgement, judge: Judge
) -> str | None:
    """Say with which condition a conditional step is proved, once that is so.

    It is not where the condition contradicts the domain: then a side is defined nowhere.
    """
    text = judgement.condition or ""
    try:
        missing = tuple(c for part in text.split(", ") for c in parse_conditions(part))
    except LanguageError:
        return None
    more = replace(declarations, domain=(*declarations.domain, *missing))
    try:
        if judge(left, right, more).verdict is not Verdict.PROVED:
            return None
    except DomainError:
        return None
    return f"with `where {text}` it is proved"


def _quotient_of_differentials(left: Expr, right: Expr, declarations: Declarations) -> str | None:
    """Name a da/dz of which neither name is declared, while a is defined by z."""
    lets = dict(declarations.lets)
    said = {name for _, expr in declarations.lets for name in names_in(expr)}
    said |= {name for c in declarations.domain for side in sides_of(c) for name in names_in(side)}
    known = {*lets, *dict(declarations.shapes), *said}
    for node in (*nodes(left), *nodes(right)):
        match node:
            case Binary(op="/", left=Name(id=above), right=Name(id=below)) if (
                not {above, below} & known
                and above[0] == below[0] == "d"
                and above[1:] in lets
                and below[1:] in known
            ):
                written = f"D({above[1:]}, {below[1:]})"
                return f"`{above}/{below}` divides two names; the derivative is written `{written}`"
    return None


def _unknown_name(left: Expr, right: Expr, declarations: Declarations) -> str | None:
    """Name a name that is used here alone and is spelt nearly like one that is declared."""
    setting = Setting(right, left, declarations)
    known = [*setting.names, *sorted(setting.sizes)]
    for name in sorted(names_in(right) - {*known, *declarations.functions}):
        if name in dict(declarations.unknowns):
            continue
        if near := get_close_matches(name, known, 1, 0.7):
            return f"`{name}` is declared nowhere; did you mean `{near[0]}`?"
    return None


# -- words --------------------------------------------------------------------------------------


def _trouble(change: Change, line: Expr) -> str:
    where = change.path
    match change.old, change.new:
        case Binary(left=left, op="+" | "-"), Binary(left=kept) if (
            change.slip.name == "sign" and left == kept
        ):
            where = (*where, 1)
        case Name(id=old), Name() if change.slip.name == "misspelt name":
            return f"`{old}` is declared nowhere"
        case _, Transpose():
            return f"a transpose is missing in {place(line, where)}"
        case Transpose(), _ if change.slip.name == "transpose":
            return f"a transpose too many in {place(line, where)}"
    return change.slip.trouble.format(place=place(line, where))


def _mended(text: str) -> str:
    """Return ``: with TEXT the step holds``, the text only if it is no longer than a line."""
    if len(text) > _LONGEST:
        return "; mended, the step holds"
    return f": with {text} the step holds"


def _shown(change: Change) -> str:
    """Return what to write, and for what where that is short."""
    old, new = change.old, change.new
    match old, new:
        case Binary(left=kept, right=term), Binary(op="+" | "-" as op, left=left, right=right) if (
            kept,
            term,
        ) == (left, right) and change.slip.name == "sign":
            return f"`{to_text(Binary(op, Name('_'), term))[2:]}`"  # brackets as the sign needs
    if not change.path:
        return f"`= {to_text(new)}`"
    before = to_text(old)
    return f"`{to_text(new)}`" + (f" for `{before}`" if len(before) <= _LONGEST // 2 else "")


def place(line: Expr, path: Path) -> str:
    """Return in words where a node of a line stands: ``the denominator of the second term``."""
    said = list(_places(line, path))[-2:]
    return " of ".join(reversed(said)) or "the line"


def _places(node: Expr, path: Path) -> Iterator[str]:
    while path:
        match node:
            case Binary(op="+" | "-"):
                number, node, path = _member(node, path, ("+", "-"))
                yield f"the {_ordinal(number)} term"
                continue
            case Binary(op="*"):
                number, node, path = _member(node, path, ("*",))
                yield f"the {_ordinal(number)} factor"
                continue
            case Binary(op="/"):
                yield ("the numerator", "the denominator")[path[0]]
            case Binary(op="**"):
                yield ("the base", "the exponent")[path[0]]
            case Binary(op="@"):
                yield f"the {('left', 'right')[path[0]]} side of `@`"
            case Call(function=function):
                yield f"the argument of {function}"
            case Derivative():
                yield "the derivative"
            case Unary():
                pass
            case Where(condition=condition):
                number = path[0] - 2 * len(condition)
                yield f"the {_ordinal(number)} case" if number >= 0 else "the condition"
            case _:
                yield _CONTAINERS.get(type(node).__name__, "the line")
        node, path = children(node)[path[0]], path[1:]


_CONTAINERS = {
    "Apply": "the argument",
    "Reduce": "the sum",
    "Sum": "the sum",
    "Matrix": "an entry",
    "Vector": "an entry",
    "Index": "the entry",
    "Transpose": "the transposed matrix",
}


def _member(node: Expr, path: Path, ops: tuple[str, ...]) -> tuple[int, Expr, Path]:
    """Return which member of a chain of terms or factors the path leads into, and the rest."""
    while path and isinstance(node, Binary) and node.op in ops:
        side, path = path[0], path[1:]
        if side:
            return _members(node.left, ops), node.right, path
        node = node.left
    return 0, node, path


def _members(node: Expr, ops: tuple[str, ...]) -> int:
    count = 1
    while isinstance(node, Binary) and node.op in ops:
        node, count = node.left, count + 1
    return count


def _ordinal(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number + 1}th"
