"""A small project that builds, in two versions, and commands that run in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.book.shelf import SIGMOID, project, source

ROOT = Path(__file__).resolve().parents[2]
BUILD = ("derive", "build")
SITE = ("derive.pages.site",)

# What runs a module when no file may grow larger than so many bytes, as on a disk that is full.
CRAMPED = """
import resource, runpy, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.argv.pop(0)
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def write_version(root: Path, version: str) -> None:
    """Write a project whose three derivations, and whose pages, name this version."""
    files = {f"one/d{n}": source(SIGMOID, title=f"Version {version}, {n}") for n in range(3)}
    files["one/last"] = source(
        "\n  2*D(sigma(t), t)\n= 2*(sigma(t)*(1 - sigma(t)))  by result d0, result d1\n",
        notes=(f"Version {version}.",),
    ).replace("result d0, result d1", "result d0")
    pages = {name: f'# {name}\n\n--8<-- "{name}.md"\n' for name in ("d0", "d1", "d2", "last")}
    project(root, files, {**pages, "index": f"# Version {version}\n"})
    (root / "mkdocs.yml").write_text(
        f"site_name: Version {version}\n"
        "theme: {name: material, font: false}\n"
        f"hooks: [{(ROOT / 'derive/pages/hook.py').as_posix()}]\n"
        "markdown_extensions:\n"
        "  - md_in_html\n"
        "  - derive.pages.maths\n"
        "  - pymdownx.snippets: {base_path: snippets}\n"
        "validation: {links: {absolute_links: relative_to_docs}}\n"
    )


def start(root: Path, module: tuple[str, ...], limit: int | None = None) -> subprocess.Popen[str]:
    """Start ``python -m MODULE`` in the project, with children of its own; see CRAMPED."""
    how = ["-m"] if limit is None else ["-c", CRAMPED, str(limit)]
    return subprocess.Popen(
        [sys.executable, *how, *module],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"},
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(root: Path, module: tuple[str, ...], limit: int | None = None) -> tuple[int, str]:
    """Run it to its end; return the exit status and what it said on standard error."""
    process = start(root, module, limit)
    _, said = process.communicate(timeout=120)
    return process.returncode, said


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files in a folder, by their path in it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
