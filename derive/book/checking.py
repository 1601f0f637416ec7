"""Check workings and the book: every question in a worker, every answer in a report."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from derive.book.book import Book
from derive.book.cache import Cache, Missing
from derive.book.citation import Court, Result, citation, last, objection
from derive.book.finding import Entry
from derive.book.report import ConditionReport, Report, StepReport
from derive.book.workers import SECONDS, Done, Ended, in_workers, start_loading
from derive.kernel.verdict import DomainError, EngineDisagreement, Judgement, Verdict
from derive.language.errors import LanguageError
from derive.language.nodes import Condition, Expr
from derive.language.reader import StepMisfit
from derive.language.working import Chain, Declarations, Line, Step, Working
from derive.rules.catalogue import nearest, rule_named
from derive.rules.justify import unjust
from derive.rules.scene import Scene

if TYPE_CHECKING:
    from derive.kernel.prove import Proof

ENGINES = ("derive.book.checking", "derive.kernel.judge", "derive.rules.diagnosing.diagnosis")

MOST_REMEMBERED = 256  # judgements, in a worker
_NOTHING_DECLARED = Declarations()
LINES_TOGETHER = 16  # of a chain that are judged together
MOST_BEFORE = 4  # lines further up with which one that fails is compared
MOST_DIAGNOSED = 100  # steps of one run of which it is asked what was meant

Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Equality:
    """The question whether a step's sides are equal.

    ``chain`` are lines around it, which are no part of the question; see :func:`judge`.
    """

    step: Step
    declarations: Declarations
    seconds: float
    chain: tuple[Expr, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Use:
    """The question whether a step uses one of the results that it cites."""

    step: Step
    declarations: Declarations
    cited: tuple[Result, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Reason:
    """The question whether the rules that a step names turn one line into the next.

    shown      what the chains above it in its working lead from and to
    published  whether the step may use nothing but what it names
    """

    step: Step
    declarations: Declarations
    rules: tuple[str, ...]
    shown: tuple[tuple[Expr, Expr], ...]
    published: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """The question whether conditions hold at every point of the domain."""

    conditions: tuple[Condition, ...]
    declarations: Declarations


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The question what was probably meant by a step that fails.

    judgement   what was said of the step; None when its shapes do not fit
    before      lines further up in the chain, the nearest first, after each of which it goes wrong
    """

    step: Step
    declarations: Declarations
    judgement: Judgement | None
    seconds: float
    before: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class EmptyDomain:
    """No answer: the declared domain holds no point."""

    message: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """No answer: one engine proves what the other refutes."""

    message: str


Question: TypeAlias = Equality | Use | Reason | Claim | Diagnosis
Answer: TypeAlias = Judgement | EmptyDomain | Contradiction | str | bool | None


def answer(question: Question) -> Answer:
    """Answer one question; this runs in a worker.

    A Judgement for an Equality; for a Use or a Reason the objection or None; for a Claim whether
    it holds; for a Diagnosis what was probably meant, or None.
    """
    from derive.kernel.judge import judge as judge_anew  # loads FLINT, which only workers need
    from derive.kernel.prove import holds, prove
    from derive.rules.diagnosing.diagnosis import SECONDS as DIAGNOSED
    from derive.rules.diagnosing.diagnosis import diagnose

    judge = _remembering(judge_anew, prove)
    try:
        match question:
            case Equality(step=step, declarations=declarations, seconds=seconds, chain=chain):
                return judge(step.left.expr, step.right.expr, declarations, seconds, chain)
            case Use(step=step, declarations=declarations, cited=cited, seconds=seconds):
                court = Court(holds, partial(judge.doubt, seconds=seconds))
                return objection(step, declarations, cited, court)
            case Reason(step=step, declarations=declarations, rules=rules):
                scene = Scene(declarations, question.shown)
                left, right = step.left.expr, step.right.expr
                return unjust(left, right, rules, scene, published=question.published)
            case Claim(conditions=conditions, declarations=declarations):
                return all(holds(condition, declarations) for condition in conditions)
            case Diagnosis(step=step, declarations=declarations, seconds=seconds):
                for line in question.before:
                    agrees = judge(line.expr, step.right.expr, declarations, seconds)
                    if agrees.verdict is Verdict.PROVED:
                        return (
                            f"this line agrees with line {line.number} again: "
                            "what is wrong stands between them"
                        )
                return diagnose(
                    step.left.expr,
                    step.right.expr,
                    declarations,
                    judgement=question.judgement,
                    judge=partial(judge, seconds=seconds),
                    seconds=min(seconds / 2, DIAGNOSED),
                )
    except DomainError as error:
        return EmptyDomain(error.message)
    except EngineDisagreement as error:
        return Contradiction(str(error))


