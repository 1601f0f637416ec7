"""Check workings and the book: every question in a worker, every answer in a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from derive.book.book import Book
from derive.book.citation import Court, Result, citation, objection
from derive.book.finding import Entry
from derive.book.report import ConditionReport, Report, StepReport
from derive.book.workers import SECONDS, Done, Ended, in_workers
from derive.kernel.verdict import DomainError, EngineDisagreement, Judgement, Verdict
from derive.language.errors import LanguageError
from derive.language.nodes import Condition, Expr
from derive.language.working import Declarations, Step, Working
from derive.rules.catalogue import nearest, rule_named

ENGINES = ("derive.kernel.judge",)

Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Equality:
    """The question whether a step's sides are equal."""

    step: Step
    declarations: Declarations
    seconds: float


@dataclass(frozen=True, slots=True)
class Use:
    """The question whether a step uses one of the results that it cites."""

    step: Step
    declarations: Declarations
    cited: tuple[Result, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Claim:
    """The question whether conditions hold at every point of the domain."""

    conditions: tuple[Condition, ...]
    declarations: Declarations


@dataclass(frozen=True, slots=True)
class EmptyDomain:
    """No answer: the declared domain holds no point."""

    message: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """No answer: one engine proves what the other refutes."""

    message: str


Question: TypeAlias = Equality | Use | Claim
Answer: TypeAlias = Judgement | EmptyDomain | Contradiction | str | bool | None


def answer(question: Question) -> Answer:
    """Answer one question; this runs in a worker.

    A Judgement for an Equality; for a Use the objection or None; for a Claim whether it holds.
    """
    from derive.kernel.judge import judge  # loads SymPy, which only workers need
    from derive.kernel.prove import holds

    try:
        match question:
            case Equality(step=step, declarations=declarations, seconds=seconds):
                return judge(step.left.expr, step.right.expr, declarations, seconds=seconds)
            case Use(step=step, declarations=declarations, cited=cited, seconds=seconds):
                court = Court(holds, partial(_doubt, partial(judge, seconds=seconds)))
                return objection(step, declarations, cited, court)
            case Claim(conditions=conditions, declarations=declarations):
                return all(holds(condition, declarations) for condition in conditions)
    except DomainError as error:
        return EmptyDomain(error.message)
    except EngineDisagreement as error:
        return Contradiction(str(error))


def _doubt(
    judge: Callable[[Expr, Expr, Declarations], Judgement],
    left: Expr,
    right: Expr,
    declarations: Declarations,
) -> str | None:
    """Say why an equation is not proved, or None when it is."""
    judgement = judge(left, right, declarations)
    if judgement.verdict is Verdict.PROVED:
        return None
    if judgement.condition is not None:
        return f"it needs {judgement.condition}"
    return judgement.detail or f"it is {judgement.verdict}"


def check_workings(
    files: Iterable[tuple[str, tuple[Working, ...] | LanguageError]],
    *,
    seconds: float = SECONDS,
    progress: Progress | None = None,
) -> list[Report]:
    """Check files of workings, all in one run; each comes with its name.

    What can't be read is reported as such. Reasons are not judged.
    """
    inquiry = _Inquiry(seconds)
    plans = []
    for file, workings in files:
        if isinstance(workings, LanguageError):
            plans.append(_Plan(file, error=workings))
            continue
        asked = ((step, working.declarations) for working in workings for step in working.steps)
        plans.append(_Plan(file, [inquiry.step(*each) for each in asked]))
    return inquiry.reports(plans, progress)


def check_entries(
    book: Book,
    entries: Iterable[Entry],
    *,
    seconds: float = SECONDS,
    progress: Progress | None = None,
) -> list[Report]:
    """Check derivations of the book: their steps, the use of what they cite, what they show.

    The reports' files are the derivations' names, in the order of ``entries``.
    """
    inquiry = _Inquiry(seconds)
    plans = []
    for entry in entries:
        declarations = entry.working.declarations
        steps = [
            inquiry.step(step, declarations, _reason(book, entry, step))
            for step in entry.working.steps
        ]
        shows = [
            (text, conditions, inquiry.ask(Claim(conditions, declarations)))
            for text, conditions in zip(entry.derivation.shows, entry.shows, strict=True)
        ]
        plans.append(_Plan(entry.name, steps, shows))
    return inquiry.reports(plans, progress)


def _reason(book: Book, entry: Entry, step: Step) -> tuple[Result, ...] | str:
    """Return the results that a step's rule cites, or why it can't be the reason of a step."""
    rules = [rule for rule in step.rules if citation(rule) is None]
    for rule in rules:
        if rule_named(rule) is None:
            guess = nearest(rule)
            return f"there is no rule called {rule}" + (f"; did you mean {guess}?" if guess else "")
    if len(rules) > 1:
        return f"one step, one rule: here are {len(rules)}, {', '.join(rules)}"
    if not step.rules:
        return "the step names no rule"
    cited = book.cited(entry, step)
    if rules and cited:
        # Beside a rule, a citation is the source of the rule's condition.
        sources = (book.entry(each.name) for rule in step.rules if (each := citation(rule)))
        if all(source and source.shows for source in sources):
            return ()
        return f"one step, one rule: here are {', '.join(step.rules)}"
    return cited


@dataclass(frozen=True, slots=True)
class _PlannedStep:
    """A step, the number of the question of its equality, and what is known of its reason."""

    step: Step
    equality: int
    use: int | None = None
    objection: str | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """A report to be: the numbers stand for answers to come."""

    file: str
    steps: Sequence[_PlannedStep] = ()
    shows: Sequence[tuple[str, tuple[Condition, ...], int]] = ()
    error: LanguageError | None = None


class _Inquiry:
    """Questions of many files, answered in one run."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.questions: list[Question] = []

    def ask(self, question: Question) -> int:
        """Take in a question; return its number."""
        self.questions.append(question)
        return len(self.questions) - 1

    def step(
        self, step: Step, declarations: Declarations, reason: tuple[Result, ...] | str = ()
    ) -> _PlannedStep:
        """Ask what there is to ask about a step."""
        equality = self.ask(Equality(step, declarations, self.seconds))
        if isinstance(reason, str):
            return _PlannedStep(step, equality, objection=reason)
        use = self.ask(Use(step, declarations, reason, self.seconds)) if reason else None
        return _PlannedStep(step, equality, use)

    def reports(self, plans: Iterable[_Plan], progress: Progress | None) -> list[Report]:
        """Have all questions answered, and put the answers where they belong."""
        answers = in_workers(
            answer,
            self.questions,
            seconds=self.seconds,
            preload=ENGINES,
            progress=progress,
        )
        return [_report(plan, answers) for plan in plans]


Outcomes: TypeAlias = Sequence[Done[Answer] | Ended]


def _report(plan: _Plan, answers: Outcomes) -> Report:
    for each in plan.steps:
        match answers[each.equality]:
            case Done(value=EmptyDomain(message=message)):
                return Report(plan.file, error=LanguageError(message, each.step.left.number))
    return Report(
        plan.file,
        tuple(_step_report(each, answers) for each in plan.steps),
        tuple(_shown(text, conditions, answers[n]) for text, conditions, n in plan.shows),
        plan.error,
    )


def _step_report(planned: _PlannedStep, answers: Outcomes) -> StepReport:
    contradiction = False
    match answers[planned.equality]:
        case Done(value=Judgement() as judgement):
            pass
        case Done(value=Contradiction(message=message)):
            contradiction = True
            detail = f"the two engines contradict each other: {message}; this is a fault of ours"
            judgement = Judgement(Verdict.UNDECIDED, detail=detail)
        case Ended(reason=reason):
            judgement = Judgement(Verdict.UNDECIDED, detail=reason)
        case other:
            raise AssertionError(f"no answer to an equality: {other}")
    objection, justified = planned.objection, None if planned.objection is None else False
    if planned.use is not None:
        match answers[planned.use]:
            case Done(value=None):
                justified = True
            case Done(value=str() as objection) | Ended(reason=objection):
                justified = False
            case Done(value=Contradiction(message=message)):
                contradiction, justified = True, False
                objection = f"the two engines contradict each other: {message}"
    return StepReport(planned.step, judgement, justified, objection, contradiction)


def _shown(text: str, conditions: tuple[Condition, ...], outcome: object) -> ConditionReport:
    match outcome:
        case Done(value=bool(proved)):
            return ConditionReport(text, conditions, proved)
        case Ended(reason=reason) | Done(value=Contradiction(message=reason)):
            return ConditionReport(text, conditions, False, reason)
    raise AssertionError(f"no answer to a claim: {outcome}")
