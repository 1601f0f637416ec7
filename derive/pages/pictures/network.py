"""The home page's picture: a network with one hidden layer, forward and back.

Each box and each arrow leads to a derivation; what stands in a box is a definition or a result of
the book, in the names of its layer. It is drawn twice, along the line and upright for phones.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derive.book.book import Book
from derive.book.citation import results
from derive.language.text import to_text
from derive.pages.pictures.svg import Point, curve, link, name_text, picture, tag, text

TITLE = "A network with one hidden layer, forward and back"
DESCRIPTION = (
    "Above, values go forward: from the inputs X through Z1, A1, Z2 and A2 to the cost J. Below, "
    "slopes go back: from J through dA2, dZ2 and dA1 to dZ1, and from dZ2 and dZ1 to the slopes by "
    "the weights and biases. Each box and each arrow leads to its derivation."
)
LONGEST = 17  # characters of code that fit into a box


@dataclass(frozen=True, slots=True)
class Shown:
    """What a box says: a definition in an entry, or a result of it, in other names.

    what     the name that is defined, or the number of the result
    renamed  what to write for the names (or index brackets) that the entry has
    """

    entry: str
    what: str | int
    renamed: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A box: how far along it stands (0 to 5), in which rank (0 to 3), and where it leads."""

    name: str
    along: float
    rank: int
    leads_to: str
    shows: Shown | None = None


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow between two boxes, and where it leads; ``across`` from rank to rank."""

    start: str
    end: str
    leads_to: str
    across: bool = False


NODES = (
    Node("X", 0, 1, "entry-of-a-layer"),
    Node("W1", 0.73, 0, "two-layers-hidden"),
    Node("b1", 1.27, 0, "two-layers-hidden"),
    Node("Z1", 1, 1, "entry-of-a-layer", Shown("two-layers-hidden", "Z1")),
    Node("A1", 2, 1, "tanh-derivative", Shown("two-layers-tanh", "A1")),
    Node("W2", 2.73, 0, "two-layers-output"),
    Node("b2", 3.27, 0, "two-layers-output"),
    Node("Z2", 3, 1, "entry-of-a-layer", Shown("two-layers-hidden", "Z2")),
    Node("A2", 4, 1, "sigmoid-derivative", Shown("two-layers-dz2", "A2")),
    Node("Y", 5, 0, "dz-of-many"),
    Node("J", 5, 1, "slope-of-the-mean", Shown("two-layers-output", "J")),
    Node("dA2", 4, 2, "start-with-dal", Shown("start-with-dal", 1, {"AL": "A2", "[j, i]": ""})),
    Node("dZ2", 3, 2, "two-layers-dz2", Shown("two-layers-dz2", 2)),
    Node("dW2", 2.58, 3, "two-layers-output", Shown("two-layers-output", 1)),
    Node("db2", 3.42, 3, "two-layers-output", Shown("two-layers-output", 2)),
    Node(
        "dA1",
        2,
        2,
        "input-gradient-of-a-layer",
        Shown("input-gradient-of-a-layer", 2, {"W": "W2", "dZ": "dZ2"}),
    ),
    Node("dZ1", 1, 2, "two-layers-tanh", Shown("through-tanh", 2, {"dA": "dA1", "A": "A1"})),
    Node("dW1", 0.58, 3, "two-layers-hidden", Shown("two-layers-hidden", 2)),
    Node("db1", 1.42, 3, "two-layers-hidden", Shown("two-layers-hidden", 3)),
)
ARROWS = (
    Arrow("X", "Z1", "slopes-of-a-layer"),
    Arrow("W1", "Z1", "slopes-of-a-layer", across=True),
    Arrow("b1", "Z1", "slopes-of-a-layer", across=True),
    Arrow("Z1", "A1", "tanh-derivative"),
    Arrow("A1", "Z2", "jacobian-of-a-layer"),
    Arrow("W2", "Z2", "slopes-of-a-layer", across=True),
    Arrow("b2", "Z2", "slopes-of-a-layer", across=True),
    Arrow("Z2", "A2", "sigmoid-derivative"),
    Arrow("A2", "J", "loss-gradient"),
    Arrow("Y", "J", "loss-gradient", across=True),
    Arrow("J", "dA2", "start-with-dal", across=True),
    Arrow("dA2", "dZ2", "two-starts-meet"),
    Arrow("J", "dZ2", "dz", across=True),
    Arrow("dZ2", "dW2", "weight-gradient-of-a-layer", across=True),
    Arrow("dZ2", "db2", "bias-gradient-of-a-layer", across=True),
    Arrow("dZ2", "dA1", "input-gradient-of-a-layer"),
    Arrow("dA1", "dZ1", "through-an-activation"),
    Arrow("dZ1", "dW1", "weight-gradient-of-a-layer", across=True),
    Arrow("dZ1", "db1", "bias-gradient-of-a-layer", across=True),
)
ENTRIES = frozenset(
    [each.leads_to for each in (*NODES, *ARROWS)]
    + [node.shows.entry for node in NODES if node.shows]
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the network lies: along the line, or upright with its ranks side by side.

    step    units from one box along to the next
    ranks   where each rank stands
    box     width and height of a box; ``small`` those of a parameter's
    """

    name: str
    size: Point
    step: float
    first: float
    ranks: tuple[float, float, float, float]
    box: Point
    small: Point
    upright: bool = False

    def place(self, node: Node) -> Point:
        """Return the middle of a box."""
        along = self.first + node.along * self.step
        return (
            Point(self.ranks[node.rank], along)
            if self.upright
            else Point(along, self.ranks[node.rank])
        )

    def extent(self, node: Node) -> Point:
        """Return the width and height of a box."""
        return self.small if node.rank == 0 or (self.upright and node.rank == 3) else self.box


