"""The page of verification: what was said of every step, and what that rests on.

All of it is computed: the verdicts come from the reports, the comparisons with libraries that none
of us wrote from ``oracles.json`` beside the chapters (the suite that makes them holds that file to
account), the figures of the kernel from its files. No time is told, since none would be the same
twice; the benchmarks tell them.

A step is ``proved`` only where the prover decides it and the refuter finds nothing against it, so
a proved step has both engines' word.
"""

from __future__ import annotations

import ast
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from derive.book.book import Book
from derive.book.citation import citation
from derive.book.finding import Entry
from derive.book.project import Project
from derive.book.report import Report, StepReport
from derive.kernel.verdict import Verdict
from derive.language.working import Step
from derive.pages.address import rule_address
from derive.pages.words import words

NAME = "verification"
ORACLES = "oracles.json"
TIMES = "times.json"  # from `python -m benchmarks.steps`
MADE = "<!-- Made by `python -m derive build` from the reports of all derivations. -->"
STEPS = "The time is what both engines together took on one core when that was last measured."
OTHERS = {
    "NumPy": "NumPy alone",
    "complex step": "a complex step",
    "nested differences": "differences of differences",
}
LIBRARIES = {"sympy": "SymPy", "flint": "FLINT", "numpy": "NumPy"}

Pages = Mapping[str, str]


def verification_page(
    project: Project, book: Book, reports: Sequence[Report], pages: Pages
) -> str | None:
    """Return the Markdown of the page, or None where a derivation isn't good.

    ``reports`` are those of the book's entries, in its order; ``pages`` says where each is shown.
    """
    if not all(report.good for report in reports[: len(book.entries)]) or book.problems:
        return None
    compared, times = _compared(project), _times(project)
    pairs = list(zip(book.entries, reports, strict=False))
    lines = [MADE, "", "## In total { #in-total }", "", *_totals(pairs, compared), ""]
    lines += ["## What a proof rests on { #what-a-proof-rests-on }", "", *_trusted(), ""]
    lines += ["## Step by step { #step-by-step }", "", *([STEPS, ""] if times else [])]
    for chapter in dict.fromkeys(entry.chapter for entry in book.entries):
        lines += [f"### {chapter[0].upper()}{chapter[1:].replace('-', ' ')}", ""]
        for entry, report in pairs:
            if entry.chapter == chapter:
                taken = times.get(entry.name, ())
                lines += _derivation(entry, report, compared, taken, project, pages, book)
    return "\n".join(lines)


# -- the totals ----------------------------------------------------------------------------------


