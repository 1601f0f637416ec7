"""The built pages among themselves: links, anchors, names, and HTML as browsers want it."""

import json
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest

from tests.site.visit import pages

ADDRESSES = {("a", "href"), ("link", "href"), ("script", "src"), ("img", "src")}


class Reader(HTMLParser):
    """Notes the identifiers of a page, where it leads, and what it says of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.leads: set[str] = set()
        self.said: dict[str, str] = {}
        self.in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        self.leads |= {values[name] for name in values if (tag, name) in ADDRESSES}
        if tag == "meta" and (name := values.get("name") or values.get("property")):
            assert name not in self.said
            self.said[name] = values["content"]
        self.in_title = tag == "title" and "title" not in self.said

    def handle_data(self, data: str) -> None:
        """Read the title."""
        if self.in_title:
            self.said["title"] = data
            self.in_title = False


@pytest.fixture(scope="module")
def read(site: Path) -> dict[str, Reader]:
    """Return each page of the site, read."""
    readers = {}
    for name in pages(site):
        readers[name] = Reader()
        readers[name].feed((site / name).read_text("utf-8"))
    return readers


def target(name: str, address: str) -> tuple[str, str] | None:
    """Return the file and the anchor that an address on a page leads to; None to elsewhere."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    base = Path("/", name)
    path = (base.parent / unquote(parts.path)).resolve() if parts.path else base
    return str(path.relative_to("/")), unquote(parts.fragment)


def test_links_and_anchors_lead_somewhere(site: Path, read: dict[str, Reader]) -> None:
    """Each address on a page is a file of the site, and each anchor is on that page."""
    lost = []
    for name, reader in read.items():
        for address in reader.leads:
            if (found := target(name, address)) is None:
                continue
            path, anchor = found
            if not (site / path).is_file() or (anchor and anchor not in read[path].ids):
                lost.append((name, address))
    assert not lost


def test_what_search_finds_is_there(read: dict[str, Reader], site: Path) -> None:
    """Each entry of the search index leads to a page and an anchor."""
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    lost = []
    for entry in index["docs"]:
        found = target("index.html", entry["location"] or "index.html")
        assert found
        path, anchor = found
        if path not in read or (anchor and anchor not in read[path].ids):
            lost.append(entry["location"])
    assert not lost


@pytest.mark.parametrize("what", ["title", "description", "og:title", "og:description"])
def test_every_page_has_its_own_name(read: dict[str, Reader], what: str) -> None:
    """No two pages have the same title or description, for searchers and for who shares them."""
    said = Counter(reader.said[what] for name, reader in read.items() if name != "404.html")
    assert "" not in said
    assert not [text for text, times in said.items() if times > 1]


def test_every_page_is_valid_html(site: Path) -> None:
    """A parser that reads as browsers do finds nothing to mend, and no identifier twice."""
    faults = []
    for name in pages(site):
        parser = html5lib.HTMLParser()
        tree = parser.parse((site / name).read_text("utf-8"))
        faults += [(name, place, code) for place, code, _ in parser.errors]
        ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
        faults += [(name, id_, "twice") for id_, times in ids.items() if times > 1]
    assert not faults
