"""Reports: what was said of every step of a working, and what follows for the exit status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from derive.kernel.verdict import Judgement, Shown, Verdict, Witness
from derive.language.errors import LanguageError
from derive.language.nodes import Condition
from derive.language.working import Step


@dataclass(frozen=True, slots=True)
class StepReport:
    """What is said of a step.

    judgement      whether both sides are equal
    justified      whether the named rule is its reason; None when that was not asked
    objection      why it isn't justified
    contradiction  whether the engines contradict each other: a fault of ours, said loudly
    suggestion     what was probably meant
    """

    step: Step
    judgement: Judgement
    justified: bool | None = None
    objection: str | None = None
    contradiction: bool = False
    suggestion: str | None = None

    @property
    def good(self) -> bool:
        """Whether the step is proved, and for the reason it names."""
        return self.judgement.verdict is Verdict.PROVED and self.justified is not False


@dataclass(frozen=True, slots=True)
class ConditionReport:
    """What is said of conditions that a derivation shows."""

    text: str
    conditions: tuple[Condition, ...]
    proved: bool
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What is said of a file: of its steps, or why it can't be read."""

    file: str
    steps: tuple[StepReport, ...] = ()
    shows: tuple[ConditionReport, ...] = ()
    error: LanguageError | None = None

    @property
    def good(self) -> bool:
        """Whether everything in the file is proved and justified."""
        steps, shows = self.steps, self.shows
        return (
            self.error is None
            and all(each.good for each in steps)
            and all(each.proved for each in shows)
        )


def located(file: str, error: LanguageError) -> str:
    """Return why ``file`` can't be read, with its line and a caret."""
    return str(LanguageError(error.message, error.line or 1, error.column, error.source, file))


def point_text(witness: Witness) -> str:
    """Return where a witness stands: ``z = 2, y = 1/2``."""
    named = [f"{name} = {value_text(value)}" for name, value in witness.point]
    return ", ".join(named) or "every point"


def undefined_text(witness: Witness) -> str:
    """Return which side has no value at a witness where one has none."""
    sides = {"left": witness.left, "right": witness.right}
    without = [side for side, value in sides.items() if not _whole(value)]
    return f"the {without[0]} side is undefined" if len(without) == 1 else "a side is undefined"


def _whole(value: Shown) -> bool:
    """Say whether a value, or each entry of an array, is defined."""
    return all(map(_whole, value)) if isinstance(value, tuple) else value is not None


def value_text(value: Shown) -> str:
    """Return a value, or the entries of an array in brackets."""
    if value is None:
        return "undefined"
    return value if isinstance(value, str) else f"[{', '.join(map(value_text, value))}]"


def exit_status(reports: Iterable[Report]) -> int:
    """Return the first that applies: 2 unreadable, 1 refuted, 3 not all proved, 0."""
    reports = tuple(reports)
    if any(report.error for report in reports):
        return 2
    verdicts = {each.judgement.verdict for report in reports for each in report.steps}
    if Verdict.REFUTED in verdicts:
        return 1
    return 0 if all(report.good for report in reports) else 3


def as_data(report: Report) -> dict[str, object]:
    """Return the report as the JSON object of the language's contract."""
    data: dict[str, object] = {
        "file": report.file,
        "error": _error(report.error),
        "steps": [_step(each) for each in report.steps],
    }
    if report.shows:
        data["shows"] = [
            {"condition": each.text, "verdict": "proved" if each.proved else "undecided"}
            for each in report.shows
        ]
    return data


def _error(error: LanguageError | None) -> dict[str, object] | None:
    if error is None:
        return None
    return {"line": error.line or 1, "column": error.column, "message": error.message}


def _step(report: StepReport) -> dict[str, object]:
    step, judgement, witness = report.step, report.judgement, report.judgement.witness
    verdict = {None: None, True: "justified", False: "unjustified"}[report.justified]
    return {
        "line": step.right.number,
        "left": step.left.text,
        "right": step.right.text,
        "rule": ", ".join(step.rules) or None,
        "verdict": judgement.verdict.value,
        "rule_verdict": verdict,
        "counterexample": dict((name, _shown(value)) for name, value in witness.point)
        if witness
        else None,
        "left_value": _shown(witness.left) if witness else None,
        "right_value": _shown(witness.right) if witness else None,
        "condition": judgement.condition,
        "detail": report.objection or judgement.detail,
        "suggestion": report.suggestion,
    }


def _shown(value: Shown) -> object:
    """Return a value as JSON has it: nested lists of strings."""
    return [_shown(entry) for entry in value] if isinstance(value, tuple) else value
