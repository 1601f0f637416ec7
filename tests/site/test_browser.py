"""The site as a reader sees it: from a sub-path, from a file, with and without scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.site.visit import Visit, search


def test_search_finds_a_formula_as_one_types_it(visit: Visit, address: str) -> None:
    """The page of dz = a - y is found by that formula."""
    visit.page.goto(address)
    search(visit.page, "dz = a - y", "/one-neuron/dz.html")


def test_it_works_from_a_file(visit: Visit, site: Path) -> None:
    """Without a server there are formulas in their font, links and search, and nothing else."""
    root = site.as_uri() + "/"
    visit.page.goto(root + "index.html")
    visit.page.evaluate("document.fonts.ready")
    assert visit.page.evaluate("[...document.fonts].map(font => font.status)") == ["loaded"]
    assert visit.page.locator("math").first.bounding_box()
    search(visit.page, "cross-entropy")
    assert not visit.strangers(root)


def test_the_page_for_a_wrong_address_has_its_styles_in_a_folder(visit: Visit, site: Path) -> None:
    """Without an address of its own the site's 404.html finds what lies beside it."""
    visit.page.goto((site / "404.html").as_uri())
    family = visit.page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert "Palatino" in family
    visit.page.locator("article a").first.click()
    assert visit.page.url == (site / "index.html").as_uri()


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


def test_nothing_moves_for_who_wants_no_motion(visit: Visit, address: str) -> None:
    """With reduced motion no element has an animation or a transition that takes time."""
    visit.page.goto(address)
    moving = """[...document.querySelectorAll("*")].filter(element => {
      const style = getComputedStyle(element)
      const durations = `${style.transitionDuration},${style.animationDuration}`.split(",")
      return style.animationName !== "none" || durations.some(text => parseFloat(text) > 0)
    }).map(element => element.className)"""
    assert visit.page.evaluate(moving) == []


@pytest.mark.parametrize("name", ["chapters/two-starts/saturation.html", "map.html"])
def test_paper_cuts_nothing_off(visit: Visit, address: str, name: str) -> None:
    """On a sheet of A4, whose text is 170 mm wide, no table and no picture is too wide."""
    visit.page.set_viewport_size({"width": 643, "height": 970})
    visit.page.emulate_media(media="print")
    visit.page.goto(address + name)
    too_wide = """[...document.querySelectorAll("article :is(table, svg, .formula)")]
      .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
      .map(element => element.className)"""
    assert visit.page.evaluate(too_wide) == []
