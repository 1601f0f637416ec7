"""The page of slips: wrong formulas with the numbers at which they fail, and the right ones.

The file ``slips/slips.toml`` beside the chapters says what its tables hold. Nothing is written
before every wrong formula is refuted, or refused for its shapes, and every right one proved, so
that the page can't claim a refutation that did not happen. Where a wrong formula is refused for
its shapes, it is judged once more with all sizes made equal.

``slips/mutants.json`` holds what the mutation suite (``tests/rules/mutants.py``) has counted.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derive.book.book import Book
from derive.book.cache import Cache
from derive.book.checking import check_workings
from derive.book.project import Project
from derive.book.report import Report, StepReport, point_text, value_text
from derive.kernel.verdict import Verdict
from derive.language.errors import LanguageError
from derive.language.latex import statement_to_latex
from derive.language.reader import StepMisfit, read_working
from derive.language.shapes import ShapeError, check_step_shapes
from derive.language.text import to_text
from derive.language.working import Chain, Declarations, Line, Step, Working
from derive.pages.claimed import ClaimError, read_tables, step_links
from derive.pages.words import block, words
from derive.rules.diagnosing.one_size import with_one_size

FOLDER = "slips"
_FIELDS = ("id", "title", "wrong", "right", "why", "proof")
LONG_DECIMAL = re.compile(r"\d+\.\d{5,}(?:e[-+]?\d+)?")
INEXACT = re.compile(r" = (-?\d+\.\d{5,}(?:e[-+]?\d+)?)(?![\d/])")
HYPHEN = re.compile(r"-(?=\d)")
_LONG = 160  # characters of a counter-example that stand on the page unfolded

# What became of mutants, as the suite calls it, in the columns of the table.
REFUTED = ("refuted",)
UNFIT = ("unfit, then refuted", "unfit, then conditional", "unfit, then proved", "unfit")
CONDITIONAL, EQUAL = ("conditional",), ("equal",)
SUGGESTED = ("suggested original", "suggested equal")
ASKED = (*SUGGESTED, "suggested none")


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong formula and the right one, each as a working of one step.

    misfit     why the wrong one is refused for its shapes, or None
    wrong      the wrong one; None where its shapes misfit whatever the sizes
    """

    id: str
    title: str
    why: str
    proof: tuple[str, ...]
    right: Working
    shown: Step
    misfit: StepMisfit | None
    wrong: Working | None


def read_slips(path: Path) -> tuple[Slip, ...]:
    """Return the slips of a file, in its order. Raises ClaimError."""
    _, tables = read_tables(path, "slip", _FIELDS)
    return tuple(_slip(path.name, table) for table in tables)


def _slip(file: str, table: Mapping[str, Any]) -> Slip:
    place = f"{file}, {table['id']}"
    right = _read(place, table["given"], table["right"])
    if isinstance(right, StepMisfit):
        raise ClaimError(f"{place}: {right.message}: {right.source}")
    wrong = _read(place, table["given"], table["wrong"])
    misfit = wrong if isinstance(wrong, StepMisfit) else None
    shown = wrong.step if isinstance(wrong, StepMisfit) else wrong.steps[0]
    return Slip(
        table["id"],
        table["title"],
        table["why"],
        tuple(table["proof"]),
        right,
        shown,
        misfit,
        _with_equal_sizes(wrong) if isinstance(wrong, StepMisfit) else wrong,
    )


def _read(place: str, given: str, claim: str) -> Working | StepMisfit:
    try:
        return read_working(f"{given}\n\n{claim.replace(' = ', ' == ', 1)}")
    except StepMisfit as misfit:
        return misfit
    except LanguageError as error:
        raise ClaimError(f"{place}: {error.message}: {error.source}") from None


def _with_equal_sizes(misfit: StepMisfit) -> Working | None:
    step = misfit.step
    left, right, declarations = with_one_size(step.left.expr, step.right.expr, misfit.declarations)
    lines = [Line(expr, to_text(expr), step.right.number) for expr in (left, right)]
    try:
        check_step_shapes(left, right, declarations)
    except ShapeError:
        return None
    return Working(declarations, (Chain(lines[0], (Step(lines[0], lines[1]),)),))


