"""Keep ``snippets/`` in step with the derivations; a derivation that fails keeps its last good."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from derive.book.book import Book, read_book
from derive.book.checking import check_entries
from derive.book.project import Project, ProjectError, find_project
from derive.book.report import Report, StepReport, located, point_text, value_text
from derive.kernel.verdict import Verdict
from derive.pages.snippet import homes, snippet

COMMAND = "python -m derive build"
TEMPORARY = ".tmp"
ABANDONED = 60.0  # seconds after which a temporary file is nobody's


@dataclass(frozen=True, slots=True)
class Snippets:
    """What ``snippets/`` has to hold.

    texts    file name -> content, of the derivations that are good
    keep     file names of those that are not: whatever stands there stays
    """

    texts: Mapping[str, str]
    keep: Collection[str]


def made(project: Project, book: Book, reports: Sequence[Report]) -> Snippets:
    """Return the snippets of the book's derivations, which ``reports`` are about, in its order.

    A derivation is good when all its steps are, and so is all that it rests on.
    """
    pages = homes(project)
    texts: dict[str, str] = {}
    for entry, report in zip(book.entries, reports, strict=True):
        rests_on_good = all(_file(other.name) in texts for other in book.rests_on(entry))
        if report.good and rests_on_good:
            texts[_file(entry.name)] = snippet(entry, book, project, pages)
    keep = {_file(entry.name) for entry in book.entries} - texts.keys()
    keep |= {_file(path.stem.replace("_", "-")) for path, _ in book.problems}
    return Snippets(texts, keep)


def stale(folder: Path, snippets: Snippets) -> list[str]:
    """Return the names of files that are missing, differ or belong to no derivation."""
    there = {path.name: path for path in folder.glob("*.md")}
    differ = [
        name
        for name, text in snippets.texts.items()
        if name not in there or there[name].read_bytes() != text.encode()
    ]
    return sorted([*differ, *(there.keys() - snippets.texts.keys() - set(snippets.keep))])


def write(folder: Path, snippets: Snippets) -> list[str]:
    """Make the folder hold the snippets; return the names of the files that changed.

    Each file is replaced whole, so that a reader finds the old or the new one, never a half.
    Raises OSError; then what stood there still stands.
    """
    folder.mkdir(exist_ok=True)
    _sweep(folder)
    changed = stale(folder, snippets)
    new: list[tuple[Path, Path]] = []
    try:
        for name in changed:
            if name in snippets.texts:
                new.append((_temporary(folder, snippets.texts[name]), folder / name))
        for temporary, path in new:
            os.replace(temporary, path)
    finally:
        for temporary, _ in new:
            temporary.unlink(missing_ok=True)
    for name in changed:
        if name not in snippets.texts:
            (folder / name).unlink(missing_ok=True)
    return changed


def refresh(root: Path) -> list[str]:
    """Bring the snippets of the project in ``root`` up to date, for a preview of the site.

    Returns one message for each derivation that fails; its last good snippet stays. When nothing
    changed since the last call that found nothing wrong, nothing is checked.
    """
    try:
        project = find_project(root)
    except ProjectError as error:
        return [str(error)]
    stamp = project.root / ".cache" / "derive" / "refreshed"
    state = _state(project)
    if stamp.is_file() and stamp.read_text(encoding="ascii", errors="replace") == state:
        return []
    book = read_book(project.content)
    reports = check_entries(book, book.entries)
    write(project.snippets, made(project, book, reports))
    failures = [located(project.relative(path), error) for path, error in book.problems]
    for entry, report in zip(book.entries, reports, strict=True):
        failures += _failures(project.relative(entry.path), report)
    if not failures:
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(_state(project), encoding="ascii")
    return failures


def _failures(file: str, report: Report) -> list[str]:
    """Return one message about a derivation that fails, with its first fault; else none."""
    if report.error:
        return [located(file, report.error)]
    faults = [_fault(file, each) for each in report.steps if not each.good]
    faults += [f"{file}: {each.text} is not proved" for each in report.shows if not each.proved]
    return faults[:1]


def _fault(file: str, report: StepReport) -> str:
    step, judgement = report.step, report.judgement
    said = judgement.verdict.value
    if judgement.witness and judgement.verdict is Verdict.REFUTED:
        sides = f"{value_text(judgement.witness.left)} and {value_text(judgement.witness.right)}"
        said += f": at {point_text(judgement.witness)} the sides are {sides}"
    elif judgement.condition:
        said += f": it holds when {judgement.condition}"
    elif judgement.detail:
        said += f": {judgement.detail}"
    if report.justified is False:
        said += f", unjustified: {report.objection}"
    return f"{file}:{step.right.number}: {step.left.text} = {step.right.text} is {said}"


def _file(name: str) -> str:
    return f"{name}.md"


def _temporary(folder: Path, text: str) -> Path:
    """Write a text to a file that nobody reads yet."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=TEMPORARY)
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def _sweep(folder: Path) -> None:
    """Remove temporary files that an earlier run, ended halfway, has left."""
    for path in folder.glob(f".*{TEMPORARY}"):
        try:
            if time.time() - path.stat().st_mtime > ABANDONED:
                path.unlink()
        except FileNotFoundError:
            continue  # its own run has finished meanwhile


def _state(project: Project) -> str:
    """Return a digest of all that the snippets depend on, and of the snippets."""
    digest = hashlib.sha256()
    engine = Path(__file__).parents[1]
    for folder, pattern in (
        (engine, "*.py"),
        (project.content, "*.py"),
        (project.docs, "*.md"),
        (project.snippets, "*.md"),
    ):
        for path in sorted(folder.rglob(pattern)):
            digest.update(f"{path.name}\0".encode(errors="surrogateescape"))
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
