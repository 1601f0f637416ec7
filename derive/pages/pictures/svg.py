"""Pieces of SVG as text: what every picture is put together of.

Colours and fonts are classes (see pictures.css), so that a picture follows the page's palette;
nothing carries a ``style``. Links lead from the top of ``docs/``: ``/chapters/.../dz.md#dz``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from derive.language.notation import symbol

NUCLEUS = re.compile(r"(?:\\mathit\{)?(?P<letters>[A-Za-z]+)\}?")
ITALIC_H = "\N{PLANCK CONSTANT}"  # where Unicode has the italic h


@dataclass(frozen=True, slots=True)
class Point:
    """A place in a picture, in its own units; y grows downwards."""

    x: float
    y: float


def tag(name: str, content: Iterable[str] | str = "", **attributes: object) -> str:
    """Return an element; ``class_`` and ``view_box`` are spelt as Python allows."""
    spelt = {"class_": "class", "view_box": "viewBox", "text_anchor": "text-anchor"}
    said = "".join(
        f' {spelt.get(key, key.replace("_", "-"))}="{html.escape(_spelt(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = content if isinstance(content, str) else "".join(content)
    return f"<{name}{said}>{inside}</{name}>"


def _spelt(value: object) -> str:
    """Return a number with at most one digit behind the point, anything else as it is."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def link(address: str, label: str, content: Iterable[str], class_: str) -> str:
    """Return what is drawn, as a link with a name for those who do not see it."""
    title = tag("title", html.escape(label))
    return tag("a", [title, *content], href=address, aria_label=label, class_=class_)


def picture(
    name: str, size: Point, title: str, description: str, content: Iterable[str], class_: str
) -> str:
    """Return a picture that scrolls sideways in its own box where the page is narrow."""
    head = [
        tag("title", html.escape(title), id=f"{name}-title"),
        tag("desc", html.escape(description), id=f"{name}-desc"),
    ]
    drawn = tag(
        "svg",
        [*head, *content],
        xmlns="http://www.w3.org/2000/svg",
        view_box=f"0 0 {_spelt(size.x)} {_spelt(size.y)}",
        role="group",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
    )
    # What may scroll must be reachable by keyboard: its links are.
    return tag("div", drawn, class_=class_, data_search_exclude="")


def text(place: Point, content: str, class_: str, **attributes: object) -> str:
    """Return words around a place; ``content`` is SVG already."""
    return tag("text", content, x=place.x, y=place.y, class_=class_, **attributes)


def name_text(name: str, *, array: bool = False) -> str:
    """Return a name such as ``dZ2`` as the pages print it: slanted, its layer raised."""
    printed = symbol(name, array=array)
    found = NUCLEUS.fullmatch(printed.nucleus)
    if found is None:
        raise ValueError(f"the name {name} is printed as {printed.latex}, which no picture can yet")
    letters = "".join(map(_slanted, found["letters"]))
    script = printed.superscript or printed.subscript
    if not script:
        return letters
    lift = -0.42 if printed.superscript else 0.25
    return letters + tag("tspan", script, dy=f"{lift}em", class_="script")


def _slanted(letter: str) -> str:
    if letter == "h":
        return ITALIC_H
    first, start = ("A", 0x1D434) if letter.isupper() else ("a", 0x1D44E)
    return chr(start + ord(letter) - ord(first))


def curve(start: Point, end: Point, *, upright: bool) -> str:
    """Return the data of a path that leaves and arrives along one axis."""
    if upright:
        middle = (start.y + end.y) / 2
        bends = (Point(start.x, middle), Point(end.x, middle))
    else:
        middle = (start.x + end.x) / 2
        bends = (Point(middle, start.y), Point(middle, end.y))
    points = " ".join(f"{_spelt(p.x)},{_spelt(p.y)}" for p in (*bends, end))
    return f"M{_spelt(start.x)},{_spelt(start.y)} C{points}"
