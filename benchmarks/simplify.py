"""The prover beside ``sympy.simplify(left - right)``, on the book's scalar steps, in one run.

Run ``python -m benchmarks.simplify``. SymPy's symbols get the assumptions that the domain allows
to be said (real, positive, negative, nonnegative, nonpositive, nonzero, integer). Derivatives are
taken by SymPy. A step counts as decided by simplify when the difference becomes 0; it is given
LIMIT seconds. Both clocks, of the processor, run from the parsed lines to the answer: SymPy's
expressions are built within its time, since many differences become 0 as soon as they are built.
Ours is timed twice: as a check asks, line after line, when the line before is known from the step
above; and for the step by itself.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from derive.book.book import read_book
from derive.book.project import find_project
from derive.book.workers import Done, Ended, in_workers
from derive.kernel.prove import prove
from derive.language.nodes import (
    Binary,
    Call,
    Constant,
    Derivative,
    Expr,
    Name,
    Natural,
    Number,
    Relation,
    Unary,
    Where,
)
from derive.language.working import Declarations

LIMIT = 5.0
_FACTS = {">": "positive", ">=": "nonnegative", "<": "negative", "<=": "nonpositive"}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Beyond(Exception):
    """The step is not about scalars alone."""


@dataclass(frozen=True, slots=True)
class Question:
    """A step, the lines of its chain, and their declarations."""

    left: Expr
    right: Expr
    chain: tuple[Expr, ...]
    declarations: Declarations


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds that both took, and whether SymPy's difference was 0: when built, in the end."""

    ours: float
    alone: float
    simplify: float
    at_once: bool
    zero: bool


class Translation:
    """From our expressions to SymPy's."""

    def __init__(self, declarations: Declarations) -> None:
        self._lets = dict(declarations.lets)
        self._arrays = {name for name, _ in declarations.shapes}
        self._facts = _assumptions(declarations)

    def symbol(self, name: str) -> Any:
        """Return the symbol of a name, with its assumptions."""
        from sympy import Symbol

        if name in self._arrays:
            raise Beyond
        return Symbol(name, **self._facts.get(name, {"real": True}))

    def of(self, expr: Expr, held: Mapping[str, Any]) -> Any:
        """Return an expression with the definitions put in, but for the names that are held."""
        import sympy as sp

        match expr:
            case Number(value=value):
                return sp.Rational(value.numerator, value.denominator)
            case Constant():
                return sp.pi
            case Name(id=name) if name in held:
                return held[name]
            case Name(id=name) if name in self._lets:
                return self.of(self._lets[name], held)
            case Name(id=name):
                return self.symbol(name)
            case Unary(op=op, arg=arg):
                return -self.of(arg, held) if op == "-" else self.of(arg, held)
            case Binary(op="+" | "-" | "*" | "/" | "**" as op, left=left, right=right):
                a, b = self.of(left, held), self.of(right, held)
                return {"+": a + b, "-": a - b, "*": a * b, "/": a / b, "**": a**b}[op]
            case Call(function=function, args=args):
                return _call(function, [self.of(arg, held) for arg in args])
            case Where(condition=(relation,), then=then, otherwise=otherwise):
                a, b = self.of(relation.left, held), self.of(relation.right, held)
                holds = {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}.get(relation.op)
                if holds is None:
                    raise Beyond
                return sp.Piecewise((self.of(then, held), holds), (self.of(otherwise, held), True))
            case Derivative(body=body, variable=Name(id=name)):
                moving = sp.Dummy(name, real=True)
                slope = sp.diff(self.of(body, {**held, name: moving}), moving)
                return slope.subs(moving, self.of(Name(name), held))
        raise Beyond


def _call(function: str, args: list[Any]) -> Any:
    import sympy as sp

    simple: dict[str, Any] = {
        "log": sp.log,
        "exp": sp.exp,
        "sqrt": sp.sqrt,
        "abs": sp.Abs,
        "sign": sp.sign,
        "max": sp.Max,
        "min": sp.Min,
        "tanh": sp.tanh,
        "cosh": sp.cosh,
        "sinh": sp.sinh,
        "sigma": lambda z: 1 / (1 + sp.exp(-z)),
        "relu": lambda z: sp.Max(0, z),
        "softplus": lambda z: sp.log(1 + sp.exp(z)),
    }
    if function not in simple:
        raise Beyond
    return simple[function](*args)


