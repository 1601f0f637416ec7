"""Derivatives step by step, side by side with SymPy's.

Run ``python -m benchmarks.derivatives``. Of each expression of the list it prints our number of
steps and of different rules, whether all of them are proved and justified, the time; and how long
the last line is, counted as nodes of Python's syntax tree, beside ``sympy.diff`` and
``sympy.simplify`` of it. Whether SymPy's result is the same function is compared at five points.
"""

from __future__ import annotations

import ast
import random
import time
from collections.abc import Sequence

import sympy

from derive.kernel.judge import judge
from derive.kernel.verdict import Judgement, Verdict
from derive.language.nodes import Expr
from derive.language.parse import parse_expression
from derive.language.reader import read_working
from derive.language.text import to_text
from derive.language.working import Declarations
from derive.rules.catalogue import rule_named
from derive.rules.deriving.differentiate import Derived, differentiate
from derive.rules.justify import justified
from derive.rules.scene import Scene

LOSS = "-(y*log(a) + (1 - y)*log(1 - a))"

# name, expression, variable, what is declared
LIST = (
    ("binary cross-entropy, by a", LOSS, "a", "where 0 < a < 1"),
    ("binary cross-entropy, by z", LOSS, "z", "let a = sigma(z)"),
    ("sigmoid", "sigma(z)", "z", ""),
    ("sigmoid, written out", "1/(1 + exp(-z))", "z", ""),
    ("tanh", "tanh(z)", "z", ""),
    ("softplus", "softplus(z)", "z", ""),
    ("swish", "z*sigma(z)", "z", ""),
    ("mish", "z*tanh(softplus(z))", "z", ""),
    ("leaky relu", "where(z > 0, z, alpha*z)", "z", "where z != 0"),
    ("relu", "max(0, z)", "z", "where z != 0"),
    ("elu", "where(z > 0, z, alpha*(exp(z) - 1))", "z", "where z != 0"),
    ("log cosh", "log(cosh(a - y))", "a", ""),
    ("Huber", "where(abs(a - y) <= d, (a - y)**2/2, d*(abs(a - y) - d/2))", "a", "where d > 0"),
    ("focal loss", "-(1 - a)**gamma*log(a)", "a", "where 0 < a < 1, gamma >= 0"),
    ("GELU, tanh form", "z/2*(1 + tanh(sqrt(2/pi)*(z + 0.044715*z**3)))", "z", ""),
    ("a quotient", "x**2*exp(x)/(1 + x)", "x", "where x > 0"),
    ("nested powers", "((x**2 + 1)**3 + 2*x)**2", "x", ""),
    ("x to the x", "x**x", "x", "where x > 0"),
    ("square root", "sqrt(1 + x**2)", "x", ""),
)


def judged(pairs: Sequence[tuple[Expr, Expr]], declarations: Declarations) -> list[Judgement]:
    """Judge claims in this process."""
    return [judge(left, right, declarations) for left, right in pairs]


def verified(found: Derived) -> bool:
    """Whether each step is proved, and its rule's."""
    scene = Scene(found.declarations)
    lines = [found.first, *(step.line for step in found.steps)]
    for left, step in zip(lines, found.steps, strict=False):
        rule = rule_named(step.rule)
        assert rule is not None
        if judge(left, step.line, found.declarations).verdict is not Verdict.PROVED:
            return False
        if not justified(left, step.line, [rule], scene):
            return False
    return True


def nodes(text: str) -> int:
    """Return the number of nodes of a Python expression, signs and brackets left out."""
    counted = ast.Name | ast.Constant | ast.BinOp | ast.Call | ast.Compare
    return sum(isinstance(node, counted) for node in ast.walk(ast.parse(text, mode="eval")))


def sympy_of(text: str, names: dict[str, object]) -> sympy.Expr:
    """Return the expression as SymPy has it."""
    u = sympy.Symbol("u", real=True)
    functions = {
        "sigma": sympy.Lambda(u, 1 / (1 + sympy.exp(-u))),
        "softplus": sympy.Lambda(u, sympy.log(1 + sympy.exp(u))),
        "where": lambda c, one, other: sympy.Piecewise((one, c), (other, True)),
        "abs": sympy.Abs,
        "max": sympy.Max,
    }
    return sympy.sympify(text, locals={**functions, **names}, rational=True)


def row(name: str, text: str, variable: str, given: str) -> str:
    """Return a line of the table."""
    claim = f"D({text}, {variable}) == D({text}, {variable})"
    declarations = read_working(f"{given}\n\n{claim}\n").declarations
    start = time.perf_counter()
    found = differentiate(parse_expression(text), parse_expression(variable), declarations, judged)
    seconds = time.perf_counter() - start
    ours = to_text(found.steps[-1].line)

    letters = ("a", "alpha", "d", "gamma", "x", "y", "z")
    names: dict[str, object] = {each: sympy.Symbol(each, real=True) for each in letters}
    points = dict(names)
    for defined, meaning in found.declarations.lets:
        points[defined] = sympy_of(to_text(meaning), names)
    body = sympy_of(text, points if "let" in given else names)
    start = time.perf_counter()
    theirs = sympy.diff(body, names[variable])
    diffed = time.perf_counter() - start
    start = time.perf_counter()
    simple = sympy.simplify(theirs)
    simplified = time.perf_counter() - start
    alike = same(sympy_of(ours, points), theirs, names)
    rules = len({step.rule for step in found.steps})
    return (
        f"| {name} | {len(found.steps)} | {rules} | {'all' if verified(found) else 'NOT ALL'} "
        f"| {seconds:.2f} s | {nodes(ours)} | {nodes(str(theirs))} | {nodes(str(simple))} "
        f"| {'yes' if alike else 'NO'} | {1000 * diffed:.0f} ms, {simplified:.2f} s |"
    )


def same(ours: sympy.Expr, theirs: sympy.Expr, names: dict[str, object]) -> bool:
    """Whether two expressions agree, to 20 digits, at five points with values in (0, 1)."""
    chance = random.Random(1)
    for _ in range(5):
        at = {symbol: sympy.Rational(chance.randint(1, 99), 100) for symbol in names.values()}
        one, other = (each.subs(at).evalf(30) for each in (ours, theirs))
        if abs(one - other) > sympy.Float("1e-20"):
            return False
    return True


def main() -> None:
    """Print the table."""
    print(
        "| expression | steps | rules | proved and justified | time | nodes: ours | sympy.diff "
        "| simplified | same function | SymPy's time |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for each in LIST:
        print(row(*each), flush=True)


if __name__ == "__main__":
    main()
