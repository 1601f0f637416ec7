"""A derivation under the reader's hands: covered lines, letters, copying, print, no scripts."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from derive.book.book import read_book
from derive.book.project import find_project
from derive.language.browser import working_data

ROOT = Path(__file__).resolve().parents[2]
DZ = "chapters/one-neuron/dz.html"
LAYER = "chapters/layer-backward/da-prev.html"
DATA = re.compile(
    r'<section class="derivation [^>]*data-name="([^"]*)".*?'
    r"<script [^>]*derivation-data[^>]*>(.*?)</script>",
    re.DOTALL,
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page that may use the clipboard; a script's error fails the test."""
    errors: list[str] = []
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
    assert not errors


def seen(page: Page) -> list[bool]:
    """Return of each line of dz whether its formula can be seen."""
    return [line.is_visible() for line in page.locator("#dz .step[id] > .line").all()]


def lit(page: Page) -> set[str]:
    """Return the texts of the pieces of formulas that are lit."""
    return set(page.locator("math .lit").all_text_contents())


def copied(page: Page, button: Locator, choice: str) -> str:
    """Open the menu of a button, choose, and return what the clipboard holds."""
    button.click()
    page.get_by_role("button", name=choice, exact=True).click()
    page.locator(".derivation-voice", has_text="copied").wait_for(state="attached")
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("key", ["n", " ", "ArrowDown", "Enter", "tap"])
def test_lines_are_uncovered_one_by_one(page: Page, address: str, key: str) -> None:
    """Each key, and a tap, shows one more line; the last one leaves nothing to press."""
    page.goto(address + DZ)
    assert seen(page) == [True] * 4
    page.locator("#dz .pencil").click()
    assert seen(page) == [False] * 4
    assert "cover" in (page.evaluate("document.activeElement.className") or "")
    for count in range(1, 5):
        if key == "tap":
            page.locator("#dz .cover").click()
        else:
            page.keyboard.press(key)
        assert seen(page) == [True] * count + [False] * (4 - count)
    assert page.locator("#dz .cover").count() == 0
    assert page.url.endswith(DZ)  # to the theme, n is the next page


def test_a_covered_line_tells_its_rule_and_can_be_covered_again(page: Page, address: str) -> None:
    """The next line's rule is the hint; the key back covers the last line."""
    page.goto(address + DZ)
    page.locator("#dz .pencil").click()
    assert page.locator("#dz-1 .rule").is_visible()
    assert not page.locator("#dz-1 .reason").is_visible()
    assert not page.locator("#dz-2 .rule").is_visible()
    page.keyboard.press("n")
    assert "by chain rule" in page.locator(".derivation-voice").inner_text()
    page.keyboard.press("Backspace")
    assert seen(page) == [False] * 4


def test_covered_lines_are_remembered_and_an_address_uncovers(page: Page, address: str) -> None:
    """The choice holds on the next page; a link to a line shows it."""
    page.goto(address + DZ)
    page.locator("#dz .pencil").click()
    page.goto(address + DZ + "#dz-2")
    page.reload()
    assert seen(page) == [True, True, False, False]
    assert page.locator("#dz .pencil").get_attribute("aria-pressed") == "true"
    assert "The lines are covered, as you chose." in page.locator("#dz .covered-note").inner_text()
    page.locator("#dz .covered-note button").click()
    assert seen(page) == [True] * 4
    assert not page.locator("#dz .covered-note").is_visible()
    page.reload()
    assert seen(page) == [True] * 4


def test_covered_lines_take_no_room(page: Page, address: str) -> None:
    """Chains that have not begun are gone with their first line; the last shows all again."""
    page.goto(address + "chapters/layer-backward/dw.html")
    section = page.locator("section.derivation").first
    lists = section.locator("ol.steps")
    tall = lists.first.bounding_box()
    section.locator(".pencil").click()
    small = lists.first.bounding_box()
    assert tall and small and small["height"] < tall["height"] / 3
    assert not lists.nth(1).is_visible()
    assert not section.locator(".route").nth(1).is_visible()
    for _ in range(lists.first.locator(".step[id]").count()):
        page.keyboard.press(" ")
    assert lists.nth(1).is_visible()
    assert section.locator(".route").nth(1).is_visible()


def test_what_is_typed_in_a_field_uncovers_nothing(page: Page, address: str) -> None:
    """Keys belong to the field that has the focus."""
    page.goto(address + DZ)
    page.locator("#dz .pencil").click()
    page.locator(".md-search__input").focus()
    page.keyboard.type("n n")
    assert seen(page) == [False] * 4


