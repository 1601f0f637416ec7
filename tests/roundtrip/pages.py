"""Every formula of the built pages, and what each has to say.

A formula is known by where it stands: line 3 of a derivation is the text of that derivation's
line 3; the second formula of a reason is what stands there between the second pair of backticks.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from derive.book.book import read_book
from derive.book.finding import Entry
from derive.language.nodes import RESERVED, Name, walk
from derive.language.reader import read_working
from derive.language.working import Declarations
from derive.pages.address import RULE_PAGES
from derive.pages.handles import KNOWN
from derive.rules.catalogue import RULES
from derive.rules.rule import Example
from tests.oracles.plain import read_plain

ROOT = Path(__file__).resolve().parents[2]
BOOK = read_book(ROOT / "derive" / "chapters")
MATHS = re.compile(r"<math\b.*?</math>", re.DOTALL)
CODE = {"nan", "inf"}  # what is shown as code though it could be a name
RULE_PARTS = ("rules", "law", "rule-step", "needs", "why")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass(frozen=True, slots=True)
class Around:
    """An element around a formula."""

    tag: str
    classes: frozenset[str]
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A formula of a page: what is seen, what is copied, and the elements around it."""

    page: str
    math: Element
    latex: str
    around: tuple[Around, ...]

    def inside(self, name: str) -> bool:
        """Say whether an element of this class or tag is around it."""
        return any(name in each.classes or name == each.tag for each in self.around)

    @property
    def section(self) -> str:
        """The derivation to whose section it belongs, or nothing."""
        return next((each.name for each in self.around if each.name), "")

    @property
    def step(self) -> str:
        """The identifier of the step in which it stands, ``dz-2``, or nothing."""
        return next((e.id for e in self.around if "step" in e.classes and e.tag == "li"), "")


@dataclass(frozen=True)
class Setting:
    """Under which declarations a text is read: a working, or what a table gives."""

    declarations: Declarations
    text: str

    def __hash__(self) -> int:
        """By the text alone, which says all that is declared."""
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        """Two texts that are the same declare the same."""
        return isinstance(other, Setting) and self.text == other.text


@dataclass(frozen=True, slots=True)
class Source:
    """What a formula has to say: one of these texts of the language.

    Most have one; where a list is shown, as of what is declared, it is any of the list.
    """

    texts: tuple[str, ...]
    setting: Setting


