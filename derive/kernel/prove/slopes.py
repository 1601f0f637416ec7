"""Derivatives of elements of the field, and their limits where a variable goes to zero."""

from __future__ import annotations

from derive.kernel.prove.atoms import (
    EXTREME,
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
    differentiated,
)
from derive.kernel.prove.calculus import (
    bound_names,
    opened,
    renamed,
    sum_over_all,
)
from derive.kernel.prove.field import Field, Pole
from derive.kernel.prove.polynomials import Polynomial, Unresolved
from derive.kernel.prove.quotients import Element
from derive.language.nodes import IndexTerm


def derivative(at: Field, element: Element, family: Family, indices: Indices = ()) -> Element:
    """Differentiate by one variable of the family, through every atom that depends on it.

    The chain rule over all paths: dE/dx = sum of dE/dg*dg/dx over the generators g.
    """
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
    """Differentiate one generator.

    dx_i/dx_j = delta(i, j)             d exp(u) = exp(u)*du
    d log|f| = df/f                     d |f|**(1/q) = |f|**(1/q)*df/(q*f)
    d f**n = n*f**n*df/f                d sum of f_i = sum of df_i
    d g(u, ...) = g_1(u, ...)*du + ...  over the entries of each argument
    """
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
            ranges, body = opened(at, atom, frozenset(indices))
            return sum_over_all(at, ranges, derivative(at, body, family, indices))
        case Unknown(name=name) if name == EXTREME:
            raise Unresolved("the derivative of the max of an array of any size")
        case Unknown(args=args):
            result = at.zero
            for number, arg in enumerate(args):
                avoid = at.mentions(arg.entry) | at.mentions(itself) | set(indices)
                fresh = bound_names(len(arg.names), avoid)
                names: dict[IndexTerm, IndexTerm] = dict(zip(arg.names, fresh, strict=True))
                entry = renamed(at, arg.entry, names)
                slope = derivative(at, entry, family, indices)
                if slope != 0:
                    outer = at.generator(differentiated(atom, number, fresh))
                    ranges = list(zip(fresh, arg.sizes, strict=True))
                    result += sum_over_all(at, ranges, outer * slope)
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
