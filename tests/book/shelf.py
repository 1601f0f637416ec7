"""Small projects for tests, and engines that say what a test wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from derive.book import checking
from derive.book.citation import Court, objection
from derive.book.workers import Done, Ended
from derive.kernel.verdict import Judgement, Verdict, Witness

PROVED = Judgement(Verdict.PROVED)
REFUTED = Judgement(Verdict.REFUTED, Witness((("z", "1/3"),), "1/3", "2/3"), detail="tried 5")
CONDITIONAL = Judgement(Verdict.CONDITIONAL, Witness((("a", "0"),), None, "1"), "a != 0")
UNDECIDED = Judgement(Verdict.UNDECIDED, detail="no normal form")

SIGMOID = """
      D(sigma(z), z)
    = sigma(z)*(1 - sigma(z))    by derivative of sigma   # Its own slope.
"""
TWICE = """
      2*D(sigma(t), t)
    = 2*(sigma(t)*(1 - sigma(t)))    by result sigmoid   # Found before.
"""


def source(working: str, title: str = "A title", **fields: object) -> str:
    """Return the text of a derivation's file."""
    more = "".join(f"    {name}={value!r},\n" for name, value in fields.items())
    return (
        '"""About it."""\n\nfrom derive import Derivation\n\nderivation = Derivation(\n'
        f'    title={title!r},\n    asks="Why?",\n    claims="It holds.",\n'
        f'    working="""{working}""",\n{more})\n'
    )


def project(root: Path, files: Mapping[str, str], pages: Mapping[str, str] | None = None) -> Path:
    """Write a project with derivations (``"one/sigmoid"``: text) and pages; return its root."""
    (root / "pyproject.toml").write_text('[tool.derive]\ncontent = "content"\n')
    (root / "content").mkdir(exist_ok=True)
    for name, text in files.items():
        path = root / "content" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name, text in (pages or {}).items():
        path = root / "docs" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def pretend(
    monkeypatch: pytest.MonkeyPatch,
    verdicts: Mapping[str, Judgement | str] | None = None,
    holds: Callable[[object], bool] = lambda condition: True,
) -> list[checking.Question]:
    """Answer questions here, without engines; return the list of those that are asked.

    A step is proved unless ``verdicts`` has its right side's text; a text there is the reason
    why its process was ended.
    """
    asked: list[checking.Question] = []

    def answers(_: object, questions: Sequence[checking.Question], **__: Any) -> list[Any]:
        asked.extend(questions)
        return [_answer(question, verdicts or {}, holds) for question in questions]

    monkeypatch.setattr(checking, "in_workers", answers)
    return asked


def _answer(
    question: checking.Question,
    verdicts: Mapping[str, Judgement | str],
    holds: Callable[[object], bool],
) -> Done[checking.Answer] | Ended:
    match question:
        case checking.Equality(step=step):
            said = verdicts.get(step.right.text, PROVED)
            return Ended(said) if isinstance(said, str) else Done(said)
        case checking.Use(step=step, declarations=declarations, cited=cited):
            court = Court(lambda condition, _: holds(condition), lambda *_: None)
            return Done(objection(step, declarations, cited, court))
        case checking.Reason():
            return Done(checking.answer(question))
        case checking.Claim(conditions=conditions):
            return Done(all(map(holds, conditions)))
        case checking.Diagnosis():
            return Done(None)
