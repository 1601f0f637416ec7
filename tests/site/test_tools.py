"""The tools of a derivation in a browser: parser, values, and what a reader does with them."""

import dataclasses
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from flint import arb, fmpq
from playwright.sync_api import Browser, Locator, Page, expect

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


# -- what a reader does ---------------------------------------------------------------------------


def opened(browser: Browser, address: str) -> Iterator[Page]:
    """Give a page in a context of its own; an error in a script fails the test at its end."""
    errors: list[str] = []
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors


page = pytest.fixture(opened, name="page")
# For tests that leave nothing behind.
shared = pytest.fixture(opened, scope="module", name="shared")


def at(page: Page, path: str) -> Page:
    """Bring a page to a path, unless it is there."""
    if not page.url.endswith(path):
        page.goto(path)
    return page


@pytest.fixture
def dz(page: Page) -> Locator:
    """Open the page of dz = a - y and give its first derivation."""
    page.goto("chapters/one-neuron/dz.html")
    return page.locator("section.derivation").first


def show_numbers(derivation: Locator) -> None:
    """Press the button and wait until the scripts behind it have come."""
    derivation.get_by_role("button", name="Numbers", exact=True).click()
    derivation.locator(".value").first.wait_for()


def test_only_who_computes_loads_what_computes(page: Page) -> None:
    """A page comes without the scripts of the tools; the first press brings them, once."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    page.goto("chapters/one-neuron/dz.html")
    assert "tools.js" in asked
    assert not {"language.js", "values.js", "numbers.js", "tryline.js"} & set(asked)
    derivation = page.locator("section.derivation").first
    show_numbers(derivation)
    derivation.get_by_role("button", name="Try a line").click()
    derivation.locator(".try-line").wait_for()
    assert asked.count("values.js") == 1


def test_a_tool_whose_script_is_missing_says_so(browser: Browser, address: str) -> None:
    """A press on its button is answered, even if its scripts cannot be had."""
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        page.route("**/values.js", lambda route: route.abort())
        page.goto("chapters/one-neuron/dz.html")
        page.get_by_role("button", name="Numbers", exact=True).first.click()
        expect(page.locator(".show-numbers").first).to_contain_text("its script is missing")


def test_all_lines_have_one_value_and_follow_their_sliders(dz: Locator) -> None:
    """Every line shows the same number, and another one when a field changes."""
    show_numbers(dz)
    before = dz.locator(".value").all_inner_texts()
    assert len(before) == 5
    assert len(set(before)) == 1
    dz.get_by_label("z, slider").fill("0")
    after = dz.locator(".value").all_inner_texts()
    assert len(set(after)) == 1
    assert after[0].split() == ["=", "−0.5"]
    assert before[0] != after[0]


def test_the_explicit_route_breaks_at_saturation_and_the_short_one_survives(dz: Locator) -> None:
    """At z = 40 the float 1 - a is 0: the quotient says so, and a - y still has its value."""
    show_numbers(dz)
    dz.locator("#dz-z").fill("40")
    *explicit, short = dz.locator(".value").all_inner_texts()
    assert all("nan" in text and "rounding: 1 − a is 0 here" in text for text in explicit)
    assert short.split() == ["=", "0"]
    said = dz.locator(".numbers .rounding")
    expect(said).to_contain_text("Line 4 survives")
    expect(said.locator("a")).to_have_attribute("href", re.compile("two-starts/saturation.html$"))


def test_a_value_keeps_its_distance_from_the_formula(page: Page) -> None:
    """Beside a line its value does not touch the formula."""
    page.goto("chapters/beyond/softmax.html")
    derivation = page.locator("section#softmax-dz")
    show_numbers(derivation)
    step = derivation.locator("#softmax-dz-5")
    formula, value = (step.locator(each).bounding_box() for each in ("math >> nth=0", ".value"))
    assert formula is not None and value is not None
    assert value["x"] >= formula["x"] + formula["width"] + 6


def test_what_follows_from_the_numbers_is_shown(page: Page) -> None:
    """What the lines define has its value beside the fields, and no two sizes are alike."""
    page.goto("chapters/layer-backward/da-prev.html")
    page.get_by_role("button", name="Numbers").first.click()
    expect(page.locator(".numbers .about").first).to_contain_text("n = 3, n_prev = 2, m = 4")
    known = page.locator(".numbers .known .field")
    expect(known).to_contain_text(["Z", "dZ"])
    assert known.locator("td").count() == 2 * 3 * 4
    page.goto("chapters/one-neuron/dz.html")
    page.get_by_role("button", name="Numbers").first.click()
    prediction = page.locator(".numbers .known .field").first
    expect(prediction).to_have_text("a≈ 0.8022")
    page.locator('.numbers input[type="number"]').last.fill("0")
    expect(prediction).to_have_text("a= 0.5")


def test_an_emptied_field_says_what_is_missing(dz: Locator) -> None:
    """The message names the letter, and stands beside the fields."""
    show_numbers(dz)
    dz.locator("#dz-z").fill("")
    expect(dz.locator(".numbers .message")).to_contain_text("z has no value: type a number.")


def test_a_number_outside_the_domain_is_refused(dz: Locator) -> None:
    """The condition is named, the field is marked, and the values stay."""
    show_numbers(dz)
    before = dz.locator(".value").all_inner_texts()
    dz.locator("#dz-y").fill("2")
    expect(dz.locator(".numbers .message")).to_contain_text("y <= 1")
    expect(dz.locator("#dz-y")).to_have_attribute("aria-invalid", "true")
    assert dz.locator(".value").all_inner_texts() == before


def test_numbers_come_where_they_are_asked_for_and_go_away(page: Page, dz: Locator) -> None:
    """Another page begins without them; a press brings them, a second one takes them away."""
    show_numbers(dz)
    page.goto("chapters/layer-backward/dw.html")
    derivation = page.locator("section.derivation").first
    expect(derivation.locator(".value")).to_have_count(0)
    show_numbers(derivation)
    assert derivation.locator(".value table.matrix").count() > 5
    assert len(set(derivation.locator(".value table.matrix").all_inner_texts())) == 1
    derivation.get_by_role("button", name="Numbers", exact=True).click()
    expect(derivation.locator(".value")).to_have_count(0)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("D(L, a)*D(a, z)", "It is the next line here, too"),
        ("a - y", "It is line 4 here: several steps at once"),
        ("D(L, z)", "Equal, but no step"),
        ("-(y - a)", "need not be the line that comes next"),
        ("a + y", "A counter-example: the line above is "),
        ("(a - y)*y/y", "yours is undefined (a division by 0)"),
        ("a - y +", "an expression is expected after +"),
        ("foo(a)", "foo is not known"),
        ("a[0]", "a is a scalar and takes no index"),
        ("dL/da*da/dz", "dL/da is written D(L, a)"),
        ("dz", "the derivative of L by z is written D(L, z)"),
        ("a - Y", "did you mean y?"),
        ("a + bias", "it has "),
        ("W.T @ dz", "W is no letter of this derivation"),
        ("dz = a - y", "Read from behind the =: a - y"),
        ("a − y", "It is line 4 here"),
        ("−(y·1 − a^1)", "^ is typed **"),
        ("σ(z) − y", "σ is typed sigma"),
        ("(a - y)*(1 + 1e-9)", "is −0.197816111 and yours −0.197816112"),
        ("log(a)/0", "A condition is missing."),
        ("np.dot(a, y)", "write a @ y"),
        ("a(1-a)", "a is a number, not a function: write a*(1-a) for the product"),
        ("np.foo(a)", "there is no function foo"),
        ("np.log(a) - y", "write log(a), without np"),
        ("a_k", "a_k is no letter of this derivation; it has "),
    ],
)
def test_a_line_is_tried(shared: Page, typed: str, said: str) -> None:
    """A typed line is judged against the line above at once, and the answer is read aloud."""
    dz = at(shared, "chapters/one-neuron/dz.html").locator("section.derivation").first
    if not dz.get_by_label("the next line").is_visible():
        dz.get_by_role("button", name="Try a line").click()
    dz.locator(".try-line select").select_option("0")
    dz.get_by_label("the next line").fill(typed)
    dz.get_by_label("the next line").press("Enter")
    expect(dz.locator(".try-line .result")).to_contain_text(said)
    expect(dz.locator(".try-line .result")).to_have_attribute("role", "status")


def test_an_entry_typed_with_a_subscript_is_offered(page: Page) -> None:
    """Where a is a vector, a_k is answered with a[k]; so is the derivative by z_k."""
    page.goto("chapters/beyond/softmax.html")
    derivation = page.locator("section#softmax-dz")
    derivation.get_by_role("button", name="Try a line").click()
    typed = derivation.get_by_label("the next line")
    for text, said in (("a_k - y_k", "an entry is written a[k]"), ("dz_k", "written D(L, z[k])")):
        typed.fill(text)
        typed.press("Enter")
        expect(derivation.locator(".try-line .result")).to_contain_text(said)


def test_the_tools_of_the_home_page_have_ids(page: Page) -> None:
    """A derivation that is shown in part gives its fields names of their own."""
    page.goto("index.html")
    page.get_by_role("button", name="Try a line").click()
    page.get_by_label("the next line").wait_for()
    ids = page.locator("[id]").evaluate_all("all => all.map(each => each.id)")
    assert "at-a-glance-typed" in ids
    assert not [each for each in ids if "undefined" in each]


def test_a_line_goes_on_from_the_chain_that_it_fits(page: Page) -> None:
    """A matrix typed below an entry is held against the matrix; each start has its formula."""
    page.goto("chapters/layer-backward/dw.html")
    derivation = page.locator("section.derivation").first
    derivation.get_by_role("button", name="Try a line").click()
    above = derivation.locator(".try-line select")
    expect(above.locator("option").first).to_have_text("D(J, W[j, k]), the start of “One weight”")
    assert len(set(above.locator("option").all_inner_texts())) == above.locator("option").count()
    derivation.get_by_label("the next line").fill("dZ @ A_prev.T/m")
    derivation.get_by_label("the next line").press("Enter")
    said = derivation.locator(".try-line .result")
    expect(said).to_contain_text("By its shape it goes on from D(J, W), so it was held against")
    expect(said).to_contain_text("It is the next line here, too")


def test_no_covered_line_is_listed(dz: Locator) -> None:
    """One can go on from what is seen, and from nothing that is still covered."""
    dz.get_by_role("button", name="Cover the lines").click()
    dz.get_by_role("button", name="Try a line").click()
    options = dz.locator(".try-line option")
    expect(options).to_have_count(1)
    dz.locator(".cover").click()
    expect(options).to_have_count(2)
    expect(dz.locator(".try-line select")).to_have_value("1")


def test_a_whole_working_is_judged(page: Page) -> None:
    """The example holds one slip: the steps to it and from it have counter-examples."""
    page.goto("check.html")
    page.get_by_role("button", name="Look for counter-examples").click()
    expect(page.locator(".summary")).to_contain_text("2 of 4 steps have a counter-example")
    kinds = [item.get_attribute("class") for item in page.locator(".judged li").all()]
    assert kinds == ["agrees", "agrees", "differs", "differs"]
    assert "proved" not in page.locator(".check-form").inner_text()


@pytest.mark.parametrize(
    ("working", "said"),
    [
        ("= a", "Line 1, column 1"),
        ("a == b +", "Line 1, column 9"),
        ("where W: (n, p)\nlet Q = W @ W\n\nQ == Q", "Line 2, column 9"),
        ("where T: function of Z\n\nT(Z) == 0", "depends on Z is declared as T(Z)"),
        ("a\n= a(1-a)", "write a*(1-a) for the product"),
        ("a == np.dot(a, 1 + y)", "write a @ (1 + y)"),
        ("let sum = 2\na == a + 0", "sum is reserved"),
        ("x", "no step is here"),
        ("f(x) == 1", "f is called and not declared"),
        ("D(L, z) = a - y", "put = a - y on the next line"),
        ("dZ = A - Y", "to define dZ, write let dZ = A - Y"),
        ("let a = sigma(z)\n\nda/dz\n= a*(1-a)", "the derivative da/dz is written D(a, z)"),
        ("let L = a**2\n\nD(L, z)\n= dL/da*da/dz", "the derivative dL/da is written D(L, a)"),
        ("where W: (n, p), L(W)\n\ndL/dW[j, k]\n= 0", "is written D(L, W[j, k])"),
        ("let L = 2*a\nlet g = dL/da\n\ng\n= 2", "Line 2, column 9"),
    ],
)
def test_what_cannot_be_read_is_named(shared: Page, working: str, said: str) -> None:
    """A working that cannot be read gets its line and column and what was expected."""
    page = at(shared, "check.html")
    page.get_by_label("Your working").fill(working)
    page.get_by_role("button", name="Look for counter-examples").click()
    expect(page.locator(".summary")).to_contain_text(said)


@pytest.mark.parametrize(
    ("working", "said"),
    [
        ("where W: (n, p)\n\n  W\n= W.T", "nothing broadcasts across ="),
        ("where W: (n, p), A: (p, m)\n\nA @ W == W", "m columns meet n rows"),
        ("where Z: (n, m), T: function\n\nD(T(Z), Z) == Z", "write where T(Z)"),
    ],
)
def test_a_misfit_is_named_in_its_place(shared: Page, working: str, said: str) -> None:
    """Shapes that do not fit are said beside the step, with how to declare a loss."""
    page = at(shared, "check.html")
    page.get_by_label("Your working").fill(working)
    page.get_by_role("button", name="Look for counter-examples").click()
    expect(page.locator(".summary")).to_contain_text("1 of 1 step has shapes that do not fit.")
    expect(page.locator(".judged .misfit")).to_contain_text(said)
    if "@" in working:
        line, caret = page.locator(".judged .misfit pre").inner_text().split("\n")
        assert line[caret.index("^") :].startswith("A @ W")


@pytest.mark.parametrize(
    ("working", "said"),
    [
        ("let a = sigma(z)\n\nD(a, z) == a*(1 - A)", "A is declared nowhere"),
        ("let L = a**2\n\nD(L, a) == 2*a*dL", "a derivative of L is written D(L, ...)"),
        ("let L = a**2\n\nL*dL == dL*L", "a derivative of L is written D(L, ...)"),
        ("where a: (n)\n\na[k]*a_k == a_k*a[k]", "an entry is written a[k]."),
        ("where da > 0, dz > 0, a > 0\n\nda/dz*a == a*da/dz", ""),
        ("where a > 0\n\na == a + weird - weird*1", ""),
        (
            "where a > 0\n\na == a*q",
            "q is declared nowhere, so it was taken for any real number; it is used only once.",
        ),
        ("a == A", ""),
    ],
)
def test_a_name_that_looks_like_a_slip_is_remarked_on(
    shared: Page, working: str, said: str
) -> None:
    """A name that is near another, or used once, is legal and gets a remark; others don't."""
    page = at(shared, "check.html")
    page.get_by_label("Your working").fill(working)
    page.get_by_role("button", name="Look for counter-examples").click()
    expect(page.locator(".judged li")).to_have_count(1)
    if said:
        expect(page.locator(".remark").first).to_contain_text(said)
    else:
        expect(page.locator(".remark")).to_have_count(0)


