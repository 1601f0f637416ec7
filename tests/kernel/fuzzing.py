"""Random expressions, true rewritings of them, and slips of the pen, for the tests of soundness."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from derive.language.nodes import (
    Binary,
    BinaryOp,
    Call,
    Delta,
    Expr,
    Index,
    Number,
    Path,
    Reduce,
    Sum,
    Transpose,
    Unary,
    replaced,
    walk,
)

SMOOTH = ("exp({})", "sigma({})", "tanh({})", "softplus({})", "1/(1 + ({})**2)", "log(1 + ({})**2)")
KINKED = ("abs({})", "relu({})", "sign({})", "max({}, {})", "min({}, {})", "sqrt(({})**2)")
PARTIAL = ("log({})", "sqrt({})", "1/({})", "({})**(1/3)", "({})**(-2)", "({})**({})")
ARITHMETIC = ("({} + {})", "({} - {})", "{}*{}", "({})**2", "-({})", "({})/2")
LEAVES = ("x", "x", "t", "1", "2", "x*t", "(x - 1)", "(2*t + 1)")


def scalar(
    random: Random, depth: int, forms: tuple[str, ...], leaves: tuple[str, ...] = LEAVES
) -> str:
    """Return a random expression in x and t, or in other leaves."""
    if depth == 0:
        return random.choice(leaves)
    form = random.choice(forms)
    parts = [
        scalar(random, random.randrange(depth), forms, leaves) for _ in range(form.count("{}"))
    ]
    return form.format(*parts)


# Arrays: the declarations are ARRAYS below; each form is (result, pattern, parts).

ARRAYS = (
    "W: (n, p), A: (p, m), Z: (n, m), Y: (n, m), S: (n, n), b: (n, 1), r: (1, m), x: (n), y: (n), "
    "C: (2, 3), g: function"
)
FORMS: dict[str, tuple[str, ...]] = {
    "nm": ("Z", "Y", "W @ A", "S @ {nm}", "({nm} + {nm})", "{nm}*{nm}", "({nm} + b)", "r*{nm}",
           "sigma({nm})", "exp({nm})", "{s}*{nm}", "diag(x) @ {nm}", "outer(x, r[0, i]*y) @ Y",
           "softmax({nm})", "(A.T @ W.T).T", "g({nm})", "({nm} - b)", "relu(Y)"),
    "n": ("x", "y", "sum({nm}, axis=1)", "S @ {n}", "({n} + {n})", "{n}*{n}", "softmax({n})",
          "mean({nm}, axis=1)", "tanh({n})", "diag(S)", "S.T @ {n}", "{s}*{n}"),
    "s": ("sum({nm})", "sum({n})", "trace(S)", "{n} @ {n}", "x[k]", "Z[k, i]", "sum({n}*{n})",
          "sum({n}[j]*y[j] for j in range(n))", "delta(k, l)*x[l]", "C[0, 1]", "mean({nm})",
          "sum(S[k, j]*{n}[j] for j in range(n))",
          "sum(S[j, q]*x[j]*x[q] for j in range(n) for q in range(n))",
          "sum(delta(j, k)*{n}[j] for j in range(n))*x[k]", "trace(outer({n}, {n}))", "sum(C*C)",
          "sum(exp({n}[j])*S[j, k] for j in range(n))", "D(sum({n}), x[k])", "D({n} @ y, y[l])",
          "D(trace(S @ S), S[k, l])", "sum(C[0, u]*C[1, u] for u in range(3))"),
}  # fmt: skip


def array(random: Random, kind: str, depth: int) -> str:
    """Return a random expression of shape (n, m), (n,) or ()."""
    forms = FORMS[kind]
    if depth == 0:
        forms = tuple(form for form in forms if "{" not in form)
    text = random.choice(forms)
    while "{" in text:
        start = text.index("{")
        end = text.index("}", start)
        inner = array(random, text[start + 1 : end], depth - 1 if depth else 0)
        if text[start + 1 : end] == "n" and text[end + 1 : end + 2] == "[":
            inner = random.choice(("x", "y", "softmax(y)", "(S @ x)"))
        text = f"{text[:start]}({inner}){text[end + 1 :]}"
    return text


# Changes at one place of an expression


@dataclass(frozen=True)
class Change:
    """An expression in which one place was rewritten."""

    name: str
    result: Expr


def _commuted(node: Expr) -> Iterator[Expr]:
    match node:
        case Binary(op="+" | "*" as op, left=left, right=right):
            yield Binary(op, right, left)
        case Binary(op="-", left=left, right=right):
            yield Unary("-", Binary("-", right, left))


def _distributed(node: Expr) -> Iterator[Expr]:
    match node:
        case Binary(op="*", left=a, right=Binary(op="+" | "-" as op, left=b, right=c)):
            yield Binary(op, Binary("*", a, b), Binary("*", a, c))
        case Binary(op="@", left=a, right=Binary(op="@", left=b, right=c)):
            yield Binary("@", Binary("@", a, b), c)
        case Binary(op="/", left=a, right=b):
            yield Binary("*", a, Binary("**", b, Unary("-", _number(1))))
        case Unary(op="-", arg=arg):
            yield Binary("-", _number(0), arg)


def _by_functions(node: Expr) -> Iterator[Expr]:
    one = _number(1)
    match node:
        case Call(function="sigma", args=(z,)):
            yield Binary("-", one, Call("sigma", (Unary("-", z),)))
        case Call(function="tanh", args=(z,)):
            two = _number(2)
            doubled = Call("sigma", (Binary("*", two, z),))
            yield Binary("-", Binary("*", two, doubled), one)
        case Call(function="softplus", args=(z,)):
            yield Binary("+", z, Call("softplus", (Unary("-", z),)))
        case Call(function="exp", args=(Binary(op="+", left=a, right=b),)):
            yield Binary("*", Call("exp", (a,)), Call("exp", (b,)))
        case Call(function="relu", args=(z,)):
            yield Binary("/", Binary("+", z, Call("abs", (z,))), _number(2))
        case Call(function="softmax", args=(z,)):
            yield Call("softmax", (Binary("+", z, _number(3)),))


def _of_sums(node: Expr) -> Iterator[Expr]:
    match node:
        case Sum(body=body, ranges=(first, second)):
            yield Sum(body, (second, first))
        case Sum(body=Binary(op="+", left=a, right=b), ranges=ranges):
            yield Binary("+", Sum(a, ranges), Sum(b, ranges))
        case Transpose(array=Binary(op="@", left=a, right=b)):
            yield Binary("@", Transpose(b), Transpose(a))
        case Delta(left=left, right=right):
            yield Delta(right, left)


TRUE: dict[str, Callable[[Expr], Iterator[Expr]]] = {
    "commute": _commuted,
    "distribute": _distributed,
    "function": _by_functions,
    "sum": _of_sums,
}


def _number(value: int) -> Number:
    return Number(Fraction(value), str(value))


def _slips(node: Expr) -> Iterator[Expr]:
    flipped: dict[str, BinaryOp] = {"+": "-", "-": "+", "*": "+", "/": "*"}
    match node:
        case Binary(op=op, left=left, right=right):
            if op in flipped:
                yield Binary(flipped[op], left, right)
                yield left
            if op in ("@", "-", "/"):
                yield Binary(op, right, left)
        case Unary(op="-", arg=arg):
            yield arg
        case Number(value=value) if value.denominator == 1:
            yield _number(int(value) + 1)
        case Call(function=function, args=args):
            other = {"sigma": "tanh", "exp": "sigma", "relu": "abs", "max": "min", "log": "sqrt"}
            if function in other:
                yield Call(other[function], args)
        case Transpose(array=inner):
            yield inner
        case Index(array=inner, indices=(j, k)):
            yield Index(inner, (k, j))
        case Reduce(function="mean", array=inner, axis=axis, keepdims=keepdims):
            yield Reduce("sum", inner, axis, keepdims)
        case Delta():
            yield _number(1)


def changes(expr: Expr, random: Random, kind: str) -> Iterator[Change]:
    """Yield rewritings of the expression at random places; ``kind`` is "true" or "slip"."""
    rules = TRUE if kind == "true" else {"slip": _slips}
    places: list[tuple[Path, Expr]] = list(walk(expr))
    random.shuffle(places)
    for path, node in places:
        for name, rule in rules.items():
            for new in rule(node):
                yield Change(name, replaced(expr, path, new))
