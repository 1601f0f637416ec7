"""Links in raw HTML, which Markdown passes by: made relative like all others.

In a picture, as in a snippet, a link leads from the top of ``docs/``, since any page can embed
it: ``href="/chapters/one-neuron/dz.md#dz"``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

ROOTED = re.compile(r'(?P<kind>\s(?:href|src)=")/(?!/)(?P<path>[^"#?]*)(?P<anchor>#[^"]*)?"')


class LinkError(ValueError):
    """A link that leads to no file; the text names it."""


def relative_links(page: str, address: Callable[[str], str | None]) -> str:
    """Return a page's HTML with its rooted links as ``address`` gives them from the page.

    ``address`` takes a path within ``docs/`` and returns None where there is no file. Raises
    LinkError, naming the link.
    """

    def resolved(found: re.Match[str]) -> str:
        path = html.unescape(found["path"])
        if (target := address(path)) is None:
            raise LinkError(f"the link to /{path} leads nowhere")
        return f'{found["kind"]}{html.escape(target)}{found["anchor"] or ""}"'

    return ROOTED.sub(resolved, page)
