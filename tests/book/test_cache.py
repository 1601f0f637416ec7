"""The cache: what is the same is remembered, and nothing else is believed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from derive.book import cache as module
from derive.book import checking
from derive.book.cache import MISSING, Cache, engine_stamp
from derive.book.workers import Done
from derive.kernel.verdict import Judgement, Verdict, Witness
from derive.language.reader import read_workings

WITNESS = Witness((("z", "2"), ("w", (("1", None), ("3", "4")))), None, "1/2")
ANSWERS = [
    Judgement(Verdict.PROVED),
    Judgement(Verdict.REFUTED, WITNESS, detail="both sides compared at 3 points"),
    Judgement(Verdict.CONDITIONAL, WITNESS, "z != 0", "equal wherever both sides are defined"),
    "the lines differ in more than one place",
    True,
    None,
]


def filled(path: Path, stamp: str = "these engines") -> Cache:
    """Return a cache that holds ANSWERS, by their numbers, and is written."""
    cache = Cache(path, stamp)
    for number, answer in enumerate(ANSWERS):
        cache.put(cache.key(number), answer)
    cache.save()
    return cache


def known(path: Path, stamp: str = "these engines") -> list[object]:
    """Return what a new run finds of ANSWERS."""
    cache = Cache(path, stamp)
    return [cache.get(cache.key(number)) for number in range(len(ANSWERS))]


def test_answers_come_back_as_they_were(tmp_path: Path) -> None:
    """Every kind of answer survives being written and read."""
    filled(tmp_path / "in" / "a folder.json")
    assert known(tmp_path / "in" / "a folder.json") == ANSWERS


def test_what_a_killed_run_has_left_is_swept(tmp_path: Path) -> None:
    """A file that was half written is gone when the next run has written its own."""
    (tmp_path / "old.part").touch()
    os.utime(tmp_path / "old.part", (0, 0))
    filled(tmp_path / "c.json")
    assert [path.name for path in tmp_path.iterdir()] == ["c.json"]


def test_what_depends_on_the_machine_is_not_kept(tmp_path: Path) -> None:
    """An undecided step may be decided where there is more time, so it is asked again."""
    cache = Cache(tmp_path / "c.json", "s")
    cache.put("key", Judgement(Verdict.UNDECIDED, detail="stopped after 2 s"))
    cache.save()
    assert cache.get("key") is MISSING
    assert not (tmp_path / "c.json").exists()


def test_other_engines_start_anew(tmp_path: Path) -> None:
    """Nothing that other sources or libraries said is used."""
    filled(tmp_path / "c.json")
    assert known(tmp_path / "c.json", "other engines") == [MISSING] * len(ANSWERS)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: "[" * 100_000,
        lambda text: "null",
        lambda text: '{"stamp": "these engines", "entries": 3}',
        lambda text: "\udcff".encode("utf-8", "surrogateescape").decode("latin-1") + text,
    ],
    ids=["empty", "truncated", "deep", "null", "no entries", "noise in front"],
)
def test_a_damaged_file_is_no_file(tmp_path: Path, damage: Callable[[str], str]) -> None:
    """Whatever stands there, nothing is believed, and the next run writes a good one."""
    path = tmp_path / "c.json"
    filled(path)
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert known(path) == [MISSING] * len(ANSWERS)
    filled(path)
    assert known(path) == ANSWERS


def swapped(entries: dict[str, Any]) -> None:
    """Exchange the first two entries, seals and all."""
    first, second = list(entries)[:2]
    entries[first], entries[second] = entries[second], entries[first]


def altered(entries: dict[str, Any]) -> None:
    """Say of the refuted step that it is proved."""
    second = list(entries)[1]
    entries[second][0] = ["proved", None, None, None]


def unsealed(entries: dict[str, Any]) -> None:
    """Replace the first entries by things of other shapes."""
    first, second = list(entries)[:2]
    entries[first], entries[second] = 7, [["proved"], "no seal", "more"]


def resealed(entries: dict[str, Any]) -> None:
    """Put answers of wrong shapes under seals that fit them."""
    first, second = list(entries)[:2]
    for key, answer in ((first, ["proved"]), (second, ["surely", [1, 2], None, None])):
        entries[key] = [answer, module._seal(key, answer)]


@pytest.mark.parametrize("change", [swapped, unsealed, resealed])
def test_an_entry_that_does_not_belong_is_ignored(
    tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    """The first two entries are not believed, the others are."""
    path = tmp_path / "c.json"
    filled(path)
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data["entries"])
    path.write_text(json.dumps(data), encoding="utf-8")
    assert known(path) == [MISSING, MISSING, *ANSWERS[2:]]


def test_an_altered_verdict_is_ignored(tmp_path: Path) -> None:
    """A refuted step doesn't become a proved one by an edit of the file."""
    path = tmp_path / "c.json"
    filled(path)
    data = json.loads(path.read_text(encoding="utf-8"))
    altered(data["entries"])
    path.write_text(json.dumps(data), encoding="utf-8")
    assert known(path) == [ANSWERS[0], MISSING, *ANSWERS[2:]]


def test_a_folder_that_can_not_be_written_is_no_error(tmp_path: Path) -> None:
    """Without a place for it there is no cache, and nothing else changes."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    cache = filled(tmp_path / "file" / "c.json")
    assert cache.get(cache.key(0)) == ANSWERS[0]


@pytest.mark.parametrize("room", ["language", "kernel", "rules", "book"])
def test_a_changed_source_changes_the_stamp(tmp_path: Path, room: str) -> None:
    """One more space in a module of the engines, and all is judged anew."""
    package = tmp_path / "derive"
    for name in module.ROOMS:
        shutil.copytree(Path(module.__file__).parents[1] / name, package / name)
    before = engine_stamp(package)
    assert before == engine_stamp()
    source = next((package / room).glob("[a-z]*.py"))
    source.write_text(source.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert engine_stamp(package) != before


def test_another_library_changes_the_stamp(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version of a library may answer otherwise."""
    before = engine_stamp()
    monkeypatch.setattr(module, "version", lambda library: f"another {library}")
    assert engine_stamp() != before


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Say that all is proved, and return how many questions were asked each time."""
    counts: list[int] = []

    def answers(_: object, questions: list[object], **__: object) -> list[Done[Judgement]]:
        counts.append(len(questions))
        return [Done(Judgement(Verdict.PROVED))] * len(questions)

    monkeypatch.setattr(checking, "in_workers", answers)
    return counts


def test_only_what_changed_is_asked(tmp_path: Path, asked: list[int]) -> None:
    """In a second run one new line is one question, and a line said twice is asked once."""
    for text in ("a + a == 2*a\n", "a + a == 2*a\n", "a + a == 2*a\n\nb + b == 2*b\n"):
        cache = Cache(tmp_path / "c.json", "s")
        (report,) = checking.check_workings([("f", read_workings(text))], cache=cache)
        assert report.good
    assert asked == [1, 0, 1]


def test_a_verdict_is_kept_with_the_lines_around_its_step(tmp_path: Path, asked: list[int]) -> None:
    """They are no part of the question, but they were there when it was answered."""
    for last in ("2*a", "2*a", "a*2"):
        working = read_workings(f"a + a\n= a*2 + 0\n= {last}\n")
        checking.check_workings([("f", working)], cache=Cache(tmp_path / "c.json", "s"))
    assert asked == [2, 0, 2]
