"""The thin layer between this project and MkDocs (see ``hooks`` in mkdocs.yml).

It names the page in which a formula cannot be shown, hides MathML from the search index, orders
the pages by their own front matter, adds the generated assets, and before each build of the
preview has the snippets brought up to date. Nothing else of the project knows MkDocs.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, NoReturn

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils import meta
from mkdocs.utils.templates import TemplateContext

from derive.pages.font import maths_font
from derive.pages.maths import MathsError, without_mathml

MATHS = "derive.pages.maths"
FONT = "assets/fonts/maths.woff2"
MIDDLE = 50

# What a screen reader finds without a name in the theme: search, and the parts of navigation,
# whose names stand in the label within.
SEARCH = 'data-md-component="search" role="dialog"'
NAVIGATION = re.compile(
    r'aria-labelledby="__nav_[0-9_]+_label"'
    r'(?=[^>]*>\s*<label class="md-nav__title"[^>]*>\s*<span[^>]*></span>\s*(?P<title>[^<]*?)\s*<)'
)

log = logging.getLogger("mkdocs.hooks.derive")

_previewing = False


def on_startup(command: Literal["build", "gh-deploy", "serve"], **_: Any) -> None:
    """Remember whether somebody is looking at a preview."""
    global _previewing
    _previewing = command == "serve"


def on_pre_build(config: MkDocsConfig) -> None:
    """Under ``mkdocs serve``, bring the snippets up to date with the derivations.

    ``derive.pages.refresh.refresh(root)`` returns one message for each derivation that fails to
    check; its last good snippet stays where it is, and so does the page.
    """
    if _previewing and find_spec("derive.pages.refresh"):
        for message in import_module("derive.pages.refresh").refresh(_root(config)):
            log.warning(message)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the font of the formulas, which is made and not written."""
    font = maths_font(_root(config) / ".cache" / "fonts")
    files.append(File.generated(config, FONT, content=font))
    return files


def on_nav(nav: Navigation, **_: Any) -> Navigation:
    """Order pages and sections by ``order`` in their front matter (50 where there is none).

    Where that is the same, sections come first, then the alphabet decides. A section takes its
    place and its title from its ``index.md``.
    """
    _arrange(nav.items)
    pages = list(_pages(nav.items))
    for page, before, after in zip(pages, [None, *pages], [*pages[1:], None], strict=False):
        page.previous_page, page.next_page = before, after
    nav.pages[:] = pages
    return nav


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: Any) -> None:
    """Let a formula that cannot be shown end the build with the name of its page."""
    config.mdx_configs[MATHS] = {"on_error": partial(_fail, page.file.src_uri)}


@event_priority(100)
def _hide_mathml(context: TemplateContext, /, page: Page, **_: Any) -> None:
    """Show the search plugin each formula as plain text."""
    page.meta["_html"] = page.content
    page.content = without_mathml(page.content or "")


@event_priority(-100)
def _show_mathml(context: TemplateContext, /, page: Page, **_: Any) -> None:
    """Put the formulas back once the page is indexed."""
    page.content = page.meta.pop("_html")


on_page_context = CombinedEvent(_hide_mathml, _show_mathml)


def on_post_page(output: str, **_: Any) -> str:
    """Name what the theme leaves without a name."""
    output = output.replace(SEARCH, f'{SEARCH} aria-label="Search"')
    return NAVIGATION.sub(r'aria-label="\g<title>"', output)


on_post_template = on_post_page


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent


def _fail(page: str, error: MathsError) -> NoReturn:
    raise PluginError(f"{page}: {error}")


def _arrange(items: list[StructureItem]) -> None:
    for item in items:
        if isinstance(item, Section):
            _arrange(item.children)
            if title := _front_matter(item).get("title"):
                item.title = title
    items.sort(key=_place)


def _place(item: StructureItem) -> tuple[float, bool, str]:
    page = _first_page(item)
    address = page.file.src_uri if page else ""
    order = 0 if item is page and page.is_index else _front_matter(item).get("order", MIDDLE)
    return (order, isinstance(item, Page), address)


def _front_matter(item: StructureItem) -> dict[str, Any]:
    """Return the front matter of a page, or of the page that stands for a section."""
    page = _first_page(item)
    if page is None or (isinstance(item, Section) and not page.is_index):
        return {}
    return meta.get_data(page.file.content_string)[1]


def _first_page(item: StructureItem) -> Page | None:
    if isinstance(item, Page):
        return item
    return next((child for child in _children(item) if isinstance(child, Page)), None)


def _pages(items: list[StructureItem]) -> Iterator[Page]:
    for item in items:
        if isinstance(item, Page):
            yield item
        yield from _pages(_children(item))


def _children(item: StructureItem) -> list[StructureItem]:
    return item.children if isinstance(item, Section) else []
