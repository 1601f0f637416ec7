"""The letters of a derivation: their numbers, what is said of them, and their places."""

from __future__ import annotations

import re

import pytest

from derive.language.latex import marked, places, to_latex, with_places
from derive.language.parse import parse_expression
from derive.language.reader import read_working
from derive.language.typeset import handle
from derive.language.working import Working
from derive.pages.handles import marks, numbered
from derive.pages.symbols import index_ranges, symbol_list
from tests.pages.test_statement import LAYER, plain

NEURON = """
let   z = w*x + b
let   a = sigma(z)
let   L = -log(a)
where 0 < y < 1

D(L, b) == D(L, b)
"""


def told(working: Working, name: str) -> str:
    """Return what the list says of a name."""
    numbers = numbered(working)
    rows = plain("".join(symbol_list(working, numbers)))
    [row] = re.findall(f'<li data-node="{numbers[name]}">(.*?)</li>', rows)
    return re.sub("<.*?>", "", row)


def test_names_are_numbered_as_the_lines_bring_them_up() -> None:
    """What a name is made of follows, and so do functions; what is never used has no number."""
    assert list(numbered(read_working(NEURON))) == ["L", "b", "log(", "a", "sigma(", "z", "w", "x"]


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (NEURON, "a", r"$a$ the activation: what a neuron puts out; a number; $a = \sigma(z)$."),
        (NEURON, "b", "$b$ the bias, or the column of biases of a layer; a number."),
        (NEURON, "sigma(", r"$\sigma(z)$ the sigmoid, which is $1/(1 + e^{-z})$."),
        ("where b > 0\n\nlog(x)/log(b) == log(x)/log(b)\n", "b", "$b$ a number; $b &gt; 0$."),
        ("x**2 + y == x**2 + y\n", "x", "$x$ a number."),
        (f"{LAYER}\nD(T, W) == D(T, W)\n", "W",
         "$W^{[l]}$ the weights of a layer, one row for each of its units; "
         r"a matrix, $n^{[l]} \times n^{[l-1]}$."),
        (f"{LAYER}\nD(T, W) == D(T, W)\n", "T",
         "$T$ the sum of the losses of all examples; any differentiable function of $Z^{[l]}$."),
        (f"{LAYER}\nD(T, W) == D(T, W)\n", "n_prev",
         "$n^{[l-1]}$ the number of units of the layer before; a whole number."),
        ("where z: (n), g: function\n\ng(z[0]) == g(z[0])\n", "g",
         "$g$ any differentiable function."),
    ],
)  # fmt: skip
def test_what_is_said_of_a_letter(text: str, name: str, said: str) -> None:
    """Meaning, shape, definition; the table's meanings only where there is a network."""
    assert told(read_working(text), name) == said


def test_index_letters_stand_beside_what_they_run_over() -> None:
    """Letters of one range share a row; those of sums, of entries and of definitions are there."""
    text = f"{LAYER}\nD(T, A_prev[k, i]) == sum(W[u, k]*dZ[u, i] for u in range(n))\n"
    working = read_working(text)
    assert index_ranges(working) == {"k": ("n_prev",), "i": ("m",), "u": ("n",)}
    rows = re.sub("</?(span|li|ul)[^>]*>", "", plain("".join(symbol_list(working, {}))))
    assert "$k$ an index, from 1 to $n^{[l-1]}$." in rows
    both = read_working(
        "where x: (n)\n\nsum(x[i] for i in range(n)) == sum(x[j] for j in range(n))\n"
    )
    assert "$i$, $j$ indices, each from 1 to $n$." in re.sub(
        "</?(span|li|ul)[^>]*>", "", plain("".join(symbol_list(both, {})))
    )


@pytest.mark.parametrize(
    "text", ["a*log(b) - D(L, a)/b", "-y/a + (1 - y)/(1 - a)", "W[j, k]*log(log(a)) + delta(j, k)"]
)
def test_places_beside_the_latex_are_those_in_it(text: str) -> None:
    """Told beside the LaTeX or written into it, handles are the same."""
    expr = parse_expression(text)
    printed = to_latex(expr)
    found = marks({"a": 1, "b": 2, "L": 3, "W": 4, "log(": 5, "delta(": 6, "y": 7}, expr)
    assert found
    written = marked(printed, {path: handle(number) for path, number in found.items()})
    assert with_places(printed.latex, places(printed, found)) == written
