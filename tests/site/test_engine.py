"""The browser's own engine: its parser and its values, beside those of Python."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from flint import arb, fmpq
from playwright.sync_api import Browser, Page

from derive.book.book import read_book
from derive.book.finding import Entry
from derive.kernel.refute.instances import Unknown
from derive.kernel.refute.scene import Scene, places
from derive.kernel.refute.site import Site
from derive.kernel.refute.sizes import definitions
from derive.language.browser import working_data
from derive.language.errors import LanguageError
from derive.language.nodes import Expr, Number
from derive.language.parse import parse_expression
from derive.language.reader import read_workings
from derive.language.working import Chain

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "docs" / "assets" / "javascripts"
ENGINE = ("scan", "language", "shapes", "reader", "arithmetic", "values", "sample", "judge")
# What is said of these, and where, is one text in the browser and on the command line.
SAID_ALIKE = (
    *("np.log(x)", "np.sum(dZ, axis=1, keepdims=True)/m", "np.where(Z > 0, dA, 0)", "np.foo"),
    *("np.subtract(a,y)", "np.power(-a, b - 1)", "np.square(a)", "np.pi", "np.dot(A)", "np.T"),
    *("np.maximum(0, np.exp(z))", "dot(A - Y, X*2)", "ln(1 + a)", "transpose(W)", "subtract(a, y)"),
    *("(z>0)*1", "((z+1)>0)*2", "(z>0 and w>0)*2", "log(z > 0)", "where(z > 0, z > 1, 0)"),
    *("2x", "2c2x", "1for j in range(n)", "lambda*w", "a if b", "x or y", "class + 1", "True"),
    *("a^2", "a = b", "sum(W, keepdims=True)"),
)
WORKINGS_SAID_ALIKE = (
    *("D(L, z) = a - y", "a = sigma(z)", "let dZ = A\ndZ = A - Y", "x\n= a = b", "x ="),
    *("lambda = 2", "x\n= a = b = c", "x == a = b", "sum(W, axis=1) = 2", "let lambda = 1"),
    "where a = 1",
)
BOOK = read_book(ROOT / "derive" / "chapters")
BITS = 128

# What EVALUATE returns of a derivation, out of JSON.
Found: TypeAlias = dict[str, Any]

EVALUATE = """
data => {
  const { language, reader, values, sample, judge } = backprop
  const declarations = reader.readDeclarations(data.declarations)
  const chains = data.chains.map(chain => chain.map(text => language.parse(text)))
  const sampler = new sample.Sampler(chains.flat(), declarations)
  const sizes = sampler.friendlySizes()
  const point = sampler.friendlyPoint(sizes)
  const scene = new values.Scene(declarations, sizes)
  const lines = chains.flat().map(expr => ({
    tree: language.bare(expr),
    entries: [...judge.entries(expr, sampler.indices(expr, scene), scene, point)].map(
      ({ indices, place, value }) => [Object.fromEntries(indices), place, value]),
  }))
  return {
    lines,
    sizes: Object.fromEntries(sizes),
    point: [...point].map(([name, v]) => [name, values.shapeOf(v), values.entriesOf(v)]),
    bodies: [...scene.bodies].map(([key, body]) => [key, body.said]),
  }
}
"""


@pytest.fixture(scope="module")
def engine(browser: Browser) -> Iterator[Page]:
    """Give a page that holds the parser and the evaluator, and nothing else."""
    page = browser.new_page()
    for name in ENGINE:
        page.add_script_tag(path=SCRIPTS / f"{name}.js")
    yield page
    page.close()


@pytest.fixture(scope="module")
def evaluated(engine: Page) -> dict[str, Found]:
    """Evaluate every line of the book in the browser, once."""
    return {e.name: engine.evaluate(EVALUATE, working_data(e.working)) for e in BOOK.entries}


# -- the parser -----------------------------------------------------------------------------------


def tree(value: object) -> object:
    """Return a node as the browser writes it: its kind, and its fields by their names."""
    match value:
        case Number(text=text):
            return {"kind": "Number", "text": text}
        case tuple():
            return [tree(item) for item in value]
        case _ if dataclasses.is_dataclass(value):
            fields = {f.name: tree(getattr(value, f.name)) for f in dataclasses.fields(value)}
            name = type(value).__name__
            return fields if name == "Range" else {"kind": name, **fields}
        case _:
            return value


@pytest.mark.parametrize("entry", BOOK.entries, ids=lambda entry: entry.name)
def test_both_parsers_make_the_same_tree(entry: Entry, evaluated: dict[str, Found]) -> None:
    """The browser's parser reads every line of the book as the project's own does."""
    lines = [text for chain in working_data(entry.working)["chains"] for text in chain]
    for text, line in zip(lines, evaluated[entry.name]["lines"], strict=True):
        assert json.loads(line["tree"]) == tree(parse_expression(text)), text


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("log(a", 4, "never closed"),
        ("2x", 1, "write 2*x for a product"),
        ("a +", 4, "an expression is expected after +"),
        ("a b", 3, "an operator is missing between a and b"),
        ("np.log(x)", 1, "write log(x), without np"),
        ("x²", 2, "write **2"),
        ("D(L, a + b)", 6, "by a name or an entry"),
        ("softmax(a, b)", 1, "takes 1 argument, not 2"),
        ("sum(W[j, k] for j in n)", 22, "runs over range(n)"),
        ("(" * 300 + "x" + ")" * 300, 201, "nests deeper"),
    ],
)
def test_an_error_says_what_and_where(engine: Page, text: str, column: int, said: str) -> None:
    """What is no expression is refused at its column, with what to write instead."""
    caught = """text => {
      try { backprop.language.parse(text) } catch (error) { return [error.column, error.message] }
    }"""
    found, message = engine.evaluate(caught, text)
    assert found == column
    assert said in message


@pytest.mark.parametrize(
    ("text", "read", "reader"),
    [(text, parse_expression, "language.parse") for text in SAID_ALIKE]
    + [(text, read_workings, "reader.readWorking") for text in WORKINGS_SAID_ALIKE],
)
def test_both_say_the_same(
    engine: Page, text: str, read: Callable[[str], object], reader: str
) -> None:
    """Of what is often typed and is wrong, browser and command line say one thing at one place."""
    caught = f"""text => {{
      try {{ backprop.{reader}(text) }} catch ({{ line, column, message }}) {{
        return [line, column, message]
      }}
      return null
    }}"""
    said = None
    try:
        read(text)
    except LanguageError as error:
        said = [error.line, error.column, error.message]
    assert engine.evaluate(caught, text) == said


# -- the values -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StandIn(Unknown):
    """What the browser put for an unknown, by the shapes of its arguments."""

    texts: tuple[tuple[str, str], ...] = ()

    def body(self, shapes: tuple[tuple[int, ...], ...]) -> tuple[Expr, str]:
        """Return what the browser put, for arguments of these shapes."""
        written = json.dumps(shapes, separators=(",", ":")) if self.whole else "["
        key = f"{self.name} {written}"
        text = next(text for known, text in self.texts if known.startswith(key))
        return _parsed(text), text


_PARSED: dict[str, Expr] = {}


def _parsed(text: str) -> Expr:
    return _PARSED.setdefault(text, parse_expression(text))


def reference(entry: Entry, found: Found) -> Iterator[tuple[str, float, float]]:
    """Yield for each entry of each line its text, the browser's value and the kernel's."""
    declarations = entry.working.declarations
    texts = tuple(map(tuple, found["bodies"]))
    unknown = {name: ("t",) for name in declarations.functions} | dict(declarations.unknowns)
    functions = {
        name: StandIn(name, parameters, name not in declarations.functions, 0, texts)
        for name, parameters in unknown.items()
    }
    shapes = {name: tuple(shape) for name, shape, _ in found["point"] if shape}
    scene = Scene(definitions(declarations), functions, shapes, found["sizes"])
    point = {
        (name, place): fmpq(*Fraction(value).as_integer_ratio())
        for name, shape, values in found["point"]
        for place, value in zip(places(tuple(shape)), values, strict=True)
    }
    site = Site(scene, point)
    lines = [line for chain in entry.working.chains for line in lines_of(chain)]
    for line, given in zip(lines, found["lines"], strict=True):
        scene.effort.spent = 0
        for indices, place, value in given["entries"]:
            exact = site.value(line, BITS, indices=indices, at=tuple(place))
            assert exact is not None, line
            rational = isinstance(exact, fmpq)
            yield str(line), value, float(arb(exact) if rational else exact)


def lines_of(chain: Chain) -> list[Expr]:
    """Return the lines of a chain, the first one first."""
    return [chain.first.expr, *(step.right.expr for step in chain.steps)]


@pytest.mark.parametrize("entry", BOOK.entries, ids=lambda entry: entry.name)
def test_the_browser_agrees_with_the_kernel(entry: Entry, evaluated: dict[str, Found]) -> None:
    """Every line of the book has in the browser the kernel's value, to 1e-12 relative."""
    count = 0
    for line, value, exact in reference(entry, evaluated[entry.name]):
        assert value == pytest.approx(exact, rel=1e-12, abs=1e-14), line
        count += 1
    assert count >= len(evaluated[entry.name]["lines"])


