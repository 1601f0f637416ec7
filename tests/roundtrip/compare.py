"""Does a formula say what its source says? Both are read apart, and compared by their values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

import numpy as np

from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Delta,
    Derivative,
    Expr,
    Index,
    Matrix,
    Name,
    Reduce,
    Transpose,
    Vector,
    Where,
    children,
    walk,
    with_children,
)
from tests.latex_reader import TOKEN, read_latex
from tests.oracles.plain import definitions, read_plain
from tests.oracles.values import World, close, world
from tests.roundtrip.pages import Setting, Source, split_outside

POINTS = 3
CLOSE = 1e-7  # of what is read from one tree in two ways, by the same differences
RELATION = {
    "=": "=", "<": "<", ">": ">", r"\le": "<=", r"\ge": ">=", r"\ne": "!=", r"\neq": "!=",
    r"\in": "in",
}  # fmt: skip
SIZES = re.compile(r"{0}(?:\s*\\times\s*{0})+\s*".format(r"(?:\d|(?:\\mathrm|[a-z])[\w^{}\[\]-]*)"))
OPENING, CLOSING = {"(", "[", "{", r"\begin", r"\lvert"}, {")", "]", "}", r"\end", r"\rvert"}


@dataclass(frozen=True, slots=True)
class Statement:
    """Sides with relations between them; a single side is an expression."""

    sides: tuple[Expr, ...]
    relations: tuple[str, ...] = ()


@cache
def reading(
    latex: str,
    setting: Setting,
    functions: frozenset[str] = frozenset(),
    others: frozenset[str] = frozenset(),
) -> Statement:
    """Return what a formula states.

    ``functions`` and ``others`` are letters that the words around it use without a declaration.
    Raises AssertionError where nobody can read it.
    """
    names = _names(setting) | others
    text = _plainer(latex, names)
    if found := re.fullmatch(r"(.*?)\\in\s*(\\mathbb\{N\}|\\\{(.*)\\\})\s*", text):
        subject = _named(read_latex(found[1]), names)
        values = tuple(map(read_latex, found[3].split(","))) if found[3] else ()
        return Statement((subject, *values), ("in",))
    pieces, relations = _split(text)
    arrays = frozenset(dict(_arrays(setting)))
    functions |= frozenset(setting.declarations.functions)
    functions |= dict(setting.declarations.unknowns).keys()
    ranks = Ranks(setting)
    sides = tuple(
        ranks.multiplied(_named(read_latex(piece, arrays, functions, beside="@"), names, others))
        for piece in pieces
    )
    return Statement(sides, tuple(relations))


@dataclass(frozen=True, slots=True)
class Ranks:
    """How many axes an expression has; the product of two arrays side by side is ``@``."""

    setting: Setting

    def multiplied(self, expr: Expr) -> Expr:
        """Return the tree with ``*`` for each product beside each other that has a scalar in it."""
        expr = with_children(expr, tuple(map(self.multiplied, children(expr))))
        match expr:
            case Binary(op="@", left=left, right=right) if not (self.of(left) and self.of(right)):
                return Binary("*", left, right)
        return expr

    def of(self, expr: Expr) -> int:
        """Return the number of axes."""
        match expr:
            case Name(id=name):
                return dict(_arrays(self.setting)).get(name, 0)
            case Binary(op="@", left=left, right=right):
                return self.of(left) + self.of(right) - 2
            case Binary(op="**", left=inside) | Transpose(array=inside):
                return self.of(inside)
            case Call(function="outer" | "eye" | "diag"):
                return 2
            case Call(function="ones", args=(size,)):
                return len(size.entries) if isinstance(size, Vector) else 1
            case Apply(function=function, args=(arg,)):
                return self.of(arg) if function in self.setting.declarations.functions else 0
            case Reduce(array=array, axis=axis, keepdims=kept):
                return 0 if axis is None and not kept else self.of(array) - (not kept)
            case Derivative(variable=variable):
                return self.of(variable)
            case Matrix():
                return 2
            case Vector():
                return 1
            case Index() | Delta() | Call(function="trace"):
                return 0
            case Where(then=then, otherwise=otherwise):
                return max(self.of(then), self.of(otherwise))
        return max(map(self.of, children(expr)), default=0)


@cache
def _names(setting: Setting) -> frozenset[str]:
    """Return all names in what is declared; a working's lines are part of it."""
    return frozenset(re.findall(r"[A-Za-z_]\w*", re.sub(r"#.*", "", setting.text)))


