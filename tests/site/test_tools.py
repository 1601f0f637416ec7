"""The tools of a derivation in a browser, as a reader uses them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect


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
    said = page.locator(".judged li").all_inner_texts()
    assert [text for text in said if "agrees with line" in text] == said[-1:]
    assert "agrees with line 7 again: look between the two" in said[-1]


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
