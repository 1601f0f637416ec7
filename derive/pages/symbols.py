"""The letters of a derivation: what each means, its shape, where it is defined.

<details class="symbols">
<li data-node="1"> the symbol, what it means, its shape, its definition
<li> index letters that run alike, and from where to where
</details>

The numbers are the handles by which its places in the formulas are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from derive.language.declared import shapes_of
from derive.language.latex import conditions_to_latex, statement_to_latex
from derive.language.nodes import (
    Binary,
    Call,
    Condition,
    Expr,
    IndexTerm,
    Name,
    Number,
    Sum,
    names_in,
    nodes,
)
from derive.language.notation import meaning, symbol
from derive.language.printer import Printer
from derive.language.shapes import index_sizes, sides_of
from derive.language.working import Declarations, Working
from derive.pages.handles import KNOWN, Numbers, lines_of
from derive.pages.words import inline, words

# The table's meanings are those of a network. Elsewhere x and b are letters like any other: a
# letter of the second kind is an input or a weight only where z is made of it.
NETWORK = re.compile(r"d?[aALJTWZ](L|_prev)?\d*|(sigma|softmax|softplus|relu)\(")
INCOMING = re.compile(r"[bwx]\d*")
INDEX = frozenset("ijkl")


def symbol_list(working: Working, numbers: Numbers) -> Iterator[str]:
    """Yield the list of letters, closed, as HTML."""
    yield '<details class="symbols" data-search-exclude>'
    yield "<summary>What the letters mean</summary>"
    yield "<ul>"
    for name, number in numbers.items():
        symbol, said = _row(name, working.declarations, numbers)
        yield (
            f'<li data-node="{number}"><span class="symbol">{symbol}</span> '
            f'<span class="told">{said}</span></li>'
        )
    yield from _index_rows(working)
    yield "</ul>"
    yield "</details>"


def index_ranges(working: Working) -> dict[str, tuple[IndexTerm, ...]]:
    """Return the index letters of a working's lines and definitions, each with its ranges' sizes.

    A letter may run over one axis in one line, and over another in the next chain.
    """
    declarations = working.declarations
    exprs = [line.expr for chain in working.chains for line in lines_of(chain)]
    exprs += [made_of for _, made_of in declarations.lets]
    found: dict[str, dict[IndexTerm, None]] = {}
    for expr in exprs:
        bound = (node.ranges for node in nodes(expr) if isinstance(node, Sum))
        ranges = [(each.index, each.size) for many in bound for each in many]
        for index, size in (*index_sizes(expr, declarations).items(), *ranges):
            found.setdefault(index, {})[size] = None
    return {index: kept for index, sizes in found.items() if (kept := tuple(sizes)) != (1,)}


def _index_rows(working: Working) -> Iterator[str]:
    """Yield a row for each range, with all letters that run over it."""
    printer = Printer(working.declarations)
    alike: dict[tuple[IndexTerm, ...], list[str]] = {}
    for index, sizes in index_ranges(working).items():
        alike.setdefault(sizes, []).append(index)
    for sizes, letters in alike.items():
        shown = ", ".join(inline(symbol(letter).latex) for letter in letters)
        to = ", elsewhere to ".join(inline(printer.size_term(size)) for size in sizes)
        kind = "indices, each" if len(letters) > 1 else "an index,"
        yield (
            f'<li><span class="letters">{shown}</span> '
            f'<span class="told">{kind} from 1 to {to}.</span></li>'
        )


def _row(name: str, declarations: Declarations, numbers: Numbers) -> tuple[str, str]:
    """Return a symbol and what is said of it."""
    if name in KNOWN:
        shown, said = KNOWN[name]
        return words(f"`{shown}`"), f"{words(said)}."
    printer = Printer(declarations)
    function = name in declarations.functions
    symbol = inline(printer.symbol(name, function=function).latex)
    told = _meaning(name, declarations, numbers)
    kind = "; ".join(_kinds(name, printer))
    return symbol, f"{words(told)}; <small>{kind}.</small>" if told else f"{kind}."


def _kinds(name: str, printer: Printer) -> Iterator[str]:
    """Yield what is declared of a name, and how it is defined."""
    declarations = printer.declarations
    arguments = dict(declarations.unknowns).get(name)
    sizes = {size for _, shape in declarations.shapes for size in shape}
    if name in declarations.functions:
        yield "any differentiable function"
    elif arguments is not None:
        shown = " and ".join(inline(printer.symbol(argument).latex) for argument in arguments)
        yield f"any differentiable function of {shown}"
    elif shape := shapes_of(declarations).get(name, ()):
        sizes_shown = inline(printer.shape_text(shape))
        yield f"{sizes_shown} numbers" if len(shape) == 1 else f"a matrix, {sizes_shown}"
    else:
        yield "a whole number" if name in sizes else "a number"
    if (definition := declarations.definition(name)) is not None:
        yield defined(name, definition, declarations)
    own = [each for each in declarations.domain if _only_of(each, name)]
    for told in conditions_to_latex(own, declarations=declarations, inline=True):
        if name not in sizes:
            yield inline(told.latex)


def is_zeros(made_of: Expr) -> bool:
    """Say whether it is an array of zeros, which the language writes ``0*ones((n, p))``."""
    match made_of:
        case Binary(op="*", left=Number(text="0"), right=Call(function="ones")):
            return True
        case _:
            return False


def defined(name: str, made_of: Expr, declarations: Declarations) -> str:
    """Return a definition as HTML; an array of zeros is shown as 0."""
    shown = Number(Fraction(0), "0") if is_zeros(made_of) else made_of
    told = statement_to_latex(Name(name), shown, declarations=declarations, inline=True)
    return inline(told.latex)


def _only_of(condition: Condition, name: str) -> bool:
    return _names(sides_of(condition)) == {name}


def _names(exprs: Iterable[Expr]) -> frozenset[str]:
    return frozenset().union(*map(names_in, exprs))


def _meaning(name: str, declarations: Declarations, numbers: Numbers) -> str | None:
    """Return what the notation table says of a name, where it is about a network."""
    shape = shapes_of(declarations).get(name, ())
    lets = declarations.lets
    incoming = _names(made_of for let, made_of in lets if let[0] in "zZ")
    if not any(NETWORK.fullmatch(each) for each in numbers):
        return None
    if name in INDEX or (INCOMING.fullmatch(name) and not shape and name not in incoming):
        return None
    return meaning(name)
