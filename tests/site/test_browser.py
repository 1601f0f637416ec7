"""The site as a reader sees it: from a sub-path, from a file, with and without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

SIZES = {"desk": (1280, 900), "phone": (390, 800), "narrow": (320, 700)}


class Visit:
    """A page of a browser that notes every request and every complaint."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, request: Request) -> None:
        self.requests.append(request.url)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open an empty page."""
    with browser.new_context() as context:
        yield Visit(context.new_page())


def pages(site: Path) -> list[str]:
    """Return the addresses of all pages, within the site."""
    return [str(path.relative_to(site)) for path in sorted(site.rglob("*.html"))]


def search(page: Page, words: str, address: str = ".html") -> None:
    """Type into the search field and wait until a page with this in its address is found."""
    page.locator(".md-search__input").focus()
    page.keyboard.type(words)  # the theme listens to keys
    # The list is made anew with every letter: what is waited for is the answer to the last.
    page.wait_for_selector(f".md-search-result__link[href*='{address}']", state="attached")


@pytest.mark.parametrize("size", SIZES)
def test_no_page_scrolls_sideways_or_asks_another_host(
    visit: Visit, site: Path, address: str, size: str
) -> None:
    """Formulas scroll by themselves, and everything comes from the site's own host."""
    width, height = SIZES[size]
    visit.page.set_viewport_size({"width": width, "height": height})
    for name in set(pages(site)) - {"404.html"}:
        visit.page.goto(address + name)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert not [url for url in visit.requests if not url.startswith((address, "data:"))]
    assert not visit.complaints


def test_search_finds_a_formula_as_one_types_it(visit: Visit, address: str) -> None:
    """The page of dz = a - y is found by that formula."""
    visit.page.goto(address)
    search(visit.page, "dz = a - y", "/one-neuron/dz.html")


def test_it_works_from_a_file(visit: Visit, site: Path) -> None:
    """Without a server there are formulas, links and search, and no request leaves the folder."""
    visit.page.goto((site / "index.html").as_uri())
    assert visit.page.locator("math").first.bounding_box()
    search(visit.page, "cross-entropy")
    assert not [url for url in visit.requests if not url.startswith(("file:", "data:", "about:"))]
    assert not visit.complaints


def test_it_works_without_scripts(browser: Browser, address: str) -> None:
    """Formulas are seen and links lead on when no script runs."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        assert page.locator("math").first.is_visible()
        page.locator("article a[href='about.html']").first.click()
        assert page.url == address + "about.html"


def test_formulas_have_their_font_and_do_not_jump(visit: Visit, address: str) -> None:
    """The font is loaded, and the page is laid out once."""
    visit.page.add_init_script(
        """window.shift = 0
        new PerformanceObserver(list => list.getEntries().forEach(e => window.shift += e.value))
          .observe({type: "layout-shift", buffered: true})"""
    )
    visit.page.goto(address)
    visit.page.evaluate("document.fonts.ready")
    assert visit.page.evaluate("[...document.fonts].map(font => font.status)") == ["loaded"]
    assert visit.page.evaluate("window.shift") < 0.02


def test_a_derivation_is_aligned_at_its_equals_signs(visit: Visit, address: str) -> None:
    """All lines behind a sign begin at one place, each on the baseline of its sign."""
    visit.page.goto(address)
    edges = visit.page.evaluate(
        """[...document.querySelectorAll("#at-a-glance .relation + .line math")]
          .map(math => math.getBoundingClientRect().left)"""
    )
    assert len(edges) >= 3
    assert max(edges) - min(edges) < 0.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ink_and_paper_follow_the_reader(browser: Browser, address: str, scheme: str) -> None:
    """The palette follows the system: dark ink on light paper, or the other way round."""
    with browser.new_context(color_scheme="dark" if scheme == "dark" else "light") as context:
        page = context.new_page()
        page.goto(address)
        page.wait_for_timeout(50)
        rgb = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g)")
    assert (sum(map(int, rgb)) < 3 * 128) == (scheme == "dark")
