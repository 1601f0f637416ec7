"""A Markdown extension: on a narrow screen a table of words is read as a list of its rows.

A table of three columns or more does not fit a phone, and what scrolls out of sight is not read.
Each of its cells is given the head of its column in ``data-label``, and the table ``data-stacks``;
the style sheet does the rest. Tables of numbers, whose columns are set to the right, stay as they
are: there the columns are the point.
"""

from __future__ import annotations

import html
import re
from typing import Any

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor

TABLE = re.compile(r"<table(?P<attributes>[^>]*)>\n?<thead>(?:(?!</?table).)*</table>", re.DOTALL)
HEAD, BODY = re.compile(r"<thead>.*?</thead>", re.DOTALL), re.compile(r"<tr\b.*?</tr>", re.DOTALL)
CELL = re.compile(r"<(?P<tag>t[hd])\b(?P<attributes>[^>]*)>(?P<held>.*?)</(?P=tag)>", re.DOTALL)
FORMULA = re.compile(r'<math\b[^>]*? alttext="([^"]*)"[^>]*>.*?</math>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")
LEAST_COLUMNS = 3


class TablesPostprocessor(Postprocessor):
    """Labels the cells of tables that are to stack."""

    def run(self, text: str) -> str:
        """Return the page with its tables labelled."""
        return TABLE.sub(_labelled, text)


def _labelled(found: re.Match[str]) -> str:
    table = found[0]
    head = HEAD.search(table)
    assert head is not None  # or there is no table
    labels = [_words(cell["held"]) for cell in CELL.finditer(head[0])]
    if len(labels) < LEAST_COLUMNS or 'align="right"' in head[0]:
        return table
    body = BODY.sub(lambda row: _row(row[0], labels), table[head.end() :])
    return f"<table{found['attributes']} data-stacks>\n{head[0]}{body}"


def _row(row: str, labels: list[str]) -> str:
    """Return a row with its column's head at each cell but the first, which heads the row."""
    if "colspan=" in row:
        return row
    columns = iter(["", *labels[1:]])

    def cell(found: re.Match[str]) -> str:
        tag, attributes, held = found.group("tag", "attributes", "held")
        if label := next(columns, ""):
            attributes += f' data-label="{html.escape(label)}"'
        return f"<{tag}{attributes}>{held}</{tag}>"

    return CELL.sub(cell, row)


def _words(cell: str) -> str:
    """Return what a cell says, with its formulas in plain text."""
    said = TAG.sub("", FORMULA.sub(lambda formula: formula[1], cell))
    return " ".join(html.unescape(said).split())


class TablesExtension(Extension):
    """Tables that a phone can show."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the step; it comes after the formulas are MathML."""
        md.postprocessors.register(TablesPostprocessor(md), "derive-tables", -10)


def makeExtension(**options: Any) -> TablesExtension:
    """Return the extension; Markdown calls this when it loads the module by name."""
    return TablesExtension(**options)