def test_a_letter_tells_what_it_means(page: Page, address: str) -> None:
    """Pointing lights up all its places and tells its meaning; Escape ends it."""
    page.goto(address + DZ)
    page.locator("#dz-1 .line mi[data-node]", has_text="z").hover()
    note = page.locator(".letter-note")
    note.wait_for(state="visible")
    assert "weights times inputs plus bias" in note.inner_text()
    assert lit(page) == {"z"}
    assert page.locator("math .lit").count() > 4
    page.locator("#dz-1 .line mi[data-node]", has_text="z").click()
    page.mouse.move(1, 1)
    assert note.is_visible()
    page.keyboard.press("Escape")
    assert not note.is_visible() and not lit(page)


def test_letters_by_keyboard(page: Page, address: str) -> None:
    """The list of letters is opened and gone through with Tab; Enter keeps a letter lit."""
    page.goto(address + LAYER)
    page.locator(".symbols summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert lit(page) == {"T"}
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert lit(page) == {"T"}
    assert page.locator(".symbols .symbol[aria-pressed=true]").count() == 1


def test_copying(page: Page, address: str) -> None:
    """A line as LaTeX and as Python, all lines as LaTeX, and the whole as a working."""
    page.goto(address + DZ)
    of_line = page.locator("#dz-4 .copy")
    assert copied(page, of_line, "LaTeX") == "a - y"
    assert copied(page, page.locator("#dz-2 .copy"), "Python") == "(a - y)/(a*(1 - a))*D(a, z)"
    whole = page.locator("#dz .tools .copy")
    latex = copied(page, whole, "All lines as LaTeX")
    assert latex.startswith("\\begin{aligned}\n\\frac{\\partial L}{\\partial z} &= ")
    assert latex.count("&=") == 4 and "textcolor" not in latex
    working = copied(page, whole, "As a working")
    assert working.startswith("let a = sigma(z)\n")
    assert working.endswith("by cancel factors, result sigmoid-bounds\n")


def test_what_changed_is_marked_in_both_lines(page: Page, address: str) -> None:
    """New pieces stand out always; what went away does when one looks at the line below."""
    page.goto(address + DZ)
    shade = "element => getComputedStyle(element).backgroundImage"
    gone = page.locator("#dz-3 .m-gone").first
    assert page.locator("#dz-2 .m-new").get_attribute("class") == "m-new"
    page.mouse.move(1, 1)
    assert gone.evaluate(shade) == "none"
    page.locator("#dz-4 .line").hover()
    assert gone.evaluate(shade) != "none"


def test_print_shows_all_lines_and_no_tools(page: Page, address: str) -> None:
    """What is covered on the screen is there on paper; buttons are not."""
    page.goto(address + DZ)
    page.locator("#dz .pencil").click()
    page.emulate_media(media="print")
    assert seen(page) == [True] * 4
    for tool in (".tools", ".cover", ".copying", ".symbols"):
        assert not page.locator(f"#dz {tool}").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_scripts_all_is_there(browser: Browser, address: str, scheme: str) -> None:
    """Lines are uncovered, the letters can be read, the paper is the reader's, nothing is dead."""
    dark = scheme == "dark"
    with browser.new_context(
        java_script_enabled=False, color_scheme="dark" if dark else "light"
    ) as context:
        page = context.new_page()
        page.goto(address + DZ)
        assert seen(page) == [True] * 4
        page.locator("#dz .symbols summary").click()
        assert page.locator("#dz .symbols .told").first.is_visible()
        assert page.locator("#dz .tools, #dz .cover").count() == 0
        session = context.new_cdp_session(page)
        node = session.send("DOM.getDocument")["root"]["nodeId"]
        body = session.send("DOM.querySelector", {"nodeId": node, "selector": "body"})["nodeId"]
        session.send("DOM.enable")
        session.send("CSS.enable")
        style = session.send("CSS.getComputedStyleForNode", {"nodeId": body})["computedStyle"]
    [paper] = [each["value"] for each in style if each["name"] == "background-color"]
    rgb = [int(part) for part in paper.removeprefix("rgb(").removesuffix(")").split(",")]
    assert (sum(rgb) < 3 * 128) == dark


def test_every_page_holds_the_data_of_its_derivations(site: Path) -> None:
    """What the scripts read on a page is what was checked."""
    found: dict[str, dict[str, list[list[str]]]] = {}
    for path in site.glob("chapters/**/*.html"):
        for name, data in DATA.findall(path.read_text(encoding="utf-8")):
            found[name] = json.loads(data)
    for entry in read_book(find_project(ROOT).content).entries:
        data = found[entry.name]
        assert data.items() >= working_data(entry.working).items(), entry.name
        assert [len(rules) + 1 for rules in data["rules"]] == [len(c) for c in data["chains"]]
