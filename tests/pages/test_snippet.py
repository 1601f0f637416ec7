"""Snippets and their renewal: what a derivation looks like on a page, and when it is written."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import markdown
import pytest

from derive.book.book import read_book
from derive.book.project import ProjectError, find_project
from derive.pages import refresh as refreshing
from derive.pages import snippet as snippets
from derive.pages.refresh import Snippets, refresh, stale, write
from derive.pages.snippet import homes, snippet
from derive.pages.words import words
from derive.rules.catalogue import rule_named
from tests.book.shelf import REFUTED, SIGMOID, TWICE, pretend, project, source

PAGES = {
    "chapters/one/sigmoid": 'Text.\n\n--8<-- "sigmoid.md"\n',
    "chapters/two/both": '--8<-- "twice.md"\n',
}
EVIL = '<img src=x onerror=alert(1)> *a* _b_ [c](d) $e$ {: #f } ``g`` &amp; "h"'


def made(root: Path, name: str) -> str:
    """Return the snippet of a derivation of the project."""
    home = find_project(root)
    book = read_book(home.content)
    assert not book.problems
    entry = book.entry(name)
    assert entry is not None
    return snippet(entry, book, home, homes(home))


def page(text: str) -> str:
    """Return what a page makes of a snippet."""
    return markdown.markdown(text, extensions=["md_in_html", "attr_list", "derive.pages.maths"])


def test_a_snippet_has_its_parts(tmp_path: Path) -> None:
    """Statement, numbered steps with rule, reason and verdict, notes and links."""
    files = {
        "one/sigmoid": source(SIGMOID, notes=("Mind `z`.",), shows=("0 < sigma(z) < 1",)),
        "two/twice": source("\n  where t > 0\n" + TWICE, title="Twice it"),
    }
    text = made(project(tmp_path, files, PAGES), "sigmoid")
    first = text.splitlines()[0]
    assert "content/one/sigmoid.py" in first
    assert "python -m derive build" in first
    rendered = page(text)
    assert rendered.count('<li class="step"') == 2
    assert '<li class="step" id="sigmoid-1">' in rendered
    assert 'href="#sigmoid-1"' in rendered
    assert '<p class="rule">derivative of sigma</p>' in rendered
    assert '<p class="reason">Its own slope.</p>' in rendered
    assert '<p class="verdict proved">proved</p>' in rendered
    assert '<a href="/chapters/two/both.md#twice">Twice it</a>' in rendered
    letters = rendered[rendered.index("<details") : rendered.index("</details>")]
    assert rendered.count("<math") - letters.count("<math") == 5  # claimed, shown, note, 2 lines
    assert "arithmatex" not in rendered
    given = page(made(tmp_path, "twice"))
    assert re.search(r'<p class="given">Given .*<math.*</math>.*\.</p>', given, re.DOTALL)


def test_a_cited_result_links_to_its_page(tmp_path: Path) -> None:
    """From the page that embeds the one to the page that embeds the other."""
    files = {"one/sigmoid": source(SIGMOID, title="u - v, `t - 1`"), "two/twice": source(TWICE)}
    rendered = page(made(project(tmp_path, files, PAGES), "twice"))
    link = '<a href="/chapters/one/sigmoid.md#sigmoid">'
    assert f'<p class="rule">result: {link}u &#8722; v, <math alttext="t - 1"' in rendered
    assert f'Rests on {link}u &#8722; v, <math alttext="t - 1"' in rendered
    assert "arithmatex" not in rendered


def test_rules_and_verdicts_lead_to_where_they_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a rule has a page and the project tells how it checks, both are linked."""
    address = "/rules.md#{}".format
    monkeypatch.setattr(snippets, "rule_address", lambda rule, _: address(rule.split()[-1]))
    pages = PAGES | {"about": "# How we check\n"}
    root = project(tmp_path, {"one/sigmoid": source(SIGMOID)}, pages)
    rendered = page(made(root, "sigmoid"))
    rule = rule_named("derivative of sigma")
    assert rule is not None
    law = rule.says.replace("`", "")
    link = f'<a href="/rules.md#sigma" title="{law}">derivative of sigma</a>'
    assert link in unescape(rendered)
    assert '<a href="/about.md#the-four-verdicts">proved</a>' in rendered


def test_a_snippet_holds_its_data(tmp_path: Path) -> None:
    """The scripts find the lines and the rules as they were, and no tag can end the data."""
    working = "\n  where 0 < t_1_2\n\n    t_1_2*u*v*1\n  = v*u*t_1_2   by reorder\n"
    text = made(project(tmp_path, {"one/product": source(working)}), "product")
    [data] = re.findall(r"<script [^>]*derivation-data[^>]*>(.*?)</script>", page(text))
    assert not set(data) & set("<>&")
    assert json.loads(data) == {
        "declarations": ["where 0 < t_1_2"],
        "chains": [["t_1_2*u*v*1", "v*u*t_1_2"]],
        "rules": [["reorder"]],
    }


def test_formulas_say_what_is_new_and_what_goes_away(tmp_path: Path) -> None:
    """Of a line and the line below it, each shows what only it has."""
    working = "\n      u + v\n    = u + w    by assumption\n"
    rendered = page(made(project(tmp_path, {"one/sum": source(working)}), "sum"))
    marks = re.findall(r'<mi data-node="\d" class="(m-\w+)">(\w)</mi>', rendered)
    assert marks == [("m-gone", "v"), ("m-new", "w")]


