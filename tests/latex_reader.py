"""Reads printed LaTeX back into an expression; it shares nothing with the printer.

It reads a formula as a reader of the page would: juxtaposition is a product from left to right,
a sign belongs to the factor behind it, a sum sign takes the product behind it.
"""

from __future__ import annotations

import re
from fractions import Fraction

from derive.language.nodes import (
    Apply,
    Binary,
    BinaryOp,
    Call,
    Constant,
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Matrix,
    Name,
    Number,
    Range,
    Reduce,
    Relation,
    RelationOp,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
)

TOKEN = re.compile(
    r"\\(?:mathit|mathrm|operatorname|text|mathbf|begin|end)\{[^{}]*\}|\\mathsf\{T\}|\\[A-Za-z]+"
    r"|\\.|\d+\.?\d*|\.\d+|\S"
)
SPACING = {r"\left", r"\right", r"\,", r"\displaystyle"}
GREEK = {r"\lambda": "lam", r"\alpha": "alpha", r"\varepsilon": "eps", r"\ell": "l"}
CALLS = {rf"\{name}": name for name in ("log", "exp", "tanh", "cosh", "sinh", "max", "min")}
CALLS |= {r"\sigma": "sigma", r"\operatorname{tr}": "trace"}
CALLS |= {
    rf"\operatorname{{{name}}}": name
    for name in ("sign", "relu", "softplus", "softmax", "outer", "diag", "eye", "ones")
}
REDUCES = {rf"\operatorname{{{name}}}": name for name in ("sum", "mean", "max", "min")}
RELATIONS: dict[str, RelationOp] = {
    "<": "<", ">": ">", "=": "==", r"\le": "<=", r"\ge": ">=", r"\ne": "!=",
}  # fmt: skip
STOPS = {"+", "-", ")", "]", "}", "&", ",", r"\\", r"\rvert", r"\text{ and }", *RELATIONS}


def read_latex(
    latex: str,
    arrays: frozenset[str] = frozenset(),
    functions: frozenset[str] = frozenset("gJ"),
    beside: BinaryOp = "*",
) -> Expr:
    """Return what ``latex`` says.

    A subscript on one of ``arrays`` is an index, and a slope by it is that of each entry; one of
    ``functions`` before a bracket is applied. ``beside`` is what it means that two factors stand
    beside each other, with a dot or without; an asterisk is always ``*``.
    """
    reader = _Reader(latex, arrays, functions, beside)
    expr = reader.sum()
    assert reader.peek() == "", f"left over: {reader.tokens[reader.at :]}"
    return expr


def number(text: str) -> Number:
    """Return the number that ``text`` spells."""
    return Number(Fraction(text), text)


