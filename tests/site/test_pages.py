"""The pages of words in a browser: the chooser, the questions in search, the printed sheet."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page."""
    with browser.new_context() as context:
        yield context.new_page()


def field(page: Page, label: str) -> Locator:
    """Return a field of the chooser."""
    return page.locator(".chooser label").filter(has_text=re.compile(f"^{label}")).locator("select")


def chosen(page: Page) -> list[str]:
    """Return the NumPy lines that the chooser shows."""
    return page.locator(".chooser-answer code").all_inner_texts()


def test_the_chooser_shows_what_is_chosen(page: Page, address: str) -> None:
    """Loss, activation, layout and cost each change the lines, and the proofs come along."""
    page.goto(address + "choose.html")
    assert chosen(page) == [
        "Z = W @ A_prev + b",
        "dZ = A - Y",
        "dW = dZ @ A_prev.T/m",
        "db = np.sum(dZ, axis=1, keepdims=True)/m",
        "dA_prev = W.T @ dZ",
    ]
    field(page, "Loss").select_option("half squared error")
    field(page, "Activation").select_option("tanh")
    field(page, "Layout").select_option(index=2)
    field(page, "Cost").select_option("the sum of the losses")
    assert chosen(page) == [
        "Z = A_prev @ W + b",
        "dZ = (A - Y)*(1 - A**2)",
        "dW = A_prev.T @ dZ",
        "db = np.sum(dZ, axis=0, keepdims=True)",
        "dA_prev = dZ @ W.T",
    ]
    links = page.locator(".chooser-answer a")
    assert "through-tanh-4" in (links.nth(1).get_attribute("href") or "")
    field(page, "Loss").select_option("binary cross-entropy")
    assert field(page, "Activation").locator("option").all_inner_texts() == ["sigmoid"]


def test_the_chooser_works_by_keyboard(page: Page, address: str) -> None:
    """A field is reached and changed with keys alone, and the change is announced."""
    page.goto(address + "choose.html")
    field(page, "Layout").focus()
    page.keyboard.press("ArrowDown")
    assert chosen(page)[0] == "Z = W.T @ A_prev + b"
    assert page.locator(".chooser-answer").get_attribute("aria-live") == "polite"


def test_without_scripts_all_choices_are_there(browser: Browser, address: str) -> None:
    """The tables hold every formula when no script runs, and no empty box stands above them."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address + "choose.html")
        assert not page.locator("#chooser").is_visible()
        assert page.locator("table.starts tbody tr").count() > 20
        assert page.locator("table.layout").count() == 4


@pytest.mark.parametrize(
    "words, question",
    [("why W transposed and not W", "q026"), ("where did x1 come from", "q011")],
)
def test_search_finds_a_question(page: Page, address: str, words: str, question: str) -> None:
    """A learner's own words find the question."""
    page.goto(address)
    page.locator(".md-search__input").focus()
    page.keyboard.type(words)
    page.wait_for_selector(f".md-search-result__link[href*='#{question}']", state="attached")


def test_the_questions_lead_to_steps(page: Page, address: str) -> None:
    """The link below an answer opens the page at the very step."""
    page.goto(address + "questions.html")
    page.locator("#q007 ~ .shown-in a").first.click()
    page.wait_for_url("**/one-neuron/dz.html#dz-4")
    page.locator("#dz-4").wait_for(state="visible")


def test_the_sheet_is_one_page_of_paper(page: Page, address: str) -> None:
    """The cheat sheet is printed on a single page of A4."""
    page.goto(address + "sheet.html")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_an_answer_of_the_self_test_opens(page: Page, address: str) -> None:
    """Answers are covered until they are asked for."""
    page.goto(address + "self-test.html")
    answer = page.locator("details").first
    assert not answer.locator("p").last.is_visible()
    answer.locator("summary").click()
    assert answer.locator("p").last.is_visible()


def test_every_page_has_a_description(site: Path) -> None:
    """Search engines get a sentence of its own for each page."""
    found: dict[str, str] = {}
    for path in sorted(site.rglob("*.html")):
        if path.name == "404.html":
            continue
        said = re.search(r'<meta name="description" content="([^"]*)"', path.read_text("utf-8"))
        assert said and len(said[1]) > 30, path
        assert said[1] not in found, f"{path} says the same as {found[said[1]]}"
        found[said[1]] = path.name


PHONES_TABLES = ["choose.html", "sheet.html", "rules/index.html", "chapters/one-neuron/index.html"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_table_of_words_fits_a_phone(browser: Browser, address: str, scripts: bool) -> None:
    """Its rows stand one below the other, no wider than the page, each cell under its head."""
    size = {"width": 360, "height": 740}
    with browser.new_context(viewport=size, java_script_enabled=scripts) as context:  # type: ignore[arg-type]
        page = context.new_page()
        for where in PHONES_TABLES:
            page.goto(address + where)
            assert page.locator("table[data-stacks]").count() > 0
            for table in page.locator("table[data-stacks]").all():
                box = table.bounding_box()
                assert box is not None
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= size["width"]
            row = page.locator("table[data-stacks] tbody tr:not(:has([colspan]))").first
            first, second = (row.locator("td").nth(n).bounding_box() for n in (0, 1))
            assert first is not None and second is not None
            assert second["y"] >= first["y"] + first["height"]


def test_a_phone_shows_code_and_small_tables_within_the_margins(
    browser: Browser, address: str
) -> None:
    """Code stands under the text's own edges; four short columns of numbers need no scrolling."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(address + "chapters/activations/sigmoid-tanh.html")
        text = page.locator(".md-typeset > p").first.bounding_box()
        code = page.locator(".md-typeset > .highlight").first.bounding_box()
        assert text is not None and code is not None
        assert (code["x"], code["width"]) == (text["x"], text["width"])
        page.goto(address + "chapters/layer-backward/da-prev.html")
        scrolled = "boxes => boxes.filter(box => box.scrollWidth > box.clientWidth).length"
        assert page.locator(".md-typeset__scrollwrap").count() > 0
        assert page.locator(".md-typeset__scrollwrap").evaluate_all(scrolled) == 0


def test_a_table_that_is_cut_is_shaded_at_its_edge(browser: Browser, address: str) -> None:
    """Where a table is cut the page's edge has a shade, and none once the table is scrolled."""

    def edge(page: Page) -> bytes:
        box = page.locator(".md-typeset__scrollwrap").first.bounding_box()
        assert box is not None
        y = box["y"] + box["height"] - 8  # below all words
        return page.screenshot(clip={"x": 386, "y": y, "width": 3, "height": 3})

    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(address + "chapters/two-starts/saturation.html")
        table = page.locator(".md-typeset__scrollwrap").first
        table.evaluate("box => box.scrollIntoView({block: 'center'})")
        cut = edge(page)
        table.evaluate("box => box.scrollTo(box.scrollWidth, 0)")
        assert cut != edge(page)
