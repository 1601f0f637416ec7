"""The guides do what they say: their files are written, their commands run, in order."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
BLOCK = re.compile(
    r'^(?P<fence>`{3,})(?P<kind>\w+)(?: title="(?P<file>[^"]+)")?\n(?P<text>.*?)^(?P=fence)$',
    re.MULTILINE | re.DOTALL,
)
FAILS = ("refuted", "unjustified")  # what a command says that is meant to fail


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: a file to write, or commands with some of the lines that they print."""

    kind: str
    file: str | None
    text: str


def blocks(guide: Path) -> list[Block]:
    """Return the blocks of a guide, in their order."""
    text = guide.read_text(encoding="utf-8")
    shown = text.replace(";--8<--", "--8<--")  # how a page shows the mark and does not follow it
    return [Block(found["kind"], found["file"], found["text"]) for found in BLOCK.finditer(shown)]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Work in a copy of the project whose book is empty, so that all of it is quickly checked."""
    for name in ("pyproject.toml", "mkdocs.yml"):
        shutil.copy(ROOT / name, tmp_path)
    left_out = shutil.ignore_patterns("__pycache__", "chapters", "questions", "slips")
    shutil.copytree(ROOT / "derive", tmp_path / "derive", ignore=left_out)
    (tmp_path / "derive" / "chapters").mkdir()
    index = Path("docs/chapters/beyond/index.md")
    (tmp_path / index).parent.mkdir(parents=True)
    shutil.copy(ROOT / index, tmp_path / index)
    return tmp_path


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_does_what_it_says(guide: Path, copy: Path) -> None:
    """Every block with a title is written, every command runs and prints what stands below it."""
    for block in blocks(guide):
        if block.file is not None:
            path = copy / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.kind == "console":
            run(block.text, copy)
        else:
            pytest.fail(f"{guide.name} has a block of {block.kind} that nothing tries")


def run(text: str, copy: Path) -> None:
    """Run the commands of a block; each must succeed unless it is shown to say what is wrong."""
    for command in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, *wanted = command.splitlines()
        program, *arguments = shlex.split(line)
        module = ["-m", "mkdocs"] if program == "mkdocs" else []
        done = subprocess.run(
            [sys.executable, *module, *arguments],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy), "NO_MKDOCS_2_WARNING": "1"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        said = done.stdout + done.stderr
        for each in wanted:
            assert each in said.splitlines(), f"{line} said:\n{said}"
        fails = any(word in each for word in FAILS for each in wanted)
        assert (done.returncode != 0) == fails, f"{line} said:\n{said}"


def test_the_guides_are_found() -> None:
    """There are guides for a derivation, a rule, an activation, and sites of other people."""
    tried = {guide.stem: len(blocks(guide)) for guide in GUIDES}
    assert tried.keys() == {
        "index",
        "add-a-derivation",
        "add-a-rule",
        "add-an-activation",
        "checked-lines-elsewhere",
    }
    assert all(count for name, count in tried.items() if name != "index")
