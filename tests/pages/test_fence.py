"""Checked workings in somebody else's Markdown."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import markdown
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from derive.pages.fence import FenceError, fence

GOOD = """\
```derive
where 0 < a < 1

  log(a/(1 - a))
= log(a) - log(1 - a)    by log of a quotient   # Both `a` and 1 - a are <b>above</b> 0.
```
"""
REFUTED = "```derive\n  a*(b + c)\n= a*b + c\n```\n"
UNREADABLE = "```derive\n  a*(b +\n```\n"
UNJUSTIFIED = "```derive\n  (a + b)*c\n= a*c + b*c    by product rule\n```\n"
CONFIG = "site_name: Course\nplugins: [derive]\n"


def rendered(text: str) -> str:
    """Return the HTML of a text, as Python-Markdown alone makes it."""
    fences = [{"name": "derive", "class": "derive", "format": fence}]
    return markdown.markdown(
        text,
        extensions=["pymdownx.superfences", "derive.pages.maths"],
        extension_configs={"pymdownx.superfences": {"custom_fences": fences}},
    )


def test_a_working_is_rendered_like_the_book() -> None:
    """Lines as MathML, the rule, the reason with its words escaped, the verdict."""
    html = rendered(GOOD)
    assert html.count("<math") == 4  # what is given, two lines, and the letter in the reason
    assert '<p class="rule">log of a quotient</p>' in html
    assert "<b>" not in html
    assert '<p class="verdict proved">proved</p>' in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (REFUTED, "derive:2: refuted\n      a*(b + c)\n    = a*b + c\n      ^\n    at a = 2"),
        (UNREADABLE, "derive:1:"),
        (UNJUSTIFIED, "derive:2: proved, but unjustified, by product rule\n"),
        ("```derive\n  a/a\n= 1\n```\n", "holds when a != 0"),
    ],
)
def test_a_fault_is_an_error_in_words(text: str, said: str) -> None:
    """It names the line and what is wrong with it."""
    with pytest.raises(FenceError) as raised:
        rendered(text)
    assert said in str(raised.value)


def site(root: Path, text: str, command: Any = "build", **options: Any) -> str:
    """Build a site of one page with the plugin; return the page."""
    (root / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text(f"# Notes\n\n{text}", encoding="utf-8")
    config = load_config(str(root / "mkdocs.yml"), **options)
    config.plugins.on_startup(command=command, dirty=False)
    build(config)
    return (root / "site" / "index.html").read_text(encoding="utf-8")


def test_a_site_needs_nothing_but_the_plugin(tmp_path: Path) -> None:
    """The page has the formulas, and the site their font and a style sheet."""
    html = site(tmp_path, GOOD, strict=True)
    assert '<section class="derivation working">' in html
    assert "<math" in html
    assert 'href="assets/derive/derive.css"' in html
    for name in ("derive.css", "maths.woff2"):
        assert (tmp_path / "site" / "assets" / "derive" / name).stat().st_size > 0


def test_a_fault_fails_a_strict_build(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The message names the page, the line and the numbers."""
    with pytest.raises(Abort), caplog.at_level(logging.WARNING):
        site(tmp_path, REFUTED, strict=True)
    assert "index.md: derive:2: refuted" in caplog.text


@pytest.mark.parametrize("command", ["build", "serve"])
def test_only_a_preview_shows_the_fault(tmp_path: Path, command: str) -> None:
    """A built page has the working as it was typed, and no message."""
    html = site(tmp_path, REFUTED, command)
    assert ("derive-error" in html) == (command == "serve")
    assert "= a*b + c" in html
