"""The words and signs of an expression, checked before Python's grammar sees them.

``ast`` judges code; its messages speak of strings, lambdas and keyword arguments to people who
wrote a formula. So the text is first cut into words and signs here: whatever has no place in a
formula is refused where it stands, with what to write instead. What is left is *masked*: each
name becomes ``xx..``, each number a ``1``, each line break a space, all of the same length. The
masked text is plain ASCII on one line, so that an offset in it is an offset in the original
(``ast`` counts bytes), no number is converted (Python refuses 4,300 digits) and no name is
normalised before we have seen its spelling.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from derive.language.errors import LanguageError

MAX_LENGTH = 20_000
MAX_BRACKETS = 100

_PLAIN = re.compile("[A-Za-z0-9_]+")  # most names, and quickly
_SPACES = re.compile(r"[ \t\n\r\f]*")
_SIGNS = re.compile(r"\*\*|//|==|!=|<=|>=|<<|>>|:=|->|[-+*/@<>=,.:()\[\]{}]")
_SEVERAL = re.compile("[A-Za-z]+[0-9]+[A-Za-z][A-Za-z0-9]*")  # as in 2c2x: letters around digits
_FACTOR = re.compile("[A-Za-z]+|[0-9]+")
_DIGITS = "[0-9](?:_?[0-9])*"
_NUMBER = re.compile(
    rf"(?:(?P<whole>{_DIGITS})(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})(?:[eE][-+]?{_DIGITS})?"
)
_OPENING = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(_OPENING.values())
_BETWEEN = frozenset(
    {"+", "-", "*", "/", "**", "@", "==", "!=", "<", "<=", ">", ">=", ",", "=", "for", "in", "and"}
)

# What people type that is no sign of the language, and what to write instead.
_INSTEAD = {
    "^": "use ** for a power",
    "%": "there is no % in the language",
    "&": "join two conditions of where(...) by and",
    "|": "there is no | in the language; write abs(x) for an absolute value",
    "~": "there is no ~ in the language",
    "!": "there is no ! in the language",
    "?": "there is no ? in the language; cases are written where(condition, then, otherwise)",
    "$": "there is no $ in the language; formulas are written as in NumPy, not in LaTeX",
    "\\": "there is no \\ in the language; an open bracket continues a line on the next",
    "'": "there are no strings, and a derivative is written D(g(z), z)",
    '"': "there are no strings in the language",
    "`": "there is no ` in the language",
    ";": "write one expression on a line",
    "#": "a comment stands behind an expression, not in it",
    "//": "use / for a quotient",
    "<<": "there is no << in the language",
    ">>": "there is no >> in the language",
    "->": "there is no -> in the language",
    ":=": "write let NAME = EXPRESSION on a line of its own",
    "=": "use == between two sides on one line; a line that goes on begins with =",
    ":": "there are no slices; write an entry as W[j, k], or the whole array",
    "{": "use round brackets; braces only hold the values of y in {0, 1}",
    "}": "use round brackets; braces only hold the values of y in {0, 1}",
    "\u2212": "write -",
    "\u2010": "write -",
    "\u2011": "write -",
    "\u2012": "write -",
    "\u2013": "write -",
    "\u2014": "write -",
    "\uff0d": "write -",
    "\uff0b": "write +",
    "\u00d7": "write *",
    "\u00b7": "write *",
    "\u22c5": "write *",
    "\u2217": "write *",
    "\u2022": "write *",
    "\u2219": "write *",
    "\u2299": "write * for the product entry by entry",
    "\uff0a": "write *",
    "\u00f7": "write /",
    "\u2044": "write /",
    "\u2215": "write /",
    "\uff0f": "write /",
    "\u2264": "write <=",
    "\u2265": "write >=",
    "\u2260": "write !=",
    "\uff1c": "write <",
    "\uff1e": "write >",
    "\uff1d": "write =",
    "\u2261": "write ==",
    "\u2208": "write in",
    "\u221a": "write sqrt(...)",
    "\u2211": "write sum(... for k in range(n))",
    "\u2202": "write D(L, a) for a derivative",
    "\u2207": "write D(J, W) for a gradient",
    "\u221e": "infinity is no number",
    "\u00bd": "write 1/2",
    "\u00bc": "write 1/4",
    "\u00be": "write 3/4",
    "\u2032": "write D(g(z), z) for a derivative",
    "\u2019": "write D(g(z), z) for a derivative",
    "\u22a4": "write .T for the transpose",
    "\u1d40": "write .T for the transpose",
    "\uff08": "write (",
    "\uff09": "write )",
    "\uff3b": "write [",
    "\uff3d": "write ]",
    "\uff0c": "write a plain comma",
    "\u2026": "write all terms out, or a sum(... for k in range(n))",
}
_RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
_LOWERED = "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089"
_INSTEAD |= {sign: f"write **{digit}" for digit, sign in enumerate(_RAISED)}
_INSTEAD |= {sign: f"write {digit}, as in a{digit}" for digit, sign in enumerate(_LOWERED)}

# Letters and marks that Python lets stand in a name although nobody sees them.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_KEYWORDS = {
    "lambda": "lambda is a keyword of Python; write lam",
    "if": "cases are written where(condition, then, otherwise)",
    "else": "cases are written where(condition, then, otherwise)",
    "or": "there is no or in the language; nest where(...) instead",
    "not": "there is no not in the language; turn the comparison round",
    "True": "there are no truth values, except in keepdims=True",
    "False": "there are no truth values, except in keepdims=False",
    "None": "None is no number",
    "is": "use == for equality",
}


class Token(NamedTuple):
    """A word, a number or a sign: its spelling and the offset of its first character."""

    text: str
    start: int
    kind: str  # "name", "number", "keyword" or "sign"


@dataclass(frozen=True, slots=True)
class Source:
    """A text and where it stands in a file, to say of an offset in it which line and column."""

    text: str
    line: int = 1
    column: int = 1

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and column, from 1, of a character of the text."""
        above = self.text.count("\n", 0, offset)
        start = self.text.rfind("\n", 0, offset) + 1
        return self.line + above, offset - start + (1 if above else self.column)

    def fail(self, message: str, offset: int) -> NoReturn:
        """Raise the error that points at the character with this offset."""
        line, column = self.place(offset)
        text = self.text.split("\n")[line - self.line]
        pad = " " * (self.column - 1) if line == self.line else ""
        raise LanguageError(message, line, column, pad + text)