class _Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[Around] = []
        self.found: list[tuple[Around, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "math":
            self.found.append(tuple(self.open))
        if tag not in VOID:
            classes = frozenset(given.get("class", "").split())
            self.open.append(Around(tag, classes, given.get("id", ""), given.get("data-name", "")))

    def handle_endtag(self, tag: str) -> None:
        for place in reversed(range(len(self.open))):
            if self.open[place].tag == tag:
                del self.open[place:]
                return


def formulas(html: str, page: str) -> list[Shown]:
    """Return the formulas of a page, in the order in which they are read."""
    collector = _Collector()
    collector.feed(html)
    maths = [ElementTree.fromstring(found) for found in MATHS.findall(html)]
    assert len(maths) == len(collector.found)
    return [
        Shown(page, math, math.get("data-latex", ""), around)
        for math, around in zip(maths, collector.found, strict=True)
    ]


@cache
def spoken(text: str) -> tuple[str, ...]:
    """Return the formulas in words: what stands between backticks and is one, or conditions."""
    pieces = " ".join(text.split()).split("`")
    found: list[str] = []
    for piece in pieces[1::2] if len(pieces) % 2 else ():
        conditions = [part.strip() for part in split_outside(piece, ",")]
        if is_formula(piece):
            found.append(piece)
        elif all(map(is_condition, conditions)):
            found += conditions
    return tuple(found)


def is_condition(text: str) -> bool:
    """Say whether a text is a condition, as ``where`` takes it."""
    sides = re.split(r" (?:!=|<=|>=|<|>|in) ", re.sub(r"[{}]", " ", text))
    return len(sides) > 1 and all(
        is_formula(side.strip()) or side.strip() == "N"
        for part in sides
        for side in split_outside(part, ",")
    )


def is_formula(text: str) -> bool:
    """Say whether each side of a text is an expression of the language."""
    if text.endswith("()"):  # Python's way to name a function; in the language it has arguments
        return False
    sides = text.split(" = ")
    try:
        read = [read_plain(side) for side in sides]
    except (SyntaxError, AssertionError, KeyError):
        return False
    names = {node.id for side in read for _, node in walk(side) if isinstance(node, Name)}
    return len(sides) <= 2 and not names & (RESERVED | CODE)


@cache
def settled(given: str) -> Setting:
    """Return what declarations say, as a table of the pages of words gives them."""
    return Setting(read_working(f"{given}\n\n0 == 0").declarations, given)


@cache
def setting_of(name: str) -> Setting:
    """Return the declarations of a derivation."""
    entry = _entry(name)
    return Setting(entry.working.declarations, entry.derivation.working)


def sources(shown: Sequence[Shown]) -> list[Source | None]:
    """Return what each formula of a page has to say; None for one that is written by hand."""
    turn: Counter[tuple[str, ...]] = Counter()
    steps = [each.step for each in shown]
    found: list[Source | None] = []
    for place, each in enumerate(shown):
        if each.inside("step"):
            following = next((step for step in steps[place:] if step), "")
            found.append(_of_step(each, following, turn))
        elif each.section:
            found.append(_of_section(each, turn))
        else:
            found.append(_of_tables(each, turn))
    return found


def _of_step(each: Shown, following: str, turn: Counter[tuple[str, ...]]) -> Source | None:
    name, _, number = (each.step or following).rpartition("-")
    steps = _entry(name).working.steps
    step = steps[int(number) - 1]
    if each.inside("line"):
        text = step.right.text if each.step else step.left.text
        return Source((text,), setting_of(name))
    if each.inside("rule"):
        return _titles()
    return _next(turn, (each.step, "reason"), spoken(step.reason or ""), setting_of(name))


def _of_section(each: Shown, turn: Counter[tuple[str, ...]]) -> Source | None:
    entry, setting = _entry(each.section), setting_of(each.section)
    if each.inside("claims"):
        return _next(turn, (entry.name, "claims"), spoken(entry.derivation.claims), setting)
    if each.inside("note"):
        notes = [text for note in entry.derivation.notes for text in spoken(note)]
        return _next(turn, (entry.name, "note"), notes, setting)
    if each.inside("claim"):
        chains = [
            f"{chain.first.text} = {chain.steps[-1].right.text}" for chain in entry.working.chains
        ]
        return Source((*chains, *entry.derivation.shows), setting)
    if each.inside("rests-on") or each.inside("used-by"):
        return _titles()
    return Source(declared(entry.name), setting)


@cache
def _titles() -> Source:
    """Return what the title of any derivation says, as a link to it shows it."""
    titles = (text for one in BOOK.entries for text in spoken(one.derivation.title))
    return Source(tuple(titles), settled(""))


@cache
def declared(name: str) -> tuple[str, ...]:
    """Return what a derivation declares, one thing at a time, as a formula may show it."""
    return tuple(dict.fromkeys(_declared(setting_of(name))))


def _declared(setting: Setting) -> Iterator[str]:
    for line in setting.text.splitlines():
        if found := re.match(r"\s*where\s(.*)", line.partition("#")[0]):
            yield from (part.strip() for part in split_outside(found[1], ","))
    code = re.sub(r"#.*", "", setting.text)
    for name, meaning in re.findall(r"^\s*let\s+(\w+)\s*=\s*(.*)", code, re.MULTILINE):
        yield f"{name} = 0" if meaning.startswith("0*ones(") else f"{name} = {meaning}"
    for name in dict.fromkeys(re.findall(r"[A-Za-z_]\w*", code)):
        yield name
    for _, shape in setting.declarations.shapes:
        yield from (str(size) for size in shape if isinstance(size, int))
    for shown, said in KNOWN.values():
        yield from (shown, *spoken(said))


def split_outside(text: str, sign: str) -> list[str]:
    """Return the parts of a text between the signs that stand outside all brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if character == sign and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _of_tables(each: Shown, turn: Counter[tuple[str, ...]]) -> Source | None:
    if each.page == "slips.html" and each.inside("slip"):
        kind = next((k for k in ("wrong", "right", "why") if each.inside(k)), "")
        return _following(turn, ("slips", kind), _slips(kind)) if kind else None
    if each.page == "questions.html" and each.inside("arithmatex"):
        return _following(turn, ("questions",), _asked())
    if each.inside("rules") or each.inside("rule-card"):
        return _of_rules(each, turn)
    if each.inside("starts"):
        return _following(turn, ("starts",), _claims("choices", "start"))
    if each.inside("layout"):
        return _following(turn, ("layout",), _layouts())
    if each.inside("sheet") and each.inside("equation"):
        return _following(turn, ("sheet",), _claims("sheet", "row"))
    if each.inside("sheet"):
        rows = _tables("questions/sheet.toml", "row")
        words = [text for row in rows for text in spoken(row["what"] + " " + row["shape"])]
        return Source(tuple(words), settled(rows[0]["given"]))
    return None


def _of_rules(each: Shown, turn: Counter[tuple[str, ...]]) -> Source | None:
    kinds = {page: kind for kind, page in RULE_PAGES.items()}
    kind = kinds.get(Path(each.page).stem, "")
    if each.inside("sizes"):
        _, working = _rules(kind, "law")[turn["law",] - 1]
        return Source(tuple(_declared(working)), working)
    if each.inside("given"):
        example = _examples(kind)[turn["rule-step",] - 1]
        above = (" = ".join(shown) for shown in example.shown)
        working = settled(example.given)
        return Source((*_declared(working), *above), working)
    part = next((part for part in RULE_PARTS if each.inside(part)), "says")
    return _following(turn, (part,), _rules(kind, part))


@cache
def _examples(kind: str) -> list[Example]:
    rules = (rule for rule in RULES if rule.kind == kind)
    return [example for rule in rules for example in (rule.example, *rule.not_)]


@cache
def _rules(kind: str, part: str) -> list[tuple[str, Setting]]:
    """Return the formulas of one part of the cards of a kind, or the first laws of all rules."""
    if part == "rule-step":
        return [(f"{e.left} = {e.right}", settled(e.given)) for e in _examples(kind)]
    listed = []
    for rule in (rule for each in RULE_PAGES for rule in RULES if rule.kind == each):
        given = settled(rule.given)
        if part == "rules":
            listed.append((rule.law.split("; ")[0], given))
        elif rule.kind == kind and part == "law":
            listed += [(law, given) for law in rule.law.split("; ")]
        elif rule.kind == kind:
            words = {"needs": rule.needs, "why": rule.why, "says": rule.says}[part]
            listed += [
                (text, given)
                for text in words.split("`")[1::2]
                if is_formula(text) or re.search("[<>!]=?", text)
            ]
    return listed


@cache
def _slips(kind: str) -> list[tuple[str, Setting]]:
    return [
        (text, settled(table["given"]))
        for table in _tables("slips/slips.toml", "slip")
        for text in (spoken(table["why"]) if kind == "why" else [table[kind]])
    ]


@cache
def _claims(file: str, kind: str) -> list[tuple[str, Setting]]:
    tables = _tables(f"questions/{file}.toml", kind)
    return [(table["claim"], settled(table["given"])) for table in tables]


@cache
def _layouts() -> list[tuple[str, Setting]]:
    """Return the claims row by row: for each layout one equation, for each cost beside it."""
    tables = _tables("questions/choices.toml", "layout")
    return [
        (table[key], settled(table["given"]))
        for name in dict.fromkeys(table["layout"] for table in tables)
        for key in ("forward", "dW", "db", "dA_prev")
        for table in tables
        if table["layout"] == name
    ]


@cache
def _tables(file: str, key: str) -> list[dict[str, Any]]:
    data = tomllib.loads((ROOT / "derive" / file).read_text("utf-8"))
    return [{"given": data.get("given", "")} | table for table in data[key]]


@cache
def _asked() -> list[tuple[str, Setting]]:
    listed = []
    for path in sorted((ROOT / "derive" / "questions").glob("[0-9][0-9]_*.toml")):
        file = path.relative_to(ROOT / "derive").as_posix()
        for table in _tables(file, "question"):
            given = settled(table["given"])
            bare = settled("")
            listed += [(text, bare) for text in spoken(table["ask"])]
            listed += [(text, given) for text in spoken(table["answer"])]
    return listed


def _following(
    turn: Counter[tuple[str, ...]], key: tuple[str, ...], listed: Sequence[tuple[str, Setting]]
) -> Source | None:
    place = turn[key]
    turn[key] += 1
    if place >= len(listed):
        return None
    text, setting = listed[place]
    return Source((text,), setting)


def _next(
    turn: Counter[tuple[str, ...]], key: tuple[str, ...], texts: Sequence[str], setting: Setting
) -> Source | None:
    return _following(turn, key, [(text, setting) for text in texts])


def _entry(name: str) -> Entry:
    entry = BOOK.entry(name)
    assert entry is not None, f"a page shows the derivation {name}, and there is none"
    return entry
