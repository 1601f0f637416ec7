"""From an element of the field back to the language, for facts and messages, and to outlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from derive.kernel.prove.atoms import (
    Argument,
    Atom,
    Exponential,
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
    inner,
)
from derive.kernel.prove.canonical import Bag, Outline
from derive.kernel.prove.polynomials import ONE, Monomial, Polynomial
from derive.kernel.prove.quotients import Element
from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Constant,
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Name,
    Number,
    Range,
    Relation,
    Sum,
    Unary,
    Where,
    children,
    with_children,
)


def whole(value: int) -> Number:
    """Return a whole number >= 0 as a node."""
    return Number(Fraction(value), str(value))


def spelled(atoms: Sequence[Atom], element: Element) -> Expr:
    """Write the element, whose generators stand for ``atoms``, as an expression."""
    above = _sum(atoms, element.numer)
    if element.denom == ONE:
        return above
    return Binary("/", above, _sum(atoms, element.denom))


def _sum(atoms: Sequence[Atom], poly: Polynomial) -> Expr:
    result: Expr | None = None
    for monomial, coefficient in sorted(poly.terms.items(), reverse=True):
        term = _term(atoms, monomial, abs(coefficient))
        if result is None:
            result = term if coefficient > 0 else Unary("-", term)
        else:
            result = Binary("+" if coefficient > 0 else "-", result, term)
    return result or whole(0)


def _term(atoms: Sequence[Atom], monomial: Monomial, coefficient: int) -> Expr:
    result: Expr | None = None if coefficient == 1 and monomial else whole(coefficient)
    for i, exponent in monomial:
        factor = _atom(atoms, atoms[i])
        if exponent > 1:
            factor = Binary("**", factor, whole(exponent))
        result = factor if result is None else Binary("*", result, factor)
    assert result is not None
    return result


def _atom(atoms: Sequence[Atom], atom: Atom) -> Expr:
    match atom:
        case Variable(name=name, indices=indices):
            return Index(Name(name), indices) if indices else Name(name)
        case Pi():
            return Constant("pi")
        case Exponential(exponent=exponent):
            return Call("exp", (spelled(atoms, exponent),))
        case Logarithm(of=of):
            inside = spelled(atoms, of)
            return Call("log", (inside if of.rational is not None else Call("abs", (inside,)),))
        case Radical(of=of, degree=degree, sign=sign):
            inside = spelled(atoms, of * sign)
            if degree == 2:
                return Call("sqrt", (inside,))
            return Binary("**", inside, Binary("/", whole(1), whole(degree)))
        case LargePower(base=base, exponent=exponent):
            return Binary("**", spelled(atoms, base), whole(exponent))
        case Parity(exponent=name):
            return Binary("**", Unary("-", whole(1)), Name(name))
        case Step(of=of):
            positive = Relation(">", spelled(atoms, of), whole(0))
            return Where((positive,), whole(1), whole(0))
        case Kink(of=of):
            return Binary("/", whole(0), spelled(atoms, of))
        case Kronecker(left=left, right=right):
            return Delta(left, right)
        case SumOver(names=names, sizes=sizes, body=body):
            ranges = tuple(Range(name, size) for name, size in zip(names, sizes, strict=True))
            return Sum(spelled(atoms, body), ranges)
        case Unknown(name="**", args=(base, exponent)):
            return Binary("**", spelled(atoms, base.entry), spelled(atoms, exponent.entry))
        case Unknown(name=name, args=args, partials=partials):
            written = tuple(_argument(atoms, arg) for arg in args)
            result: Expr = Apply(name, written)
            for number, indices in partials:
                by = written[number]
                result = Derivative(result, Index(by, indices) if indices else by)
            return result


def _argument(atoms: Sequence[Atom], arg: Argument) -> Expr:
    """Write an argument; an array that is a variable by its name, else by its entry."""
    entry = spelled(atoms, arg.entry)
    if isinstance(entry, Index) and entry.indices == arg.names:
        return entry.array
    return entry


def reindexed(expr: Expr, names: Mapping[IndexTerm, IndexTerm]) -> Expr:
    """Put index terms for index terms, those of sums among them."""
    match expr:
        case Index(array=array, indices=indices):
            return Index(array, tuple(names.get(term, term) for term in indices))
        case Delta(left=left, right=right):
            return Delta(names.get(left, left), names.get(right, right))
        case Sum(body=body, ranges=ranges):
            renamed = (Range(str(names.get(r.index, r.index)), r.size) for r in ranges)
            return Sum(reindexed(body, names), tuple(renamed))
    return with_children(expr, tuple(reindexed(child, names) for child in children(expr)))


def outline(atoms: Sequence[Atom], poly: Polynomial) -> Outline:
    """Return how a polynomial is built, whatever its generators' numbers; signs are left out."""
    return Bag(tuple((str(abs(c)), _factors(atoms, m)) for m, c in poly.terms.items()))


def _factors(atoms: Sequence[Atom], monomial: Monomial) -> Outline:
    return Bag(tuple((_built(atoms, atoms[i]), str(power)) for i, power in monomial))


def _built(atoms: Sequence[Atom], atom: Atom) -> Outline:
    kind = type(atom).__name__
    inside = tuple(
        (outline(atoms, element.numer), outline(atoms, element.denom)) for element in inner(atom)
    )
    match atom:
        case Variable(name=name, indices=indices, number=number):
            return kind, name, str(number), *map(_term_word, indices)
        case Pi():
            return kind
        case Radical(degree=number) | LargePower(exponent=number):
            return kind, str(number), *inside
        case Parity(exponent=name):
            return kind, name
        case Kronecker(left=left, right=right):
            return kind, Bag((_term_word(left), _term_word(right)))
        case Unknown(name=name, partials=partials):
            slopes = Bag(tuple((str(k), *map(_term_word, terms)) for k, terms in partials))
            return kind, name, slopes, *inside
        case SumOver(sizes=sizes):
            return kind, Bag(tuple(map(str, sizes))), *inside
        case _:
            return kind, *inside


def _term_word(term: IndexTerm) -> str:
    """Return an index term as a word; names bound further in are all alike."""
    return "#" if isinstance(term, str) and term[0] == "#" else str(term)
