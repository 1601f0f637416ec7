"""Any text whatever ends in a working or in one clear error, and soon.

Set DERIVE_FUZZ to a number of seconds to look for new texts for so long: 3600 is an hour.
"""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from derive.book.finding import read_entry
from derive.language.errors import LanguageError
from derive.language.parse import parse_conditions, parse_expression
from derive.language.reader import decode, read_workings
from derive.language.text import to_text
from tests.strategies import expressions

ROOT = Path(__file__).resolve().parents[2]
SECONDS = float(os.environ.get("DERIVE_FUZZ", "0"))
PATIENCE = 5.0  # seconds that any one text may take

TOKENS = (
    *("let ", "where ", "= ", "== ", "by ", "# ", "\n", "\n\n", "  ", ",", ":", "'", '"', "\\"),
    *("(", ")", "[", "]", "{", "}", "((((((((", "))))))))", "[[", "]]", "{0, 1}", "{{", "`"),
    *("+", "-", "*", "/", "**", "@", ".T", ".", "<", "<=", ">", "!=", ":=", "~", "%", "//", "|"),
    *("0", "1", "0.01", "1e400", "1e-400", "9" * 400, "1_0", "0x1f", "1j", "007", "1.5.2"),
    *("a", "z", "W", "dZ", "pi", "sigma", "relu", "log", "exp", "max", "softmax", "D(", "D"),
    *("sum(", "mean(", " for j in range(n)", "where(", "delta(", "array([[", "axis=1", "keepdims"),
    *("W[j, k]", "b[j, 0]", "W: (n, p)", "g: function", "J(Z)", "n in N", "y in {0, 1}"),
    *("by chain rule", "result dz.1", "if", "else", "lambda", "not", "and", "import os", "__x__"),
    *("\u200b", "\u200d", "\u202e", "\ufeff", "\x00", "\x1b[2J", "\r", "\t", "\u2028", "\ud800"),
    *("é", "ℝ", "σ", "²", "½", "٣", "−", "＝", "𝑧", "ﬁ", "\U000e0041", "ǆ", "İ", "ß"),
)

pieces = st.lists(st.sampled_from(TOKENS) | st.text(max_size=4), max_size=40).map("".join)
printed = expressions().map(to_text)
lines = st.lists(printed | pieces, min_size=1, max_size=4).map("\n= ".join)


@st.composite
def damaged(draw: Callable[[st.SearchStrategy[Any]], Any]) -> str:
    """Make a working that was right, with a piece cut out, doubled, moved or exchanged."""
    text: str = draw(st.sampled_from(WORKINGS) | lines)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.integers(0, 60))
        put = draw(st.sampled_from(["", text[start:end] * 2, text[:40], *TOKENS]))
        text = text[:start] + put + text[end:]
    return text


def encoded(text: str) -> bytes:
    """Return the bytes of a text, be it sound or not."""
    return text.encode("utf-8", "surrogatepass")


def _workings() -> Iterator[str]:
    for path in sorted((ROOT / "derive" / "chapters").rglob("[a-z]*.py")):
        yield path.read_text("utf-8").partition('working="""')[2].partition('"""')[0]


WORKINGS = sorted({text for text in _workings() if 0 < len(text) < 2000})


class Hang(Exception):
    """A text took too long."""


@contextmanager
def patience(seconds: float = PATIENCE) -> Iterator[None]:
    """Raise Hang in the block when it takes longer."""

    def late(*_: object) -> None:
        raise Hang

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def judge(read: Callable[[], object], lines: list[str]) -> None:
    """Assert that it is read, or refused in words that can be shown, with their place."""
    try:
        with patience():
            read()
    except LanguageError as error:
        said = str(error)
        said.encode()
        assert error.message and len(said) < 1000
        assert all(c.isprintable() or c in "\n\t" for c in said)
        if error.line is not None:
            assert 1 <= error.line <= len(lines)
            assert 1 <= error.column <= len(lines[error.line - 1]) + 1


def lines_of(text: str) -> list[str]:
    """Return the lines of a file as an editor shows them."""
    return re.split("\r\n|\r|\n", text.removeprefix("\ufeff"))


def working(text: str) -> None:
    """Read it as a working."""
    judge(lambda: read_workings(text), lines_of(text))


def expression(text: str) -> None:
    """Read it as an expression, and as conditions."""
    judge(lambda: parse_expression(text), text.split("\n"))
    judge(lambda: parse_conditions(text), text.split("\n"))


def file_of_bytes(data: bytes) -> None:
    """Read it as the bytes of a file."""
    judge(lambda: read_workings(decode(data)), lines_of(data.decode("utf-8", "replace")))


