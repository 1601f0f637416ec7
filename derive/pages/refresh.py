"""Keep ``snippets/`` in step with the derivations; a derivation that fails keeps its last good."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from derive.book.book import Book, read_book
from derive.book.cache import Cache, engine_stamp, open_cache, own_stamp
from derive.book.checking import check_entries
from derive.book.finding import derivation_files
from derive.book.project import Project, ProjectError, find_project
from derive.book.report import Report
from derive.book.whole import replacing, staging
from derive.pages.api import NAME, author_api
from derive.pages.faults import Fault, faults
from derive.pages.pictures.made import pictures
from derive.pages.rules import rule_snippets
from derive.pages.slips import slip_snippets
from derive.pages.snippet import homes, ingredients, snippet
from derive.pages.verification import NAME as VERIFICATION
from derive.pages.verification import verification_page
from derive.pages.worded import worded

COMMAND = "python -m derive build"
OUTDATED = (
    "The language, a rule or an engine has been changed since this preview began, and the preview "
    "still has the old ones. Stop it and start it again."
)

_earlier: dict[str, tuple[object, str]] = {}  # the snippets of the preview's last refresh


@dataclass(frozen=True, slots=True)
class Snippets:
    """What ``snippets/`` has to hold.

    texts    file name -> content, of the derivations that are good
    keep     file names of those that are not: whatever stands there stays
    faults   what the pages of words state and is not proved, for people
    worded   the names of the snippets that those are about
    """

    texts: Mapping[str, str]
    keep: Collection[str]
    faults: Sequence[str] = ()
    worded: tuple[str, ...] = ()


def made(
    project: Project,
    book: Book,
    reports: Sequence[Report],
    cache: Cache | None = None,
    earlier: dict[str, tuple[object, str]] | None = None,
) -> Snippets:
    """Return the snippets of the book's derivations, which ``reports`` are about, in its order.

    A derivation is good when all its steps are, and so is all that it rests on. ``earlier`` holds
    what this made before, with the ingredients, and takes in what it makes now.
    """
    earlier = {} if earlier is None else earlier
    pages = homes(project)
    texts: dict[str, str] = {}
    for entry, report in zip(book.entries, reports, strict=True):
        rests_on_good = all(_file(other.name) in texts for other in book.rests_on(entry))
        if report.good and rests_on_good:
            parts = ingredients(entry, book, project, pages)
            if earlier.get(entry.name, (None,))[0] != parts:
                earlier[entry.name] = parts, snippet(entry, book, project, pages)
            texts[_file(entry.name)] = earlier[entry.name][1]
    good = {entry.name for entry in book.entries if _file(entry.name) in texts}
    drawn = pictures(project, book, pages, good)
    texts |= {name: picture for name, picture in drawn.items() if picture is not None}
    told = worded(project, book, pages, cache)
    slips, slips_faults = slip_snippets(project, book, pages, cache)
    told_texts = {**told.texts, **slips, **rule_snippets(project, book, pages)}
    waiting = tuple(Path(name).stem for name, text in told_texts.items() if text is None)
    if VERIFICATION in pages:
        told_texts[_file(VERIFICATION)] = verification_page(project, book, reports, pages)
    texts |= {name: text for name, text in told_texts.items() if text is not None}
    if NAME in pages:
        texts[_file(NAME)] = author_api()
    wanted = {_file(entry.name) for entry in book.entries} | drawn.keys() | told_texts.keys()
    keep = wanted - texts.keys()
    keep |= {_file(_entry_name(path)) for path, _ in book.problems}
    return Snippets(texts, keep, (*told.faults, *slips_faults), waiting)


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

    The folder is replaced as a whole, so that a reader finds the old snippets or the new ones,
    never some of each. Raises OSError; then what stood there still stands.
    """
    if link := next((path for path in (folder, *_there(folder)) if path.is_symlink()), None):
        raise OSError(f"{link} is a symbolic link: put the file itself there")
    if folder.is_dir() and not stale(folder, snippets) and not staging(folder).exists():
        return []
    with replacing(folder) as new:
        changed = stale(folder, snippets)
        for path in _there(folder):
            if path.name not in changed:
                _keep(path, new / path.name)
        for name in changed:
            if name in snippets.texts:
                _write(new / name, snippets.texts[name])
    return changed


def refresh(root: Path) -> list[Fault]:
    """Bring the snippets of the project in ``root`` up to date, for a preview of the site.

    Returns what is wrong; the last good snippet of what it is about stays. When nothing changed
    since the last call that found nothing wrong, nothing is checked.
    """
    try:
        project = find_project(root)
    except ProjectError as error:
        return [Fault(str(error))]
    if engine_stamp() != own_stamp():
        names = tuple(sorted(_entry_name(path) for path in derivation_files(project.content)))
        return [Fault(OUTDATED, names, what="This is not checked at the moment.")]
    stamp = project.root / ".cache" / "derive" / "refreshed"
    # What is saved from here on belongs to the next refresh, whatever of it is seen in this one.
    sources = _sources(project)
    state = f"{sources} {_digest(project.snippets)}"
    if stamp.is_file() and stamp.read_text(encoding="ascii", errors="replace") == state:
        return []
    book = read_book(project.content)
    cache = open_cache(project.root)
    reports = check_entries(book, book.entries, cache=cache)
    snippets = made(project, book, reports, cache, _earlier)
    try:
        write(project.snippets, snippets)
    except OSError as error:
        return [Fault(f"the snippets can't be written, the old ones stay: {error}")]
    found = faults(project, book, reports)
    if not book.problems:  # else words that name a step of what can't be read would complain, too
        found += [Fault(text, snippets.worded) for text in snippets.faults]
    if not found:
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(f"{sources} {_digest(project.snippets)}", encoding="ascii")
    return found


def _file(name: str) -> str:
    return f"{name}.md"


def _there(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _keep(path: Path, place: Path) -> None:
    """Let what is at ``path`` stand at ``place`` too, as the same file where that can be."""
    if path.is_dir():
        shutil.copytree(path, place, symlinks=True)
        return
    try:
        os.link(path, place)
    except OSError:
        shutil.copy2(path, place)


def _write(path: Path, text: str) -> None:
    """Write a text, and wait until it is on the disk."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _entry_name(path: Path) -> str:
    return path.stem.replace("_", "-")


def _sources(project: Project) -> str:
    """Return a digest of all that the snippets depend on."""
    engine = Path(__file__).parents[1]
    return _digest(engine, project.content, project.content.parent, project.docs)


def _digest(*folders: Path) -> str:
    """Return a digest of the texts in some folders."""
    digest = hashlib.sha256()
    texts = (path for folder in folders for path in sorted(folder.rglob("*")))
    for path in texts:
        if path.suffix in (".py", ".toml", ".json", ".md"):
            digest.update(f"{path.name}\0".encode(errors="surrogateescape"))
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
