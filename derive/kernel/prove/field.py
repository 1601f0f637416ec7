"""A field of functions in which equality is decided: rational functions of atoms.

An *atom* is a variable, pi, exp of something, log of an absolute value, a root of an absolute
value, or an unknown function of something. Each atom is one generator of a field of
fractions over the integers; everything else is arithmetic in that field. Atoms are made
canonical as they enter, so that equal functions meet as equal elements:

    exp(sum of c_i*b_i)   = product of exp(b_i/q_i)**(c_i*q_i)     b_i linearly independent over Q
    log(c*prod f_i**e_i)  = log c + sum of e_i*log|f_i|            f_i irreducible
    |f|**(p/q)            = (|f|**(1/q))**p,  (|f|**(1/q))**q = |f|

An element that is zero *is* zero wherever it is defined, whatever the atoms are; that the atoms
are independent is needed only for the converse, which no verdict rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm

from flint import fmpz

from derive.kernel.prove.atoms import (
    EXTREME,
    Atom,
    Exponential,
    Family,
    Indices,
    Kink,
    Kronecker,
    LargePower,
    Logarithm,
    Parity,
    Radical,
    Step,
    SumOver,
    Unknown,
    Variable,
    binds,
    inner,
    is_bound,
    own_indices,
)
from derive.kernel.prove.factors import divided
from derive.kernel.prove.polynomials import (
    ONE,
    Polynomial,
    Unresolved,
    exponent,
    generator,
    without,
)
from derive.kernel.prove.quotients import NOTHING, Element
from derive.kernel.prove.spelled import spelled
from derive.language.nodes import Binary, Call, Expr, IndexTerm, Number, Relation

# An integer power of a sum is multiplied out up to this many terms; above it is an atom.
MOST_TERMS = 400
# ... and while its coefficients have at most about this many bits.
MOST_BITS = 100_000
# A large power of a base is written in another of it if that takes factors of at most this degree.
MOST_APART = 8
# Integers below this are factored, so that log(6) is log(2) + log(3).
MOST_FACTORED = 10**15


class Pole(Unresolved):
    """A value was asked for where only the denominator is zero; ``numerator`` is not."""

    def __init__(self, numerator: Element) -> None:
        super().__init__("a value at a point where its formula divides by zero")
        self.numerator = numerator


class Refine(Exception):
    """A root of an atom is needed: build the field anew with this atom's finer root."""

    def __init__(self, key: Expr, degree: int) -> None:
        super().__init__(key, degree)
        self.key, self.degree = key, degree


class NeedIndices(Exception):
    """Whether two index terms are equal must be known: treat both cases."""

    def __init__(self, left: IndexTerm, right: IndexTerm) -> None:
        super().__init__(left, right)
        self.left, self.right = left, right


