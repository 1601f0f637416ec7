r"""LaTeX from the nodes: what a line looks like, and which piece of it came from which node.

What is printed keeps the author's structure: terms in their order, ``/`` as a fraction, and
brackets exactly where the plain notation needs them, except where a fraction bar, a root or a
script groups already. So it reads back as the same expression. The conventions:

- A minus in front of the first factor of a quotient stands before the fraction: ``-y/a``.
- Behind a fraction only the last factor is above the bar: ``1/m * x/y`` is two fractions.
- Inside a script and in running text (``inline``) a quotient is a slash: ``x**(1/2)``.
- A product is juxtaposition. A dot comes in where that could be misread: before a number, before
  a bracketed sign, after a derivative, between two fractions, between a number and a fraction,
  and between a letter that often names a function (f, g, h, J, L, ...) and a bracket.
- Between two arrays ``*`` is an asterisk, as the course writes it; ``@`` is juxtaposition.
- ``exp`` is a power of e while its argument is short and flat, else ``\exp``.
- A derivative has an upright d when its body depends on one name only, else a curly one. Names
  such as ``dz`` are slanted and are no quotients.
- ``D(sum(g(Z)), Z)``, the slope of g at each entry of an array, is ``g'(Z)``.
- Literal indices are shown counting from 1; the index of an axis of size 1 is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.language.nodes import Condition, Expr, Relation
from derive.language.printer import Printer, goes_on
from derive.language.typeset import (
    Piece,
    Place,
    Printed,
    finish,
    handle,
    marked,
    places,
    with_places,
)
from derive.language.working import Declarations, Shape

__all__ = [
    "Piece",
    "Printed",
    "condition_to_latex",
    "conditions_to_latex",
    "handle",
    "marked",
    "places",
    "shapes_to_latex",
    "statement_to_latex",
    "to_latex",
    "with_places",
]


def to_latex(
    expr: Expr,
    *,
    declarations: Declarations | None = None,
    inline: bool = False,
    shapes: bool = False,
) -> Printed:
    """Return ``expr`` in LaTeX, for a line of its own or (``inline``) for running text.

    The declarations say which names are arrays, functions and definitions; without them every
    name is a scalar that depends on nothing else. With ``shapes`` each array of which it is put
    together (a name, a transpose, a function's values) stands over a brace with its shape.
    """
    printer = Printer(declarations or Declarations(), (expr,))
    return finish(printer.doc(expr, Place((), inline=inline, braced=shapes)).parts)


def statement_to_latex(
    left: Expr,
    right: Expr,
    *,
    declarations: Declarations | None = None,
    inline: bool = False,
    shapes: bool = False,
) -> Printed:
    """Return ``left = right`` in LaTeX; the paths of its pieces begin with 0 and 1."""
    printer = Printer(declarations or Declarations(), (left, right))
    place = Place((), inline=inline, braced=shapes)
    return finish(printer.condition((Relation("==", left, right),), place))


def condition_to_latex(
    condition: Condition, *, declarations: Declarations | None = None, inline: bool = False
) -> Printed:
    """Return a condition in LaTeX; the paths of its pieces begin with the number of the side."""
    return conditions_to_latex((condition,), declarations=declarations, inline=inline)[0]


def conditions_to_latex(
    conditions: Sequence[Condition],
    *,
    declarations: Declarations | None = None,
    inline: bool = False,
) -> tuple[Printed, ...]:
    """Return conditions in LaTeX, ``0 < a`` and ``a < 1`` in a row as one: ``0 < a < 1``.

    In a chain of relations the paths begin with 0, 1, 2, 3, ...: two for each relation.
    """
    printer = Printer(declarations or Declarations())
    place = Place((), inline=inline)
    return tuple(finish(printer.condition(group, place)) for group in _chained(conditions))


def shapes_to_latex(declarations: Declarations) -> tuple[Printed, ...]:
    """Return the declared shapes in LaTeX, arrays of one shape together: ``Z, A`` in R^(n x m)."""
    printer = Printer(declarations)
    alike: dict[Shape, list[str]] = {}
    for name, shape in declarations.shapes:
        alike.setdefault(shape, []).append(printer.symbol(name).latex)
    return tuple(
        Printed(rf"{', '.join(names)} \in \mathbb{{R}}^{{{printer.shape_text(shape)}}}", ())
        for shape, names in alike.items()
    )


def _chained(conditions: Sequence[Condition]) -> list[list[Condition]]:
    """Return the conditions in groups, each a chain such as ``0 < a``, ``a < 1``."""
    groups: list[list[Condition]] = []
    for condition in conditions:
        if groups and goes_on(groups[-1][-1], condition):
            groups[-1].append(condition)
        else:
            groups.append([condition])
    return groups
