"""The rules of indices: sums, entries, products of matrices."""

from __future__ import annotations

from collections.abc import Callable

from derive.language.nodes import (
    ENTRYWISE,
    Apply,
    Binary,
    Call,
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Matrix,
    Name,
    Range,
    Reduce,
    Sum,
    Transpose,
    Unary,
    children,
    nodes,
)
from derive.rules.build import Parts, parts, times
from derive.rules.dependence import leaves
from derive.rules.entries import Kind, kind, opened, size_expr, summed
from derive.rules.form import Law, form
from derive.rules.rule import Example, Move, Rule
from derive.rules.scene import Scene, indexed, letters_in, unused, variable_name

_LONGEST = 24  # of the sums that are written out


def open_entries(node: Expr, scene: Scene) -> Expr | None:
    """Write an entry of what is made of arrays with entries of these."""
    return opened(node.array, node.indices, scene) if isinstance(node, Index) else None


def _of_kinds(*kinds: Kind) -> Move:
    def move(node: Expr, scene: Scene) -> Expr | None:
        if isinstance(node, Index) and kind(node.array) in kinds:
            return opened(node.array, node.indices, scene)
        return None

    return move


open_transpose = _of_kinds(Kind.TRANSPOSE)
open_product = _of_kinds(Kind.PRODUCT)


def open_broadcast(node: Expr, scene: Scene) -> Expr | None:
    """Write an entry with entries of what is made fit by copying."""
    return None if _alike(node, scene) else _open_entrywise(node, scene)


def open_alike(node: Expr, scene: Scene) -> Expr | None:
    """Write an entry with entries of arrays of one shape."""
    return _open_entrywise(node, scene) if _alike(node, scene) else None


def _alike(node: Expr, scene: Scene) -> bool:
    """Whether an entry is taken of arrays that all have one shape, factors in front aside."""
    if not isinstance(node, Index):
        return True
    multiplied = isinstance(node.array, Binary) and node.array.op in "*/"
    shapes = {scene.shape(child) for child in children(node.array)}
    return len(shapes - {()} if multiplied else shapes) <= 1


_open_entrywise = _of_kinds(Kind.ENTRYWISE)
open_rest = _of_kinds(Kind.TRANSPOSE, Kind.ENTRYWISE, Kind.OTHER)


def sum_of_array(node: Expr, scene: Scene) -> Expr | None:
    """sum(Z) is the sum of all its entries, trace(Z) that of those on the diagonal."""
    match node:
        case Call(function="trace", args=(array,)):
            size, letter = (scene.shape(array) or (0,))[0], unused("q", array, scene.ranges)
            return Sum(Index(array, (letter, letter)), (Range(letter, size),))
        case Reduce(function="sum", axis=None, keepdims=False, array=array):
            return summed(array, scene)
    return None


def scalar_product(node: Expr, scene: Scene) -> Expr | None:
    """Write u @ v as the sum of the products of the entries of two vectors."""
    match node:
        case Binary(op="@") if scene.is_scalar(node):
            return opened(node, (), scene)
    return None


def write_out(node: Expr, scene: Scene) -> Expr | None:
    """Write out a sum over a literal range."""
    match node:
        case Sum(body=body, ranges=(*outer, last)) if isinstance(last.size, int):
            if last.size > _LONGEST:
                return None
            terms = [indexed(body, {last.index: i}) for i in range(last.size)]
            written = terms[0]
            for term in terms[1:]:
                written = Binary("+", written, term)
            return Sum(written, tuple(outer)) if outer else written
    return None


def transpose_inside(node: Expr, scene: Scene) -> Expr | None:
    """(P @ Q).T = Q.T @ P.T, W.T.T = W, (P + Q).T = P.T + Q.T, and so for what is written out."""
    match node:
        case Transpose(array=Transpose(array=inner)):
            return inner
        case Transpose(array=Binary(op="@", left=left, right=right)):
            return Binary("@", Transpose(right), Transpose(left))
        case Transpose(array=Unary(op=op, arg=arg)):
            return Unary(op, _turned(arg, scene))
        case Transpose(array=Binary(op=op, left=left, right=right)):
            return Binary(op, _turned(left, scene), _turned(right, scene))
        case Transpose(array=Call(function=function, args=args)) if function in ENTRYWISE:
            return Call(function, tuple(_turned(arg, scene) for arg in args))
        case Transpose(array=Apply(function=function, args=args)):
            return Apply(function, tuple(_turned(arg, scene) for arg in args))
        case Transpose(array=Matrix(rows=rows)):
            return Matrix(tuple(zip(*rows, strict=True)))
        case Transpose(array=array) if scene.is_scalar(array):
            return array
    return None


