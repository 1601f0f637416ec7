"""What is wrong with a derivation, in words.

A fault is told where it is. What rests on a derivation with a fault is held back with it and says
so, instead of a fault of its own that mending the other would mend.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from derive.book.book import Book, citations
from derive.book.citation import citation
from derive.book.finding import Entry
from derive.book.project import Project
from derive.book.report import Report, StepReport, located, point_text, undefined_text, value_text
from derive.kernel.verdict import Verdict

MOST = 3  # steps of one derivation whose faults are told


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be, and the snippets that can't be made because of it.

    text    what is wrong, for people; ``FILE:LINE:COLUMN: ...`` first, where there is a place
    names   the snippets that it is about
    held    the snippets that are good by themselves and rest on those
    what    what the pages of ``names`` say first
    """

    text: str
    names: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    what: str = "This is not proved at the moment."

    def __str__(self) -> str:
        """Return what the terminal says."""
        return (
            f"{self.text}\n    held back with it: {', '.join(self.held)}"
            if self.held
            else self.text
        )


def faults(project: Project, book: Book, reports: Sequence[Report]) -> list[Fault]:
    """Return what is wrong with the book's derivations, which ``reports`` are about."""
    texts = {_name(path): located(project.relative(path), error) for path, error in book.problems}
    # Whose faults hold a derivation back; a file that took another's name holds nothing back.
    roots: dict[str, tuple[str, ...]] = {name: (name,) for name in texts if not book.entry(name)}
    held: dict[str, list[str]] = {}
    for entry, report in zip(book.entries, reports, strict=True):
        cited = dict.fromkeys(each.name for each in citations(entry) if each.name in roots)
        if text := derivation_fault(project, entry, report, cited):
            texts.setdefault(entry.name, text)
            roots[entry.name] = (entry.name,)
        elif cited:
            roots[entry.name] = tuple(dict.fromkeys(root for name in cited for root in roots[name]))
            for root in roots[entry.name]:
                held.setdefault(root, []).append(entry.name)
    return [Fault(text, (name,), tuple(held.get(name, ()))) for name, text in texts.items()]


def derivation_fault(
    project: Project, entry: Entry, report: Report, broken: Mapping[str, object] | None = None
) -> str:
    """Return what is wrong with a derivation, or nothing.

    A step that is proved, and lacks its reason only because it cites something ``broken``, has no
    fault of its own.
    """
    file = project.relative(entry.path)
    if report.error:
        return located(file, report.error)
    steps = [each for each in report.steps if not (each.good or _excused(each, broken or {}))]
    source = _lines(entry.path)
    said = [step_fault(_place(file, each, source), each) for each in steps[:MOST]]
    if len(steps) > MOST:
        rest = [str(each.step.right.number) for each in steps[MOST:]]
        more = f"line {rest[0]} is" if len(rest) == 1 else f"lines {', '.join(rest)} are"
        said.append(f"{file}: {more} not in order, either")
    said += [f"{file}: {each.text} is not proved" for each in report.shows if not each.proved]
    return "\n\n".join(said)


def step_fault(place: str, report: StepReport) -> str:
    """Return what is wrong with a step: its two lines, a caret, the numbers, what was meant."""
    step, judgement, witness = report.step, report.judgement, report.judgement.witness
    rule = f", by {', '.join(step.rules)}" if step.rules else ""
    verdict = str(judgement.verdict)
    if judgement.verdict is Verdict.PROVED:
        verdict = "proved, but unjustified"
    lines = [f"{place}: {verdict}{rule}", f"      {_one_line(step.left.text)}"]
    lines += [f"    = {_one_line(step.right.text)}", "      ^"]
    if witness and judgement.verdict is Verdict.REFUTED:
        lines.append(f"    at {point_text(witness)}")
        lines.append(f"    the left side is {value_text(witness.left)}")
        lines.append(f"    the right side is {value_text(witness.right)}")
    elif judgement.verdict is Verdict.CONDITIONAL:
        if judgement.condition:
            lines.append(f"    holds when {judgement.condition}")
        if witness:
            lines.append(f"    at {point_text(witness)} {undefined_text(witness)}")
    elif judgement.verdict is Verdict.UNDECIDED and judgement.detail:
        lines.append(f"    {judgement.detail}")
    lines += [f"    {said}" for said in (report.objection, report.suggestion) if said]
    return "\n".join(lines)


def _excused(report: StepReport, broken: Mapping[str, object]) -> bool:
    proved = report.judgement.verdict is Verdict.PROVED
    cited = map(citation, report.step.rules)
    return proved and any(each.name in broken for each in cited if each)


def _place(file: str, report: StepReport, source: Sequence[str]) -> str:
    """Return where a step's right side begins."""
    line = report.step.right
    first = line.text.split("\n")[0].strip()
    typed = source[line.number - 1] if line.number <= len(source) else ""
    return f"{file}:{line.number}:{max(typed.find(first), 0) + 1}"


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):  # it has changed since it was checked
        return []


def _name(path: Path) -> str:
    return path.stem.replace("_", "-")


def _one_line(text: str) -> str:
    return " ".join(text.split())
