"""LaTeX from the nodes: as a textbook would print it, readable in one way, piece by piece."""

import math
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

import math_core
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.language.latex import (
    Printed,
    condition_to_latex,
    conditions_to_latex,
    handle,
    marked,
    places,
    shapes_to_latex,
    statement_to_latex,
    to_latex,
    with_places,
)
from derive.language.nodes import (
    Binary,
    Call,
    Constant,
    Expr,
    Index,
    Name,
    Natural,
    Number,
    Relation,
    Sum,
    Unary,
    at,
    children,
    walk,
    with_children,
)
from derive.language.parse import parse_conditions, parse_expression
from derive.language.working import Declarations, Shape
from tests.latex_reader import number, read_latex
from tests.strategies import ARRAYS, SCALARS, expressions, scalars

MATHML = math_core.LatexToMathML(fancy_error=False)
LOSS = "-(y*log(a) + (1 - y)*log(1 - a))"
LAYERS = Declarations(
    lets=(
        ("L", parse_expression(LOSS)),
        ("s", parse_expression("sigma(t)")),
        ("B", parse_expression("2*b")),
        ("R", parse_expression("sum(Z, axis=0, keepdims=True)")),
    ),
    shapes=(
        *(("W", ("n", "p")), ("X", ("p", "m")), ("Z", ("n", "m")), ("A", ("n", "m"))),
        *(("dZ", ("n", "m")), ("dA", ("n", "m")), ("W2", ("q", "n")), ("dZ2", ("q", "m"))),
        *(("b", ("n", 1)), ("z1", ("n", 1)), ("Y", (1, "m"))),
    ),
    functions=("g", "g1"),
    unknowns=(("J", ("Z",)),),
)
MATRICES = Declarations(shapes=tuple((name, ("p", "m")) for name in ARRAYS))