@dataclass(frozen=True, slots=True)
class Judged:
    """A slip with what was said of it.

    wrong    of the wrong formula; None where its shapes can't be made to fit
    right    of the right one
    misfit   of the wrong one as it is written, where its shapes don't fit
    """

    slip: Slip
    wrong: StepReport | None
    right: StepReport
    misfit: Report | None


def judged(slips: Sequence[Slip], cache: Cache | None = None) -> list[Judged]:
    """Have all formulas of the slips judged, in one run."""
    files: list[tuple[str, tuple[Working, ...] | LanguageError]] = []
    for slip in slips:
        files.append((f"{slip.id} right", (slip.right,)))
        if slip.wrong is not None:
            files.append((f"{slip.id} wrong", (slip.wrong,)))
        if slip.misfit is not None:
            files.append((f"{slip.id} misfit", slip.misfit))
    said = {report.file: report for report in check_workings(files, cache=cache)}
    return [
        Judged(
            slip,
            said[f"{slip.id} wrong"].steps[0] if slip.wrong else None,
            said[f"{slip.id} right"].steps[0],
            said.get(f"{slip.id} misfit"),
        )
        for slip in slips
    ]


def faults(all_of_them: Sequence[Judged]) -> Iterator[str]:
    """Say which wrong formula is not refuted, and which right one is not proved."""
    for each in all_of_them:
        if each.wrong and each.wrong.judgement.verdict is not Verdict.REFUTED:
            yield f"{each.slip.id}: the wrong formula is {each.wrong.judgement.verdict}"
        if each.right.judgement.verdict is not Verdict.PROVED:
            yield f"{each.slip.id}: the right formula is {each.right.judgement.verdict}"


def slips_page(all_of_them: Sequence[Judged], book: Book, pages: Mapping[str, str]) -> str:
    """Return the Markdown of the page. Raises ClaimError where a proof is no step of the book."""
    lines = ["<!-- Made by `python -m derive build` from derive/slips/slips.toml. -->", ""]
    for each in all_of_them:
        lines += _section(each, book, pages)
    return "\n".join(lines)


def _section(each: Judged, book: Book, pages: Mapping[str, str]) -> Iterator[str]:
    slip = each.slip
    declarations = slip.right.declarations
    name = slip.id.lower()
    yield from (f"## {slip.title} {{ #{name} }}", "")
    yield '<div class="slip" markdown="1">'
    said = "refused" if slip.misfit else Verdict.REFUTED.value
    yield '<div class="slip-formula wrong">'
    yield _formula(slip.shown, slip.misfit.declarations if slip.misfit else declarations)
    yield f'<span class="verdict {said}">{said}</span></div>'
    yield f'<p class="why">{words(slip.why, declarations)}</p>'
    if slip.misfit:
        yield f'<p class="slip-numbers">Its shapes say so: {words(slip.misfit.message)}.</p>'
    if each.wrong:
        yield from _numbers(each.wrong, equal=slip.misfit is not None)
    yield '<div class="slip-formula right">'
    yield _formula(slip.right.steps[0], declarations)
    yield f'<span class="verdict {Verdict.PROVED}">{Verdict.PROVED}</span></div>'
    links = ", ".join(step_links(slip.proof, book, pages))
    yield f'<p class="proof" markdown="span">Derived in {links}.</p>'
    yield from ("</div>", "")


def _formula(step: Step, declarations: Declarations) -> str:
    printed = statement_to_latex(step.left.expr, step.right.expr, declarations=declarations)
    return block(printed.latex)


