"""Whoever ends a build, fills the disk or builds twice at once: the old stands, or the new, whole.

Set DERIVE_LONG to end each build at 40 random moments instead of 4.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from glob import glob
from pathlib import Path

import pytest

from derive.book.whole import replacing, write_whole
from derive.pages import hook
from derive.pages.refresh import Snippets, write
from tests.faults.small import BUILD, ROOT, SITE, contents, run, start, write_version

TRIES = 40 if os.environ.get("DERIVE_LONG") else 4
MADE = {BUILD: "snippets", SITE: "site"}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends processes as Unix does")


@pytest.mark.parametrize("guarantee", ["whole", "each"])
def test_a_folder_is_replaced_whole_at_every_moment(tmp_path: Path, guarantee: str) -> None:
    """Ended before each thing it does to files: all old or all new; elsewhere each file is."""
    if guarantee == "whole" and sys.platform != "linux":
        pytest.skip("only Linux exchanges folders")
    command = [sys.executable, "-m", "tests.faults.moments", str(tmp_path), guarantee]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    seen = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(seen) > 20
    assert all(each[guarantee] and each["mended"] for each in seen)
    assert {each["new"] for each in seen} == {True, False}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build each version in a folder of its own."""
    folders = {version: tmp_path_factory.mktemp(version) for version in "AB"}
    for version, folder in folders.items():
        write_version(folder, version)
        for command in MADE:
            status, said = run(folder, command)
            assert status == 0, said
    return folders


@dataclass
class Shop:
    """A project with a command that builds a folder of it, and what that holds if built well."""

    root: Path
    command: tuple[str, ...]
    built: dict[str, Path]

    def take(self, version: str) -> None:
        """Let the sources be those of a version; the site has the snippets among them."""
        write_version(self.root, version)
        if self.command == SITE:
            shutil.rmtree(self.root / "snippets")
            shutil.copytree(self.built[version] / "snippets", self.root / "snippets")

    def stands(self) -> str:
        """Return the version that stands there, whole, and no other file."""
        folder = MADE[self.command]
        there = contents(self.root / folder)
        (version,) = (v for v in "AB" if contents(self.built[v] / folder) == there)
        return version

    def left(self) -> list[Path]:
        """Return what builds have left beside."""
        return list(self.root.glob(".*.new"))


@pytest.fixture(params=list(MADE), ids=list(MADE.values()))
def shop(request: pytest.FixtureRequest, built: dict[str, Path], tmp_path: Path) -> Shop:
    """Begin with version A, built, and the sources of version B."""
    shutil.copytree(built["A"], tmp_path, dirs_exist_ok=True)
    shop = Shop(tmp_path, request.param, built)
    shop.take("B")
    assert shop.stands() == "A"
    return shop


def test_a_full_disk_changes_nothing(shop: Shop) -> None:
    """One message says so; the old stands, and nothing is left beside it."""
    status, said = run(shop.root, shop.command, limit=300)
    assert (status, shop.stands(), shop.left()) == (2, "A", [])
    assert "File too large" in said and "Traceback" not in said


def test_two_builds_at_once(shop: Shop) -> None:
    """Both end well, and what stands is whole."""
    both = [start(shop.root, shop.command) for _ in range(2)]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert (shop.stands(), shop.left()) == ("B", [])


def test_a_build_that_is_killed(shop: Shop) -> None:
    """Old or new stands, whole, after each kill; the next build clears away what is left."""
    began = time.monotonic()
    assert run(shop.root, shop.command)[0] == 0
    longest = time.monotonic() - began
    seed = random.randrange(10**6) if TRIES > 4 else 1
    chance = random.Random(seed)
    ended = 0
    for _ in range(TRIES):
        stood = shop.stands()
        shop.take("A" if stood == "B" else "B")
        process = start(shop.root, shop.command)
        time.sleep(chance.uniform(0, longest))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            ended += 1
        process.communicate()
        assert shop.stands(), f"seed {seed}"
    assert ended > TRIES / 4
    shop.take("B")
    assert run(shop.root, shop.command)[0] == 0
    assert (shop.stands(), shop.left()) == ("B", [])


def test_a_build_that_is_interrupted(shop: Shop) -> None:
    """Ctrl-C leaves the old or the new, and clears away what it had begun."""
    process = start(shop.root, shop.command)
    while process.poll() is None and not glob(".*.new/*/*", root_dir=shop.root):
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=10)
    assert (shop.stands() in "AB", shop.left()) == (True, [])


def test_a_faulty_site_replaces_no_good_one(built: dict[str, Path], tmp_path: Path) -> None:
    """What strict checks find, after all is written, ends the build."""
    shutil.copytree(built["A"], tmp_path, dirs_exist_ok=True)
    (tmp_path / "docs" / "wrong.md").write_text("[nowhere](nowhere.md)\n")
    status, said = run(tmp_path, SITE)
    assert status == 1
    assert "nowhere.md" in said and "Traceback" not in said
    assert contents(tmp_path / "site") == contents(built["A"] / "site")
    assert not list(tmp_path.glob(".*.new"))


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    """A folder that is a symbolic link is refused, and so is a link where it is made anew."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site").symlink_to("elsewhere")
    (tmp_path / ".snippets.new").symlink_to("elsewhere")
    for name in ("site", "snippets"):
        with pytest.raises(OSError), replacing(tmp_path / name) as new:
            (new / "a").touch()
    assert not list((tmp_path / "elsewhere").iterdir())
    (tmp_path / ".snippets.new").unlink()
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "a.md").symlink_to(tmp_path / "elsewhere" / "a.md")
    with pytest.raises(OSError, match=r"a\.md is a symbolic link"):
        write(tmp_path / "snippets", Snippets({"a.md": "new"}, set()))
    assert not list((tmp_path / "elsewhere").iterdir())


def test_the_site_takes_in_no_linked_folder(tmp_path: Path) -> None:
    """A link is found among the files of the site, and in the place of a folder of them."""
    (tmp_path / "docs").symlink_to(tmp_path)
    (tmp_path / "overrides").mkdir()
    (tmp_path / "overrides" / "a.html").symlink_to("b.html")
    found = list(hook._links(tmp_path))
    assert [found[0], found[-1]] == [Path("docs"), Path("overrides/a.html")]


def test_old_temporary_files_are_swept(tmp_path: Path) -> None:
    """What an earlier run has left goes; what another may be writing now stays."""
    for name in ("left.part", "now.part"):
        (tmp_path / name).touch()
    os.utime(tmp_path / "left.part", (0, 0))
    write_whole(tmp_path / "made", b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made", "now.part"]
