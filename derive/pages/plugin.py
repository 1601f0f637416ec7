"""The MkDocs plugin for other people's sites: verified lines in a course's own notes.

    plugins:
      - search
      - derive

It adds the fence ```` ```derive ```` (:mod:`derive.pages.fence`), formulas as MathML
(:mod:`derive.pages.maths`), their font and a small style sheet. A working with a fault is told in
the terminal, with its page; that is a warning, so it fails ``mkdocs build --strict``. Under
``mkdocs serve`` the page shows it too; in a build the page shows the working as plain text.
"""

from __future__ import annotations

import logging
from functools import partial
from importlib.resources import files as resources
from pathlib import Path
from typing import Literal, NoReturn

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from derive.pages.fence import LANGUAGE, as_code, fence, with_message
from derive.pages.font import maths_font
from derive.pages.maths import MathsError

FENCES = "pymdownx.superfences"
MATHS = "derive.pages.maths"
FONT = "assets/derive/maths.woff2"
STYLE = "assets/derive/derive.css"

log = logging.getLogger("mkdocs.plugins.derive")


class Options(Config):  # type: ignore[no-untyped-call]  # MkDocs has no types here
    """The plugin has none."""


class DerivePlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]  # nor here
    """Checked workings in a site's pages."""

    def __init__(self) -> None:
        """Begin without a page, and with nobody looking at a preview."""
        super().__init__()
        self.previewing = False
        self.page = ""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether somebody is looking at a preview."""
        self.previewing = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the fence, the formulas and the style sheet to what the site has."""
        for name in (FENCES, MATHS):
            if name not in config.markdown_extensions:
                config.markdown_extensions.append(name)
        fences = config.mdx_configs.setdefault(FENCES, {}).setdefault("custom_fences", [])
        if not any(each.get("name") == LANGUAGE for each in fences):
            form = partial(fence, on_error=self._told)
            fences.append({"name": LANGUAGE, "class": LANGUAGE, "format": form})
        config.extra_css.append(STYLE)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the font and the style sheet."""
        cache = Path(config.config_file_path).parent / ".cache" / "fonts"
        sheets = ("derive.css", "fault.css") if self.previewing else ("derive.css",)
        style = b"\n".join(resources("derive.pages").joinpath(each).read_bytes() for each in sheets)
        files.append(File.generated(config, FONT, content=maths_font(cache)))
        files.append(File.generated(config, STYLE, content=style))
        return files

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> None:
        """Remember whose page it is, for messages."""
        self.page = page.file.src_uri
        config.mdx_configs[MATHS] = {"on_error": partial(_fail, self.page)}

    def _told(self, source: str, message: str) -> str:
        log.warning("%s: %s", self.page, message)
        return with_message(source, message) if self.previewing else as_code(source)


def _fail(page: str, error: MathsError) -> NoReturn:
    raise PluginError(f"{page}: {error}")