def slope_by_transpose(node: Expr, scene: Scene) -> Expr | None:
    """D(T, W) = D(T, w).T where W = w.T and T sees w in no other way."""
    match node:
        case Derivative(body=body, variable=Name(id=name) as variable):
            match scene.meaning(name):
                case Transpose(array=Name() as turned):
                    seen = map(variable_name, leaves(body, variable, scene))
                    if turned.id not in seen:  # but for W
                        return Transpose(Derivative(body, turned))
    return None


def _turned(expr: Expr, scene: Scene) -> Expr:
    return expr if scene.is_scalar(expr) else Transpose(expr)


def pick(node: Expr, scene: Scene) -> Expr | None:
    """sum(delta(i, j)*u[i] for i in range(n)) = u[j]."""
    if not isinstance(node, Sum):
        return None
    product = parts(node.body)
    for place, run in enumerate(node.ranges):
        for factor in product.above:
            other = _other(factor, run.index)
            if other is None:
                continue
            body = indexed(product.without(factor).built(), {run.index: other})
            rest = node.ranges[:place] + node.ranges[place + 1 :]
            return Sum(body, rest) if rest else body
    return None


def _other(factor: Expr, index: str) -> IndexTerm | None:
    match factor:
        case Delta(left=left, right=right) if left == index != right:
            return right
        case Delta(left=left, right=right) if right == index != left:
            return left
    return None


def count_constant(node: Expr, scene: Scene) -> Expr | None:
    """sum(c for i in range(n)) = n*c."""
    match node:
        case Sum(body=body, ranges=ranges):
            here = letters_in(body)
            free = [run for run in ranges if run.index not in here]
            if free:
                rest = tuple(run for run in ranges if run.index in here)
                inner = Sum(body, rest) if rest else body
                return times(*(size_expr(run.size) for run in free), inner)
    return None


def constant_out(node: Expr, scene: Scene) -> Expr | None:
    """sum(c*u[i] for i in range(n)) = c*sum(u[i] for i in range(n))."""
    match node:
        case Sum(body=body, ranges=ranges):
            bound = {run.index for run in ranges}
            return _taken_out(
                body, lambda part: not letters_in(part) & bound, lambda rest: Sum(rest, ranges)
            )
        case Reduce(function="sum" | "mean" as function, array=array, axis=axis, keepdims=keepdims):
            return _taken_out(
                array, scene.is_scalar, lambda rest: Reduce(function, rest, axis, keepdims)
            )
    return None


def _taken_out(
    body: Expr, still: Callable[[Expr], bool], rebuilt: Callable[[Expr], Expr]
) -> Expr | None:
    product = parts(body)
    above = [each for each in product.above if still(each)]
    below = [each for each in product.below if still(each)]
    if len(above) == len(product.above):
        return None
    if not above and not below and not product.negative:
        return None
    rest = Parts(
        False,
        tuple(each for each in product.above if not still(each)),
        tuple(each for each in product.below if not still(each)),
    )
    return Parts(product.negative, (*above, rebuilt(rest.built())), tuple(below)).built()


def split_sum(node: Expr, scene: Scene) -> Expr | None:
    """sum(u[i] + v[i] for i in range(n)) = sum(u[i] ...) + sum(v[i] ...)."""
    match node:
        case Sum(body=Binary(op="+" | "-" as op, left=left, right=right), ranges=ranges):
            return Binary(op, Sum(left, ranges), Sum(right, ranges))
        case Reduce(
            function="sum" | "mean" as function,
            array=Binary(op="+" | "-" as op, left=left, right=right),
            axis=axis,
            keepdims=keepdims,
        ):
            if scene.shape(left) == scene.shape(right):
                return Binary(
                    op,
                    Reduce(function, left, axis, keepdims),
                    Reduce(function, right, axis, keepdims),
                )
    return None


