"""Whether an element is zero: decided beyond its normal form, case by case and under the sums."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product
from math import factorial, prod

from derive.kernel.prove.atoms import (
    Indices,
    Step,
    SumOver,
    Variable,
    inner,
)
from derive.kernel.prove.calculus import (
    opened,
    renamed,
    replaced,
    sum_over_all,
)
from derive.kernel.prove.field import Field
from derive.kernel.prove.polynomials import ONE, Monomial, Polynomial, exponent
from derive.kernel.prove.quotients import Element, total
from derive.language.nodes import IndexTerm

# A body with more orders of its indices, or with so many terms in their common denominator, is not
# made symmetric: that may cost a proof.
MOST_ORDERS = 24
MOST_TERMS = 1000


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
                ranges, factor = opened(at, atom, at.mentions(body))
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
    return sum_over_all(at, ranges, body)


def _symmetric(at: Field, sizes: Indices, body: Element) -> Element:
    """Return a body of the same sum that is symmetric in the indices of each size.

    sum of f_ij over i and j in range(n) = sum of (f_ij + f_ji)/2
    """
    counts = {size: sizes.count(size) for size in sizes}
    number = prod(map(factorial, counts.values()))
    if number > MOST_ORDERS or len(body.denom.terms) ** number > MOST_TERMS:
        return body
    orders = [list(permutations(range(count))) for count in counts.values()]
    symmetric = at.zero
    for choice in product(*orders):
        names: dict[IndexTerm, IndexTerm] = {
            _place(size, k): _place(size, order[k])
            for size, order in zip(counts, choice, strict=True)
            for k in range(counts[size])
        }
        symmetric += renamed(at, body, names)
    return symmetric / number