GOLDEN = [
    ("a - (b - c)", r"a - (b - c)"),
    ("a + (b + c)", r"a + (b + c)"),
    ("-(a + b)", r"-(a + b)"),
    ("(-a)*b", r"-a b"),
    ("-(a*b)", r"-(a b)"),
    ("a*(-b)", r"a \cdot (-b)"),
    ("a*b*c", r"a b c"),
    ("a*(b*c)", r"a (b c)"),
    ("-y/a + (1 - y)/(1 - a)", r"-\frac{y}{a} + \frac{1 - y}{1 - a}"),
    ("-(y/a)", r"-\frac{y}{a}"),
    ("-(y*log(a) + (1 - y)*log(1 - a))", r"-(y \log(a) + (1 - y) \log(1 - a))"),
    ("1/m*X", r"\frac{1}{m} X"),
    ("dZ @ A.T/m", r"\frac{\mathit{dZ} \, A^{\mathsf{T}}}{m}"),
    ("1/(1 + exp(-z))", r"\frac{1}{1 + e^{-z}}"),
    ("exp(-z)/(1 + exp(-z))**2", r"\frac{e^{-z}}{(1 + e^{-z})^{2}}"),
    (
        "1/(1 + exp(-z)) * exp(-z)/(1 + exp(-z))",
        r"\frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}}",
    ),
    ("sigma(z)**2", r"{\sigma(z)}^{2}"),
    ("1/(4*cosh(z/2)**2)", r"\frac{1}{4 \, {\cosh\left(\frac{z}{2}\right)}^{2}}"),
    ("exp(-z**2/2)", r"\exp\left(-\frac{z^{2}}{2}\right)"),
    ("exp(z/2)", r"e^{z/2}"),
    ("sqrt(z**2)", r"\sqrt{z^{2}}"),
    ("abs(x)**2", r"{\lvert x \rvert}^{2}"),
    ("-x**2", r"-x^{2}"),
    ("(-x)**2", r"(-x)^{2}"),
    ("x**-1", r"x^{-1}"),
    ("x**(1/2)", r"x^{1/2}"),
    ("x**y**z", r"x^{y^{z}}"),
    ("(x**y)**z", r"(x^{y})^{z}"),
    ("(a/b)**2", r"{\left(\frac{a}{b}\right)}^{2}"),
    ("(a/b)/c", r"\frac{\frac{a}{b}}{c}"),
    ("a/(b/c)", r"\frac{a}{\frac{b}{c}}"),
    ("(a/b/c)/d", r"\frac{\dfrac{\frac{a}{b}}{c}}{d}"),
    ("x1*(a - y)", r"x_{1} (a - y)"),
    ("2*3", r"2 \cdot 3"),
    ("x*2", r"x \cdot 2"),
    ("2*x*y", r"2 x y"),
    ("2*(1/2)", r"2 \cdot \frac{1}{2}"),
    ("g*(x + 1)", r"g \cdot (x + 1)"),
    ("f*(x+1)", r"f \cdot (x + 1)"),
    ("(x + 1)*(x - 1)", r"(x + 1) (x - 1)"),
    ("D(L, a)", r"\frac{\partial L}{\partial a}"),
    ("D(L, a)*D(a, z)", r"\frac{\partial L}{\partial a} \cdot \frac{\mathrm{d}a}{\mathrm{d}z}"),
    ("D(log(a), a)", r"\frac{\mathrm{d}}{\mathrm{d}a} [\log(a)]"),
    ("D(y*log(a), a)", r"\frac{\partial}{\partial a} [y \log(a)]"),
    ("D(D(L, a), a)", r"\frac{\partial^{2}L}{\partial a^{2}}"),
    ("D(D(x**2, x), x)", r"\frac{\mathrm{d}^{2}}{\mathrm{d}x^{2}} [x^{2}]"),
    ("D(g(z), z)", r"g'(z)"),
    ("D(D(g(z), z), z)", r"g''(z)"),
    ("D(sum(g1(z1)), z1)", r"g^{[1]\prime}(z^{[1]})"),
    ("D(g(2*z), z)", r"\frac{\mathrm{d}}{\mathrm{d}z} [g(2 z)]"),
    ("D(J, W)", r"\frac{\partial J}{\partial W}"),
    ("D(J, W[j, k])", r"\frac{\partial J}{\partial W_{jk}}"),
    ("D(J, Z)", r"\frac{\partial J}{\partial Z}"),
    ("D(J(Z), Z)", r"\frac{\partial J(Z)}{\partial Z}"),
    ("W[j, k]*dZ[j, i]", r"W_{jk} \, \mathit{dZ}_{ji}"),
    ("W2[j, k]", r"W^{[2]}_{jk}"),
    ("W[0, 1]", r"W_{12}"),
    ("b[j, 0]", r"b_{j}"),
    ("B[j, 0] + Y[0, i]*R[0, i]", r"B_{j} + Y_{i} R_{i}"),
    ("sum(W[j, k]*dZ[j, i] for j in range(n))", r"\sum_{j=1}^{n} W_{jk} \, \mathit{dZ}_{ji}"),
    ("sum(a[i] + 1 for i in range(m))/m", r"\frac{\sum_{i=1}^{m} (a_{i} + 1)}{m}"),
    (
        "1/m*sum(x[i]*y[i] for i in range(m) for j in range(n))",
        r"\frac{1}{m} \sum_{i=1}^{m} \sum_{j=1}^{n} x_{i} y_{i}",
    ),
    ("sum(x[i] for i in range(m))*b", r"\left(\sum_{i=1}^{m} x_{i}\right) b"),
    ("sum(x[i] for i in range(m)) + b", r"\sum_{i=1}^{m} x_{i} + b"),
    ("W.T @ dZ", r"W^{\mathsf{T}} \, \mathit{dZ}"),
    ("W2.T @ dZ2", r"(W^{[2]})^{\mathsf{T}} \, \mathit{dZ}^{[2]}"),
    (
        "(W2.T @ dZ2)*D(sum(g1(z1)), z1)",
        r"((W^{[2]})^{\mathsf{T}} \, \mathit{dZ}^{[2]}) \ast g^{[1]\prime}(z^{[1]})",
    ),
    ("dA*D(sum(g(Z)), Z)", r"\mathit{dA} \ast g'(Z)"),
    ("D(sum(g(Z)), Z)[j, i]", r"{g'(Z)}_{ji}"),
    ("1 - D(sum(tanh(Z)), Z)**2", r"1 - {\tanh'(Z)}^{2}"),
    ("dA*D(sum(sigma(Z)), Z)", r"\mathit{dA} \ast \sigma'(Z)"),
    ("D(sum(relu(Z)), Z)", r"\operatorname{relu}'(Z)"),
    ("D(sum(sqrt(Z)), Z)", r"\frac{\partial}{\partial Z} [\operatorname{sum}(\sqrt{Z})]"),
    ("D(sum(g(2*Z)), Z)", r"\frac{\partial}{\partial Z} [\operatorname{sum}(g(2 Z))]"),
    ("D(sum(g(A)), Z)", r"\frac{\partial}{\partial Z} [\operatorname{sum}(g(A))]"),
    (
        "D(sum(g(Z), axis=0), Z)",
        r"\frac{\partial}{\partial Z} [\operatorname{sum}_{\text{axis }0}(g(Z))]",
    ),
    ("(W @ X)[j, i]", r"(W X)_{ji}"),
    (
        "sum(dZ, axis=1, keepdims=True)/m",
        r"\frac{\operatorname{sum}_{\text{axis }1, \text{kept}}(\mathit{dZ})}{m}",
    ),
    ("mean(Z)", r"\operatorname{mean}(Z)"),
    ("max(a, b)", r"\max(a, b)"),
    ("max(Z, axis=0)", r"\operatorname{max}_{\text{axis }0}(Z)"),
    ("delta(i, j)", r"\delta_{ij}"),
    ("softmax(z1)[k]", r"{\operatorname{softmax}(z^{[1]})}_{k}"),
    (
        "where(z > 0, z, 0)",
        r"\begin{cases} z & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}",
    ),
    (
        "where(z > 0, z, 0)*y",
        r"\left(\begin{cases} z & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}\right) y",
    ),
    ("array([[1, 2], [x, y/2]])", r"\begin{bmatrix} 1 & 2 \\ x & \frac{y}{2} \end{bmatrix}"),
    ("-array([[1]])[i]*a", r"-{\begin{bmatrix} 1 \end{bmatrix}}_{i} a"),
    ("array([1, 2])", r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
    ("outer(x, y)", r"\operatorname{outer}(x, y)"),
    ("eye(n)", r"I_{n}"),
    ("ones(n)", r"\mathbf{1}_{n}"),
    ("ones((n, 1)) @ ones((1, 3))", r"\mathbf{1}_{n \times 1} \mathbf{1}_{1 \times 3}"),
    ("diag(z1)", r"\operatorname{diag}(z^{[1]})"),
    ("W2**2", r"(W^{[2]})^{2}"),
    ("1 - A**2", r"1 - A^{2}"),
    ("exp(Z)", r"\exp(Z)"),
    ("0.01*x", r"0.01 x"),
    ("1e-3*x", r"(1 \times 10^{-3}) x"),
    ("10**-12", r"10^{-12}"),
    ("loss*dz", r"\mathrm{loss} \, \mathit{dz}"),
    ("dz*x", r"\mathit{dz} \, x"),
    ("d*z", r"d \cdot z"),
    ("pi/2", r"\frac{\pi}{2}"),
    ("lam/m*W", r"\frac{\lambda}{m} W"),
    ("a*y*log(a)", r"a y \log(a)"),
    ("x**exp(z)", r"x^{\exp(z)}"),
    ("exp(y*log(a))", r"e^{y \log(a)}"),
    ("relu(z + 1000)", r"\operatorname{relu}(z + 1000)"),
    ("(a - y)/(a*(1 - a))", r"\frac{a - y}{a (1 - a)}"),
    ("+x", r"+x"),
    ("-(-x)", r"-(-x)"),
    ("a - -b", r"a - (-b)"),
    ("z1*z1", r"z^{[1]} \ast z^{[1]}"),
    ("W[j,k]**2", r"W_{jk}^{2}"),
    ("W2[j,k]**2", r"(W^{[2]}_{jk})^{2}"),
    ("-sum(y[k]*log(a[k]) for k in range(n))", r"-\sum_{k=1}^{n} y_{k} \log(a_{k})"),
    ("log(sum(exp(z[k]) for k in range(n)))", r"\log\left(\sum_{k=1}^{n} e^{z_{k}}\right)"),
    ("e**x", r"(e)^{x}"),
    ("Y/A", r"\frac{Y}{A}"),
    ("-(1 - y)/(1 - a)*(-1)", r"-\frac{1 - y}{1 - a} \cdot (-1)"),
    ("x1**2", r"x_{1}^{2}"),
    ("x1**2/2", r"\frac{x_{1}^{2}}{2}"),
    ("-1/m*a/b", r"-\frac{1}{m} \cdot \frac{a}{b}"),
    ("1/m*a/b*c/d", r"\frac{1}{m} \cdot \frac{a}{b} \cdot \frac{c}{d}"),
    ("-(sum(x[i] for i in range(m)))*y/a", r"-\frac{\left(\sum_{i=1}^{m} x_{i}\right) y}{a}"),
    ("-y/a/b", r"-\frac{\frac{y}{a}}{b}"),
    ("D(J(Z), Z)/m", r"\frac{\frac{\partial J(Z)}{\partial Z}}{m}"),
    ("x**2*d*z", r"x^{2} d \cdot z"),
    ("e**(x+1)", r"(e)^{x + 1}"),
    ("W @ X + b", r"W X + b"),
    ("-a*b*c/(x*y)", r"-\frac{a b c}{x y}"),
    ("sum(-x[i] for i in range(m))", r"\sum_{i=1}^{m} (-x_{i})"),
    ("exp(1/x/y)", r"\exp\left(\frac{\frac{1}{x}}{y}\right)"),
    ("exp(-(x/y))", r"e^{-(x/y)}"),
    ("x**(a*b/c*d)", r"x^{(a b/c) d}"),
    ("x**-(1/2)", r"x^{-(1/2)}"),
    ("x**(-1/2)", r"x^{-1/2}"),
    ("3*pi", r"3 \pi"),
    ("2*e**3", r"2 (e)^{3}"),
    ("(a*b)**2", r"(a b)^{2}"),
    ("log(x)*log(y)/2", r"\frac{\log(x) \log(y)}{2}"),
    ("y*(a/b)", r"y \frac{a}{b}"),
    ("(a/b)*y", r"\frac{a}{b} y"),
    ("(a/b)*(c/d)", r"\frac{a}{b} \cdot \frac{c}{d}"),
    ("(a/b + 1)*y", r"\left(\frac{a}{b} + 1\right) y"),
    ("Y*(A*A)", r"Y \ast (A \ast A)"),
    ("A*A*2", r"(A \ast A) \cdot 2"),
    ("2*A*A", r"2 A \ast A"),
    ("A*(2*A)", r"A \ast (2 A)"),
    ("(A*A)@X", r"(A \ast A) X"),
    ("-A*A", r"-A \ast A"),
    ("-A @ X", r"-A X"),
    ("(c*A) @ X", r"(c A) X"),
    ("c*(A @ X)", r"c (A X)"),
    ("1 - sigma(z)", r"1 - \sigma(z)"),
    ("max(a, 1 - a, 0)", r"\max(a, 1 - a, 0)"),
    ("L2 + x_1", r"L_{2} + x_{1}"),
]


def mathml(latex: str) -> ElementTree.Element:
    """Return what math-core makes of ``latex``, a colour written the way that it understands."""
    source = re.sub(r"\\textcolor\{#(\w+)\}\{", r"{\\color[HTML]{\1}", latex)
    text = MATHML.convert_with_local_state(source, displaystyle=True)
    return ElementTree.fromstring(text.replace("&ApplyFunction;", "\u2061"))


def shape(element: ElementTree.Element) -> tuple[object, ...]:
    """Return the tree of elements and texts without rows, marks and spacing.

    Inside a table math-core makes ``log`` an operator unless it stands in a group: the same look.
    """
    inside: list[object] = []
    for child in element:
        if child.tag == "mrow":
            inside += shape(child)[2:]
        elif child.tag != "mspace" and child.text != "\u2061":
            inside.append(shape(child))
    tag = "mi" if element.tag == "mo" else element.tag
    return (tag, (element.text or "").strip(), *inside)


@pytest.mark.parametrize(("text", "latex"), GOLDEN, ids=[text for text, _ in GOLDEN])
def test_golden(text: str, latex: str) -> None:
    """An expression prints as it stands in the table, and renders."""
    printed = to_latex(parse_expression(text), declarations=LAYERS)
    assert printed.latex == str(printed) == latex
    mathml(latex)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("-y/a + (1 - y)/(1 - a)", r"-y/a + (1 - y)/(1 - a)"),
        ("(a - y)/(a*(1 - a))", r"(a - y)/(a (1 - a))"),
        ("y*(1/a)", r"y (1/a)"),
        ("(y/a)*b/c", r"(y/a) b/c"),
        ("exp(-z)/(1 + exp(-z))", r"e^{-z}/(1 + e^{-z})"),
        ("D(L, a)", r"\partial L/\partial a"),
        ("-D(L, a)", r"-(\partial L/\partial a)"),
        ("D(L, a)*D(a, z)", r"(\partial L/\partial a) (\mathrm{d}a/\mathrm{d}z)"),
        ("D(D(L, a), a)", r"\partial^{2}L/\partial a^{2}"),
        ("D(log(a), a)", r"\mathrm{d}/\mathrm{d}a [\log(a)]"),
    ],
)
def test_in_running_text_a_quotient_is_a_slash(text: str, latex: str) -> None:
    """A fraction bar within a line of words would make letters too small to read."""
    assert to_latex(parse_expression(text), declarations=LAYERS, inline=True).latex == latex


