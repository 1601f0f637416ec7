"""The reader of workings: what it gathers, and where it points when it cannot."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.language.errors import LanguageError
from derive.language.nodes import Membership, Name, Natural
from derive.language.parse import parse_expression
from derive.language.reader import decode, read_working, read_workings
from derive.language.text import condition_text

EXAMPLE = """\
# a comment
let   L = -(y*log(a) + (1 - y)*log(1 - a))
where 0 < a < 1, 0 <= y <= 1

  D(L, a)
= -y/a + (1 - y)/(1 - a)          by derivative of log
# between the lines
= (a - y)/(a*(1 - a))             by common denominator, result q.2  # Over one bar.

where W: (n, p), dZ: (n, m)

  sum(dZ[k, i]*W[k, j]
      for k in range(n))          # on the way
= (W.T @ dZ)[j, i]
"""


def test_reads_the_example_of_the_contract() -> None:
    """Definitions, domains, shapes, chains, rules and reasons are all found."""
    working = read_working(EXAMPLE)
    declared = working.declarations
    assert declared.definition("L") == parse_expression("-(y*log(a) + (1 - y)*log(1 - a))")
    assert [condition_text(c) for c in declared.domain] == [
        *("0 < a", "a < 1", "0 <= y", "y <= 1"),
        *("m in N", "n in N", "p in N"),
    ]
    assert declared.shapes == (("W", ("n", "p")), ("dZ", ("n", "m")))
    first, second, third = working.steps
    assert (first.left.number, first.right.number, second.right.number) == (5, 6, 8)
    assert first.rules == ("derivative of log",) and first.reason is None
    assert second.rules == ("common denominator", "result q.2")
    assert second.reason == "Over one bar."
    assert second.left == first.right
    assert third.left.text == "sum(dZ[k, i]*W[k, j] for k in range(n))"
    assert (third.left.number, third.right.number, third.reason) == (12, 14, None)


def test_one_line_chains() -> None:
    """LEFT == RIGHT is a chain of one step; such lines may follow each other directly."""
    working = read_working("a + b == b + a by commute # Sums commute.\nwhere(a > 0, 1, 1) == 1")
    assert [len(chain.steps) for chain in working.chains] == [1, 1]
    assert working.steps[0].rules == ("commute",)
    assert working.steps[0].reason == "Sums commute."
    assert (working.steps[1].left.number, working.steps[1].right.text) == (2, "1")


def test_declares_every_kind() -> None:
    """Sets, whole numbers, shapes, unknown functions and unknown scalars are declared."""
    declared = read_working(
        "where y in {0, 1}, k in N, z: (n,), b: (n, 1), q: (3)\n"
        "where g: function, J(z), sum(z[i] for i in range(n)) == 1\n"
        "g(y) == g(y)"
    ).declarations
    assert declared.shapes == (("z", ("n",)), ("b", ("n", 1)), ("q", (3,)))
    assert declared.functions == ("g",) and declared.unknowns == (("J", ("z",)),)
    assert isinstance(declared.domain[0], Membership)
    assert declared.domain[1] == Natural(Name("k"))
    assert declared.domain[-1] == Natural(Name("n"))


def test_a_size_in_a_range_is_a_whole_number() -> None:
    """A name that only ``range`` uses as a size is a whole number as well."""
    domain = read_working("sum(1/n for i in range(n)) == 1").declarations.domain
    assert domain == (Natural(Name("n")),)


def test_line_ends_and_mark() -> None:
    """A byte-order mark and Windows' line ends are accepted."""
    assert read_working("\ufeffx\r\n= y\r\n").steps[0].right.number == 2
    assert decode(b"\xef\xbb\xbfx == y\r\n") == "x == y\r\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "holds no step"),
        ("# only words", 1, 1, "holds no step"),
        ("x", 1, 1, "holds no step"),
        ("= x", 1, 1, "nothing stands above"),
        ("x\n\n= y", 3, 1, "nothing stands above"),
        ("x\nwhere a > 0\n= x", 3, 1, "nothing stands above"),
        ("x\n+ y", 2, 1, "begins with ="),
        ("x == y == z", 1, 11, "one equality on a line"),
        ("x\n= y == z", 2, 8, "one equality on a line"),
        ("x = y", 1, 3, "to define x, write let x = y; for a step, put = y on the next line"),
        ("D(L, z) = a - y by rule", 1, 9, "put = a - y on the next line"),
        ("let x = 1\nx = 1", 2, 3, "put = 1 on the next line"),
        ("x\n= a = b", 2, 5, "put = b on the next line"),
        ("x\n= a = b = c", 2, 5, "put each = at the beginning of a line of its own"),
        ("x\n= y + ^ 2", 2, 7, "use **"),
        ("x\n= (y  # open\n= z", 2, 3, "never closed"),
        ("x\n= log(y +\n   2z)", 3, 4, "write 2*z"),
        ("x by rule\n= y", 1, 1, "no rule stands behind it"),
        ("x\n= y by", 2, 7, "the name of a rule"),
        ("x\n= y by one,, two", 2, 12, "the name of a rule"),
        ("let x == 3", 1, 5, "let NAME = EXPRESSION"),
        ("let", 1, 4, "let NAME = EXPRESSION"),
        ("let f(x) = 3", 1, 5, "where f: function"),
        ("let sigma = 3", 1, 5, "sigma is reserved"),
        ("let a = 1\nlet a = 2", 2, 5, "a is defined by let already, from line 1"),
        ("let a = 2*a", 1, 11, "its own definition"),
        ("let a = b\nlet b = 1", 1, 9, "b is used here before it is defined, on line 2"),
        ("x == a\nlet a = 1", 1, 6, "a is used here before it is defined, on line 2"),
        ("where", 1, 6, "a condition is expected"),
        ("where a > 0,", 1, 13, "a condition is expected"),
        ("where z", 1, 7, "a comparison is expected"),
        ("where a = 1", 1, 9, "use =="),
        ("where pi > 0, D: (n)", 1, 15, "D is reserved"),
        ("where W: (n)\nwhere W: (n)", 2, 7, "W is an array already, from line 1"),
        ("where W: n", 1, 10, "a shape such as"),
        ("where W: (n, 0)", 1, 14, "a size is"),
        ("where W: ()", 1, 11, "a size is"),
        ("where W: (n, 2*p)", 1, 14, "a size is"),
        ("where W: (n), n: (3)", 1, 15, "n is a size already"),
        ("let n = 3\nwhere W: (n)", 2, 7, "n is defined by let already"),
        ("where g: function\nlet g = 1", 2, 5, "g is an unknown function already"),
        ("where J(2*z)", 1, 7, "a condition is expected"),
        ("where J(z, z)", 1, 7, "different names"),
        ("g(z) == 1", 1, 1, "g is called and not declared above"),
        ("1 + sigmaa(z) == 1", 1, 5, "did you mean sigma?"),
        ("where b: (n)\nx == b(1)", 2, 6, "write b*(1) for the product"),
        ("a\n= a(1-a)", 2, 3, "write a*(1 - a) for the product"),
        ("where T: function of Z", 1, 10, "depends on Z is declared as T(Z)"),
        ("where W: (n, p)\nW\n= W @ W", 3, 3, "p columns meet n rows"),
        ("where W: (n, p)\nx + (\n  W @ W)\n= x", 3, 3, "p columns meet n rows"),
        ("where W: (n, p)\nW\n= W.T", 3, 3, "the left side is (n, p), the right side (p, n)"),
        ("where W: (n, p)\nlet Q = 1 + W @ W\nx == x", 2, 13, "p columns meet n rows"),
        ("where W: (n, p), Q: (p, n)\nlet Q = W\nx == x", 2, 9, "Q is declared as (p, n)"),
        ("where W: (n, p), z: (p), W + z > W @ W\nx == x", 1, 26, "p columns meet n rows"),
        ("where k > 0, z: (n)\nz[k] == z[k]", 2, 1, "k is declared as a value"),
        ("x == y\n# \u202etrick", 2, 3, "RIGHT-TO-LEFT OVERRIDE"),
        ("x\x00y", 1, 2, "CONTROL CHARACTER"),
    ],
)
def test_errors_point_into_the_file(text: str, line: int, column: int, message: str) -> None:
    """What cannot be read is named with the file, its line and column, and what was expected."""
    with pytest.raises(LanguageError) as caught:
        read_working(text, "mine.txt")
    error = caught.value
    assert message in error.message
    assert (error.line, error.column) == (line, column)
    assert str(error).startswith(f"mine.txt:{line}:{column}: ")
    assert error.source == text.split("\n")[line - 1]


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (b"a\nb\xc3\xa9\xff", 2, 3, "0xff is not UTF-8"),
        (b"a\rb\xff", 2, 2, "0xff is not UTF-8"),
        (b"\xff\xfea\x00", 1, 1, "UTF-16"),
        (b"#" * 2_000_001, 1, 1, "larger than 2 MB"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, line: int, column: int, message: str) -> None:
    """Bytes that are not UTF-8, or too many, are refused with their place."""
    with pytest.raises(LanguageError, match=re.escape(message)) as caught:
        decode(data, "mine.txt")
    assert (caught.value.line, caught.value.column) == (line, column)


