"""Nudge it: move one number of a small network, and compare the promise with what happens.

The promise is slope times step; what happens is the loss, computed again. Without scripts one
reads a table for one step; ``nudge.js`` lets the reader choose the number and the step.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from derive.network import Array, Layer, backward, cross_entropy, forward
from derive.pages.pictures.svg import Point, name_text, picture, tag, text

X: Array = np.array([[1.0], [-0.5]])
Y: Array = np.array([[1.0]])
STEP = 0.1
HEADS = ("number", "value before", "slope", "slope · h", "change of the loss")


def layers() -> list[Layer]:
    """Return the network: 2 inputs, 2 hidden tanh units, 1 sigmoid unit."""
    return [
        Layer(np.array([[0.6, -0.4], [-0.9, 0.5]]), np.array([[0.1], [0.2]]), "tanh"),
        Layer(np.array([[1.2, -0.8]]), np.array([[-0.3]]), "sigmoid"),
    ]


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the network that may be nudged: its array, its place, value and slope."""

    array: str
    place: tuple[int, int]
    value: float
    slope: float

    @property
    def name(self) -> str:
        """Its name in code: ``W1[0, 1]``."""
        row, column = self.place
        return f"{self.array}[{row}, {column}]"


def loss(arrays: dict[str, Array]) -> float:
    """Return the loss of the one example; the arrays are W1, b1, W2, b2 and x."""
    network = [
        Layer(arrays["W1"], arrays["b1"], "tanh"),
        Layer(arrays["W2"], arrays["b2"], "sigmoid"),
    ]
    return cross_entropy(forward(arrays["x"], network)[0], Y)


def arrays() -> dict[str, Array]:
    """Return fresh copies of all that may be nudged."""
    first, second = layers()
    return {"W1": first.W, "b1": first.b, "W2": second.W, "b2": second.b, "x": X.copy()}


def numbers() -> tuple[Number, ...]:
    """Return every number that may be nudged, with the slope of the loss by it."""
    AL, caches = forward(X, layers())
    first, second = backward(AL - Y, caches)
    slopes = {
        "W1": first.dW,
        "b1": first.db,
        "W2": second.dW,
        "b2": second.db,
        "x": first.dA_prev,
    }
    return tuple(
        Number(name, (row, column), float(array[row, column]), float(slopes[name][row, column]))
        for name, array in arrays().items()
        for row, column in np.ndindex(array.shape)
    )


def change(number: Number, step: float) -> float:
    """Return by how much the loss changes when the number is moved by ``step``."""
    moved = arrays()
    before = loss(moved)
    moved[number.array][number.place] += step
    return loss(moved) - before


def nudge() -> str:
    """Return the tool as HTML: the network, a table for one step, and the data for the script."""
    everything = numbers()
    data = {
        "y": float(Y[0, 0]),
        "step": STEP,
        "arrays": {name: array.tolist() for name, array in arrays().items()},
        "numbers": [
            {"name": each.name, "array": each.array, "place": each.place, "slope": each.slope}
            for each in everything
        ],
    }
    return "\n".join(
        [
            '<figure class="nudge" data-search-exclude>',
            _drawing(),
            '<div class="nudge-tool"></div>',
            '<div class="scroll" tabindex="0" role="group" aria-label="Each number, nudged alone">',
            '<table class="figures">',
            f"<caption>Each number alone, moved by h = {STEP:g}. The loss was "
            f"{loss(arrays()):.6f}.</caption>",
            "<thead><tr>",
            *(f'<th scope="col">{head}</th>' for head in HEADS),
            "</tr></thead>",
            "<tbody>",
            *(_row(each) for each in everything),
            "</tbody></table>",
            "</div>",
            f'<script type="application/json" class="nudge-data">{json.dumps(data)}</script>',
            "</figure>",
            '<script defer src="/assets/javascripts/nudge.js"></script>',
            "",
        ]
    )


def _row(number: Number) -> str:
    cells = (
        f"{number.value:g}",
        f"{number.slope:+.5f}",
        f"{number.slope * STEP:+.5f}",
        f"{change(number, STEP):+.5f}",
    )
    said = "".join(f"<td>{cell.replace('-', chr(0x2212))}</td>" for cell in cells)
    return f'<tr><th scope="row"><code>{number.name}</code></th>{said}</tr>'


def _drawing() -> str:
    """Return the network with each number at its place."""
    inputs = [Point(40, 62), Point(40, 178)]
    hidden = [Point(190, 62), Point(190, 178)]
    out, cost = Point(330, 120), Point(414, 120)
    values = {number.name: number.value for number in numbers()}

    def content() -> Iterator[str]:
        yield from _joined(inputs, hidden, "W1", values)
        yield from _joined(hidden, [out], "W2", values)
        yield tag("line", x1=out.x, y1=out.y, x2=cost.x, y2=cost.y, class_="path")
        for array, places in (("x", inputs), ("b1", hidden), ("b2", [out])):
            for number, place in enumerate(places):
                key = f"{array}[{number}, 0]"
                yield tag("circle", cx=place.x, cy=place.y, r=21, class_="unit", data_number=key)
                above = Point(place.x, place.y - 27)
                yield from _bias(above) if array != "x" else ()
                yield text(above, _said(values[key]), "value", data_number=key)
        for number, place in enumerate(inputs, start=1):
            yield text(Point(place.x, place.y + 6), name_text(f"x{number}"), "name")
        for place, name in ((hidden[0], "a1"), (hidden[1], "a2"), (out, "a"), (cost, "L")):
            if place is cost:
                yield tag("circle", cx=place.x, cy=place.y, r=21, class_="unit")
            yield text(Point(place.x, place.y + 6), name_text(name), "name")

    description = (
        "Two inputs, two hidden units with tanh, one output unit with the sigmoid, and the loss. "
        "At each connection stands its weight, above each unit, behind the sign b, its bias, above "
        "each input its value."
    )
    return picture("nudge-network", Point(450, 232), "The network", description, content(), "box")


def _bias(above: Point) -> Iterator[str]:
    """Say that the number above a unit is its bias."""
    yield text(Point(above.x - 30, above.y), f"{name_text('b')} =", "value")


def _joined(
    before: list[Point], behind: list[Point], array: str, values: dict[str, float]
) -> Iterator[str]:
    for j, one in enumerate(before):
        for k, other in enumerate(behind):
            key = f"{array}[{k}, {j}]"
            yield tag(
                "line",
                x1=one.x,
                y1=one.y,
                x2=other.x,
                y2=other.y,
                class_="path",
                data_number=key,
            )
            part = 0.3 if len(behind) > 1 else 0.45
            place = Point(one.x + part * (other.x - one.x), one.y + part * (other.y - one.y) - 5)
            yield text(place, _said(values[key]), "value", data_number=key)


def _said(number: float) -> str:
    return f"{number:g}".replace("-", "\N{MINUS SIGN}")