def test_a_misfit_of_shapes_leaves_the_other_chains_judged(page: Page) -> None:
    """The example of a layer has one; it is named in its place, as are those of a line itself."""
    page.goto("check.html")
    page.get_by_role("button", name="Example: a layer").click()
    judged = page.locator(".judged li")
    page.get_by_role("button", name="Look for counter-examples").click()
    expect(page.locator(".summary")).to_contain_text("1 of 5 steps has shapes that do not fit.")
    kinds = [item.get_attribute("class") for item in judged.all()]
    assert kinds == ["agrees"] * 4 + ["misfit"]
    expect(judged.last).to_contain_text("the line above is (n, 1), this one (n,)")
    working = page.get_by_label("Your working").input_value()
    page.get_by_label("Your working").fill(working.replace("(W.T @ dZ)[k, i]", "(W @ dZ)[k, i]"))
    page.get_by_role("button", name="Look for counter-examples").click()
    expect(page.locator(".summary")).to_contain_text("2 of 5 steps have shapes that do not fit.")
    expect(judged.nth(2)).to_contain_text("p columns meet n rows")


def test_what_stands_for_an_unknown_is_shown(page: Page) -> None:
    """A counter-example says what T was, so that it can be computed again."""
    page.goto("check.html")
    working = "where Z: (n, m), T(Z)\nlet dZ = D(T, Z)\n\ndZ == 2*dZ"
    page.get_by_label("Your working").fill(working)
    page.get_by_role("button", name="Look for counter-examples").click()
    expect(page.locator(".judged .differs")).to_contain_text("T(Z) = (sum(array(")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_tools_fit_the_page(browser: Browser, address: str, width: int) -> None:
    """With all tools open nothing makes a page scroll sideways."""
    derivation = {"Numbers": ".value", "Try a line": ".try-line"}
    opened = {
        "chapters/layer-backward/dw.html": derivation,
        "chapters/one-neuron/dz.html": derivation,
        "check.html": {"Look for counter-examples": ".judged li"},
    }
    for path, tools in opened.items():
        with browser.new_context(base_url=address, viewport={"width": width, "height": 800}) as new:
            page = new.new_page()
            page.goto(path)
            for name, brought in tools.items():
                page.get_by_role("button", name=name, exact=True).first.click()
                page.locator(brought).first.wait_for()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
