"""In a preview, pages of which nothing has changed are not turned into HTML once more.

That is most of a build's work. What a page becomes depends on its Markdown, on the snippets that it
embeds and on where the site's files are; whatever depends on more is always made anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

SNIPPETS = "pymdownx.snippets"
EMBEDS = re.compile(
    r"""^[ \t]*-+8<-+[ \t]*(?:(["'])(?P<file>[^"':]+)(?::[^"']*)?\1)?[ \t]*$""", re.M
)
CHECKED = re.compile(r"^[ \t]*(?:```+|~~~+)[ \t]*\{?[ \t.]*derive", re.M)  # it asks the engines


@dataclass(frozen=True, slots=True)
class _Rendered:
    """What rendering finds out about a page; links by the paths of the files they lead to."""

    content: str | None
    toc: TableOfContents
    title: str | None
    anchors: set[str] | None
    links: dict[str, dict[str, str]] | None


class KeptPages:
    """The pages of earlier builds, by their paths, each with a digest of what it was made from."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[str, _Rendered]] = {}

    def render(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Do what the page's own ``render`` does, or put back what that has found before."""
        digest = _digest(page, config, files)
        path = page.file.src_uri
        known = self._pages.get(path)
        if digest is not None and known is not None and known[0] == digest:
            _put_back(known[1], page, files)
            return
        Page.render(page, config, files)
        if digest is not None:
            self._pages[path] = digest, _found(page)


def _found(page: Page) -> _Rendered:
    links = page.links_to_anchors
    return _Rendered(
        page.content,
        page.toc,
        page._title_from_render,
        page.present_anchor_ids,
        None if links is None else {to.src_uri: anchors for to, anchors in links.items()},
    )


def _put_back(rendered: _Rendered, page: Page, files: Files) -> None:
    page.content, page.toc = rendered.content, rendered.toc
    page._title_from_render = rendered.title
    page.present_anchor_ids = rendered.anchors
    if rendered.links is not None:
        leads = ((files.get_file_from_path(path), links) for path, links in rendered.links.items())
        page.links_to_anchors = {to: links for to, links in leads if to is not None}


def _digest(page: Page, config: MkDocsConfig, files: Files) -> str | None:
    """Return a digest of all that the page depends on; None where that is not known."""
    folders = (config.mdx_configs.get(SNIPPETS) or {}).get("base_path") or []
    folders = [folders] if isinstance(folders, str) else folders
    try:
        texts = [page.markdown or "", *_embedded(page.markdown or "", list(map(Path, folders)))]
        settings = Path(config.config_file_path).read_bytes()
    except (OSError, LookupError):
        return None
    if any(CHECKED.search(text) for text in texts):
        return None
    digest = hashlib.sha256(repr((texts, page.meta, settings)).encode())
    for file in files:
        digest.update(f"\n{file.src_uri}\n{file.url}".encode())
    return digest.hexdigest()


def _embedded(text: str, folders: Sequence[Path]) -> Iterator[str]:
    """Yield the snippets that a text embeds, and theirs. Raises LookupError, OSError."""
    for found in EMBEDS.finditer(text):
        if found["file"] is None:  # several, each on a line of its own
            raise LookupError
        path = next(
            (path for folder in folders if (path := folder / found["file"]).is_file()), None
        )
        if path is None:
            raise LookupError
        inside = path.read_text(encoding="utf-8")
        yield inside
        yield from _embedded(inside, folders)
