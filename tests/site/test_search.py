"""What learners type into the search field, and what they find first."""

import pytest
from playwright.sync_api import Page, expect

from tests.site.visit import Visit

FIRST = ".md-search-result__item:nth-child(-n + 3) .md-search-result__link"


def first_found(page: Page, words: str) -> list[str]:
    """Type into the search field; return where the first three results lead."""
    page.locator(".md-search__input").fill(words)
    page.keyboard.press("Shift")  # the theme listens to keys
    expect(page.locator(".md-search-result__meta")).not_to_contain_text("Initializing")
    page.locator(FIRST).first.wait_for(state="attached")
    return [link.get_attribute("href") or "" for link in page.locator(FIRST).all()]


@pytest.mark.parametrize(
    ("words", "pages"),
    [
        ("dz = a - y", ["one-neuron/dz.html"]),
        ("a - y", ["one-neuron/dz.html", "beyond/canonical.html"]),
        ("dL/da", ["one-neuron/loss-gradient.html"]),
        ("hadamard", ["notation.html#products"]),
        ("dZ1 derivation", ["two-layers/all-examples.html#the-hidden-layer"]),
        ("why is there a sum in back-propagation", ["primer/chain-rule.html"]),
        ("W^T", ["layer-backward/da-prev-in-full.html", "layer-backward/da-prev.html"]),
        ("dW = dZ A^T", ["questions.html#q028", "layer-backward/dw.html"]),
        ("weight decay", ["beyond/regularization.html"]),
        ("where does 1/m come from", ["one-over-m/index.html"]),
        ("W transposed", ["questions.html#q026", "layer-backward/da-prev-in-full.html"]),
        ("Where does dz = a - y come from?", ["index.html", "questions.html#q007"]),
        ("relu at zero", ["questions.html#q073"]),
        ("what does @ mean", ["notation.html#products"]),
        ("what does ** mean", ["notation.html#products"]),
        ("1/m in dZ", ["questions.html#q043", "one-over-m/index.html"]),
        ("derivative of tanh", ["rules/calculus.html#derivative-of-tanh"]),
        ("derivitive of sigmiod", ["one-neuron/sigmoid-derivative.html", "questions.html#q022"]),
        ("jacobain", ["layer-backward/jacobians.html"]),
        ("backpropogation", [""]),
        ("backpropogation of relu", ["activations/relu.html"]),
        ('A*:~+"-^', [""]),
    ],
)
def test_search_answers_first_what_was_asked(
    visit: Visit, address: str, words: str, pages: list[str]
) -> None:
    """The best page stands first, signs are no commands, and no question is refused."""
    visit.page.goto(address + "notation.html")
    visit.page.locator(".md-search__input").focus()
    first, *others = first_found(visit.page, words)
    found = [first, *others]
    in_first_item = visit.page.locator(".md-search-result__item").first.locator("a").all()
    best = [link.get_attribute("href") or "" for link in in_first_item]
    assert any(page in href.split("?")[0] + _anchor(href) for page in pages for href in best), found


def _anchor(href: str) -> str:
    return f"#{href.split('#')[1]}" if "#" in href else ""


def test_a_question_is_a_result_of_its_own(visit: Visit, address: str) -> None:
    """Two questions that fit are two results, each with its own words."""
    visit.page.goto(address)
    visit.page.locator(".md-search__input").focus()
    found = first_found(visit.page, "why transpose W")
    assert len({href for href in found if "questions.html" in href and "#q" in href}) >= 1
    marked = visit.page.locator(".md-search-result__item mark").all_inner_texts()
    assert marked
    first_found(visit.page, "relu at zero")
    item = visit.page.locator(".md-search-result__item").first
    expect(item.locator("h1")).to_contain_text("What is the derivative of ReLU at exactly z = 0?")
    expect(item.locator(".first-words")).to_contain_text("There is none")


def test_a_pasted_question_is_answered(visit: Visit, address: str) -> None:
    """What comes into the field without a key, by the mouse, is searched for all the same."""
    visit.page.goto(address)
    visit.page.locator(".md-search__input").focus()
    visit.page.locator(".md-search__input").fill("dL/da")
    visit.page.locator(FIRST).first.wait_for(state="attached")
    assert "loss-gradient" in (visit.page.locator(FIRST).first.get_attribute("href") or "")


def test_search_without_a_server_knows_formulas(visit: Visit, site) -> None:  # type: ignore[no-untyped-def]
    """From file:// the same search answers."""
    visit.page.goto((site / "index.html").as_uri())
    visit.page.locator(".md-search__input").focus()
    assert "one-neuron/dz.html" in first_found(visit.page, "dz = a - y")[0]
