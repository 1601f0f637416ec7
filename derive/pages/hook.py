"""The thin layer between this project and MkDocs (see ``hooks`` in mkdocs.yml).

It names the page in which a formula cannot be shown, leads the links of pictures to their pages,
hides MathML from the search index, orders the pages by their own front matter, adds the generated
assets, mends what the theme leaves to be mended, refuses to follow symbolic links, and before each
build of the preview has the snippets brought up to date; what is wrong then stands on the page, too
(:mod:`derive.pages.preview`). Nothing else of the project knows MkDocs.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, NoReturn

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils import meta
from mkdocs.utils.templates import TemplateContext

from derive.book.book import read_book
from derive.book.project import ProjectError, find_project
from derive.pages.font import maths_font
from derive.pages.kept import KeptPages
from derive.pages.maths import MathsError, without_mathml
from derive.pages.pictures.links import LinkError, relative_links
from derive.pages.pictures.made import embedded
from derive.pages.preview import boxes, marked, no_snippet, unmade, unmarked
from derive.pages.refresh import COMMAND, refresh

MATHS = "derive.pages.maths"
FONT = "assets/fonts/maths.woff2"
FAULTS = "assets/stylesheets/fault.css"
STYLE = Path(__file__).with_name("fault.css")
PLOT = "_plot-"
SOCIAL = "assets/social.png"
SHOWN = "dz"  # the derivation on the picture for links
MIDDLE = 50

# What a screen reader finds without a name in the theme: search, and the parts of navigation,
# whose names stand in the label within.
SEARCH = 'data-md-component="search" role="dialog"'
NAVIGATION = re.compile(
    r'aria-labelledby="__nav_[0-9_]+_label"'
    r'(?=[^>]*>\s*<label class="md-nav__title"[^>]*>\s*<span[^>]*></span>\s*(?P<title>[^<]*?)\s*<)'
)

# The theme's search, and ours (see docs/assets/javascripts/search.js).
WORKER = re.compile(r"assets/javascripts/workers/search\.\w+\.min\.js")
OWN_WORKER = "assets/javascripts/search.js"

# The corner of a table, which heads nothing.
CORNER = re.compile(r"<th([^>]*)></th>")

# Lines between --- that MkDocs has left in the page, because they are not what they should be.
FRONT_MATTER = re.compile(r"---[ \t]*\n(?:.*\n)*?---[ \t]*\n")

# What becomes part of a site.
FOLDERS = ("docs", "snippets", "overrides")

log = logging.getLogger("mkdocs.hooks.derive")

_previewing = False
_kept = KeptPages()
_boxes: dict[str, str] = {}  # what is wrong with a snippet, as HTML; only in a preview


def on_startup(command: Literal["build", "gh-deploy", "serve"], **_: Any) -> None:
    """Remember whether somebody is looking at a preview."""
    global _previewing
    _previewing = command == "serve"


def on_pre_build(config: MkDocsConfig) -> None:
    """Draw the plots; under ``mkdocs serve``, bring the snippets up to date with the derivations.

    A symbolic link in the site's folders ends the build: it could bring in any file of the machine.
    What is wrong with a derivation is told here and on the page that embeds it.
    """
    if link := next(_links(_root(config)), None):
        raise PluginError(f"{link} is a symbolic link: put the file itself there")
    if _previewing:
        found = refresh(_root(config))
        for fault in found:
            log.warning("%s", fault)
        if found:  # links to what is held back lead nowhere now, which helps nobody
            config.validation.links.anchors = logging.DEBUG
        _boxes.clear()
        _boxes.update(boxes(found))
    # The plots of the pages are made and not written, like the font.
    wanted = embedded(Path(config.docs_dir))
    if any(name.startswith(PLOT) for name in wanted):
        plots = import_module("derive.pages.pictures.plots")  # needs NumPy; few sites have any
        plots.write_plots(_root(config) / ".cache" / "plots", wanted)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Let a preview say what is wrong, and reload itself: MkDocs' script for that is inline."""
    if _previewing:
        config.extra_css.append(FAULTS)
        if policy := config.extra.get("policy"):
            config.extra["policy"] = policy.replace("script-src", "script-src 'unsafe-inline'")
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the font of the formulas and the picture for links, which are made and not written.

    A picture for links needs an address that others can ask for: without one it is left out.
    """
    font = maths_font(_root(config) / ".cache" / "fonts")
    files.append(File.generated(config, FONT, content=font))
    if _previewing:
        files.append(File.generated(config, FAULTS, content=STYLE.read_bytes()))
    if config.site_url and (picture := _social_picture(config)):
        files.append(File.generated(config, SOCIAL, content=picture))
    return files


def on_post_build(config: MkDocsConfig) -> None:
    """Take away the packed site map, which holds the time of the build.

    Where the site has no address, there is nothing in the other one either.
    """
    for name in ("sitemap.xml.gz", *(() if config.site_url else ("sitemap.xml",))):
        (Path(config.site_dir) / name).unlink(missing_ok=True)


def on_template_context(
    context: TemplateContext, /, template_name: str, config: MkDocsConfig
) -> TemplateContext:
    """Lead the links of 404.html from where it lies, on a site without an address.

    MkDocs would begin them with a slash, which leads nowhere from a file.
    """
    if template_name == "404.html" and not config.site_url:
        context["base_url"] = "."
        context["extra_css"] = list(config.extra_css)
    return context


def on_nav(nav: Navigation, **_: Any) -> Navigation:
    """Order pages and sections by ``order`` in their front matter (50 where there is none).

    Where that is the same, sections come first, then the alphabet decides. A section takes its
    place and its title from its ``index.md``. What names the same ``group`` at the top stands
    under that name, in the place of its last.
    """
    _arrange(nav.items)
    nav.items[:] = _grouped(nav.items)
    pages = list(_pages(nav.items))
    for page, before, after in zip(pages, [None, *pages], [*pages[1:], None], strict=False):
        page.previous_page, page.next_page = before, after
    nav.pages[:] = pages
    return nav


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: Any) -> str:
    """Let a formula that cannot be shown, or a snippet that is missing, end a build by name.

    In a preview the page says what is wrong with the derivations that it embeds. The title in the
    front matter is words, which the theme would put into its HTML as they are.
    """
    if "title" in page.meta:
        page.meta["title"] = escape(page.meta["title"])
    config.mdx_configs[MATHS] = {"on_error": partial(_fail, page.file.src_uri)}
    folder = _root(config) / "snippets"
    where = page.file.src_uri
    if FRONT_MATTER.match(markdown):
        log.warning("%s: its front matter is no YAML; a text with a colon needs quotes", where)
    missing = list(unmade(markdown, folder))
    if _previewing:
        for name in missing:
            if name not in _boxes:
                log.warning("%s: %s", where, no_snippet(name, folder))
        # MkDocs offers no event in the place of rendering, so this one page has its own way.
        page.render = partial(_kept.render, page)  # type: ignore[method-assign]
        return marked(markdown, folder, _boxes)
    if missing:
        raise PluginError(f"{where}: {no_snippet(missing[0], folder)}; {COMMAND} makes them")
    return markdown


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files, **_: Any) -> str:
    """Lead the links of pictures, which are raw HTML, to their pages; head no empty column."""

    def address(path: str) -> str | None:
        file = files.get_file_from_path(path)
        return file.url_relative_to(page.file) if file else None

    try:
        html = relative_links(CORNER.sub(r"<td\1></td>", html), address)
    except LinkError as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from None
    return unmarked(html, _root(config) / "snippets", _boxes) if _previewing else html


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
    """Name what the theme leaves without a name, and let search understand formulas."""
    output = output.replace(SEARCH, f'{SEARCH} aria-label="Search"')
    output = WORKER.sub(OWN_WORKER, output)
    return NAVIGATION.sub(r'aria-label="\g<title>"', output)


on_post_template = on_post_page


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent


def _links(root: Path) -> Iterator[Path]:
    """Return the symbolic links in what becomes part of the site."""
    for name in FOLDERS:
        if (root / name).is_symlink():
            yield Path(name)
        for folder, folders, files in os.walk(root / name):
            for entry in sorted([*folders, *files]):
                if (path := Path(folder, entry)).is_symlink():
                    yield path.relative_to(root)


def _social_picture(config: MkDocsConfig) -> bytes | None:
    """Return the picture for links, or None where the book lacks the derivation on it."""
    try:
        entry = read_book(find_project(_root(config)).content).entry(SHOWN)
    except ProjectError:
        return None
    if entry is None:
        return None
    social = import_module("derive.pages.pictures.social")
    said = (config.site_name, config.site_description or "")
    picture: bytes = social.social_picture(_root(config) / ".cache" / "plots", entry, *said)
    return picture


def _fail(page: str, error: MathsError) -> NoReturn:
    raise PluginError(f"{page}: {error}")


def _arrange(items: list[StructureItem]) -> None:
    for item in items:
        if isinstance(item, Section):
            _arrange(item.children)
            if title := _front_matter(item).get("title"):
                item.title = escape(title)
    items.sort(key=_place)


def _grouped(items: list[StructureItem]) -> list[StructureItem]:
    """Return the items with those of one group in a section, where the last of them stood."""
    groups: dict[str, list[StructureItem]] = {}
    places: list[StructureItem | str] = []
    for item in items:
        name = _front_matter(item).get("group")
        if name is None:
            places.append(item)
            continue
        groups.setdefault(name, []).append(item)
        places = [*(other for other in places if other != name), name]
    return [_section(each, groups[each]) if isinstance(each, str) else each for each in places]


def _section(title: str, children: list[StructureItem]) -> Section:
    section = Section(title, children)
    for child in children:
        child.parent = section
    return section


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