def test_the_golden_table_prints_nothing_twice() -> None:
    """No two rows look alike, but for a minus that may stand inside or before a fraction."""
    printed = [latex for text, latex in GOLDEN if text not in ("-(y/a)", "1/m*(a/b)")]
    assert sorted(set(printed)) == sorted(printed)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("dZ @ A_prev.T/m", r"\frac{\mathit{dZ}^{[l]} \, (A^{[l-1]})^{\mathsf{T}}}{m}"),
        ("W.T @ dZ", r"(W^{[l]})^{\mathsf{T}} \, \mathit{dZ}^{[l]}"),
        ("D(J, W[j, k])", r"\frac{\partial J}{\partial W^{[l]}_{jk}}"),
        ("sum(A_prev[k, i] for k in range(n_prev))", r"\sum_{k=1}^{n^{[l-1]}} A^{[l-1]}_{ki}"),
        ("b[j, 0] + g(x)", r"b^{[l]}_{j} + g^{[l]}(x)"),
    ],
)
def test_a_working_that_knows_the_layer_before_numbers_its_layer(text: str, latex: str) -> None:
    """Where ``A_prev`` is declared, W is W^{[l]}."""
    shapes: dict[str, Shape] = {
        "W": ("n", "n_prev"),
        "A_prev": ("n_prev", "m"),
        "dZ": ("n", "m"),
        "b": ("n", 1),
    }
    declarations = Declarations(shapes=tuple(shapes.items()), functions=("g",))
    assert str(to_latex(parse_expression(text), declarations=declarations)) == latex


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("W @ X", r"\underbrace{W}_{n \times p} \underbrace{X}_{p \times m}"),
        (
            "dZ @ X.T/m",
            r"\frac{\underbrace{\mathit{dZ}}_{n \times m} \, "
            r"\underbrace{X^{\mathsf{T}}}_{m \times p}}{m}",
        ),
        (
            "(W.T @ dZ)*D(sum(g(X)), X)",
            r"(\underbrace{W^{\mathsf{T}}}_{p \times n} \, \underbrace{\mathit{dZ}}_{n \times m}) "
            r"\ast \underbrace{g'(X)}_{p \times m}",
        ),
        ("1 - A**2", r"1 - \underbrace{A^{2}}_{n \times m}"),
        ("-B + q*(W @ X)[0, 0]", r"-\underbrace{B}_{n \times 1} + q (W X)_{11}"),
        ("D(J, Z)", r"\underbrace{\frac{\partial J}{\partial Z}}_{n \times m}"),
        ("eye(3)[i]", r"{I_{3}}_{i}"),
    ],
)
def test_shapes_stand_under_braces(text: str, latex: str) -> None:
    """Each array that is a factor or a term stands over its shape, and numbers do not."""
    printed = to_latex(parse_expression(text), declarations=LAYERS, shapes=True)
    assert str(printed) == latex
    mathml(latex)


