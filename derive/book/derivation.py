"""The author's one noun: a derivation, written as plain text with a title and a question."""

from __future__ import annotations

import unicodedata
from dataclasses import MISSING, dataclass, fields
from typing import Literal

LONGEST_TEXT = 5_000
LONGEST_TITLE = 120

# Control and format characters (a right-to-left mark, a zero-width space) change what a reader
# sees without being seen; the first kind also ruins a terminal.
INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """Some lines of a calculation, with the question that they answer.

    title    what the lists, the map and a citation call it; the page has a title of its own
    asks     the question of the reader, in their words; an export begins with it
    claims   what is claimed and what is assumed, in one sentence
    working  declarations and chains of lines, in the notation of a working
    notes    remarks that stand below the steps
    routes   a title for each chain, when there is more than one way
    shows    conditions that hold at every point of the domain: ``("0 < sigma(z) < 1",)``
    kind     a theorem, or a lemma that other derivations lean on
    place    orders a chapter where citations leave a choice; smaller comes first

    Raises ValueError, in words for the author, when a field can't be what it says.
    """

    title: str
    asks: str
    claims: str
    working: str
    notes: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    kind: Literal["theorem", "lemma"] = "theorem"
    place: int = 0

    def __post_init__(self) -> None:
        """Refuse what no page could show."""
        for name in ("notes", "routes", "shows"):
            if isinstance(getattr(self, name), str):  # a forgotten comma: ("one note")
                object.__setattr__(self, name, (getattr(self, name),))
        for name in ("title", "asks", "claims"):
            _check_words(name, getattr(self, name))
        if len(self.title) > LONGEST_TITLE:
            raise ValueError(f"title is longer than {LONGEST_TITLE} characters")
        _check_type("working", self.working, str)
        if not self.working.strip():
            raise ValueError("working must hold at least one step")
        for name in ("notes", "routes", "shows"):
            _check_type(name, getattr(self, name), tuple)
            for text in getattr(self, name):
                _check_words(name, text)
        if self.kind not in ("theorem", "lemma"):
            raise ValueError(f"kind must be 'theorem' or 'lemma', not {self.kind!r}")
        _check_type("place", self.place, int)


FIELDS = tuple(field.name for field in fields(Derivation))
REQUIRED = tuple(field.name for field in fields(Derivation) if field.default is MISSING)


def _check_type(name: str, value: object, kind: type) -> None:
    if not isinstance(value, kind):
        wanted = {str: "a text", tuple: "texts in brackets", int: "a whole number"}[kind]
        raise ValueError(f"{name} must be {wanted}")


def _check_words(name: str, text: str) -> None:
    _check_type(name, text, str)
    if not text.strip():
        raise ValueError(f"{name} must not be empty")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"{name} is longer than {LONGEST_TEXT} characters")
    for character in text:
        if unicodedata.category(character) in INVISIBLE and character != "\n":
            raise ValueError(f"{name} holds the invisible character U+{ord(character):04X}")
    if name == "title" and "\n" in text:
        raise ValueError("title must be one line")
