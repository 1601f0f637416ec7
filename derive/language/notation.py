"""How a name is written: one table, a few patterns for the names that the table leaves out.

Authors spell names as code about this subject does (``dZ2``, ``A_prev``, ``y_hat``). The table
says how such a name is printed and what it means in words; it declares nothing. A name is looked
up in the table first; else it is taken apart:

    what is written         how it is read                                 printed as
    d and a letter          the gradient by that letter, one name          dz -> *dz*
    W A Z n, then a number  a layer's number (any array, any g likewise)   W2 -> W^{[2]}
    other, then a number    a subscript                                    x1 -> x_1
    _prev                   the layer before                               A_prev -> A^{[l-1]}
    L behind W A Z b        the last layer                                 AL -> A^{[L]}
    _hat, _bar, _tilde      an accent                                      y_hat -> y with a hat
    any other _part         a subscript                                    w_new -> w_{new}
    a Greek letter's name   the letter                                     alpha
    several letters         an upright word                                loss
"""

from __future__ import annotations

import re
from dataclasses import dataclass

GREEK: dict[str, str] = {
    **{name: f"\\{name}" for name in ("alpha", "beta", "gamma", "delta", "zeta", "eta", "theta")},
    **{name: f"\\{name}" for name in ("iota", "kappa", "mu", "nu", "xi", "rho", "tau", "upsilon")},
    **{name: f"\\{name}" for name in ("phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta")},
    **{name: f"\\{name}" for name in ("Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega")},
    "eps": r"\varepsilon",
    "epsilon": r"\varepsilon",
    "lam": r"\lambda",
}
ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde"}
LAYERED = frozenset("WAZn")  # letters whose number is a layer's even when nothing is declared
LAYER_LETTERS = LAYERED | frozenset("bg")  # letters that stand for a quantity of one layer
FUNCTION_LETTERS = frozenset("fghFGHJLC")  # ``g(...)`` would be read as a call

RELATION_SIGNS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}
FUNCTION_SIGNS = {
    "log": r"\log",
    "exp": r"\exp",
    "tanh": r"\tanh",
    "cosh": r"\cosh",
    "sinh": r"\sinh",
    "max": r"\max",
    "min": r"\min",
    "sigma": r"\sigma",
    "sign": r"\operatorname{sign}",
    "relu": r"\operatorname{relu}",
    "softplus": r"\operatorname{softplus}",
    "softmax": r"\operatorname{softmax}",
    "outer": r"\operatorname{outer}",
    "diag": r"\operatorname{diag}",
    "trace": r"\operatorname{tr}",
    "eye": r"\operatorname{eye}",
    "ones": r"\operatorname{ones}",
}


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name in LaTeX: a nucleus and its scripts.

    word       the nucleus has several letters, so that a neighbour needs a thin space
    callable   in front of a bracket it would be read as a function
    """

    nucleus: str
    subscript: str = ""
    superscript: str = ""
    word: bool = False
    callable: bool = False

    @property
    def latex(self) -> str:
        """The nucleus with its scripts."""
        upper = f"^{{{self.superscript}}}" if self.superscript else ""
        lower = f"_{{{self.subscript}}}" if self.subscript else ""
        return f"{self.nucleus}{upper}{lower}"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the notation table: a name and what it means, in words.

    ``symbol`` is given only where the patterns would not find it.
    """

    name: str
    meaning: str
    symbol: Symbol | None = None


TABLE: tuple[Row, ...] = (
    Row("x", "the input of one example"),
    Row("X", "the inputs of all examples, one column each"),
    Row("y", "the label of one example: what the output should be"),
    Row("Y", "the labels of all examples, one column each"),
    Row("y_hat", "the prediction for one example, another name for the last activation"),
    Row("w", "a weight, or the column of weights of one neuron"),
    Row("W", "the weights of a layer, one row for each of its units"),
    Row("b", "the bias, or the column of biases of a layer"),
    Row("z", "what enters the activation: weights times inputs plus bias"),
    Row("Z", "what enters the activation, one column for each example"),
    Row("a", "the activation: what a neuron puts out"),
    Row("A", "the activations of a layer, one column for each example"),
    Row("AL", "the activations of the last layer: the predictions"),
    Row("A_prev", "the activations of the layer before: the inputs of this layer"),
    Row("g", "an activation function, whichever it is"),
    Row("L", "the loss of one example"),
    Row("J", "the cost: the mean of the losses of all examples"),
    Row("T", "the sum of the losses of all examples"),
    Row("da", "the name of the loss's derivative by a; no differential"),
    Row("dz", "the name of the loss's derivative by z; no differential"),
    Row("dw", "the name of the derivative by w; no differential"),
    Row("dW", "the name of the cost's derivative by W, in the shape of W"),
    Row("db", "the name of the derivative by b, in the shape of b"),
    Row("dx", "the name of the loss's derivative by x; no differential"),
    Row("dA", "the name of the derivative by A: column i belongs to example i's own loss"),
    Row("dZ", "the name of the derivative by Z: column i belongs to example i's own loss"),
    Row("dAL", "the name of the derivative by the predictions: where going back begins"),
    Row("dA_prev", "the name of the derivative by the activations of the layer before"),
    Row("m", "the number of examples"),
    Row("n", "the number of units of a layer"),
    Row("n_prev", "the number of units of the layer before"),
    Row("n_x", "the number of inputs"),
    Row("i", "counts the examples, or the terms of a sum"),
    Row("j", "counts the units of a layer"),
    Row("k", "counts the units of the layer before, or the classes"),
    Row("l", "the number of a layer", Symbol(r"\ell")),
    Row("alpha", "the learning rate, or the slope of leaky relu"),
    Row("lam", "the strength of regularization"),
    Row("eps", "a small number"),
    Row("h", "a small step"),
)
_ROWS: dict[str, Row] = {row.name: row for row in TABLE}

