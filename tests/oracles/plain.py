"""The notation read a second time: Python's ``ast``, and none of the project's parser."""

from __future__ import annotations

import ast
import re
from fractions import Fraction

from derive.language.nodes import (
    FUNCTIONS,
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

OPERATORS: dict[type[ast.operator], BinaryOp] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@",
}  # fmt: skip
COMPARISONS: dict[type[ast.cmpop], RelationOp] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
REDUCTIONS = ("sum", "mean", "max", "min")


def read_plain(text: str) -> Expr:
    """Return what a line says. Raises SyntaxError or AssertionError where it says nothing."""
    text = f"({text.strip()})"
    return _Reader(text).expr(ast.parse(text, mode="eval").body)


def definitions(working: str) -> dict[str, Expr]:
    """Return what the ``let`` lines of a working define, in their order."""
    found: dict[str, Expr] = {}
    lines = iter(line.partition("#")[0].strip() for line in working.splitlines())
    for line in lines:
        if not re.match(r"let\s", line):
            continue
        while line.count("(") + line.count("[") > line.count(")") + line.count("]"):
            line += " " + next(lines)
        name, _, meaning = line[3:].partition("=")
        found[name.strip()] = read_plain(meaning)
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text

    def expr(self, node: ast.expr) -> Expr:
        match node:
            case ast.Constant():
                spelled = ast.get_source_segment(self.text, node) or ""
                return Number(Fraction(spelled.replace("_", "")), spelled)
            case ast.Name(id="pi"):
                return Constant("pi")
            case ast.Name(id=name):
                return Name(name)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as op, operand=arg):
                return Unary("-" if isinstance(op, ast.USub) else "+", self.expr(arg))
            case ast.BinOp(left=left, op=operator, right=right):
                return Binary(OPERATORS[type(operator)], self.expr(left), self.expr(right))
            case ast.Attribute(value=array, attr="T"):
                return Transpose(self.expr(array))
            case ast.Subscript(value=array, slice=inside):
                return Index(self.expr(array), self.terms(inside))
            case ast.Call(func=ast.Name(id=function), args=args, keywords=keywords):
                return self.call(function, args, {each.arg: each.value for each in keywords})
        raise AssertionError(ast.dump(node))

    def call(self, function: str, args: list[ast.expr], named: dict[str | None, ast.expr]) -> Expr:
        match function, args:
            case "D", [body, variable]:
                return Derivative(self.expr(body), self.expr(variable))
            case "delta", [left, right]:
                return Delta(self.term(left), self.term(right))
            case "where", [condition, then, otherwise]:
                return Where(self.relations(condition), self.expr(then), self.expr(otherwise))
            case "array", [ast.List(elts=rows)] if all(isinstance(r, ast.List) for r in rows):
                return Matrix(
                    tuple(
                        tuple(map(self.expr, row.elts)) for row in rows if isinstance(row, ast.List)
                    )
                )
            case "array", [ast.List(elts=entries)]:
                return Vector(tuple(map(self.expr, entries)))
            case "ones", [ast.Tuple(elts=sizes)]:
                return Call("ones", (Vector(tuple(map(self.expr, sizes))),))
            case "sum", [ast.GeneratorExp(elt=body, generators=loops)]:
                return Sum(self.expr(body), tuple(map(self.turn, loops)))
            case ("sum" | "mean" | "max" | "min") as reduction, [array]:
                axis, kept = named.get("axis"), named.get("keepdims")
                place = axis.value if isinstance(axis, ast.Constant) else None
                assert place is None or isinstance(place, int)
                return Reduce(
                    reduction,
                    self.expr(array),
                    place,
                    isinstance(kept, ast.Constant) and bool(kept.value),
                )
            case _, _ if function in FUNCTIONS:
                return Call(function, tuple(map(self.expr, args)))
        return Apply(function, tuple(map(self.expr, args)))

    def turn(self, loop: ast.comprehension) -> Range:
        assert isinstance(loop.target, ast.Name) and isinstance(loop.iter, ast.Call)
        return Range(loop.target.id, self.term(loop.iter.args[0]))

    def terms(self, inside: ast.expr) -> tuple[IndexTerm, ...]:
        items = inside.elts if isinstance(inside, ast.Tuple) else [inside]
        return tuple(map(self.term, items))

    def term(self, node: ast.expr) -> IndexTerm:
        match node:
            case ast.Name(id=name):
                return name
            case ast.Constant(value=int(number)):
                return number
        raise AssertionError(ast.dump(node))

    def relations(self, node: ast.expr) -> tuple[Relation, ...]:
        if isinstance(node, ast.BoolOp):
            return tuple(relation for each in node.values for relation in self.relations(each))
        assert isinstance(node, ast.Compare)
        sides = list(map(self.expr, (node.left, *node.comparators)))
        return tuple(
            Relation(COMPARISONS[type(op)], left, right)
            for op, left, right in zip(node.ops, sides, sides[1:], strict=False)
        )
