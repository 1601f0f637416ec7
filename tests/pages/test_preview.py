"""A preview says on the page what is wrong with its derivations; a build never does."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.request import urlopen

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from derive.book import checking
from derive.pages import hook, refresh
from derive.pages.faults import Fault
from derive.pages.kept import KeptPages
from derive.pages.preview import boxes
from tests.book.shelf import CONDITIONAL, REFUTED, SIGMOID, TWICE, pretend, project, source

ROOT = Path(__file__).parents[2]
CONFIG = f"""
site_name: Small
use_directory_urls: false
theme: {{name: null, custom_dir: theme}}
hooks: [{Path(hook.__file__).as_posix()}]
extra: {{policy: script-src 'self'}}
plugins: []
watch: [content]
markdown_extensions:
  - derive.pages.maths
  - md_in_html
  - pymdownx.snippets: {{base_path: [!relative $config_dir/snippets], check_paths: true}}
"""
THEME = """<!doctype html><title>{{ page.title }}</title>
{{ config.extra.policy }} {{ config.extra_css | join }}
<article>{{ page.content }}</article>
"""
NAMES = ("sigmoid", "twice", "other")
OTHER = """
      (u + 1)*2
    = 2*u + 2    by expand   # Both terms.
"""
LAST_OF_TWICE = "2*(sigma(t)*(1 - sigma(t)))"
LAST_OF_SIGMOID = "sigma(z)*(1 - sigma(z))"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a site with a page for each of three derivations; ``twice`` cites ``sigmoid``."""
    pretend(monkeypatch)
    texts = {"one/sigmoid": source(SIGMOID), "two/twice": source(TWICE), "two/other": source(OTHER)}
    pages = {name: f'# {name}\n\n--8<-- "{name}.md"\n' for name in NAMES}
    project(tmp_path, texts, pages | {"index": "# Home"})
    (tmp_path / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "main.html").write_text(THEME, encoding="utf-8")
    return tmp_path


def built(root: Path, command: Literal["build", "serve"] = "serve") -> dict[str, str]:
    """Build the site as ``mkdocs build`` or a save under ``mkdocs serve`` does."""
    config = load_config(str(root / "mkdocs.yml"))
    config.plugins.on_startup(command=command, dirty=False)
    try:
        build(config)
    finally:
        loaded(root)._previewing = False
    return {path.stem: path.read_text(encoding="utf-8") for path in (root / "site").glob("*.html")}


def loaded(root: Path) -> Any:
    """Return the hook as MkDocs has loaded it: once more, by its path."""
    return sys.modules[str(next(iter(load_config(str(root / "mkdocs.yml")).hooks)))]


def edit(root: Path, name: str, old: str, new: str) -> None:
    """Change a derivation's file."""
    path = root / "content" / f"{name}.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def box(page: str) -> str:
    """Return what a page says is wrong, or nothing."""
    found = re.search(r'<div class="derive-error" role="alert">.*?</div>', page, re.DOTALL)
    return found[0] if found else ""


