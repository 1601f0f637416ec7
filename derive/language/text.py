"""The plain reading: an expression written as one types it, with no bracket too many.

``parse_expression(to_text(e)) == e`` for every expression. Products and quotients are written
closely, sums and ``@`` with spaces, as the course writes them. Beyond what the grammar asks for,
a signed operand behind ``+ - * / @`` or another sign gets its bracket: ``a*(-b)``, not ``a*-b``.
"""

from __future__ import annotations

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
)

# How tightly a form binds, as in Python.
_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(1, 6)
_BINDING = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "@": _PRODUCT, "**": _POWER}


def to_text(expr: Expr) -> str:
    """Return the expression in plain notation, with the fewest brackets that keep its structure."""
    match expr:
        case Number(text=text):
            return text
        case Constant(name=name) | Name(id=name):
            return name
        case Unary(op=op, arg=arg):
            # A sign before a sign is legal and hard to read.
            return op + _inside(arg, _ATOM if isinstance(arg, Unary) else _SIGN)
        case Binary():
            return _binary(expr)
        case Call(function="ones", args=(Vector(entries=sizes),)):
            return f"ones(({_listed(sizes)}{',' if len(sizes) == 1 else ''}))"
        case Call(function=function, args=args) | Apply(function=function, args=args):
            return f"{function}({_listed(args)})"
        case Reduce(function=function, array=array, axis=axis, keepdims=keepdims):
            over = "" if axis is None else f", axis={axis}"
            kept = ", keepdims=True" if keepdims else ""
            return f"{function}({to_text(array)}{over}{kept})"
        case Sum(body=body, ranges=ranges):
            loops = " ".join(f"for {r.index} in range({r.size})" for r in ranges)
            return f"sum({to_text(body)} {loops})"
        case Derivative(body=body, variable=variable):
            return f"D({to_text(body)}, {to_text(variable)})"
        case Index(array=array, indices=indices):
            return f"{_inside(array, _ATOM)}[{_terms(indices)}]"
        case Delta(left=left, right=right):
            return f"delta({_terms((left, right))})"
        case Transpose(array=Number(text=text)):
            return f"({text}).T"
        case Transpose(array=array):
            return f"{_inside(array, _ATOM)}.T"
        case Matrix(rows=rows):
            return f"array([{', '.join(f'[{_listed(row)}]' for row in rows)}])"
        case Vector(entries=entries):
            return f"array([{_listed(entries)}])"
        case Where(condition=condition, then=then, otherwise=otherwise):
            return f"where({_relations(condition)}, {to_text(then)}, {to_text(otherwise)})"


def condition_text(condition: Condition) -> str:
    """Return a condition as it stands in a ``where`` line."""
    match condition:
        case Relation():
            return _relations((condition,))
        case Membership(subject=subject, values=values):
            return f"{to_text(subject)} in {{{_listed(values)}}}"
        case Natural(subject=name):
            return f"{name.id} in N"


def _binding(expr: Expr) -> int:
    match expr:
        case Binary(op=op):
            return _BINDING[op]
        case Unary():
            return _SIGN
        case _:
            return _ATOM


def _inside(expr: Expr, least: int) -> str:
    """Return the text of an operand, in brackets unless it binds at least so tightly."""
    text = to_text(expr)
    return text if _binding(expr) >= least else f"({text})"


def _binary(expr: Binary) -> str:
    own = _BINDING[expr.op]
    if expr.op == "**":  # binds its base tightly and reads its exponent to the end
        return f"{_inside(expr.left, _ATOM)}**{_inside(expr.right, _SIGN)}"
    signed = isinstance(expr.right, Unary)
    right = _inside(expr.right, _ATOM if signed else own + 1)
    space = "" if expr.op in ("*", "/") else " "
    return f"{_inside(expr.left, own)}{space}{expr.op}{space}{right}"


def _relations(relations: tuple[Relation, ...]) -> str:
    """Return ``0 < z < 1`` where each relation goes on from the one before; else join by and."""
    text = to_text(relations[0].left)
    for number, relation in enumerate(relations):
        if number and relation.left != relations[number - 1].right:
            text += f" and {to_text(relation.left)}"
        text += f" {relation.op} {to_text(relation.right)}"
    return text


def _listed(expressions: tuple[Expr, ...]) -> str:
    return ", ".join(map(to_text, expressions))


def _terms(terms: tuple[IndexTerm, ...]) -> str:
    return ", ".join(map(str, terms))
