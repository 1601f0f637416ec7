"""Reports of the book: verdicts, reasons, citations."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.book import checking
from derive.book.book import read_book
from derive.book.checking import Contradiction, EmptyDomain, check_entries, check_workings
from derive.book.report import Report, as_data, exit_status
from derive.book.workers import Done
from derive.kernel.verdict import Judgement, Verdict
from derive.language.reader import read_workings
from derive.rules.catalogue import RULES, nearest, rule_named
from tests.book.shelf import (
    CONDITIONAL,
    PROVED,
    REFUTED,
    SIGMOID,
    TWICE,
    UNDECIDED,
    pretend,
    project,
    source,
)


def reports(root: Path) -> dict[str, Report]:
    """Return the reports of all derivations of a project, by name."""
    book = read_book(root / "content")
    assert not book.problems
    return {report.file: report for report in check_entries(book, book.entries)}


def test_a_citation_is_justified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The step is judged like any other, and its use of the result besides."""
    pretend(monkeypatch)
    root = project(tmp_path, {"one/sigmoid": source(SIGMOID), "one/twice": source(TWICE)})
    said = reports(root)
    assert said["twice"].steps[0].justified is True
    assert said["sigmoid"].steps[0].justified is True
    assert all(report.good for report in said.values())


@pytest.mark.parametrize(
    ("rule", "objection"),
    [
        ("by sigmoid derivative", "there is no rule called sigmoid derivative; did you mean"),
        ("by expand", '"expand" does not turn the line above into this one; it would be'),
        ("by derivative of sigma, expand", "are more than what happens here"),
        ("", "the step names no rule"),
        ("by result sigmod", "no derivation called sigmod; did you mean sigmoid?"),
        ("by result sigmoid.2", "sigmoid has 1 chains, not 2"),
        ("by derivative of sigma, result sigmoid", "a result is put in by a step of its own"),
        ("by result other", "is no instance of t + t = 2*t"),
    ],
)
def test_a_reason_that_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str, objection: str
) -> None:
    """A published step names one known rule, which it uses; else it is unjustified."""
    pretend(monkeypatch)
    files = {
        "one/sigmoid": source(SIGMOID),
        "one/other": source("\n  t + t\n= 2*t  by collect\n"),
        "one/twice": source(TWICE.replace("by result sigmoid", rule)),
    }
    report = reports(project(tmp_path, files))["twice"]
    assert report.steps[0].justified is False
    assert objection in (report.steps[0].objection or "")
    assert (report.good, exit_status([report])) == (False, 3)


def test_a_lemma_is_the_source_of_a_condition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a rule, a derivation that shows a condition may be cited."""
    pretend(monkeypatch)
    files = {
        "one/bounds": source(SIGMOID, shows="0 < sigma(z) < 1"),
        "one/cancel": source("\n  sigma(z)/sigma(z)\n= 1  by cancel factors, result bounds\n"),
    }
    said = reports(project(tmp_path, files))
    assert said["cancel"].good
    assert said["bounds"].shows[0].proved


def test_a_condition_that_is_not_proved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a derivation shows has to hold."""
    pretend(monkeypatch, holds=lambda condition: False)
    report = reports(project(tmp_path, {"one/b": source(SIGMOID, shows="sigma(z) < 1/2")}))["b"]
    assert (report.good, exit_status([report])) == (False, 3)


@pytest.mark.parametrize(
    ("judgements", "status"),
    [
        ([PROVED], 0),
        ([PROVED, CONDITIONAL], 3),
        ([UNDECIDED, PROVED], 3),
        ([UNDECIDED, REFUTED, CONDITIONAL], 1),
    ],
)
def test_exit_status(
    monkeypatch: pytest.MonkeyPatch, judgements: list[Judgement], status: int
) -> None:
    """Refuted comes before what is open."""
    text = "  x\n" + "".join(f"= x + {n}\n" for n in range(len(judgements)))
    pretend(monkeypatch, {f"x + {n}": said for n, said in enumerate(judgements)})
    assert exit_status(check_workings([("f", read_workings(text))])) == status


def test_an_ended_step_is_undecided_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps around it are judged."""
    pretend(monkeypatch, {"x + 1": "took longer than 10 s and was ended"})
    (report,) = check_workings([("f", read_workings("  x\n= x + 1\n= x + 2\n"))])
    verdicts = [each.judgement.verdict for each in report.steps]
    assert verdicts == [Verdict.UNDECIDED, Verdict.PROVED]
    assert "took longer" in (report.steps[0].judgement.detail or "")


def test_an_empty_domain_is_an_error_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is never a proof."""
    nothing = Done(EmptyDomain("0 < z < 0 holds no point"))
    monkeypatch.setattr(checking, "in_workers", lambda *_, **__: [nothing])
    (report,) = check_workings([("f", read_workings("where 0 < z < 0\n\nz == z\n"))])
    assert report.error is not None
    assert (report.error.line, exit_status([report])) == (3, 2)


def test_engines_that_contradict_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no verdict on the step, and not kept quiet."""
    quarrel = Done(Contradiction("proved, and refuted at z = 1"))
    monkeypatch.setattr(checking, "in_workers", lambda *_, **__: [quarrel])
    (report,) = check_workings([("f", read_workings("z == z\n"))])
    assert report.steps[0].contradiction
    assert exit_status([report]) == 3


def test_engines_that_contradict_each_other_on_what_is_cited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The use is not justified, however the step itself was judged."""
    quarrel = Done(Contradiction("proved, and refuted at t = 1"))
    root = project(tmp_path, {"one/sigmoid": source(SIGMOID), "one/twice": source(TWICE)})
    book = read_book(root / "content")
    monkeypatch.setattr(checking, "in_workers", lambda *_, **__: [Done(PROVED), quarrel])
    (report,) = check_entries(book, book.entries[1:])
    assert (report.steps[0].contradiction, report.steps[0].justified) == (True, False)


def test_a_report_as_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys and values are those of the language's contract."""
    pretend(monkeypatch, {"2*z": REFUTED})
    (report,) = check_workings([("mine.txt", read_workings("\n  z\n= 2*z  by expand\n"))])
    assert as_data(report) == {
        "file": "mine.txt",
        "error": None,
        "steps": [
            {
                "line": 3,
                "left": "z",
                "right": "2*z",
                "rule": "expand",
                "verdict": "refuted",
                "rule_verdict": "unjustified",
                "counterexample": {"z": "1/3"},
                "left_value": "1/3",
                "right_value": "2/3",
                "condition": None,
                "detail": "tried 5",
                "suggestion": None,
            }
        ],
    }


def test_the_catalogue_has_each_rule_once() -> None:
    """Names are plain, unique, and found when they are misspelt."""
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(rule.law and rule_named(rule.name) is rule for rule in RULES)
    assert nearest("chian rule") == "chain rule"
    assert nearest("zzzzzz") is None
