"""Tables of words carry what a phone needs to show them as lists; tables of numbers do not."""

from __future__ import annotations

import markdown

TABLES: dict[str, dict[str, bool]] = {"tables": {"use_align_attribute": True}}
EXTENSIONS = ["tables", "md_in_html", "derive.pages.maths", "derive.pages.tables"]

WORDS = r"""
| slope of | \(\frac{a}{b}\) in "words" | derived in |
| --- | --- | --- |
| \(z\) | a minus y | [here](dz.md) |
| \(a\) | | |
"""


def shown(text: str) -> str:
    """Return a page's HTML."""
    return markdown.markdown(text, extensions=EXTENSIONS, extension_configs=TABLES)


def test_cells_carry_the_head_of_their_column() -> None:
    """Every cell but a row's first says its column's head, formulas in plain text, quotes safe."""
    page = shown(WORDS)
    assert page.count(" data-stacks>") == 1
    assert page.count('data-label="a/b in &quot;words&quot;"') == 2
    assert page.count('<td data-label="derived in">') == 2
    assert page.count("<td>") == 2


def test_tables_of_numbers_and_narrow_ones_stay() -> None:
    """Neither two columns, nor columns set to the right, nor a table without a head are changed."""
    narrow = "| name | value |\n| --- | --- |\n| a | b |\n"
    numbers = "| h | error | ratio |\n| ---: | ---: | ---: |\n| 1 | 2 | 3 |\n"
    headless = "<table><tr><td>a</td><td>b</td><td>c</td></tr></table>\n"
    for text in (narrow, numbers, headless):
        assert "data-" not in shown(text)


def test_a_head_over_all_columns_is_left() -> None:
    """A row that spans the table heads those below it, and every table is seen to by itself."""
    spanning = (
        '<table class="formulas">\n<thead>\n<tr>\n<td></td>\n<th>one</th>\n<th>two</th>\n</tr>\n'
        '</thead>\n<tbody>\n<tr>\n<th colspan="3">Forward</th>\n</tr>\n'
        "<tr>\n<td>x</td>\n<td>y</td>\n<td>z</td>\n</tr>\n</tbody>\n</table>\n"
    )
    page = shown(spanning + "\nwords\n\n" + spanning)
    assert page.count('<table class="formulas" data-stacks>') == 2
    assert page.count('<th colspan="3">Forward</th>') == 2
    assert page.count('<td data-label="one">y</td>\n<td data-label="two">z</td>') == 2
