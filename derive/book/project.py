"""A project: where its derivations, pages and snippets are."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

CONTENT = "derive/chapters"


class ProjectError(Exception):
    """There is no project here, or its settings can't be read; the text says so to people."""


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with derivations: ``root`` and, below it, the content."""

    root: Path
    content: Path

    @property
    def snippets(self) -> Path:
        """The folder of generated Markdown."""
        return self.root / "snippets"

    @property
    def docs(self) -> Path:
        """The folder of pages."""
        return self.root / "docs"

    def relative(self, path: Path) -> str:
        """Return ``path`` as written from the root, with forward slashes, for people to read.

        What does not print in a file's name (a line's end, a reversing mark, a byte that is no
        UTF-8) is written as its number, so that a name cannot steer a terminal or fake a line.
        """
        written = path.relative_to(self.root).as_posix()
        return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in written)


def find_project(start: Path) -> Project:
    """Return the project of the nearest folder, from ``start`` upwards, that holds one.

    A project has a ``pyproject.toml`` with a table ``[tool.derive]``, whose ``content`` names
    the folder of its chapters, or else an ``mkdocs.yml``. Raises ProjectError.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        settings = _settings(folder / "pyproject.toml")
        if settings is None and not (folder / "mkdocs.yml").is_file():
            continue
        content = (settings or {}).get("content", CONTENT)
        if not isinstance(content, str):
            raise ProjectError(f"{folder / 'pyproject.toml'}: content in [tool.derive] is no text")
        if not (folder / content).is_dir():
            raise ProjectError(f"{folder}: the folder of the chapters, {content}, does not exist")
        return Project(folder, folder / content)
    raise ProjectError(
        f"no project in {start} or above it: there is neither a pyproject.toml with "
        "[tool.derive] nor an mkdocs.yml"
    )


def _settings(path: Path) -> dict[str, object] | None:
    """Return the table ``[tool.derive]``, or None where there is none."""
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:  # a TOML error is a ValueError
        raise ProjectError(f"{path} can't be read: {error}") from None
    table = read.get("tool", {}).get("derive")
    return table if isinstance(table, dict) else None
