"""The command ``new``: a derivation's file and a page that shows it, to begin from."""

from __future__ import annotations

import argparse
import re
import sys
from difflib import get_close_matches
from pathlib import Path

from derive.book.book import read_book
from derive.book.finding import FILE_NAME
from derive.book.project import Project, find_project

NAME = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
CHAPTER = "drafts"

FILE = '''\
"""{title}: say here in one line what it is about."""

from derive import Derivation

derivation = Derivation(
    title="{title}",
    asks="Which question of a reader does this answer?",
    claims="What is claimed, and for which `z`: here for every real `z`.",
    working="""
          D(z**2 + 3*z, z)
        = D(z**2, z) + D(3*z, z)    by linearity                # Each term has its own slope.
        = 2*z + D(3*z, z)           by power rule               # The exponent comes down.
        = 2*z + 3                   by derivative of a line     # A line's slope is its factor.
    """,
)
'''

PAGE = """\
---
title: {title}
description: {title}, line by line.
---

# {title}

Tell here what the question is, and the idea in a picture or with three numbers.

--8<-- "{name}.md"
"""

INDEX = """\
---
title: {title}
---

# {title}

What this chapter is about.
"""


def new(options: argparse.Namespace) -> int:
    """Write a derivation that already checks, and a page that shows it; overwrite nothing."""
    project = find_project(Path.cwd())
    chapter = options.chapter or CHAPTER
    for said, what in ((options.name, "name"), (chapter, "chapter")):
        if not NAME.fullmatch(said) or not FILE_NAME.fullmatch(_file(said)):
            return _refused(
                f"{said!a} is no {what}: small letters, digits and hyphens, a letter first, "
                "as in chain-rule"
            )
    name, chapter = _name(options.name), _name(chapter)
    book = read_book(project.content)
    if taken := book.entry(name):
        return _refused(f"the name {name} is taken by {project.relative(taken.path)}")
    written = _files(project, name, chapter)
    known = {entry.chapter for entry in book.entries}
    if chapter not in known:
        near = get_close_matches(chapter, known, n=1)
        print(f"{chapter} is a new chapter" + (f"; did you mean {near[0]}?" if near else ""))
    # A chapter's own page is there once; the derivation's two files must be new.
    for path in list(written)[:2]:
        if path.exists():
            return _refused(f"{project.relative(path)} is there already; nothing is overwritten")
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(path, "x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            continue
        print(f"wrote {project.relative(path)}")
    page = list(written)[1]
    address = page.relative_to(project.docs).with_suffix(".html").as_posix()
    print("now: python -m mkdocs serve, which follows what you save, and in a browser")
    print(f"     http://127.0.0.1:8000/{address}")
    return 0


def _files(project: Project, name: str, chapter: str) -> dict[Path, str]:
    """Return the files to write: the derivation, its page, and the chapter's page."""
    title = name.replace("-", " ").capitalize()
    pages = project.docs / "chapters" / chapter
    return {
        project.content / _file(chapter) / f"{_file(name)}.py": FILE.format(title=title),
        pages / f"{name}.md": PAGE.format(title=title, name=name),
        pages / "index.md": INDEX.format(title=chapter.replace("-", " ").capitalize()),
    }


def _file(name: str) -> str:
    return name.replace("-", "_")


def _name(name: str) -> str:
    return name.replace("_", "-")


def _refused(why: str) -> int:
    print(f"derive: {why}", file=sys.stderr)
    return 2
