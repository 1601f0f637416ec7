"""The slips of the pen that learners make: one row each.

A slip rewrites one node of a line. Read forwards it plants the slip in a true line (``plant``);
read backwards it undoes it in a wrong one (``undo``). Many are their own reverse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from derive.language.nodes import (
    Expr,
    Path,
    replaced,
)
from derive.language.working import Declarations
from derive.rules.diagnosing.setting import Rewrite, Setting, places
from derive.rules.diagnosing.slips_of_factors import (
    difference_for_product,
    factor_doubled,
    factor_dropped,
    factor_removed,
    factor_restored,
    inner_dropped,
    inner_restored,
    inner_sign,
    mean_lost,
    mean_restored,
    other_power,
    power_restored,
    product_for_difference,
    sign_planted,
    sign_undone,
    turned_back,
    turned_over,
)
from derive.rules.diagnosing.slips_of_names import (
    argument_for_value,
    axis_restored,
    exchanged,
    never,
    other_axis,
    other_index,
    other_layer,
    other_layer_everywhere,
    other_order,
    other_product,
    respelt,
    stage_everywhere,
    sum_lost,
    sum_restored,
    transpose_lost,
    transpose_restored,
    value_everywhere,
    value_for_argument,
)


@dataclass(frozen=True, slots=True)
class Slip:
    """A kind of slip.

    name     what the tables call it
    trouble  what a teacher says of it; ``{place}`` is where
    plant    from a node to what the slip makes of it
    undo     from a node to what it may have been
    whole    whether it is about the whole line rather than one node of it
    wide     whether there are many ways to undo it
    """

    name: str
    trouble: str
    plant: Rewrite
    undo: Rewrite
    whole: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A slip made (or undone) at one place: the node there, what came of it, the new line."""

    slip: Slip
    path: Path
    old: Expr
    new: Expr
    line: Expr


def planted(line: Expr, above: Expr, declarations: Declarations) -> Iterator[Change]:
    """Yield each line that one slip makes of ``line``, which follows from ``above``, once."""
    yield from _changes(line, above, declarations, [(slip, slip.plant) for slip in SLIPS])


def undone(
    line: Expr, above: Expr, declarations: Declarations, *, brief: bool = False
) -> Iterator[Change]:
    """Yield each line of which one slip may have made ``line``, once.

    ``brief`` leaves out the slips that can be undone in many ways.
    """
    slips = [slip for slip in SLIPS if not (brief and slip.wide)]
    yield from _changes(line, above, declarations, [(slip, slip.undo) for slip in slips])


def _changes(
    line: Expr, above: Expr, declarations: Declarations, rewrites: Sequence[tuple[Slip, Rewrite]]
) -> Iterator[Change]:
    setting = Setting(line, above, declarations)
    seen = {line}
    nodes = list(places(line))
    for slip, rewrite in rewrites:
        for path, node in nodes[:1] if slip.whole else nodes:
            for new in rewrite(node, setting):
                changed = replaced(line, path, new)
                if changed not in seen:
                    seen.add(changed)
                    yield Change(slip, path, node, new, changed)


# Smaller and likelier slips stand first: among several repairs that hold, the first is told.
SLIPS: tuple[Slip, ...] = (
    Slip("misspelt name", "a name that is declared nowhere", never, respelt),
    Slip("sign", "the sign of {place}", sign_planted, sign_undone),
    Slip("inner sign", "the inner sign in {place}", inner_sign, inner_sign),
    Slip("index", "an index in {place}", other_index, other_index),
    Slip("transpose", "a transpose in {place}", transpose_lost, transpose_restored),
    Slip("order", "the order of the matrix product in {place}", other_order, other_order),
    Slip("kind of product", "`*` and `@` are mixed up in {place}", other_product, other_product),
    Slip("y and a", "the label and the activation are mixed up in {place}", exchanged, exchanged),
    Slip("layer", "the layer of a variable in {place}", other_layer, other_layer),
    Slip(
        "z for a",
        "a value and its argument are mixed up in {place}",
        argument_for_value,
        value_for_argument,
    ),
    Slip("axis", "the axis of the sum in {place}", other_axis, axis_restored),
    Slip("1/m", "a division by a size in {place}", mean_lost, mean_restored),
    Slip("power", "a power in {place}", other_power, power_restored),
    Slip("turned over", "a fraction is turned over in {place}", turned_over, turned_back),
    Slip(
        "difference for product",
        "a product was read as a difference in {place}",
        difference_for_product,
        product_for_difference,
    ),
    Slip("factor too many", "a factor too many in {place}", factor_doubled, factor_removed),
    Slip("sum", "a sum is missing in {place}", sum_lost, sum_restored),
    Slip(
        "z for a everywhere",
        "a value and its argument are mixed up",
        stage_everywhere,
        value_everywhere,
        whole=True,
    ),
    Slip(
        "layer everywhere",
        "the layer of a variable",
        other_layer_everywhere,
        other_layer_everywhere,
        whole=True,
    ),
    Slip(
        "inner derivative",
        "an inner derivative is missing in {place}",
        inner_dropped,
        inner_restored,
        wide=True,
    ),
    Slip(
        "factor dropped",
        "a factor is missing in {place}",
        factor_dropped,
        factor_restored,
        wide=True,
    ),
)
