"""From text to nodes: Python's own grammar reads the expression, nothing evaluates it.

:mod:`derive.language.scan` has refused what has no place in a formula and masked the rest, so
that the offsets of the syntax tree are offsets of the text. What remains is to turn each kind of
``ast`` node that the language knows into one of ours, and to name every other.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NoReturn, cast

from derive.language.digits import MAX_DIGITS, Digits
from derive.language.nodes import (
    FUNCTIONS,
    RESERVED,
    Apply,
    Binary,
    BinaryOp,
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
    Path,
    Range,
    Reduce,
    Relation,
    RelationOp,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
    at,
    nodes,
)
from derive.language.scan import Source, masked, quoted, scan

MAX_DEPTH = 200

_BINARY: dict[type[ast.operator], BinaryOp] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.MatMult: "@",
}
_RELATIONS: dict[type[ast.cmpop], RelationOp] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_REDUCTIONS = frozenset({"sum", "mean", "max", "min"})
# What other notations call our functions.
_OTHER_NAMES = {
    "ln": "log",
    "sigmoid": "sigma",
    "\u03c3": "sigma",
    "logistic": "sigma",
    "maximum": "max",
    "minimum": "min",
    "transpose": "W.T",
    "dot": "W @ A",
    "matmul": "W @ A",
    "multiply": "W * A",
    "zeros": "0*ones(...)",
    "diff": "D(L, a)",
    "fabs": "abs",
    "sgn": "sign",
    "ReLU": "relu",
    "identity": "eye",
    "kron": "delta",
}
_PRODUCTS = {"dot": "@", "matmul": "@", "multiply": "*"}
# What NumPy has besides; without its prefix these may be somebody's own functions.
_OPERATIONS = _PRODUCTS | {
    "add": "+",
    "subtract": "-",
    "divide": "/",
    "true_divide": "/",
    "power": "**",
}
_FORMS = {"square": "x**2", "reciprocal": "1/x", "negative": "-x"}
_TIGHTNESS = {"+": 1, "-": 1, "*": 2, "/": 2, "@": 2, "**": 3}
_LIBRARIES = ("np", "numpy", "math", "scipy", "torch", "jnp")
_PREFIXED = re.compile(rf"\b(?:{'|'.join(_LIBRARIES)})\s*\.\s*(\w+)")
_COMPARING = re.compile(r"\s*(<=|>=|==|!=|<|>)\s*")


def parse_expression(text: str, line: int = 1, column: int = 1) -> Expr:
    """Return the expression that the text spells, with its structure exactly as written.

    line and column say where the text stands in its file. Raises LanguageError.
    """
    source = Source(text, line, column)
    parser = _Parser(source)
    return parser.expression(_tree(source, parser))


def parse_conditions(text: str, line: int = 1, column: int = 1) -> tuple[Condition, ...]:
    """Return what one item of ``where`` says of values.

    ``0 < a < 1`` gives two relations, ``y in {0, 1}`` a membership, ``n in N`` a natural number.
    Raises LanguageError.
    """
    source = Source(text, line, column)
    parser = _Parser(source)
    return parser.conditions(_tree(source, parser, braces=True))


def place_of(text: str, path: Path, line: int = 1, column: int = 1) -> tuple[int, int]:
    """Return the line and column at which the node at ``path`` of the parsed text begins."""
    source = Source(text, line, column)
    parser = _Parser(source)
    expr = parser.expression(_tree(source, parser))
    while id(at(expr, path)) not in parser.starts:  # the sizes in ones((n, m))
        path = path[:-1]
    return source.place(parser.starts[id(at(expr, path))])


def _tree(source: Source, parser: _Parser, braces: bool = False) -> ast.expr:
    """Return Python's syntax tree of the masked text."""
    tokens = scan(source, braces)
    parser.words = {token.start: token.text for token in tokens}
    try:
        # The bracket lets the text begin with a space; it is no part of any offset we keep.
        return ast.parse("(" + masked(source, tokens) + ")", mode="eval").body
    except (RecursionError, MemoryError):
        source.fail(f"the expression nests deeper than {MAX_DEPTH} levels", tokens[0].start)
    except (SyntaxError, ValueError, OverflowError) as error:
        offset = (getattr(error, "offset", None) or 2) - 2
        start = max((token.start for token in tokens if token.start <= offset), default=0)
        if "Generator" in str(error):
            source.fail("a sum over an index takes nothing else: sum(... for k in range(n))", start)
        source.fail(f"this is no expression near {quoted(parser.words[start])}", start)


