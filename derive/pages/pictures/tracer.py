"""The entry tracer: from which numbers, and along which paths, an entry of a gradient comes.

A layer with 3 units behind one with 2, and 4 examples: no two sizes are equal, so that no product
fits by accident. Without scripts one reads all sums below each other; ``tracer.js`` shows the one
that is chosen and lights up what goes into it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from derive.language.latex import statement_to_latex
from derive.language.parse import parse_expression
from derive.language.reader import read_working
from derive.language.working import Declarations
from derive.pages.pictures.svg import Point, picture, tag, text
from derive.pages.words import inline

UNITS, UNITS_BEFORE, EXAMPLES = 3, 2, 4
W = ((2, -1), (0, 3), (1, 4))
DZ = ((1, 0, 1, 2), (3, -2, -1, -2), (1, 1, 1, 3))
A_PREV = ((2, 3, 2, 1), (-3, 0, -1, 4))

GIVEN = {"W": W, "dZ": DZ, "A_prev": A_PREV}
RESULTS = {
    "dA_prev": (UNITS_BEFORE, EXAMPLES),
    "dW": (UNITS, UNITS_BEFORE),
    "db": (UNITS, 1),
}
CODE = {
    "dA_prev": "W.T @ dZ",
    "dW": "dZ @ A_prev.T / m",
    "db": "np.sum(dZ, axis=1, keepdims=True) / m",
}
DECLARATIONS: Declarations = read_working(
    "where W: (3, 2), dZ: (3, 4), A_prev: (2, 4), dA_prev: (2, 4), dW: (3, 2), db: (3, 1)\n0 == 0"
).declarations


@dataclass(frozen=True, slots=True)
class Trace:
    """An entry of a gradient and what goes into it, counted from 0.

    terms   for each term of the sum the entries that are multiplied: (name, row, column)
    over    what the sum is divided by: the number of examples, or 1
    paths   the connections (unit before, unit) and the units that light up in the network
    """

    name: str
    row: int
    column: int
    terms: tuple[tuple[tuple[str, int, int], ...], ...]
    over: int
    paths: tuple[tuple[int, int], ...]
    units: tuple[int, ...]
    units_before: tuple[int, ...]

    @property
    def key(self) -> str:
        """The name by which the page knows the entry: ``dW-2-1``, counted from 1."""
        return f"{self.name}-{self.row + 1}-{self.column + 1}"

    @property
    def text(self) -> str:
        """The sum with the names of its entries, in plain notation."""
        return self._over(
            " + ".join("*".join(f"{n}[{r}, {c}]" for n, r, c in term) for term in self.terms)
        )

    @property
    def numbers(self) -> str:
        """The sum with its numbers, in plain notation."""
        return self._over(
            " + ".join("*".join(_bracketed(GIVEN[n][r][c]) for n, r, c in t) for t in self.terms)
        )

    @property
    def value(self) -> float:
        """The entry."""
        total = 0
        for term in self.terms:
            product = 1
            for name, row, column in term:
                product *= GIVEN[name][row][column]
            total += product
        return total / self.over

    def _over(self, total: str) -> str:
        return f"({total})/{self.over}" if self.over > 1 else total


def _bracketed(number: int) -> str:
    return f"({number})" if number < 0 else str(number)


def traces() -> tuple[Trace, ...]:
    """Return every entry of the three gradients, as their equations have it."""
    units, before, examples = range(UNITS), range(UNITS_BEFORE), range(EXAMPLES)
    return (
        *(
            Trace(
                "dA_prev",
                j,
                i,
                tuple((("W", k, j), ("dZ", k, i)) for k in units),
                1,
                tuple((j, k) for k in units),
                tuple(units),
                (j,),
            )
            for j in before
            for i in examples
        ),
        *(
            Trace(
                "dW",
                k,
                j,
                tuple((("dZ", k, i), ("A_prev", j, i)) for i in examples),
                EXAMPLES,
                ((j, k),),
                (k,),
                (j,),
            )
            for k in units
            for j in before
        ),
        *(
            Trace("db", k, 0, tuple((("dZ", k, i),) for i in examples), EXAMPLES, (), (k,), ())
            for k in units
        ),
    )


def words_of(trace: Trace) -> str:
    """Return in words which row, column and paths the entry comes from."""
    row, column = trace.row + 1, trace.column + 1
    match trace.name:
        case "dA_prev":
            return (
                f"Column {row} of W (row {row} of W.T) meets column {column} of dZ: the weights "
                f"that leave unit {row}, and the errors of all units that it feeds, for "
                f"example {column}."
            )
        case "dW":
            return (
                f"Row {row} of dZ meets row {column} of A_prev: the error of unit {row} and the "
                f"activation of unit {column} before, example by example. One connection only."
            )
        case _:
            return f"Row {row} of dZ, added up over the examples: the errors of unit {row}."


def tracer() -> str:
    """Return the tracer as HTML."""
    everything = traces()
    return "\n".join(
        [
            '<figure class="tracer" data-search-exclude>',
            '<div class="tracer-matrices">',
            *(_given(name) for name in GIVEN),
            *(_result(name, everything) for name in RESULTS),
            "</div>",
            _drawing(),
            '<ol class="tracer-sums" aria-live="polite">',
            *(_sum(trace) for trace in everything),
            "</ol>",
            "</figure>",
            '<script defer src="/assets/javascripts/tracer.js"></script>',
            "",
        ]
    )


def _head(name: str, shape: tuple[int, int]) -> str:
    return f"<caption><code>{name}</code> ({shape[0]}, {shape[1]})</caption>"


def _given(name: str) -> str:
    rows = GIVEN[name]
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-cell="{name}-{r + 1}-{c + 1}">{_signed(number)}</td>'
            for c, number in enumerate(row)
        )
        + "</tr>"
        for r, row in enumerate(rows)
    )
    head = _head(name, (len(rows), len(rows[0])))
    return f'<table class="traced">{head}<tbody>{body}</tbody></table>'


def _result(name: str, everything: tuple[Trace, ...]) -> str:
    rows: dict[int, list[Trace]] = {}
    for trace in everything:
        if trace.name == name:
            rows.setdefault(trace.row, []).append(trace)
    body = "".join(
        "<tr>" + "".join(f'<td data-entry="{t.key}">{_signed(t.value)}</td>' for t in row) + "</tr>"
        for row in rows.values()
    )
    head = _head(name, RESULTS[name])
    return f'<table class="traced">{head}<tbody>{body}</tbody></table>'


def _signed(number: float) -> str:
    return f"{number:g}".replace("-", "\N{MINUS SIGN}")


def _sum(trace: Trace) -> str:
    left, right = parse_expression(f"{trace.name}[{trace.row}, {trace.column}]"), trace.text
    first = statement_to_latex(
        left, parse_expression(right), declarations=DECLARATIONS, inline=True
    ).latex
    second = statement_to_latex(
        parse_expression(trace.numbers), parse_expression(f"{trace.value:g}"), inline=True
    ).latex
    cells = " ".join(f"{n}-{r + 1}-{c + 1}" for term in trace.terms for n, r, c in term)
    network = " ".join(
        [
            *(f"path-{j + 1}-{k + 1}" for j, k in trace.paths),
            *(f"unit-{k + 1}" for k in trace.units),
            *(f"before-{j + 1}" for j in trace.units_before),
        ]
    )
    return (
        f'<li data-trace="{trace.key}" data-lights="{cells} {network}">'
        f"<p><code>{trace.name} = {html.escape(CODE[trace.name])}</code></p>"
        f"<p>{html.escape(words_of(trace))}</p>"
        f"<p>{inline(first)}</p><p>{inline(f'{{}} = {second}')}</p></li>"
    )


def _drawing() -> str:
    """Return the two layers, each unit joined to all units of the layer before."""
    before = [Point(60, 66 + 68 * j) for j in range(UNITS_BEFORE)]
    units = [Point(260, 32 + 68 * k) for k in range(UNITS)]

    def content() -> Iterator[str]:
        for j, one in enumerate(before):
            for k, other in enumerate(units):
                yield tag(
                    "line",
                    x1=one.x,
                    y1=one.y,
                    x2=other.x,
                    y2=other.y,
                    class_="path",
                    data_light=f"path-{j + 1}-{k + 1}",
                )
        for name, places in (("before", before), ("unit", units)):
            for number, place in enumerate(places, start=1):
                key = f"{name}-{number}"
                yield tag("circle", cx=place.x, cy=place.y, r=21, class_="unit", data_light=key)
                yield text(Point(place.x, place.y + 6), str(number), "name")
        yield text(Point(60, 200), "layer before", "caption")
        yield text(Point(260, 224), "this layer", "caption")

    description = "Two units before, three units behind, and each before joined to each behind."
    return picture(
        "tracer-network", Point(320, 232), "The two layers", description, content(), "box"
    )