def quoted(word: str) -> str:
    """Return a word of the input for a message, shortened when it is long."""
    return word if len(word) <= 40 else word[:37] + "..."


def scan(source: Source, braces: bool = False) -> list[Token]:
    """Return the tokens of the text; braces are let through where a set may stand.

    Raises LanguageError at the first character or word that has no place in a formula, at a
    missing operator or operand, and at brackets that do not match or nest too deeply.
    """
    if len(source.text) > MAX_LENGTH:
        message = f"the expression is longer than {MAX_LENGTH:,} characters"
        source.fail(message, MAX_LENGTH)
    tokens = _cut(source, braces)
    _check_brackets(source, tokens)
    _check_order(source, tokens)
    return tokens


def masked(source: Source, tokens: list[Token]) -> str:
    """Return the text as ASCII on one line, of the same length, with names and numbers masked."""
    parts, end = [], 0
    for token in tokens:
        parts.append(" " * (token.start - end))
        length = len(token.text)
        match token.kind:
            case "name":
                parts.append("x" * length)
            case "number":
                parts.append("1" + " " * (length - 1))
            case _:
                parts.append(token.text)
        end = token.start + length
    return "".join(parts)


def _cut(source: Source, braces: bool) -> list[Token]:
    text, tokens = source.text, list[Token]()
    offset = _end_of_space(text, 0)
    while offset < len(text):
        character = text[offset]
        if character.isidentifier():
            token = _word(source, offset, tokens)
        elif number := _NUMBER.match(text, offset):
            token = _number(source, number)
        else:
            token = _sign(source, offset, tokens, braces)
        tokens.append(token)
        offset = _end_of_space(text, offset + len(token.text))
    return tokens


def _end_of_space(text: str, offset: int) -> int:
    found = _SPACES.match(text, offset)
    return found.end() if found else offset


def _name_at(text: str, offset: int) -> str:
    """Return the letters, digits and marks from the offset on that Python lets follow a name."""
    end = found.end() if (found := _PLAIN.match(text, offset)) else offset
    while end < len(text) and ("a" + text[end]).isidentifier():
        end += 1
    return text[offset:end]


def _number(source: Source, match: re.Match[str]) -> Token:
    number, start = match[0], match.start()
    if follower := _name_at(source.text, match.end()):
        if number == "0" and follower[0] in "xXoObB":
            source.fail("numbers are written in decimal: no 0x, 0o or 0b", start)
        if keyword.iskeyword(follower):
            source.fail(f"write a space between {quoted(number)} and {follower}", start)
        hint = " (there are no complex numbers)" if follower in ("j", "J") else ""
        if _SEVERAL.fullmatch(follower) and len(follower) <= 40:
            factors = "*".join(_FACTOR.findall(follower))
            hint = f" (or {quoted(number)}*{factors}, where {follower} is not one name)"
        source.fail(f"write {quoted(number)}*{quoted(follower)} for a product{hint}", start)
    if number == match["whole"] and number[0] == "0" and number.strip("0_"):
        source.fail(f"write {quoted(number.lstrip('0_'))} without zeros in front", start)
    return Token(number, start, "number")


