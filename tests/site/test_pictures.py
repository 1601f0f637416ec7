"""Pictures and what can be tried in them, in a browser: by mouse, by key and without scripts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from derive.pages.pictures import nudge, tracer

PAGES = ("index", "map", "nudge", "tracer", "chapters/two-starts/saturation")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page as wide as the narrowest phone; a script's complaint fails the test."""
    complaints: list[str] = []
    with browser.new_context(viewport={"width": 320, "height": 700}) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
    assert not complaints


def number(text: str) -> float:
    """Return a number as the page writes it."""
    return float(text.replace("\N{MINUS SIGN}", "-"))


@pytest.mark.parametrize("name", ["index", "map"])
def test_links_of_a_picture_lead_to_what_is_there(site: Path, name: str) -> None:
    """Each link leads to a page of the site, and to an anchor that is on it."""
    html = (site / f"{name}.html").read_text(encoding="utf-8")
    links = re.findall(r'<a href="([^"#]+)(?:#([^"]+))?" aria-label', html)
    assert len(links) > 30
    for target, anchor in set(links):
        there = (site / target).read_text(encoding="utf-8")
        assert not anchor or f'id="{anchor}"' in there, (target, anchor)


def test_every_box_of_the_network_is_reached_by_keyboard(page: Page, address: str) -> None:
    """Tab walks through the links of the picture that is shown, and Enter follows one."""
    page.goto(address)
    boxes = page.locator(".network svg:visible a")
    assert page.locator(".network svg:visible").count() == 1
    boxes.first.focus()
    for place in range(1, boxes.count()):
        page.keyboard.press("Tab")
        assert boxes.nth(place).evaluate("box => box === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/chapters/.+\.html#"))


@pytest.mark.parametrize("trace", tracer.traces(), ids=lambda trace: trace.key)
def test_an_entry_lights_up_what_makes_it(opened: Page, trace: tracer.Trace) -> None:
    """Its row and column, its paths and its sum, and nothing else."""
    opened.locator(f"[data-entry='{trace.key}'] button").click()
    lit = opened.eval_on_selector_all(".tracer .lit", "all => all.map(e => ({...e.dataset}))")
    cells = {each["cell"] for each in lit if "cell" in each}
    lights = {each["light"] for each in lit if "light" in each}
    terms = [factor for term in trace.terms for factor in term]
    assert cells == {f"{name}-{row + 1}-{column + 1}" for name, row, column in terms}
    assert {each for each in lights if each.startswith("path")} == {
        f"path-{j + 1}-{k + 1}" for j, k in trace.paths
    }
    assert opened.locator("[data-trace]:visible").count() == 1
    assert tracer.words_of(trace) in opened.locator("[data-trace]:visible").inner_text()
    assert opened.locator("button[aria-pressed=true]").count() == 1


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[Page]:
    """Open the page of the tracer once."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + "tracer.html")
        yield page


def test_arrow_keys_walk_through_a_matrix(page: Page, address: str) -> None:
    """Down and right lead to the neighbours, and the border holds."""
    page.goto(address + "tracer.html")
    page.locator("[data-entry='dW-1-1'] button").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    assert page.locator("[data-entry='dW-2-2'] button[aria-pressed=true]").count() == 1


@pytest.mark.parametrize("place", range(len(nudge.numbers())))
@pytest.mark.parametrize("step", [-0.5, 0.01])
def test_a_nudge_is_what_the_network_says(nudged: Page, place: int, step: float) -> None:
    """The promise and the change are those of the module, to the digits that are shown."""
    chosen = nudge.numbers()[place]
    nudged.get_by_label("Move").select_option(chosen.name)
    nudged.get_by_label("by h").fill(str(step))
    promised, changed, missed = map(number, nudged.locator(".nudge dd").all_inner_texts())
    assert promised == pytest.approx(chosen.slope * step, abs=6e-6)
    assert changed == pytest.approx(nudge.change(chosen, step), abs=6e-6)
    assert missed == pytest.approx(changed - promised, abs=1.1e-5)
    assert nudged.locator(f".value.lit[data-number='{chosen.name}']").count() == 1


@pytest.fixture(scope="module")
def nudged(browser: Browser, address: str) -> Iterator[Page]:
    """Open the page of the nudge once."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + "nudge.html")
        yield page


def test_a_nudge_goes_by_keyboard(page: Page, address: str) -> None:
    """An arrow key on the slider moves the number by a hundredth."""
    page.goto(address + "nudge.html")
    page.get_by_label("by h").focus()
    page.keyboard.press("ArrowRight")
    assert number(page.locator(".nudge output").inner_text()) == pytest.approx(nudge.STEP + 0.01)


def test_without_scripts_everything_is_there_to_read(browser: Browser, address: str) -> None:
    """All sums, a nudge of each number, and the pictures with their links."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address + "tracer.html")
        assert page.locator("[data-trace]:visible").count() == len(tracer.traces())
        page.goto(address + "nudge.html")
        assert page.locator(".nudge tbody tr:visible").count() == len(nudge.numbers())
        assert page.locator(".nudge-tool *").count() == 0
        page.goto(address)
        assert page.locator(".network svg:visible a").count() > 30


@pytest.mark.parametrize("name", PAGES)
def test_pages_with_pictures_fit_the_narrowest_phone(page: Page, address: str, name: str) -> None:
    """Nothing scrolls sideways but the boxes that are made for it."""
    page.goto(f"{address}{name}.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_plots_follow_the_palette(browser: Browser, address: str) -> None:
    """A line's ink is light on the dark page, dark on the light one."""
    seen = {}
    for scheme in ("light", "dark"):
        with browser.new_context(color_scheme="dark" if scheme == "dark" else "light") as context:
            page = context.new_page()
            page.goto(address + "chapters/two-starts/saturation.html")
            page.wait_for_timeout(50)
            seen[scheme] = page.locator(".plot .stroke-ink").first.evaluate(
                "line => getComputedStyle(line).stroke.match(/\\d+/g).map(Number)"
            )
    assert sum(seen["light"]) < 3 * 128 < sum(seen["dark"])
