"""Two builds of one project are the same, byte for byte, wherever and whenever they are made."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("benchmarks", "derive", "docs", "overrides", "snippets", "mkdocs.yml", "pyproject.toml")
# Another day, hour, language and order of sets. Neither build may notice.
ELSEWHERE = {
    "LC_ALL": "C.UTF-8",
    "NO_MKDOCS_2_WARNING": "1",
    "PYTHONHASHSEED": "4711",
    "SOURCE_DATE_EPOCH": "86400",
    "TZ": "Pacific/Kiritimati",
}


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files in a folder, by their path in it."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the project, without what it keeps for next time, to a folder with an odd name."""
    copy = tmp_path_factory.mktemp("else where é")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, copy)
    return copy


def build(project: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Build the site of a project in surroundings of its own."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(target)]
    return subprocess.run(
        command, cwd=project, env=os.environ | ELSEWHERE, capture_output=True, text=True
    )


def test_two_builds_are_the_same(site: Path, elsewhere: Path, tmp_path: Path) -> None:
    """Folder, day, time zone, locale, hash seed and cache leave no trace in any file."""
    run = build(elsewhere, tmp_path / "site")
    assert run.returncode == 0, run.stderr
    one, other = contents(site), contents(tmp_path / "site")
    assert one.keys() == other.keys()
    assert not [name for name in one if one[name] != other[name]]


@pytest.mark.parametrize("place", ["docs/linked.md", "snippets/linked.md", "docs/assets/linked"])
def test_no_symbolic_link_is_followed(elsewhere: Path, tmp_path: Path, place: str) -> None:
    """A link in the site's folders ends the build with its name, and nothing is written."""
    link = elsewhere / place
    link.symlink_to(elsewhere / ("docs/chapters" if place.endswith("linked") else "mkdocs.yml"))
    try:
        run = build(elsewhere, tmp_path / "site")
    finally:
        link.unlink()
    assert run.returncode != 0
    assert f"{place} is a symbolic link: put the file itself there" in run.stderr
    assert not (tmp_path / "site" / "index.html").exists()