class _Judge:
    """Judges, and remembers what was judged last: a citation often asks for its step's equation."""

    def __init__(self, judge: Callable[..., Judgement], prove: Callable[..., Proof]) -> None:
        self._judge, self._prove = judge, prove
        self._known: dict[object, Judgement] = {}

    def __call__(
        self,
        left: Expr,
        right: Expr,
        declarations: Declarations,
        seconds: float,
        chain: tuple[Expr, ...] = (),
    ) -> Judgement:
        asked = left, right, declarations, seconds
        if asked not in self._known:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            judgement = self._judge(left, right, declarations, seconds=seconds, chain=chain)
            self._known[asked] = judgement
        return self._known[asked]

    def doubt(
        self, left: Expr, right: Expr, declarations: Declarations, *, seconds: float
    ) -> str | None:
        """Say why an equation inside a step is not proved, or None when it is.

        The step itself has both engines, so for a part of it a proof is enough.
        """
        known = (left, right, declarations, seconds) in self._known
        if not known and self._prove(left, right, declarations).complete:
            return None
        judgement = self(left, right, declarations, seconds)
        if judgement.verdict is Verdict.PROVED:
            return None
        if judgement.condition is not None:
            return f"it needs {judgement.condition}"
        return judgement.detail or f"it is {judgement.verdict}"


_remembering = lru_cache(maxsize=1)(_Judge)


def prepare() -> None:
    """Have the engines load already, while something else is done here."""
    start_loading(ENGINES)


