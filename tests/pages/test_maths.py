"""The Markdown extension: LaTeX becomes MathML without style, with its LaTeX and its reading."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown

from derive.pages.maths import MathsError, MathsExtension, to_html, to_mathml, without_mathml


def page(text: str) -> str:
    """Return the HTML of a Markdown page, with what the site uses beside the extension."""
    return markdown(text, extensions=[MathsExtension(), "md_in_html", "tables", "toc"])


def mathml(latex: str) -> str:
    """Return a formula's MathML without the attributes that every formula has."""
    math = to_mathml(latex)
    del math.attrib["alttext"], math.attrib["data-latex"]
    return ElementTree.tostring(math, encoding="unicode").replace(" />", "/>")


GOLDEN = {
    r"dz = a - y": "<math><mi>d</mi><mi>z</mi><mo>=</mo><mi>a</mi><mo>−</mo><mi>y</mi></math>",
    r"\frac{\partial L}{\partial a}": (
        "<math><mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><mi>a</mi></mrow></mfrac></math>"
    ),
    r"g'(z)": (
        "<math><msup><mi>g</mi><mo>′</mo></msup>"
        '<mo stretchy="false">(</mo><mi>z</mi><mo stretchy="false">)</mo></math>'
    ),
    r"\operatorname{relu}(z)": (
        "<math><mrow><mrow><mspace/><mi>relu</mi></mrow><mo>\N{FUNCTION APPLICATION}</mo><mrow>"
        '<mo stretchy="false">(</mo><mi>z</mi><mo stretchy="false">)</mo></mrow></mrow></math>'
    ),
    r"a\!b": '<math><mi>a</mi><mspace class="m-back"/><mi>b</mi></math>',
    r"\textcolor{#000001}{W}^{T} + \textcolor{#00002a}{b}": (
        '<math><msup><mi data-node="1">W</mi><mi>T</mi></msup><mo>+</mo>'
        '<mi data-node="42">b</mi></math>'
    ),
    r"\begin{aligned} a &= b \end{aligned}": (
        '<math><mtable displaystyle="true" scriptlevel="0"><mtr>'
        '<mtd class="m-right m-flush-right"><mi>a</mi></mtd>'
        '<mtd class="m-left m-flush-left"><mo>=</mo><mi>b</mi></mtd></mtr></mtable></math>'
    ),
}


@pytest.mark.parametrize("latex", GOLDEN)
def test_a_formula_becomes_exactly_this_mathml(latex: str) -> None:
    """The MathML of the constructs that this site uses is pinned, piece by piece."""
    assert mathml(latex) == GOLDEN[latex]


READINGS = {
    r"dz = a - y": "dz = a - y",
    r"\mathit{dz} = a - y": "dz = a - y",
    r"\frac{\partial L}{\partial a} = -\frac{y}{a} + \frac{1 - y}{1 - a}": (
        "dL/da = -y/a + (1 - y)/(1 - a)"
    ),
    r"-(y\log(a) + (1 - y)\log(1 - a))": "-(y log(a) + (1 - y) log(1 - a))",
    r"x_1 w_1 + b": "x_1 w_1 + b",
    r"e^{-z}": "e^(-z)",
    r"\sqrt{z^2}": "sqrt(z^2)",
    r"g'(z)": "g'(z)",
    r"dZ^{[2]} \ast g'(Z)": "dZ^[2] * g'(Z)",
    r"\sum_{j=1}^{n} W_{jk}": "sum_(j=1)^n W_jk",
    r"\lvert z\rvert": "|z|",
    r"\underbrace{W}_{n \times p} \overbrace{X}^{p}": "W X",
    r"y \in \{0, 1\}": "y ∈ {0, 1}",
    r"\begin{bmatrix}1&2\\3&4\end{bmatrix}": "[1, 2; 3, 4]",
    r"\begin{aligned} a &= b \\ &= c\end{aligned}": "a = b; = c",
    r"\frac{\mathrm{d}}{\mathrm{d}a}\log(a) = \frac{1}{a}": "d/da log(a) = 1/a",
}