def test_shapes_are_declared_in_groups() -> None:
    """What has the same shape is said at once; a vector has one size."""
    shapes: dict[str, Shape] = {"W": ("n", 3), "x": ("n",), "V": ("n", 3)}
    printed = shapes_to_latex(Declarations(shapes=tuple(shapes.items())))
    assert [str(each) for each in printed] == [
        r"W, V \in \mathbb{R}^{n \times 3}",
        r"x \in \mathbb{R}^{n}",
    ]


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("D(L, a)", r"\frac{\partial L}{\partial a}"),
        ("D(L, z)", r"\frac{\partial L}{\partial z}"),
        ("D(a, z)", r"\frac{\mathrm{d}a}{\mathrm{d}z}"),
        ("D(z, w1)", r"\frac{\partial z}{\partial w_{1}}"),
        ("D(sigma(z), z)", r"\frac{\mathrm{d}}{\mathrm{d}z} [\sigma(z)]"),
        ("D(K, a)", r"\frac{\mathrm{d}K}{\mathrm{d}a}"),
    ],
)
def test_d_or_curly_d(text: str, latex: str) -> None:
    """The d is curly exactly when the body depends on several names, definitions unfolded."""
    lets = {"z": "w1*x1 + b", "a": "sigma(z)", "K": "log(a)", "L": LOSS}
    declarations = Declarations(lets=tuple((n, parse_expression(t)) for n, t in lets.items()))
    assert str(to_latex(parse_expression(text), declarations=declarations)) == latex


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("0 < a < 1", "0 < a < 1"),
        ("z != 0", r"z \ne 0"),
        ("0 <= y <= 1", r"0 \le y \le 1"),
        ("y in {0, 1}", r"y \in \{0, 1\}"),
        ("sum(y[k] for k in range(n)) == 1", r"\sum_{k=1}^{n} y_{k} = 1"),
    ],
)
def test_conditions(text: str, latex: str) -> None:
    """A condition prints as one formula, a chain of relations as one chain."""
    (printed,) = conditions_to_latex(parse_conditions(text))
    assert str(printed) == latex
    mathml(latex)


