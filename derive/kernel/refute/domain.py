"""The declared domain: whether a point lies in it, what bounds a name, whether it is empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from flint import fmpq

from derive.kernel.refute import evaluate as evaluation
from derive.kernel.refute.evaluate import Environment
from derive.kernel.refute.reals import Real, Unclear, Undefined, whole
from derive.kernel.refute.scene import Cell, Place, Scene, places
from derive.kernel.refute.site import settled, value_at
from derive.kernel.refute.values import Value, sign, subtract
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
)

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_BITS = 128


def sides(condition: Condition) -> tuple[Expr, ...]:
    """Return the expressions that ``condition`` speaks of."""
    match condition:
        case Relation(left=left, right=right):
            return (left, right)
        case Membership(subject=subject, values=values):
            return (subject, *values)
        case Natural(subject=subject):
            return (subject,)


@dataclass(frozen=True, slots=True)
class Demand:
    """A condition on numbers: a declared one, for these values of its free indices, at a place."""

    condition: Condition
    indices: tuple[tuple[str, int], ...] = ()
    at: Place = ()


def demands(condition: Condition, scene: Scene) -> list[Demand]:
    """Return what ``condition`` demands of each entry, and for each value of a free index."""
    about = sides(condition) if isinstance(condition, Relation) else sides(condition)[:1]
    ranges = scene.ranges(about)
    return [
        Demand(condition, tuple(zip(ranges, values, strict=True)), at)
        for values in places(tuple(ranges.values()))
        for at in places(scene.common(about))
    ]


def satisfied(demand: Demand, scene: Scene, point: Mapping[Cell, Real]) -> bool:
    """Whether ``demand`` surely holds at ``point``."""
    at = demand.at

    def check(keep: int) -> bool:
        env = Environment(scene, point, keep, dict(demand.indices))
        match demand.condition:
            case Relation() as relation:
                return evaluation.holds((relation,), env, at)
            case Membership(subject=subject, values=values):
                value = evaluation.evaluate(subject, env, at)
                members = (evaluation.evaluate(member, env) for member in values)
                return any(_surely_equal(value, member) for member in members)
            case Natural(subject=subject):
                value = evaluation.evaluate(subject, env, at)
                count = None if not isinstance(value, fmpq) else whole(value)
                return count is not None and count >= 1

    try:
        return settled(check, _BITS)
    except (Undefined, Unclear):
        return False


def touches(demand: Demand, scene: Scene, point: Mapping[Cell, Real]) -> frozenset[Cell]:
    """Return the cells of the point that were asked for when a relation was evaluated."""
    env = Environment(scene, point, 1, dict(demand.indices))
    assert isinstance(demand.condition, Relation)
    with suppress(Undefined, Unclear):
        evaluation.holds((demand.condition,), env, demand.at)
    return frozenset(env.cells())


def _surely_equal(a: Value, b: Value) -> bool:
    """Whether both are the same number; a member that is no rational is the same ball."""
    if a is b or (not isinstance(a, fmpq) and not isinstance(b, fmpq) and repr(a) == repr(b)):
        return True
    return isinstance(a, fmpq) and isinstance(b, fmpq) and sign(subtract(a, b)) == 0


# low, high, whether each is left out, what else is left out, whether it is a natural number
FrozenBounds: TypeAlias = tuple[
    Fraction | None, Fraction | None, bool, bool, frozenset[Fraction], bool
]


@dataclass(slots=True)
class Bounds:
    """What the conditions on one number say: an interval, points left out, a finite set."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False
    excluded: set[Fraction] = field(default_factory=set)
    natural: bool = False

    def narrow(self, op: str, value: Fraction) -> None:
        """Add ``number op value``."""
        if op == "!=":
            self.excluded.add(value)
        if op in (">", ">=", "==") and (self.low is None or value >= self.low):
            self.low_open = op == ">" or (self.low_open and value == self.low)
            self.low = value
        if op in ("<", "<=", "==") and (self.high is None or value <= self.high):
            self.high_open = op == "<" or (self.high_open and value == self.high)
            self.high = value

    @staticmethod
    def thawed(frozen: FrozenBounds) -> Bounds:
        """Return the bounds of which ``frozen`` is the key."""
        low, high, low_open, high_open, excluded, natural = frozen
        return Bounds(low, high, low_open, high_open, set(excluded), natural)

    def frozen(self) -> FrozenBounds:
        """Return all that the bounds say, as a key."""
        excluded = frozenset(self.excluded)
        return self.low, self.high, self.low_open, self.high_open, excluded, self.natural

    @property
    def free(self) -> bool:
        """Whether they hold every number."""
        return self.low is None and self.high is None and not self.excluded and not self.natural

    def hold(self, value: Fraction) -> bool:
        """Whether ``value`` fits."""
        return (
            value not in self.excluded
            and (self.low is None or value > self.low or (value == self.low and not self.low_open))
            and (
                self.high is None
                or value < self.high
                or (value == self.high and not self.high_open)
            )
            and (not self.natural or (value.denominator == 1 and value >= 1))
        )

    def empty(self) -> bool:
        """Whether surely no number fits."""
        if self.natural:
            return self._no_whole_number()
        if self.low is None or self.high is None or self.low < self.high:
            return False
        return self.low > self.high or not self.hold(self.low)

    def _no_whole_number(self) -> bool:
        number = Fraction(max(1, -(-self.low // 1))) if self.low is not None else Fraction(1)
        while not self.hold(number):
            if self.high is not None and number > self.high:
                return True
            number += 1
        return False


# A linear form: the coefficients of the names, and the constant.
Linear = tuple[dict[str, Fraction], Fraction]


def linear(expr: Expr, lets: Mapping[str, Expr]) -> Linear | None:
    """Return ``expr`` as a linear form with rational coefficients, or None.

    An array's name stands for each of its entries, and so does an entry at free indices that
    are all different: ``A[j, i]``.
    """
    match expr:
        case Index(array=Name() as name, indices=terms) if _any_entry(terms):
            return linear(name, lets)
        case Number(value=value):
            return {}, value
        case Name(id=name):
            return linear(lets[name], lets) if name in lets else ({name: Fraction(1)}, Fraction(0))
        case Unary(op=op, arg=arg):
            inside = linear(arg, lets)
            return inside and _scaled(inside, Fraction(-1 if op == "-" else 1))
        case Binary(op=op, left=left, right=right):
            return _linear_binary(op, linear(left, lets), linear(right, lets))
        case _:
            return None


def _any_entry(terms: tuple[IndexTerm, ...]) -> bool:
    return len(set(terms)) == len(terms) and all(isinstance(term, str) for term in terms)


def _linear_binary(op: str, a: Linear | None, b: Linear | None) -> Linear | None:
    if a is None or b is None:
        return None
    match op:
        case "+":
            return _sum(a, b)
        case "-":
            return _sum(a, _scaled(b, Fraction(-1)))
        case "*" if not b[0]:
            return _scaled(a, b[1])
        case "*" if not a[0]:
            return _scaled(b, a[1])
        case "/" if not b[0] and b[1] != 0:
            return _scaled(a, 1 / b[1])
        case "**" if not a[0] and not b[0] and b[1].denominator == 1 and abs(b[1]) <= 64:
            return None if a[1] == 0 and b[1] < 0 else ({}, Fraction(a[1] ** int(b[1])))
        case _:
            return None


def _scaled(a: Linear, by: Fraction) -> Linear:
    return {name: by * c for name, c in a[0].items() if by}, by * a[1]


def _sum(a: Linear, b: Linear) -> Linear:
    names = dict.fromkeys([*a[0], *b[0]])
    total = {name: a[0].get(name, Fraction(0)) + b[0].get(name, Fraction(0)) for name in names}
    return {name: c for name, c in total.items() if c}, a[1] + b[1]


# A linear form up to a factor, as a key: (name, coefficient) by name, the first coefficient 1.
_Key = tuple[tuple[str, Fraction], ...]


def bounded(condition: Condition, lets: Mapping[str, Expr]) -> str | None:
    """Return the name of which ``condition`` says no more than its bounds do, or None."""
    match condition:
        case Natural(subject=subject):
            return subject.id
        case Relation():
            normal = _normalised(condition, lets)
            return normal[0][0][0] if normal is not None and len(normal[0]) == 1 else None
        case _:
            return None


def member_of(condition: Condition) -> str | None:
    """Return the name whose values (all entries) ``condition`` lists, or None."""
    match condition:
        case Membership(subject=Name(id=name)):
            return name
        case Membership(subject=Index(array=Name(id=name), indices=terms)) if _any_entry(terms):
            return name
        case _:
            return None


def _normalised(relation: Relation, lets: Mapping[str, Expr]) -> tuple[_Key, str, Fraction] | None:
    """Return ``relation`` as (linear form, op, number), or None."""
    left, right = linear(relation.left, lets), linear(relation.right, lets)
    if left is None or right is None:
        return None
    form, constant = _sum(left, _scaled(right, Fraction(-1)))
    key = sorted(form.items())
    if not key:
        return (), relation.op, -constant
    first = key[0][1]
    op = relation.op if first > 0 else _MIRRORED[relation.op]
    return tuple((name, c / first) for name, c in key), op, -constant / first


def bounds(conditions: Iterable[Condition], lets: Mapping[str, Expr]) -> dict[_Key, Bounds]:
    """Return what the linear conditions say of each linear form."""
    found: dict[_Key, Bounds] = {}
    for condition in conditions:
        match condition:
            case Relation():
                normal = _normalised(condition, lets)
                if normal is not None:
                    key, op, value = normal
                    found.setdefault(key, Bounds()).narrow(op, value)
            case Natural(subject=subject):
                found.setdefault(name_key(subject.id), Bounds()).natural = True
            case Membership():
                pass
    return found


def narrowed(known: dict[_Key, Bounds], rounds: int = 4) -> dict[_Key, Bounds]:
    """Carry the bounds of sums over to the names in them: ``a < b < 1`` bounds ``a`` as well."""
    sums = [(key, known[key]) for key in known if len(key) > 1]
    for _ in range(rounds):
        for key, total in sums:
            for place, (name, c) in enumerate(key):
                rest = key[:place] + key[place + 1 :]
                _narrow_one(known.setdefault(name_key(name), Bounds()), c, total, rest, known)
    return known


def _narrow_one(
    bound: Bounds, c: Fraction, total: Bounds, rest: _Key, known: Mapping[_Key, Bounds]
) -> None:
    """Narrow the bounds of one name: c * name is ``total`` less the other terms."""
    for upper in (True, False):
        end, is_open = (total.high, total.high_open) if upper else (total.low, total.low_open)
        for name, d in rest:
            other = known.get(name_key(name), Bounds())
            # The greatest c*name needs the least other terms.
            low_end = (d > 0) == upper
            value = other.low if low_end else other.high
            if end is None or value is None:
                end = None
                break
            end -= d * value
            is_open = is_open or (other.low_open if low_end else other.high_open)
        if end is not None:
            op = "<" if (c > 0) == upper else ">"
            bound.narrow(op if is_open else op + "=", end / c)


def name_key(name: str) -> _Key:
    """Return the key of the linear form that is just ``name``."""
    return ((name, Fraction(1)),)


def members(condition: Membership, scene: Scene) -> list[Real]:
    """Return the values of a finite domain that are defined."""
    found = []
    for member in condition.values:
        try:
            value = value_at(member, scene, {}, _BITS)
        except Unclear:
            continue
        if value is not None:
            found.append(value)
    return found


def contradiction(conditions: tuple[Condition, ...], lets: Mapping[str, Expr]) -> str | None:
    """Return why surely no point satisfies ``conditions``, or None."""
    known = narrowed(bounds(conditions, lets))
    for key, found in known.items():
        if key == () and not found.hold(Fraction(0)):
            return "a condition on numbers alone does not hold"
        if found.empty():
            return f"the conditions on {_form_text(key)} contradict each other"
    sets: dict[str, set[Fraction]] = {}
    for condition in conditions:
        name = member_of(condition)
        if isinstance(condition, Membership) and name is not None:
            inside = members(condition, Scene(lets))
            if all(isinstance(value, fmpq) for value in inside):
                allowed = {Fraction(int(v.p), int(v.q)) for v in inside if isinstance(v, fmpq)}
                sets[name] = sets.get(name, allowed) & allowed
    for name, allowed in sets.items():
        limit = known.get(name_key(name), Bounds())
        if not any(limit.hold(value) for value in allowed):
            return f"no value that {name} may take satisfies its conditions"
    return None


def _form_text(key: _Key) -> str:
    text = " + ".join(name if c == 1 else f"({c})*{name}" for name, c in key)
    return text.replace("+ (-1)*", "- ")