def join_sums(node: Expr, scene: Scene) -> Expr | None:
    """Nested sums are one sum over several indices; their order does not matter."""
    match node:
        case Sum(body=Sum(body=body, ranges=inner), ranges=outer):
            return Sum(body, outer + inner)
        case Sum(body=body, ranges=ranges) if len(ranges) > 1:
            ordered = tuple(sorted(ranges, key=lambda run: (str(run.size), _mark(body, run.index))))
            return Sum(body, ordered) if ordered != ranges else None
    return None


def _mark(body: Expr, index: str) -> str:
    """Return how the body looks when only this index is marked: it tells two of a size apart."""
    blank: dict[str, IndexTerm] = {str(each): "_" for each in letters_in(body) if each != index}
    return form(indexed(body, {**blank, index: "%"}), frozenset({Law.ORDER}))


def number_out(node: Expr, scene: Scene) -> Expr | None:
    """(c*P) @ Q = P @ (c*Q) = c*(P @ Q)."""
    match node:
        case Binary(op="@", left=left, right=right):
            one, two = parts(left), parts(right)
            still = [each for each in (*one.above, *two.above) if scene.is_scalar(each)]
            below = [each for each in (*one.below, *two.below) if scene.is_scalar(each)]
            negative = one.negative != two.negative
            if not still and not below and not one.negative and not two.negative:
                return None
            rest = [
                Parts(
                    False,
                    tuple(each for each in side.above if not scene.is_scalar(each)),
                    tuple(each for each in side.below if not scene.is_scalar(each)),
                ).built()
                for side in (one, two)
            ]
            return Parts(negative, (*still, Binary("@", rest[0], rest[1])), tuple(below)).built()
    return None


def _products(expr: Expr) -> int:
    return sum(isinstance(node, Binary) and node.op == "@" for node in nodes(expr))


_VECTOR = "where u: (n)"
_VECTORS = "where u: (n), v: (n)"
_SHARED = "where v: (n), s != 0"
_MATRICES = "where P: (n, p), Q: (p, m)"