def test_statements_and_single_conditions() -> None:
    """A statement is two sides and an equals sign; its paths begin with the side."""
    left, right = parse_expression("D(L, a)"), parse_expression("(a - y)/(a*(1 - a))")
    printed = statement_to_latex(left, right)
    assert str(printed) == r"\frac{\mathrm{d}L}{\mathrm{d}a} = \frac{a - y}{a (1 - a)}"
    piece = printed.piece((1, 0))
    assert printed.latex[piece.start : piece.end] == "a - y"
    half = parse_expression("1/2")
    assert str(statement_to_latex(left, half, inline=True)).endswith(" = 1/2")
    assert str(condition_to_latex(Natural(Name("n")))) == r"n \in \mathbb{N}"
    assert str(condition_to_latex(Relation(">=", left, right))).count(r" \ge ") == 1


def normal(expr: Expr) -> Expr:
    """Return ``expr`` with the forms made one that are printed alike on purpose."""
    expr = with_children(expr, tuple(map(normal, children(expr))))
    match expr:
        case Number(value=value):
            return Number(value, str(value))
        case Index(array=Name(id=name), indices=indices) if name in SCALARS and all(
            isinstance(index, int) for index in indices
        ):
            # x_1 is the first entry of x as well as the name x1.
            literals = [str(int(index) + 1) for index in indices]
            return expr if name[-1].isdigit() else Name(name + "".join(literals))
        case Binary(op="@"):
            return replace(expr, op="*")
        case Binary(op="/", left=Binary(op="*", left=first, right=above), right=below) if (
            is_quotient(first)
        ):
            return Binary("*", first, normal(Binary("/", above, below)))
        case Binary(op="/", left=above, right=below) if (bare := without_minus(above)) is not None:
            return Unary("-", normal(Binary("/", bare, below)))
        case Sum(body=body, ranges=ranges) if len(ranges) > 1:
            return reduce(lambda inner, turn: Sum(inner, (turn,)), reversed(ranges), body)
        case _:
            return expr


