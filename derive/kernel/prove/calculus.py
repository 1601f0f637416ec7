"""What is done to elements of the field: rename, substitute, sum over an index, differentiate.

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
from itertools import permutations, product
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
    differentiated,
    inner,
)
from derive.kernel.prove.canonical import Outline, TooSymmetric, canonical_order
from derive.kernel.prove.field import Field, Pole
from derive.kernel.prove.polynomials import (
    ONE,
    Element,
    Monomial,
    Polynomial,
    Unresolved,
    exponent,
    factors,
    total,
)
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
            return _sum_over_all(at, ranges, body)
        case Pi() | Parity():
            return itself


def argument(at: Field, names: Indices, sizes: Indices, entry: Element) -> Argument:
    """Return an argument of an unknown function; ``names`` are fresh and become canonical."""
    numbered = canonical(len(names), at.mentions(entry))
    new = renamed(at, at.reduced(entry), dict(zip(names, numbered, strict=True)))
    return Argument(numbered, sizes, new)


def _image_of_argument(at: Field, arg: Argument, change: _Change) -> Argument:
    avoid = at.mentions(arg.entry) | set(change.rename.values())
    opened = _names(len(arg.names), avoid)
    names: dict[IndexTerm, IndexTerm] = dict(zip(arg.names, opened, strict=True))
    entry = _image(at, arg.entry, change.under(frozenset(arg.names), names))
    return argument(at, opened, arg.sizes, entry)


# Sums


def _names(count: int, avoid: Collection[IndexTerm]) -> tuple[str, ...]:
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
    opened = _names(len(atom.names), taken)
    names: dict[IndexTerm, IndexTerm] = dict(zip(atom.names, opened, strict=True))
    body = _image(at, atom.body, change.under(binds(atom), names))
    return list(zip(opened, atom.sizes, strict=True)), body


def sum_over(at: Field, index: str, size: IndexTerm, body: Element) -> Element:
    """Return the sum of ``body`` over ``index`` in range(size); the index is a fresh name."""
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


def _sum_over_all(at: Field, ranges: list[tuple[str, IndexTerm]], body: Element) -> Element:
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
    """Sum a monomial ``above`` divided by a polynomial ``below``, each factor with the index."""
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
                inside, factor = _opened(at, atom, _Change(at.images), avoid)
                ranges += inside
            else:
                factor = at.itself(i)
            body *= factor
    return _product_of_components(at, ranges, body)


def _product_of_components(
    at: Field, ranges: list[tuple[str, IndexTerm]], body: Element
) -> Element:
    """Split a product into factors whose bound indices hang together, and sum each alone."""
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


def _factor_outlines(at: Field, element: Element) -> list[Outline]:
    _, powers = element.factored()
    return [(outline(at.atoms, poly), str(power)) for poly, power in powers.items()]


def vanishes(at: Field, element: Element) -> bool:
    """Decide whether the element is zero, joining sums over the same ranges where that may help.

    Sums of products are in normal form already. Fractions with an index below the line are not
    (1/(a*(1 - a)) is 1/a + 1/(1 - a)), nor are cases (relu(u) + relu(-u) is abs(u)).
    """
    element = at.reduced(element)
    if element == 0:
        return True
    sums = [i for i in element.generators if isinstance(at.atoms[i], SumOver)]
    if not at.holds_cases(element) and all(inner(at.atoms[i])[0].denom == ONE for i in sums):
        return False
    bodies = _joined(at, element.numer, sums)
    if at.reduced(total(_summed(at, sizes, body) for sizes, body in bodies.items())) == 0:
        return True
    return at.holds_cases(element) and all(
        _vanishes_in_each_case(at, body) for body in bodies.values()
    )


def _vanishes_in_each_case(at: Field, body: Element) -> bool:
    """Decide whether a body is zero where each of its steps is up, is down, and has its kink."""
    body = at.reduced(body)
    if body == 0:
        return True
    step = next(_steps(at, body), None)
    if step is None:
        return False
    of, other = step.of, Step(-step.of)
    for up, down in ((at.one, at.zero), (at.zero, at.one)):
        if not _vanishes_in_each_case(at, replaced(at, body, {step: up, other: down})):
            return False
    here = replaced(at, body, {step: at.zero, other: at.zero})
    return _vanishes_in_each_case(at, _where_zero(at, here, of))


def _steps(at: Field, element: Element) -> Iterator[Step]:
    """Yield the steps inside an element that depend on none of its own sums' indices."""
    for i in element.generators:
        atom = at.atoms[i]
        if isinstance(atom, Step) and not any(
            isinstance(term, str) and term[0] == "#" for term in at.mentions(atom.of)
        ):
            yield atom
        for part in inner(atom):
            yield from _steps(at, part)


