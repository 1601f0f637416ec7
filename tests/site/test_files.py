"""The files of the built site, read without a browser."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
NOT_LOADED = {"canonical", "prev", "next", "alternate"}


class Reader(HTMLParser):
    """Notes what a page loads, and the style attributes and inline code in its article."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.unwanted: list[str] = []
        self.in_article = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        values = dict(attrs)
        self.in_article |= tag == "article"
        if tag in LOADS and values.get("rel") not in NOT_LOADED:
            self.loads.append(values.get(LOADS[tag]) or "")
        if self.in_article and ("style" in values or any(name.startswith("on") for name in values)):
            self.unwanted.append(self.get_starttag_text() or tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave the article."""
        self.in_article &= tag != "article"


def read(site: Path) -> dict[str, Reader]:
    """Return each page of the site, read."""
    pages = {}
    for path in site.rglob("*.html"):
        pages[str(path.relative_to(site))] = reader = Reader()
        reader.feed(path.read_text(encoding="utf-8"))
    return pages


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    """Pages and styles load only what lies beside them."""
    elsewhere = re.compile(r"^(\w+:)?//")
    for name, page in read(site).items():
        assert page.loads, name
        assert not [load for load in page.loads if elsewhere.match(load)], name
    for style in site.rglob("*.css"):
        loads = re.findall(r"(?:url\(|@import )[\"']?([^\"')]+)", style.read_text("utf-8"))
        assert not [load for load in loads if elsewhere.match(load)], style.name


def test_articles_hold_no_style_and_no_script_attributes(site: Path) -> None:
    """What we write into a page stands under a strict Content-Security-Policy."""
    assert not {name: page.unwanted for name, page in read(site).items() if page.unwanted}


def test_no_formula_is_left_as_latex(site: Path) -> None:
    """Everything that arithmatex has found is MathML."""
    pages = [path.read_text(encoding="utf-8") for path in site.rglob("*.html")]
    assert any("<math" in page for page in pages)
    assert not [page for page in pages if re.search(r'class="arithmatex">\s*\\[(\[]', page)]


class Said(HTMLParser):
    """Notes the running text of a page's article, without code and formulas."""

    SILENT = frozenset({"code", "pre", "math", "script", "style", "textarea"})

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.open: list[str] = []
        self.in_article = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element."""
        self.in_article |= tag == "article"
        if tag in self.SILENT:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self.in_article &= tag != "article"
        if tag in self.SILENT and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Take text."""
        if self.in_article and not self.open:
            self.text += data


# A link or code left over, or a word between stars or underscores.
RAW = re.compile(r"\]\(|\]\[|`|--8<--|(?<![\w*)\]])(\*\*?|_)[A-Za-z][\w ]*\1(?!\w)")


def test_no_page_shows_raw_markdown(site: Path) -> None:
    """Every link, stress and code of the sources has become one."""
    found = {}
    for path in site.rglob("*.html"):
        said = Said()
        said.feed(path.read_text("utf-8"))
        if raw := [match[0] for match in RAW.finditer(said.text)]:
            found[path.name] = raw
    assert found == {}


def test_the_font_is_there_with_its_licence(site: Path) -> None:
    """The font's licence asks to stand beside it."""
    assert (site / "assets/fonts/maths.woff2").read_bytes().startswith(b"wOF2")
    assert "SIL OPEN FONT LICENSE" in (site / "assets/fonts/OFL.txt").read_text("utf-8")


@pytest.mark.parametrize("name", ["404.html", "index.html", "search/search_index.js"])
def test_what_must_be_there_is_there(site: Path, name: str) -> None:
    """The pages that every site needs, and an index that works without a server."""
    assert (site / name).stat().st_size > 100
