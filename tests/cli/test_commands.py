"""The command line: output for people and for programs, exit status, faults of its users."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from derive.cli.arguments import main
from tests.book.shelf import (
    CONDITIONAL,
    REFUTED,
    SIGMOID,
    TWICE,
    UNDECIDED,
    pretend,
    project,
    source,
)

ROOT = Path(__file__).parents[2]
PAGES = {"one/sigmoid": '--8<-- "sigmoid.md"\n', "two/twice": '--8<-- "twice.md"\n'}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a project with two derivations, with engines that agree to all."""
    pretend(monkeypatch)
    files = {"one/sigmoid": source(SIGMOID, title="Its slope"), "two/twice": source(TWICE)}
    project(tmp_path, files, PAGES)
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    return tmp_path


def test_list_names_what_there_is(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Chapter, name, title and statement, from any folder of the project."""
    assert main(["list"]) == 0
    out = capsys.readouterr().out
    for word in ("one", "two", "sigmoid  Its slope", "D(sigma(z), z) = sigma(z)*(1 - sigma(z))"):
        assert word in out
    assert "\x1b" not in out


def test_show_reads_like_a_textbook(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The lines, their rules and reasons, and what rests on what."""
    assert main(["show", "sigmoid"]) == 0
    out = capsys.readouterr().out
    assert "  = sigma(z)*(1 - sigma(z))\n        by derivative of sigma\n" in out
    assert "Its own slope." in out
    assert "used by: twice" in out


def test_a_misspelt_name_suggests_the_nearest(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown derivation is an error in one line."""
    assert main(["show", "sigmod"]) == 2
    assert capsys.readouterr().err == (
        "derive: there is no derivation called 'sigmod'; did you mean sigmoid?\n"
    )


def test_the_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Each by its name, with its law, wherever one stands."""
    assert main(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "  chain rule                     D(T, x) = D(T, a)*D(a, x)" in lines
    assert len(lines) > 70


def test_check_of_the_book(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All good is one line."""
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "2 steps: 2 proved, 2 justified\n"


def test_a_bad_file_of_the_book_is_told_with_its_line(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the others are checked."""
    (book / "content" / "one" / "loop.py").write_text("while True: pass\n")
    assert main(["check", "--json"]) == 2
    data = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["file"] for each in data] == ["sigmoid", "twice", "content/one/loop.py"]
    assert data[2]["error"]["line"] == 1
    assert main(["list"]) == 2
    assert "content/one/loop.py:1:1" in capsys.readouterr().err


def test_files_of_the_book_are_checked_by_name(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One, or a bad one, or beside a working: each in its place, with the rules that it names."""
    bad, mine = book / "content" / "one" / "loop.py", book / "mine.txt"
    bad.write_text("while True: pass\n")
    mine.write_text("  z\n= z + 0\n")
    own = "../content/two/twice.py"
    assert main(["check", own]) == 0
    assert capsys.readouterr().out.endswith("1 step: 1 proved, 1 justified\n")
    assert main(["check", "--json", str(mine), str(bad), own]) == 2
    data = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["file"] for each in data] == [str(mine), "content/one/loop.py", "twice"]
    assert main(["check", "twice", str(mine)]) == 0
    assert capsys.readouterr().out.startswith("twice\n")
    assert main(["check", "../content/two/none.py", "twicee"]) == 2
    assert "can't be read" in capsys.readouterr().out


@pytest.fixture
def workings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of good and bad workings, with engines that say what the texts say."""
    said = {"refuted": REFUTED, "conditional": CONDITIONAL, "undecided": UNDECIDED}
    pretend(monkeypatch, said)
    for name in ("proved", *said):
        (tmp_path / name).write_text(f"  z\n= {name}   # because\n")
    (tmp_path / "broken").write_text("  z +\n= z\n")
    (tmp_path / "empty").write_text("")
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ("proved", 0),
        ("proved conditional", 3),
        ("undecided", 3),
        ("conditional refuted undecided", 1),
        ("refuted broken", 2),
        ("missing", 2),
        ("folder", 2),
        ("binary proved", 2),
        ("empty", 2),
    ],
)
def test_status_and_json_of_workings(
    workings: Path, capsys: pytest.CaptureFixture[str], files: str, status: int
) -> None:
    """One object a file, one a line, in the order given; nothing else on standard output."""
    assert main(["check", "--json", *files.split()]) == status
    captured = capsys.readouterr()
    data = [json.loads(line) for line in captured.out.splitlines()]
    assert [each["file"] for each in data] == files.split()
    for each in data:
        assert set(each) == {"file", "error", "steps"}
        if each["error"]:
            assert set(each["error"]) == {"line", "column", "message"}
            assert each["error"]["line"] >= 1
        else:
            assert [step["verdict"] for step in each["steps"]] == [each["file"]]
    assert captured.err == ""


def test_standard_input(
    workings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dash is standard input."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"z == refuted\n")))
    assert main(["check", "--json", "-"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["file"], data["steps"][0]["line"]) == ("-", 1)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("refuted", ["line 2: refuted", "at z = 1/3", "left side is 1/3", "right side is 2/3"]),
        ("conditional", ["line 2: conditional", "holds when a != 0", "at a = 0"]),
        ("undecided", ["line 2: undecided", "no normal form"]),
        ("proved", ["line 2: proved", "1 step: 1 proved"]),
        ("broken", ["broken:1:", "  z +", "^"]),
        ("missing", ["missing:1:1: the file can't be read: No such file"]),
    ],
)
def test_words_for_people(
    workings: Path, capsys: pytest.CaptureFixture[str], file: str, words: list[str]
) -> None:
    """Where, which two sides, at which point, which values."""
    main(["check", file])
    out = capsys.readouterr().out
    for word in words:
        assert word in out


def test_a_hostile_file_name_can_not_steer_the_terminal(
    workings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Escape sequences are shown, not sent."""
    (workings / "\x1b[31m").write_text("z == z\n")
    main(["check", "\x1b[31m", "\x1b[2J"])
    assert "\x1b" not in capsys.readouterr().out


def test_no_project_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Outside of a project there is nothing to list."""
    monkeypatch.chdir(tmp_path)
    assert main(["list"]) == 2
    assert capsys.readouterr().err.startswith("derive: no project in ")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('[tool.derive]\ncontent = "nowhere"\n', "nowhere, does not exist"),
        ("[tool.derive]\ncontent = 3\n", "is no text"),
        ("[tool", "can't be read"),
    ],
)
def test_bad_settings_are_said_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settings: str,
    message: str,
) -> None:
    """The file and what is wrong with it."""
    (tmp_path / "pyproject.toml").write_text(settings)
    monkeypatch.chdir(tmp_path)
    assert main(["list"]) == 2
    assert message in capsys.readouterr().err


