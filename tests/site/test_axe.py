"""axe finds nothing: WCAG 2.2 A and AA and best practice, in light and dark, wide and narrow.

Looking at a page takes seconds, so the suite takes one page of each kind, each in one of the four
settings by turns; with EVERY_PAGE in the environment it takes all pages in all settings.
"""

import os
from importlib.resources import files
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.site.visit import KINDS, pages

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then(found =>
  found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}`)))"""

# The tools of a page, and what each brings: they are looked at as well.
TOOLS = {
    "chapters/one-neuron/dz.html": {"Numbers": ".value", "Try a line": ".try-line"},
    "chapters/layer-backward/dw.html": {"Numbers": ".value", "Cover the lines": ".cover"},
    "check.html": {"Look for counter-examples": ".judged li"},
}
SETTINGS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 320)]


def violations(page: Page) -> list[str]:
    """Return what axe has against a page as it stands."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(LOOK, TAGS)
    return found


def looked_at(browser: Browser, address: str, scheme: str, width: int) -> list[str]:
    """Return what axe has against a page with its tools open, in one setting."""
    with browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        viewport={"width": width, "height": 800},
    ) as context:
        page = context.new_page()
        page.goto(address)
        tools = next((opens for name, opens in TOOLS.items() if address.endswith(name)), {})
        for tool, brought in tools.items():
            page.get_by_role("button", name=tool).first.click()
            page.locator(brought).first.wait_for()
        return violations(page)


def test_axe_finds_nothing(browser: Browser, site: Path, address: str) -> None:
    """No rule is broken by what a page holds, nor by what its tools bring."""
    if os.environ.get("EVERY_PAGE"):
        looks = [(name, *setting) for name in pages(site) for setting in SETTINGS]
    else:
        looks = [(name, *setting) for name, setting in zip(KINDS, cycle(SETTINGS), strict=False)]
    found = {
        (name, scheme, width): wrong
        for name, scheme, width in looks
        if (wrong := looked_at(browser, address + name, scheme, width))
    }
    assert not found


@pytest.mark.parametrize(
    ("rule", "html"),
    [
        ("image-alt", "<img src='assets/logo.svg'>"),
        ("color-contrast", "<p class='pale'>Hardly to be read</p>"),
        ("heading-order", "<h5>Much too deep</h5>"),
    ],
)
def test_axe_would_find_something(browser: Browser, address: str, rule: str, html: str) -> None:
    """A page that breaks a rule is caught."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + "about.html")
        page.evaluate(
            "html => document.querySelector('article').insertAdjacentHTML('beforeend', html)", html
        )
        pale = "document.querySelector('.pale')?.style.setProperty('color', '#eeeadd')"
        page.evaluate(pale)
        assert any(line.startswith(rule) for line in violations(page))
