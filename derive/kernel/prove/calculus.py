"""What is done to elements of the field: rename, substitute, sum over an index.

Sums are kept as sums of products of indexed factors, in a normal form that holds for every size:

    sum of c*f_i over i           = c*(sum of f_i)              c without i
    sum of f_i + g_i              = (sum of f_i) + (sum of g_i)
    sum of delta(i, j)*f_i        = f_j
    sum of 1 over i in range(n)   = n
    sum over i and j of f_i*g_j   = (sum of f_i)*(sum of g_j)
    bound indices are numbered so that the sum reads smallest
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

from derive.kernel.prove.atoms import (
    Argument,
    Atom,
    Exponential,
    Family,
    Indices,
    Kink,
    Kronecker,
    LargePower,
    Logarithm,
    Parity,
    Pi,
    Radical,
    Step,
    SumOver,
    Unknown,
    Variable,
    binds,
    canonical,
    inner,
)
from derive.kernel.prove.canonical import Outline, TooSymmetric, canonical_order
from derive.kernel.prove.factors import factors
from derive.kernel.prove.field import Field, Pole
from derive.kernel.prove.polynomials import ONE, Polynomial, Unresolved
from derive.kernel.prove.quotients import Element, total
from derive.kernel.prove.spelled import outline
from derive.language.nodes import IndexTerm

Start = Callable[[Indices], Element]


def _no_start(indices: Indices) -> Element:
    raise AssertionError("nothing is substituted")


# What an atom becomes under a renaming of the index terms that it mentions.
Images: TypeAlias = dict[tuple[int, tuple[tuple[IndexTerm, IndexTerm], ...]], Element]


@dataclass(frozen=True, slots=True)
class _Change:
    """Rename index terms, put values for the variables of one family, and for single atoms.

    images   what was found already; for every renaming alone, the field keeps it
    kinks    whether every Kink becomes 0
    """

    images: Images
    rename: Mapping[IndexTerm, IndexTerm] = field(default_factory=dict)
    family: Family | None = None
    start: Start = _no_start
    atoms: Mapping[Atom, Element] = field(default_factory=dict)
    kinks: bool = False

    def touches(self, at: Field, element: Element) -> bool:
        if self.atoms or (self.kinks and at.holds_cases(element)):
            return True
        return (self.family is not None and at.depends(element, self.family)) or any(
            term in self.rename for term in at.mentions(element)
        )

    def term(self, term: IndexTerm) -> IndexTerm:
        return self.rename.get(term, term)

    def terms(self, terms: Indices) -> Indices:
        return tuple(self.term(term) for term in terms)

    def under(self, bound: frozenset[IndexTerm], names: Mapping[IndexTerm, IndexTerm]) -> _Change:
        kept = {old: new for old, new in self.rename.items() if old not in bound}
        return replace(self, rename={**kept, **names})

    def key(self, at: Field, i: int) -> tuple[int, tuple[tuple[IndexTerm, IndexTerm], ...]]:
        mentioned = at.mentions(at.itself(i))
        pairs = ((old, new) for old, new in self.rename.items() if old in mentioned)
        return i, tuple(sorted(pairs, key=str))


def substituted(at: Field, element: Element, family: Family, start: Start) -> Element:
    """Put ``start(indices)`` for every variable of the family, also inside atoms.

    Raises Unresolved where the result would be 0/0, and Pole where it would be another number
    divided by zero.
    """
    return _image(at, element, _Change({}, family=family, start=start))


def renamed(at: Field, element: Element, names: Mapping[IndexTerm, IndexTerm]) -> Element:
    """Put index terms for index terms."""
    return _image(at, element, _Change(at.images, names))


def replaced(at: Field, element: Element, atoms: Mapping[Atom, Element]) -> Element:
    """Put elements for atoms, also inside other atoms."""
    return _image(at, element, _Change({}, atoms=atoms))


def without_kinks(at: Field, element: Element) -> Element:
    """Return the element where nothing of which it holds a Kink is zero."""
    return _image(at, element, _Change({}, kinks=True)) if at.holds_cases(element) else element


def kinks(at: Field, element: Element) -> Iterator[Kink]:
    """Yield the kinks in an element, also inside its atoms."""
    for i in element.generators:
        atom = at.atoms[i]
        if isinstance(atom, Kink):
            yield atom
        for part in inner(atom):
            yield from kinks(at, part)


def _image(at: Field, element: Element, change: _Change) -> Element:
    if not change.touches(at, element):
        return element
    images = {i: _remembered_image(at, i, change) for i in element.generators}
    numer, denom = (
        at.reduced(_polynomial_at(at, poly, images)) for poly in (element.numer, element.denom)
    )
    if denom == 0:
        if numer == 0:
            raise Unresolved("a value at a point where its formula is 0/0")
        raise Pole(numer)
    return numer / denom


def _polynomial_at(at: Field, poly: Polynomial, images: Mapping[int, Element]) -> Element:
    result = at.zero
    for monomial, coefficient in poly.terms.items():
        term = at.number(coefficient)
        for i, power in monomial:
            term *= at.power(images[i], power)
        result += term
    return result


def _remembered_image(at: Field, i: int, change: _Change) -> Element:
    key = change.key(at, i)
    if key not in change.images:
        try:
            change.images[key] = _image_of_atom(at, i, change)
        except Pole:
            raise Unresolved("a function of something infinite") from None
    return change.images[key]


def _image_of_atom(at: Field, i: int, change: _Change) -> Element:
    itself = at.itself(i)
    if not change.touches(at, itself):
        return itself
    if (atom := at.atoms[i]) in change.atoms:
        return change.atoms[atom]
    match atom:
        case Variable(name=name, indices=indices, number=number):
            if atom.family == change.family:
                return change.start(change.terms(indices))
            place = change.terms(indices)
            fixed = None if number else at.fixed(name, place)
            return at.generator(Variable(name, place, number)) if fixed is None else fixed
        case Exponential(exponent=exponent):
            return at.exp(_image(at, exponent, change))
        case Logarithm(of=of):
            inside = _image(at, of, change)
            if at.is_zero(inside):
                raise Unresolved("the logarithm of zero")
            return at.log(inside)
        case Radical(of=of, degree=degree):
            inside = _image(at, of, change)
            return at.zero if at.is_zero(inside) else at.abs_power(inside, Fraction(1, degree))
        case LargePower(base=base, exponent=exponent):
            return at.power(_image(at, base, change), exponent)
        case Step(of=of):
            return at.step(_image(at, of, change))
        case Kink(of=of, mark=mark):
            return at.zero if change.kinks else at.kink(_image(at, of, change), mark)
        case Kronecker(left=left, right=right):
            return at.kronecker(change.term(left), change.term(right))
        case Unknown(name=name, args=args, partials=partials):
            new_args = tuple(_image_of_argument(at, arg, change) for arg in args)
            moved = sorted(((k, change.terms(terms)) for k, terms in partials), key=str)
            return at.generator(Unknown(name, new_args, tuple(moved)))
        case SumOver():
            ranges, body = _opened(at, atom, change)
            return sum_over_all(at, ranges, body)
        case Pi() | Parity():
            return itself


def argument(at: Field, names: Indices, sizes: Indices, entry: Element) -> Argument:
    """Return an argument of an unknown function; ``names`` are fresh and become canonical."""
    numbered = canonical(len(names), at.mentions(entry))
    new = renamed(at, at.reduced(entry), dict(zip(names, numbered, strict=True)))
    return Argument(numbered, sizes, new)


def _image_of_argument(at: Field, arg: Argument, change: _Change) -> Argument:
    avoid = at.mentions(arg.entry) | set(change.rename.values())
    opened = bound_names(len(arg.names), avoid)
    names: dict[IndexTerm, IndexTerm] = dict(zip(arg.names, opened, strict=True))
    entry = _image(at, arg.entry, change.under(frozenset(arg.names), names))
    return argument(at, opened, arg.sizes, entry)


# Sums


def bound_names(count: int, avoid: Collection[IndexTerm]) -> tuple[str, ...]:
    """Return names for bound indices: the first that are not to be avoided.

    They are the same again in the same place, so that what was renamed once is remembered.
    """
    names = (f"~b{k}" for k in itertools.count())
    return tuple(itertools.islice((name for name in names if name not in avoid), count))


def _opened(
    at: Field, atom: SumOver, change: _Change, avoid: Collection[IndexTerm] = ()
) -> tuple[list[tuple[str, IndexTerm]], Element]:
    """Return the sum's ranges under names of their own, and its body under these names."""
    taken = {*avoid, *at.mentions(atom.body), *change.rename.values()}
    opened = bound_names(len(atom.names), taken)
    names: dict[IndexTerm, IndexTerm] = dict(zip(atom.names, opened, strict=True))
    body = _image(at, atom.body, change.under(binds(atom), names))
    return list(zip(opened, atom.sizes, strict=True)), body


