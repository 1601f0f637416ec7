"""The map: every derivation of the book, and what each rests on, chapter under chapter.

Chapters follow each other as on the site. Within one, an entry stands below those of its own
chapter that it cites; a layer that is too wide goes on in the next row. In a row, entries stand
near the middles of what they rest on. A line that passes other rows runs between the columns.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from derive.book.book import Book
from derive.book.finding import Entry
from derive.pages.pictures.svg import Point, curve, link, picture, tag, text
from derive.pages.words import words

Row: TypeAlias = dict[int, Entry]

TITLE = "The map of all derivations"
MARGIN = 128  # for the names of the chapters
COLUMNS = 5
CELL = Point(147, 69)
BOX = Point(127, 46)
LONGEST = 20  # letters of a title that fit on one line
LINES = 3  # of a title in its box; what is longer is cut at a comma or a colon
GAP = 26  # between chapters


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the map: its name, its address and its rows, each an entry for a column."""

    title: str
    address: str
    rows: tuple[Row, ...]

    @property
    def entries(self) -> list[Entry]:
        """All entries, row by row."""
        return [entry for row in self.rows for entry in row.values()]


def chapter_map(book: Book, homes: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """Return the map, and the same as a list, as Markdown.

    homes    where each derivation is found; those that no page shows are left out
    titles   the address of each chapter's page -> its title, in the order of the site
    """
    chapters = _chapters(book, homes, titles)
    return "\n".join([_picture(book, homes, chapters), "", *_list(book, homes, chapters), ""])


def _chapters(
    book: Book, homes: Mapping[str, str], titles: Mapping[str, str]
) -> tuple[Chapter, ...]:
    by_folder: dict[str, list[Entry]] = {}
    for entry in book.entries:
        if entry.name in homes:
            by_folder.setdefault(homes[entry.name].rpartition("/")[0], []).append(entry)
    seen: dict[str, int] = {}
    chapters = []
    for address, title in titles.items():
        entries = by_folder.get(address.rpartition("/")[0], [])
        if entries:
            chapters.append(Chapter(title, address, _rows(book, entries, seen)))
    return tuple(chapters)


def _rows(book: Book, entries: Sequence[Entry], seen: dict[str, int]) -> tuple[Row, ...]:
    """Return a chapter's entries in rows, layer by layer; ``seen`` keeps each one's column."""
    names = {entry.name for entry in entries}
    depth: dict[str, int] = {}
    for entry in entries:  # the cited stand before the citing
        own = [depth[other.name] for other in book.rests_on(entry) if other.name in names]
        depth[entry.name] = max(own, default=-1) + 1
    rows: list[Row] = []
    for layer in range(max(depth.values()) + 1):
        wanted = {
            entry.name: _middle(book, entry, seen)
            for entry in entries
            if depth[entry.name] == layer
        }
        placed = [entry for entry in entries if entry.name in wanted]
        placed.sort(key=lambda entry: wanted[entry.name])
        count = -(-len(placed) // COLUMNS)
        for number in range(count):
            row = placed[number::count]
            columns = _columns([wanted[entry.name] for entry in row])
            rows.append(dict(zip(columns, row, strict=True)))
            seen |= {entry.name: column for column, entry in rows[-1].items()}
    return tuple(rows)


def _middle(book: Book, entry: Entry, seen: Mapping[str, int]) -> float:
    above = [seen[other.name] for other in book.rests_on(entry) if other.name in seen]
    return sum(above) / len(above) if above else (COLUMNS - 1) / 2


def _columns(wanted: Sequence[float]) -> tuple[int, ...]:
    """Return a column for each, from left to right, as near as can be to where it would stand."""

    def distance(columns: tuple[int, ...]) -> float:
        return sum((column - want) ** 2 for column, want in zip(columns, wanted, strict=True))

    return min(combinations(range(COLUMNS), len(wanted)), key=distance)


def _picture(book: Book, homes: Mapping[str, str], chapters: Sequence[Chapter]) -> str:
    places: dict[str, Point] = {}
    bands: list[tuple[Chapter, float, float]] = []
    y = 12.0
    for chapter in chapters:
        top = y
        for row in chapter.rows:
            for column, entry in row.items():
                x = MARGIN + (column + 0.5) * CELL.x
                places[entry.name] = Point(x, y + BOX.y / 2)
            y += CELL.y
        bands.append((chapter, top, y - (CELL.y - BOX.y)))
        y += GAP
    size = Point(MARGIN + COLUMNS * CELL.x, y - GAP - (CELL.y - BOX.y) + 12)
    shown = [entry for chapter in chapters for entry in chapter.entries]
    lines = {
        entry.name: [
            tag("path", d=_edge(places[other.name], places[entry.name], number), class_="edge")
            for number, other in enumerate(book.entries)
            if other in book.rests_on(entry) and other.name in places
        ]
        for entry in shown
    }
    description = (
        f"{len(shown)} derivations in {len(chapters)} chapters. Lines lead from each derivation "
        "up to those that it rests on. The same stands as a list below."
    )
    content = [
        *(part for band in bands for part in _band(*band)),
        *(line for entry in shown for line in lines[entry.name]),
        *(_group(homes, entry, places[entry.name], lines[entry.name]) for entry in shown),
    ]
    drawn = picture("map", size, TITLE, description, content, "box")
    return f'<figure class="picture map">\n{drawn}\n</figure>'


def _band(chapter: Chapter, top: float, bottom: float) -> Iterator[str]:
    width = MARGIN + COLUMNS * CELL.x
    yield tag("rect", x=0, y=top - 10, width=width, height=bottom - top + 20, rx=4, class_="band")
    lines = _wrapped(chapter.title, 15)
    said = (
        text(Point(10, top + 14 + 15 * number), html.escape(line), "chapter")
        for number, line in enumerate(lines)
    )
    yield link(chapter.address, f"Chapter: {chapter.title}", said, "chapter-link")


def _group(homes: Mapping[str, str], entry: Entry, place: Point, lines: Sequence[str]) -> str:
    """Return an entry, and once more its lines, which are seen when it is pointed at."""
    title = _plain_title(entry)
    said = _wrapped(title, LONGEST)
    if len(said) > LINES:
        said = _wrapped(re.split(r"[,:] ", title)[0], LONGEST)
    first = place.y + 4 - 6.5 * (len(said) - 1)
    box = [
        tag(
            "rect",
            x=place.x - BOX.x / 2,
            y=place.y - BOX.y / 2,
            width=BOX.x,
            height=BOX.y,
            rx=4,
        ),
        *(
            text(Point(place.x, first + 13 * number), html.escape(line), "entry")
            for number, line in enumerate(said)
        ),
    ]
    return tag("g", [*lines, link(homes[entry.name], title, box, f"node {entry.derivation.kind}")])


def _plain_title(entry: Entry) -> str:
    """Return a derivation's title as it stands on its page, without backticks."""
    return re.sub(r" - ", " \N{MINUS SIGN} ", entry.derivation.title.replace("`", ""))


def _edge(above: Point, below: Point, lane: int) -> str:
    """Return a line from the foot of one box to the head of another.

    Where rows lie between, it runs between two columns, in one of seven lanes.
    """
    foot, head = Point(above.x, above.y + BOX.y / 2), Point(below.x, below.y - BOX.y / 2)
    if head.y - foot.y < CELL.y:
        return curve(foot, head, upright=True)
    side = -1 if above.x < below.x or (above.x == below.x and above.x < MARGIN + CELL.x) else 1
    x = below.x + side * CELL.x / 2 + 2.5 * (lane % 7 - 3)
    bend = CELL.y - BOX.y
    first, last = Point(x, foot.y + bend), Point(x, head.y - bend)
    return f"{curve(foot, first, upright=True)} L{curve(last, head, upright=True)[1:]}"


def _wrapped(name: str, longest: int) -> list[str]:
    """Return words in lines of about equal length, as few as fit."""
    lines = [""]
    for piece in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(piece) > longest:
            lines.append(piece)
        else:
            lines[-1] = f"{lines[-1]} {piece}".strip()
    return lines


def _list(book: Book, homes: Mapping[str, str], chapters: Sequence[Chapter]) -> Iterator[str]:
    for chapter in chapters:
        yield f"**[{words(chapter.title)}]({chapter.address})**"
        yield ""
        for entry in book.entries:
            if entry in chapter.entries:
                yield f"- {_item(book, homes, entry)}"
        yield ""


def _item(book: Book, homes: Mapping[str, str], entry: Entry) -> str:
    cited = ", ".join(
        f"[{words(_plain_title(other))}]({homes[other.name]})"
        for other in book.rests_on(entry)
        if other.name in homes
    )
    rests = f", which rests on {cited}" if cited else ""
    return f"[{words(_plain_title(entry))}]({homes[entry.name]}){rests}"
