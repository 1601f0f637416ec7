"""Of an unchanged book nothing is read, of a changed one little; and what is said is the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from derive.book import standing as module
from derive.book.cache import open_cache
from derive.book.finding import read_entry
from derive.book.standing import Standing
from derive.cli import commands
from derive.cli.arguments import main
from tests.book.shelf import REFUTED, SIGMOID, pretend, project, source

NAMES = ("sigmoid", "one", "two", "three", "four")


def citing(cited: str, factor: int = 2) -> str:
    """Return a derivation that puts in what another shows."""
    return source(f"""
      {factor}*D(sigma(t), t)
    = {factor}*(sigma(t)*(1 - sigma(t)))    by result {cited}
""")


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a book of five: two rest on the first, and one on each of these; return its folder.

    A line that begins with 13 is refuted.
    """
    verdicts = {f"13*(sigma({letter})*(1 - sigma({letter})))": REFUTED for letter in "tuvw"}
    pretend(monkeypatch, verdicts)
    files = {
        "a/sigmoid": source(SIGMOID),
        "a/one": citing("sigmoid"),
        "b/two": citing("sigmoid", 3),
        "b/three": citing("sigmoid", 4) + "# it cites one",
        "c/four": citing("sigmoid"),
    }
    monkeypatch.chdir(project(tmp_path, files))
    return tmp_path / "content"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that are read from now on."""
    names: list[str] = []

    def read(path: Path, content: Path) -> object:
        names.append(path.stem)
        return read_entry(path, content)

    monkeypatch.setattr(module, "read_entry", read)
    monkeypatch.setattr("derive.book.book.read_entry", read)
    return names


def test_only_what_changed_and_what_it_cites_is_read(
    book: Path, reads: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """And all is counted; a change of what is cited is a change of what cites it."""
    assert main(["check"]) == 0
    assert sorted(reads) == sorted(NAMES)
    for changed, expected in (
        (None, []),
        ("c/four", ["four", "sigmoid"]),
        ("a/sigmoid", list(NAMES)),
    ):
        reads.clear()
        if changed:
            path = book / f"{changed}.py"
            path.write_text(path.read_text() + "\n# changed\n")
        assert main(["check"]) == 0
        assert sorted(reads) == sorted(expected)
    said = capsys.readouterr().out.splitlines()
    assert said == ["5 steps: 5 proved, 5 justified"] * 4


def _another_factor(book: Path, chance: random.Random) -> None:
    name = chance.choice(("a/one", "b/two", "b/three", "c/four"))
    (book / f"{name}.py").write_text(citing("sigmoid", chance.choice((2, 5, 13))))


def _another_source(book: Path, chance: random.Random) -> None:
    name = chance.choice(("a/one", "b/two", "b/three", "c/four"))
    cited = chance.choice(("sigmoid", "one", "two", "three", "nothing"))
    (book / f"{name}.py").write_text(citing(cited, chance.choice((2, 13))))


def _the_first(book: Path, chance: random.Random) -> None:
    wrong = "\n      D(sigma(z), z)\n    = sigma(z)    by derivative of sigma\n"
    (book / "a/sigmoid.py").write_text(source(chance.choice((SIGMOID, SIGMOID + "\n", wrong))))


def _no_python(book: Path, chance: random.Random) -> None:
    (book / "b/two.py").write_text(
        chance.choice(("while True: pass\n", "(", "\x00", "é\udcff"[:1]))
    )


def _away(book: Path, chance: random.Random) -> None:
    (book / chance.choice(("a/one.py", "a/sigmoid.py", "c/four.py"))).unlink(missing_ok=True)


def _twin(book: Path, chance: random.Random) -> None:
    (book / "c" / "one.py").write_text(citing("sigmoid"))


def _no_twin(book: Path, chance: random.Random) -> None:
    (book / "c" / "one.py").unlink(missing_ok=True)


def _link(book: Path, chance: random.Random) -> None:
    path = book / "c/four.py"
    path.unlink(missing_ok=True)
    path.symlink_to(book / "b/three.py")


def _no_link(book: Path, chance: random.Random) -> None:
    path = book / "c/four.py"
    path.unlink(missing_ok=True)
    path.write_text(citing("sigmoid"))


EDITS: tuple[Callable[[Path, random.Random], None], ...] = (
    *(_another_factor, _another_source, _another_source, _the_first, _no_python, _away),
    *(_twin, _no_twin, _link, _no_link),
)


@pytest.mark.parametrize("seed", range(12))
def test_it_says_what_a_whole_check_says(
    book: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """After any edits, with circles, twins, links and files that are no Python, or gone."""
    chance = random.Random(seed)
    for _ in range(25):
        for edit in chance.sample(EDITS, chance.choice((1, 1, 2))):
            edit(book, chance)
        status = main(["check"])
        said = capsys.readouterr()
        assert main(["check", "--no-cache"]) == status
        anew = capsys.readouterr()
        assert (said.out, said.err) == (anew.out, anew.err)


@pytest.mark.parametrize(
    "damage", ["[]", '["sigmoid"]', "[[1], 2, 3]", '{"a": 1}', "no JSON", "[[], 0]"]
)
def test_a_record_of_another_form_is_none(book: Path, damage: str) -> None:
    """A cache may hold anything under a key; nothing stands by it, and nothing breaks."""
    assert main(["check"]) == 0
    cache = open_cache(book.parent)
    place = Standing(book, cache, 10.0)
    assert place.whole
    cache.put(place._key("four"), damage)
    cache.save()
    again = Standing(book, open_cache(book.parent), 10.0)
    assert not again.whole
    assert again.steps == 4
    assert main(["check"]) == 0


def test_a_save_while_it_checks_belongs_to_the_next_check(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is kept is said of the text that was read, not of the one that stood there before."""
    path = book / "c/four.py"
    wrong = citing("sigmoid", 13)
    for text in (citing("sigmoid", 2), wrong):
        path.write_text(text)
        main(["check"])
    monkeypatch.setattr(commands, "prepare", lambda: path.write_text(citing("sigmoid", 5)))
    assert main(["check"]) == 0
    monkeypatch.setattr(commands, "prepare", lambda: None)
    assert main(["check"]) == 0
    path.write_text(wrong)
    capsys.readouterr()
    assert main(["check"]) == 1
    assert "refuted" in capsys.readouterr().out
