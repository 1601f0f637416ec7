"""Derivations are found and read, never run; each fault has its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.book.book import read_book
from derive.language.errors import LanguageError
from tests.book.shelf import SIGMOID, TWICE, project, source


def problem(root: Path, text: str, name: str = "one/bad") -> LanguageError:
    """Return the only problem of a book with one bad file beside a good one."""
    project(root, {name: text, "one/sigmoid": source(SIGMOID)})
    book = read_book(root / "content")
    assert [entry.name for entry in book.entries] == ["sigmoid"]
    assert len(book.problems) == 1
    return book.problems[0][1]


def test_a_file_is_a_derivation(tmp_path: Path) -> None:
    """Its name and chapter come from the path, its lines are numbered as in the file."""
    project(tmp_path, {"one_neuron/its_slope": source(SIGMOID)})
    (entry,) = read_book(tmp_path / "content").entries
    assert (entry.name, entry.chapter) == ("its-slope", "one-neuron")
    (step,) = entry.working.steps
    lines = entry.path.read_text().splitlines()
    assert "sigma(z)*(1 - sigma(z))" in lines[step.right.number - 1]
    assert step.reason == "Its own slope."


def test_one_text_will_do_for_a_tuple(tmp_path: Path) -> None:
    """A forgotten comma in ``notes=("...")`` is forgiven."""
    project(tmp_path, {"one/slope": source(SIGMOID, notes="One.", shows="sigma(z) < 1")})
    (entry,) = read_book(tmp_path / "content").entries
    assert entry.derivation.notes == ("One.",)
    assert len(entry.shows) == 1


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("while True: pass\n" + source(SIGMOID), 1, "nothing else"),
        (source(SIGMOID) + "print('hello')\n", 14, "nothing else"),
        ("import os\nos._exit(1)\n", 1, "nothing else"),
        ('"""Nothing."""\n', 1, "holds no"),
        ("derivation = Derivation(\n", 1, "no Python"),
        (source(SIGMOID) + source(SIGMOID), 18, "nothing else"),
        (source(SIGMOID, colour="red"), 13, "no colour"),
        (source(SIGMOID, place="first"), 5, "place must be a whole number"),
        (source(SIGMOID, kind="law"), 5, "'theorem' or 'lemma'"),
        (source(SIGMOID, title=""), 5, "title must not be empty"),
        (source(SIGMOID, title="x" * 200), 5, "longer than 120"),
        (source(SIGMOID, title="a\u202eb"), 5, "U+202E"),
        (source(SIGMOID, routes=("one", "two")), 13, "2 routes"),
        (source(SIGMOID).replace('"Why?"', "'W' * 10**9"), 7, "written out"),
        (source(SIGMOID).replace('    asks="Why?",\n', ""), 5, "lacks asks"),
        (source("\n  sigma(z)\n= sigma(z) +   by definition\n"), 11, ""),
        (source(SIGMOID, shows="0 < "), 13, ""),
        ("(" * 10_000, 1, "no Python"),
        ("\0", 1, ""),
    ],
)
def test_a_bad_file_is_one_clear_error(tmp_path: Path, text: str, line: int, message: str) -> None:
    """It names the line, and the files beside it are not hurt."""
    error = problem(tmp_path, text)
    assert message in error.message
    assert error.line == line


@pytest.mark.parametrize("name", ["one/Bad", "one/2nd", "one/a-b", "one/<img>", "O ne/bad"])
def test_a_hostile_name_is_refused(tmp_path: Path, name: str) -> None:
    """Names become addresses of pages, so they are plain."""
    assert "small letters" in problem(tmp_path, source(SIGMOID), name).message


def test_an_unreadable_file_is_a_problem(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are told with their place."""
    project(tmp_path, {})
    (tmp_path / "content" / "bad.py").write_bytes(b'"""\n\xff"""')
    ((_, error),) = read_book(tmp_path / "content").problems
    assert (error.line, "UTF-8" in error.message) == (2, True)


