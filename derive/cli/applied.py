"""The commands that apply rules: what can be done next, and whole derivatives."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence

from derive.book.checking import ENGINES, Contradiction, EmptyDomain, Equality, answer
from derive.book.workers import Done, in_workers
from derive.cli.terminal import coloured, progress
from derive.cli.wording import declared_lines
from derive.kernel.verdict import DomainError, Judgement, Verdict
from derive.language.errors import LanguageError
from derive.language.nodes import Expr, Index, Name
from derive.language.parse import parse_expression
from derive.language.reader import read_working
from derive.language.text import condition_text, to_text
from derive.language.working import Declarations, Line, Step
from derive.rules.catalogue import RULES, nearest, rule_named
from derive.rules.deriving.differentiate import CannotDerive, Derived, differentiate
from derive.rules.deriving.next import next_lines
from derive.rules.deriving.tidy import Made
from derive.rules.rule import Rule
from derive.rules.scene import Scene

Judge = Callable[[Sequence[tuple[Expr, Expr]], Declarations], list[Judgement]]

_WIDEST = 56  # columns of lines behind which rules stand in a column


class _Unusable(Exception):
    """What was typed can't be used; the message says why."""


def list_next(options: argparse.Namespace) -> int:
    """List the lines that rules make of an expression."""
    try:
        expr, declarations = _read(options)
        rules = RULES if options.rule is None else (_rule(options.rule),)
        made = next_lines(expr, Scene(declarations), rules)
        judgements = _judge(options.seconds)([(expr, each.line) for each in made], declarations)
    except (_Unusable, DomainError) as error:
        print(f"derive: {error}", file=sys.stderr)
        return 2
    shown = [
        (each, judgement.condition)
        for each, judgement in zip(made, judgements, strict=True)
        if judgement.verdict is Verdict.PROVED or judgement.condition
    ]
    for text in _columns([each for each, _ in shown], [needs for _, needs in shown]):
        print(text)
    if not shown:
        by = f"the rule {options.rule}" if options.rule else "no rule of the catalogue"
        makes = "makes nothing" if options.rule else "makes anything"
        print(f"derive: {by} {makes} of {to_text(expr)}", file=sys.stderr)
        return 1
    return 0


def write_derivative(options: argparse.Namespace) -> int:
    """Write the derivation of a derivative, as a working that `check` reads."""
    try:
        body, variable, declarations = _read_derivative(options)
        derived = differentiate(body, variable, declarations, _judge(options.seconds))
    except (_Unusable, DomainError) as error:
        print(f"derive: {error}", file=sys.stderr)
        return 2
    except CannotDerive as error:
        print(f"derive: {error}", file=sys.stderr)
        return 3
    if options.json:
        print(json.dumps(_as_data(derived), ensure_ascii=False))
    else:
        print("\n".join(_working_lines(derived)))
    return 0


def _working_lines(derived: Derived) -> list[str]:
    lines = []
    if derived.added:
        needed = ", ".join(map(condition_text, derived.added))
        lines.append(f"# without {needed} a line is undefined somewhere, so that is declared")
    declared = [line.strip() for line in declared_lines(derived.declarations)]
    lines += [*declared, ""] if declared else []
    return [*lines, f"  {to_text(derived.first)}", *_columns(derived.steps)]


def _columns(steps: Sequence[Made], needs: Sequence[str | None] = ()) -> list[str]:
    """Return ``= line    by rule`` for each step, with what it needs as a comment."""
    texts = [to_text(step.line) for step in steps]
    width = max((len(text) for text in texts if len(text) <= _WIDEST), default=0)
    lines = []
    for place, (step, text) in enumerate(zip(steps, texts, strict=True)):
        needed = f"  # needs {needs[place]}" if needs and needs[place] else ""
        lines.append(f"= {text:{width}}  {coloured(f'by {step.rule}', 'faint')}{needed}")
    return lines


