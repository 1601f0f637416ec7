"""The statement above a derivation: what is claimed, of what, and each thing once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from derive.book.citation import results
from derive.language.reader import read_working
from derive.pages.statement import claims, given
from tests.book.shelf import project, source
from tests.pages.test_snippet import made

LAYER = """
where W: (n, n_prev), A_prev: (n_prev, m), b: (n, 1), T(Z)
let   Z = W @ A_prev + b
let   dZ = D(T, Z)
"""


def plain(html: str) -> str:
    """Return what was said with its LaTeX between bare dollar signs."""
    return re.sub(r'<span class="arithmatex">\\\((.*?)\\\)</span>', r"$\1$", html)


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("", ""),
        ("where 0 < a < 1, y in {0, 1}", r"$0 &lt; a &lt; 1$, $y \in \{0, 1\}$"),
        ("where m in N, Z: (n, m), n in N, k in N",
         r"$Z \in \mathbb{R}^{n \times m}$; $k \in \mathbb{N}$"),
        ("let s = sum(x[i] for i in range(m))\nwhere m in N, x: (m)",
         r"$x \in \mathbb{R}^{m}$; $s = \sum_{i=1}^{m} x_{i}$"),
        ("where g: function", "$g$ any differentiable function"),
        ("where z: (n), g1: function, g2: function",
         r"$z \in \mathbb{R}^{n}$; $g^{[1]}$ and $g^{[2]}$ "
         "any differentiable functions of each entry"),
        ("where J(u, v), Z: (n, m), Z != 0, h > 0",
         r"$Z \in \mathbb{R}^{n \times m}$; $J$ any differentiable function of $u$ and $v$; "
         r"$h &gt; 0$, $Z \ne 0$ in every entry"),
        ("let B = 0*ones((n, m))\nlet c = 0\nlet b = 0*ones((n, 1))\nwhere B: (n, m), b: (n, 1)",
         r"$B \in \mathbb{R}^{n \times m}$, $b \in \mathbb{R}^{n \times 1}$; "
         r"$B = 0$, $b = 0$ in every entry; $c = 0$"),
        (LAYER,
         r"$W^{[l]} \in \mathbb{R}^{n^{[l]} \times n^{[l-1]}}$, "
         r"$A^{[l-1]} \in \mathbb{R}^{n^{[l-1]} \times m}$, "
         r"$b^{[l]} \in \mathbb{R}^{n^{[l]} \times 1}$; "
         r"$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}$, "
         r"$\mathit{dZ}^{[l]} = \partial T/\partial Z^{[l]}$; "
         r"$T$ any differentiable function of $Z^{[l]}$"),
    ],
)  # fmt: skip
def test_what_is_given(declared: str, said: str) -> None:
    """Shapes, definitions, what is left open, conditions; that a size is whole is not said."""
    assert plain(given(read_working(f"{declared}\n\nc == c\n"))) == said


@pytest.mark.parametrize(
    ("chains", "claimed"),
    [
        (["D(T, b[j, 0]) = sum(dZ, axis=1)[j]", "D(T, W) = dZ @ A_prev.T"], [0, 1]),
        (["D(T, W[j, k]) = (dZ @ A_prev.T)[j, k]", "D(T, W) = dZ @ A_prev.T"], [1]),
        (["(W @ A_prev)[j, i] = (Z - b)[j, i]", "W @ A_prev = Z - b"], [1]),
        (["D(2*T, W[j, k]) = 2*(dZ @ A_prev.T)[j, k]", "D(T, W) = dZ @ A_prev.T"], [0, 1]),
        (["D(T, T) = 1", "D(T, T) = 1"], [0]),
        (["D(T, T) = 1", "D(T, T) = 2/2"], [0, 1]),
    ],
)
def test_no_claim_is_made_twice(chains: list[str], claimed: list[int]) -> None:
    """An array's claim stands for those of its entries, and two routes to one end are one."""
    lines = "\n\n".join(chain.replace(" = ", "\n= ") for chain in chains)
    shown = results("x", read_working(f"{LAYER}\n{lines}\n"))
    assert claims(shown) == [shown[number] for number in claimed]


@pytest.mark.parametrize(
    ("chain", "shaped"),
    [
        ("D(T, W)\n= dZ @ A_prev.T", True),
        ("D(T, W)[j, k]\n= (dZ @ A_prev.T)[j, k]", False),
        ("Z + b\n= b + Z", False),
        ("array([[1, 2]]) @ array([[3], [4]])\n= array([[11]])", False),
    ],
)
def test_a_product_of_matrices_is_shown_with_its_shapes(
    tmp_path: Path, chain: str, shaped: bool
) -> None:
    """The claim of an array says its shapes, unless no sizes have to meet; it stands there once."""
    text = made(project(tmp_path, {"one/layer": source(f"{LAYER}\n{chain}\n")}), "layer")
    assert text.count('<div class="claim') == 1
    assert text.count('<div class="claim shapes">') == text.count("underbrace") / 3 == shaped


def test_what_is_given_above_is_not_said_again(tmp_path: Path) -> None:
    """Long declarations stand once on a page; short or other ones stand there again."""
    layer, more = f"{LAYER}\n  Z\n= Z\n", f"{LAYER}let c = 0\n\n  Z\n= Z\n"
    short = "\nwhere 0 < a < 1\n\n  a\n= a\n"
    workings = {"a": layer, "b": layer, "c": layer, "d": more, "e": short, "f": short, "g": layer}
    files = {f"one/{name}": source(working) for name, working in workings.items()}
    pages = {"one": "".join(f'--8<-- "{name}.md"\n\n' for name in "abcdef"), "two": '--8<-- "g.md"'}
    root = project(tmp_path, files, pages)
    told = '<p class="given">Given <a href="#a">the same as above</a>.</p>'
    assert [name for name in workings if told in made(root, name)] == ["b", "c"]
