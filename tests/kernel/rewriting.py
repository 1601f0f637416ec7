"""Random pairs of lines: one rewritten by a true law, by a false law, or with a slip of the pen.

A law's letters become random expressions, which may hold every function of the language; both
sides of it are put at one place of a random line. Its conditions become the domain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import chain, islice
from random import Random
from typing import Literal, TypeAlias

from derive.language.nodes import (
    Binary,
    Derivative,
    Expr,
    Index,
    Name,
    Range,
    Reduce,
    Relation,
    Sum,
    children,
    names_in,
    walk,
    with_children,
)
from derive.language.parse import parse_expression
from derive.language.reader import read_working
from derive.language.shapes import ShapeError, Surveyor, check_step_shapes, sides_of, size_names
from derive.language.text import to_text
from derive.language.working import Declarations, Shape, Working
from derive.rules.catalogue import RULES
from derive.rules.diagnosing.slips import planted
from derive.rules.stated import laws
from tests.kernel import fuzzing
from tests.kernel.claims import claim
from tests.kernel.fuzzing import changes

Kind: TypeAlias = Literal["true", "false law", "slip"]
Letters: TypeAlias = Mapping[str, Expr]

# What no law says: (what is declared, equation).
FALSE = (
    ("u > 0, v > 0", "log(u + v) == log(u) + log(v)"),
    ("u > 0, v > 0", "log(u/v) == log(u)/log(v)"),
    ("", "exp(u + v) == exp(u) + exp(v)"),
    ("", "exp(u*v) == exp(u)*exp(v)"),
    ("", "(u + v)**2 == u**2 + v**2"),
    ("", "sqrt(u**2) == u"),
    ("", "abs(u + v) == abs(u) + abs(v)"),
    ("", "abs(u - v) == abs(u) - abs(v)"),
    ("", "sign(u)*u == u"),
    ("", "relu(u + v) == relu(u) + relu(v)"),
    ("", "relu(u) + relu(-u) == u"),
    ("", "max(u, v) == max(u, -v)"),
    ("", "max(u, v) + min(u, v) == u*v"),
    ("", "sigma(-u) == -sigma(u)"),
    ("", "tanh(u) == 2*sigma(u) - 1"),
    ("", "softplus(-u) == u - softplus(u)"),
    ("", "cosh(u)**2 + sinh(u)**2 == 1"),
    ("u != 0, v != 0, u + v != 0", "1/(u + v) == 1/u + 1/v"),
    ("u != 0, v != 0", "u/v == v/u"),
    ("", "u - v == v - u"),
    ("", "where(u > v, u, v) == where(u > v, v, u)"),
    ("u(x), v(x)", "D(u*v, x) == D(u, x)*D(v, x)"),
    ("u(x), v(x), v != 0", "D(u/v, x) == D(u, x)/D(v, x)"),
    ("u(x)", "D(u**2, x) == 2*u"),
    ("u(x)", "D(exp(u), x) == exp(u)"),
    ("u(x)", "D(sigma(u), x) == sigma(u)*(1 + sigma(u))*D(u, x)"),
    ("u(x)", "D(tanh(u), x) == (1 - tanh(u))**2*D(u, x)"),
    ("u(x)", "D(relu(u), x) == where(u > 0, u, 0)*D(u, x)"),
    ("T(a), a(x)", "D(T, x) == D(T, a)"),
    ("P: (n, n), Q: (n, n)", "(P @ Q).T == P.T @ Q.T"),
    ("P: (n, n), Q: (n, n)", "P @ Q == Q @ P"),
    ("P: (n, n), Q: (n, n)", "P @ Q == P*Q"),
    ("P: (n, n)", "P.T == P"),
    ("P: (n, n)", "trace(P) == sum(P)"),
    ("P: (n, n)", "sum(P, axis=0)[k] == sum(P, axis=1)[k]"),
    ("P: (n, m)", "mean(P) == sum(P)/n"),
    ("u: (n), v: (n)", "sum(u*v) == sum(u)*sum(v)"),
    ("u: (n), v: (n)", "outer(u, v) == outer(v, u)"),
    ("u: (n)", "softmax(2*u) == softmax(u)"),
    ("u: (n)", "sum(u[j]**2 for j in range(n)) == sum(u[j] for j in range(n))**2"),
    ("u: (n)", "sum(u[j] for j in range(n)) == n*u[k]"),
    ("u: (n)", "sum(delta(j, k)*u[j] for j in range(n)) == u[0]"),
    ("z: (n)", "D(softmax(z)[k], z[i]) == softmax(z)[k]*(1 - softmax(z)[i])"),
)  # fmt: skip

# Lines are written in these; the first are scalars alone.
_, _, SCALARS = claim("g: function, 0 < a < 1, T > 0, y in {0, 1} | 1 == 1")
_, _, ARRAYS = claim(f"{fuzzing.ARRAYS}, n in N, p in N, m in N | 1 == 1")

FORMS = (*fuzzing.ARITHMETIC, *fuzzing.ARITHMETIC, *fuzzing.SMOOTH, *fuzzing.KINKED,
         *fuzzing.PARTIAL, "cosh({})", "sinh({})", "g({})", "where({} > {}, {}, {})")  # fmt: skip
LEAVES = ("x", "x", "t", "z", "a", "T", "y", "1", "2", "3", "1/2", "pi", "x*t", "(z - 1)")

# How a line of scalars, of each shape, may go on around the place; H is what stands there.
AROUND: dict[str, tuple[str, ...]] = {
    "s": ("H + {}", "{} - H", "{}*H", "H/2", "-H", "H**2", "sigma(H)", "tanh(H)", "abs(H)",
          "exp(-H)", "1/(1 + H**2)", "H - H*{}"),
    "n": ("H + {n}", "{n}*H", "S @ H", "H @ {n}", "sum(H)", "H[k]", "softmax(H)", "outer(H, x)",
          "tanh(H)", "sum({n}[q]*H[q] for q in range(n))"),
    "nm": ("H + {nm}", "H*{nm}", "H - b", "H.T", "S @ H", "H @ A.T", "sum(H)", "H[k, i]",
           "mean(H, axis=1)", "sigma(H)", "sum(H[q, i] for q in range(n))", "softmax(H)"),
    "nn": ("H @ {nm}", "H.T", "H + S", "diag(H)", "H[k, l]", "sum(H, axis=0)"),
}  # fmt: skip
CASES = ("max(H, {})", "where(H > 0, {}, {})", "relu(H - {})")  # of scalars alone, which are fast
OTHER = ("H.T", "sum(H)", "2*H", "H*H")
LETTERS = ("ii", "jj", "kk")  # the index letters of laws
SHAPES: dict[Shape, str] = {
    (): "s", ("n",): "n", ("n", "m"): "nm", ("n", "p"): "np", ("p", "m"): "pm",
    ("n", "n"): "nn", ("n", 1): "n1", (1, "m"): "1m", (2,): "2",
}  # fmt: skip
VARIABLES: dict[Shape, tuple[str, ...]] = {
    ("n",): ("x", "y"), ("n", "m"): ("Z", "Y"), ("n", "p"): ("W",), ("p", "m"): ("A",),
    ("n", "n"): ("S",), ("n", 1): ("b",), (1, "m"): ("r",),
}  # fmt: skip
MORE: dict[str, tuple[str, ...]] = {
    "np": ("W", "sigma(W)", "2*W"),
    "pm": ("A", "exp(A)", "A*A"),
    "nn": ("S", "S.T", "eye(n)", "S*S", "outer(x, y)"),
    "n1": ("b", "2*b", "tanh(b)"),
    "1m": ("r", "-r", "sigma(r)"),
    "2": ("array([x[k], 3])", "array([1, sum(y)])"),
}


@dataclass(frozen=True)
class Pair:
    """A claim: the law or the slip that made it, both lines, what is declared."""

    kind: Kind
    name: str
    left: Expr
    right: Expr
    declarations: Declarations


def pair(number: int) -> Pair:
    """Return the pair of this number: one in two by a true law, one in eight by a false one."""
    random = Random(f"pair {number}")
    kind: Kind = "true" if number % 2 else "false law" if number % 8 == 0 else "slip"
    while True:
        try:
            made = _Maker(random).pair(kind)
            check_step_shapes(made.left, made.right, made.declarations)
        except ShapeError:
            continue
        if made.left != made.right:
            return made


# -- laws ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Equation:
    """One equation of a law, with what is declared for it."""

    name: str
    left: Expr
    right: Expr
    declarations: Declarations

    @cached_property
    def nodes(self) -> tuple[Expr, ...]:
        """All that it is made of."""
        declared = self.declarations
        domain = (side for condition in declared.domain for side in sides_of(condition))
        sides = (self.left, self.right, *domain, *(meaning for _, meaning in declared.lets))
        return tuple(node for side in sides for _, node in walk(side))

    @cached_property
    def constants(self) -> tuple[str, ...]:
        """Its letters, but for sizes, functions, and names that are defined."""
        declared = self.declarations
        letters = {node.id for node in self.nodes if isinstance(node, Name)}
        sizes = frozenset[str]().union(*(size_names(node) for node in self.nodes))
        sizes |= {size for _, shape in declared.shapes for size in shape if isinstance(size, str)}
        return tuple(sorted(letters - sizes - {*dict(declared.unknowns), *dict(declared.lets)}))

    @cached_property
    def exponents(self) -> frozenset[str]:
        """The letters that are exponents."""
        powers = (n.right for n in self.nodes if isinstance(n, Binary) and n.op == "**")
        return frozenset().union(*map(names_in, powers))


@cache
def true_laws() -> tuple[Equation, ...]:
    """Return the equations of the catalogue, with index letters that no random line has."""
    return tuple(
        equation
        for rule in RULES
        for said in [laws(replace(rule, law=_apart(rule.law), given=_apart(rule.given)))]
        for equation in _equations(rule.name, said.working)
    )


@cache
def false_laws() -> tuple[Equation, ...]:
    """Return the equations that no law says."""
    return tuple(
        equation
        for declared, text in FALSE
        for given in [f"where {_apart(declared)}\n\n" if declared else ""]
        for equation in _equations(text, read_working(f"{given}{_apart(text)}\n"))
    )


def _apart(text: str) -> str:
    return re.sub(r"\b([ijk])\b", r"\1\1", text)


def _equations(name: str, working: Working) -> Iterator[Equation]:
    for step in working.steps:
        yield Equation(name, step.left.expr, step.right.expr, working.declarations)


# -- pairs ---------------------------------------------------------------------------------------


class _Maker:
    """Makes one pair.

    arrays     whether it may hold arrays
    bounded    whether the law has conditions, so that its letters had better be simple
    kind       the kind of shape of the law's scalar letters: a law of numbers is one of entries
    variables  what became of the law's variables
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.arrays = self.bounded = False
        self.kind = "s"
        self.variables: dict[str, Expr] = {}

    def pair(self, kind: Kind) -> Pair:
        """Return a pair, whose shapes may still not fit. Raises ShapeError."""
        equation = self.random.choice(false_laws() if kind == "false law" else true_laws())
        here = self.instance(equation)
        made = Pair(kind, equation.name, here.left, here.right, here.declarations)
        for _ in range(self.random.choice((0, 1, 1, 2))):
            made = self.placed(made, open_still=not equation.declarations.domain)
        if kind == "true" and self.random.random() < 0.3:
            ways: Iterator[Expr] = (
                each.result for each in changes(made.right, self.random, "true")
            )
        elif kind == "slip":
            learners = planted(made.right, made.left, made.declarations)
            others = changes(made.right, self.random, "slip")
            ways = chain((c.line for c in learners), (c.result for c in islice(others, 20)))
        else:
            return made
        lines = list(islice(ways, 80))
        return replace(made, right=self.random.choice(lines)) if lines else made

    # -- the letters of a law --------------------------------------------------------------------

    def instance(self, equation: Equation) -> Equation:
        """Return the equation with random expressions for its letters."""
        declared = equation.declarations
        self.arrays = bool(declared.shapes) or self.random.random() < 0.25
        self.bounded = any(isinstance(c, Relation) for c in declared.domain)
        unknown = dict(declared.unknowns)
        moved = {base(node.variable) for node in equation.nodes if isinstance(node, Derivative)}
        known = moved.union(*unknown.values()) - unknown.keys()
        self.variables = {name: self.variable(declared.shape(name)) for name in sorted(known)}
        letters = dict(self.variables)
        whole = {Derivative, Sum, Index, Reduce}.isdisjoint(map(type, equation.nodes))
        self.kind = self.random.choice(("s", "n", "nm")) if self.arrays and whole else "s"
        for name in equation.constants:
            if name not in letters:
                letters[name] = self.constant(equation, name)
        lets: list[tuple[str, Expr]] = []
        through = moved & unknown.keys()
        for name in sorted(unknown, key=lambda name: not through.isdisjoint(unknown[name])):
            leaves = [
                f"sum({to_text(letters[arg])}**2)" if declared.shape(arg) else to_text(letters[arg])
                for arg in unknown[name]
            ]
            letters[name] = self.function(leaves)
            if through or self.random.random() < 0.3:
                lets.append((f"{name}_0", letters[name]))
                letters[name] = Name(f"{name}_0")
        for name, meaning in declared.lets:
            lets.append((f"{name}_0", put(meaning, letters)))
            letters[name] = Name(f"{name}_0")
        domain = [
            Relation(c.op, put(c.left, letters), put(c.right, letters))
            for c in declared.domain
            if isinstance(c, Relation)
        ]
        around = ARRAYS if self.arrays else SCALARS
        declarations = replace(around, lets=tuple(lets), domain=(*around.domain, *domain))
        left, right = put(equation.left, letters), put(equation.right, letters)
        return Equation(equation.name, left, right, declarations)

    def variable(self, shape: Shape) -> Expr:
        """Return a variable of a derivative."""
        if shape:
            return Name(self.random.choice(VARIABLES[shape]))
        scalars, entries = ("x", "t", "z"), ("x[k]", "Z[k, i]", "S[k, l]", "C[0, 1]")
        return parse_expression(self.random.choice(entries if self.arrays else scalars))

    def constant(self, equation: Equation, name: str) -> Expr:
        """Return a random expression in which no variable of the law stands."""
        if name in equation.exponents and self.random.random() < 0.8:
            return parse_expression(self.random.choice(("2", "3", "-1", "1/2", "-2", "0")))
        shape = SHAPES[equation.declarations.shape(name)]
        for _ in range(9):
            found = self.expression(self.kind if shape == "s" else shape)
            if names_in(found).isdisjoint(map(base, self.variables.values())):
                return found
        return parse_expression("3")

    def function(self, leaves: list[str]) -> Expr:
        """Return a random expression in some variables, and in what does not vary with them."""
        entry = self.arrays and leaves == [*map(to_text, self.variables.values())]
        if entry and self.random.random() < 0.5:
            return self.expression("s")
        still = ("1", "2", "3") if self.arrays else ("1", "2", "a", "T")
        leaves = [*leaves, *leaves, *still]
        return parse_expression(fuzzing.scalar(self.random, self.depth, FORMS, tuple(leaves)))

    def expression(self, kind: str) -> Expr:
        """Return a random expression of a kind of shape."""
        return parse_expression(self.text(kind))

    def text(self, kind: str) -> str:
        if kind in MORE:
            return self.random.choice(MORE[kind])
        if self.arrays:
            return fuzzing.array(self.random, kind, 0 if self.bounded else self.depth)
        return fuzzing.scalar(self.random, self.depth, FORMS, LEAVES)

    @property
    def depth(self) -> int:
        return self.random.choice((0, 0, 0, 1, 1, 1, 2))

    # -- the line around -------------------------------------------------------------------------

    def placed(self, made: Pair, *, open_still: bool) -> Pair:
        """Return the pair with more around both sides; a derivative where that leaves it true."""
        survey = Surveyor(made.declarations).survey(made.left)
        bound = sorted((i, size) for i, size in survey.indices.items() if i in LETTERS and size)
        if bound and not survey.shape and self.random.random() < 0.5:
            around: Expr = Sum(Name("H"), (Range(*bound[0]),))
        else:
            kind = SHAPES.get(survey.shape, "other")
            forms = AROUND.get(kind, OTHER)
            form = self.random.choice(forms if self.arrays else forms + CASES)
            if kind == "s" and open_still and self.random.random() < 0.2:
                form = "D(H, x[k])" if self.arrays else "D(H, x)"
            holes = re.sub(r"{(\w*)}", lambda hole: f"({self.text(hole[1] or 's')})", form)
            around = parse_expression(holes)
        left, right = put(around, {"H": made.left}), put(around, {"H": made.right})
        return replace(made, left=left, right=right)


def put(expr: Expr, letters: Letters) -> Expr:
    """Return the expression with others for its names."""
    if isinstance(expr, Name):
        return letters.get(expr.id, expr)
    return with_children(expr, tuple(put(child, letters) for child in children(expr)))


def base(variable: Expr) -> str:
    """Return the name of a variable, also when it is an entry."""
    (name,) = names_in(variable)
    return name