def test_build_writes_what_is_proved_and_build_check_finds_what_is_stale(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Missing, changed and orphaned snippets are stale, and the mending command is printed."""
    snippets = book / "snippets"
    assert main(["build", "--check"]) == 1
    assert "stale: snippets/sigmoid.md" in capsys.readouterr().err
    assert not snippets.exists()
    assert main(["build"]) == 0
    before = {path.name: path.read_bytes() for path in snippets.iterdir()}
    assert sorted(before) == ["sigmoid.md", "twice.md"]
    assert main(["build", "--check"]) == 0
    (snippets / "twice.md").write_text("edited")
    (snippets / "gone.md").write_text("an orphan")
    capsys.readouterr()
    assert main(["build", "--check"]) == 1
    err = capsys.readouterr().err
    assert err.splitlines() == [
        "stale: snippets/gone.md",
        "stale: snippets/twice.md",
        "mend it with: python -m derive build",
    ]
    assert main(["build"]) == 0
    assert {path.name: path.read_bytes() for path in snippets.iterdir()} == before


def test_build_keeps_the_last_good_snippet(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no longer proved, and what rests on it, fails the build and stays as it was."""
    assert main(["build"]) == 0
    before = {path.name: path.read_bytes() for path in (book / "snippets").iterdir()}
    path = book / "content" / "one" / "sigmoid.py"
    path.write_text(path.read_text().replace("1 - sigma(z))  ", "2 - sigma(z))  "))
    pretend(monkeypatch, {"sigma(z)*(2 - sigma(z))": REFUTED})
    capsys.readouterr()
    assert main(["build"]) == 1
    assert "line 11: refuted" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in (book / "snippets").iterdir()} == before


def test_help_teaches_and_is_quick() -> None:
    """Help shows examples and loads neither the engines nor the site's generator."""
    script = (
        "import sys\nfrom derive.cli.arguments import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "sys.exit(bool({'sympy', 'mkdocs', 'numpy', 'flint'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "python -m derive check mine.txt" in done.stdout


def test_a_python_without_the_libraries_is_told_where_they_are() -> None:
    """A newcomer types the guide's command before any set-up; what needs no engine works."""
    script = (
        "import sys\nfrom importlib.util import find_spec\n"
        "from derive.cli import arguments\n"
        "arguments.find_spec = lambda name: None if name == 'flint' else find_spec(name)\n"
        "sys.exit(arguments.main(sys.argv[1:]))"
    )
    for command, status, said in (("check", 2, ".venv/bin/activate"), ("rules", 0, "")):
        run = [sys.executable, "-c", script, command]
        done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == status
        assert said in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan"])
def test_seconds_are_above_zero(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A time limit that is none is refused with the usage."""
    with pytest.raises(SystemExit) as left:
        main(["check", "--seconds", seconds])
    assert left.value.code == 2
    assert "no number of seconds" in capsys.readouterr().err