def _where_zero(at: Field, element: Element, of: Element) -> Element:
    """Return the element where ``of`` is zero, if that can be solved for a variable."""
    for i in of.numer.generators:
        atom = at.atoms[i]
        if isinstance(atom, Variable) and of.numer.degree_in(i) == 1:
            rest, slope = (Element(part) for part in of.numer.coefficients(i))
            if slope.rational is not None and not at.depends(rest, atom.family):
                return replaced(at, element, {atom: -rest / slope})
    return element


def _joined(at: Field, poly: Polynomial, sums: list[int]) -> dict[Indices, Element]:
    """Return the body of the sum over all ranges of each kind, symmetric in alike indices."""
    bodies: dict[Indices, Element] = {}
    for monomial, coefficient in poly.terms.items():
        rest: Monomial = tuple(pair for pair in monomial if pair[0] not in sums)
        body = Element(Polynomial({rest: coefficient}))
        sizes: list[IndexTerm] = []
        for i in sums:
            atom = at.atoms[i]
            assert isinstance(atom, SumOver)
            for _ in range(exponent(monomial, i)):
                ranges, factor = _opened(at, atom, _Change(at.images), at.mentions(body))
                names: dict[IndexTerm, IndexTerm] = {}
                for name, size in ranges:
                    names[name] = _place(size, sizes.count(size))
                    sizes.append(size)
                body *= renamed(at, factor, names)
        key = tuple(sorted(sizes, key=str))
        bodies[key] = bodies.get(key, at.zero) + body
    return {sizes: _symmetric(at, sizes, body) for sizes, body in bodies.items()}


def _place(size: IndexTerm, number: int) -> str:
    return f"~{size}.{number}"


def _summed(at: Field, sizes: Indices, body: Element) -> Element:
    ranges = [(_place(size, sizes[:k].count(size)), size) for k, size in enumerate(sizes)]
    return _sum_over_all(at, ranges, body)


def _symmetric(at: Field, sizes: Indices, body: Element) -> Element:
    """Return a body of the same sum that is symmetric in the indices of each size."""
    counts = {size: sizes.count(size) for size in sizes}
    orders = [list(permutations(range(count))) for count in counts.values()]
    symmetric, number = at.zero, 0
    for choice in product(*orders):
        names: dict[IndexTerm, IndexTerm] = {
            _place(size, k): _place(size, order[k])
            for size, order in zip(counts, choice, strict=True)
            for k in range(counts[size])
        }
        symmetric += renamed(at, body, names)
        number += 1
    return symmetric / number


# Derivatives


def derivative(at: Field, element: Element, family: Family, indices: Indices = ()) -> Element:
    """Differentiate by one variable of the family, through every atom that depends on it."""
    result = at.zero
    for i in element.generators:
        inside = _derivative_of_atom(at, i, family, indices)
        if inside != 0:
            result += element.diff(i) * inside
    return at.reduced(result)


def _kink_where_moving(
    at: Field, of: Element, mark: int, family: Family, indices: Indices
) -> Element:
    """Return the kink of what moves, at the entries that do; how fast it moves is no matter."""
    slope = derivative(at, of, family, indices)
    moving = at.zero
    for monomial in slope.numer.terms:
        deltas = tuple(pair for pair in monomial if isinstance(at.atoms[pair[0]], Kronecker))
        moving += Element(Polynomial({deltas: 1}))
    return moving * at.kink(of, mark) if moving != 0 else at.zero