def opened(
    at: Field, atom: SumOver, avoid: Collection[IndexTerm] = ()
) -> tuple[list[tuple[str, IndexTerm]], Element]:
    """Return the sum's ranges under names of their own, and its body under these names."""
    return _opened(at, atom, _Change(at.images), avoid)


def sum_over(at: Field, index: str, size: IndexTerm, body: Element) -> Element:
    """Return the sum of ``body`` over ``index`` in range(size); the index is a fresh name.

    sum of c*f_i + d*g_i over i = c*(sum of f_i) + d*(sum of g_i), c and d without i; and over a
    literal size, f_0 + f_1 + ...
    """
    if isinstance(size, int):
        values = (renamed(at, body, {index: k}) for k in range(size))
        return total(values)
    body = at.reduced(body)
    below, bound_below = _split(at, body.denom, index)
    groups: dict[Polynomial, Element] = {}
    for monomial, coefficient in body.numer.terms.items():
        free, bound = _split(at, Polynomial({monomial: coefficient}), index)
        groups[bound] = groups.get(bound, at.zero) + Element(free)
    result = at.zero
    for bound, factor in groups.items():
        term = _sum_of_product(at, index, size, bound, Element(bound_below))
        result += factor / Element(below) * term
    return result


def sum_over_all(at: Field, ranges: list[tuple[str, IndexTerm]], body: Element) -> Element:
    """Return the sum of ``body`` over several indices."""
    for index, size in ranges:
        body = sum_over(at, index, size, body)
    return body


