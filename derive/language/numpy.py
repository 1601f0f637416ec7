"""The NumPy reading: an expression as Python source that NumPy runs.

What comes out uses the language's own words, ``log``, ``sum``, ``where``, ``D``, and leaves it to
whoever runs it to say what they are; on NumPy's numbers and arrays they mean what NumPy means by
them. Only the derivative is not already Python: ``D(L, z)``, with ``L`` made of ``a`` and ``a`` of
``z``, becomes ``D(lambda z: L in terms of z, z)``, and one entry, ``D(J, W[j, k])``,
``D(lambda W: J in terms of W, W, j, k)``.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Condition,
    Constant,
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Matrix,
    Membership,
    Name,
    Natural,
    Number,
    Reduce,
    Relation,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
    names_in,
)
from derive.language.shapes import size_names
from derive.language.working import Declarations

# How tightly a form binds, as in Python.
_AND, _RELATION, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(7)
_BINDING = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "@": _PRODUCT, "**": _POWER}


@dataclass(frozen=True, slots=True)
class Source:
    """An expression as Python source.

    text       the source of the value
    lets       (name, source) of the definitions that it uses, each after those it rests on
    names      the names that need a value first: numbers, arrays, sizes; sorted
    functions  the unknown functions that it calls; sorted
    """

    text: str
    lets: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    functions: tuple[str, ...]


def to_numpy(expr: Expr, declarations: Declarations) -> Source:
    """Return an expression as Python source; its free indices stay names of whole numbers."""
    writer = _Writer(declarations)
    text = writer.text(expr)
    return writer.source(text, size_names(expr))


def condition_to_numpy(condition: Condition, declarations: Declarations) -> Source:
    """Return a condition as Python source of a truth value, or of an array of them."""
    writer = _Writer(declarations)
    match condition:
        case Relation():
            text, sizes = writer.relations((condition,)), _sizes(condition.left, condition.right)
        case Membership(subject=subject, values=values):
            listed = " | ".join(
                f"({writer.text(subject, _SUM)} == {writer.text(v, _SUM)})" for v in values
            )
            text, sizes = listed, _sizes(subject)
        case Natural(subject=subject):
            name = writer.text(subject)
            text, sizes = f"({name} >= 1) & ({name} % 1 == 0)", frozenset()
    return writer.source(text, sizes)


def _sizes(*sides: Expr) -> frozenset[str]:
    return frozenset[str]().union(*map(size_names, sides))


class _Writer:
    """Writes one expression, and keeps account of what it needs."""

    def __init__(self, declarations: Declarations) -> None:
        self.lets: dict[str, Expr] = dict(declarations.lets)
        # An unknown scalar J is the application of J to what it depends on, wherever it stands.
        self.unknowns = {
            name: Apply(name, tuple(map(Name, of))) for name, of in declarations.unknowns
        }
        self.used: dict[str, str] = {}
        self.names: set[str] = set()
        self.functions: set[str] = set()
        self.variables: list[str] = []  # of the derivatives around, the innermost last

    def source(self, text: str, sizes: frozenset[str]) -> Source:
        """Return what was written, with what it needs."""
        in_lets = (size_names(self.lets[name]) for name in self.used)
        names = self.names.union(sizes, *in_lets)
        return Source(
            text, tuple(self.used.items()), tuple(sorted(names)), tuple(sorted(self.functions))
        )

    def text(self, expr: Expr, least: int = _AND) -> str:
        """Return the source of an expression, in brackets unless it binds at least so tightly."""
        match expr:
            case Name(id=name) if (inside := self._inside(name)) is not None:
                return self.text(inside, least)
            case Binary(op=op):
                text, own = self._binary(expr), _BINDING[op]
            case Unary(op=op, arg=arg):
                text, own = f"{op}{self.text(arg, _SIGN)}", _SIGN
            case Number(text=digits):
                text, own = digits, _ATOM
            case _:
                text, own = self._closed(expr), _ATOM
        return text if own >= least else f"({text})"

    def relations(self, relations: tuple[Relation, ...]) -> str:
        """Return relations that must all hold."""
        said = [
            f"{self.text(each.left, _SUM)} {each.op} {self.text(each.right, _SUM)}"
            for each in relations
        ]
        return said[0] if len(said) == 1 else " & ".join(f"({each})" for each in said)

    def _binary(self, expr: Binary) -> str:
        own = _BINDING[expr.op]
        if expr.op == "**":
            return f"{self.text(expr.left, _ATOM)}**{self.text(expr.right, _SIGN)}"
        space = "" if expr.op in ("*", "/") else " "
        left, right = self.text(expr.left, own), self.text(expr.right, own + 1)
        return f"{left}{space}{expr.op}{space}{right}"

    def _closed(self, expr: Expr) -> str:
        """Return the source of what needs no brackets around it."""
        match expr:
            case Constant(name=name):
                return name
            case Name(id=name):
                return self._name(name)
            case Call(function="ones", args=(Vector(entries=sizes),)):
                return f"ones(({self._listed(sizes)},))"
            case Call(function=function, args=args):
                return f"{function}({self._listed(args)})"
            case Apply(function=function, args=args):
                self.functions.add(function)
                return f"{function}({self._listed(args)})"
            case Reduce(function=function, array=array, axis=axis, keepdims=keepdims):
                over = "" if axis is None else f", axis={axis}"
                kept = ", keepdims=True" if keepdims else ""
                return f"{function}({self.text(array)}{over}{kept})"
            case Sum(body=body, ranges=ranges):
                loops = " ".join(f"for {r.index} in range({r.size})" for r in ranges)
                return f"sum({self.text(body)} {loops})"
            case Derivative(body=body, variable=Index(array=Name(id=name), indices=at)):
                return self._derivative(body, name, at)
            case Derivative(body=body, variable=Name(id=name)):
                return self._derivative(body, name, ())
            case Index(array=array, indices=indices):
                return f"{self.text(array, _ATOM)}[{_terms(indices)}]"
            case Delta(left=left, right=right):
                return f"delta({_terms((left, right))})"
            case Transpose(array=array):
                return f"{self.text(array, _ATOM)}.T"
            case Matrix(rows=rows):
                return f"array([{', '.join(f'[{self._listed(row)}]' for row in rows)}])"
            case Vector(entries=entries):
                return f"array([{self._listed(entries)}])"
            case Where(condition=condition, then=then, otherwise=otherwise):
                chosen = self._listed((then, otherwise))
                return f"where({self.relations(condition)}, {chosen})"
        raise TypeError(f"no expression: {expr!r}")

    def _listed(self, expressions: tuple[Expr, ...]) -> str:
        return ", ".join(map(self.text, expressions))

    def _derivative(self, body: Expr, name: str, place: tuple[IndexTerm, ...]) -> str:
        at = self.text(Name(name))
        self.variables.append(name)
        inside = self.text(body)
        self.variables.pop()
        return f"D(lambda {name}: {inside}, {', '.join([at, *map(str, place)])})"

    def _inside(self, name: str) -> Expr | None:
        """Return what to write instead of a name: a definition that a variable around moves."""
        if name in self.unknowns:
            return self.unknowns[name] if name not in self.variables else None
        for variable in reversed(self.variables):
            if name == variable:
                return None
            if name in self.lets and self._rests_on(name, variable):
                return self.lets[name]
        return None

    def _rests_on(self, name: str, variable: str) -> bool:
        """Return whether a definition leads to the variable."""
        meaning = self.lets.get(name, self.unknowns.get(name))
        if meaning is None:
            return False
        inside = names_in(meaning) - {name}
        return variable in inside or any(self._rests_on(each, variable) for each in inside)

    def _name(self, name: str) -> str:
        if name not in self.variables:
            if name in self.lets:
                self._define(name)
            else:
                self.names.add(name)
        return name

    def _define(self, name: str) -> None:
        """Write the definition of a name, behind those that it rests on."""
        if name not in self.used:
            around, self.variables = self.variables, []
            text = self.text(self.lets[name])
            self.variables = around
            self.used[name] = text


def _terms(terms: tuple[IndexTerm, ...]) -> str:
    return ", ".join(map(str, terms))