_HEAD = re.compile(r"(?P<d>d(?=[A-Za-z]L?\d*$))?(?P<letters>[^\W\d_]+?)(?P<last>(?<=[WAZb])L)?"
                   r"(?P<number>\d+)?")  # fmt: skip


def symbol(name: str, *, array: bool = False, function: bool = False, layer: str = "") -> Symbol:
    """Return how ``name`` is written.

    array      it is declared with a shape, so that its number is a layer's
    function   it is an unknown function; likewise
    layer      what to put on a layer's quantity that says no layer itself: ``l`` makes
               ``W`` print as W^{[l]}
    """
    if name in _ROWS and (row := _ROWS[name]).symbol is not None:
        return row.symbol
    head, *parts = name.strip("_").split("_")
    found = _HEAD.fullmatch(head)
    if found is None:  # digits in the midst, or nothing but underscores
        return Symbol(_upright(name), word=True)
    gradient, letters, number = found["d"] or "", found["letters"], found["number"] or ""
    subscripts: list[str] = []
    superscript = "[L]" if found["last"] else ""
    nucleus = _nucleus(gradient + letters)
    if number and (array or function or letters in LAYERED):
        superscript = f"[{number}]"
    elif number:
        subscripts.append(number)
    for part in filter(None, parts):
        if part in ACCENTS and not nucleus.startswith(r"\mathrm"):
            nucleus = f"{ACCENTS[part]}{{{nucleus}}}"
        elif part == "prev" and not superscript:
            superscript = "[l-1]"
        else:
            subscripts.append(part if part.isdigit() else _nucleus(part))
    whose = array or function or letters in LAYERED
    if layer and not superscript and not subscripts and whose and letters in LAYER_LETTERS:
        superscript = f"[{layer}]"
    return Symbol(
        nucleus,
        ",".join(subscripts),
        superscript,
        word=nucleus.startswith((r"\mathit", r"\mathrm")),
        callable=function or letters in FUNCTION_LETTERS or nucleus.startswith(r"\mathrm"),
    )


def meaning(name: str) -> str | None:
    """Return what ``name`` means in words, or None where the table has no row for it.

    A numbered name means what its letter means, in its layer or with its number.
    """
    if name in _ROWS:
        return _ROWS[name].meaning
    found = re.fullmatch(r"(\w*[^\W\d_])(\d+)", name)
    if found is None or found[1] not in _ROWS:
        return None
    kind = "layer" if found[1].removeprefix("d") in LAYERED else "number"
    return f"{_ROWS[found[1]].meaning} ({kind} {found[2]})"


def clashes(names: frozenset[str], arrays: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the names among ``names`` that would print alike (``x1`` and ``x_1``), sorted."""
    printed: dict[str, list[str]] = {}
    for name in sorted(names):
        printed.setdefault(symbol(name, array=name in arrays).latex, []).append(name)
    return tuple(name for alike in printed.values() if len(alike) > 1 for name in alike)


def _nucleus(letters: str) -> str:
    """Return a letter, a Greek letter, a gradient's name such as *dz*, or an upright word."""
    if letters in GREEK:
        return GREEK[letters]
    if len(letters) == 1:
        return letters
    if len(letters) == 2 and letters[0] == "d":
        return rf"\mathit{{{letters}}}"
    return _upright(letters)


def _upright(word: str) -> str:
    return rf"\mathrm{{{word.replace('_', chr(92) + '_')}}}"