def is_quotient(expr: Expr) -> bool:
    """Say whether it prints as a fraction, be it with a minus in front or others before it."""
    match expr:
        case Unary(op="-", arg=arg):
            return is_quotient(arg)
        case Binary(op="*", right=right):
            return is_quotient(right)
        case _:
            return isinstance(expr, Binary) and expr.op == "/"


def without_minus(expr: Expr) -> Expr | None:
    """Return a product or quotient without the minus in front, or None where it has none."""
    match expr:
        case Unary(op="-", arg=arg):
            return arg
        case Binary(op="*" | "/", left=left):
            bare = without_minus(left)
            return None if bare is None else replace(expr, left=bare)
        case _:
            return None


@settings(max_examples=60, deadline=None)
@given(scalars(), st.booleans())
def test_scalars_read_back_as_the_same_expression(expr: Expr, inline: bool) -> None:
    """An independent reader finds in the print what was printed."""
    printed = to_latex(expr, inline=inline)
    assert normal(read_latex(printed.latex)) == normal(expr), printed.latex


@settings(max_examples=60, deadline=None)
@given(expressions(), st.booleans())
def test_arrays_read_back_as_the_same_expression(expr: Expr, inline: bool) -> None:
    """So it is with indices, sums, transposes, small matrices and slopes of each entry."""
    printed = to_latex(expr, declarations=MATRICES, inline=inline)
    assert normal(read_latex(printed.latex, frozenset(ARRAYS))) == normal(expr), printed.latex