class Field:
    """The field of one claim in one cell.

    degrees    the finer roots that earlier attempts asked for (see :class:`Refine`)
    distinct   pairs of index terms that are different in this cell
    sign_of    decides the sign of an element; needed where an absolute value is opened
    """

    def __init__(
        self,
        degrees: Mapping[Expr, int],
        distinct: frozenset[frozenset[IndexTerm]],
        sign_of: Callable[[Element], int],
    ) -> None:
        self.one = Element(ONE)
        self.zero = NOTHING
        self.atoms: list[Atom] = []
        self.whole: frozenset[str] = frozenset()  # names of whole numbers, 1 or more
        self.finite: Mapping[str, tuple[Fraction, ...]] = {}  # arrays whose entries take few values
        self.fixed: Callable[[str, Indices], Element | None] = lambda name, indices: None
        self.known_sums: list[Callable[[SumOver], Element | None]] = []
        self.news: list[tuple[str, Indices]] = []  # entries in the order in which they occurred
        self.learned = 0  # of how many of them the facts are known
        self.origins: list[frozenset[Relation]] = []  # through which conditions each came up
        self.images: dict[tuple[int, tuple[tuple[IndexTerm, IndexTerm], ...]], Element] = {}
        self._generators: dict[Atom, int] = {}
        self._elements: list[Element] = []
        self._large: dict[Element, int] = {}  # base -> the first large exponent it came with
        self._cases: list[bool] = []
        self._mentions: list[frozenset[IndexTerm]] = []
        self._families: list[frozenset[Family]] = []
        self._degrees = degrees
        self._distinct = distinct
        self.sign_of = sign_of
        self._names = 0

    # Elements from atoms, and back

    def generator(self, atom: Atom) -> Element:
        """Return the element of ``atom``, which becomes a generator if it is new."""
        known = self._generators.get(atom)
        if known is None:
            mentions: set[IndexTerm] = set(own_indices(atom))
            families: set[Family] = set()
            for element in inner(atom):
                mentions |= self.mentions(element) - binds(atom)
                families |= self.families(element)
            if isinstance(atom, Variable):
                families.add(atom.family)
                if not atom.number:
                    self.news.append((atom.name, atom.indices))
            self._mentions.append(frozenset(mentions))
            self._cases.append(
                isinstance(atom, Step | Kink)
                or any(self.holds_cases(element) for element in inner(atom))
            )
            self._families.append(frozenset(families))
            known = self._generators[atom] = len(self.atoms)
            self.atoms.append(atom)
            self._elements.append(Element(generator(known)))
        return self._elements[known]

    def itself(self, i: int) -> Element:
        """Return a generator as an element."""
        return self._elements[i]

    def fresh(self) -> str:
        """Return a bound index name that occurs nowhere yet."""
        self._names += 1
        return f"~{self._names}"

    def size(self, size: IndexTerm) -> Element:
        """Return the size of an axis as an element: a number, or what a whole number's name is."""
        if isinstance(size, int):
            return self.number(size)
        fixed = self.fixed(size, ())
        return self.generator(Variable(size)) if fixed is None else fixed

    def kronecker(self, left: IndexTerm, right: IndexTerm) -> Element:
        """Return delta(left, right): delta(i, i) = 1, and delta(i, j) = 0 where i and j differ.

        Raises NeedIndices where both cases are possible.
        """
        if left == right:
            return self.one
        if (isinstance(left, int) and isinstance(right, int)) or (
            frozenset((left, right)) in self._distinct
        ):
            return self.zero
        if is_bound(left) or is_bound(right):
            first, second = sorted((left, right), key=str)
            return self.generator(Kronecker(first, second))
        raise NeedIndices(left, right)

    def step(self, element: Element) -> Element:
        """Return 1 where the element is positive, else 0."""
        if any(is_bound(term) for term in self.mentions(element)):
            return self.generator(Step(element))
        return self.one if self.sign_of(element) > 0 else self.zero

    def kink(self, element: Element, mark: int) -> Element:
        """Return 0 if the element is not zero, else its Kink, which tells of a jump.

        While a variable moves, the Kink is kept until the variable is back at its start.
        """
        bound = any(is_bound(term) for term in self.mentions(element))
        moving = any(number for _, number in self.families(element))
        if bound or element == 0:
            return self.generator(Kink(element, mark))
        if self.sign_of(element) == 0:
            return self.generator(Kink(self.zero, mark))
        return self.generator(Kink(element, mark)) if moving else self.zero

    def holds_cases(self, element: Element) -> bool:
        """Say whether a Step or a Kink is in the element or inside its atoms."""
        return any(self._cases[i] for i in element.generators)

    def holds_extreme(self, element: Element) -> bool:
        """Say whether the max of an array of any size is in the element or inside its atoms."""
        return any(
            (isinstance(atom, Unknown) and atom.name == EXTREME)
            or any(self.holds_extreme(part) for part in inner(atom))
            for atom in (self.atoms[i] for i in element.generators)
        )

    def sum_atom(self, atom: SumOver) -> Element:
        """Return a sum in normal form, or what a condition of the domain says it is."""
        for known in self.known_sums:
            value = known(atom)
            if value is not None:
                return value
        return self.generator(atom)

    def mentions(self, element: Element) -> frozenset[IndexTerm]:
        """Return the index terms that the element depends on."""
        generators = element.generators
        if len(generators) == 1:
            return self._mentions[generators[0]]
        return frozenset().union(*[self._mentions[i] for i in generators])

    def families(self, element: Element) -> frozenset[Family]:
        """Return the families of the variables that the element depends on."""
        return frozenset().union(*(self._families[i] for i in element.generators))

    def depends(self, element: Element, family: Family) -> bool:
        """Say whether a variable of the family occurs in the element or inside its atoms."""
        return any(family in self._families[i] for i in element.generators)

    def number(self, value: Fraction | int) -> Element:
        """Return an exact rational number as an element."""
        return Element.of(value)

    def spelled(self, element: Element) -> Expr:
        """Write the element as an expression of the language."""
        return spelled(self.atoms, element)

    def reduced(self, element: Element) -> Element:
        """Return the element with each power lowered that an atom's own relation can lower.

        |f|**(1/q) to the power q is |f|; 0 or 1, and a variable with k values, need no power from
        2, or k, on.
        """
        for i in reversed(element.generators):
            relation = self._relation(i)
            if relation is not None:
                top, bottom = (
                    _lowered(poly, i, *relation) for poly in (element.numer, element.denom)
                )
                if bottom == 0:
                    raise Unresolved("a denominator that vanishes through its roots")
                element = top / bottom
        return element

    def _relation(self, i: int) -> tuple[int, Element] | None:
        """Return (d, e) where the generator to the power d equals e, of lower degree in it."""
        match atom := self.atoms[i]:
            case Radical(of=of, degree=degree, sign=sign):
                return degree, of * sign
            case Step() | Kink() | Kronecker():
                return 2, self.itself(i)
            case Parity():
                return 2, self.one
            case Variable(name=name, number=0) if name in self.finite and atom.indices:
                vanishing = self.one
                for value in self.finite[name]:
                    vanishing *= self.itself(i) - self.number(value)
                degree = len(self.finite[name])
                return degree, self.itself(i) ** degree - vanishing
        return None

    def is_zero(self, element: Element) -> bool:
        """Decide whether the element is zero."""
        return element == 0 or self.reduced(element) == 0

    # Functions

    def exp(self, element: Element) -> Element:
        """Return the exponential of the element.

        exp(u + v) = exp(u)*exp(v)
        """
        result = self.one
        for part, coefficient in self._linear_parts(self.reduced(element)):
            result *= self._exp_of_part(part, coefficient)
        return result

    def _linear_parts(self, element: Element) -> list[tuple[Element, Fraction]]:
        """Split into rational multiples of elements, alike for all elements alike.

        (m_1 + m_2)/d = m_1/d + m_2/d, where what d divides is divided first: n/d = q + r/d.
        """
        numer, denom = element.numer, element.denom
        pieces = [(numer, Element(denom))]
        if len(denom.terms) > 1:
            quotient, remainder, number = divided(numer, denom)
            below = self.number(number)
            pieces = [(quotient, below), (remainder, below * Element(denom))]
        parts = []
        for poly, below in pieces:
            for monomial, coefficient in poly.terms.items():
                part = Element(Polynomial({monomial: 1})) / below
                content, _ = part.factored()
                parts.append((part / self.number(content), coefficient * content))
        return parts

    def _exp_of_part(self, part: Element, coefficient: Fraction) -> Element:
        """exp(c*log|f|) = |f|**c, and exp(c*b) = exp(b/q)**(c*q), for a q that makes c*q whole."""
        if part.denom == ONE and (single := part.numer.single) is not None:
            atom = self.atoms[single]
            if isinstance(atom, Logarithm):
                return self.abs_power(atom.of, coefficient)
        key = Call("exp", (self.spelled(part),))
        degree = self._degrees.get(key, 1)
        if (coefficient * degree).denominator != 1:
            raise Refine(key, lcm(degree, coefficient.denominator))
        root = self.generator(Exponential(part / degree))
        return root ** int(coefficient * degree)

    def log(self, element: Element) -> Element:
        """Return log|element|; the caller has seen to it that the element is positive.

        log|c*f**a*g**b| = log|c| + a*log|f| + b*log|g|
        """
        content, powers = self.reduced(element).factored()
        result = self._log_of_integer(abs(content.numerator))
        result -= self._log_of_integer(content.denominator)
        for poly, multiplicity in powers.items():
            result += multiplicity * self._log_of_factor(poly)
        return result

    def _log_of_integer(self, value: int) -> Element:
        """log(p**a*q**b) = a*log(p) + b*log(q), for primes p and q."""
        result = self.zero
        for prime, multiplicity in _factored(value):
            result += multiplicity * self.generator(Logarithm(self.number(prime)))
        return result

    def _log_of_factor(self, poly: Polynomial) -> Element:
        """log(exp(u)) = u, log(|f|**(1/q)) = log|f|/q, and else it is an atom."""
        if (single := poly.single) is not None:
            match self.atoms[single]:
                case Exponential(exponent=exponent):
                    return exponent
                case Radical(of=of, degree=degree):
                    return self.log(of) / degree
        return self.generator(Logarithm(Element(poly)))

    def abs_power(self, element: Element, power: Fraction) -> Element:
        """Return |element|**power for an element that is not zero.

        |c*f**a*g**b|**p = |c|**p*|f|**(a*p)*|g|**(b*p)
        """
        content, powers = self.reduced(element).factored()
        result = self._power_of_integer(abs(content.numerator), power)
        result /= self._power_of_integer(content.denominator, power)
        for poly, multiplicity in powers.items():
            result *= self._power_of_factor(poly, power * multiplicity)
        return self.reduced(result)

    def _power_of_integer(self, value: int, power: Fraction) -> Element:
        """(p**a*q**b)**c = p**(a*c)*q**(b*c), for primes p and q."""
        if power.denominator == 1:
            return self.number(Fraction(value) ** int(power))
        result = self.one
        for prime, multiplicity in _factored(value):
            result *= self._root(self.number(prime), power * multiplicity, 1)
        return result

    def _power_of_factor(self, poly: Polynomial, power: Fraction) -> Element:
        """|f|**p, which f itself gives for an even p, and s*f with its sign s for a whole one.

        exp(u)**p = exp(p*u) and (|f|**(1/q))**p = |f|**(p/q).
        """
        base = Element(poly)
        if power.denominator == 1 and power.numerator % 2 == 0:
            return self.power(base, int(power))
        if (single := poly.single) is not None:
            match self.atoms[single]:
                case Exponential(exponent=exponent):
                    return self.exp(exponent * self.number(power))
                case Radical(of=of, degree=degree):
                    return self.abs_power(of, power / degree)
        sign = self.sign_of(base)
        if power.denominator == 1:
            return self.power(base * sign, int(power))
        return self._root(base, power, sign)

    def _root(self, base: Element, power: Fraction, sign: int) -> Element:
        """|f|**(k/q) = (|f|**(1/q))**k, for the finest root that the field has of f."""
        key = Binary("**", self.spelled(base), Number(Fraction(1, 2), "0.5"))
        degree = self._degrees.get(key, 1)
        if (power * degree).denominator != 1:
            raise Refine(key, lcm(degree, power.denominator))
        if degree == 1:
            return self.power(base * sign, int(power))
        return self.generator(Radical(base, degree, sign)) ** int(power * degree)

    def parity(self, exponent: Element) -> Element:
        """Return (-1)**exponent; the exponent is a sum of whole multiples of whole numbers.

        (-1)**(2*n) = 1, and (-1)**(n + 1) = -(-1)**n.
        """
        result = self.one
        for monomial, multiple in exponent.numer.terms.items():
            if multiple % 2 == 0:
                continue
            names = [self.atoms[i] for i, _ in monomial]
            match names:
                case []:
                    result = -result
                case [Variable(name=name)]:
                    result *= self.generator(Parity(name))
                case _:
                    raise Unresolved("a power of -1 by a product of whole numbers")
        return result

    def power(self, base: Element, exponent: int) -> Element:
        """Return base**exponent for a whole exponent; x**0 is 1."""
        if exponent == 1:
            return base
        terms = max(len(base.numer.terms), len(base.denom.terms))
        digits = max(abs(c) for p in (base.numer, base.denom) for c in p.terms.values())
        if (terms > 1 and _terms_of_power(terms, abs(exponent)) > MOST_TERMS) or (
            digits.bit_length() * abs(exponent) > MOST_BITS and digits > 1
        ):
            large = self._large_power(base, abs(exponent))
            return large if exponent > 0 else 1 / large
        return base**exponent

    def _large_power(self, base: Element, exponent: int) -> Element:
        """Return base**(q*e + r) = (base**e)**q * base**r, where base**e was met before.

        Only q and r near zero are taken apart so; any other power is an atom of its own.
        """
        known = self._large.setdefault(base, exponent)
        times = (exponent + known // 2) // known
        rest = exponent - times * known
        if not (0 < times <= MOST_APART and abs(rest) <= MOST_APART):
            known, times, rest = exponent, 1, 0
        return self.generator(LargePower(base, known)) ** times * base**rest

    def without_parity(self, element: Element) -> tuple[Element, Element]:
        """Split off the factors (-1)**n: the element is the product of the two returned.

        f/(-1)**n = f*(-1)**n, since its square is 1.
        """
        parity = self.one
        for i in element.numer.generators:
            if isinstance(self.atoms[i], Parity) and all(
                exponent(m, i) for m in element.numer.terms
            ):
                parity *= self.itself(i)
        return parity, self.reduced(element * parity)


def _lowered(poly: Polynomial, i: int, degree: int, value: Element) -> Element:
    """Return the polynomial with ``value`` put for the generator to the power ``degree``.

    g**(w*d + r) = value**w*g**r where g**d = value.
    """
    result = Element(poly)
    while (poly := result.numer).degree_in(i) >= degree:
        lowered = NOTHING
        for monomial, coefficient in poly.terms.items():
            rest = Element(Polynomial({without(monomial, i): coefficient}))
            whole, left = divmod(exponent(monomial, i), degree)
            lowered += rest * value**whole * Element(generator(i)) ** left
        result = lowered / Element(result.denom)
    return result


def _terms_of_power(terms: int, exponent: int) -> int:
    """Return at least as many terms as a sum of ``terms`` terms to this power can have."""
    count = 1
    for k in range(1, terms):
        count = count * (exponent + k) // k
        if count > MOST_TERMS:
            break
    return count


def _factored(value: int) -> list[tuple[int, int]]:
    """Return the primes of a positive number with their powers; a large one is left whole."""
    if value >= MOST_FACTORED:
        return [(value, 1)]
    return [(int(prime), int(power)) for prime, power in fmpz(value).factor()]
