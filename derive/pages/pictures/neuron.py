"""The first chapter's picture: one neuron and its loss, with every value and every slope.

Values go from left to right. Under each value stands the slope of the loss by it, and each box
leads to the derivation of that slope.
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
SIZE = Point(572, 292)
LEAF, BOX = Point(112, 48), Point(104, 56)
COLUMNS = {"z": 238.0, "a": 378.0, "L": 518.0}
LEAVES = ("x1", "w1", "x2", "w2", "b")
MIDDLE = SIZE.y / 2
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
    known = numbers()

    def content() -> Iterator[str]:
        for name in LEAVES:
            yield from _arrow(_right(name), Point(COLUMNS["z"] - BOX.x / 2, _entry(name)))
        slope = "From z to a: the slope of the sigmoid"
        to_a = "".join(_arrow(_right("z"), _left("a")))
        yield link(homes["sigmoid-derivative"], slope, to_a, "arrow forth")
        yield from _arrow(_right("a"), _left("L"))
        for name, number in known.items():
            drawn = "".join(_box(name, number))
            said = f"{name}: value {number.value:.3g}, slope of the loss {number.slope:.3g}"
            if name in LEADS_TO:
                yield link(homes[LEADS_TO[name]], said, drawn, "node forth")
            else:
                yield tag("g", drawn, class_="node forth")
        yield text(Point(448, 24), "values →", "caption")
        yield text(Point(448, 46), "← slopes of the loss", "caption slope")

    drawn = picture("neuron", SIZE, TITLE, DESCRIPTION, content(), "box")
    return f'<figure class="picture network neuron">\n{drawn}\n</figure>\n'


def _place(name: str) -> Point:
    """Return the middle of a box."""
    if name in COLUMNS:
        return Point(COLUMNS[name], MIDDLE)
    return Point(LEAF.x / 2 + 2, MIDDLE + (LEAVES.index(name) - 2) * 58)


def _entry(name: str) -> float:
    """Return at which height the arrow from a leaf arrives."""
    return MIDDLE + (LEAVES.index(name) - 2) * 9


def _right(name: str) -> Point:
    place = _place(name)
    return Point(place.x + (BOX if name in COLUMNS else LEAF).x / 2, place.y)


def _left(name: str) -> Point:
    return Point(_place(name).x - BOX.x / 2, MIDDLE)


def _arrow(start: Point, end: Point) -> Iterator[str]:
    tip = Point(end.x - 7, end.y)
    path = curve(start, tip, upright=False)
    shaft = tag("path", d=path, class_="reach"), tag("path", d=path, class_="shaft")
    head = tag("path", d=f"M{tip.x:.1f},{tip.y:.1f} m0,-4 v8 l7,-4 z", class_="head")
    yield tag("g", [*shaft, head], class_="forth")


def _box(name: str, number: Number) -> Iterator[str]:
    middle, extent = _place(name), BOX if name in COLUMNS else LEAF
    corner = Point(middle.x - extent.x / 2, middle.y - extent.y / 2)
    yield tag("rect", x=corner.x, y=corner.y, width=extent.x, height=extent.y, rx=4)
    lift = -SUNK if name[-1].isdigit() else None
    value = tag("tspan", f" = {_spelt(number.value)}", dy=lift, class_="figure")
    yield text(Point(middle.x, middle.y - 3), name_text(name) + value, "name")
    yield text(Point(middle.x, middle.y + 17), _spelt(number.slope), "slope")


def _spelt(value: float) -> str:
    """Return a number with at most three digits behind the point, and a proper minus."""
    return f"{value:.3f}".rstrip("0").rstrip(".").replace("-", "\N{MINUS SIGN}")