WIDE = Layout(
    "network-wide", Point(876, 408), 150, 63, (28, 118, 248, 370), Point(116, 62), Point(58, 36)
)
TALL = Layout(
    "network-tall",
    Point(348, 526),
    88,
    30,
    (30, 122, 226, 318),
    Point(64, 42),
    Point(54, 34),
    upright=True,
)


def network(book: Book, homes: Mapping[str, str]) -> str:
    """Return the picture as HTML; ``homes`` says where each entry in ENTRIES is found."""
    drawn = (_drawn(layout, book, homes) for layout in (WIDE, TALL))
    return "\n".join(['<figure class="picture network">', *drawn, "</figure>", ""])


def shown_text(shows: Shown, book: Book) -> str:
    """Return a definition or a result in plain notation, in the names of the picture.

    Raises KeyError when the book does not hold it.
    """
    entry = book.entry(shows.entry)
    if entry is None:
        raise KeyError(shows.entry)
    if isinstance(shows.what, str):
        said = to_text(dict(entry.working.declarations.lets)[shows.what])
    else:
        said = to_text(results(entry.name, entry.working)[shows.what - 1].right)
    for old, new in (shows.renamed or {}).items():
        said = re.sub(rf"\b{old}\b", new, said) if old.isidentifier() else said.replace(old, new)
    return said


def _drawn(layout: Layout, book: Book, homes: Mapping[str, str]) -> str:
    nodes = {node.name: node for node in NODES}

    def label(name: str, what: str) -> str:
        entry = book.entry(name)
        return f"{what}: {entry.derivation.title if entry else name}".replace("`", "")

    def content() -> Iterator[str]:
        yield from _captions(layout)
        for arrow in ARROWS:
            said = label(arrow.leads_to, f"From {arrow.start} to {arrow.end}")
            back = "back" if nodes[arrow.end].rank >= 2 else "forth"
            start, end = nodes[arrow.start], nodes[arrow.end]
            path = _arrow(layout, start, end, arrow.across)
            yield link(homes[arrow.leads_to], said, path, f"arrow {back}")
        for node in NODES:
            back = "back" if node.rank >= 2 else "forth"
            yield link(
                homes[node.leads_to],
                label(node.leads_to, node.name),
                _box(layout, node, book),
                f"node {back}",
            )

    return picture(layout.name, layout.size, TITLE, DESCRIPTION, content(), f"box {layout.name}")


def _captions(layout: Layout) -> Iterator[str]:
    if layout.upright:
        for rank, words in ((1, "values ↓"), (2, "slopes ↑")):
            yield text(Point(layout.ranks[rank], layout.size.y - 4), words, "caption")
    else:
        yield text(Point(layout.first, layout.ranks[0] + 4), "values →", "caption")
        yield text(Point(layout.first, layout.ranks[2] + 4), "← slopes", "caption")


def _box(layout: Layout, node: Node, book: Book) -> Iterator[str]:
    middle, extent = layout.place(node), layout.extent(node)
    yield tag(
        "rect",
        x=middle.x - extent.x / 2,
        y=middle.y - extent.y / 2,
        width=extent.x,
        height=extent.y,
        rx=4,
    )
    lines = _wrapped(shown_text(node.shows, book)) if node.shows and not layout.upright else []
    top = middle.y + 6 - 7 * len(lines)
    yield text(Point(middle.x, top), name_text(node.name, array=True), "name")
    for number, line in enumerate(lines):
        place = Point(middle.x, top + 16 + 12.5 * number)
        yield text(place, html.escape(line), "code")


def _wrapped(code: str) -> list[str]:
    """Return a line of code in one or two lines, cut behind a comma or an operator.

    Where brackets nest, the cut is outside the inner ones.
    """
    if len(code) <= LONGEST:
        return [code]
    cuts = [found.end() for found in re.finditer(r"[,+*-] ", code)]

    def cost(cut: int) -> tuple[int, float]:
        return code[:cut].count("(") - code[:cut].count(")"), abs(cut - len(code) / 2)

    middle = min(cuts, key=cost)
    return [code[:middle].rstrip(), code[middle:]]


def _arrow(layout: Layout, start: Node, end: Node, across: bool) -> Iterator[str]:
    """Yield the path of an arrow, with a wide invisible one to point at, and its head."""
    first, last = layout.place(start), layout.place(end)
    upright = across != layout.upright
    one, other = layout.extent(start), layout.extent(end)
    if upright:
        sign = 1 if last.y > first.y else -1
        aside = max(-16.0, min(16.0, (first.x - last.x) / 3))
        first = Point(first.x - aside / 2 * (start.rank == 2), first.y + sign * one.y / 2)
        last = Point(last.x + aside, last.y - sign * (other.y / 2 + 7))
        head = f"m-4.5,0 h9 l-4.5,{7 * sign} z"
    else:
        sign = 1 if last.x > first.x else -1
        aside = max(-10.0, min(10.0, (first.y - last.y) / 3))
        first = Point(first.x + sign * one.x / 2, first.y - aside / 2 * (start.rank == 2))
        last = Point(last.x - sign * (other.x / 2 + 7), last.y + aside)
        head = f"m0,-4.5 v9 l{7 * sign},-4.5 z"
    path = curve(first, last, upright=upright)
    yield tag("path", d=path, class_="reach")
    yield tag("path", d=path, class_="shaft")
    yield tag("path", d=f"M{last.x:.1f},{last.y:.1f} {head}", class_="head")
