r"""Output under way: LaTeX in parts that remember the nodes they came from.

A printer puts documents together (:func:`put`), brackets them where they hold together too
loosely (:func:`at_least`), multiplies them (:func:`multiplied`) and at last writes them out
(:func:`finish`). What comes out is :class:`Printed`; :func:`marked` wraps pieces of it, and
:func:`places` says beside untouched LaTeX where they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, IntEnum, auto
from typing import TypeAlias

from derive.language.nodes import Path
from derive.language.notation import Symbol


@dataclass(frozen=True, slots=True)
class Piece:
    """``latex[start:end]`` came from the node at ``path``, without the brackets around it."""

    path: Path
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Space:
    """A place where TeX puts a thin space of itself, because of what stands before or after."""

    at: int
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """A formula in LaTeX with its pieces, outer before inner; ``str()`` gives the LaTeX.

    Pieces nest. A node that is not printed in one piece (the ``-y`` of ``-y/a``) has none; of an
    array with an index, a power or a transpose only the letter is its own piece, since the
    scripts share one column. ``brackets`` are pieces once more, with the brackets around them.
    """

    latex: str
    pieces: tuple[Piece, ...]
    spaces: tuple[Space, ...] = ()
    brackets: tuple[Piece, ...] = ()

    def __str__(self) -> str:
        return self.latex

    def piece(self, path: Path, *, bracketed: bool = False) -> Piece:
        """Return the smallest piece that holds the node at ``path``, with its brackets if asked."""
        known = {piece.path: piece for piece in self.pieces}
        if bracketed:
            known |= {piece.path: piece for piece in self.brackets}
        while path not in known and path:
            path = path[:-1]
        return known.get(path, Piece((), 0, len(self.latex)))


def marked(printed: Printed, marks: Mapping[Path, str]) -> str:
    r"""Return the LaTeX with the given nodes wrapped in ``\textcolor{#rrggbb}{...}``.

    A mark is a colour, ``#`` and six hexadecimal digits, that a later reading turns into a
    handle (:func:`handle`). A node without a piece of its own marks the one that holds it.
    """
    spans, lost = _spans(printed, marks, ())
    return _wrapped(printed.latex, spans, lost)


def handle(number: int) -> str:
    """Return the mark that carries ``number`` (0 to 2**24 - 1)."""
    return f"#{number:06x}"


def places(printed: Printed, marks: Mapping[Path, int], bracketed: Collection[Path] = ()) -> str:
    """Return where handles go, to stand beside the LaTeX: ``0-12:42 3-4:1 17``.

    Characters 0 to 12 are number 42; at 17 goes a thin space, which the handles would swallow.
    The nodes in ``bracketed`` are marked with the brackets that stand around them.
    """
    numbers = {path: handle(number) for path, number in marks.items()}
    spans, lost = _spans(printed, numbers, bracketed)
    told = [f"{start}-{end}:{int(mark[1:], 16)}" for start, end, mark in spans]
    return " ".join([*told, *map(str, lost)])


def with_places(latex: str, places: str) -> str:
    """Return what :func:`marked` had returned for the places told by :func:`places`.

    Raises ValueError when they are not places in this LaTeX.
    """
    spans, lost = [], []
    for place in places.split():
        span, _, number = place.partition(":")
        start, _, end = span.partition("-")
        if number:
            spans.append((int(start), int(end), handle(int(number))))
        else:
            lost.append(int(span))
        if int(end or start) > len(latex):
            raise ValueError(f"{place} is behind the end of '{latex}'")
    return _wrapped(latex, spans, lost)


Span: TypeAlias = tuple[int, int, str]


def _spans(
    printed: Printed, marks: Mapping[Path, str], bracketed: Collection[Path]
) -> tuple[list[Span], list[int]]:
    """Return what is wrapped, the outer first, and where a thin space gets lost by it."""
    pieces = sorted(
        ((printed.piece(path, bracketed=path in bracketed), mark) for path, mark in marks.items()),
        key=lambda item: (item[0].start, -item[0].end, len(item[0].path)),
    )
    spans = [(piece.start, piece.end, mark) for piece, mark in pieces]
    starts, ends = {start for start, _, _ in spans}, {end for _, end, _ in spans}
    lost = []
    for space in printed.spaces:
        lost_before = not space.before or space.at in ends
        lost_after = not space.after or starts & {space.at, space.at + 1}
        if lost_before and lost_after:
            lost.append(space.at)
    return spans, lost


def _wrapped(latex: str, spans: Iterable[Span], lost: Iterable[int]) -> str:
    # At one place: what ends, then a space, then what begins, the outer first.
    inserts: list[tuple[int, int, str]] = [(at, 1, r"\,") for at in lost]
    for start, end, mark in spans:
        inserts += [(end, 0, "}"), (start, 2, rf"\textcolor{{{mark}}}{{")]
    out, done = [], 0
    for at, _, text in sorted(inserts, key=lambda item: item[:2]):
        out += [latex[done:at], text]
        done = at
    return "".join((*out, latex[done:]))


class Level(IntEnum):
    """How tightly a piece of output holds together."""

    CASES = auto()  # cases
    SUM = auto()  # a + b
    PRODUCT = auto()  # a b, -a, a/b in a script
    FACTOR = auto()  # a fraction, a derivative, a sum sign with its body
    POWER = auto()  # a^2, W^{[2]}
    ATOM = auto()  # a, f(x), (a + b)


class Edge(Enum):
    """What a product's neighbour sees at the left or right end of a factor."""

    NUMBER = auto()
    LETTER = auto()
    WORD = auto()
    CALLABLE = auto()
    FRACTION = auto()
    DERIVATIVE = auto()
    BRACKET = auto()
    SIGNED = auto()  # a bracket that begins with a sign
    GROUP = auto()  # a function's name that TeX does not see, so that it leaves no space
    OTHER = auto()


class Product(Enum):
    """What kind of product it is; kinds that could be misread side by side get brackets."""

    NONE = auto()
    SCALAR = auto()
    MATRIX = auto()
    ENTRYWISE = auto()
    SLASH = auto()


@dataclass(frozen=True, slots=True)
class Open:
    """Here begins the piece of the node at ``path``, or the brackets around it."""

    path: Path
    bracket: bool = False


@dataclass(frozen=True, slots=True)
class Close:
    """Here ends the piece that began last."""


@dataclass(frozen=True, slots=True)
class Thin:
    """An automatic thin space, printed as ``text``."""

    text: str
    before: bool
    after: bool


Part: TypeAlias = str | Open | Close | Thin


@dataclass(frozen=True, slots=True)
class Doc:
    """Parts of the output.

    signed   begins with a sign
    open     ends with the body of a sum sign, which would swallow a factor behind it
    tall     needs brackets that grow
    """

    parts: tuple[Part, ...]
    level: Level = Level.ATOM
    head: Edge = Edge.OTHER
    tail: Edge = Edge.OTHER
    product: Product = Product.NONE
    signed: bool = False
    open: bool = False
    tall: bool = False

    @property
    def first(self) -> str:
        """The first piece of text."""
        return next(part for part in self.parts if isinstance(part, str))

    @property
    def last(self) -> str:
        """The last piece of text."""
        return next(part for part in reversed(self.parts) if isinstance(part, str))

    @property
    def barred(self) -> bool:
        """Whether a fraction bar is in it."""
        return any(isinstance(part, str) and "frac{" in part for part in self.parts)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands.

    script     in a sub- or superscript
    inline     in a line of running text
    depth      inside how many fractions
    unsigned   its leading minus is printed elsewhere
    braced     arrays stand over braces that say their shapes
    """

    path: Path
    script: bool = False
    inline: bool = False
    depth: int = 0
    unsigned: bool = False
    braced: bool = False

    @property
    def flat(self) -> bool:
        """Say whether a quotient is a slash here, since a bar would make small letters."""
        return self.script or self.inline

    def child(self, *numbers: int, unsigned: bool = False) -> Place:
        """Return the place of a child in the same line of print."""
        return replace(self, path=(*self.path, *numbers), unsigned=unsigned)

    def raised(self, *numbers: int) -> Place:
        """Return the place of a child in a script."""
        return replace(self, path=(*self.path, *numbers), script=True, unsigned=False)

    def inside(self, *numbers: int, unsigned: bool = False) -> Place:
        """Return the place of a child inside a fraction."""
        return replace(self.child(*numbers, unsigned=unsigned), depth=self.depth + 1)


_TALL = re.compile(r"\\(d?frac|sum|begin|left)(?![A-Za-z])")
_OPERATOR = re.compile(
    r"\\(log|exp|tanh|cosh|sinh|max|min|operatorname|sum|underbrace)(?![A-Za-z])"
)
_INNER_HEAD = re.compile(r"\\(left|begin)(?![A-Za-z])")
_INNER_TAIL = re.compile(r"\\(right(.|\\rvert)|end\{\w+\})$")


def put(
    *items: str | Thin | Doc,
    level: Level = Level.ATOM,
    edge: Edge = Edge.OTHER,
    head: Edge | None = None,
    tail: Edge | None = None,
    signed: bool = False,
    open: bool = False,
    product: Product = Product.NONE,
) -> Doc:
    """Return texts and documents put together; ``edge`` is head and tail unless they are given."""
    parts: list[Part] = []
    tall = False
    for item in items:
        if isinstance(item, Doc):
            parts += item.parts
            tall = tall or item.tall
        else:
            parts.append(item)
            tall = tall or (isinstance(item, str) and bool(_TALL.search(item)))
    return Doc(tuple(parts), level, head or edge, tail or edge, product, signed, open, tall)


def bracketed(doc: Doc, left: str = "(", right: str = ")", *, own: bool = True) -> Doc:
    """Return ``doc`` in brackets, which grow where the content is tall.

    They are its ``own``, or belong to the function before them.
    """
    if doc.tall:
        left, right = rf"\left{left}", rf"\right{right}"
    head = Edge.SIGNED if doc.signed else Edge.BRACKET
    gap = " " if left.endswith("vert") else ""
    inside = put(left + gap, doc, gap + right, head=head, tail=Edge.BRACKET)
    match doc.parts[0]:
        case Open(path=path) if own and _is_one_piece(doc.parts):
            return replace(inside, parts=(Open(path, bracket=True), *inside.parts, Close()))
    return inside


def _is_one_piece(parts: tuple[Part, ...]) -> bool:
    """Say whether what opens first closes last."""
    depth = 0
    for number, part in enumerate(parts, 1):
        depth += isinstance(part, Open) - isinstance(part, Close)
        if depth == 0:
            return number == len(parts)
    return False


def at_least(level: Level, doc: Doc) -> Doc:
    """Return ``doc``, in brackets if it holds together less tightly than ``level``."""
    return doc if doc.level >= level else bracketed(doc)


def gap(left: Doc, right: Doc) -> str | Thin:
    """Return what joins two factors: a space in the source, or the thin space TeX puts there."""
    before, after = bool(_INNER_TAIL.search(left.last)), spaced_before(right)
    return Thin(" ", before, after) if before or after else " "


def spaced_before(doc: Doc) -> bool:
    """Say whether TeX puts a thin space between a letter or a sign and what begins here."""
    return names_operator(doc) or bool(_INNER_HEAD.match(doc.first))


def names_operator(doc: Doc) -> bool:
    """Say whether it begins with a name or sign that TeX sets off by a thin space."""
    return bool(_OPERATOR.match(doc.first))


def _joint(left: Doc, right: Doc) -> str | Thin:
    """Return what stands between two factors that are juxtaposed: nothing, a space or a dot."""
    edge = Edge
    if left.last == "d":  # d z would be read as the name dz
        return r" \cdot "
    match left.tail, right.head:
        case (_, edge.NUMBER | edge.SIGNED) | (edge.DERIVATIVE, _):
            return r" \cdot "
        case (edge.FRACTION, edge.FRACTION | edge.DERIVATIVE) | (edge.NUMBER, edge.FRACTION):
            return r" \cdot "
        case (edge.CALLABLE | edge.WORD, edge.BRACKET):
            return r" \cdot "
        case (edge.WORD, edge.LETTER | edge.CALLABLE | edge.WORD):
            return r" \, "
        case (edge.LETTER | edge.CALLABLE, edge.WORD) | (_, edge.GROUP):
            return r" \, "
        case _:
            return gap(left, right)


def multiplied(left: Doc, right: Doc, kind: Product) -> Doc:
    """Return a product of two factors, in brackets where they need them."""
    mixed = {left.product, kind} == {Product.MATRIX, Product.ENTRYWISE}
    broken = left.product is Product.ENTRYWISE and kind is Product.SCALAR
    slashed = left.product is Product.SLASH
    scaled = left.product is Product.SCALAR and kind is Product.MATRIX
    if left.level < Level.PRODUCT or left.open or mixed or broken or slashed or scaled:
        left = bracketed(left)
    right = at_least(Level.FACTOR, right)
    joint = r" \ast " if kind is Product.ENTRYWISE else _joint(left, right)
    if kind is Product.SCALAR and left.product is Product.MATRIX:
        kind = Product.MATRIX
    return put(
        *(left, joint, right),
        level=Level.PRODUCT,
        head=left.head,
        tail=right.tail,
        product=kind,
        signed=left.signed,
        open=right.open,
    )


def edge_of(name: Symbol) -> Edge:
    """Return what a neighbour sees of a name."""
    if name.word:
        return Edge.WORD
    return Edge.CALLABLE if name.callable else Edge.LETTER


def named(name: Symbol) -> Doc:
    """Return a name on its own."""
    level = Level.POWER if name.superscript else Level.ATOM
    return put(name.latex, level=level, edge=edge_of(name))


def numeral(text: str) -> Doc:
    """Return a number as it was spelled; an exponent becomes a power of ten."""
    digits, _, exponent = text.replace("_", "").lower().partition("e")
    digits = f"0{digits}" if digits.startswith(".") else digits.removesuffix(".")
    if not exponent:
        return put(digits, edge=Edge.NUMBER)
    power = rf"{digits} \times 10^{{{exponent.lstrip('+')}}}"
    return put(power, level=Level.PRODUCT, head=Edge.NUMBER, product=Product.SLASH)


def finish(parts: Iterable[Part]) -> Printed:
    """Write the parts out and note where each piece begins and ends."""
    text: list[str] = []
    length = 0
    pieces: list[Piece] = []
    brackets: list[Piece] = []
    spaces: list[Space] = []
    waiting: list[tuple[list[Piece], int]] = []
    for part in parts:
        match part:
            case Open(path=path, bracket=bracket):
                into = brackets if bracket else pieces
                waiting.append((into, len(into)))
                into.append(Piece(path, length, length))
            case Close():
                into, number = waiting.pop()
                into[number] = replace(into[number], end=length)
            case Thin(text=blank, before=before, after=after):
                spaces.append(Space(length, before, after))
                text.append(blank)
                length += len(blank)
            case str():
                text.append(part)
                length += len(part)
    return Printed("".join(text), tuple(pieces), tuple(spaces), tuple(brackets))
