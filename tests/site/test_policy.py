"""One strict policy for every page, under which everything works, from a server and from a file."""

import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.visit import KINDS, Visit, pages, search

DZ = "chapters/one-neuron/dz.html"
# The narrowest, then from the widest down, so that nothing stays wide.
WIDTHS = (320, 1600, 1280, 768, 390)
DATA = {"application/json"}
POLICY = "default-src 'none'; script-src 'self' file:;"


class Reader(HTMLParser):
    """Notes the policies of a page, what comes before them, and what they would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.policies: list[str] = []
        self.early: list[str] = []
        self.refused: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        values = dict(attrs)
        if values.get("http-equiv", "") == "Content-Security-Policy":
            self.policies.append(values["content"] or "")
        if not self.policies and tag in ("script", "link", "style", "img"):
            self.early.append(tag)
        code = tag == "script" and "src" not in values and values.get("type") not in DATA
        handler = any(name.startswith("on") for name in values)
        address = (values.get("href") or "").startswith("javascript:")
        if tag == "style" or "style" in values or code or handler or address:
            self.refused.append(self.get_starttag_text() or tag)


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, site: Path, address: str) -> str:
    """Give the address of the site: on a sub-path of a host, or in a folder."""
    return address if request.param == "http" else site.as_uri() + "/"


def test_every_page_has_the_policy_and_holds_nothing_that_it_refuses(site: Path) -> None:
    """One policy stands first; no code, no style and no handler stands in a page."""
    for name in pages(site):
        reader = Reader()
        reader.feed((site / name).read_text("utf-8"))
        (policy,) = reader.policies
        assert policy.startswith(POLICY), name
        assert "unsafe" not in policy, name
        assert not reader.early, name
        assert not reader.refused, name


def test_every_page_is_quiet_and_fits_every_screen(visit: Visit, site: Path, address: str) -> None:
    """No page complains, asks another host or scrolls sideways: its formulas and tables do."""
    wide = []
    widths = WIDTHS if os.environ.get("EVERY_PAGE") else WIDTHS[:1]
    for name in pages(site):
        visit.page.goto(address + name)
        for width in widths:
            visit.page.set_viewport_size({"width": width, "height": 800})
            if visit.page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((name, width))
    assert not wide
    assert not visit.strangers(address)


def test_pages_are_quiet_from_a_folder(visit: Visit, site: Path) -> None:
    """No kind of page complains or asks anybody when it is opened as a file."""
    root = site.as_uri() + "/"
    for name in pages(site) if os.environ.get("EVERY_PAGE") else KINDS:
        visit.page.goto(root + name)
    assert not visit.strangers(root)


def test_a_policy_that_refuses_is_heard(visit: Visit, address: str) -> None:
    """What the policy refuses reaches the list of complaints: the tests here can fail."""
    visit.page.goto(address + DZ)
    for place, code in (("script", "document.title = 'changed'"), ("style", "p { color: red }")):
        visit.page.evaluate(
            "([place, code]) => document.head.append("
            "Object.assign(document.createElement(place), {textContent: code}))",
            [place, code],
        )
    visit.page.evaluate("document.body.setAttribute('style', 'color: red')")
    assert visit.page.title() != "changed"
    refused = [text for text in visit.complaints if "Content Security Policy" in text]
    assert len(refused) == 3
    visit.complaints.clear()


def searching(page: Page) -> None:
    """Find a page by a formula and go there."""
    search(page, "dz = a - y", "/one-neuron/dz.html")
    page.locator(".md-search-result__link[href*='/one-neuron/dz.html']").first.click()
    page.wait_for_url(re.compile(r"/one-neuron/dz\.html"))


def darkening(page: Page) -> None:
    """Change the palette; the next page remembers."""
    page.locator("label[title='Dark page']").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def covering(page: Page) -> None:
    """Cover the lines and uncover one."""
    page.get_by_role("button", name="Cover the lines").first.click()
    before = page.locator(".step.covered").count()
    page.keyboard.press("n")
    assert page.locator(".step.covered").count() == before - 1


def counting(page: Page) -> None:
    """Show the numbers and move a slider."""
    page.get_by_role("button", name="Numbers", exact=True).first.click()
    page.get_by_label("z, slider").fill("0")
    expect(page.locator(".value").first).to_have_text(re.compile("−0.5"))


def trying(page: Page) -> None:
    """Type a line."""
    page.get_by_role("button", name="Try a line").first.click()
    page.get_by_label("the next line").fill("a + y")
    page.get_by_label("the next line").press("Enter")
    expect(page.locator(".try-line .result")).to_contain_text("A counter-example")


def copying(page: Page) -> None:
    """Copy the derivation."""
    button = page.locator(".tools .copy").first
    button.click()
    page.locator(".copy-menu button").first.click()
    expect(button).to_have_class(re.compile("done"))


def touching(page: Page) -> None:
    """Tap a letter."""
    page.locator(".statement .claim [data-node], .step .line mi").first.click()
    page.keyboard.press("Escape")


def checking(page: Page) -> None:
    """Have the example judged."""
    page.get_by_role("button", name="Look for counter-examples").click()
    expect(page.locator(".summary")).to_contain_text("2 of 4 steps")


def choosing(page: Page) -> None:
    """Choose another activation."""
    page.locator(".chooser select").first.select_option(index=1)


def nudging(page: Page) -> None:
    """Move a number of the network."""
    page.locator(".nudge input[type=range]").fill("0.25")


def tracing(page: Page) -> None:
    """Choose an entry."""
    page.locator(".tracer .traced button").nth(3).click()
    assert page.locator(".tracer .lit").count() > 1


@pytest.mark.parametrize(
    ("path", "act"),
    [
        ("index.html", searching),
        ("index.html", darkening),
        (DZ, covering),
        (DZ, counting),
        (DZ, trying),
        (DZ, copying),
        (DZ, touching),
        ("check.html", checking),
        ("choose.html", choosing),
        ("nudge.html", nudging),
        ("tracer.html", tracing),
    ],
)
def test_everything_works_under_the_policy(
    visit: Visit, root: str, path: str, act: Callable[[Page], None]
) -> None:
    """Each tool does its work without a refusal, an error or a request to another host."""
    visit.page.goto(root + path)
    act(visit.page)
    assert not visit.strangers(root)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_never_shown_in_the_wrong_ink(
    browser: Browser, address: str, scheme: str
) -> None:
    """The palette is settled before the theme's script has come."""
    with browser.new_context(color_scheme="dark" if scheme == "dark" else "light") as context:
        page = context.new_page()
        page.route("**/bundle.*.js", lambda route: route.abort())
        page.goto(address)
        wanted = "slate" if scheme == "dark" else "default"
        assert page.locator("body").get_attribute("data-md-color-scheme") == wanted
