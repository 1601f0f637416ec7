"""The frame: what is pinned stays pinned, and what the README promises is there."""

import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

# A name, a version, perhaps a marker, and at least one hash on a line of its own.
PINNED = re.compile(
    r"(?P<name>[\w.-]+)==(?P<version>[\w.]+)[^\n]*\\\n(?:    --hash=sha256:\w{64}.*\n)+"
)


def read(path: str) -> str:
    """Return the text of a file of the project."""
    return (ROOT / path).read_text("utf-8")


def test_every_dependency_is_pinned_and_hashed() -> None:
    """The list holds each direct dependency and consists of hashed pins alone."""
    text = read("requirements.txt")
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {re.split(r"[^\w.-]", item)[0] for item in wanted}
    assert names <= {match["name"] for match in PINNED.finditer(text)}
    assert re.sub(r"^ *#.*\n", "", PINNED.sub("", text), flags=re.MULTILINE) == ""


def test_windows_gets_what_it_needs() -> None:
    """Libraries that only Windows asks for are in the list, since it is made for all systems."""
    assert re.search(r"^colorama==", read("requirements.txt"), re.MULTILINE)


def test_the_build_backend_is_in_the_list() -> None:
    """The package itself can be installed from the list alone, without a network."""
    backend = tomllib.loads(read("pyproject.toml"))["build-system"]["requires"]
    assert [re.split(r"[^\w.]", item)[0] for item in backend] == ["flit_core"]
    assert re.search(r"^flit-core==", read("requirements.txt"), re.MULTILINE)


def test_no_file_names_a_machine_or_an_index() -> None:
    """No published file holds somebody's home folder or the address of a package index."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    private = re.compile(
        rb"/root\b/|/home/\w+/|/Users/\w+/|\bpypi\.org|\bpythonhosted\.org|file:/{3}\w"
    )
    files = [ROOT / os.fsdecode(name) for name in listing.stdout.split(b"\0") if name]
    assert [path for path in files if path.is_file() and private.search(path.read_bytes())] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_are_pinned_and_modest(path: Path) -> None:
    """Each action is named by its full commit with its version, and no job has spare rights."""
    text = path.read_text("utf-8")
    uses = re.findall(r"uses: *(.*)", text)
    assert uses
    assert [
        use for use in uses if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+(\.\d+)*", use)
    ] == []
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    writing = {
        name for name, job in workflow["jobs"].items() if "write" in job["permissions"].values()
    }
    assert writing <= {"publish"}


def test_ci_runs_the_tests() -> None:
    """The script of continuous integration can be run, and ends in ``make test``."""
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & stat.S_IXUSR
    assert read(".ci/run").rstrip().endswith("make test")


def test_the_readme_names_commands_that_exist() -> None:
    """Each ``make TARGET`` of the README and the guide is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    mentioned = {
        target
        for page in ("README.md", "CONTRIBUTING.md")
        for target in re.findall(r"\bmake ([a-z]+)\b(?=[`\s]*(?:#|\n|`))", read(page))
    }
    assert {"serve", "test"} <= mentioned <= targets


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_links_lead_to_files(page: str) -> None:
    """Each relative link and picture of the pages outside the site leads to a file."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", read(page))
    assert links
    assert [link for link in links if not (ROOT / link).is_file()] == []


def test_the_example_of_the_readme_is_what_one_sees(tmp_path: Path) -> None:
    """The working in the README, checked, gives the output that stands below it."""
    working, console = re.findall(
        r"^```(?:text|console)\n(.*?)^```$", read("README.md"), re.M | re.S
    )
    command, shown = console.split("\n", 1)
    (tmp_path / "mine.txt").write_text(working)
    arguments = command.removeprefix("$ .venv/bin/python ").split()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (1, shown)


# A stand-in for Python: it makes an environment of itself, and obeys the file `broken`.
FAKE_PYTHON = """#!/bin/sh
case "$*" in
    "-c import ensurepip"*) exit 0 ;;
    *"-m venv --clear .venv") rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
    *"import pip"*) echo sound ;;
    *"-m pip install"*) echo installed >>log; test ! -e broken ;;
    *) echo "ran: $*" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with a space in its name, the Makefile and a stand-in for Python."""
    folder = tmp_path / "a folder"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "requirements.txt").touch()
    (folder / "pyproject.toml").touch()
    (folder / "python").write_text(FAKE_PYTHON)
    (folder / "python").chmod(0o755)
    return folder


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``make`` in ``folder``, as nobody's child: without the outer make's settings."""
    environment = {"PATH": os.environ["PATH"]}
    command = ["make", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_make_sets_itself_up_once(checkout: Path) -> None:
    """The first call installs and runs; the second only runs."""
    for _ in range(2):
        done = make(checkout, "test", "PYTHON=./python")
        assert done.returncode == 0, done.stderr
        assert "ran: -m pytest" in done.stdout
    assert (checkout / "log").read_text().count("installed") == 2  # the list, then ourselves


def test_make_recovers_from_an_interrupted_installation(checkout: Path) -> None:
    """After an installation that failed half-way the next call begins anew."""
    (checkout / "broken").touch()
    assert make(checkout, "test", "PYTHON=./python").returncode != 0
    (checkout / "broken").unlink()
    assert make(checkout, "test", "PYTHON=./python").returncode == 0


def test_make_recovers_from_a_python_that_is_gone(checkout: Path) -> None:
    """An environment whose Python no longer runs is made anew, whatever its stamp says."""
    make(checkout, "test", "PYTHON=./python")
    (checkout / ".venv" / "bin" / "python").unlink()
    assert make(checkout, "test", "PYTHON=./python").returncode == 0


def test_make_says_what_is_missing(checkout: Path) -> None:
    """Without a Python that is new enough, one message says what is needed and what to do."""
    done = make(checkout, "test", "PYTHON=no-such-python")
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert not (checkout / ".venv").exists()