def _numbers(report: StepReport, *, equal: bool) -> Iterator[str]:
    """Yield the counter-example, folded where it is long."""
    witness = report.judgement.witness
    assert witness is not None
    where = words(_shown(INEXACT.sub(_about, point_text(witness))))
    left, right = _apart(value_text(witness.left), value_text(witness.right))
    sides = words(f"the left side is {left}, the right side {right}")
    when = "With all sizes equal no shape objects, and it is refuted" if equal else "It fails"
    if len(where) + len(sides) <= _LONG:
        yield f'<p class="slip-numbers">{when}: at {where} {sides}.</p>'
    else:
        yield f'<details class="slip-numbers"><summary>{when} at these numbers</summary>'
        yield f"<p>At {where} {sides}.</p></details>"


def _apart(left: str, right: str) -> tuple[str, str]:
    """Return both sides with four digits of each long decimal, or all where those are the same."""
    short = _shown(left, 4), _shown(right, 4)
    return short if short[0] != short[1] else (_shown(left), _shown(right))


def _about(found: re.Match[str]) -> str:
    """Return a rounded value with six digits and the sign that says so."""
    return f" \N{ALMOST EQUAL TO} {float(found[1]):.6g}"


def _shown(text: str, digits: int | None = None) -> str:
    """Return numbers as a page prints them: with a minus, and so many significant digits."""

    def rounded(found: re.Match[str]) -> str:
        return f"{float(found[0]):.{digits}g}"

    said = LONG_DECIMAL.sub(rounded, text) if digits else text
    return HYPHEN.sub("\N{MINUS SIGN}", said)


# -- the figures of the mutation suite -----------------------------------------------------------


def mutants_table(data: Mapping[str, Any]) -> str:
    """Return the figures of the mutation suite as a table, by kind of slip."""
    kinds: Mapping[str, Mapping[str, int]] = data["kinds"]
    total: Counter[str] = Counter()
    for counts in kinds.values():
        total.update(counts)
    rows = [*sorted(kinds.items(), key=lambda kind: (-kind[1]["planted"], kind[0]))]
    return "\n".join(
        [
            "<!-- Made by `python -m derive build` from derive/slips/mutants.json. -->",
            "",
            f"The last whole run planted {total['planted']:,} slips in {data['steps']:,} steps:",
            "",
            "| slip | planted | refuted | refused for shapes | conditional | equal after all "
            "| undecided | way back found |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            *(_row(name, counts) for name, counts in rows),
            _row("**all**", total),
            "",
        ]
    )


def _row(name: str, counts: Mapping[str, int]) -> str:
    def count(which: Sequence[str]) -> int:
        return sum(counts.get(each, 0) for each in which)

    asked = count(ASKED)
    back = f"{_floor_percent(count(SUGGESTED), asked)} %" if asked else ""
    known = [*map(count, (REFUTED, UNFIT, CONDITIONAL, EQUAL))]
    planted = counts["planted"]
    numbers = (planted, *known, planted - sum(known))
    return f"| {name} | {' | '.join(f'{number:,}' for number in numbers)} | {back} |"


def _floor_percent(part: int, whole: int) -> str:
    """Return a share in percent, rounded down, so that 100 % means all."""
    return f"{part * 1000 // whole / 10:g}"


# -- both snippets -------------------------------------------------------------------------------


def slip_snippets(
    project: Project, book: Book, pages: Mapping[str, str], cache: Cache | None = None
) -> tuple[dict[str, str | None], tuple[str, ...]]:
    """Return the snippets made from the folder ``slips``, None where one fails, and the faults."""
    folder = project.content.parent / FOLDER
    texts: dict[str, str | None] = {}
    said: list[str] = []
    if (path := folder / "slips.toml").exists():
        texts["slips.md"] = None
        try:
            all_of_them = judged(read_slips(path), cache)
            said = [f"{project.relative(path)}, {fault}" for fault in faults(all_of_them)]
            if not said:
                texts["slips.md"] = slips_page(all_of_them, book, pages)
        except ClaimError as error:
            said.append(f"{project.relative(path)}: {error}")
    if (path := folder / "mutants.json").exists():
        texts["mutants.md"] = mutants_table(json.loads(path.read_text(encoding="utf-8")))
    return texts, tuple(said)
