"""Plots, drawn by Matplotlib when the site is built, each with its numbers in a table.

What floating point does is the machine's own: so nothing of it is committed. The plots are
written as snippets into a cache, anew when this file, the network or a library changes.
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

import derive.network
from derive.book.whole import write_whole
from derive.network import (
    Array,
    Layer,
    backward,
    central_differences,
    cross_entropy,
    forward,
    random_layers,
    relative_difference,
    sigma,
)
from derive.pages.pictures import paint
from derive.pages.pictures.paint import Colour

CLIP = 1e-12
GROWTH = Path(__file__).parents[3] / "benchmarks" / "growth.json"
WIDTH = 420  # units of the picture, about pixels


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: what it shows in words, the heads and rows of its table, and how it is drawn."""

    name: str
    title: str
    caption: str
    heads: tuple[str, ...]
    rows: Callable[[], list[tuple[float, ...]]]
    height: int
    draw: Callable[[Any, list[tuple[float, ...]]], None]
    shown: Callable[[tuple[float, ...]], bool]


def saturation() -> list[tuple[float, ...]]:
    """Return for z from 0 to 45 and the label 0: z, AL, dAL, slope, and dZ in three ways.

    The three: explicit, collapsed, and explicit with AL clipped in dAL alone.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.arange(0, 45.25, 0.25)
        AL = 1 / (1 + np.exp(-z))
        slope = AL * (1 - AL)
        dAL = 1 / (1 - AL)
        clipped = 1 / (1 - np.clip(AL, CLIP, 1 - CLIP)) * slope
        columns = (z, AL, dAL, slope, dAL * slope, AL - 0, clipped)
        return [tuple(map(float, row)) for row in zip(*columns, strict=True)]


def steps() -> Array:
    """Return the steps that are tried: from 0.1 down to 1e-13, two for each power of ten."""
    return np.array([10 ** (-half / 2) for half in range(2, 27)])


def valley() -> list[tuple[float, ...]]:
    """Return for each step the largest error of the central and of the one-sided difference.

    The function is softplus, the loss of a neuron with the label 0, at 1001 points of [-3, 3].
    """
    z = np.linspace(-3, 3, 1001)
    exact = sigma(z)

    def loss(z: Array) -> Array:
        return np.logaddexp(0, z)

    return [
        (
            float(h),
            float(np.abs((loss(z + h) - loss(z - h)) / (2 * h) - exact).max()),
            float(np.abs((loss(z + h) - loss(z)) / h - exact).max()),
        )
        for h in steps()
    ]


def check() -> list[tuple[float, ...]]:
    """Return for each step the relative difference of a gradient check: of right code, of a slip.

    The network is the one of ``python -m derive.network``; the slip doubles dW of layer 2.
    """
    rng = np.random.default_rng(0)
    layers = random_layers((3, 4, 5, 2), ("tanh", "softplus", "sigmoid"), rng)
    X, Y = rng.normal(size=(3, 7)), rng.integers(0, 2, size=(2, 7)).astype(np.float64)
    AL, caches = forward(X, layers)
    gradients = backward(AL - Y, caches)
    right = [array for each in gradients for array in (each.dW, each.db)]
    slip = [array * (2 if place == 2 else 1) for place, array in enumerate(right)]

    def cost() -> float:
        return cross_entropy(forward(X, layers)[0], Y)

    rows: list[tuple[float, ...]] = []
    for h in steps():
        numeric = _flat(central_differences(cost, P, h) for P in _parameters(layers))
        rows.append(
            (
                float(h),
                relative_difference(_flat(right), numeric),
                relative_difference(_flat(slip), numeric),
            )
        )
    return rows


def _parameters(layers: Sequence[Layer]) -> Iterator[Array]:
    for layer in layers:
        yield from (layer.W, layer.b)


def _flat(arrays: Iterable[Array]) -> Array:
    return np.concatenate([array.ravel() for array in arrays])


def growth() -> list[tuple[float, ...]]:
    """Return for each book and working that was checked: steps, seconds of processors, megabytes.

    They are measured by ``python -m benchmarks.growth --write``. A working's steps are negative.
    """
    measured = json.loads(GROWTH.read_text(encoding="utf-8"))
    return [
        (sign * point["steps"], point["processor_seconds"], point["parent_mb"], point["worker_mb"])
        for kind, sign in (("book", 1), ("lines", -1))
        for point in measured[kind]
    ]


def _draw_saturation(figure: Any, rows: list[tuple[float, ...]]) -> None:
    z, _, dAL, slope, explicit, collapsed, clipped = (
        np.array(each) for each in zip(*rows, strict=True)
    )
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.25, 1))
    above.plot(z, collapsed, color=Colour.BAND, linewidth=7, solid_capstyle="round")
    above.plot(z, explicit, color=Colour.INK, linewidth=1.6)
    above.plot(z, clipped, color=Colour.WRONG, linewidth=1.8, linestyle=(0, (4, 2)))
    last = int(np.flatnonzero(np.isfinite(explicit))[-1])
    above.plot(z[last], explicit[last], "x", color=Colour.INK, markersize=9, markeredgewidth=2)
    above.text(z[last] + 0.8, 0.84, "explicit: nan", color=Colour.INK)
    above.text(45, 1.1, "collapsed", color=Colour.ACCENT, ha="right")
    above.text(23.5, 0.3, "dAL clipped", color=Colour.WRONG, ha="right")
    above.set_ylim(-0.06, 1.24)
    above.set_ylabel("dZ")
    finite = np.isfinite(dAL)
    below.plot(z[finite], dAL[finite], color=Colour.INK, linewidth=1.6)
    below.plot(z[slope > 0], slope[slope > 0], color=Colour.ACCENT, linewidth=1.6)
    below.set_yscale("log")
    below.set_ylim(1e-19, 1e19)
    below.set_yticks([1e-16, 1e-8, 1, 1e8, 1e16], ["1e-16", "1e-8", "1", "1e8", "1e16"])
    below.text(16, 1e10, "dAL", color=Colour.INK, ha="right")
    below.text(16, 1e-13, "slope", color=Colour.ACCENT, ha="right")
    below.text(37.6, 1e14, "then inf", color=Colour.INK, va="center")
    below.text(37.6, 1e-15, "then 0", color=Colour.ACCENT, va="center")
    below.set_xlabel("z, with the label 0")
    below.set_xlim(0, 45)


def _logarithmic(axes: Any, low: int) -> None:
    """Set both axes to powers of ten, with larger steps to the left."""
    axes.set_xscale("log")
    axes.set_yscale("log")
    powers = range(-13, 0, 2)
    axes.set_xticks([10.0**power for power in powers], [f"1e{power}" for power in powers])
    heights = range(low, 1, 2)
    axes.set_yticks([10.0**power for power in heights], [f"1e{power}" for power in heights])
    axes.minorticks_off()
    axes.set_xlim(10**-0.7, 10**-13.3)
    axes.set_xlabel("step h, smaller to the right")


def _draw_valley(figure: Any, rows: list[tuple[float, ...]]) -> None:
    h, central, one_sided = (np.array(each) for each in zip(*rows, strict=True))
    axes = figure.subplots()
    axes.axvspan(1e-4, 1e-6, color=Colour.CHANGE, linewidth=0)
    axes.plot(h, 0.0962 / 6 * h**2, color=Colour.FAINT, linewidth=1, linestyle=(0, (2, 3)))
    axes.plot(h, 2.0**-52 / h, color=Colour.FAINT, linewidth=1, linestyle=(0, (2, 3)))
    axes.plot(h, one_sided, color=Colour.WRONG, linewidth=1.6, linestyle=(0, (4, 2)))
    axes.plot(h, central, color=Colour.ACCENT, linewidth=2.2)
    _logarithmic(axes, -12)
    axes.set_ylim(1e-12, 1)
    axes.set_ylabel("largest error")
    axes.text(2e-3, 2e-3, "one-sided", color=Colour.WRONG)
    axes.text(2e-3, 6e-11, "central", color=Colour.ACCENT, ha="right")
    axes.text(1.2e-2, 1e-8, "truncation", color=Colour.FAINT, ha="center", rotation=-52)
    axes.text(4e-10, 3.5e-8, "rounding", color=Colour.FAINT, ha="center", rotation=29)
    axes.text(1e-5, 0.2, "take h here", color=Colour.INK, ha="center", va="center")


def _draw_check(figure: Any, rows: list[tuple[float, ...]]) -> None:
    h, right, slip = (np.array(each) for each in zip(*rows, strict=True))
    axes = figure.subplots()
    axes.axvspan(1e-4, 1e-6, color=Colour.CHANGE, linewidth=0)
    for height in (1e-3, 1e-7):
        axes.axhline(height, color=Colour.FAINT, linewidth=1, linestyle=(0, (2, 3)))
    axes.plot(h, slip, color=Colour.WRONG, linewidth=1.8, linestyle=(0, (4, 2)))
    axes.plot(h, right, color=Colour.ACCENT, linewidth=2.2)
    _logarithmic(axes, -12)
    axes.set_ylim(1e-12, 10)
    axes.set_ylabel("relative difference")
    axes.text(10**-12.9, 1, "a slip: dW of layer 2 doubled", color=Colour.WRONG, ha="right")
    axes.text(0.1, 2e-11, "the right code", color=Colour.ACCENT)
    axes.text(0.1, 1.6e-3, "above: a slip", color=Colour.FAINT, va="bottom")
    axes.text(10**-12.9, 0.55e-7, "below: right", color=Colour.FAINT, ha="right", va="top")


def _draw_growth(figure: Any, rows: list[tuple[float, ...]]) -> None:
    axes = figure.subplots()
    sides = ((1, "a book ", Colour.ACCENT, "right"), (-1, "  one working", Colour.WRONG, "left"))
    for sign, name, colour, side in sides:
        points = [(0.0, 0.0), *((sign * row[0], row[1]) for row in rows if sign * row[0] > 0)]
        steps, seconds = zip(*points, strict=True)
        axes.plot(steps, seconds, "o-", color=colour, linewidth=1.8, markersize=4)
        level = "bottom" if side == "right" else "top"
        axes.text(steps[-1], seconds[-1], name, color=colour, ha=side, va=level)
    axes.set_xlim(0, None)
    axes.set_ylim(0, None)
    axes.set_xlabel("steps")
    axes.set_ylabel("seconds of processor time")


def _decade(row: tuple[float, ...]) -> bool:
    power = float(np.log10(row[0]))
    return abs(power - round(power)) < 1e-6


PLOTS = (
    Plot(
        "_plot-saturation",
        "The two starts from z = 0 to z = 45, with the label 0",
        "Above: dZ, which should be close to 1 all the way. The explicit start and the collapsed "
        "one agree until 1 - AL is rounded to 0; from there on the explicit one is nan. With dAL "
        "clipped it falls to 0 and says nothing. Below: the two factors of the explicit start.",
        ("z", "AL", "dAL", "slope", "explicit dZ", "collapsed dZ", "dAL clipped"),
        saturation,
        430,
        _draw_saturation,
        lambda row: row[0] % 5 == 0,
    ),
    Plot(
        "_plot-valley",
        "The error of a difference, for steps from 0.1 to 1e-13",
        "From the left the error falls with the step: truncation, as the square of h for the "
        "central difference. Then rounding takes over, as 1/h. The valley lies between.",
        ("h", "error, central", "error, one-sided"),
        valley,
        340,
        _draw_valley,
        _decade,
    ),
    Plot(
        "_plot-check",
        "A gradient check of a whole network, for steps from 0.1 to 1e-13",
        "The relative difference of all gradients of a network with 53 parameters, computed by "
        "the right code and by code with a slip. No step hides the slip; a step that is too small "
        "makes the right code look wrong.",
        ("h", "the right code", "dW of layer 2 doubled"),
        check,
        340,
        _draw_check,
        _decade,
    ),
    Plot(
        "_plot-growth",
        "The time of a check, for books and workings of ever more steps",
        "Books of derivations with twelve steps each, and one working of ever more lines, checked "
        "without a cache: the time of all processors together, both engines.",
        ("steps (a working's: negative)", "seconds", "MB of the program", "MB of a worker"),
        growth,
        300,
        _draw_growth,
        lambda row: True,
    ),
)


def plot_html(plot: Plot) -> str:
    """Return a plot with its table, as HTML in both colour schemes."""
    rows = plot.rows()
    drawn = paint.svg(plot.name, plot.title, WIDTH, plot.height, lambda f: plot.draw(f, rows))
    return "\n".join(
        [
            '<figure class="plot" data-search-exclude>',
            drawn,
            f"<figcaption>{html.escape(plot.caption)}</figcaption>",
            '<details class="plot-numbers"><summary>The numbers</summary>',
            '<div class="scroll" tabindex="0" role="group" aria-label="The numbers of the plot">',
            '<table class="figures">',
            _row("th", plot.heads),
            *(_row("td", map(_said, row)) for row in rows if plot.shown(row)),
            "</table></div></details>",
            "</figure>",
            "",
        ]
    )


def _row(kind: str, cells: Iterable[str]) -> str:
    scope = ' scope="col"' if kind == "th" else ""
    inside = "".join(f"<{kind}{scope}>{html.escape(cell)}</{kind}>" for cell in cells)
    return f"<tr>{inside}</tr>"


def _said(number: float) -> str:
    """Return a number with three digits; one that is nearly 1 as its distance from it."""
    if 0 < 1 - number < 5e-4:
        return f"1 - {1 - number:.1e}"
    return f"{number:.3g}"


def write_plots(folder: Path, names: Iterable[str]) -> None:
    """Make sure that ``folder`` holds the plots among ``names``, which are names of files.

    Each file is replaced whole. Raises OSError.
    """
    mark = f"<!-- Made by derive/pages/pictures/plots.py: {_recipe()} -->\n"
    wanted = set(names)
    for plot in PLOTS:
        path = folder / f"{plot.name}.md"
        if path.name in wanted and not (
            path.is_file() and path.read_text(encoding="utf-8").startswith(mark)
        ):
            write_whole(path, f"{mark}\n{plot_html(plot)}".encode())


def _recipe() -> str:
    """Return a digest of all that a plot depends on."""
    digest = hashlib.sha256()
    for file in (__file__, paint.__file__, derive.network.__file__, GROWTH):
        if Path(str(file)).is_file():
            digest.update(Path(str(file)).read_bytes())
    for library in ("matplotlib", "numpy"):
        digest.update(version(library).encode())
    return digest.hexdigest()[:16]