def _derivative_of_atom(at: Field, i: int, family: Family, indices: Indices) -> Element:
    itself = at.itself(i)
    if not at.depends(itself, family):
        return at.zero
    match atom := at.atoms[i]:
        case Variable(indices=own):
            result = at.one
            for mine, its in zip(own, indices, strict=True):
                result *= at.kronecker(mine, its)
            return result
        case Exponential(exponent=exponent):
            return itself * derivative(at, exponent, family, indices)
        case Logarithm(of=of):
            return derivative(at, of, family, indices) / of
        case Radical(of=of, degree=degree):
            return itself * derivative(at, of, family, indices) / (degree * of)
        case LargePower(base=base, exponent=exponent):
            return exponent * itself * derivative(at, base, family, indices) / base
        case Step(of=of):
            return _kink_where_moving(at, of, i, family, indices)
        case Kink(of=of, mark=mark):
            return itself * _kink_where_moving(at, of, mark, family, indices)
        case SumOver():
            ranges, body = _opened(at, atom, _Change(at.images), frozenset(indices))
            return _sum_over_all(at, ranges, derivative(at, body, family, indices))
        case Unknown(args=args):
            result = at.zero
            for number, arg in enumerate(args):
                avoid = at.mentions(arg.entry) | at.mentions(itself) | set(indices)
                fresh = _names(len(arg.names), avoid)
                names: dict[IndexTerm, IndexTerm] = dict(zip(arg.names, fresh, strict=True))
                entry = renamed(at, arg.entry, names)
                slope = derivative(at, entry, family, indices)
                if slope != 0:
                    outer = at.generator(differentiated(atom, number, fresh))
                    ranges = list(zip(fresh, arg.sizes, strict=True))
                    result += _sum_over_all(at, ranges, outer * slope)
            return result
        case Pi() | Kronecker() | Parity():
            raise AssertionError("a constant depends on nothing")


# Limits


def limit_at_zero(at: Field, element: Element, variable: int) -> Element:
    """Return the limit as a generator goes to 0, where exp(n*log|v|) stands for |v|**n.

    Each term is brought to v**order times what does not depend on v. Raises Pole where the limit
    is infinite, and Unresolved where the element is of another form.
    """
    above, below = (_by_order(at, poly, variable) for poly in (element.numer, element.denom))
    if len(below) != 1:
        raise Unresolved("a limit of a quotient of sums")
    ((lowest, divisor),) = below.items()
    limit, pole = at.zero, at.zero
    for order, factor in above.items():
        sign = at.sign_of(order - lowest)
        if sign == 0:
            limit += factor
        elif sign < 0:
            pole += factor
    if not at.is_zero(pole):
        raise Pole(pole)
    return limit / divisor


def _by_order(at: Field, poly: Polynomial, variable: int) -> dict[Element, Element]:
    """Return what stands at each power of the variable."""
    orders: dict[Element, Element] = {}
    for monomial, coefficient in poly.terms.items():
        order, factor = at.zero, at.number(coefficient)
        for i, power in monomial:
            if i == variable:
                order += power
                continue
            part, rest = _order_of(at, i, variable)
            order, factor = order + part * power, factor * rest**power
        orders[order] = orders.get(order, at.zero) + factor
    return {order: factor for order, factor in orders.items() if not at.is_zero(factor)}


def _order_of(at: Field, i: int, variable: int) -> tuple[Element, Element]:
    """Split a generator into a power of the variable (its exponent) and the rest."""
    itself, moving = at.itself(i), at.atoms[variable]
    assert isinstance(moving, Variable)
    if not at.depends(itself, moving.family):
        return at.zero, itself
    atom = at.atoms[i]
    if isinstance(atom, Exponential):
        log = at.log(at.itself(variable)).numer.single
        if log is not None and atom.exponent.numer.degree_in(log) == 1:
            rest, slope = (
                Element(part) / Element(atom.exponent.denom)
                for part in atom.exponent.numer.coefficients(log)
            )
            if not any(at.depends(part, moving.family) for part in (rest, slope)):
                return slope, at.exp(rest)
    raise Unresolved("a limit of a function of another form")