def _as_data(derived: Derived) -> dict[str, object]:
    """Return a derivation as JSON has it."""
    last = derived.steps[-1].line if derived.steps else derived.first
    return {
        "first": to_text(derived.first),
        "declared": [line.strip() for line in declared_lines(derived.declarations)],
        "added": [condition_text(each) for each in derived.added],
        "steps": [
            {"line": to_text(each.line), "rule": each.rule, "verdict": "proved"}
            for each in derived.steps
        ],
        "result": to_text(last),
    }


def _rule(name: str) -> Rule:
    rule = rule_named(name)
    if rule is None:
        guess = nearest(name)
        raise _Unusable(
            f"there is no rule called {name!a}" + (f"; did you mean {guess}?" if guess else "")
        )
    return rule


def _judge(seconds: float) -> Judge:
    """Return a judge that works in processes which can be ended."""

    def judge(pairs: Sequence[tuple[Expr, Expr]], declarations: Declarations) -> list[Judgement]:
        questions = [Equality(_step(*pair), declarations, seconds) for pair in pairs]
        outcomes = in_workers(
            answer, questions, seconds=seconds, preload=ENGINES, progress=progress()
        )
        judgements = []
        for outcome in outcomes:
            match outcome:
                case Done(value=Judgement() as judgement):
                    judgements.append(judgement)
                case Done(value=EmptyDomain(message=message)):
                    raise DomainError(message)
                case Done(value=Contradiction(message=message)):
                    judgements.append(Judgement(Verdict.UNDECIDED, detail=message))
                case other:
                    detail = getattr(other, "reason", None)
                    judgements.append(Judgement(Verdict.UNDECIDED, detail=detail))
        return judgements

    return judge


def _step(left: Expr, right: Expr) -> Step:
    return Step(Line(left, to_text(left), 1), Line(right, to_text(right), 2))


# -- what was typed ------------------------------------------------------------------------


def _read(options: argparse.Namespace) -> tuple[Expr, Declarations]:
    """Return the expression and what is declared for it."""
    text = options.expression.strip()
    expr = _expression(text, "EXPRESSION")
    return expr, _declarations(options, text, "")


def _read_derivative(options: argparse.Namespace) -> tuple[Expr, Expr, Declarations]:
    """Return what is differentiated, by what, and what is declared for it."""
    body, variable = (
        _expression(options.expression.strip(), "EXPRESSION"),
        _expression(options.by, "--by"),
    )
    match variable:
        case Name() | Index(array=Name()):
            pass
        case _:
            raise _Unusable(f"--by takes a variable, a or w[j]; here is {options.by}")
    declarations = _declarations(options, f"D({options.expression.strip()}, {options.by})", "D(")
    for what, expr in (("EXPRESSION", body), ("--by", variable)):
        if not Scene(declarations).is_scalar(expr):
            raise _Unusable(f"{what} is an array; name one of its entries, such as W[j, k]")
    return body, variable, declarations


def _expression(text: str, where: str) -> Expr:
    try:
        return parse_expression(text)
    except LanguageError as error:
        line = text.splitlines()[(error.line or 1) - 1] if text else ""
        told = LanguageError(error.message, error.line, error.column, line, where)
        raise _Unusable(str(told)) from None


def _declarations(options: argparse.Namespace, expression: str, before: str) -> Declarations:
    """Return what --let and --where declare, read as the head of a working."""
    said = [("--let", "let ", text) for text in options.let]
    said += [("--where", "where ", text) for text in options.where]
    for flag, _, text in said:
        if not text.strip() or "\n" in text:
            raise _Unusable(f"{flag} takes one line")
    head = [prefix + text for _, prefix, text in said]
    flat = " ".join(expression.split())
    try:
        return read_working("\n".join([*head, "", f"({flat}) == ({flat})"])).declarations
    except LanguageError as error:
        line = (error.line or 1) - 1
        if line < len(said):
            where, prefix, text = said[line]
        else:
            where, prefix, text = "EXPRESSION", f"({before}", options.expression.strip()
        told = LanguageError(error.message, 1, max(error.column - len(prefix), 1), text, where)
        raise _Unusable(str(told)) from None
