"""How names are written."""

import keyword

import math_core
import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.language.nodes import FUNCTIONS
from derive.language.notation import FUNCTION_SIGNS, TABLE, clashes, meaning, symbol

MATHML = math_core.LatexToMathML(fancy_error=False)
IDENTIFIERS = st.from_regex(r"[A-Za-zÀ-ÿα-ω_][A-Za-z0-9À-ÿα-ω_]{0,8}", fullmatch=True).filter(
    lambda name: name.isidentifier() and not keyword.iskeyword(name)
)


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("x", "x"),
        ("x1", "x_{1}"),
        ("w12", "w_{12}"),
        ("a2", "a_{2}"),
        ("W2", "W^{[2]}"),
        ("n1", "n^{[1]}"),
        ("L1", "L_{1}"),
        ("dz", r"\mathit{dz}"),
        ("dz1", r"\mathit{dz}_{1}"),
        ("dW", r"\mathit{dW}"),
        ("dZ2", r"\mathit{dZ}^{[2]}"),
        ("AL", "A^{[L]}"),
        ("dAL", r"\mathit{dA}^{[L]}"),
        ("bL", "b^{[L]}"),
        ("A_prev", "A^{[l-1]}"),
        ("dA_prev", r"\mathit{dA}^{[l-1]}"),
        ("n_prev", "n^{[l-1]}"),
        ("n_x", "n_{x}"),
        ("y_hat", r"\hat{y}"),
        ("x_bar", r"\bar{x}"),
        ("w_new", r"w_{\mathrm{new}}"),
        ("w_alpha", r"w_{\alpha}"),
        ("W2_new", r"W^{[2]}_{\mathrm{new}}"),
        ("alpha", r"\alpha"),
        ("lam", r"\lambda"),
        ("eps", r"\varepsilon"),
        ("delta1", r"\delta_{1}"),
        ("loss", r"\mathrm{loss}"),
        ("foo_bar", r"\mathrm{foo}_{\mathrm{bar}}"),
        ("conv2d", r"\mathrm{conv2d}"),
        ("_", r"\mathrm{\_}"),
    ],
)
def test_names(name: str, latex: str) -> None:
    """A name prints as a reader of the course expects it."""
    assert symbol(name).latex == latex


@pytest.mark.parametrize(
    ("name", "latex"),
    [("a2", "a^{[2]}"), ("b1", "b^{[1]}"), ("dz2", r"\mathit{dz}^{[2]}"), ("g1", "g^{[1]}")],
)
def test_the_number_of_an_array_or_a_function_is_a_layer(name: str, latex: str) -> None:
    """What is declared with a shape, or as a function, counts its layers."""
    assert symbol(name, array=name != "g1", function=name == "g1").latex == latex


@pytest.mark.parametrize(
    ("name", "array", "latex"),
    [
        ("W", True, "W^{[l]}"),
        ("n", False, "n^{[l]}"),
        ("b", True, "b^{[l]}"),
        ("b", False, "b"),
        ("dZ", True, r"\mathit{dZ}^{[l]}"),
        ("m", False, "m"),
        ("X", True, "X"),
        ("W2", True, "W^{[2]}"),
        ("A_prev", True, "A^{[l-1]}"),
    ],
)
def test_a_layer_is_put_on_what_belongs_to_one(name: str, array: bool, latex: str) -> None:
    """Only a quantity of one layer that does not say which gets the layer's letter."""
    assert symbol(name, array=array, layer="l").latex == latex


@given(IDENTIFIERS, st.booleans())
def test_every_identifier_renders(name: str, array: bool) -> None:
    """Whatever an author calls a value, it can be printed."""
    assert MATHML.convert_with_local_state(symbol(name, array=array).latex, displaystyle=True)


def test_the_table_is_sound() -> None:
    """No name stands twice, nothing prints alike, and every meaning is a phrase."""
    names = [row.name for row in TABLE]
    assert len(set(names)) == len(names)
    assert clashes(frozenset(names)) == ()
    assert all(row.meaning and not row.meaning.endswith(".") for row in TABLE)


def test_every_function_has_a_sign() -> None:
    """A function of the language is printed by its sign, or by a form of its own."""
    assert FUNCTIONS.keys() - FUNCTION_SIGNS.keys() == {"abs", "sqrt"}


def test_meanings() -> None:
    """A numbered name means what its letter means; an unknown name means nothing."""
    assert meaning("m") == "the number of examples"
    assert meaning("W2") == "the weights of a layer, one row for each of its units (layer 2)"
    assert meaning("x1") == "the input of one example (number 1)"
    assert meaning("loss") is None
    assert meaning("q7") is None


def test_names_that_print_alike_are_found() -> None:
    """Two spellings of one symbol are named."""
    assert clashes(frozenset({"x1", "x_1", "y"})) == ("x1", "x_1")
    assert clashes(frozenset({"b1", "b_1"}), frozenset({"b1"})) == ()