def check_workings(
    files: Iterable[tuple[str, tuple[Working, ...] | LanguageError]],
    *,
    book: Book | None = None,
    seconds: float = SECONDS,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> list[Report]:
    """Check files of workings, all in one run; each comes with its name.

    What can't be read is reported as such. A step that names rules is judged by them too; it may
    cite the results of ``book``.
    """
    inquiry = _Inquiry(seconds, cache)
    plans = []
    for file, workings in files:
        if isinstance(workings, LanguageError):
            plans.append(_Plan(file, error=workings))
            continue
        steps = [
            inquiry.step(step, working, _named(step, book) if step.rules else None, published=False)
            for working in workings
            for step in working.steps
        ]
        plans.append(_Plan(file, steps))
    return inquiry.reports(plans, progress)


def check_entries(
    book: Book,
    entries: Iterable[Entry],
    *,
    seconds: float = SECONDS,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> list[Report]:
    """Check derivations of the book: their steps, the use of what they cite, what they show.

    The reports' files are the derivations' names, in the order of ``entries``.
    """
    inquiry = _Inquiry(seconds, cache)
    plans = []
    for entry in entries:
        declarations = entry.working.declarations
        steps = [
            inquiry.step(step, entry.working, _named(step, book), published=True)
            for step in entry.working.steps
        ]
        shows = [
            (text, conditions, inquiry.ask(Claim(conditions, declarations)))
            for text, conditions in zip(entry.derivation.shows, entry.shows, strict=True)
        ]
        plans.append(_Plan(entry.name, steps, shows))
    return inquiry.reports(plans, progress)


@dataclass(frozen=True, slots=True)
class _Named:
    """What a step names as its reason: rules, or results of which one is put in."""

    rules: tuple[str, ...]
    results: tuple[Result, ...]


def _named(step: Step, book: Book | None) -> _Named | str:
    """Return what a step names as its reason, or why that can't be one."""
    if not step.rules:
        return "the step names no rule"
    rules = tuple(rule for rule in step.rules if citation(rule) is None)
    for rule in rules:
        if rule_named(rule) is None:
            guess = nearest(rule)
            return f"there is no rule called {rule}" + (f"; did you mean {guess}?" if guess else "")
    if len(rules) == len(step.rules):
        return _Named(rules, ())
    if book is None:
        return f"there is no book here that holds {step.rules[-1]}"
    cited = book.cited(step)
    if isinstance(cited, str):
        return cited
    if not rules:
        return _Named((), cited)
    # Beside a rule, a citation is the source of the rule's condition.
    sources = (book.entry(each.name) for rule in step.rules if (each := citation(rule)))
    if all(source and source.shows for source in sources):
        return _Named(rules, ())
    return f"a result is put in by a step of its own; here are {', '.join(step.rules)}"


@dataclass(frozen=True, slots=True)
class _PlannedStep:
    """A step, the number of the question of its equality, and what is known of its reason."""

    step: Step
    equality: int
    reason: int | None = None
    objection: str | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """A report to be: the numbers stand for answers to come."""

    file: str
    steps: Sequence[_PlannedStep] = ()
    shows: Sequence[tuple[str, tuple[Condition, ...], int]] = ()
    error: LanguageError | None = None


def _shown_above(step: Step, working: Working) -> tuple[tuple[Expr, Expr], ...]:
    """Return from where to where the chains above the step's own lead."""
    number = step.right.number
    above = (chain for chain in working.chains if chain.steps and _end(chain) < number)
    return tuple((chain.first.expr, last(chain)) for chain in above)


def _end(chain: Chain) -> int:
    return chain.steps[-1].right.number


# The number of a report, and of a step in it; None for a report's error.
_Place: TypeAlias = tuple[int, int | None]
Outcomes: TypeAlias = Sequence[Done[Answer] | Ended]


class _Inquiry:
    """Questions of many files, answered in one run; of those that are alike, one is asked."""

    def __init__(self, seconds: float, cache: Cache | None) -> None:
        self.seconds = seconds
        self.cache = cache
        self.questions: list[Question] = []
        self._around_of: Working | None = None
        self._around: dict[int, tuple[Expr, ...]] = {}

    def ask(self, question: Question) -> int:
        """Take in a question; return its number."""
        self.questions.append(question)
        return len(self.questions) - 1

    def step(
        self, step: Step, working: Working, named: _Named | str | None, *, published: bool
    ) -> _PlannedStep:
        """Ask what there is to ask about a step; a step may name no reason."""
        declarations = working.declarations
        chain = self._lines_around(step, working)
        equality = self.ask(Equality(step, declarations, self.seconds, chain))
        match named:
            case None:
                return _PlannedStep(step, equality)
            case str(objection):
                return _PlannedStep(step, equality, objection=objection)
            case _Named(rules=(), results=results):
                question: Question = Use(step, declarations, results, self.seconds)
            case _Named(rules=rules):
                question = Reason(step, declarations, rules, _shown_above(step, working), published)
        return _PlannedStep(step, equality, self.ask(question))

    def _lines_around(self, step: Step, working: Working) -> tuple[Expr, ...]:
        """Return the lines of the part of its chain in which a step stands."""
        if self._around_of is not working:
            self._around_of, self._around = working, {}
            for chain in working.chains:
                lines = (chain.first, *(each.right for each in chain.steps))
                for start in range(0, len(chain.steps), LINES_TOGETHER - 1):
                    part = lines[start : start + LINES_TOGETHER]
                    exprs = tuple(line.expr for line in part)
                    self._around.update((line.number, exprs) for line in part[1:])
        return self._around.get(step.right.number, ())

    def reports(self, plans: Sequence[_Plan], progress: Progress | None) -> list[Report]:
        """Have all questions answered, put the answers where they belong, diagnose what fails."""
        answers = self._answers(self.questions, progress)
        reports = [_report(plan, answers) for plan in plans]
        asked = dict(islice(self._diagnoses(plans, reports), MOST_DIAGNOSED))
        said = self._answers(list(asked.values())) if asked else []
        suggestions = dict(zip(asked, said, strict=True))
        return [_suggested(report, n, suggestions) for n, report in enumerate(reports)]

    def _answers(self, questions: Sequence[Question], progress: Progress | None = None) -> Outcomes:
        """Return the answers, those that are known from an earlier run without asking."""
        cache = self.cache
        keys: Sequence[Hashable] = _keys(questions, cache) if cache else questions
        known: dict[Hashable, Done[Answer] | Ended] = {}
        if cache:
            found = ((key, cache.get(str(key))) for key in dict.fromkeys(keys))
            known = {key: Done(kept) for key, kept in found if not isinstance(kept, Missing)}
        asked = {key: each for key, each in zip(keys, questions, strict=True) if key not in known}
        said = in_workers(
            answer,
            list(asked.values()),
            seconds=self.seconds,
            preload=ENGINES,
            progress=progress,
            together=lambda question: id(question.declarations),  # of one working
        )
        for key, outcome in zip(asked, said, strict=True):
            known[key] = outcome
            if cache and isinstance(outcome, Done):
                cache.put(str(key), outcome.value)
        if cache:
            cache.save()
        return [known[key] for key in keys]

    def _diagnoses(
        self, plans: Sequence[_Plan], reports: Sequence[Report]
    ) -> Iterator[tuple[_Place, Diagnosis]]:
        """Yield what there is to ask about the steps that fail."""
        for number, (plan, report) in enumerate(zip(plans, reports, strict=True)):
            if isinstance(misfit := plan.error, StepMisfit):
                question = Diagnosis(misfit.step, misfit.declarations, None, self.seconds)
                yield (number, None), question
            before: tuple[Line, ...] = ()
            for place, each in enumerate(report.steps):
                step, judgement = each.step, each.judgement
                if place and report.steps[place - 1].step.right != step.left:
                    before = ()  # another chain
                if judgement.verdict in (Verdict.REFUTED, Verdict.CONDITIONAL):
                    equality = self.questions[plan.steps[place].equality]
                    assert isinstance(equality, Equality)
                    asked = step, equality.declarations, judgement, self.seconds, before
                    yield (number, place), Diagnosis(*asked)
                if judgement.verdict is Verdict.REFUTED:
                    before = (step.left, *before[: MOST_BEFORE - 1])


def _keys(questions: Iterable[Question], cache: Cache) -> list[str]:
    """Return the questions' digests; what many have in common is written out but once."""
    digests: dict[int, str] = {}

    def digest(shared: object) -> str:
        if id(shared) not in digests:
            digests[id(shared)] = cache.key(shared)
        return digests[id(shared)]

    keys = []
    for question in questions:
        # The lines around a step are no part of its question, but they have been seen by it.
        chain = digest(question.chain) if isinstance(question, Equality) else ""
        rest = replace(question, declarations=_NOTHING_DECLARED)
        keys.append(cache.key((digest(question.declarations), chain, rest)))
    return keys


def _suggested(report: Report, number: int, said: Mapping[_Place, Done[Answer] | Ended]) -> Report:
    """Return a report with what was probably meant by its steps, or by the line in error."""

    def suggestion(place: int | None) -> str | None:
        match said.get((number, place)):
            case Done(value=str(text)):
                return text
        return None

    steps = tuple(
        replace(each, suggestion=suggestion(place)) for place, each in enumerate(report.steps)
    )
    error, text = report.error, suggestion(None)
    if error is not None and text is not None:
        message = f"{error.message}; {text}"
        error = LanguageError(message, error.line, error.column, error.source, error.file)
    return replace(report, steps=steps, error=error)


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
    if planned.reason is not None:
        match answers[planned.reason]:
            case Done(value=None):
                justified = True
            case Done(value=str() as objection) | Ended(reason=objection):
                justified = False
            case Done(value=Contradiction(message=message)):
                contradiction, justified = True, False
                objection = f"the two engines contradict each other: {message}"
    if judgement.verdict is Verdict.REFUTED:  # no rule leads to what is false: no more to say
        justified, objection = False if planned.step.rules else None, None
    return StepReport(planned.step, judgement, justified, objection, contradiction)


def _shown(text: str, conditions: tuple[Condition, ...], outcome: object) -> ConditionReport:
    match outcome:
        case Done(value=bool(proved)):
            return ConditionReport(text, conditions, proved)
        case Ended(reason=reason) | Done(value=Contradiction(message=reason)):
            return ConditionReport(text, conditions, False, reason)
    raise AssertionError(f"no answer to a claim: {outcome}")
