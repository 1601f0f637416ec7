"""What reports and derivations look like in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from derive.book.book import Book
from derive.book.finding import Entry
from derive.book.report import Report, StepReport, located, point_text, undefined_text, value_text
from derive.cli.terminal import coloured, plain
from derive.kernel.verdict import Verdict
from derive.language.errors import LanguageError
from derive.language.nodes import Condition, Relation
from derive.language.text import condition_text, to_text
from derive.language.working import Declarations

COLOUR = {
    Verdict.PROVED: "green",
    Verdict.CONDITIONAL: "yellow",
    Verdict.REFUTED: "red",
    Verdict.UNDECIDED: "yellow",
}


def report_text(report: Report, *, brief: bool = False) -> str:
    """Return a report for people; a brief one says only what is not as it should be."""
    if report.error:
        return problem_text(report.file, report.error)
    lines: list[str] = []
    for each in report.steps:
        if not (brief and each.good):
            lines += _step_lines(each)
    for shown in report.shows:
        if not (brief and shown.proved):
            verdict = Verdict.PROVED if shown.proved else Verdict.UNDECIDED
            lines.append(f"  {_verdict(verdict)}  {shown.text}")
    if not lines and brief:
        return ""
    return "\n".join([coloured(plain(report.file), "bold"), *lines])


def problem_text(file: str, error: LanguageError) -> str:
    """Return why a file can't be read, with the line and a caret."""
    return located(plain(file), error)


def summary(reports: Sequence[Report], stand: int = 0) -> str:
    """Return one line that counts the verdicts; ``stand`` more steps are proved and justified."""
    verdicts = Counter(each.judgement.verdict for report in reports for each in report.steps)
    verdicts[Verdict.PROVED] += stand
    said = [f"{verdicts[verdict]} {verdict}" for verdict in Verdict if verdicts[verdict]]
    justified = Counter(each.justified for report in reports for each in report.steps)
    justified[True] += stand
    unreadable = sum(report.error is not None for report in reports)
    if justified[True]:
        said.append(f"{justified[True]} justified")
    if justified[False]:
        said.append(f"{justified[False]} unjustified")
    if unreadable:
        said.append(f"{unreadable} unreadable")
    steps = sum(verdicts.values())
    return f"{steps} step{'' if steps == 1 else 's'}: {', '.join(said) or 'nothing to check'}"


def _step_lines(report: StepReport) -> Iterator[str]:
    step, judgement = report.step, report.judgement
    rule = coloured(f"   by {', '.join(step.rules)}", "faint") if step.rules else ""
    head = f"  line {step.right.number}: {_verdict(judgement.verdict)}"
    if judgement.verdict is Verdict.PROVED:
        yield f"{head}  = {_one_line(step.right.text)}{rule}"
    else:
        yield head + rule
        yield f"      {_one_line(step.left.text)}"
        yield f"    = {_one_line(step.right.text)}"
        yield from _why(report)
    if report.objection is not None:
        yield f"    {coloured('unjustified', 'yellow')}: {report.objection}"
    if report.suggestion:
        yield f"    {plain(report.suggestion)}"


def _why(report: StepReport) -> Iterator[str]:
    judgement = report.judgement
    match judgement.verdict:
        case Verdict.REFUTED if judgement.witness:
            yield f"    at {point_text(judgement.witness)}"
            yield f"    the left side is {value_text(judgement.witness.left)}"
            yield f"    the right side is {value_text(judgement.witness.right)}"
        case Verdict.CONDITIONAL:
            if judgement.condition:
                yield f"    holds when {judgement.condition}"
            if judgement.witness:
                yield f"    at {point_text(judgement.witness)} {undefined_text(judgement.witness)}"
        case _ if judgement.detail:
            yield f"    {judgement.detail}"


def _verdict(verdict: Verdict) -> str:
    return coloured(verdict.value, COLOUR[verdict])


def _one_line(text: str) -> str:
    return plain(" ".join(text.split()))


def derivation_text(entry: Entry, book: Book) -> str:
    """Return a derivation for reading: what it claims, its lines, their rules and reasons."""
    return "\n".join(_derivation_lines(entry, book))


def _derivation_lines(entry: Entry, book: Book) -> Iterator[str]:
    derivation, working = entry.derivation, entry.working
    yield coloured(derivation.title, "bold")
    yield f"{entry.name}, a {derivation.kind} of the chapter {entry.chapter}"
    yield from ("", derivation.asks, "", _sentence(derivation.claims))
    declared = list(declared_lines(working.declarations))
    if declared:
        yield from ("", *declared)
    for text in derivation.shows:
        yield from ("", f"shows {text}")
    for number, chain in enumerate(working.chains):
        yield ""
        if derivation.routes:
            yield coloured(derivation.routes[number], "bold")
        yield f"    {_one_line(chain.first.text)}"
        for step in chain.steps:
            yield f"  = {_one_line(step.right.text)}"
            yield coloured(f"        by {', '.join(step.rules)}", "faint")
            if step.reason:
                yield coloured(f"        {step.reason}", "faint")
    for note in derivation.notes:
        yield from ("", f"Note: {_sentence(note)}")
    for head, others in (("rests on", book.rests_on(entry)), ("used by", book.used_by(entry))):
        if others:
            yield from ("", f"{head}: {', '.join(other.name for other in others)}")


def declared_lines(declarations: Declarations) -> Iterator[str]:
    """Yield declarations as lines of a working."""
    for name, made_of in declarations.lets:
        yield f"  let   {name} = {to_text(made_of)}"
    said = [_typed(name, shape) for name, shape in declarations.shapes]
    said += [f"{name}: function" for name in declarations.functions]
    said += [f"{name}({', '.join(names)})" for name, names in declarations.unknowns]
    said += _chained(declarations.domain)
    if said:
        yield f"  where {', '.join(said)}"


def _chained(conditions: Iterable[Condition]) -> list[str]:
    """Return conditions as text, ``0 < a`` and ``a < 1`` in a row as ``0 < a < 1``."""
    said: list[str] = []
    before: Condition | None = None
    for condition in conditions:
        match before, condition:
            case (
                Relation(op="<" | "<=", right=middle),
                Relation(op="<" | "<=" as op, left=left, right=right),
            ) if middle == left:
                said[-1] += f" {op} {to_text(right)}"
            case _:
                said.append(condition_text(condition))
        before = condition
    return said


def _typed(name: str, shape: Iterable[object]) -> str:
    return f"{name}: ({', '.join(map(str, shape))})"


def _sentence(text: str) -> str:
    return " ".join(text.split())
