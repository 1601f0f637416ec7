"""The parser: what it keeps, and what it says of everything else."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.language.errors import LanguageError
from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Constant,
    Delta,
    Derivative,
    Expr,
    Index,
    Matrix,
    Membership,
    Name,
    Natural,
    Number,
    Range,
    Reduce,
    Relation,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
)
from derive.language.parse import parse_conditions, parse_expression, place_of

a, y, z, W, A, n, m = (Name(name) for name in "ayzWAnm")
zero, one = Number(Fraction(0), "0"), Number(Fraction(1), "1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-y/a", Binary("/", Unary("-", y), a)),
        ("-(y*a)", Unary("-", Binary("*", y, a))),
        ("-y**-a", Unary("-", Binary("**", y, Unary("-", a)))),
        ("a - y - z", Binary("-", Binary("-", a, y), z)),
        ("a - (y - z)", Binary("-", a, Binary("-", y, z))),
        ("1 + 0", Binary("+", one, zero)),
        ("pi", Constant("pi")),
        ("dL/da", Binary("/", Name("dL"), Name("da"))),
        ("max(a, y, z)", Call("max", (a, y, z))),
        ("max(W)", Reduce("max", W, None, False)),
        ("sum(W, axis=1, keepdims=True)", Reduce("sum", W, 1, True)),
        ("mean(W, keepdims=False)", Reduce("mean", W, None, False)),
        ("sum(W[j, 0] for j in range(n))", Sum(Index(W, ("j", 0)), (Range("j", "n"),))),
        ("sum(a for i in range(3) for j in range(n))", Sum(a, (Range("i", 3), Range("j", "n")))),
        ("D(a, z)", Derivative(a, z)),
        ("D(a, W[j, k])", Derivative(a, Index(W, ("j", "k")))),
        ("g(z)", Apply("g", (z,))),
        ("delta(i, 0)", Delta("i", 0)),
        ("W.T @ A", Binary("@", Transpose(W), A)),
        ("(W @ A)[j, i]", Index(Binary("@", W, A), ("j", "i"))),
        ("softmax(z)[k]", Index(Call("softmax", (z,)), ("k",))),
        ("array([[1, a], [0, y]])", Matrix(((one, a), (zero, y)))),
        ("array([1, a])", Vector((one, a))),
        ("ones((n, m))", Call("ones", (Vector((n, m)),))),
        ("ones((n,))", Call("ones", (Vector((n,)),))),
        ("eye(n)", Call("eye", (n,))),
        ("where(z > 0, z, 0)", Where((Relation(">", z, zero),), z, zero)),
        (
            "where(0 < z <= 1 and a != y, z, a)",
            Where((Relation("<", zero, z), Relation("<=", z, one), Relation("!=", a, y)), z, a),
        ),
        ("log(\n  a\n)", Call("log", (a,))),
        ("  a", a),
    ],
)
def test_keeps_what_was_written(text: str, expected: Expr) -> None:
    """The nodes mirror the text: nothing is folded, reordered or simplified."""
    assert parse_expression(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Fraction(1, 10)),
        ("1e-3", Fraction(1, 1000)),
        (".5", Fraction(1, 2)),
        ("2.", Fraction(2)),
        ("1_000.000_1", Fraction(10_000_001, 10_000)),
        ("1.5E+2", Fraction(150)),
        ("00", Fraction(0)),
        ("7" * 9000, Fraction(7 * (10**9000 - 1), 9)),
    ],
)
def test_numbers_are_exact(text: str, value: Fraction) -> None:
    """A literal is the fraction it spells, and keeps its spelling."""
    assert parse_expression(text) == Number(value, text)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("a^2", 2, "use ** for a power"),
        ("2x", 1, "write 2*x"),
        ("2c2x", 1, "write 2*c2x for a product (or 2*c*2*x, where c2x is not one name)"),
        ("1 + 2 (x)", 7, "an operator is missing"),
        ("a b", 3, "an operator is missing between a and b"),
        ("ln(1 + x)", 1, "there is no function ln; write log(1 + x)"),
        ("1 + sigmoid(z)", 5, "write sigma(z)"),
        ("transpose(W)", 1, "write W.T"),
        ("np.log(x)", 1, "write log(x), without np"),
        ("math.exp(x)", 1, "write exp(x), without math"),
        ("np.sum(dZ, axis=1, keepdims=True)/m", 1, "write sum(dZ, axis=1, keepdims=True), without"),
        ("np.where(Z > 0, np.exp(Z), 0)", 1, "write where(Z > 0, exp(Z), 0), without np"),
        ("np.maximum(0, z)", 1, "write max(0, z), without np"),
        ("1 + np.subtract(a,y)", 5, "write a - y"),
        ("np.subtract(a + 1, a - y)", 1, "write a + 1 - (a - y)"),
        ("np.power(-a, 2)", 1, "write (-a) ** 2"),
        ("np.square(a)", 1, "there is no function square; write x**2"),
        ("np.foo(a)", 1, "there is no function foo"),
        ("np.pi", 1, "write pi, without np"),
        ("1 + np.dot(W.T, dZ)", 5, "write W.T @ dZ"),
        ("dot(A - Y, X*2)", 1, "write (A - Y) @ (X*2)"),
        ("np.multiply(dA, A**2)", 1, "write dA * A**2"),
        ("lambda", 1, "write lam"),
        ("class + 1", 1, "keyword of Python"),
        ("log(a, y)", 1, "log takes 1 argument, not 2: log(x)"),
        ("max()", 5, "nothing stands between"),
        ("1 + log", 5, "write log(...)"),
        ("sigma + 1", 1, "sigma is a function"),
        ("True", 1, "no truth values"),
        ("keepdims=True", 1, "no expression near keepdims"),
        ("'a'", 1, "no strings"),
        ("g'(z)", 2, "D(g(z), z)"),
        ("3j", 1, "no complex numbers"),
        ("x if c else y", 3, "where(condition, then, otherwise)"),
        ("W.t", 1, "only .T"),
        ("z.mean(a)", 1, "only .T"),
        ("W.T(x)", 1, "write * for a product"),
        ("sum(W, 1)", 1, "axis=0 or axis=1"),
        ("sum(W, axis=j)", 8, "axis=0"),
        ("log(a, axis=1)", 8, "no argument with a name"),
        ("mean(a for j in range(n))", 1, "only sum runs over an index"),
        ("sum(a for j in range(n), axis=1)", 5, "takes nothing else"),
        ("sum(a for j in range(0))", 22, "a size is"),
        ("sum(a for j in W)", 16, "range(n)"),
        ("sum(a for j in range(n) for j in range(m))", 29, "runs twice"),
        ("a < y", 1, "a comparison stands only in"),
        ("(z>0)*1", 2, "a comparison is no number: write where(z > 0, 1, 0)"),
        ("dA * (0<z and z<1)", 7, "write where(0 < z and z < 1, 1, 0)"),
        ("a and y", 1, "and joins comparisons"),
        ("where(z, 1, 0)", 7, "a comparison is expected"),
        ("nan", 1, "no number"),
        ("inf", 1, "no number"),
        ("N", 1, "where n in N"),
        ("0x10", 1, "decimal"),
        ("012", 1, "write 12"),
        ("1for j in range(n)", 1, "write a space between 1 and for"),
        ("W[j + 1]", 3, "an index is"),
        ("W[1.5]", 3, "an index is"),
        ("W[-1]", 3, "an index is"),
        ("W[:, 0]", 3, "no slices"),
        ("D(a, 2*z)", 6, "by a name or an entry"),
        ("array([[1, 2], [3]])", 16, "1 entries, the first 2"),
        ("array(3)", 7, "array([1, 2])"),
        ("[1, 2]", 1, "array([...])"),
        ("(a, y)", 1, "not several with commas"),
        ("a, y", 1, "not several with commas"),
        ("eye(2*n)", 5, "a size is"),
        ("a = y", 3, "use =="),
        ("(a", 1, "never closed"),
        ("(a]", 3, "expected ) here"),
        ("a)", 2, "nothing was opened"),
        ("a +", 4, "expected after +"),
        ("a + * y", 5, "expected after +, not *"),
        ("", 1, "an expression is expected"),
        ("*a", 1, "an expression is expected"),
        ("{0, 1}", 1, "braces"),
        ("a // y", 3, "use / for a quotient"),
        ("a\N{MINUS SIGN}y", 2, "U+2212 MINUS SIGN): write -"),
        ("a \N{MULTIPLICATION SIGN} y", 3, "write *"),
        ("a\N{MIDDLE DOT}y", 2, "write *"),
        ("x\N{SUPERSCRIPT TWO}", 2, "write **2"),
        ("W\N{MODIFIER LETTER CAPITAL T}", 2, "write .T"),
        ("\N{GREEK SMALL LETTER ALPHA}\N{GREEK SMALL LETTER BETA} + $", 6, "there is no $"),
        ("a\N{NO-BREAK SPACE}+ y", 2, "write a plain space"),
        ("a\N{ZERO WIDTH SPACE}", 2, "ZERO WIDTH SPACE"),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}", 2, "RIGHT-TO-LEFT OVERRIDE"),
        ("a\N{VARIATION SELECTOR-16}", 2, "nobody sees"),
        ("a\x00", 2, "CONTROL CHARACTER"),
        ("\N{SNOWMAN}", 1, "no sign of the language"),
    ],
)
def test_errors_point_and_say_what_to_write(text: str, column: int, message: str) -> None:
    """A mistake is named where it stands, with what was expected."""
    with pytest.raises(LanguageError) as caught:
        parse_expression(text)
    assert message in caught.value.message
    assert (caught.value.line, caught.value.column) == (1, column)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(" * 101 + "x" + ")" * 101, "brackets nest deeper than 100"),
        ("-" * 19_000 + "x", "deeper than 200"),
        ("x" + "+x" * 9000, "deeper than 200"),
        ("x" + "**x" * 6000, "deeper than 200"),
        ("x" * 20_001, "longer than 20,000 characters"),
        ("9**9**9", "more than 10,000 digits"),
        ("10**100000", "more than 10,000 digits"),
        ("2**-100000", "more than 10,000 digits"),
        ("z**(10**100000)", "more than 10,000 digits"),
        ("9**9999*9**9999", "more than 10,000 digits"),
        ("(1/3)**(10**6)", "more than 10,000 digits"),
        ("sqrt(2)**(10**6)", "more than 10,000 digits"),
        ("2**sqrt(10**40)", "more than 10,000 digits"),
        ("1e10001", "more than 10,000 digits"),
        ("1e-999999999", "more than 10,000 digits"),
        ("9" * 19_999, "more than 10,000 digits"),
    ],
)
def test_hostile_input_ends_quickly(text: str, message: str) -> None:
    """Depth, length and huge constants end in one clear error, and nothing is computed."""
    with pytest.raises(LanguageError, match=message):
        parse_expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "(1 + z/10**8)**(10**8)",
        "10**-12",
        "1**(10**40)",
        "2**sqrt(0)",
        "(10**9 - 10**9 + 2)**100",
        "(" * 100 + "x" + ")" * 100,
        "x" + " + x" * 190,
        "1/0",
    ],
)
def test_large_but_harmless(text: str) -> None:
    """What needs few digits, or is not constant, is no error."""
    assert parse_expression(text) is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 < a < 1", (Relation("<", zero, a), Relation("<", a, one))),
        ("z != 0", (Relation("!=", z, zero),)),
        ("y in {0, 1}", (Membership(y, (zero, one)),)),
        ("n in N", (Natural(n),)),
    ],
)
def test_conditions(text: str, expected: object) -> None:
    """An item of where becomes relations, a membership or a natural number."""
    assert parse_conditions(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("z", "a comparison is expected"),
        ("y in [0, 1]", "a set of numbers"),
        ("y in {}", "nothing stands between"),
        ("y in {z}", "the values of a set are numbers"),
        ("2*n in N", "only a name"),
        ("0 < y in {0, 1}", "a set of numbers"),
    ],
)
def test_conditions_that_are_none(text: str, message: str) -> None:
    """What declares nothing of values is refused."""
    with pytest.raises(LanguageError, match=message):
        parse_conditions(text)


def test_error_shows_place_line_and_caret() -> None:
    """The message shows file, line and column as told, the line, and a caret under it."""
    with pytest.raises(LanguageError) as caught:
        parse_expression("(a +\n  b ^ 2)", line=7, column=5)
    assert str(caught.value) == "8:5: use ** for a power\n      b ^ 2)\n        ^"
    caught.value.file = "mine.txt"
    assert str(caught.value).startswith("mine.txt:8:5: ")


def test_caret_stands_under_wide_and_hidden_characters() -> None:
    """Wide letters take two columns in the caret's line; unprintable ones are shown as such."""
    wide = str(LanguageError("no", 1, 3, "\u4e2d\u4e2dx"))
    assert wide.endswith("\n        ^")
    assert "\u202e" not in str(LanguageError("no", 1, 1, "\u202ea"))


def test_place_of_a_node() -> None:
    """A path leads back to the line and column where its node begins."""
    assert place_of("a + (z\n * log(y))", (1, 1, 0), line=3) == (4, 8)
    assert place_of("1 + ones((n, m))", (1, 0)) == (1, 5)


@given(st.text(max_size=40) | st.text("az09().,*+-/@[]=<>{}_ eE:'jTW\n", max_size=40))
def test_any_text_ends_in_nodes_or_a_clear_error(text: str) -> None:
    """No text raises anything but LanguageError, and errors point into the text."""
    try:
        parse_expression(text)
        parse_conditions(text)
    except LanguageError as error:
        lines = text.split("\n")
        assert error.line is not None and 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