@pytest.mark.parametrize("latex", READINGS)
def test_a_formula_reads_as_one_would_type_it(latex: str) -> None:
    """The plain text is what a learner would type into the search field."""
    assert to_mathml(latex).get("alttext") == READINGS[latex]


STYLED = [
    r"\begin{aligned} a &= b \\ &= \frac{1}{2}\end{aligned}",
    r"\begin{align*} a &= b \\ c &= d\end{align*}",
    r"\begin{cases} z & z > 0 \\ 0 & \text{otherwise}\end{cases}",
    r"\begin{array}{l|r} a & b \\ \hline c & d\end{array}",
    r"\begin{bmatrix} 1 & 2 \\ 3 & 4\end{bmatrix}",
    r"a\!b \textcolor{#0000ff}{c}",
    r"\frac{\underbrace{W^{\mathsf{T}}}_{n \times m}}{m}",
]


@pytest.mark.parametrize("latex", STYLED)
def test_no_style_is_left(latex: str) -> None:
    """A strict Content-Security-Policy forbids style attributes: each one becomes a class."""
    assert "style=" not in to_html(latex, block=True).replace("displaystyle=", "")


def test_a_style_without_a_class_is_an_error() -> None:
    """What math-core may add one day is noticed, not let through."""
    with pytest.raises(MathsError, match="for which is no class"):
        to_mathml(r"\textsc{a}")


@pytest.mark.parametrize(
    ("number", "node", "classes"),
    [
        (1, "1", None),
        (999, "999", None),
        (1000, None, "m-gone"),
        (2000, None, "m-new"),
        (3042, "42", "m-gone m-new"),
    ],
)
def test_a_handle_keeps_its_number(number: int, node: str | None, classes: str | None) -> None:
    """A name has its number; what is new or goes away has a class."""
    math = to_mathml(rf"x + \textcolor{{#{number:06x}}}{{a \textcolor{{#000007}}{{b}}}}")
    outer, inner = [each for each in math.iter() if each.attrib.keys() & {"data-node", "class"}]
    assert (outer.tag, outer.get("data-node"), outer.get("class")) == ("mrow", node, classes)
    assert (inner.tag, inner.text, inner.get("data-node")) == ("mi", "b", "7")


def test_handles_beside_the_latex_leave_it_as_it_is() -> None:
    """What is copied has no handles in it, and what is read aloud is the same."""
    plain = page(r'<div class="arithmatex">\[\frac{a}{2} \log(a)\]</div>')
    handled = page(r'<div class="arithmatex" data-places="0-11:2000 6-7:3 12-19:1 12">'
                   r"\[\frac{a}{2} \log(a)\]</div>")  # fmt: skip
    assert '<mfrac class="m-new"><mi data-node="3">a</mi>' in handled
    for attribute in ("alttext", "data-latex"):
        assert re.findall(f'{attribute}="[^"]*"', handled) == re.findall(
            f'{attribute}="[^"]*"', plain
        )


@pytest.mark.parametrize("places", ["0-99:1", "9", "a-b:1", "-1-1:2"])
def test_places_that_are_none_are_an_error(places: str) -> None:
    """A snippet that was tampered with ends the build with the name of its formula."""
    with pytest.raises(MathsError, match="Its places are none"):
        to_mathml("a + b", places=places)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"$a < b$ and", r"a < b"),
        (r"\(a_1 * b_2 * c\)", r"a_1 * b_2 * c"),
        ("$$\n\\begin{bmatrix}a & b\\end{bmatrix}\n$$", r"\begin{bmatrix}a & b\end{bmatrix}"),
        ("\\[\na < b\n\\]", "a < b"),
        ('<div class="arithmatex">\\[a &lt; b_1 * c_1 * d\\]</div>', "a < b_1 * c_1 * d"),
        ('<p>raw <span class="arithmatex">\\(x &gt; 0\\)</span></p>', "x > 0"),
        ("| a |\n|---|\n| $z_1$ |", "z_1"),
        ("# The slope $dz$", "dz"),
    ],
)
def test_every_way_to_write_a_formula_keeps_its_latex(text: str, latex: str) -> None:
    """Neither Markdown nor HTML's escapes change what was typed."""
    [copied] = re.findall(r'data-latex="([^"]*)"', page(text))
    assert ElementTree.fromstring(f'<a b="{copied}"/>').get("b") == latex


