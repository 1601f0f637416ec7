"""The author's reference, made from the docstring of :class:`Derivation`: a table of its fields."""

from __future__ import annotations

import html
import inspect
import re
from dataclasses import MISSING, fields

from derive.book.derivation import Derivation

NAME = "author-api"
FIELD = re.compile(r"^(?P<name>\w+)  +(?P<says>\S.*)$", re.MULTILINE)
CODE = re.compile(r"``(.+?)``")


def author_api() -> str:
    """Return the Markdown of the reference: what ``Derivation`` takes, and what each field is."""
    said = dict(FIELD.findall(inspect.getdoc(Derivation) or ""))
    rows = []
    for field in fields(Derivation):
        default = "needed" if field.default is MISSING else f"`{field.default!r}`"
        says = CODE.sub(r"`\1`", said[field.name])
        kind = html.escape(str(field.type), quote=False).replace("|", r"\|")
        rows.append(f"| `{field.name}` | <code>{kind}</code> | {default} | {says} |")
    return "\n".join(
        [
            "<!-- Made by `python -m derive build` from derive/book/derivation.py: edit that "
            "file instead. -->",
            "",
            "| field | type | if left out | what it is |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )
