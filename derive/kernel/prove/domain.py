"""The declared domain as facts about signs, in one cell.

A condition on scalars is a fact from the start. A condition that holds for each entry of an array,
or for each value of a free index, becomes a fact about an entry when that entry first occurs.
Conditions that can't be used are left out: what is proved without them is proved on a larger
domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import lru_cache
from itertools import product

from derive.kernel.prove.atoms import Indices, SumOver
from derive.kernel.prove.calculus import renamed
from derive.kernel.prove.evaluate import Evaluator
from derive.kernel.prove.field import Field
from derive.kernel.prove.polynomials import Unresolved
from derive.kernel.prove.quotients import Element
from derive.kernel.prove.scope import ALLOWED, Undefined
from derive.kernel.prove.signs import EmptyCell, NeedSplit
from derive.kernel.prove.signsets import NOT_NEGATIVE, ZERO, SignSet
from derive.language.nodes import (
    Binary,
    Condition,
    Expr,
    Index,
    IndexTerm,
    Membership,
    Name,
    Natural,
    Number,
    Relation,
    Unary,
    names_in,
    nodes,
)
from derive.language.shapes import Surveyor, sides_of, size_names
from derive.language.working import Declarations


class Domain:
    """The conditions of one claim, sorted by when they can be used."""

    def __init__(self, declarations: Declarations, claim: tuple[Expr, ...]) -> None:
        surveyor = Surveyor(declarations)
        self._sizes = {s for _, shape in declarations.shapes for s in shape if isinstance(s, str)}
        for expr in (*claim, *(value for _, value in declarations.lets)):
            self._sizes |= _sizes_in(expr)
        self._sizes |= {c.subject.id for c in declarations.domain if isinstance(c, Natural)}
        self._finite_entries: dict[str, tuple[Fraction, ...]] = {}
        self._through: frozenset[Relation] = frozenset()  # conditions that are being learned
        self._at_once: list[Condition] = []
        self._for_each: list[tuple[Relation, frozenset[str]]] = []
        for condition in _concerning(claim, declarations):
            surveys = [surveyor.survey(side) for side in sides_of(condition)]
            indices = frozenset().union(*(survey.indices for survey in surveys))
            if not indices and not any(survey.shape for survey in surveys):
                self._at_once.append(condition)
            else:
                self._for_each += [(relation, indices) for relation in _relations(condition)]
                match condition:
                    case Membership(subject=Name(id=name), values=values):
                        numbers = tuple(dict.fromkeys(map(_number, values)))
                        if None not in numbers:
                            self._finite_entries[name] = tuple(n for n in numbers if n is not None)

    def finite(self, defined: Iterable[str]) -> dict[str, tuple[Expr, ...]]:
        """Return the values of the free scalars that take finitely many."""
        values: dict[str, tuple[Expr, ...]] = {}
        for condition in self._at_once:
            match condition:
                case Membership(subject=Name(id=name), values=choice) if name not in defined:
                    values.setdefault(name, choice)
        return values

    def assume(self, evaluator: Evaluator, signs: Iterable[tuple[Expr, SignSet]]) -> None:
        """Make facts of the conditions and of the cell's signs.

        Raises EmptyCell where they contradict each other, and NeedSplit where they hold in a part
        of the cell only. What it takes for a condition to be defined is a fact; what it takes for
        the cell's signs to be is left as an obligation, since they stem from the claim.
        """
        evaluator.field.whole = frozenset(self._sizes)
        evaluator.field.finite = self._finite_entries
        evaluator.signs.learn = lambda: self._learn(evaluator)
        evaluator.whole_numbers = self._sizes
        later = [c for c in self._at_once if not self._assumed(evaluator, c, splits=False)]
        for relation, indices in self._for_each:
            if relation.op == "==":
                with _as_facts(evaluator):
                    self._know(evaluator, relation, indices)
        for expr, allowed in signs:
            evaluator.signs.assume(evaluator.value(expr), allowed)
        for condition in later:
            self._assumed(evaluator, condition, splits=True)

    def _assumed(self, evaluator: Evaluator, condition: Condition, *, splits: bool) -> bool:
        """Make a fact of the condition; False if that needs a sign that is not known yet."""
        try:
            with _as_facts(evaluator):
                self._assume(evaluator, condition)
        except NeedSplit:
            if splits:
                raise
            return False
        return True

    def _assume(self, evaluator: Evaluator, condition: Condition) -> None:
        match condition:
            case Relation(op=op, left=left, right=right):
                difference = evaluator.value(left) - evaluator.value(right)
                if op != "==":
                    evaluator.signs.assume(difference, ALLOWED[op])
                elif not self._know(evaluator, condition, frozenset()):
                    _assume_zero(evaluator, difference)
            case Membership(subject=subject, values=values):
                at = evaluator.value(subject)
                differences = [at - evaluator.value(value) for value in values]
                _assume_zero(evaluator, _product(differences))
            case Natural(subject=name):
                evaluator.signs.assume(evaluator.value(name) - 1, NOT_NEGATIVE)

    def _know(self, evaluator: Evaluator, relation: Relation, indices: frozenset[str]) -> bool:
        """Use an equation that says what a sum is; False if it is of another form."""
        if any(evaluator.shape(side) for side in (relation.left, relation.right)):
            return False
        element = evaluator.value(relation.left) - evaluator.value(relation.right)
        return _know_sum(evaluator, element, indices)

    def _learn(self, evaluator: Evaluator) -> None:
        """Make facts of the conditions for each entry that occurred since the last time.

        A fact about a sum brings up new entries, about which there are facts again: there is no
        end to that unless an entry that came up through a condition is not put to it.
        """
        at = evaluator.field
        while at.learned < len(at.news):
            self._note_origins(at)
            (name, indices), through = at.news[at.learned], at.origins[at.learned]
            at.learned += 1
            if name in self._sizes and not indices:
                size = evaluator.value(Name(name), evaluator.top)
                evaluator.signs.assume(size - 1, NOT_NEGATIVE)
            for relation, free in self._for_each:
                names = names_in(relation.left) | names_in(relation.right)
                if relation.op != "==" and name in names and relation not in through:
                    before, self._through = self._through, through | {relation}
                    try:
                        self._learn_entry(evaluator, relation, free, name, indices)
                    finally:
                        self._note_origins(at)
                        self._through = before

    def _note_origins(self, at: Field) -> None:
        """Note of the latest entries through which conditions they came up."""
        at.origins += [self._through] * (len(at.news) - len(at.origins))

    def _learn_entry(
        self,
        evaluator: Evaluator,
        relation: Relation,
        free: frozenset[str],
        name: str,
        indices: Indices,
    ) -> None:
        at: Indices = ()
        terms: dict[str, IndexTerm] = {}
        if free:
            terms = _matched(relation, name, indices)
        else:
            at = indices
        shapes = [evaluator.shape(side) for side in (relation.left, relation.right, Name(name))]
        if free - terms.keys() or max(shapes[:2], key=len) != (() if free else shapes[2]):
            return
        scope = evaluator.top.bound(terms)
        with _as_facts(evaluator):
            left, right = evaluator.entries((relation.left, relation.right), scope, at)
            evaluator.signs.assume(left - right, ALLOWED[relation.op])


@contextmanager
def _as_facts(evaluator: Evaluator) -> Iterator[None]:
    """Take it as given that a condition is defined: where it is not, it doesn't hold.

    A condition that can't be used is left out.
    """
    before = dict(evaluator.obligations)
    try:
        yield
    except Undefined:
        raise EmptyCell from None
    except Unresolved:
        pass
    finally:
        evaluator.obligations.clear()
        evaluator.obligations.update(before)


def _matched(relation: Relation, name: str, indices: Indices) -> dict[str, IndexTerm]:
    """Return what the free indices of the condition stand for at this entry of ``name``."""
    for side in (relation.left, relation.right):
        for node in nodes(side):
            match node:
                case Index(array=Name(id=found), indices=terms) if found == name:
                    return {t: i for t, i in zip(terms, indices, strict=True) if isinstance(t, str)}
    return {}


def _concerning(claim: tuple[Expr, ...], declarations: Declarations) -> list[Condition]:
    """Return the conditions that share a name with the claim, or with another one that does."""
    concerned = _reached(claim, declarations)
    waiting = [(c, _reached(sides_of(c), declarations)) for c in declarations.domain]
    while joined := [names for _, names in waiting if names & concerned and not names <= concerned]:
        concerned = concerned.union(*joined)
    return [condition for condition, names in waiting if names & concerned]


@lru_cache(maxsize=1024)
def _mentioned(expr: Expr) -> frozenset[str]:
    return names_in(expr) | size_names(expr)


_sizes_in = lru_cache(maxsize=1024)(size_names)


def _reached(exprs: Iterable[Expr], declarations: Declarations) -> frozenset[str]:
    """Return the names, sizes among them, that expressions rest on, also through definitions."""
    lets, unknowns = dict(declarations.lets), dict(declarations.unknowns)
    found: set[str] = set()
    new = set().union(*map(_mentioned, exprs))
    while new:
        found |= new
        inside = [lets[name] for name in new & lets.keys()]
        new = set().union(*map(_mentioned, inside))
        new |= {str(size) for name in found for size in declarations.shape(name)}
        new |= {arg for name in found & unknowns.keys() for arg in unknowns[name]}
        new -= found
    return frozenset(found)


def _relations(condition: Condition) -> Iterator[Relation]:
    """Yield what a condition on an array says of each entry, weakened to bounds."""
    match condition:
        case Relation():
            yield condition
        case Natural(subject=name):
            yield Relation(">=", name, Number(Fraction(1), "1"))
        case Membership(subject=subject, values=values):
            numbers = {value: number for value in values if (number := _number(value)) is not None}
            if len(numbers) == len(set(values)):
                yield Relation(">=", subject, min(numbers, key=numbers.__getitem__))
                yield Relation("<=", subject, max(numbers, key=numbers.__getitem__))


def _number(expr: Expr) -> Fraction | None:
    """Return the value of a number written with signs and a fraction bar; None for any other."""
    match expr:
        case Number(value=value):
            return value
        case Unary(op=op, arg=arg):
            inside = _number(arg)
            return None if inside is None else -inside if op == "-" else inside
        case Binary(op="/", left=left, right=right):
            above, below = _number(left), _number(right)
            return above / below if above is not None and below else None
    return None


def _assume_zero(evaluator: Evaluator, element: Element) -> None:
    signs = evaluator.signs.of(element)
    if 0 not in signs:
        raise EmptyCell
    if signs != ZERO:
        raise NeedSplit(element, only_zero=True)


def _product(factors: list[Element]) -> Element:
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result


def _know_sum(evaluator: Evaluator, element: Element, pattern: frozenset[str]) -> bool:
    """Take it as a fact that ``element``, which is linear in one sum, is zero.

    ``pattern`` are the free indices for each of which it holds. Returns False if the element
    is of another form.
    """
    at = evaluator.field
    sums = [i for i in element.generators if isinstance(at.atoms[i], SumOver)]
    if len(sums) != 1 or element.numer.degree_in(sums[0]) != 1:
        return False
    rest, slope = map(Element, element.numer.coefficients(sums[0]))
    atom = at.atoms[sums[0]]
    assert isinstance(atom, SumOver)
    if 0 in evaluator.signs.of(slope):
        return False
    known_value = -rest / slope

    def known(asked: SumOver) -> Element | None:
        if asked.sizes != atom.sizes:
            return None
        terms = sorted(at.mentions(asked.body) - set(asked.names), key=str)
        for choice in product(terms, repeat=len(pattern)):
            names: dict[IndexTerm, IndexTerm] = dict(zip(sorted(pattern), choice, strict=True))
            if _alike(at, atom, asked, names):
                return renamed(at, known_value, names)
        return None

    at.known_sums.append(known)
    return True


def _alike(at: Field, pattern: SumOver, asked: SumOver, names: dict[IndexTerm, IndexTerm]) -> bool:
    """Say whether the sum that was asked for is the pattern with these terms for its indices."""
    body = renamed(at, pattern.body, names | dict(zip(pattern.names, asked.names, strict=True)))
    return body == asked.body