@pytest.mark.parametrize("text", ["`$a$`", "    $a$", r"\$5 and \$6", "It costs $5 and $6."])
def test_what_is_no_formula_stays(text: str) -> None:
    """Code and money are left alone."""
    assert "<math" not in page(text)


def test_a_wide_block_is_reachable_by_keyboard_and_named() -> None:
    """What may have to scroll takes the focus and says what it is; what is short does not."""
    wide = to_html("a + b + c + d + e + f + g + h", block=True)
    assert 'tabindex="0"' in wide
    assert 'aria-label="Formula: a + b + c + d + e + f + g + h"' in wide
    assert "tabindex" not in to_html("a", block=True)


def test_a_comma_stays_with_its_formula() -> None:
    """No line begins with the punctuation behind a formula."""
    assert re.search(r'<span class="tied"><math.*</math>,</span> and', page("$a$, and"))


@pytest.mark.parametrize(
    "text", ["[$a - y$](dz.md)", "| $a - y$ | $b$ |\n|---|---|\n| 1 | 2 |"], ids=["link", "table"]
)
def test_a_link_of_nothing_but_a_formula_has_a_name(text: str) -> None:
    """Where a name is required the formula's plain text is it; elsewhere MathML speaks."""
    assert '<math aria-label="a - y" alttext="a - y"' in page(text)
    assert "aria-label" not in page("so $a - y$ it is")


@pytest.mark.parametrize(
    ("latex", "said"),
    [
        (r"\frac{a}", "Expected argument"),
        (r"a + \foo", "Unknown command"),
        ("a_b_c", "Here: _c"),
        ("{a", "never closed|closing token"),
    ],
)
def test_a_formula_that_cannot_be_read_is_named(latex: str, said: str) -> None:
    """The error shows the formula and the place."""
    with pytest.raises(MathsError, match=said) as caught:
        page(f"${latex}$")
    assert latex in str(caught.value)


def test_on_error_may_stand_in_for_a_formula() -> None:
    """With the option the page goes on."""
    extension = MathsExtension(on_error=lambda error: f"<b>{error.latex}</b>")
    assert markdown(r"$\foo$", extensions=[extension]) == r"<p><b>\foo</b></p>"


def test_search_sees_plain_text() -> None:
    """The search index finds a formula as one types it."""
    html = without_mathml(page(r"So $dz = a - y$ holds, and $\frac{y}{a}$."))
    assert re.sub("<[^>]*>", "", html) == "So dz = a - y holds, and y/a."


@given(st.text(alphabet=r"ab12+-=_^{}\&<>$' ", max_size=20))
def test_any_text_is_shown_or_refused(latex: str) -> None:
    """Whatever is typed ends in MathML or in a MathsError."""
    try:
        assert to_mathml(latex).tag == "math"
    except MathsError as error:
        assert error.latex == latex


def test_no_line_begins_with_the_comma_behind_a_formula() -> None:
    """Formula and comma hold together, also where HTML in a paragraph gives it two spans."""
    for text in (r"$a$, b", r'here <span class="arithmatex">\(a\)</span>, b'):
        assert re.search(r'<span class="tied">.*</math>(</span>)?,</span> b', page(text)), text
    assert "tied" not in page(r'<span class="arithmatex">\(a\)</span> and, b')


def test_a_small_number_is_not_broken() -> None:
    """1e-9 holds together in words; in code, in attributes and in formulas it is left alone."""
    assert page("about 1e-9, no more") == '<p>about <span class="tied">1e-9</span>, no more</p>'
    for text in ("`1e-9`", "    1e-9", "[a](1e-9.html)", "$1e-9$", "fe1e-9", "e-9"):
        assert "tied" not in page(text), text
