"""A Markdown fence for any site: a working between ```` ```derive ```` lines, checked and shown.

With the MkDocs plugin ``derive`` nothing else is needed. Without MkDocs, hand :func:`fence` to
pymdownx.superfences as the format of a custom fence called ``derive``, and load
:mod:`derive.pages.maths`:

    markdown.markdown(text, extensions=["pymdownx.superfences", "derive.pages.maths"],
        extension_configs={"pymdownx.superfences": {
            "custom_fences": [{"name": "derive", "class": "derive", "format": fence}]}})

The working is read as text and never run. Each step has to be proved, and justified where it
names its rule; else :class:`FenceError` says what is wrong, in the words of the command line.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count
from typing import Any

from pymdownx.superfences import SuperFencesException

from derive.book.checking import check_workings
from derive.book.report import Report, located
from derive.language.errors import LanguageError
from derive.language.reader import read_workings
from derive.language.working import Working
from derive.pages.faults import step_fault
from derive.pages.handles import numbered
from derive.pages.snippet import formulas
from derive.pages.statement import given
from derive.pages.words import words

LANGUAGE = "derive"


class FenceError(SuperFencesException):  # type: ignore[misc]  # its library ships no types
    """A working in a page that cannot be read, or in which not every step is proved."""


def fence(
    source: str,
    language: str,
    css_class: str,
    options: dict[str, Any],
    md: object,
    *,
    on_error: Callable[[str, str], str] | None = None,
    **_: Any,
) -> str:
    """Return the HTML of a working; superfences calls this.

    A working with a fault raises FenceError; with ``on_error``, that gets the source and the
    message and returns what to show instead.
    """
    message, shown = _checked(source)
    if message is None:
        return shown
    if on_error is None:
        raise FenceError(message)
    return on_error(source, message)


@lru_cache(maxsize=1024)
def _checked(source: str) -> tuple[str | None, str]:
    """Return what is wrong with a working, or None, and its HTML where it can be read."""
    try:
        workings = read_workings(source)
    except LanguageError as error:
        return located(LANGUAGE, error), ""
    (report,) = check_workings([(LANGUAGE, workings)])
    if not report.good:
        return fault(report), ""
    return None, "\n".join(_html(workings, report))


def fault(report: Report) -> str:
    """Return what is wrong with a working: its first fault, with its line."""
    if report.error:
        return located(LANGUAGE, report.error)
    wrong = next(each for each in report.steps if not each.good)
    return step_fault(f"{LANGUAGE}:{wrong.step.right.number}", wrong)


def _html(workings: tuple[Working, ...], report: Report) -> Iterator[str]:
    numbers = count(1)
    reports = iter(report.steps)
    yield '<section class="derivation working">'
    for working in workings:
        if said := given(working):
            yield f'<div class="statement"><p class="given">Given {said}.</p></div>'
        named = numbered(working)
        for chain in working.chains:
            lines = formulas(chain, working.declarations, named)
            yield f'<ol class="steps">\n<li class="step">\n{next(lines)}\n</li>'
            for step in chain.steps:
                verdict = next(reports).judgement.verdict
                yield '<li class="step">'
                yield f'<span class="step-number">{next(numbers)}</span>'
                yield f'<span class="relation">=</span>\n{next(lines)}'
                if step.rules:
                    yield f'<p class="rule">{words(", ".join(step.rules))}</p>'
                if step.reason:
                    yield f'<p class="reason">{words(step.reason, working.declarations, named)}</p>'
                yield f'<p class="verdict {verdict}">{verdict}</p>\n</li>'
            yield "</ol>"
    yield "</section>"


def as_code(source: str) -> str:
    """Return a working as the plain text that it is."""
    return f'<pre class="derive"><code>{html.escape(source)}</code></pre>'


def with_message(source: str, message: str) -> str:
    """Return a working as text, with what is wrong with it above: for a preview only."""
    said = html.escape(message)
    return f'<div class="derive-error" role="alert"><pre>{said}</pre></div>\n{as_code(source)}'