class _Reader:
    def __init__(
        self, latex: str, arrays: frozenset[str], functions: frozenset[str], beside: BinaryOp
    ) -> None:
        self.tokens = [token for token in TOKEN.findall(latex) if token not in SPACING]
        self.arrays = arrays
        self.functions = functions
        self.beside = beside
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else ""

    def take(self, *expected: str) -> str:
        token = self.peek()
        assert not expected or token in expected, f"{token!r} instead of {expected}"
        self.at += 1
        return token

    def took(self, *tokens: str) -> bool:
        if self.peek() in tokens:
            self.at += 1
            return True
        return False

    def inside(self, left: str, right: str) -> Expr:
        self.take(left)
        expr = self.sum()
        self.take(right)
        return expr

    def sum(self) -> Expr:
        left = self.product()
        while self.peek() in ("+", "-"):
            op = self.take()
            assert self.peek() not in ("+", "-"), "two signs in a row"
            left = Binary("+" if op == "+" else "-", left, self.product())
        return left

    def product(self) -> Expr:
        sign = self.take() if self.peek() in ("+", "-") else ""
        left = self.factor()
        if sign:
            left = Unary("-" if sign == "-" else "+", left)
        while (token := self.peek()) and token not in STOPS and not token.startswith(r"\end"):
            if token == "/":
                self.take()
                left = Binary("/", left, self.factor())
                continue
            if token in (r"\cdot", r"\ast"):
                self.take()
            left = Binary("*" if token == r"\ast" else self.beside, left, self.factor())
        return left

    def factor(self) -> Expr:
        expr = self.base()
        while (token := self.peek()) in ("^", "_"):
            self.take()
            if token == "_":
                expr = Index(expr, self.indices())
            elif self.tokens[self.at : self.at + 3] == ["{", r"\mathsf{T}", "}"]:
                self.at += 3
                expr = Transpose(expr)
            else:
                expr = Binary("**", expr, self.inside("{", "}"))
        return expr

    def base(self) -> Expr:
        token = self.take()
        if token in ("(", "{"):
            self.at -= 1
            return self.inside(token, ")" if token == "(" else "}")
        if token[0].isdigit() or token[0] == ".":
            return self.number(token)
        if token in (r"\frac", r"\dfrac"):
            if self.peek(1) in (r"\partial", r"\mathrm{d}"):
                return self.derivative()
            return Binary("/", self.inside("{", "}"), self.inside("{", "}"))
        if token in (r"\partial", r"\mathrm{d}"):
            self.at -= 1
            return self.derivative(slashed=True)
        if token == r"\sqrt":
            return Call("sqrt", (self.inside("{", "}"),))
        if token == r"\lvert":
            self.at -= 1
            return Call("abs", (self.inside(r"\lvert", r"\rvert"),))
        if token == r"\sum":
            return self.sum_sign()
        if token.startswith(r"\begin"):
            return self.environment(token)
        if token in REDUCES and self.peek() in ("_", "("):
            return self.reduced(token)
        if token in CALLS:
            primes = self.primes()
            return self.slope(Call(CALLS[token], args := self.arguments()), args[0], primes)
        if token == "e" and self.took("^"):
            return Call("exp", (self.inside("{", "}"),))
        if token == r"\pi":
            return Constant("pi")
        if token == r"\delta":
            self.take("_")
            left, right = self.indices()
            return Delta(left, right)
        if token in ("I", r"\mathbf{1}"):
            return Call("eye" if token == "I" else "ones", (self.sizes(),))
        return self.name(token)

    def sizes(self) -> Expr:
        """Read what stands below an I or a bold 1: one size, or rows times columns."""
        self.take("_")
        self.take("{")
        sizes = [self.size()]
        while self.took(r"\times"):
            sizes.append(self.size())
        self.take("}")
        return sizes[0] if len(sizes) == 1 else Vector(tuple(sizes))

    def size(self) -> Expr:
        token = self.take()
        return number(token) if token[0].isdigit() else self.name(token)

    def number(self, token: str) -> Expr:
        if not self.took(r"\times"):
            return number(token)
        self.take("10")
        self.take("^")
        self.take("{")
        power = ""
        while not self.took("}"):
            power += self.take()
        return number(f"{token}e{power}")

    def name(self, token: str) -> Expr:
        letters = GREEK.get(token) or re.sub(r"\\math\w+\{(\w+)\}", r"\1", token)
        assert re.fullmatch(r"\w+", letters), f"no name: {token}"
        primes = self.primes()
        transposed = False
        if self.tokens[self.at : self.at + 3] == ["^", "{", "["]:
            self.at += 3
            words = ""
            while not self.took("]"):
                words += self.take()
            letters += {"l-1": "_prev", "l": ""}.get(words, words)
            transposed = self.took(r"\mathsf{T}")
            primes += self.primes()
            self.take("}")
        if letters in self.functions and self.peek() == "(":
            args = self.arguments()
            return self.slope(Apply(letters, args), args[0], primes)
        if self.peek() == "_" and letters not in self.arrays and self.own_number():
            # A number on a scalar belongs to its name; what follows a comma is an index.
            self.at += 2
            letters += self.take()
            if self.took(","):
                self.at -= 1
                self.tokens[self.at - 1 : self.at + 1] = ["_", "{"]
                self.at -= 1
            else:
                self.take("}")
        return Transpose(Name(letters)) if transposed else Name(letters)

    def primes(self) -> int:
        primes = 0
        while self.took("'", r"\prime"):
            primes += 1
        return primes

    def slope(self, expr: Expr, variable: Expr, primes: int) -> Expr:
        if primes and isinstance(variable, Name) and variable.id in self.arrays:
            assert primes == 1, "an array is no scalar to differentiate again"
            return Derivative(Reduce("sum", expr, None, False), variable)
        for _ in range(primes):
            expr = Derivative(expr, variable)
        return expr

    def own_number(self) -> bool:
        """Say whether the subscript that follows begins with a number by itself."""
        return self.peek(2).isdigit() and self.peek(3) in ("}", ",")

    def indices(self) -> tuple[IndexTerm, ...]:
        self.take("{")
        terms: list[IndexTerm] = []
        spaced = "," in self.tokens[self.at : self.tokens.index("}", self.at)]
        while not self.took("}"):
            if self.took(","):
                continue
            token = self.take()
            digits = [token] if spaced else list(token)
            terms += [int(digit) - 1 for digit in digits] if token.isdigit() else [token]
        return tuple(terms)

    def arguments(self) -> tuple[Expr, ...]:
        self.take("(")
        args = [self.sum()]
        while self.took(","):
            args.append(self.sum())
        self.take(")")
        return tuple(args)

    def derivative(self, slashed: bool = False) -> Expr:
        middle = "/" if slashed else "}{"
        if not slashed:
            self.take("{")
        d = self.take()
        order = int(number(self.exponent()).value) if self.took("^") else 1
        body = None if self.peek() == middle[0] else self.factor()
        for token in middle:
            self.take(token)
        self.take(d)
        variable = self.factor()
        if not slashed:
            self.take("}")
        if order > 1:
            assert isinstance(variable, Binary) and variable.op == "**"
            variable = variable.left
        expr = body or self.inside("[", "]")
        for _ in range(order):
            expr = Derivative(expr, variable)
        return expr

    def exponent(self) -> str:
        self.take("{")
        text = self.take()
        self.take("}")
        return text

    def sum_sign(self) -> Expr:
        self.take("_")
        self.take("{")
        index = self.take()
        self.take("=")
        self.take("1")
        self.take("}")
        self.take("^")
        size = self.inside("{", "}")
        assert isinstance(size, Name | Number)
        turn = Range(index, size.id if isinstance(size, Name) else int(size.value))
        assert self.peek() not in ("+", "-"), "a sum sign before a sign"
        return Sum(self.product(), (turn,))

    def reduced(self, token: str) -> Expr:
        axis, kept = None, False
        if self.took("_"):
            self.take("{")
            while not self.took("}"):
                if self.took(r"\text{axis }"):
                    axis = int(self.take())
                kept |= self.took(r"\text{kept}")
                self.took(",")
        (array,) = self.arguments()
        # the table's values are the four names that Reduce takes
        return Reduce(REDUCES[token], array, axis, kept)  # type: ignore[arg-type]

    def environment(self, begin: str) -> Expr:
        if begin == r"\begin{cases}":
            return self.cases()
        rows: list[tuple[Expr, ...]] = []
        while True:
            row = [self.sum()]
            while self.took("&"):
                row.append(self.sum())
            rows.append(tuple(row))
            if not self.took(r"\\"):
                break
        self.take(begin.replace("begin", "end"))
        if "pmatrix" in begin:
            return Vector(tuple(entry for (entry,) in rows))
        return Matrix(tuple(rows))

    def cases(self) -> Expr:
        then = self.sum()
        self.take("&")
        self.take(r"\text{if }")
        relations = [self.relation(self.sum())]
        while not self.took(r"\\"):
            chained = self.peek() in RELATIONS
            if not chained:
                self.take(r"\text{ and }")
            relations.append(self.relation(relations[-1].right if chained else self.sum()))
        otherwise = self.sum()
        self.take("&")
        self.take(r"\text{otherwise}")
        self.take(r"\end{cases}")
        return Where(tuple(relations), then, otherwise)

    def relation(self, left: Expr) -> Relation:
        return Relation(RELATIONS[self.take(*RELATIONS)], left, self.sum())