def _totals(
    pairs: Sequence[tuple[Entry, Report]], compared: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    steps = [each for _, report in pairs for each in report.steps]
    verdicts = Counter(each.judgement.verdict for each in steps)
    shown = sum(each.proved for _, report in pairs for each in report.shows)
    yield from ("| what | how many |", "| --- | ---: |")
    yield f"| derivations | {len(pairs):,} |"
    yield f"| steps | {len(steps):,} |"
    yield f"| of them proved by the first engine | {verdicts[Verdict.PROVED]:,} |"
    yield f"| of them refuted by the second | {verdicts[Verdict.REFUTED]:,} |"
    reasons = sum(each.justified is True for each in steps)
    yield f"| whose reason is the true one, as decided by the rules | {reasons:,} |"
    yield f"| conditions shown and proved besides | {shown:,} |"
    if compared:
        told = Counter(means for entry, _ in pairs for means in compared.get(entry.name, ()))
        for means, count in told.most_common():
            yield f"| derivations whose result agrees with {OTHERS.get(means, means)} | {count:,} |"


def _compared(project: Project) -> Mapping[str, Sequence[str]]:
    """Return for each derivation the means that its result was compared with."""
    path = project.content.parent / ORACLES
    if not path.is_file():
        return {}
    found: Mapping[str, Sequence[str]] = json.loads(path.read_text("utf-8"))["derivations"]
    return found


def _times(project: Project) -> Mapping[str, Sequence[float]]:
    """Return for each derivation how many milliseconds its steps took when that was measured."""
    path = project.content.parent / TIMES
    found: Mapping[str, Sequence[float]] = (
        json.loads(path.read_text("utf-8")) if path.is_file() else {}
    )
    return found


# -- what a proof rests on -----------------------------------------------------------------------


@cache  # a preview asks again and again
def _trusted() -> tuple[str, ...]:
    """Return the files that have to be right for a proof to be one, and the libraries."""
    return tuple(_trusted_lines())


def _trusted_lines() -> Iterator[str]:
    kernel = _modules("derive.kernel")
    known = _imported(kernel) - kernel.keys()
    reading = _imported({"derive.language.reader": _path("derive.language.reader")})
    yield from ("| part | files | lines of code |", "| --- | ---: | ---: |")
    for called, names in (
        ("the kernel: prover, refuter, and the one verdict of both", kernel.keys()),
        ("what the kernel uses of the language: its records", known),
        ("the reader that makes records of a text", reading - known - kernel.keys()),
    ):
        yield f"| {called} | {len(names)} | {sum(map(_lines, map(_path, names))):,} |"
    yield ""
    libraries = [name for key, name in LIBRARIES.items() if key in _libraries(kernel)]
    yield f"The kernel imports {' and '.join(libraries)}, the standard library, and nothing else."


def _modules(package: str) -> dict[str, Path]:
    """Return the modules below a package, with their files."""
    folder = _path(package).parent
    parts = {path: path.relative_to(folder).with_suffix("").parts for path in folder.rglob("*.py")}
    return {
        ".".join((package, *(part for part in names if part != "__init__"))): path
        for path, names in sorted(parts.items())
    }


def _path(module: str) -> Path:
    spec = find_spec(module)
    assert spec is not None and spec.origin is not None, module
    return Path(spec.origin)


def _imported(modules: Mapping[str, Path]) -> set[str]:
    """Return the project's modules that these need, over however many steps, and they themselves.

    Packages that hold nothing are left out.
    """
    found, waiting = set[str](), list(modules)
    while waiting:
        module = waiting.pop()
        path = modules.get(module) or _path(module)
        if module in found or not _lines(path):
            continue
        found.add(module)
        waiting += (name for name in _names(path) if name.startswith("derive."))
    return found


def _libraries(modules: Mapping[str, Path]) -> set[str]:
    heads = {name.partition(".")[0] for path in modules.values() for name in _names(path)}
    return heads - sys.stdlib_module_names - {"derive"}


def _names(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _lines(path: Path) -> int:
    """Return how many lines of a file are code: no blank ones, comments or docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    said: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                continue
            case ast.stmt() | ast.expr():
                inside = getattr(node, "body", None)
                last = node.lineno if isinstance(inside, list) else node.end_lineno
                said.update(range(node.lineno, (last or node.lineno) + 1))
    docs = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    return len(said - docs)


# -- step by step --------------------------------------------------------------------------------


def _derivation(
    entry: Entry,
    report: Report,
    compared: Mapping[str, Sequence[str]],
    times: Sequence[float],
    project: Project,
    pages: Pages,
    book: Book,
) -> Iterator[str]:
    count = len(report.steps)
    told = [f"{each:g} ms" for each in times] if len(times) == count else [""] * count
    title = words(entry.derivation.title.replace("`", ""))
    yield f'<details class="verified" id="verified-{entry.name}" data-search-exclude markdown="1">'
    yield f"<summary>{title}: {count} {'step' if count == 1 else 'steps'}</summary>"
    yield ""
    yield from (
        "| step | rule | prover | refuter | the rule is its reason | time |",
        "| ---: | --- | --- | --- | --- | ---: |",
    )
    for number, (each, time) in enumerate(zip(report.steps, told, strict=True), 1):
        yield f"| {_row(entry, number, each, project, pages, book)} | {time} |"
    if means := compared.get(entry.name):
        yield ""
        said = ", ".join(OTHERS.get(each, each) for each in means)
        yield f"What it shows agrees with: {said}."
    yield from ("", "</details>", "")


def _row(
    entry: Entry, number: int, report: StepReport, project: Project, pages: Pages, book: Book
) -> str:
    home = pages.get(entry.name)
    step = f"[{number}]({home}-{number})" if home else str(number)
    proved = report.judgement.verdict is Verdict.PROVED
    said = (
        "proved" if proved else str(report.judgement.verdict),
        "no objection" if proved else "",
        "justified" if report.justified else "not asked",
    )
    return " | ".join((step, _reasons(report.step, project, pages, book), *said))


def _reasons(step: Step, project: Project, pages: Pages, book: Book) -> str:
    """Return the rules that a step names, with links to what says them."""
    told = []
    for rule in step.rules:
        cited = citation(rule)
        if cited is not None and book.entry(cited.name):
            said = f"result: {cited.name.replace('-', ' ')}"
            told.append(f"[{said}]({pages[cited.name]})" if cited.name in pages else said)
        else:
            address = rule_address(rule, project)
            told.append(f"[{words(rule)}]({address})" if address else words(rule))
    return ", ".join(told)