def value(expr: Expr, point: dict[str, float]) -> float:
    """Return the value of plain arithmetic with functions that exist everywhere."""
    match expr:
        case Number(value=exact):
            return float(exact)
        case Constant():
            return math.pi
        case Name(id=name):
            return point[name]
        case Unary(op=op, arg=arg):
            return -value(arg, point) if op == "-" else value(arg, point)
        case Binary(op=op, left=left, right=right):
            a, b = value(left, point), value(right, point)
            return {"+": a + b, "-": a - b, "*": a * b, "/": a / (b or 0.5)}.get(op, 0.0)
        case Call(function="sigma", args=(arg,)):
            return math.atan(value(arg, point))
        case Call(args=(arg, *_)):
            return value(arg, point) / 2
    raise AssertionError(expr)


ARITHMETIC = st.recursive(
    st.sampled_from(SCALARS).map(Name) | st.integers(0, 9).map(lambda n: number(str(n))),
    lambda inner: st.one_of(
        st.builds(Unary, st.sampled_from("-+"), inner),
        st.builds(Binary, st.sampled_from("+-*/"), inner, inner),
        st.builds(Call, st.sampled_from(["sigma", "exp", "sqrt", "abs"]), st.tuples(inner)),
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(ARITHMETIC, st.integers(0, 10**6), st.booleans())
def test_arithmetic_reads_back_with_the_same_value(expr: Expr, seed: int, inline: bool) -> None:
    """What is read back has the value of what was printed, without any normal form."""
    point = {name: math.sin(seed + number) + 1.5 for number, name in enumerate(SCALARS)}
    try:
        expected = value(expr, point)
    except OverflowError:
        return
    printed = to_latex(expr, inline=inline).latex
    assert value(read_latex(printed), point) == pytest.approx(expected, rel=1e-6)


def crossings(printed: Printed) -> Iterator[tuple[object, object]]:
    """Yield pairs of pieces that overlap without one holding the other."""
    stack: list[int] = []
    for piece in printed.pieces:
        while stack and stack[-1] <= piece.start:
            stack.pop()
        if stack and piece.end > stack[-1]:
            yield piece, stack
        stack.append(piece.end)


@settings(max_examples=80, deadline=None)
@given(expressions(), st.data())
def test_pieces_nest_and_marks_change_nothing(expr: Expr, data: st.DataObject) -> None:
    """Pieces nest, belong to nodes that exist, and a mark leaves the rendering as it was."""
    printed = to_latex(expr)
    assert not list(crossings(printed))
    assert printed.pieces[0].path == ()
    for piece in printed.pieces:
        at(expr, piece.path)
        assert 0 <= piece.start < piece.end <= len(printed.latex)
        assert printed.latex[piece.start : piece.end].strip()
    paths = [path for path, _ in walk(expr)]
    chosen = data.draw(st.lists(st.sampled_from(paths), min_size=1, unique=True))
    for some in (chosen, paths):
        marks = {path: handle(number) for number, path in enumerate(some)}
        assert shape(mathml(marked(printed, marks))) == shape(mathml(printed.latex))


@settings(max_examples=50, deadline=None)
@given(expressions(depth=3))
def test_a_piece_prints_alone_as_it_prints_inside(expr: Expr) -> None:
    """A name's piece is the name itself, wherever it stands."""
    printed = to_latex(expr)
    for piece in printed.pieces:
        if isinstance(node := at(expr, piece.path), Name):
            alone = to_latex(node).latex
            assert alone.startswith(printed.latex[piece.start : piece.end])


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("y*log(a)", (1,), r"y\, \textcolor{#00002a}{\log(a)}"),
        ("y*log(a)", (0,), r"\textcolor{#00002a}{y} \log(a)"),
        ("-log(a)", (0,), r"-\,\textcolor{#00002a}{\log(a)}"),
        ("(1 - y)*x", (0,), r"(\textcolor{#00002a}{1 - y}) x"),
        ("-y/a", (0,), r"\textcolor{#00002a}{-\frac{y}{a}}"),
        ("-y/a", (0, 0), r"-\frac{\textcolor{#00002a}{y}}{a}"),
        ("W2.T", (0,), r"(\textcolor{#00002a}{W}^{[2]})^{\mathsf{T}}"),
        ("x1**2", (1,), r"x_{1}^{\textcolor{#00002a}{2}}"),
        ("D(L, a)", (1,), r"\frac{\partial L}{\partial \textcolor{#00002a}{a}}"),
    ],
)
def test_a_mark_wraps_its_piece(text: str, path: tuple[int, ...], expected: str) -> None:
    """A mark wraps what came from the node, and keeps the space that TeX would have put there."""
    printed = to_latex(parse_expression(text), declarations=LAYERS)
    assert marked(printed, {path: handle(42)}) == expected


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("(1 - y)*x", (0,), r"\textcolor{#00002a}{(1 - y)} x"),
        ("u/v*(v*w)", (1,), r"\frac{u}{v} \textcolor{#00002a}{(v w)}"),
        ("x*(y/z + 1)", (1,), r"x\, \textcolor{#00002a}{\left(\frac{y}{z} + 1\right)}"),
        ("log(a + b)", (0,), r"\log(\textcolor{#00002a}{a + b})"),
        ("D(u + v, x)", (0,), r"\frac{\partial}{\partial x} [\textcolor{#00002a}{u + v}]"),
        ("x*y", (1,), r"x \textcolor{#00002a}{y}"),
    ],
)
def test_a_place_takes_the_brackets_in(text: str, path: tuple[int, ...], expected: str) -> None:
    """What changed is marked with the brackets that are its own, not with those of a function."""
    printed = to_latex(parse_expression(text), declarations=LAYERS)
    assert with_places(printed.latex, places(printed, {path: 42}, [path])) == expected


def test_depth_and_length_do_not_hurt() -> None:
    """The deepest and longest expressions that the parser lets through are printed."""
    deep: Expr = Name("x")
    long: Expr = Name("x")
    for _ in range(199):
        deep, long = Binary("**", number("2"), deep), Binary("*", long, Name("x"))
    assert to_latex(deep).latex.count("^") == 199
    assert to_latex(long).latex == " ".join(["x"] * 200)
