"""The pages of rules: a page for each kind, and the list of all.

Each rule says its law, its condition, why it holds, an example, steps that look like it and are
another's, and every step of the book that names it. All of that comes from the catalogue and the
book; ``docs/rules/`` only embeds it, so a new rule needs no page of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from derive.book.book import Book
from derive.book.citation import citation
from derive.book.finding import Entry
from derive.book.project import Project
from derive.language.latex import conditions_to_latex, shapes_to_latex, statement_to_latex
from derive.language.parse import parse_conditions
from derive.language.working import Declarations
from derive.pages.address import RULE_PAGES, rule_address
from derive.pages.statement import given
from derive.pages.words import block, inline, words
from derive.rules.catalogue import RULES
from derive.rules.justify import fitting, justified, same
from derive.rules.rule import Example, Rule
from derive.rules.stated import Stated, laws, stated

FOLDER = "rules"
_MADE = "<!-- Made by `python -m derive build` from derive/rules/kinds/: edit those files. -->"
_HEADS = {
    "calculus": "Calculus",
    "algebra": "Algebra",
    "definition": "Definitions and cases",
    "index": "Entries and sums",
}
_RELATION = re.compile(r"[<>!]=?")  # in a formula: a condition, not an equation
_FEW = 6  # derivations whose links stand on the page unfolded

# The derivations in which a rule is named, with the numbers of their steps.
Uses = Mapping[str, list[tuple[Entry, list[int]]]]


def rule_snippets(project: Project, book: Book, pages: Mapping[str, str]) -> dict[str, str]:
    """Return the snippets of the rules, by file name; none in a project without their pages."""
    if not (project.docs / FOLDER).is_dir():
        return {}
    uses = _uses(book)
    texts = {f"rules-{RULE_PAGES[kind]}.md": kind for kind in _HEADS}
    said = {
        name: "\n".join([_MADE, "", *_sections(kind, uses, project, pages)])
        for name, kind in texts.items()
    }
    said["rules.md"] = "\n".join([_MADE, "", *_list(uses, project)])
    return said


def _uses(book: Book) -> Uses:
    found: dict[str, list[tuple[Entry, list[int]]]] = {}
    for entry in book.entries:
        numbers: dict[str, list[int]] = {}
        for number, step in enumerate(entry.working.steps, 1):
            for rule in step.rules:
                if citation(rule) is None:
                    numbers.setdefault(rule, []).append(number)
        for rule, where in numbers.items():
            found.setdefault(rule, []).append((entry, where))
    return found


def _list(uses: Uses, project: Project) -> Iterator[str]:
    yield '<table class="formulas rules" markdown="1">'
    yield "<thead><tr><th>rule</th><th>law</th><th>steps</th></tr></thead>"
    for kind, head in _HEADS.items():
        yield '<tbody markdown="1">'
        yield f'<tr><th colspan="3" scope="rowgroup">{head}</th></tr>'
        for rule in (rule for rule in RULES if rule.kind == kind):
            yield '<tr markdown="1">'
            yield f'<td markdown="span">{_link(rule.name, project)}</td>'
            law, *_ = rule.law.split("; ")
            yield f"<td>{words(f'`{law}`', laws(rule).working.declarations)}</td>"
            yield f"<td>{_number_of(uses.get(rule.name, [])) or ''}</td>"
            yield "</tr>"
        yield "</tbody>"
    yield "</table>"
    yield ""


def _sections(kind: str, uses: Uses, project: Project, pages: Mapping[str, str]) -> Iterator[str]:
    for rule in (rule for rule in RULES if rule.kind == kind):
        yield from (f"## {rule.name[0].upper()}{rule.name[1:]} {{ #{rule.slug} }}", "")
        yield '<div class="rule-card" markdown="1">'
        yield from _card(rule, project)
        yield from _used(uses.get(rule.name, []), pages)
        yield from ("</div>", "")


@cache  # a preview asks again and again, and all of it stands in the catalogue
def _card(rule: Rule, project: Project) -> tuple[str, ...]:
    """Return what is said of a rule, whatever the book holds."""
    near = (line for example in rule.not_ for line in _near(example, project))
    return (
        *_law(rule, project),
        '<p class="rule-label">Example</p>',
        *_step(rule.example),
        '<p class="rule-label">Not this rule</p>',
        *near,
    )


def _law(rule: Rule, project: Project) -> Iterator[str]:
    said = laws(rule)
    declarations = said.working.declarations
    for each in _formulas(said):
        yield f'<div class="law">{each}</div>'
    about = f"{_sizes(rule, declarations)} {_reading(rule, project)}".strip()
    yield f'<p class="given sizes" markdown="span">{about}</p>'
    yield f"<p>{_worded(rule.says, declarations)}</p>"
    if rule.needs:
        yield f'<p class="needs"><em>Condition:</em> {_worded(rule.needs, declarations)}.</p>'
    yield f'<p class="why"><em>Why:</em> {_worded(rule.why, declarations)}</p>'


def _sizes(rule: Rule, declarations: Declarations) -> str:
    """Return the shapes of the arrays that stand in the law, as a sentence or nothing."""
    shapes = tuple(
        (name, shape) for name, shape in declarations.shapes if re.search(rf"\b{name}\b", rule.law)
    )
    printed = shapes_to_latex(Declarations(shapes=shapes))
    return ", ".join(inline(each.latex) for each in printed) + "." * bool(printed)


def _reading(rule: Rule, project: Project) -> str:
    """Say in which directions the rule is a reason, and what is the reason backwards."""
    said = stated(rule.example)
    (step,) = said.working.steps
    if justified(step.right.expr, step.left.expr, [rule], said.scene):
        return "Read in both directions."
    law = laws(rule)
    fits = (fitting(step.right.expr, step.left.expr, law.scene) for step in law.working.steps)
    others = dict.fromkeys(each.name for found in fits for each in found)
    names = [_link(name, project) for name in others]
    return "Read from left to right" + (f"; backwards it is {_or(names)}." if names else ".")


def _or(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def _worded(text: str, declarations: Declarations) -> str:
    """Return words with the formulas between backticks as maths, conditions too."""
    return "".join(
        _formula(piece, declarations) if number % 2 else _plain(piece)
        for number, piece in enumerate(text.split("`"))
    )


def _formula(text: str, declarations: Declarations) -> str:
    if not _RELATION.search(text):
        return words(f"`{text}`", declarations)
    printed = conditions_to_latex(parse_conditions(text), inline=True)
    return ", ".join(inline(each.latex) for each in printed)


def _plain(text: str) -> str:
    """Return words as HTML, with the spaces at their ends."""
    return " " * text.startswith(" ") + words(text) + " " * text.endswith(" ")


def _formulas(said: Stated) -> Iterator[str]:
    declarations = said.working.declarations
    for step in said.working.steps:
        printed = statement_to_latex(step.left.expr, step.right.expr, declarations=declarations)
        yield block(printed.latex)


def _step(example: Example) -> Iterator[str]:
    said = stated(example)
    (formula,) = _formulas(said)
    yield f'<div class="rule-step">{formula}</div>'
    above = ", ".join(words(f"`{first} = {last}`") for first, last in example.shown)
    declared = "; ".join(filter(None, (given(said.working), above and f"shown above: {above}")))
    if declared:
        yield f'<p class="given">Given {declared}.</p>'


def _near(example: Example, project: Project) -> Iterator[str]:
    """Yield a step that is true, with the rule that is its reason."""
    yield '<div class="near" markdown="1">'
    yield from _step(example)
    said = stated(example)
    (step,) = said.working.steps
    sides = step.left.expr, step.right.expr
    rules = fitting(*sides, said.scene)
    if rules:
        reason = _or([_link(rule.name, project) for rule in rules])
    else:
        trivial = same(*sides, (), (), said.scene)
        reason = "no rule at all: nothing has changed" if trivial else "no single rule"
    yield f'<p class="instead" markdown="span">by {reason}</p>'
    yield "</div>"


def _link(rule: str, project: Project) -> str:
    address = rule_address(rule, project)
    return f"[{words(rule)}]({address})" if address else words(rule)


def _used(uses: list[tuple[Entry, list[int]]], pages: Mapping[str, str]) -> Iterator[str]:
    shown = [(entry, numbers) for entry, numbers in uses if entry.name in pages]
    if not shown:
        return
    steps = _number_of(shown)
    head = f"Used in {steps} {'step' if steps == 1 else 'steps'}"
    items = "; ".join(_steps_of(entry, numbers, pages[entry.name]) for entry, numbers in shown)
    if len(shown) <= _FEW:
        yield f'<p class="used-by" markdown="span">{head}: {items}.</p>'
    else:
        yield f'<details class="used-by" markdown="1"><summary>{head}</summary>'
        yield f'<p markdown="span">{items}.</p></details>'


def _steps_of(entry: Entry, numbers: list[int], address: str) -> str:
    title = words(entry.derivation.title.replace("`", "").replace(" - ", " \N{MINUS SIGN} "))
    first, *others = (f"{number}]({address}-{number})" for number in numbers)
    return ", ".join([f"[{title}, line {first}", *(f"[{each}" for each in others)])


def _number_of(uses: list[tuple[Entry, list[int]]]) -> int:
    return sum(len(numbers) for _, numbers in uses)