@cache
def _arrays(setting: Setting) -> tuple[tuple[str, int], ...]:
    """Return the names that stand for arrays, declared or defined, and how many axes they have."""
    declarations = setting.declarations
    made = _definitions(setting)
    there = world(declarations, made, (), np.random.default_rng(0))
    defined = [(name, np.ndim(there.value(Name(name)))) for name in made]
    declared = [(name, len(shape)) for name, shape in declarations.shapes]
    return tuple((name, rank) for name, rank in (*declared, *defined) if rank)


def _plainer(latex: str, names: frozenset[str]) -> str:
    """Return the LaTeX without braces below letters, each name with a word below it as one."""
    latex = re.sub(r"\{\s+", "{", latex)
    while (found := re.search(r"\\underbrace\{", latex)) is not None:
        end = _closing(latex, found.end() - 1)
        rest = _closing(latex, latex.index("{", end + 1)) + 1
        latex = latex[: found.start()] + latex[found.end() : end] + " " + latex[rest:]
    for name in sorted(names, key=len, reverse=True):
        head, _, below = name.partition("_")
        if below == "hat":
            latex = latex.replace(rf"\hat{{{head}}}", rf"\mathrm{{{name}}}")
        elif below and below != "prev" and "_" not in below:
            letter = rf"(?:(?<![A-Za-z\\]){head}|\\(?:math\w+|operatorname)\{{{head}\}})"
            spelled = letter + rf"_\{{(\\mathrm\{{{below}\}}|{below})"
            latex = re.sub(spelled + r"\}", rf"\\mathrm{{{name}}}", latex)
            latex = re.sub(spelled + ",", rf"\\mathrm{{{name}}}_{{", latex)
    return latex


def _closing(text: str, start: int) -> int:
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] == "{") - (text[place] == "}")
        if depth == 0:
            return place
    raise AssertionError(f"a brace is not closed: {text}")


def _split(latex: str) -> tuple[list[str], list[str]]:
    pieces, relations, depth, start = list[str](), list[str](), 0, 0
    for token in TOKEN.finditer(latex):
        head = re.match(r"\\(begin|end)(?=\{)", token[0])
        sign = head[0] if head else token[0]
        depth += (sign in OPENING) - (sign in CLOSING)
        if depth == 0 and token[0] in RELATION:
            pieces.append(latex[start : token.start()])
            relations.append(RELATION[token[0]])
            start = token.end()
    return [*pieces, latex[start:]], relations


def _named(expr: Expr, names: frozenset[str], others: frozenset[str] = frozenset()) -> Expr:
    """Return the tree with names as code writes them: ``L_1``, and ``db2`` if that is no array."""
    match expr:
        case Index(array=Name(id=letters), indices=(int(place),)):
            if f"{letters}{place + 1}" in others:
                return Name(f"{letters}{place + 1}")
    expr = with_children(expr, tuple(_named(child, names, others) for child in children(expr)))
    if isinstance(expr, Name) and expr.id not in names:
        alike = [name for name in sorted(names) if name.replace("_", "") == expr.id]
        return Name(alike[0]) if alike else expr
    return expr


def stated(text: str) -> Statement:
    """Return what a text of the language states: an expression, an equation, conditions."""
    if found := re.fullmatch(r"(.+?) in (?:N|\{(.*)\})", text):
        values = split_outside(found[2], ",") if found[2] else []
        return Statement(tuple(map(read_plain, (found[1], *values))), ("in",))
    pieces = re.split(r"\s(==|!=|<=|>=|<|>|=)\s", text) if "where(" not in text else [text]
    if "where(" in text:
        left, sign, right = text.partition(" = ")
        pieces = [left, "=", right] if sign else [left]
    relations = tuple("=" if each == "==" else each for each in pieces[1::2])
    return Statement(tuple(map(read_plain, pieces[::2])), relations)


class Likeness(Enum):
    """How a formula was found to say what its source says."""

    VALUES = auto()  # the values agree, at several points
    SPELLING = auto()  # it has no value here, such as the name of a function: it is read alike


@cache
def likeness(latex: str, source: Source) -> Likeness | str:
    """Return how a formula agrees with its source, or why it doesn't."""
    if (shape := _shape(latex, source.setting)) is not None:
        return Likeness.VALUES if shape else f"no shape that is declared: {latex}"
    said: list[str] = []
    for wanted in _nearest_first(latex, source):
        try:
            found = reading(latex, source.setting, *_letters(wanted))
        except (AssertionError, ValueError, IndexError, KeyError) as error:
            return f"can't be read: {latex}: {error}"
        alike = _compared(found, wanted, source.setting)
        if isinstance(alike, Likeness):
            return alike
        said.append(alike)
    return said[0] if len(said) == 1 else f"nothing that may stand here: {latex}"