def _word(source: Source, start: int, before: list[Token]) -> Token:
    plain = word = _name_at(source.text, start)
    if not word.isascii():
        if unseen := _UNSEEN.search(word):
            _refuse_character(source, start + unseen.start())
        for offset, character in enumerate(word, start):
            if character in _INSTEAD:
                _refuse_character(source, offset)
        plain = unicodedata.normalize("NFKC", word)
    if not keyword.iskeyword(plain):
        return Token(word, start, "name")
    if plain in ("True", "False") and [token.text for token in before[-2:]] == ["keepdims", "="]:
        return Token(word, start, "keyword")
    if plain not in ("for", "in", "and"):
        other = f"{plain} is a keyword of Python and can be no name; choose another"
        source.fail(_KEYWORDS.get(plain, other), start)
    return Token(word, start, "keyword")


def _sign(source: Source, start: int, before: list[Token], braces: bool) -> Token:
    match = _SIGNS.match(source.text, start)
    if match is None:
        _refuse_character(source, start)
    sign = match[0]
    is_keyword = sign == "=" and before and before[-1].text in ("axis", "keepdims")
    if sign in _INSTEAD and not is_keyword and not (braces and sign in "{}"):
        source.fail(_INSTEAD[sign], start)
    return Token(sign, start, "sign")


def _refuse_character(source: Source, offset: int) -> NoReturn:
    character = source.text[offset]
    advice = _INSTEAD.get(character)
    if advice and character.isascii():
        source.fail(advice, offset)
    code = f"U+{ord(character):04X} {unicodedata.name(character, 'CONTROL CHARACTER')}"
    if character.isspace():
        source.fail(f"{code} stands here; write a plain space", offset)
    if not character.isprintable() or _UNSEEN.match(character):
        source.fail(f"{code} stands here, which nobody sees; delete it", offset)
    source.fail(f"{character!r} ({code}): {advice or 'no sign of the language'}", offset)


def _check_brackets(source: Source, tokens: list[Token]) -> None:
    opened: list[Token] = []
    for token in tokens:
        if token.text in _OPENING:
            opened.append(token)
            if len(opened) > MAX_BRACKETS:
                source.fail(f"brackets nest deeper than {MAX_BRACKETS}", token.start)
        elif token.text in _CLOSING:
            if not opened:
                source.fail(f"nothing was opened that this {token.text} could close", token.start)
            expected = _OPENING[opened.pop().text]
            if token.text != expected:
                source.fail(f"expected {expected} here, not {token.text}", token.start)
    if opened:
        source.fail(f"this {opened[-1].text} is never closed", opened[-1].start)


def _check_order(source: Source, tokens: list[Token]) -> None:
    """Refuse two operands without an operator between them, and an operator without operand."""
    previous: Token | None = None
    complete = False  # whether an operand ends before this token
    for token in tokens:
        if not complete and not _can_begin(token, previous):
            source.fail(_missing_operand(token, previous), token.start)
        if complete and not _can_follow(token, previous):
            assert previous is not None
            first, second = quoted(previous.text), quoted(token.text)
            source.fail(
                f"an operator is missing between {first} and {second} (write * for a product)",
                token.start,
            )
        complete = token.text in _CLOSING or (
            token.kind != "sign" and token.text not in ("for", "in", "and")
        )
        previous = token
    if not complete:
        source.fail(_missing_operand(None, previous), len(source.text.rstrip()))


def _can_begin(token: Token, previous: Token | None) -> bool:
    """Return whether the token may stand where an operand is expected."""
    if token.kind == "name":
        return True
    if previous is not None and previous.text == ".":
        return False
    if token.text in _CLOSING:  # a trailing comma, as in (n,)
        return previous is not None and previous.text == ","
    signs = ("+", "-", "True", "False", *_OPENING)
    return token.kind == "number" or token.text in signs


def _can_follow(token: Token, previous: Token | None) -> bool:
    """Return whether the token may stand right behind an operand."""
    if token.text in _BETWEEN or token.text in _CLOSING or token.text in (".", "["):
        return True
    return token.text == "(" and previous is not None and previous.kind == "name"


def _missing_operand(token: Token | None, previous: Token | None) -> str:
    if previous is None:
        return "an expression is expected here" + (f", not {token.text}" if token else "")
    where = f"after {previous.text}"
    if token is not None and token.text in _CLOSING and previous.text in _OPENING:
        return f"nothing stands between {previous.text} and {token.text}"
    return f"an expression is expected {where}" + (f", not {token.text}" if token else "")