@pytest.mark.parametrize(
    ("left", "right", "declared", "said"),
    [
        ("a/a", "1", "", "undefined"),
        ("a/a", "1", "where a != 0", "agrees"),
        ("sqrt(x**2)", "x", "", "differs"),
        ("sqrt(x**2)", "x", "where x > 0", "agrees"),
        ("x/10**12", "0*x", "", "differs"),
        ("(x + 1)**2", "x**2 + 2*x + 1", "", "agrees"),
        ("log(x*y)", "log(x) + log(y)", "where x > 0, y > 0", "agrees"),
        ("D(relu(z)**2, z)", "2*relu(z)", "", "agrees"),
        ("D(relu(z), z)", "where(z > 0, 1, 0)", "", "undefined"),
        ("D(D(x**3, x), x)", "6*x", "", "agrees"),
        ("D(sigma(z), a)", "0", "let a = sigma(z)", "agrees"),
        ("D(g(x)*x, x)", "g(x) + x*D(g(x), x)", "where g: function", "agrees"),
        ("D(g(x), x)", "g(x)", "where g: function", "differs"),
        ("W @ X", "X.T @ W", "where W: (n, n), X: (n, n)", "differs"),
        ("sum(y[k]*c for k in range(n))", "c", "where y: (n), sum(y) == 1", "agrees"),
        ("a", "b", "where 0 < a, a < b", "differs"),
        ("where(a < b, 1, 2)", "1", "where 0 < a, a < b", "agrees"),
        ("k*(k - 1)", "0", "where k in {0, 1}", "agrees"),
        ("exp(z)/(1 + exp(z))", "sigma(z)", "", "agrees"),
        ("n*1", "n**2", "where n in N", "differs"),
        ("delta(i, j)*v[i]", "delta(i, j)*v[j]", "where v: (n)", "agrees"),
        ("D(sum(W**2), W)", "2*W", "where W: (n, m)", "agrees"),
        ("mean(Z, axis=1)*m", "sum(Z, axis=1)", "where Z: (n, m)", "agrees"),
        ("1 - sigma(z)", "0", "where z > 40", "unclear"),
        ("(1 - sigma(z))*exp(z)", "0", "where z > 40", "unclear"),
        ("sigma(z)", "1", "where z > 100", "unclear"),
        ("sigma(z)", "1", "where z > 20", "differs"),
        ("exp(-z)", "0", "where z > 100", "differs"),
        ("tanh(z)", "1", "where z > 30", "unclear"),
        ("cosh(z)", "sinh(z)", "where z > 30", "unclear"),
        ("exp(z) + 1", "exp(z)", "where z > 50", "unclear"),
        ("exp(a/10**20)", "1", "where 1 < a < 2", "unclear"),
        ("sigma(z) + sigma(-z)", "1", "", "agrees"),
        ("sum(softmax(z)) - 1", "0", "where z: (n)", "agrees"),
    ],
)  # fmt: skip
def test_a_step_is_judged_by_value(
    engine: Page, left: str, right: str, declared: str, said: str
) -> None:
    """A false step gets a counter-example, a missing condition its point, a true one neither."""
    judge = """([left, right, declared]) => {
      const { language, reader, judge } = backprop
      const declarations = reader.readDeclarations([declared])
      return judge.judge(language.parse(left), language.parse(right), declarations).verdict
    }"""
    assert engine.evaluate(judge, [left, right, declared]) == said