def _nearest_first(latex: str, source: Source) -> list[Statement]:
    """Return what a formula may say; first what is spelled alike, if there is any."""
    wanted = [each for text in source.texts if (each := _stated(text)) is not None]
    if len(wanted) > 1:
        try:
            found = reading(latex, source.setting)
        except (AssertionError, ValueError, IndexError, KeyError):
            return wanted
        wanted.sort(key=lambda each: each != found)
    return wanted


@cache
def _stated(text: str) -> Statement | None:
    try:
        return stated(text)
    except (SyntaxError, AssertionError, KeyError, ValueError):
        return None  # such as `keepdims=True` or `g: function`


def _letters(wanted: Statement) -> tuple[frozenset[str], frozenset[str]]:
    """Return the letters that a text uses as functions, and all its other names."""
    nodes = [node for side in wanted.sides for _, node in walk(side)]
    applied = frozenset(node.function for node in nodes if isinstance(node, Apply))
    return applied, frozenset(node.id for node in nodes if isinstance(node, Name))


def _compared(found: Statement, wanted: Statement, setting: Setting) -> Likeness | str:
    if found.relations != wanted.relations or len(found.sides) != len(wanted.sides):
        return f"it states {found.relations} instead of {wanted.relations}"
    by_values = True
    for one, other in zip(found.sides, wanted.sides, strict=True):
        equal = _same(one, other, setting)
        if equal is None and one == Ranks(setting).multiplied(other):
            by_values = False
        elif not equal:
            return f"reads as {one} instead of {other}"
    return Likeness.VALUES if by_values else Likeness.SPELLING


@cache
def _same(found: Expr, wanted: Expr, setting: Setting) -> bool | None:
    """Say whether two expressions have the same values at random points.

    None where ``wanted`` has no value: the name of a function, an entry of a letter that is not
    declared here, the logarithm of just any number.
    """
    for seed in range(POINTS):
        try:
            there = _world(setting, wanted, seed)
            with np.errstate(all="ignore"):
                value = there.value(wanted)
                if not np.all(np.isfinite(value)):
                    return None
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            return None  # a wrong formula whose shapes don't fit has no value either
        try:
            with np.errstate(all="ignore"):
                if found != wanted and not close(there.value(found), value, CLOSE):
                    return False
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            return False
    return True


def _world(setting: Setting, wanted: Expr, seed: int) -> World:
    made = _definitions(setting)
    return world(setting.declarations, made, (wanted,), np.random.default_rng(seed))


@cache
def _definitions(setting: Setting) -> dict[str, Expr]:
    return definitions(setting.text)


def _shape(latex: str, setting: Setting) -> bool | None:
    r"""Say whether a shape that is stated is the right one; None where no shape is stated.

    ``W, A \in R^{n x m}`` states those of its names; ``n x m`` is that of some name.
    """
    names = _names(setting)
    text = _plainer(latex, names)
    found = re.fullmatch(r"(.*?)\\in\s*\\mathbb\{R\}\^(?:\{(.*)\}|(\w))\s*", text)
    if found is None and not SIZES.fullmatch(text):
        return None
    listed = (found[2] or found[3]) if found else text
    sizes = [_named(read_latex(size.strip()), names) for size in listed.split(r"\times")]
    named = [_named(read_latex(name), names) for name in found[1].split(",")] if found else []
    letters = [Name(name) for name, _ in _arrays(setting)]
    made = _definitions(setting)
    known = {
        node.id for each in (*sizes, *named) for _, node in walk(each) if isinstance(node, Name)
    }
    if not known <= names:
        return False
    for seed in range(POINTS):
        there = world(setting.declarations, made, letters, np.random.default_rng(seed), largest=9)
        shape = tuple(int(there.value(size)) for size in sizes)
        shapes = [np.shape(there.value(each)) for each in named or letters]
        if any(each != shape for each in shapes) if named else shape not in shapes:
            return False
    return True


def untrue(latex: str, setting: Setting) -> str | None:
    """Return why an equation doesn't hold under the definitions of a setting, or None."""
    found = reading(latex, setting)
    if found.relations != ("=",):
        return f"no equation: {latex}"
    equal = _same(*found.sides, setting)
    return None if equal else f"it doesn't hold: {latex}"
