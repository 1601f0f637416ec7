"""What a page says in a preview of a derivation that is not proved, never in a built site.

The words of a fault never pass through Markdown: a mark takes their place until the page is HTML.
Nothing of this is ever written into ``snippets/``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from derive.pages.faults import Fault

# A line that embeds a snippet or its lines alone; a picture's name begins with an underscore.
EMBED = re.compile(
    r"""^(?P<space>[ \t]*)-+8<-+[ \t]+(["'])(?P<name>[a-z][a-z0-9-]*)\.md(?::[a-z]+)?\2[ \t]*$""",
    re.MULTILINE,
)
MARK = re.compile(r'<div data-fault="([a-z0-9-]+)"></div>')


def boxes(faults: Sequence[Fault]) -> dict[str, str]:
    """Return for each snippet that has to wait what its page says, as HTML."""
    said: dict[str, list[str]] = {}
    for fault in faults:
        text = f"<pre>{html.escape(fault.text)}</pre>"
        for name in fault.names:
            said.setdefault(name, []).append(f"<p>{html.escape(fault.what)}</p>\n{text}")
        sources = " and ".join(f"<code>{html.escape(name)}</code>" for name in fault.names)
        for name in fault.held:
            why = f"<p>This rests on {sources}, which is not proved at the moment.</p>"
            said.setdefault(name, []).append(f"{why}\n{text}")
    return {name: _box("\n".join(pieces)) for name, pieces in said.items()}


def marked(markdown: str, snippets: Path, boxes: Mapping[str, str]) -> str:
    """Return a page with a mark before each snippet that has to wait, instead of one not there."""

    def mark(found: re.Match[str]) -> str:
        name = found["name"]
        there = (snippets / f"{name}.md").is_file()
        if there and name not in boxes:
            return found[0]
        sign = f'{found["space"]}<div data-fault="{name}"></div>'
        return f"{sign}\n\n{found[0]}" if there else sign

    return EMBED.sub(mark, markdown)


def unmarked(page: str, snippets: Path, boxes: Mapping[str, str]) -> str:
    """Return a page's HTML with what is wrong in the place of the marks."""

    def box(found: re.Match[str]) -> str:
        name = found[1]
        return boxes.get(name) or _box(f"<p>{html.escape(no_snippet(name, snippets))}.</p>")

    return MARK.sub(box, page)


def unmade(markdown: str, snippets: Path) -> Iterator[str]:
    """Yield the names of the snippets that a page embeds and that are not there."""
    names = (found["name"] for found in EMBED.finditer(markdown))
    return (name for name in names if not (snippets / f"{name}.md").is_file())


def no_snippet(name: str, snippets: Path) -> str:
    """Say that a snippet is not there, and which name is spelt most like it."""
    near = get_close_matches(name, (path.stem for path in snippets.glob("*.md")), n=1)
    return f"there is no snippet {name}.md" + (f"; the nearest is {near[0]}.md" if near else "")


def _box(inside: str) -> str:
    return f'<div class="derive-error" role="alert">\n{inside}\n</div>'
