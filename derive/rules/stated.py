"""What a rule says in the language: its laws and its steps, read."""

from __future__ import annotations

from dataclasses import dataclass

from derive.language.parse import parse_expression
from derive.language.reader import read_working
from derive.language.working import Working
from derive.rules.rule import Example, Rule
from derive.rules.scene import Scene


@dataclass(frozen=True, slots=True)
class Stated:
    """Steps under declarations, each in a chain of its own, and what is shown above them."""

    working: Working
    scene: Scene


def laws(rule: Rule) -> Stated:
    """Return the equations of a rule's law. Raises LanguageError."""
    return _read(rule.given, tuple(rule.law.split("; ")))


def stated(example: Example) -> Stated:
    """Return the step of an example or of a near-miss. Raises LanguageError."""
    return _read(example.given, (f"{example.left} = {example.right}",), example.shown)


def _read(
    given: str, equations: tuple[str, ...], shown: tuple[tuple[str, str], ...] = ()
) -> Stated:
    lines = [equation.replace(" = ", " == ", 1) for equation in equations]
    working = read_working("\n\n".join([given, *lines]).strip())
    above = tuple((parse_expression(first), parse_expression(last)) for first, last in shown)
    return Stated(working, Scene(working.declarations, above))