def test_a_refuted_line_stands_on_its_page_till_it_is_mended(
    root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Place, both lines, caret and numbers are on the page, above what was proved last."""
    assert not any(map(box, built(root).values()))
    before = {path.name: path.read_text() for path in (root / "snippets").iterdir()}
    edit(root, "two/other", "2*u + 2 ", "2*u + 1 ")
    pretend(monkeypatch, {"2*u + 1": REFUTED})
    pages = built(root)
    said = box(pages["other"])
    assert "content/two/other.py:11:7: refuted, by expand\n      (u + 1)*2\n    = 2*u + 1\n" in said
    assert "\n      ^\n    at z = 1/3\n    the left side is 1/3\n" in said
    assert pages["other"].index(said) < pages["other"].index('<section class="derivation')
    assert "content/two/other.py:11:7: refuted, by expand" in caplog.text
    assert not box(pages["twice"] + pages["sigmoid"] + pages["index"])
    assert {path.name: path.read_text() for path in (root / "snippets").iterdir()} == before
    edit(root, "two/other", "2*u + 1 ", "2*u + 2 ")
    pretend(monkeypatch)
    assert not any(map(box, built(root).values()))


def test_what_rests_on_a_broken_derivation_says_so(
    root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The page of the citing one names the cited one; the terminal tells one fault, not two."""
    built(root)
    pretend(monkeypatch, {LAST_OF_SIGMOID: REFUTED})
    edit(root, "one/sigmoid", "Its own slope", "Its slope")
    pages = built(root)
    assert "This rests on <code>sigmoid</code>" in box(pages["twice"])
    assert "content/one/sigmoid.py:11:7: refuted" in box(pages["twice"])
    assert "not proved" in box(pages["sigmoid"])
    assert "held back with it: twice" in caplog.text
    assert "twice.py" not in caplog.text


def test_several_broken_files_are_each_told(
    root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One can't be read and takes another with it, one lacks a condition."""
    built(root)
    pretend(monkeypatch, {"2*u + 2": CONDITIONAL})
    edit(root, "one/sigmoid", "= sigma(z)*(1", "= sigma(z)*<b>(1")
    edit(root, "two/other", "Both terms", "Each term")
    pages = built(root)
    assert "content/one/sigmoid.py:11:" in box(pages["sigmoid"])
    assert "= sigma(z)*&lt;b&gt;(1" in box(pages["sigmoid"])
    assert re.search(r"\n +\^\n?<", box(pages["sigmoid"]))
    assert "This rests on <code>sigmoid</code>" in box(pages["twice"])
    assert "holds when a != 0" in box(pages["other"])
    assert caplog.text.count("twice") == 1


def test_a_new_derivation_that_fails_has_a_page_in_the_preview(
    root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where no snippet is there yet, the page holds the box alone; a build fails."""
    pretend(monkeypatch, {"2*u + 2": REFUTED})
    page = built(root)["other"]
    assert "other.py:11:7: refuted" in box(page)
    assert "<section" not in page
    with pytest.raises(Abort):
        built(root, "build")
    assert "other.md: there is no snippet other.md" in caplog.text


def test_a_snippet_that_nothing_makes_is_named_in_the_preview(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A slip in the name on the page meets the nearest name."""
    built(root)
    (root / "docs" / "other.md").write_text('# Other\n\n--8<-- "othre.md"\n')
    assert "no snippet othre.md; the nearest is other.md.</p>" in box(built(root)["other"])
    assert "other.md: there is no snippet othre.md" in caplog.text


def test_a_title_with_a_colon_is_told(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    """MkDocs would print lines that are no YAML as the page's text, and say nothing."""
    (root / "docs" / "other.md").write_text("---\ntitle: Loss: round\n---\n# Other\n")
    built(root)
    assert "other.md: its front matter is no YAML" in caplog.text


def test_what_is_saved_while_it_is_checked_is_checked_next(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A save that comes while the one before is looked at is not taken for seen."""
    built(root)
    edit(root, "two/other", "Both terms", "Each term")
    checked = checking.check_entries

    def saving(*arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr(refresh, "check_entries", checked)
        edit(root, "two/other", "2*u + 2 ", "2*u + 1 ")
        pretend(monkeypatch, {"2*u + 1": REFUTED})
        return checked(*arguments, **options)

    monkeypatch.setattr(refresh, "check_entries", saving)
    assert "Each term" in built(root)["other"]
    assert "other.py:11:7: refuted" in box(built(root)["other"])


def test_a_rule_that_the_preview_does_not_know_ends_it(
    root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Instead of judging by old rules, terminal and pages say that it has to be started again."""
    built(root)
    before = {path.name: path.read_text() for path in (root / "snippets").iterdir()}
    edit(root, "two/other", "Both terms", "Each term")
    monkeypatch.setattr(refresh, "engine_stamp", lambda: "other rules")
    pages = built(root)
    assert all("Stop it and start it again" in box(pages[name]) for name in NAMES)
    assert "Stop it and start it again" in caplog.text
    assert {path.name: path.read_text() for path in (root / "snippets").iterdir()} == before


def test_a_build_shows_nothing_of_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A built page has no box, no style sheet for it, and the policy as it is written."""
    preview = built(root)["other"]
    assert "fault.css" in preview and "script-src 'unsafe-inline'" in preview
    pretend(monkeypatch, {"2*u + 2": REFUTED})
    edit(root, "two/other", "Both terms", "Each term")
    pages = built(root, "build")
    assert not box("".join(pages.values()))
    assert "fault" not in pages["other"] and "unsafe-inline" not in pages["other"]
    assert not (root / "site" / hook.FAULTS).exists()


@pytest.mark.parametrize("text", ['--8<-- "secret.md"', "$x^2$", "</pre><script>", "`*a*`"])
def test_a_fault_is_text_whatever_it_says(
    root: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """Nothing in a message is followed, set as maths or read as HTML."""
    built(root)
    edit(root, "two/other", "(u + 1)*2", f"(u + 1)*2 {text}")
    said = box(built(root)["other"])
    assert text.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;") in said


def test_one_snippet_can_have_several_faults() -> None:
    """Each is said; those by which it is held back name what it rests on."""
    found = boxes([Fault("a:1: wrong", ("a",), ("c",)), Fault("b:1: wrong", ("b",), ("c",))])
    assert found["c"].count("This rests on") == 2
    assert found.keys() == {"a", "b", "c"}


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the pages that are turned into HTML from now on."""
    names: list[str] = []
    render = Page.render

    def note(page: Page, config: MkDocsConfig, files: Files) -> None:
        names.append(page.file.name)
        render(page, config, files)

    monkeypatch.setattr(Page, "render", note)
    return names


def _a_line(root: Path) -> None:
    edit(root, "two/other", "Both terms", "Each term")


def _a_cited_line(root: Path) -> None:
    edit(root, "one/sigmoid", "Its own slope", "Its slope")


def _a_page(root: Path) -> None:
    (root / "docs" / "index.md").write_text("# Home\n\nHello\n", encoding="utf-8")


def _a_new_page(root: Path) -> None:
    (root / "docs" / "more.md").write_text("# More\n", encoding="utf-8")


def _the_settings(root: Path) -> None:
    (root / "mkdocs.yml").write_text(CONFIG + "  - tables\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (lambda root: None, []),
        (_a_line, ["other"]),
        (_a_cited_line, ["sigmoid"]),
        (_a_page, ["index"]),
        (_a_new_page, ["index", "more", "one/sigmoid", "two/other", "two/twice"]),
        (_the_settings, ["index", "one/sigmoid", "two/other", "two/twice"]),
    ],
)
def test_only_pages_with_a_change_are_made_anew(
    root: Path, rendered: list[str], change: Callable[[Path], None], again: list[str]
) -> None:
    """And the site is the one that a preview makes which begins now."""
    text = '# Links\n\n[There](twice.md#twice-1), [nowhere](none.md)\n\n--8<-- "twice.md:lines"\n'
    (root / "docs" / "links.md").write_text(text, encoding="utf-8")
    built(root)
    rendered.clear()
    change(root)
    pages = built(root)
    known = [name for name in sorted(rendered) if name != "links"]
    assert known == sorted(name.rpartition("/")[2] for name in again)
    assert ("links" in rendered) == (len(again) > 3)
    loaded(root)._kept = KeptPages()
    assert built(root) == pages


def test_a_fault_makes_no_other_page_anew(
    root: Path, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither when it comes nor when it goes."""
    built(root)
    for old, new, verdicts in (
        ("2*u + 2 ", "2*u + 1 ", {"2*u + 1": REFUTED}),
        ("2*u + 1 ", "2*u + 2 ", {}),
    ):
        rendered.clear()
        edit(root, "two/other", old, new)
        pretend(monkeypatch, verdicts)
        assert bool(box(built(root)["other"])) == bool(verdicts)
        assert rendered == ["other"]


def test_what_asks_the_engines_is_always_made_anew(root: Path, rendered: list[str]) -> None:
    """A page with a working of its own, or with snippets that can't be told, is not kept."""
    sheet = "# Mine\n\n```derive\na + a == 2*a\n```\n"
    (root / "docs" / "mine.md").write_text(sheet, encoding="utf-8")
    block = "# Block\n\n--8<--\nother.md\n--8<--\n"
    (root / "docs" / "block.md").write_text(block, encoding="utf-8")
    built(root)
    rendered.clear()
    built(root)
    assert sorted(rendered) == ["block", "mine"]


@contextmanager
def serving(root: Path) -> Iterator[str]:
    """Run ``mkdocs serve`` and return its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = "{}:{}".format(*free.getsockname())
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", address],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"},
    )
    try:
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(10)


def page_when(address: str, wanted: Callable[[str], bool], seconds: float = 60) -> str:
    """Return a page as soon as it is as wanted."""
    end = time.monotonic() + seconds
    page = ""
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=seconds) as answer:
                page = answer.read().decode()
        except OSError:
            page = ""
        if page and wanted(page):
            return page
        time.sleep(0.1)
    raise AssertionError(f"not seen in {seconds} s:\n{page}")


def test_saving_a_file_under_serve_changes_the_page(root: Path) -> None:
    """With the real engines and the real server: broken, the box comes; mended, it goes."""
    with serving(root) as address:
        page = f"{address}/other.html"
        page_when(page, lambda text: "<section" in text and not box(text))
        edit(root, "two/other", "2*u + 2 ", "2*u + 1 ")
        said = box(page_when(page, lambda text: bool(box(text))))
        assert "other.py:11:7: refuted" in said and "the right side is" in said
        edit(root, "two/other", "2*u + 1 ", "2*u + 2 ")
        page_when(page, lambda text: not box(text))


def test_of_two_saves_in_a_row_the_last_is_shown(root: Path) -> None:
    """With the real server: a wrong line saved a moment after a right one is told on the page."""
    with serving(root) as address:
        page = f"{address}/other.html"
        page_when(page, lambda text: "<section" in text and not box(text))
        for old, new in (("Both terms", "Each term"), ("2*u + 2 ", "2*u + 1 ")):
            edit(root, "two/other", old, new)
            time.sleep(1.2)
        assert "other.py:11:7: refuted" in box(page_when(page, lambda text: bool(box(text))))
