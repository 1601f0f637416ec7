"""The printer: each node as a document, by the conventions of :mod:`derive.language.latex`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from derive.language.declared import made_of, rank, ranks_of, shapes_of
from derive.language.nodes import (
    ENTRYWISE,
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
    Path,
    Reduce,
    Relation,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
    nodes,
)
from derive.language.notation import FUNCTION_SIGNS, RELATION_SIGNS, Symbol, symbol
from derive.language.shapes import ShapeError, shape_of
from derive.language.typeset import (
    Close,
    Doc,
    Edge,
    Level,
    Open,
    Part,
    Place,
    Product,
    Thin,
    at_least,
    bracketed,
    edge_of,
    gap,
    multiplied,
    named,
    names_operator,
    numeral,
    put,
    spaced_before,
)
from derive.language.working import Declarations, Shape

# Functions of each entry that have a sign to put a prime on.
PRIMED = FUNCTION_SIGNS.keys() & ENTRYWISE.keys()

EXPONENT_LEAVES = 12  # a longer argument of exp is not raised into an exponent


class Printer:
    """Turns nodes into documents under given declarations.

    ``line`` are the expressions that stand together on a line.
    """

    def __init__(self, declarations: Declarations, line: tuple[Expr, ...] = ()) -> None:
        self.declarations = declarations
        self.shapes = shapes_of(declarations)
        self.unknowns = dict(declarations.unknowns)
        self.functions = frozenset(declarations.functions)
        self.ranks = ranks_of(declarations, self.shapes)
        declared = (*dict(declarations.shapes), *dict(declarations.lets))
        self.layer = "l" if any(name.endswith("_prev") for name in declared) else ""
        self.partial_by = frozenset(
            node.variable
            for expr in line
            for node in nodes(expr)
            if isinstance(node, Derivative) and self.is_partial(node.body, node.variable)
        )

    def symbol(self, name: str, *, function: bool = False) -> Symbol:
        """Return how ``name`` is written here."""
        return symbol(
            name,
            array=self.ranks.get(name, 0) > 0,
            function=function or name in self.functions,
            layer=self.layer,
        )

    def name(self, name: str) -> Doc:
        """Return a name on its own; before a bracket, one that has arguments must have a dot."""
        own = self.symbol(name)
        return named(replace(own, callable=own.callable or name in self.unknowns))

    def doc(self, expr: Expr, place: Place) -> Doc:
        """Return ``expr`` as a document; its own piece goes around it where it is in one piece."""
        if place.braced and not _is_put_together(expr):
            return self.braced(expr, replace(place, braced=False))
        match expr:
            case Number(text=text):
                doc = numeral(text)
            case Constant(name=name):
                doc = put(f"\\{name}", edge=Edge.LETTER)
            case Name(id=name):
                doc = self.name(name)
            case Unary():
                if place.unsigned and expr.op == "-":
                    return self.doc(expr.arg, place.child(0))
                doc = self.signed(expr, place)
            case Binary():
                doc = self.binary(expr, place)
            case Call():
                doc = self.call(expr, place)
            case Apply(function=function, args=args):
                doc = self.applied(function, args, place)
            case Reduce():
                doc = self.reduced(expr, place)
            case Sum():
                doc = self.sum(expr, place)
            case Derivative():
                doc = self.derivative(expr, place)
            case Index(array=array, indices=indices):
                doc = self.scripted(array, place, lower=self.index_text(array, indices))
            case Delta(left=left, right=right):
                text = self.index_list((left, right))
                doc = put(rf"\delta_{{{text}}}", edge=Edge.LETTER)
            case Transpose(array=array):
                doc = self.scripted(array, place, transpose=True)
            case Matrix(rows=rows):
                doc = self.matrix(rows, place)
            case Vector(entries=entries):
                doc = self.matrix(tuple((entry,) for entry in entries), place, "pmatrix")
            case Where():
                doc = self.where(expr, place)
        if place.unsigned and _leads_with_minus(expr):
            return doc
        return replace(doc, parts=(Open(place.path), *doc.parts, Close()))

    def braced(self, expr: Expr, place: Place) -> Doc:
        """Return an expression over a brace with its shape, if it has one."""
        doc = self.doc(expr, place)
        try:
            shape = shape_of(expr, self.declarations)
        except ShapeError:
            shape = ()
        if not shape:
            return doc
        brace = (r"\underbrace{", doc, f"}}_{{{self.shape_text(shape)}}}")
        return replace(put(*brace, head=doc.head, tail=doc.tail), tall=False)

    def signed(self, expr: Unary, place: Place) -> Doc:
        """Return a sign and what follows it."""
        arg = self.doc(expr.arg, place.child(0))
        if arg.level < Level.FACTOR:
            arg = bracketed(arg)
        sign: tuple[str | Thin, ...] = (expr.op,)
        if spaced_before(arg):
            sign = (expr.op, Thin("", False, True))
        return put(
            *(*sign, arg),
            level=Level.PRODUCT,
            head=Edge.SIGNED,
            tail=arg.tail,
            signed=True,
            open=arg.open,
        )

    def binary(self, expr: Binary, place: Place) -> Doc:
        """Return a sum, a product, a quotient or a power."""
        if expr.op == "**":
            return self.scripted(expr.left, place, power=expr.right)
        if expr.op == "/" and not place.flat:
            return self.fraction(expr, place)
        left = self.doc(expr.left, place.child(0, unsigned=place.unsigned))
        right = self.doc(expr.right, place.child(1))
        if expr.op in "+-":
            left = at_least(Level.SUM, left)
            if right.signed or right.level < Level.PRODUCT:
                right = bracketed(right)
            terms = (left, f" {expr.op} ", right)
            return put(*terms, level=Level.SUM, signed=left.signed, open=right.open)
        if expr.op == "/":
            if left.level < Level.PRODUCT or left.open or left.product is Product.SLASH:
                left = bracketed(left)
            return put(
                *(left, "/", at_least(Level.FACTOR, right)),
                level=Level.PRODUCT,
                head=left.head,
                product=Product.SLASH,
                signed=left.signed,
                open=right.open,
            )
        return multiplied(left, right, self.product_kind(expr))

    def product_kind(self, expr: Binary) -> Product:
        """Say how a product is written: only between two arrays does ``*`` have a sign."""
        if expr.op == "@":
            return Product.MATRIX
        both = rank(expr.left, self.ranks) > 0 and rank(expr.right, self.ranks) > 0
        return Product.ENTRYWISE if both else Product.SCALAR

    def fraction(self, expr: Binary, place: Place) -> Doc:
        """Return a quotient with a bar; its leading minus stands in front.

        Behind a fraction the bar is as short as in ``p/q * r/s``: only ``r`` is above ``s``.
        """
        above, rest = expr.left, None
        numbers: Path = (0,)
        if isinstance(above, Binary) and self.is_fraction_times(above):
            rest = self.doc(above.left, place.child(0, 0, unsigned=place.unsigned))
            above, numbers = above.right, (0, 1)
        lifted = _leads_with_minus(above) and rest is None
        top = self.doc(above, place.inside(*numbers, unsigned=lifted))
        bottom = self.doc(expr.right, place.inside(1))
        # A bar between bars would print letters too small to read.
        large = place.depth > 0 and any(part.barred for part in (top, bottom))
        bar = r"\dfrac{" if large else r"\frac{"
        doc = put(bar, top, "}{", bottom, "}", level=Level.FACTOR, edge=Edge.FRACTION)
        if rest is not None:
            return multiplied(rest, doc, Product.SCALAR)
        if lifted and not place.unsigned:
            return put("-", doc, level=Level.PRODUCT, head=Edge.SIGNED, tail=doc.tail, signed=True)
        return doc

    def is_fraction_times(self, expr: Binary) -> bool:
        """Say whether this is a fraction with a further factor behind it."""
        behind = isinstance(expr.left, Binary) and expr.left.op == "/"
        return behind and expr.op == "*" and self.product_kind(expr) is Product.SCALAR

    def call(self, expr: Call, place: Place) -> Doc:
        """Return a function that the language knows."""
        function, args = expr.function, expr.args
        match function, args:
            case "sqrt", (arg,):
                return put(r"\sqrt{", self.doc(arg, place.child(0)), "}", level=Level.POWER)
            case "abs", (arg,):
                bars = bracketed(self.doc(arg, place.child(0)), r"\lvert", r"\rvert", own=False)
                return replace(bars, head=Edge.OTHER, tail=Edge.OTHER)
            case "exp", (arg,) if not place.script and self.fits_in_exponent(arg):
                raised = self.doc(arg, place.raised(0))
                return put("e^{", raised, "}", level=Level.POWER, head=Edge.LETTER)
            case (("eye" | "ones"), (Name() | Number() as size,)):
                letter = "I_{" if function == "eye" else r"\mathbf{1}_{"
                return put(letter, self.doc(size, place.raised(0)), "}", edge=Edge.LETTER)
            case "ones", (Vector(entries=(Name() | Number(), Name() | Number()) as sizes),):
                number = place.raised(0)
                rows, columns = (
                    self.doc(size, number.child(turn)) for turn, size in enumerate(sizes)
                )
                one = (r"\mathbf{1}_{", rows, r" \times ", columns, "}")
                return put(*one, edge=Edge.LETTER)
            case _:
                return self.known(function, args, place)

    def known(self, function: str, args: tuple[Expr, ...], place: Place, prime: str = "") -> Doc:
        """Return a function that has a sign of its own, with its arguments in brackets."""
        head = Edge.LETTER if function == "sigma" else Edge.OTHER
        return put(FUNCTION_SIGNS[function] + prime, self.arguments(args, place), head=head)

    def applied(self, function: str, args: tuple[Expr, ...], place: Place, primes: int = 0) -> Doc:
        """Return an unknown function of its arguments, with primes for its derivatives."""
        own = self.symbol(function, function=function not in self.unknowns)
        if own.superscript:
            name = replace(own, superscript=own.superscript + r"\prime" * primes).latex
        else:
            name = own.latex + "'" * primes
        head = Edge.WORD if own.word else Edge.LETTER
        return put(name, self.arguments(args, place), head=head)

    def arguments(self, args: tuple[Expr, ...], place: Place) -> Doc:
        """Arguments in brackets."""
        items: list[str | Doc] = []
        for number, arg in enumerate(args):
            items += [", "] * (number > 0) + [self.doc(arg, place.child(number))]
        return bracketed(put(*items), own=False)

    def fits_in_exponent(self, arg: Expr) -> bool:
        """Say whether ``arg`` is short and flat: no power on a power, no bar on a bar, no array."""
        leaves = 0
        for node in nodes(arg):
            match node:
                case Number() | Name():
                    leaves += 1
                case Binary(op="/", left=left, right=right):
                    if any(isinstance(n, Binary) and n.op == "/"
                           for side in (left, right) for n in nodes(side)):  # fmt: skip
                        return False
                case Binary(op="+" | "-" | "*") | Unary() | Constant() | Index() | Apply():
                    pass
                case Call(function="log" | "abs" | "sigma"):
                    pass
                case _:
                    return False
        return leaves <= EXPONENT_LEAVES and rank(arg, self.ranks) == 0

    def reduced(self, expr: Reduce, place: Place) -> Doc:
        """``sum``, ``mean``, ``max`` or ``min`` of an array, with the axis under its name."""
        words = [] if expr.axis is None else [rf"\text{{axis }}{expr.axis}"]
        words += [r"\text{kept}"] * expr.keepdims
        under = rf"_{{{', '.join(words)}}}" if words else ""
        name = rf"\operatorname{{{expr.function}}}{under}"
        return put(name, self.arguments((expr.array,), place))

    def sum(self, expr: Sum, place: Place) -> Doc:
        """Sum signs with their limits, and the body, in brackets if it is a sum."""
        body = self.doc(expr.body, place.child(0))
        if body.level < Level.PRODUCT or body.signed:
            body = bracketed(body)
        signs: list[str | Thin] = []
        for turn in expr.ranges:
            index, size = self.index_term(turn.index), self.size_term(turn.size)
            signs += [rf"\sum_{{{index}=1}}^{{{size}}}", Thin(" ", False, True)]
        return put(*signs, body, level=Level.FACTOR, open=True)

    def derivative(self, expr: Derivative, place: Place) -> Doc:
        """Return a quotient of d's, an operator before brackets, or a prime."""
        order, body = 1, expr.body
        numbers: Path = (0,)
        simple = isinstance(expr.variable, Name) and not self.symbol(expr.variable.id).superscript
        while isinstance(body, Derivative) and body.variable == expr.variable and simple:
            order, body, numbers = order + 1, body.body, (*numbers, 0)
        if slope := self.primed(body, expr.variable, place.child(*numbers), order):
            return slope
        # What has no name takes the sign of its neighbours: not two signs by one variable.
        partial = self.is_partial(body, expr.variable) or (
            expr.variable in self.partial_by and not self.is_short(body)
        )
        d = r"\partial " if partial else r"\mathrm{d}"
        power = f"^{{{order}}}" if order > 1 else ""
        above = f"{d.strip()}{power}" if power else d
        bar = ("", "/", "") if place.flat else (r"\frac{", "}{", "}")
        below = (f"{bar[1]}{d}", self.doc(expr.variable, place.inside(1)), f"{power}{bar[2]}")
        whole: tuple[str | Thin | Doc, ...]
        if self.is_short(body):
            whole = (f"{bar[0]}{above}", self.doc(body, place.inside(*numbers)), *below)
        else:
            operator = put(f"{bar[0]}{above.strip()}", *below)
            inner = bracketed(self.doc(body, place.child(*numbers)), "[", "]", own=False)
            whole = (operator, gap(operator, inner), inner)
        if place.flat:
            return put(*whole, level=Level.PRODUCT, product=Product.SLASH)
        return put(*whole, level=Level.FACTOR, edge=Edge.DERIVATIVE)

    def primed(self, body: Expr, variable: Expr, place: Place, order: int) -> Doc | None:
        """Return the slope of a function where it is one of the variable: ``g'(z)``, ``g'(Z)``.

        Of an array the body is a sum over all entries: by each, only one of its terms moves.
        """
        whole = rank(variable, self.ranks) > 0
        if whole:
            if (
                order > 1
                or not isinstance(body, Reduce)
                or body != Reduce("sum", body.array, None, False)
            ):
                return None
            body, place = body.array, place.child(0)
        match body:
            case Apply(function=g, args=args) if args == (variable,) and g not in self.unknowns:
                return self.applied(g, args, place, order)
            case Call(function=f, args=args) if whole and args == (variable,) and f in PRIMED:
                return self.known(f, args, place, "'")
            case _:
                return None

    def is_short(self, body: Expr) -> bool:
        """Say whether the body fits behind the d: a name, an entry, an unknown scalar."""
        match body:
            case Name() | Index(array=Name()):
                return True
            case Apply(function=function):
                return function in self.unknowns
            case _:
                return False

    def is_partial(self, body: Expr, variable: Expr) -> bool:
        """Say whether the body depends on more than the variable, or the variable is an array."""
        if not isinstance(variable, Name) or self.ranks.get(variable.id, 0) > 0:
            return True
        return len(made_of(body, variable.id, self.declarations)) > 1

    def scripted(
        self,
        base: Expr,
        place: Place,
        *,
        lower: str = "",
        power: Expr | None = None,
        transpose: bool = False,
    ) -> Doc:
        """Return a base with an index below, or a power or a transpose above."""
        upper: str | Doc = r"\mathsf{T}" if transpose else ""
        if power is not None:
            upper = self.doc(power, place.raised(1))
        name = base
        if power is not None and isinstance(base, Index):
            name, lower = base.array, self.index_text(base.array, base.indices)
        if isinstance(name, Name):
            own = self.symbol(name.id)
            # e^{x} is the exponential, and W^{[2]} has no room for a power.
            if transpose and own.superscript:  # W^{[l]T} runs together
                inner = bracketed(self.scripts(own, place.child(0).path, lower, ""), own=False)
                return put(inner, "^{", upper, "}", level=Level.POWER, edge=edge_of(own))
            if power is None or not (own.superscript or name.id == "e"):
                return self.scripts(own, place.child(0).path, lower, upper)
        if power is not None:
            lower = ""
        doc = self.doc(base, place.child(0))
        scripted = base == Name("e") or (isinstance(base, Index) and power is None)
        calls = isinstance(base, Call | Apply | Reduce | Derivative | Index | Delta)
        if bare := scripted or doc.level < Level.ATOM:
            doc = bracketed(doc)
        if doc.tall or (calls and not bare):
            doc = put("{", doc, "}", head=Edge.GROUP if names_operator(doc) else doc.head)
        above = ("^{", upper, "}") if upper else ()
        below = (f"_{{{lower}}}",) if lower else ()
        return put(doc, *above, *below, level=Level.POWER, head=doc.head)

    def scripts(self, own: Symbol, path: Path, lower: str, upper: str | Doc) -> Doc:
        """Return a name with more scripts than its own; only its nucleus is its own piece."""
        below = ",".join(filter(None, (own.subscript, lower)))
        nucleus = Doc((Open(path), own.nucleus, Close()))
        above = ("^{", own.superscript, upper, "}") if upper or own.superscript else ()
        subscript = (f"_{{{below}}}",) if below else ()
        scripts = (*above, *subscript) if own.superscript else (*subscript, *above)
        level = Level.POWER if above else Level.ATOM
        return put(nucleus, *scripts, level=level, edge=edge_of(own))

    def index_text(self, array: Expr, indices: tuple[IndexTerm, ...]) -> str:
        """Return indices as shown: a 0 on an axis of size 1 says nothing and is left out."""
        if isinstance(array, Name) and len(shape := self.shapes.get(array.id, ())) == len(indices):
            pairs = zip(indices, shape, strict=True)
            indices = tuple(i for i, size in pairs if (i, size) != (0, 1)) or indices
        return self.index_list(indices)

    def index_list(self, indices: tuple[IndexTerm, ...]) -> str:
        """Return indices side by side, with commas when one of them is longer than a letter."""
        texts = [self.index_term(index) for index in indices]
        return ("" if all(len(text) == 1 for text in texts) else ", ").join(texts)

    def index_term(self, index: IndexTerm) -> str:
        """Return an index; a literal one counts from 1."""
        return str(index + 1) if isinstance(index, int) else symbol(index).latex

    def size_term(self, size: IndexTerm) -> str:
        """Return the size of a range."""
        return str(size) if isinstance(size, int) else self.symbol(size).latex

    def shape_text(self, shape: Shape) -> str:
        """Return the sizes of an array, rows times columns."""
        return r" \times ".join(map(self.size_term, shape))

    def matrix(
        self, rows: tuple[tuple[Expr, ...], ...], place: Place, kind: str = "bmatrix"
    ) -> Doc:
        """Return a small matrix in square brackets; round ones for what has a single axis."""
        items: list[str | Doc] = [rf"\begin{{{kind}}} "]
        number = 0
        for row in rows:
            items += [r" \\ "] * (number > 0)
            for column, entry in enumerate(row):
                items += [" & "] * (column > 0) + [self.doc(entry, place.inside(number))]
                number += 1
        return put(*items, rf" \end{{{kind}}}")

    def where(self, expr: Where, place: Place) -> Doc:
        """Cases."""
        last = 2 * len(expr.condition)
        then, otherwise = (
            self.doc(case, place.inside(last + number))
            for number, case in enumerate((expr.then, expr.otherwise))
        )
        condition = Doc(self.condition(expr.condition, place.inside()))
        return put(
            r"\begin{cases} ", then, r" & \text{if } ", condition, r" \\ ", otherwise,
            r" & \text{otherwise} \end{cases}", level=Level.CASES,
        )  # fmt: skip

    def condition(self, conditions: Sequence[Condition], place: Place) -> tuple[Part, ...]:
        """Conditions, chained where they go on from each other, else joined with *and*."""
        parts: list[Part] = []
        for number, condition in enumerate(conditions):
            chained = number > 0 and goes_on(conditions[number - 1], condition)
            if number > 0 and not chained:
                parts.append(r" \text{ and } ")
            parts += self.one_condition(condition, place, 2 * number, chained)
        return tuple(parts)

    def one_condition(
        self, condition: Condition, place: Place, number: int, chained: bool
    ) -> Iterable[Part]:
        """One condition, without its left side when that stands there already."""
        match condition:
            case Relation(op=op, left=left, right=right):
                if not chained:
                    yield from self.doc(left, place.child(number)).parts
                yield f" {RELATION_SIGNS[op]} "
                yield from self.doc(right, place.child(number + 1)).parts
            case Membership(subject=subject, values=values):
                yield from self.doc(subject, place.child(number)).parts
                yield r" \in \{"
                for turn, value in enumerate(values):
                    yield ", " if turn else ""
                    yield from self.doc(value, place.child(number + 1 + turn)).parts
                yield r"\}"
            case Natural(subject=name):
                yield from self.doc(name, place.child(number)).parts
                yield r" \in \mathbb{N}"


def goes_on(before: Condition, condition: Condition) -> bool:
    """Say whether two relations in the same direction make a chain."""
    if not isinstance(before, Relation) or not isinstance(condition, Relation):
        return False
    same_way = before.op[0] == condition.op[0] and before.op != "!="
    return same_way and before.right == condition.left


def _is_put_together(expr: Expr) -> bool:
    """Say whether arrays are seen side by side in it: terms, factors, cases."""
    match expr:
        case Binary(op=op):
            return op != "**"
        case _:
            return isinstance(expr, Unary | Where)


def _leads_with_minus(expr: Expr) -> bool:
    """Say whether the first factor of a product or quotient has a minus in front."""
    while isinstance(expr, Binary) and expr.op in "*/@" and expr.op != "**":
        expr = expr.left
    return isinstance(expr, Unary) and expr.op == "-"
