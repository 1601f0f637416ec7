"""Matplotlib's SVG made fit for our pages: its colours become classes, its styles attributes.

So a plot follows the page's palette and stands under a strict Content-Security-Policy. The same
plot is the same bytes: no date, salted ids, and a layout measured with Matplotlib's own font.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from io import StringIO
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
ATTRIBUTES = {
    "fill",
    "fill-opacity",
    "opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
}
LONG = re.compile(r"-?\d+\.\d{3,}")
FONT = re.compile(r"(?:(?:italic|oblique|normal|bold|\d{3}) )*(?P<size>[\d.]+)px\b.*")
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",  # which Matplotlib brings
    "font.size": 12.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "xtick.major.size": 4,
    "ytick.major.size": 4,
    "figure.constrained_layout.use": True,
}


class Colour(StrEnum):
    """A colour by its part on the page; the code is only a mark on its way through Matplotlib."""

    INK = "#010101"
    FAINT = "#020202"
    ACCENT = "#030303"
    WRONG = "#040404"
    CHANGE = "#050505"
    BAND = "#060606"


CLASSES = {colour.value: colour.name.lower() for colour in Colour}


def svg(name: str, title: str, width: int, height: int, draw: Callable[[Any], None]) -> str:
    """Return what ``draw`` draws into a Matplotlib figure, as SVG to stand in a page."""
    import matplotlib  # takes half a second, and most builds draw nothing new
    from matplotlib.figure import Figure

    faint: dict[Any, Any] = {
        key: Colour.FAINT.value
        for key in ("axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color")
    }
    with matplotlib.rc_context({**SETTINGS, **faint, "svg.hashsalt": name}):
        figure = Figure(figsize=(width / 72, height / 72), facecolor="none")
        draw(figure)
        for axes in figure.axes:
            axes.set_facecolor("none")
        drawn = StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return _clean(drawn.getvalue(), name, title)


def _clean(drawn: str, name: str, title: str) -> str:
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(drawn)
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', drawn))
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {f"{{{SVG}}}metadata", f"{{{SVG}}}style"}:
                parent.remove(child)
    for element in root.iter():
        _restyle(element)
        for place in ("d", "x", "y"):
            if place in element.attrib:
                element.set(
                    place, LONG.sub(lambda long: f"{float(long[0]):.2f}", element.attrib[place])
                )
        if (target := element.attrib.pop(f"{{{XLINK}}}href", None)) is not None:
            element.set("href", target)
        if element.get("id") not in used:
            element.attrib.pop("id", None)
    for size in ("width", "height", "version"):
        root.attrib.pop(size, None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name.strip('_')}-title")
    heading = Element(f"{{{SVG}}}title", id=f"{name.strip('_')}-title")
    heading.text = title
    root.insert(0, heading)
    return re.sub(r">\s+<", "><", ElementTree.tostring(root, encoding="unicode"))


def _restyle(element: Element) -> None:
    """Turn a ``style`` into attributes and classes.

    Raises ValueError for what it does not know, so that no update slips a style in unseen.
    """
    classes = [element.attrib.pop("class")] if "class" in element.attrib else []
    for declaration in filter(None, map(str.strip, element.attrib.pop("style", "").split(";"))):
        key, value = (part.strip() for part in declaration.split(":", 1))
        if key in ("fill", "stroke") and value in CLASSES:
            classes.append(f"{key}-{CLASSES[value]}")
        elif key in ATTRIBUTES:
            element.set(key, value)
        elif key in ("font", "font-size") and (found := FONT.fullmatch(value)):
            element.set("font-size", found["size"])
        elif key != "font-family":  # which is the page's
            raise ValueError(f"Matplotlib has written the style {declaration!r}, which is new")
    for key in ("fill", "stroke"):
        if (value := element.get(key, "")) in CLASSES:
            classes.append(f"{key}-{CLASSES[value]}")
            del element.attrib[key]
    if classes:
        element.set("class", " ".join(classes))