@dataclass(slots=True)
class _Parser:
    source: Source
    words: dict[int, str] = field(default_factory=dict)  # offset -> spelling
    starts: dict[int, int] = field(default_factory=dict)  # id of a node -> offset
    digits: Digits = field(default_factory=Digits)
    depth: int = 0

    # -- places -----------------------------------------------------------------------------

    def offset(self, node: ast.AST) -> int:
        """Return the offset in the text at which a syntax node begins."""
        return max(0, cast(ast.expr, node).col_offset - 1)

    def fail(self, message: str, node: ast.AST) -> NoReturn:
        self.source.fail(message, self.offset(node))

    def word(self, offset: int) -> str:
        """Return the name that was masked here, normalised as Python normalises names."""
        return unicodedata.normalize("NFKC", self.words[offset])

    def spelt(self, node: ast.Name) -> str:
        return self.word(self.offset(node))

    # -- expressions ------------------------------------------------------------------------

    def expression(self, node: ast.expr) -> Expr:
        """Turn a syntax node into one of ours, and remember where it began."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"the expression nests deeper than {MAX_DEPTH} levels", node)
        expr = self.convert(node)
        self.depth -= 1
        self.starts[id(expr)] = self.offset(node)
        if not self.digits.fit(expr):
            self.fail(f"the exact value of this needs more than {MAX_DIGITS:,} digits", node)
        return expr

    def convert(self, node: ast.expr) -> Expr:
        match node:
            case ast.Constant():
                return self.number(node)
            case ast.Name():
                return self.name(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Unary("-", self.expression(operand))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return Unary("+", self.expression(operand))
            case ast.BinOp(left=left, op=op, right=right):
                return Binary(_BINARY[type(op)], self.expression(left), self.expression(right))
            case ast.Call():
                return self.call(node)
            case ast.Subscript(value=value, slice=index):
                array = self.expression(value)
                terms = index.elts if isinstance(index, ast.Tuple) else [index]
                return Index(array, tuple(self.index_term(term) for term in terms))
            case ast.Attribute():
                return self.attribute(node)
            case ast.Compare() | ast.BoolOp(op=ast.And(), values=[ast.Compare(), *_]) if (
                self.depth > 1
            ):
                condition = _COMPARING.sub(r" \1 ", self.written(node))
                self.fail(f"a comparison is no number: write where({condition}, 1, 0)", node)
            case ast.Compare():
                self.fail(
                    "a comparison stands only in where(condition, then, otherwise), "
                    "in a where line, or as LEFT == RIGHT",
                    node,
                )
            case ast.BoolOp():
                self.fail("and joins comparisons in where(...) only", node)
            case ast.GeneratorExp():
                self.fail("write sum(... for k in range(n)): only sum runs over an index", node)
            case ast.List() | ast.ListComp():
                self.fail("a list stands only in array([...])", node)
            case ast.Tuple():
                self.fail("one expression is expected here, not several with commas", node)
            case _:
                self.fail("this is no expression of the language", node)

    def number(self, node: ast.Constant) -> Number:
        if isinstance(node.value, bool):
            self.fail("there are no truth values in an expression", node)
        spelling = self.words[self.offset(node)]
        mantissa, _, exponent = spelling.lower().replace("_", "").partition("e")
        whole, _, decimals = mantissa.partition(".")
        exponent_digits = exponent.lstrip("+-").lstrip("0")
        if (
            len(exponent_digits) > 6
            or len(whole) + len(decimals) + abs(int(exponent or "0")) > MAX_DIGITS
        ):
            self.fail(f"this number needs more than {MAX_DIGITS:,} digits", node)
        value = Fraction(_whole_number(whole + decimals))
        return Number(value * Fraction(10) ** (int(exponent or "0") - len(decimals)), spelling)

    def name(self, node: ast.Name) -> Expr:
        name = self.spelt(node)
        if name == "pi":
            return Constant("pi")
        if name.lower() in ("nan", "inf", "infinity"):
            self.fail(f"{name} is no number: every value is a real number", node)
        if name in FUNCTIONS or name in _REDUCTIONS or name in ("D", "where", "array", "delta"):
            self.fail(f"{name} is a function: write {name}(...)", node)
        if name == "N":
            self.fail("N is the set of the whole numbers 1, 2, 3, ...: where n in N", node)
        if name == "range":
            self.fail("range stands only in sum(... for k in range(n))", node)
        return Name(name)

    def attribute_name(self, node: ast.Attribute) -> str:
        return self.word(node.end_col_offset - 1 - len(node.attr) if node.end_col_offset else 0)

    def attribute(self, node: ast.Attribute) -> Expr:
        attribute = self.attribute_name(node)
        if attribute == "T":
            return Transpose(self.expression(node.value))
        if self.prefix(node):
            self.fail(self.unprefixed(node, attribute), node)
        self.fail(f"only .T (the transpose) is known, not .{quoted(attribute)}", node)

    def prefix(self, node: ast.Attribute) -> str:
        """Return the library that a name is taken from, as in ``np.log``; else nothing."""
        name = self.spelt(node.value) if isinstance(node.value, ast.Name) else ""
        return name if name in _LIBRARIES else ""

    def unprefixed(self, node: ast.expr, name: str) -> str:
        """Say how a call or a name of a library is written here: ``log(x)``, not ``np.log(x)``."""
        known = _OTHER_NAMES.get(name) or _FORMS.get(name, name)
        if known not in RESERVED:
            return f"there is no function {quoted(name)}" + (f"; write {known}" * (known != name))
        written = _PREFIXED.sub(lambda found: _known(found[1]), self.written(node))
        return f"write {written}, without {self.word(self.offset(node))}"

    def index_term(self, node: ast.expr) -> IndexTerm:
        match node:
            case ast.Name() if self.spelt(node) not in RESERVED:
                return self.spelt(node)
            case ast.Constant() if self.words[self.offset(node)].isdigit():
                return self.small(node)
        self.fail("an index is a name or a whole number from 0 on", node)

    def size(self, node: ast.expr) -> IndexTerm:
        """Return the size of an axis: a name or a whole number from 1 on."""
        match node:
            case ast.Name() if self.spelt(node) not in RESERVED:
                return self.spelt(node)
            case ast.Constant() if self.words[self.offset(node)].isdigit():
                if (size := self.small(node)) >= 1:
                    return size
        self.fail("a size is a name or a whole number from 1 on", node)

    def small(self, node: ast.Constant) -> int:
        digits = self.words[self.offset(node)]
        if len(digits) > 9:
            self.fail("this whole number is too large here", node)
        return int(digits)

    # -- calls ------------------------------------------------------------------------------

    def call(self, node: ast.Call) -> Expr:
        if isinstance(node.func, ast.Attribute):
            name = self.attribute_name(node.func)
            if self.prefix(node.func):
                self.refuse_operation(name, node, _OPERATIONS)
                self.fail(self.unprefixed(node, name), node)
            self.refuse_operation(name, node)
            self.attribute(node.func)
            self.fail("write * for a product with a transpose", node)
        if not isinstance(node.func, ast.Name):
            self.fail("only a function stands before its bracket; write * for a product", node)
        name = self.spelt(node.func)
        if name in _REDUCTIONS and (len(node.args) == 1 or node.keywords):
            return self.reduction(name, node)
        if node.keywords:
            self.fail(f"{quoted(name)} takes no argument with a name", node.keywords[0])
        args = node.args
        match name:
            case "D":
                self.count(node, name, 2, 2, "D(L, a)")
                return self.derivative(args[0], args[1])
            case "where":
                self.count(node, name, 3, 3, "where(condition, then, otherwise)")
                relations = self.relations(args[0], "where(z > 0, then, otherwise)")
                return Where(relations, self.expression(args[1]), self.expression(args[2]))
            case "delta":
                self.count(node, name, 2, 2, "delta(i, j)")
                return Delta(self.index_term(args[0]), self.index_term(args[1]))
            case "array":
                self.count(node, name, 1, 1, "array([[1, 2], [3, 4]])")
                return self.array(args[0])
            case "eye" | "ones":
                self.count(node, name, 1, 1, "eye(n)" if name == "eye" else "ones((n, m))")
                return Call(name, (self.sizes_of(name, args[0]),))
            case "sum" | "mean":
                self.fail(f"{name} takes one array, and the axis as axis=0 or axis=1", node)
            case "range" | "N" | "pi":
                self.fail(f"{name} is reserved and no function", node)
        if name in FUNCTIONS:
            fewest, most = FUNCTIONS[name]
            self.count(node, name, fewest, most, f"{name}({', '.join('xyz'[:fewest])})")
            return Call(name, tuple(self.expression(arg) for arg in args))
        self.refuse_operation(name, node)
        if name in _OTHER_NAMES:
            known = _OTHER_NAMES[name]
            if known in FUNCTIONS and node.args:
                known += self.written(node)[len(self.words[self.offset(node)]) :]
            self.fail(f"there is no function {name}; write {known}", node)
        return Apply(name, tuple(self.expression(arg) for arg in args))

    def refuse_operation(
        self, name: str, node: ast.Call, known: Mapping[str, str] = _PRODUCTS
    ) -> None:
        """Refuse NumPy's word for an operator, and say how it is written: ``W.T @ dZ``."""
        if name in known and len(node.args) == 2 and not node.keywords:
            left, right = node.args
            self.fail(f"write {self.operation(left, known[name], right)}", node)

    def operation(self, left: ast.expr, op: str, right: ast.expr) -> str:
        """Return ``left op right``, each in brackets where it would not stand without."""

        def side(node: ast.expr, least: int) -> str:
            own = 4
            if isinstance(node, ast.BinOp):
                own = _TIGHTNESS[_BINARY[type(node.op)]]
            elif isinstance(node, ast.UnaryOp):
                own = 2 if node is left else 0
            return f"({self.written(node)})" if own < least else self.written(node)

        tightness = _TIGHTNESS[op]
        return f"{side(left, tightness + (op == '**'))} {op} {side(right, tightness + 1)}"

    def written(self, node: ast.expr) -> str:
        """Return what is written here, on one line."""
        text = self.source.text[self.offset(node) : (node.end_col_offset or 1) - 1]
        return " ".join(text.split())

    def count(self, node: ast.Call, name: str, fewest: int, most: int | None, form: str) -> None:
        """Refuse a wrong number of arguments, and say what the right form is."""
        found = len(node.args)
        if found < fewest or (most is not None and found > most):
            expected = str(fewest) if most == fewest else f"at least {fewest}"
            plural = "" if expected == "1" else "s"
            self.fail(f"{name} takes {expected} argument{plural}, not {found}: {form}", node)

    def reduction(self, name: str, node: ast.Call) -> Expr:
        self.count(node, name, 1, 1, f"{name}(Z, axis=1)")
        (array,) = node.args
        if isinstance(array, ast.GeneratorExp):
            if name != "sum" or node.keywords:
                self.fail(
                    f"only sum runs over an index, and without axis; {name} takes an array", node
                )
            return self.sum(array)
        axis, keepdims = None, False
        for keyword in node.keywords:
            argument = self.word(self.offset(keyword))
            value = keyword.value
            if argument == "axis" and isinstance(value, ast.Constant) and type(value.value) is int:
                axis = cast(int, self.index_term(value))
            elif argument == "keepdims" and isinstance(value, ast.Constant) and value.value is True:
                keepdims = True
            elif not (
                argument == "keepdims" and isinstance(value, ast.Constant) and value.value is False
            ):
                self.fail(f"{name} takes axis=0, axis=1, ... and keepdims=True", keyword)
        function = cast(Literal["sum", "mean", "max", "min"], name)
        return Reduce(function, self.expression(array), axis, keepdims)

    def sum(self, node: ast.GeneratorExp) -> Sum:
        ranges: list[Range] = []
        for generator in node.generators:
            target, source = generator.target, generator.iter
            if not isinstance(target, ast.Name) or self.spelt(target) in RESERVED:
                self.fail("the index of a sum is a name that is not reserved", target)
            index = self.spelt(target)
            if index in (known.index for known in ranges):
                self.fail(f"the index {index} runs twice in one sum", target)
            match source:
                case ast.Call(func=ast.Name() as function, args=[size], keywords=[]) if (
                    self.spelt(function) == "range"
                ):
                    ranges.append(Range(index, self.size(size)))
                case _:
                    self.fail(f"an index runs over range(n): for {index} in range(n)", source)
        return Sum(self.expression(node.elt), tuple(ranges))

    def derivative(self, body: ast.expr, variable: ast.expr) -> Derivative:
        by = self.expression(variable)
        match by:
            case Name() | Index(array=Name()):
                return Derivative(self.expression(body), by)
        self.fail("a derivative is taken by a name or an entry: D(L, a) or D(J, W[j, k])", variable)

    def array(self, node: ast.expr) -> Matrix | Vector:
        if not isinstance(node, ast.List):
            self.fail("write array([1, 2]) or array([[1, 2], [3, 4]])", node)
        if not any(isinstance(entry, ast.List) for entry in node.elts):
            return Vector(tuple(self.expression(entry) for entry in node.elts))
        rows: list[tuple[Expr, ...]] = []
        for row in node.elts:
            if not isinstance(row, ast.List):
                self.fail("every row of a matrix is a list: array([[1, 2], [3, 4]])", row)
            rows.append(tuple(self.expression(entry) for entry in row.elts))
            if len(rows[-1]) != len(rows[0]):
                self.fail(f"this row has {len(rows[-1])} entries, the first {len(rows[0])}", row)
        return Matrix(tuple(rows))

    def sizes_of(self, name: str, node: ast.expr) -> Expr:
        """Return the argument of eye or ones; the tuple of ``ones((n, m))`` is a Vector."""
        if name == "ones" and isinstance(node, ast.Tuple):
            for part in node.elts:
                self.size(part)
            return Vector(tuple(self.expression(part) for part in node.elts))
        self.size(node)
        return self.expression(node)

    # -- conditions -------------------------------------------------------------------------

    def relations(self, node: ast.expr, form: str) -> tuple[Relation, ...]:
        """Return the relations of a comparison such as ``0 < z < 1``."""
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            return tuple(r for part in node.values for r in self.relations(part, form))
        if not isinstance(node, ast.Compare):
            self.fail(f"a comparison is expected here: {form}", node)
        relations: list[Relation] = []
        left = self.expression(node.left)
        for op, comparator in zip(node.ops, node.comparators, strict=True):
            if type(op) not in _RELATIONS:
                self.fail(f"a comparison is expected here: {form}", node)
            right = self.expression(comparator)
            relations.append(Relation(_RELATIONS[type(op)], left, right))
            left = right
        return tuple(relations)

    def conditions(self, node: ast.expr) -> tuple[Condition, ...]:
        form = "0 < a < 1, z != 0, y in {0, 1}, n in N, W: (n, p), g: function or J(Z)"
        match node:
            case ast.Compare(left=left, ops=[ast.In()], comparators=[ast.Set(elts=elements)]):
                subject = self.expression(left)
                return (Membership(subject, tuple(self.constant(value) for value in elements)),)
            case ast.Compare(left=left, ops=[ast.In()], comparators=[ast.Name() as kind]) if (
                self.spelt(kind) == "N"
            ):
                name = self.expression(left)
                if not isinstance(name, Name):
                    self.fail("only a name is declared as a whole number: n in N", left)
                return (Natural(name),)
            case ast.Compare(ops=ops) if any(isinstance(op, ast.In) for op in ops):
                self.fail("a value lies in a set of numbers or in N: y in {0, 1} or n in N", node)
        return self.relations(node, form)

    def constant(self, node: ast.expr) -> Expr:
        """Return a value of a set, which depends on no name."""
        expr = self.expression(node)
        if any(isinstance(inner, Name | Apply | Delta | Index) for inner in nodes(expr)):
            self.fail("the values of a set are numbers", node)
        return expr


def _known(name: str) -> str:
    """Return what the language calls a function of a library, where it has it."""
    other = _OTHER_NAMES.get(name, name)
    return other if other in RESERVED else name


def _whole_number(digits: str) -> int:
    """Return ``int(digits)`` also beyond the 4,300 digits that Python converts at once."""
    if len(digits) <= 4000:
        return int(digits or "0")
    head, tail = digits[:-4000], digits[-4000:]
    return _whole_number(head) * 10**4000 + int(tail)