def test_the_lines_can_stand_alone(tmp_path: Path) -> None:
    """A page elsewhere embeds the lines without the rest, and their links still lead on."""
    files = {"one/sigmoid": source(SIGMOID), "two/twice": source(TWICE)}
    text = made(project(tmp_path, files, PAGES), "twice")
    (tmp_path / "twice.md").write_text(text)
    rendered = markdown.markdown(
        '<div markdown="1">\n--8<-- "twice.md:lines"\n</div>\n',
        extensions=["md_in_html", "derive.pages.maths", "pymdownx.snippets"],
        extension_configs={"pymdownx.snippets": {"base_path": [str(tmp_path)]}},
    )
    assert '<a href="/chapters/one/sigmoid.md#sigmoid">A title</a>' in rendered
    assert rendered.count('<li class="step"') == page(text).count('<li class="step"') > 0
    assert "It holds." not in rendered
    assert "8<" not in rendered


def test_without_a_page_there_is_no_link(tmp_path: Path) -> None:
    """The title stands for itself."""
    files = {"one/sigmoid": source(SIGMOID, title="Its slope"), "two/twice": source(TWICE)}
    rendered = page(made(project(tmp_path, files), "twice"))
    assert '<p class="rule">result: Its slope</p>' in rendered


def test_hostile_words_are_words(tmp_path: Path) -> None:
    """HTML and Markdown in a title, a claim, a note or a reason come out as they were typed."""
    files = {
        "one/sigmoid": source(SIGMOID.replace("Its own slope.", EVIL), EVIL, notes=(EVIL,)),
        "two/twice": source(TWICE),
    }
    root = project(tmp_path, files, PAGES)
    for name in ("sigmoid", "twice"):
        rendered = page(made(root, name))
        assert "<img" not in rendered
        assert "<em>" not in rendered
        assert 'id="f"' not in rendered
        assert 'href="d"' not in rendered


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain words, 1 - a.", "plain words, 1 - a."),
        ("<b> & *", "&#60;b&#62; &#38; &#42;"),
        ("a `no formula!`", "a <code>no formula&#33;</code>"),
        ("a lone ` tick", "a lone &#96; tick"),
        ("two\n  lines", "two lines"),
    ],
)
def test_words(text: str, html: str) -> None:
    """Words are escaped; what can't be read as a formula is shown as code."""
    assert words(text) == html


def test_a_formula_among_words() -> None:
    """Backticks hold a formula of the language."""
    assert words("here `x**2` is") == 'here <span class="arithmatex">\\(x^{2}\\)</span> is'
    assert words("`J = T/m`") == '<span class="arithmatex">\\(J = T/m\\)</span>'
    assert words("`1/m`") == '<span class="arithmatex">\\(1/m\\)</span>'


def test_writing_replaces_keeps_and_removes(tmp_path: Path) -> None:
    """Only what is stale is made anew; what is kept stays; orphans and old leftovers go."""
    folder = tmp_path / "snippets"
    folder.mkdir()
    for name in ("same", "old", "kept", "orphan"):
        (folder / f"{name}.md").write_text(name)
    same = (folder / "same.md").stat().st_ino
    snippets = Snippets({"same.md": "same", "old.md": "new"}, {"kept.md"})
    assert stale(folder, snippets) == ["old.md", "orphan.md"]
    assert write(folder, snippets) == ["old.md", "orphan.md"]
    there = {path.name: path.read_text() for path in folder.iterdir()}
    assert there == {"same.md": "same", "old.md": "new", "kept.md": "kept"}
    assert (folder / "same.md").stat().st_ino == same
    assert [path.name for path in tmp_path.iterdir()] == ["snippets"]


def test_refresh_is_lazy_and_keeps_the_last_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failing derivation is a message, others go on, and an unchanged book costs nothing."""
    asked = pretend(monkeypatch)
    files = {"one/sigmoid": source(SIGMOID), "two/twice": source(TWICE)}
    root = project(tmp_path, files, PAGES)
    assert refresh(root) == []
    assert sorted(path.name for path in (root / "snippets").iterdir()) == ["sigmoid.md", "twice.md"]
    before = len(asked)
    assert refresh(root) == []
    assert len(asked) == before
    twice = root / "content" / "two" / "twice.py"
    twice.write_text(twice.read_text().replace("2*D", "3*D"))
    (root / "content" / "two" / "broken.py").write_text("loop")
    pretend(monkeypatch, {"2*(sigma(t)*(1 - sigma(t)))": REFUTED})
    good = (root / "snippets" / "twice.md").read_bytes()
    assert [(fault.names, fault.text.partition(": ")[0]) for fault in refresh(root)] == [
        (("broken",), "content/two/broken.py:1:1"),
        (("twice",), "content/two/twice.py:11:7"),
    ]
    assert (root / "snippets" / "twice.md").read_bytes() == good


def test_refresh_without_a_project_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site without derivations gets one message."""

    def none(start: Path) -> None:
        raise ProjectError(f"no project in {start}")

    monkeypatch.setattr(refreshing, "find_project", none)
    assert list(map(str, refresh(tmp_path))) == [f"no project in {tmp_path}"]