def test_links_are_refused_and_private_files_left_alone(tmp_path: Path) -> None:
    """Only what is in the content's folder is content: a link is told, wherever it leads."""
    (tmp_path / "elsewhere.py").write_text(source(SIGMOID))
    root = project(tmp_path, {"one/_draft": source(SIGMOID)})
    (root / "content" / "link.py").symlink_to(tmp_path / "elsewhere.py")
    (root / "content" / "loop").symlink_to(root / "content")
    book = read_book(root / "content")
    assert book.entries == ()
    assert [path.name for path, _ in book.problems] == ["link.py", "loop"]
    assert all("is a symbolic link" in error.message for _, error in book.problems)


def test_names_are_unique_in_the_book(tmp_path: Path) -> None:
    """The second file of a name is told where the first is."""
    project(tmp_path, {"one/slope": source(SIGMOID), "two/slope": source(SIGMOID)})
    ((path, error),) = read_book(tmp_path / "content").problems
    assert path.parent.name == "two"
    assert "one/slope.py" in error.message


def test_the_cited_comes_before_the_citing(tmp_path: Path) -> None:
    """Then chapter, place and name decide."""
    files = {
        "one/a_citing": source(TWICE),
        "one/sigmoid": source(SIGMOID),
        "one/last": source(SIGMOID, place=2),
        "one/first": source(SIGMOID, place=-1),
    }
    project(tmp_path, files)
    book = read_book(tmp_path / "content")
    assert [entry.name for entry in book.entries] == ["first", "sigmoid", "a-citing", "last"]
    citing, sigmoid = book.entry("a-citing"), book.entry("sigmoid")
    assert citing and sigmoid
    assert book.rests_on(citing) == (sigmoid,)
    assert book.used_by(sigmoid) == (citing,)


def test_citations_in_a_circle_are_shown(tmp_path: Path) -> None:
    """Each file of the circle, and each that rests on it, is told its way round."""
    citing = source(TWICE)
    files = {
        "one/a": citing.replace("result sigmoid", "result b"),
        "one/b": citing.replace("result sigmoid", "result a"),
        "one/c": citing.replace("result sigmoid", "result a"),
        "one/d": citing.replace("result sigmoid", "result d"),
        "one/sigmoid": source(SIGMOID),
    }
    project(tmp_path, files)
    book = read_book(tmp_path / "content")
    assert [entry.name for entry in book.entries] == ["sigmoid"]
    told = {path.stem: error.message.partition(": ")[2] for path, error in book.problems}
    assert told == {
        "a": "a -> b -> a",
        "b": "b -> a -> b",
        "c": "a -> b -> a",
        "d": "d -> d; of its own chains it may cite an earlier one, as in: by result d.1",
    }
    assert {error.line for _, error in book.problems} == {11}


CHAINS = """
      t + t
    = 2*t      by collect

      u + u + 1
    = 2*u + 1  by result chains.1
"""


def test_an_earlier_chain_of_the_same_file_may_be_cited(tmp_path: Path) -> None:
    """It is no circle, and the derivation does not rest on itself."""
    project(tmp_path, {"one/chains": source(CHAINS)})
    book = read_book(tmp_path / "content")
    (entry,) = book.entries
    assert book.rests_on(entry) == book.used_by(entry) == ()
    assert [str(result) for result in book.cited(entry.working.steps[1])] == ["t + t = 2*t"]


@pytest.mark.parametrize("cited", ["chains", "chains.2", "chains.3"])
def test_a_chain_of_the_same_file_that_is_not_earlier_is_a_circle(
    tmp_path: Path, cited: str
) -> None:
    """The same chain, a later one, or any of them: the line is named, and the way out."""
    text = source(CHAINS.replace("chains.1", cited))
    error = problem(tmp_path, text, "one/chains")
    assert "chains -> chains; of its own chains it may cite an earlier one" in error.message
    assert error.line == 14