def _split(at: Field, poly: Polynomial, index: IndexTerm) -> tuple[Polynomial, Polynomial]:
    """Split a polynomial into the factors without and with the index."""
    content, powers = factors(poly)
    free, bound = ONE.scaled(content), ONE
    for factor, power in powers:
        if index in at.mentions(Element(factor)):
            bound *= factor**power
        else:
            free *= factor**power
    return free, bound


def _sum_of_product(
    at: Field, index: str, size: IndexTerm, above: Polynomial, below: Element
) -> Element:
    """Sum a monomial ``above`` divided by a polynomial ``below``, each factor with the index.

    sum of delta(i, j)*f_i over i = f_j, and f*(sum of g_k over k) = sum of f*g_k over k.
    """
    (monomial,) = above.terms
    for i, _ in monomial:
        atom = at.atoms[i]
        if isinstance(atom, Kronecker) and index in (atom.left, atom.right):
            other = atom.right if atom.left == index else atom.left
            rest = Element(above) / at.itself(i) / below
            return renamed(at, rest, {index: other})
    ranges: list[tuple[str, IndexTerm]] = [(index, size)]
    body = 1 / below
    for i, power in monomial:
        atom = at.atoms[i]
        for _ in range(power):
            if isinstance(atom, SumOver):
                avoid = (
                    {name for name, _ in ranges} | at.mentions(body) | at.mentions(Element(above))
                )
                inside, factor = opened(at, atom, avoid)
                ranges += inside
            else:
                factor = at.itself(i)
            body *= factor
    return _product_of_components(at, ranges, body)


def _product_of_components(
    at: Field, ranges: list[tuple[str, IndexTerm]], body: Element
) -> Element:
    """Split a product into factors whose bound indices hang together, and sum each alone.

    sum of f_i*g_j over i and j = (sum of f_i)*(sum of g_j), and sum of 1 over i in range(n) = n.
    """
    content, powers = body.factored()
    parts: list[tuple[set[str], Element]] = []
    bound = {name for name, _ in ranges}
    result = at.number(content)
    for poly, power in powers.items():
        factor = Element(poly) ** power
        names = {str(t) for t in at.mentions(factor)} & bound
        if not names:
            result *= factor
            continue
        joined = [part for part in parts if part[0] & names]
        parts = [part for part in parts if not part[0] & names]
        for part_names, part_factor in joined:
            names |= part_names
            factor *= part_factor
        parts.append((names, factor))
    for name, size in ranges:
        if not any(name in names for names, _ in parts):
            result *= at.size(size)
    for names, factor in parts:
        result *= _sum_atom(at, [r for r in ranges if r[0] in names], factor)
    return result


def _sum_atom(at: Field, ranges: list[tuple[str, IndexTerm]], body: Element) -> Element:
    """Sum of c*f_ij over i and j = c*(sum of f_kl over k and l), k and l in canonical order."""
    if len(ranges) > 1 and (at.known_sums or body.denom != ONE):
        for inner_range in ranges:
            less = _summed_first(at, inner_range, body)
            if less is not None:
                return sum_over_all(at, [r for r in ranges if r != inner_range], less)
    sizes = dict(ranges)
    kinds = {name: str(size) for name, size in ranges}
    try:
        order = (
            canonical_order(_factor_outlines(at, body), kinds) if len(ranges) > 1 else list(kinds)
        )
    except TooSymmetric:
        raise Unresolved("a product of too many factors that are alike") from None
    numbered = canonical(len(ranges), at.mentions(body) - sizes.keys())
    body = renamed(at, body, dict(zip(order, numbered, strict=True)))
    content, _ = body.factored()  # a sign below the line may depend on what indices are called
    atom = SumOver(numbered, tuple(sizes[name] for name in order), body / at.number(content))
    return at.number(content) * at.sum_atom(atom)


def _summed_first(at: Field, over: tuple[str, IndexTerm], body: Element) -> Element | None:
    """Return sum of f_ki*g_i over k as g_i*(sum of f_ki), if that makes the product simpler.

    It does where a condition of the domain says what the sum is, or where it cancels in g_i.
    """
    name, size = over
    if name in at.mentions(Element(body.denom)):
        return None
    free, bound = _split(at, body.numer, name)
    inside = sum_over(at, name, size, Element(bound))
    result = at.reduced(Element(free) / Element(body.denom) * inside)
    known = not any(isinstance(at.atoms[i], SumOver) for i in inside.generators)
    return result if known or result.denom.degree < body.denom.degree else None


def _factor_outlines(at: Field, element: Element) -> list[Outline]:
    _, powers = element.factored()
    return [(outline(at.atoms, poly), str(power)) for poly, power in powers.items()]