def test_text_that_is_too_large() -> None:
    """A text of more than 2 MB is refused at once."""
    with pytest.raises(LanguageError, match="larger than 2 MB"):
        read_working("#" * 2_000_001)


def test_a_declaration_holds_for_the_chains_below_it() -> None:
    """A later domain narrows an earlier one only below; as one working this is refused."""
    text = "where 0 <= a <= 1\na/a == 1\nwhere a > 0\na/a == 1\na == a"
    above, below = read_workings(text)
    assert len(above.declarations.domain) == 2 and len(below.declarations.domain) == 3
    assert (len(above.chains), len(below.chains)) == (1, 2)
    with pytest.raises(LanguageError, match="a declaration below this chain would change"):
        read_working(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("let s = a + b\ns/s == 1\nwhere a > 0", "a"),
        ("where a < b\na == a\nwhere b < 0", "a"),
        ("W == W\nwhere W: (n, p)\nx == x", "W"),
    ],
)
def test_a_declaration_that_would_change_a_chain_above(text: str, name: str) -> None:
    """What reaches a chain through definitions or other conditions counts as well."""
    with pytest.raises(LanguageError, match=f"what it says of {name}"):
        read_working(text + "\nx == x")


def test_many_lines() -> None:
    """Declarations between thousands of chains are kept apart, each below its own."""
    text = "".join(f"let a{n} = b\nx == y\n" for n in range(500)) + "x == y\n" * 1500
    workings = read_workings(text)
    assert [len(working.declarations.lets) for working in workings] == list(range(1, 501))
    assert len(workings[-1].steps) == 1501


@given(
    st.lists(
        st.sampled_from(
            [
                *("let a = ", "where ", "= ", "a", "(", ")", " == ", "by ", "# ", "W: (n, p)"),
                *("\n", "g(a)", "W[j, k]", " + ", "\n\n", "y in {0, 1}", ", ", "\u200b"),
                *("W @ W", "J(W)", "sum(W[j, k] for j in range(n))", "g: function"),
            ]
        ),
        max_size=15,
    ).map("".join)
)
def test_any_text_ends_in_a_working_or_a_clear_error(text: str) -> None:
    """No text raises anything but LanguageError, and errors point into the file."""
    try:
        read_working(text)
    except LanguageError as error:
        lines = text.split("\n")
        assert error.line is not None and 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