RULES = (
    Rule(
        "write as entries",
        "index",
        "(u + v)[i] = u[i] + v[i]; sum(u) = sum(u[i] for i in range(n)); "
        "P.T[j, k] = P[k, j]; (P @ Q)[j, i] = sum(P[j, k]*Q[k, i] for k in range(p))",
        "An entry of what is made of arrays is written with entries of these: of sums, entrywise "
        "products and functions, transposes, matrix products. Two arrays of one shape are equal "
        "when all their entries are.",
        Example("sum(u*v)", "sum(u[i]*v[i] for i in range(n))", _VECTORS),
        not_=(
            Example(
                "sum(u[i]*v[i] for i in range(n))", "sum(v[i]*u[i] for i in range(n))", _VECTORS
            ),
            Example(
                "sum(x*u[i] for i in range(n))",
                "x*sum(u[i] for i in range(n))",
                "where u: (n)",
            ),
        ),
        needs="`u` and `v` have one shape; what has one row or one column is broadcast first",
        given="where u: (n), v: (n), P: (n, p), Q: (p, m)",
        why=(
            "Sums, entrywise products and functions of arrays are defined entry by entry; the "
            "transpose and the matrix product are defined by what their entries are."
        ),
        moves=(open_entries, sum_of_array, scalar_product),
        helpers=(join_sums, write_out),
        with_=frozenset({Law.BARS}),
        whole=True,
    ),
    Rule(
        "write as a matrix product",
        "index",
        "(P @ Q)[j, i] = sum(P[j, k]*Q[k, i] for k in range(p))",
        "An entry of a matrix product: a row times a column, entry by entry, added up. Read from "
        "right to left: a sum over the index that is second at one factor and first at the other "
        "is a product.",
        Example("sum(P[j, k]*Q[k, i] for k in range(p))", "(P @ Q)[j, i]", _MATRICES),
        not_=(
            Example("(P @ Q).T", "Q.T @ P.T", _MATRICES),
            Example("Q.T[i, k]", "Q[k, i]", "where Q: (p, m)"),
            Example("sum(u*v)", "sum(u[i]*v[i] for i in range(n))", "where u: (n), v: (n)"),
        ),
        given="where P: (n, p), Q: (p, m)",
        needs="as many columns of `P` as rows of `Q`",
        why="It is the definition of the product of two matrices.",
        moves=(open_product, scalar_product),
        helpers=(open_rest, write_out),
        whole=True,
        turn=lambda left, right: _products(left) != _products(right),
    ),
    Rule(
        "transpose",
        "index",
        "P.T[j, k] = P[k, j]; P.T.T = P; (P + R).T = P.T + R.T; (P @ Q).T = Q.T @ P.T; "
        "D(T, W) = D(T, V).T",
        "The transpose has rows for columns. It goes inside sums, entrywise products and entrywise "
        "functions as it stands, and inside a matrix product with the factors changing places. "
        "Where `W` is `V` turned over, so are the slopes by it.",
        Example(
            "sum(P[j, k]*x[j] for j in range(n))",
            "sum(P.T[k, j]*x[j] for j in range(n))",
            "where P: (n, p), x: (n)",
        ),
        not_=(
            Example("(P @ Q)[j, i]", "sum(P[j, k]*Q[k, i] for k in range(p))", _MATRICES),
            Example("(P + R)[j, k]", "P[j, k] + R[j, k]", "where P: (n, p), R: (n, p)"),
        ),
        needs="in the last law `W = V.T`, and `T` is a number that depends on `V` only through `W`",
        given="where P: (n, p), Q: (p, m), R: (n, p), V: (n, p), T(W)\nlet W = V.T",
        why=(
            "The first law is the definition. The entry of `(P @ Q).T` in row `i` and column `j` "
            "is row `j` of `P` times column `i` of `Q`, and so is that of `Q.T @ P.T`. As "
            "`W[j, k]` is `V[k, j]`, and `T` sees `V` in no other way, the slopes by both are one "
            "number, and each stands where its variable does."
        ),
        moves=(transpose_inside, open_transpose, slope_by_transpose),
    ),
    Rule(
        "broadcasting",
        "index",
        "(Z + b)[j, i] = Z[j, i] + b[j, 0]; (Z + r)[j, i] = Z[j, i] + r[0, i]; "
        "(Z + c)[j, i] = Z[j, i] + c",
        "What has one column is used for every column, what has one row for every row, and what "
        "is one number for every entry; so too in differences, entrywise products and quotients.",
        Example(
            "(W @ A + b)[j, i]",
            "(W @ A)[j, i] + b[j, 0]",
            "where W: (n, p), A: (p, m), b: (n, 1)",
        ),
        not_=(
            Example("(P @ Q)[j, i]", "sum(P[j, k]*Q[k, i] for k in range(p))", _MATRICES),
            Example("(P + R)[j, k]", "P[j, k] + R[j, k]", "where P: (n, p), R: (n, p)"),
        ),
        needs="`b` is a column as high as `Z`, `r` a row as wide as `Z`, `c` a number",
        given="where Z: (n, m), b: (n, 1), r: (1, m)",
        why=(
            "An agreement of NumPy, and of this site: a size 1 is stretched by copying. No other "
            "size is."
        ),
        moves=(open_broadcast,),
        helpers=(open_alike,),
    ),
    Rule(
        "delta picks one term",
        "index",
        "sum(delta(i, j)*u[i] for i in range(n)) = u[j]",
        "`delta(i, j)` is 1 where both indices agree, and 0 elsewhere: of the sum, the term with "
        "`i = j` is left.",
        Example("sum(u[i]*(v[i]*delta(i, j)) for i in range(n))", "u[j]*v[j]", _VECTORS),
        "`j` is one of the values of `i`",
        not_=(
            Example(
                "sum(u[i]*v[i] for i in range(n))", "sum(v[i]*u[i] for i in range(n))", _VECTORS
            ),
            Example("delta(i, j)*u[i]", "delta(i, j)*u[j]", "where u: (n)"),
        ),
        given="where u: (n)",
        why="All terms are 0 but the one with `i = j`, in which delta is 1.",
        moves=(pick,),
    ),
    Rule(
        "sum of a constant",
        "index",
        "sum(c for i in range(n)) = n*c",
        "As many equal terms as the index has values.",
        Example("sum(x*u[j] for i in range(n))/n", "n*(x*u[j])/n", "where u: (n)"),
        "`c` does not depend on `i`",
        not_=(
            Example("sum(x*u[i] for i in range(n))", "x*sum(u[i] for i in range(n))", _VECTOR),
            Example(
                "sum(u[i] + x for i in range(n))",
                "sum(u[i] for i in range(n)) + sum(x for i in range(n))",
                "where u: (n)",
            ),
        ),
        why="`n` equal terms are `n` times one of them.",
        moves=(count_constant,),
    ),
    Rule(
        "constant out of a sum",
        "index",
        "sum(c*u[i] for i in range(n)) = c*sum(u[i] for i in range(n))",
        "A factor that all terms share is taken out in front of the sum; so is a number in front "
        "of an array whose entries are added.",
        Example("sum(-y*v[i]/s for i in range(n))", "-y/s*sum(v[i] for i in range(n))", _SHARED),
        "`c` does not depend on `i`",
        not_=(
            Example("sum(x for i in range(n))", "n*x"),
            Example(
                "sum(u[i] + v[i] for i in range(n))",
                "sum(u[i] for i in range(n)) + sum(v[i] for i in range(n))",
                "where u: (n), v: (n)",
            ),
        ),
        given="where u: (n)",
        why="The law by which a factor is taken out of a bracket, for `n` terms.",
        moves=(constant_out,),
        with_=frozenset({Law.BARS}),
    ),
    Rule(
        "split a sum",
        "index",
        "sum(u[i] + v[i] for i in range(n)) = "
        "sum(u[i] for i in range(n)) + sum(v[i] for i in range(n))",
        "A sum of sums is the sum of the first terms and the sum of the second.",
        Example(
            "sum(u[i] - v[i] for i in range(n))",
            "sum(u[i] for i in range(n)) - sum(v[i] for i in range(n))",
            _VECTORS,
        ),
        not_=(
            Example("sum(x*u[i] for i in range(n))", "x*sum(u[i] for i in range(n))", _VECTOR),
            Example(
                "sum(P[j, k] for j in range(n) for k in range(p))",
                "sum(P[j, k] for k in range(p) for j in range(n))",
                "where P: (n, p)",
            ),
        ),
        given="where u: (n), v: (n)",
        why="The terms may be added in any order: first all `u[i]`, then all `v[i]`.",
        moves=(split_sum,),
    ),
    Rule(
        "write out a sum",
        "index",
        "sum(u[i] for i in range(2)) = u[0] + u[1]",
        "A sum over a known number of terms is written term by term.",
        Example("sum(u[i]*x for i in range(3))", "u[0]*x + u[1]*x + u[2]*x", "where u: (3)"),
        not_=(
            Example("sum(x for i in range(n))", "n*x"),
            Example("u[0] + u[1]", "u[1] + u[0]", "where u: (2)"),
        ),
        given="where u: (2)",
        why="It is what the sign of summation stands for.",
        moves=(write_out,),
    ),
    Rule(
        "swap two sums",
        "index",
        "sum(sum(P[j, k] for k in range(p)) for j in range(n)) = "
        "sum(sum(P[j, k] for j in range(n)) for k in range(p))",
        "The entries of a table may be added row by row or column by column.",
        Example(
            "sum(sum(P[j, k]*v[k] for k in range(p)) for j in range(n))",
            "sum(sum(P[j, k]*v[k] for j in range(n)) for k in range(p))",
            "where P: (n, p), v: (p)",
        ),
        "finitely many terms; the range of each index does not depend on the other index",
        not_=(
            Example("sum(x*u[i] for i in range(n))", "x*sum(u[i] for i in range(n))", _VECTOR),
            Example(
                "sum(sum(P[j, k] for k in range(p)) for j in range(n))",
                "sum(sum(P[a, b] for b in range(p)) for a in range(n))",
                "where P: (n, p)",
            ),
        ),
        given="where P: (n, p)",
        why="The terms are the same, and a finite sum does not depend on their order.",
        moves=(join_sums,),
    ),
    Rule(
        "number in a matrix product",
        "index",
        "(c*P) @ Q = c*(P @ Q); P @ (c*Q) = c*(P @ Q)",
        "A number may stand in front of a matrix product or at any of its factors.",
        Example("dZ @ (A.T/m)", "dZ @ A.T/m", "where dZ: (n, m), A: (p, m)"),
        "`c` is one number; as many columns of `P` as rows of `Q`",
        not_=(
            Example("(P @ Q).T", "Q.T @ P.T", _MATRICES),
            Example("2*(P + Q)", "2*P + 2*Q", "where P: (n, p), Q: (n, p)"),
        ),
        given="where P: (n, p), Q: (p, m)",
        why=(
            "Every entry is a sum of products, each with the factor `c`, which can be taken out "
            "of the sum."
        ),
        moves=(number_out,),
        with_=frozenset({Law.BARS}),
    ),
)
