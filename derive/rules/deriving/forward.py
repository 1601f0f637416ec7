"""The laws of algebra in their forward direction: products and sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import gcd, lcm, prod

from derive.language.nodes import Binary, Expr, Index, Name, Unary, at, replaced
from derive.rules.build import number, over, parts, times
from derive.rules.deriving.monomials import (
    Monomial,
    Side,
    key_of,
    monomial,
    monomials,
    power_of,
    put_factor,
    raised,
)
from derive.rules.deriving.movers import Mover, is_made_by, places
from derive.rules.deriving.neat import (
    factors_of,
    is_sum,
    neat,
    negated,
    summed,
    terms_of,
    unsigned,
    value,
)
from derive.rules.scene import Scene

_MOST_TERMS = 24  # that a product of brackets may give
_MOST_POWER = 4  # of a sum that is multiplied out

# -- products ------------------------------------------------------------------------------


def _has_fraction(factors: Iterable[Expr]) -> bool:
    return any(isinstance(each, Binary) and each.op == "/" for each in factors)


def multiplied_fractions(node: Expr, scene: Scene) -> Iterator[Expr]:
    """u*(1/v)*w = u*w/v, (u/v)/(w/x) = u*x/(v*w)."""
    match node:
        case Binary(op="*"):
            stacked = _has_fraction(factors_of(node))
        case Binary(op="/", left=left, right=right):
            stacked = _has_fraction([*factors_of(left), *factors_of(right)])
        case _:
            return
    if stacked:
        yield parts(node).built()


def merged_powers(node: Expr, scene: Scene) -> Iterator[Expr]:
    """u*u**2 = u**3."""
    if is_made_by(node, "* /") and not _has_fraction(factors_of(node)):
        found = monomial(node)
        pieces = parts(node)
        if len(found.above) + len(found.below) < sum(
            value(each) is None for each in (*pieces.above, *pieces.below)
        ):
            yield found.built()


def cancelled(node: Expr, scene: Scene) -> Iterator[Expr]:
    """(u*v)/(u*w) = v/w, also where one stands with the opposite sign."""
    if not is_made_by(node, "* /"):
        return
    found = monomial(node)
    shared = gcd(found.top, found.bottom)
    result = replace(
        found,
        top=found.top // shared,
        bottom=found.bottom // shared,
        above=dict(found.above),
        below=dict(found.below),
    )
    gone = shared > 1
    for key, (base, count) in found.above.items():
        other, odd = key, False
        if key not in found.below and is_sum(base):
            other, odd = key_of(_opposite(base)), True
        if other in found.below and count > 0 and (beneath := found.below[other][1]) > 0:
            if odd and beneath.denominator != 1:
                continue
            gone = True
            common = min(count, beneath)
            result.negative ^= odd and common.numerator % 2 == 1
            put_factor(result.above, base, -common)
            put_factor(result.below, found.below[other][0], -common)
    if gone:
        yield result.built()


def _opposite(expr: Expr) -> Expr:
    return summed([negated(term) for term in terms_of(expr)])


def expanded(node: Expr, scene: Scene) -> Iterator[Expr]:
    """u*(v + w) = u*v + u*w, and small powers of sums; in all terms of a sum."""
    if is_sum(node):
        terms = terms_of(node)
        pieces = [_pieces(term, scene) for term in terms]
        if any(pieces):
            kept = [found or [term] for term, found in zip(terms, pieces, strict=True)]
            yield summed([piece for found in kept for piece in found])
    elif found := _pieces(node, scene):
        yield summed(found)


def _pieces(term: Expr, scene: Scene) -> list[Expr]:
    """Return the terms of a product of brackets; none where there is nothing to multiply out."""
    negative, rest = unsigned(term)
    if not is_made_by(rest, "* **"):
        return []
    rows: list[list[Expr]] = []
    for factor in factors_of(rest):
        base, count = power_of(factor)
        if is_sum(base) and count.denominator == 1 and 1 <= count <= _MOST_POWER:
            rows += [terms_of(base)] * int(count)
        else:
            rows.append([factor])
    size = prod(map(len, rows))
    if size == 1 or size > _MOST_TERMS:
        return []
    products = [_multiplied(each, scene) for each in product(*rows)]
    return [negated(each) for each in products] if negative else products


def _multiplied(factors: tuple[Expr, ...], scene: Scene) -> Expr:
    """Return a product, with equal factors counted unless bars are in the way."""
    whole = neat(times(*factors), scene)
    return whole if _has_fraction(factors_of(whole)) else monomial(whole).built()


def split_fraction(node: Expr, scene: Scene) -> Iterator[Expr]:
    """(u + v)/w = u/w + v/w."""
    match node:
        case Binary(op="/", left=left, right=right) if is_sum(left):
            yield summed([_over(term, right) for term in terms_of(left)])


def _over(term: Expr, below: Expr) -> Expr:
    negative, rest = unsigned(term)
    return negated(Binary("/", rest, below)) if negative else Binary("/", rest, below)


# -- sums ----------------------------------------------------------------------------------


def _counted(node: Expr) -> Expr | None:
    """Count terms of one kind; None when there are no two."""
    if not is_sum(node):
        return None
    terms = terms_of(node)
    kinds: dict[object, tuple[Monomial, Fraction, Expr | None]] = {}
    for term in terms:
        each = monomial(term)
        found, count, _ = kinds.get(each.kind, (each, Fraction(0), None))
        alone = None if each.kind in kinds else term
        kinds[each.kind] = (found, count + each.number, alone)
    if len(kinds) == len(terms):
        return None
    kept = []
    for found, count, alone in kinds.values():
        if alone is not None:
            kept.append(alone)
        elif count:
            top, bottom = abs(count.numerator), count.denominator
            kept.append(replace(found, negative=count < 0, top=top, bottom=bottom).built())
    return summed(kept)


def collected(node: Expr, scene: Scene) -> Iterator[Expr]:
    """2*u + 3*u = 5*u, u + v - u = v."""
    if (new := _counted(node)) is not None:
        yield new


def factored(node: Expr, scene: Scene) -> Iterator[Expr]:
    """u*v + u*w = u*(v + w): what all terms share, else what some of them share."""
    if not is_sum(node):
        return
    terms = terms_of(node)
    found = [monomial(term) for term in terms]
    shared = _shared(found)
    if shared is not None:
        yield _taken_out(found, shared)
        return
    keys = dict.fromkeys(key for each in found for key in each.above)
    for key in keys:
        with_it = [place for place, each in enumerate(found) if key in each.above]
        if 1 < len(with_it) < len(found) and not isinstance(_base(found, key), Name | Index):
            some = [found[place] for place in with_it]
            inner = _shared(some)
            if inner is not None:
                group = _taken_out(some, inner)
                rest = [term for place, term in enumerate(terms) if place not in with_it]
                rest.insert(with_it[0] if with_it[0] <= len(rest) else len(rest), group)
                yield summed(rest)


def _base(found: list[Monomial], key: str) -> Expr:
    return next(each.above[key][0] for each in found if key in each.above)


def _shared(found: list[Monomial]) -> Monomial | None:
    """Return the greatest product that divides all terms above the bar; None for 1."""
    above = dict(found[0].above)
    for other in found[1:]:
        above = {
            key: (base, min(count, other.above[key][1]))
            for key, (base, count) in above.items()
            if key in other.above
        }
    above = {key: each for key, each in above.items() if each[1] > 0}
    top = gcd(*(each.top for each in found))
    negative = all(each.negative for each in found)
    return Monomial(negative, top, 1, above) if above or top > 1 or negative else None


def _taken_out(found: list[Monomial], shared: Monomial) -> Expr:
    rest = []
    for each in found:
        left = replace(each, above=dict(each.above), top=each.top // shared.top)
        left.negative ^= shared.negative
        for base, count in shared.above.values():
            put_factor(left.above, base, -count)
        rest.append(left.built())
    product = times(shared_positive(shared), summed(rest))
    return negated(product) if shared.negative else product


def shared_positive(shared: Monomial) -> Expr:
    """Return what is taken out, without its sign."""
    return replace(shared, negative=False).built()


def common_denominator(node: Expr, scene: Scene) -> Iterator[Expr]:
    """u/v + w/x = u*x/(v*x) + w*v/(v*x)."""
    if not is_sum(node):
        return
    found = monomials(node)
    below: Side = {}
    for each in found:
        for key, (base, count) in each.below.items():
            below[key] = (base, max(count, below.get(key, (base, count))[1]))
    bottom = lcm(*(each.bottom for each in found))
    if not below and bottom == 1:
        return
    terms = []
    for each in found:
        lacking = [number(bottom // each.bottom)]
        for base, count in below.values():
            if rest := count - each.below.get(key_of(base), (base, Fraction(0)))[1]:
                lacking.append(raised(base, rest))
        above = times(replace(each, negative=False, bottom=1, below={}).built(), *lacking)
        whole = over(above, Monomial(False, bottom, 1, below).built())
        terms.append(negated(whole) if each.negative else whole)
    if any(len(each.below) < len(below) or each.bottom < bottom for each in found):
        yield summed(terms)


def added_fractions(node: Expr, scene: Scene) -> Iterator[Expr]:
    """u/w + v/w = (u + v)/w."""
    if not is_sum(node):
        return
    terms = terms_of(node)
    below = {key_of(each.right): each.right for t in terms if (each := _fraction(t)) is not None}
    for key, bottom in below.items():
        tops, rest = [], []
        for term in terms:
            each = _fraction(term)
            if each is not None and key_of(each.right) == key:
                tops.append(each.left)
            else:
                rest.append(term)
        if len(tops) > 1:
            yield summed([over(summed(tops), bottom), *rest])


def _fraction(term: Expr) -> Binary | None:
    """Return a term that is one fraction, its sign on top."""
    match term:
        case Binary(op="/"):
            return term
        case Unary(op="-", arg=Binary(op="/", left=left, right=right)):
            return Binary("/", negated(left), right)
    return None


def turned_signs(node: Expr, scene: Scene) -> Iterator[Expr]:
    """-(u - v) = v - u, and the same where the bracket is a factor."""
    match node:
        case Unary(op="-", arg=arg) if is_sum(arg):
            yield _opposite(arg)
            return
        case Binary(op="-", left=left, right=right) if is_sum(right):
            yield summed([*terms_of(left), *terms_of(_opposite(right))])
            return
        case Unary(op="-") | Binary(op="*" | "/"):
            pass
        case _:
            return
    negative, rest = unsigned(node)
    if negative and isinstance(rest, Binary):
        for path, inner, _ in places(rest, scene):
            if is_sum(inner) and all(
                is_made_by(at(rest, path[:n]), "* /") for n in range(len(path))
            ):
                yield replaced(rest, path, _opposite(inner))


def worked_out(node: Expr, scene: Scene) -> Iterator[Expr]:
    """2*3*u = 6*u, 0 + u = u."""
    yield neat(node, scene)


NEAT = Mover(("arithmetic", "rearrange signs", "cancel factors"), worked_out, at_once=True)
PRODUCTS = (
    Mover(("multiply fractions", "divide fractions"), multiplied_fractions, "* /"),
    Mover(("powers",), merged_powers, "* /"),
    Mover(("cancel factors",), cancelled, "* /"),
)
SUMS = (
    Mover(("cancel terms", "collect"), collected, "+ -"),
    Mover(("factor", "collect"), factored, "+ -"),
    Mover(("common denominator",), common_denominator, "+ -"),
    Mover(("add fractions",), added_fractions, "+ -"),
    Mover(("rearrange signs",), turned_signs),
    Mover(("expand",), expanded, above=True),
)
APART = (Mover(("split a fraction",), split_fraction),)
