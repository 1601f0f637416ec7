"""Which pictures there are, and the snippets that hold them: ``_map.md``, ``_network.md``, ...

No derivation's name begins with an underscore. A picture is made when a page embeds it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from derive.book.book import Book
from derive.book.project import Project
from derive.pages.pictures.map import chapter_map
from derive.pages.pictures.network import ENTRIES, network
from derive.pages.pictures.neuron import ENTRIES as OF_NEURON
from derive.pages.pictures.neuron import neuron
from derive.pages.pictures.nudge import nudge
from derive.pages.pictures.tracer import tracer

EMBEDDED = re.compile(r'^[ \t]*-{1,}8<-{1,}[ \t]+["\'](_[a-z-]+\.md)["\']', re.MULTILINE)
FRONT_MATTER = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)


def pictures(
    project: Project, book: Book, homes: Mapping[str, str], good: Collection[str]
) -> dict[str, str | None]:
    """Return for each picture that a page embeds its snippet, or None where it has to wait.

    homes   where each derivation is found
    good    the names of the derivations that are proved; a picture that leads to another waits
    """
    shown = {name: address for name, address in homes.items() if name in good}
    complete = all(entry.name in good for entry in book.entries)
    makers = {
        "_map.md": lambda: chapter_map(book, homes, chapter_titles(project)) if complete else None,
        "_network.md": lambda: network(book, homes) if shown.keys() >= ENTRIES else None,
        "_neuron.md": lambda: neuron(homes) if shown.keys() >= OF_NEURON else None,
        "_nudge.md": nudge,
        "_tracer.md": tracer,
    }
    wanted = embedded(project.docs)
    return {name: make() for name, make in makers.items() if name in wanted}


def chapter_titles(project: Project) -> dict[str, str]:
    """Return the address of each chapter's first page and its title, in the site's order."""
    found = []
    for page in sorted(project.docs.glob("chapters/*/index.md")):
        matter = FRONT_MATTER.match(page.read_text(encoding="utf-8"))
        fields = dict(re.findall(r"^(\w+): *(.*?) *$", matter[1], re.MULTILINE)) if matter else {}
        address = f"/{page.relative_to(project.docs).as_posix()}"
        found.append((float(fields.get("order", 50)), address, fields.get("title", address)))
    return {address: title for _, address, title in sorted(found)}


def embedded(docs: Path) -> set[str]:
    """Return the names of the pictures' snippets that the pages in ``docs`` embed."""
    texts = (page.read_text(encoding="utf-8", errors="replace") for page in docs.rglob("*.md"))
    return {name for text in texts for name in EMBEDDED.findall(text)}