def _assumptions(declarations: Declarations) -> dict[str, dict[str, bool]]:
    facts: dict[str, dict[str, bool]] = {}
    for condition in declarations.domain:
        match condition:
            case Natural(subject=Name(id=name)):
                facts.setdefault(name, {"real": True}).update(integer=True, positive=True)
            case Relation(op=op, left=Name(id=name), right=Number(value=value)):
                _note(facts.setdefault(name, {"real": True}), op, value > 0, value < 0)
            case Relation(op=op, left=Number(value=value), right=Name(id=name)):
                mirrored = _MIRRORED.get(op, op)
                _note(facts.setdefault(name, {"real": True}), mirrored, value > 0, value < 0)
    return facts


def _note(facts: dict[str, bool], op: str, above: bool, below: bool) -> None:
    """Add what ``name op value`` says of the sign; ``above``, ``below``: of the value itself."""
    if op == "!=" and not above and not below:
        facts["nonzero"] = True
    elif op in (">", ">=") and not below:
        facts["positive" if above else _FACTS[op]] = True
    elif op in ("<", "<=") and not above:
        facts["negative" if below else _FACTS[op]] = True


def measure(question: Question) -> Times | None:
    """Decide one step by both; None where it is no step of scalars."""
    import sympy as sp

    translation = Translation(question.declarations)

    def difference() -> Any:
        return translation.of(question.left, {}) - translation.of(question.right, {})

    try:
        at_once = difference() == 0  # this warms SymPy, and the next line us
    except Beyond:
        return None
    sides = question.left, question.right, question.declarations
    prove(*sides)
    moments = [time.process_time()]
    for decide in (
        lambda: prove(*sides, chain=question.chain).complete,
        lambda: prove(*sides).complete,
        lambda: sp.simplify(difference()) == 0,
    ):
        answer = decide()
        moments.append(time.process_time())
        assert answer or len(moments) == 4
    ours, alone, simplify = (1000 * (after - before) for before, after in pairwise(moments))
    return Times(ours, alone, simplify, at_once, answer)


def questions() -> Iterator[Question]:
    """Yield the steps of the book."""
    for entry in read_book(find_project(Path.cwd()).content).entries:
        for chain in entry.working.chains:
            lines = (chain.first.expr, *(step.right.expr for step in chain.steps))
            for left, right in pairwise(lines):
                yield Question(left, right, lines, entry.working.declarations)


def main() -> None:
    """Print the comparison."""
    outcomes = in_workers(
        measure,
        list(questions()),
        seconds=LIMIT,
        preload=("derive.kernel.judge",),
        together=lambda question: id(question.chain),
    )
    found = [each.value for each in outcomes if isinstance(each, Done) and each.value]
    ended = [each.reason for each in outcomes if isinstance(each, Ended)]
    both = [times for times in found if times.zero]
    print(f"{len(outcomes)} steps of the book, {len(found) + len(ended)} of them of scalars alone")
    print(f"simplify decides {len(both)}, does not reach 0 in {len(found) - len(both)}")
    print(f"ended: {len(ended)}", *sorted(set(ended)), sep="\n  ")
    _compare("of the steps that both decide", both)
    _compare(
        "of those that are not 0 as soon as they are built", [t for t in both if not t.at_once]
    )


def _compare(which: str, both: list[Times]) -> None:
    print(f"{which} ({len(both)}), milliseconds: median, mean, worst")
    for name in ("ours", "alone", "simplify"):
        each = [getattr(times, name) for times in both]
        middle, mean = statistics.median(each), statistics.mean(each)
        print(f"  {name:9} {middle:9.2f} {mean:9.2f} {max(each):9.1f}")
    ratio = statistics.median(times.simplify / times.ours for times in both)
    sums = sum(times.simplify for times in both) / sum(times.ours for times in both)
    print(f"  simplify / ours: median of the ratios {ratio:.1f}, ratio of the sums {sums:.1f}")


if __name__ == "__main__":
    main()
