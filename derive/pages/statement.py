"""The statement of a derivation: what is claimed, and of what.

<div class="statement">
<p class="claims"> in words
<div class="claim"> as a formula, for each result; with shapes where matrices are multiplied
<div class="claim shows"> a condition that is proved as well
<p class="given"> shapes; definitions; unknown functions; conditions; or where they stand above
<ul class="given"> the same, one line for each of these, where that is long
<details class="symbols"> the list of letters
</div>
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from derive.book.citation import Result, results
from derive.book.finding import Entry
from derive.kernel.verdict import Verdict
from derive.language.declared import rank, ranks_of, shapes_of
from derive.language.latex import (
    conditions_to_latex,
    places,
    shapes_to_latex,
    statement_to_latex,
    to_latex,
)
from derive.language.nodes import (
    Binary,
    Condition,
    Derivative,
    Expr,
    Index,
    Matrix,
    Name,
    Natural,
    nodes,
)
from derive.language.shapes import sides_of, size_names
from derive.language.working import Declarations, Working
from derive.pages.handles import Numbers, marks
from derive.pages.symbols import defined, is_zeros, symbol_list
from derive.pages.words import block, inline, words

# Declarations whose HTML is longer than this are not said again right below themselves, and have
# a line for each kind.
SHORT = 400


def statement(entry: Entry, numbers: Numbers, above: Sequence[Entry] = ()) -> Iterator[str]:
    """Yield the lines of the box above a derivation's steps; ``numbers`` are its letters'.

    Long declarations that the derivations ``above`` on its page have too, the nearest one first,
    stand only in the first of these.
    """
    declarations = entry.working.declarations
    yield '<div class="statement">'
    yield f'<p class="claims">{words(entry.derivation.claims, declarations, numbers)}</p>'
    for claim in claims(results(entry.name, entry.working)):
        yield from _claim(claim, numbers)
    for conditions in entry.shows:
        for printed in conditions_to_latex(conditions, declarations=declarations):
            mark = f'<span class="verdict {Verdict.PROVED}">{Verdict.PROVED}</span>'
            yield f'<div class="claim shows">{block(printed.latex)} {mark}</div>'
    if said := given(entry.working):
        alike = list(takewhile(lambda other: given(other.working) == said, above))
        if alike and len(said) > SHORT:
            said = f'<a href="#{alike[-1].name}">the same as above</a>'
        if len(said) > SHORT:
            yield from _given_in_lines(entry.working)
        else:
            yield f'<p class="given">Given {said}.</p>'
    yield from symbol_list(entry.working, numbers)
    yield "</div>"


def claims(shown: tuple[Result, ...]) -> list[Result]:
    """Return what is claimed: each result once, and none of an entry beside that of its array."""
    whole = {result.left for result in shown}
    kept: dict[tuple[Expr, Expr], Result] = {}
    for result in shown:
        if _array_of(result.left) not in whole:
            kept.setdefault((result.left, result.right), result)
    return list(kept.values())


def _array_of(entry: Expr) -> Expr | None:
    """Return the array of which the expression is an entry: of ``D(J, W[j, k])``, ``D(J, W)``."""
    match entry:
        case Index(array=array):
            return array
        case Derivative(body=body, variable=Index(array=array)):
            return Derivative(body, array)
        case _:
            return None


def _claim(claim: Result, numbers: Numbers) -> Iterator[str]:
    sides, declarations = (claim.left, claim.right), claim.declarations
    inside = [node for side in sides for node in nodes(side)]
    multiplied = any(isinstance(node, Binary) and node.op == "@" for node in inside)
    written_out = any(isinstance(node, Matrix) for node in inside)
    ranks = ranks_of(declarations, shapes_of(declarations))
    shaped = multiplied and not written_out and rank(claim.left, ranks) > 0
    said = statement_to_latex(*sides, declarations=declarations, shapes=shaped)
    where = places(said, marks(numbers, *sides))
    kind = "claim shapes" if shaped else "claim"
    yield f'<div class="{kind}">{block(said.latex, where)}</div>'


def given(working: Working) -> str:
    """Return what a working declares as HTML: groups with semicolons between; may be empty.

    That a size is a whole number goes without saying.
    """
    return "; ".join(said for _, said in _groups(working))


def _given_in_lines(working: Working) -> Iterator[str]:
    yield '<ul class="given">'
    for kind, said in _groups(working):
        yield f"<li><em>{kind.capitalize()}:</em> {said}.</li>"
    yield "</ul>"


def _groups(working: Working) -> list[tuple[str, str]]:
    """Return what a working declares by kind, without the empty kinds."""
    declarations = working.declarations
    zeros = [each for each in declarations.lets if is_zeros(each[1])]
    others = [each for each in declarations.lets if each not in zeros]
    every = " in every entry"
    groups = (
        ("sizes", (inline(each.latex) for each in shapes_to_latex(declarations))),
        ("zeros", (defined(*each, declarations) + every * (each == zeros[-1]) for each in zeros)),
        ("definitions", (defined(*each, declarations) for each in others)),
        ("left open", _unknown(declarations)),
        ("conditions", _conditions(working)),
    )
    told = ((kind, ", ".join(pieces)) for kind, pieces in groups)
    return [(kind, said) for kind, said in told if said]


def _unknown(declarations: Declarations) -> Iterator[str]:
    """Say what is left open: ``T any differentiable function of Z``."""

    def named(name: str) -> str:
        return inline(to_latex(Name(name), declarations=declarations, inline=True).latex)

    for name, arguments in declarations.unknowns:
        of = " and ".join(map(named, arguments))
        yield f"{named(name)} any differentiable function of {of}"
    each = " of each entry" if any(shapes_of(declarations).values()) else ""
    if declarations.functions:
        some = "functions" if len(declarations.functions) > 1 else "function"
        names = " and ".join(map(named, declarations.functions))
        yield f"{names} any differentiable {some}{each}"


def _conditions(working: Working) -> Iterator[str]:
    declarations = working.declarations
    sizes = _sizes(working)
    told = [
        condition
        for condition in declarations.domain
        if not (isinstance(condition, Natural) and condition.subject.id in sizes)
    ]
    ranks = ranks_of(declarations, shapes_of(declarations))
    for whole in (False, True):
        some = [condition for condition in told if _is_of_array(condition, ranks) == whole]
        for printed in conditions_to_latex(some, declarations=declarations, inline=True):
            yield inline(printed.latex) + " in every entry" * whole


def _is_of_array(condition: Condition, ranks: dict[str, int]) -> bool:
    return any(rank(side, ranks) > 0 for side in sides_of(condition))


def _sizes(working: Working) -> frozenset[str]:
    """Return the names that stand as sizes anywhere in a working."""
    declarations = working.declarations
    lines = [
        line.expr
        for chain in working.chains
        for line in (chain.first, *(step.right for step in chain.steps))
    ]
    meanings = [meaning for _, meaning in declarations.lets]
    sizes = {size for _, shape in declarations.shapes for size in shape if isinstance(size, str)}
    return frozenset(sizes).union(*map(size_names, (*lines, *meanings)))