DERIVATION = (
    "from derive import Derivation\n\n"
    "derivation = Derivation(title={}, asks='A?', claims='C.', working={})\n"
)


def derivation(case: tuple[str, str]) -> None:
    """Read it as the title and the working of a derivation, and as its whole file."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "one.py")
        for source in (DERIVATION.format(*map(ascii, case)), case[1], DERIVATION.format(*case)):
            path.write_bytes(source.encode("utf-8", "surrogatepass"))
            try:
                with patience():
                    entry = read_entry(path, Path(folder))
            except LanguageError as error:
                str(error).encode()
            else:
                f"{entry.derivation} {entry.working}".encode()  # a page can hold it


KINDS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], None], int]] = {
    "pieces": (pieces, working, 800),
    "damaged": (damaged(), working, 800),
    "expressions": (pieces | printed, expression, 800),
    "bytes": (st.binary(max_size=60) | damaged().map(encoded), file_of_bytes, 500),
    "derivations": (st.tuples(pieces, pieces | damaged()), derivation, 250),
}


def look(kind: str, *, number: int | None = None) -> None:
    """Try texts of a kind: always the same ones, or those that grow from a number."""
    strategy, check, examples = KINDS[kind]

    def one(text: Any) -> None:
        check(text)

    tried = settings(max_examples=examples, suppress_health_check=list(HealthCheck), deadline=None)
    if number is None:
        settings(tried, derandomize=True, database=None)(given(strategy)(one))()
    else:
        seed(number)(settings(tried, derandomize=False)(given(strategy)(one)))()


@pytest.mark.parametrize("kind", KINDS)
def test_any_text_is_read_or_refused(kind: str) -> None:
    """No traceback and no hang: the same texts at every run, new ones in a long run."""
    look(kind)
    end = time.monotonic() + SECONDS / len(KINDS)
    while time.monotonic() < end:
        look(kind, number=random.getrandbits(60))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(" * 900_000, "longer than 50,000"),
        ("x == " + "(" * 15_000, "nest"),
        ("x == " + "-" * 1_500_000 + "x", "longer than 50,000"),
        ("x == " + "x+" * 9_000 + "x", "deeper than 200"),
        ("x == " + "9" * 15_000, "digits"),
        ("x == 9**9**9**9", ""),
        ("x == " + "W[" * 5_000 + "j" + "]" * 5_000, "nest"),
        ("a" * 1_900_000, "longer than 50,000"),
        ("x == (\n" + "y +\n" * 400_000, "longer than 50,000"),
        ("x == y\n" * 20_000 + "= (", "closed"),
        ("= x\n" * 480_000, "nothing stands above"),
        ("x == y  # " + "\u200b" * 600_000, "ZERO WIDTH SPACE"),
        ("x\u200d == y", ""),
        ("x ==" + " " * 1_900_000 + ")", ""),
        ("where " + "a > 0, " * 7_000, "condition is expected"),
        ("where " + "a > 0, " * 270_000, "longer than 50,000"),
        ("x == y by " + "a, " * 16_000, "name of a rule"),
        ("x == y by " + "a, " * 600_000, "longer than 50,000"),
        ("\n" * 500_000, "no step"),
        ("'" * 1_900_000, ""),
    ],
)
def test_a_monstrous_text_is_soon_refused(text: str, message: str) -> None:
    """Deep, long and invisible: one short message, with its place."""
    try:
        with patience(20):
            read_workings(text, "mine.txt")
    except LanguageError as error:
        assert message in error.message and len(str(error)) < 1000
        assert error.line is not None
    else:
        assert message == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no step"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "U+007F"),
        (bytes(range(128)), "U+0000"),
        (b"\x89PNG\r\n\x1a\n", "0x89 is not UTF-8"),
        (b"PK\x03\x04\x14\x00", "U+0003"),
        (b"x == y\n\xff\xfe", "0xff is not UTF-8"),
    ],
)
def test_a_file_that_is_no_text(tmp_path: Path, content: bytes, message: str) -> None:
    """The command names the place, and a file that is fine is checked all the same."""
    (tmp_path / "bad").write_bytes(content)
    judge_file(tmp_path / "bad", message)


def test_a_huge_file_costs_nothing(tmp_path: Path) -> None:
    """100 MB are not read to be refused."""
    with open(tmp_path / "huge", "wb") as file:
        file.truncate(100_000_000)
    judge_file(tmp_path / "huge", "larger than 2 MB")


def judge_file(path: Path, message: str) -> None:
    """Have the command read it; hold it to one message with its place."""
    from derive.cli.commands import _read

    with patience(2):
        said = _read(str(path))
    assert isinstance(said, LanguageError)
    assert message in said.message
    assert said.line is not None and said.column >= 1
