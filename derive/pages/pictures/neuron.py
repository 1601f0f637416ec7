"""The first chapter's picture: one neuron and its loss, with every value and every slope.

Values go from left to right, and on a phone from z on downwards. Under each value stands the slope
of the loss by it, and each box leads to the derivation of that slope.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from derive.network import Array, Layer, backward, cross_entropy, forward
from derive.pages.pictures.svg import Point, curve, link, name_text, picture, tag, text

X: Array = np.array([[3.0], [1.0]])
Y: Array = np.array([[1.0]])
W: Array = np.array([[0.5, -1.0]])
B: Array = np.array([[0.0]])

TITLE = "One neuron, with numbers"
DESCRIPTION = (
    "Two inputs, two weights and a bias go into z, z into a, and a into the loss L. Each box says "
    "a value and, below it, the slope of the loss by it. It leads to that slope's derivation."
)
LEAF, BOX = Point(112, 48), Point(104, 56)
LEAVES = ("x1", "w1", "x2", "w2", "b")
MIDDLE = 146.0  # of the leaves
SUNK = 3.3  # how far an index stands below its letter

# Where each box leads. The loss itself has none: its slope by itself is 1.
LEADS_TO = {
    "x1": "input-gradient",
    "w1": "weight-gradient",
    "x2": "input-gradient",
    "w2": "weight-gradient",
    "b": "bias-gradient",
    "z": "dz",
    "a": "loss-gradient",
}
ENTRIES = frozenset((*LEADS_TO.values(), "sigmoid-derivative"))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the neuron stands beside its leaves: to the right in one row, or in one column."""

    name: str
    size: Point
    places: Mapping[str, Point]
    captions: tuple[Point, Point]
    signs: tuple[str, str]

    @property
    def upright(self) -> bool:
        """Tell whether values go downwards from z on."""
        return self.places["z"].x == self.places["a"].x


LEFT = {name: Point(LEAF.x / 2 + 2, MIDDLE + (n - 2) * 58) for n, name in enumerate(LEAVES)}
WIDE = Layout(
    "neuron-wide",
    Point(572, 292),
    LEFT | {"z": Point(238, MIDDLE), "a": Point(378, MIDDLE), "L": Point(518, MIDDLE)},
    (Point(448, 24), Point(448, 46)),
    ("values →", "← slopes of the loss"),
)
TALL = Layout(
    "neuron-tall",
    Point(348, 322),
    LEFT | {"z": Point(260, 30), "a": Point(260, 146), "L": Point(260, 262)},
    (Point(108, 312), Point(260, 312)),
    ("values → ↓", "↑ ← slopes of the loss"),
)


@dataclass(frozen=True, slots=True)
class Number:
    """A value, and the slope of the loss by it."""

    value: float
    slope: float


def loss(x: Array, w: Array, b: Array) -> float:
    """Return the loss of the one example, whose label is 1."""
    return cross_entropy(forward(x, [Layer(w, b, "sigmoid")])[0], Y)


def numbers() -> dict[str, Number]:
    """Return what each box says, by its name."""
    A, caches = forward(X, [Layer(W, B, "sigmoid")])
    (cache,), dZ = caches, A - Y
    (slopes,) = backward(dZ, caches)
    pairs = {
        "x1": (X[0, 0], slopes.dA_prev[0, 0]),
        "w1": (W[0, 0], slopes.dW[0, 0]),
        "x2": (X[1, 0], slopes.dA_prev[1, 0]),
        "w2": (W[0, 1], slopes.dW[0, 1]),
        "b": (B[0, 0], slopes.db[0, 0]),
        "z": (cache.Z[0, 0], dZ[0, 0]),
        "a": (A[0, 0], (dZ / cache.slope)[0, 0]),
        "L": (loss(X, W, B), 1.0),
    }
    return {name: Number(float(value), float(slope)) for name, (value, slope) in pairs.items()}


def neuron(homes: Mapping[str, str]) -> str:
    """Return the picture as HTML; ``homes`` says where each entry in ENTRIES is found."""
    drawn = (_drawn(layout, homes) for layout in (WIDE, TALL))
    return "\n".join(['<figure class="picture network neuron">', *drawn, "</figure>", ""])


def _drawn(layout: Layout, homes: Mapping[str, str]) -> str:
    known, places, upright = numbers(), layout.places, layout.upright

    def content() -> Iterator[str]:
        into = places["z"]
        for rank, name in enumerate(LEAVES):
            end = Point(into.x - BOX.x / 2, into.y + (rank - 2) * 9)
            yield from _arrow(_beside(places[name], LEAF), end)
        slope = "From z to a: the slope of the sigmoid"
        to_a = "".join(_between(places["z"], places["a"], upright=upright))
        yield link(homes["sigmoid-derivative"], slope, to_a, "arrow forth")
        yield from _between(places["a"], places["L"], upright=upright)
        for name, number in known.items():
            drawn = "".join(_box(name, number, places[name]))
            said = f"{name}: value {number.value:.3g}, slope of the loss {number.slope:.3g}"
            if name in LEADS_TO:
                yield link(homes[LEADS_TO[name]], said, drawn, "node forth")
            else:
                yield tag("g", drawn, class_="node forth")
        for place, said, kind in zip(layout.captions, layout.signs, ("", " slope"), strict=True):
            yield text(place, said, f"caption{kind}")

    return picture(
        layout.name, layout.size, TITLE, DESCRIPTION, content(), f"box network-{layout.name[7:]}"
    )


def _beside(middle: Point, extent: Point) -> Point:
    """Return the middle of a box's right side."""
    return Point(middle.x + extent.x / 2, middle.y)


def _between(one: Point, other: Point, *, upright: bool) -> Iterator[str]:
    """Yield the arrow from one box of the neuron to the next."""
    if upright:
        start, end = Point(one.x, one.y + BOX.y / 2), Point(other.x, other.y - BOX.y / 2)
    else:
        start, end = _beside(one, BOX), Point(other.x - BOX.x / 2, other.y)
    yield from _arrow(start, end, upright=upright)


def _arrow(start: Point, end: Point, *, upright: bool = False) -> Iterator[str]:
    tip = Point(end.x, end.y - 7) if upright else Point(end.x - 7, end.y)
    path = curve(start, tip, upright=upright)
    shaft = tag("path", d=path, class_="reach"), tag("path", d=path, class_="shaft")
    side, point = ("m-4,0 h8", "l-4,7") if upright else ("m0,-4 v8", "l7,-4")
    head = tag("path", d=f"M{tip.x:.1f},{tip.y:.1f} {side} {point} z", class_="head")
    yield tag("g", [*shaft, head], class_="forth")


def _box(name: str, number: Number, middle: Point) -> Iterator[str]:
    extent = LEAF if name in LEAVES else BOX
    corner = Point(middle.x - extent.x / 2, middle.y - extent.y / 2)
    yield tag("rect", x=corner.x, y=corner.y, width=extent.x, height=extent.y, rx=4)
    lift = -SUNK if name[-1].isdigit() else None
    value = tag("tspan", f" = {_spelt(number.value)}", dy=lift, class_="figure")
    yield text(Point(middle.x, middle.y - 3), name_text(name) + value, "name")
    yield text(Point(middle.x, middle.y + 17), _spelt(number.slope), "slope")


def _spelt(value: float) -> str:
    """Return a number with at most three digits behind the point, and a proper minus."""
    return f"{value:.3f}".rstrip("0").rstrip(".").replace("-", "\N{MINUS SIGN}")
