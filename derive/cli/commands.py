"""The commands: each takes the parsed options, prints, and returns the exit status."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from derive.book.book import Book, read_book
from derive.book.cache import Cache, open_cache
from derive.book.checking import check_entries, check_workings, prepare
from derive.book.citation import citation, results
from derive.book.finding import Entry
from derive.book.project import Project, ProjectError, find_project
from derive.book.report import Report, as_data, exit_status
from derive.book.standing import Standing
from derive.cli.terminal import coloured, progress
from derive.cli.wording import derivation_text, problem_text, report_text, summary
from derive.language.errors import LanguageError
from derive.language.reader import decode, read_workings
from derive.language.working import Working
from derive.rules.catalogue import RULES

LONGEST = 10_000_000  # bytes that are read at most; the language refuses files long before


def list_book(_: argparse.Namespace) -> int:
    """List the derivations: chapter by chapter, name, title and what each shows."""
    project, book = _book()
    for chapter in dict.fromkeys(entry.chapter for entry in book.entries):
        print(coloured(chapter, "bold"))
        for entry in book.entries:
            if entry.chapter == chapter:
                print(f"  {coloured(entry.name, 'green')}  {entry.derivation.title}")
                for shown in _statements(entry):
                    print(f"      {shown}")
    return _tell_problems(project, book)


def _statements(entry: Entry) -> Iterable[str]:
    yield from dict.fromkeys(map(str, results(entry.name, entry.working)))
    yield from entry.derivation.shows


def list_rules(_: argparse.Namespace) -> int:
    """List the rules that a step may name: kind by kind, each with its law."""
    width = max(len(rule.name) for rule in RULES)
    for kind in dict.fromkeys(rule.kind for rule in RULES):
        print(coloured(kind, "bold"))
        for rule in RULES:
            if rule.kind == kind:
                print(f"  {rule.name:{width}}  {coloured(rule.law, 'faint')}")
    return 0


def show(options: argparse.Namespace) -> int:
    """Show one derivation."""
    project, book = _book()
    entry = book.entry(options.name)
    if entry is not None:
        print(derivation_text(entry, book))
        how = f"Nothing was checked just now: python -m derive check {entry.name}"
        print(f"\n{coloured(how, 'faint')}")
        return 0
    for path, error in book.problems:
        if path.stem.replace("_", "-") == options.name:
            print(problem_text(project.relative(path), error), file=sys.stderr)
            return 2
    guess = book.nearest(options.name)
    print(
        f"derive: there is no derivation called {options.name!a}"
        + (f"; did you mean {guess}?" if guess else "; `python -m derive list` has them all"),
        file=sys.stderr,
    )
    return 2


def check(options: argparse.Namespace) -> int:
    """Check workings, or the whole book."""
    stand = 0  # steps that need not be checked again
    if options.files:
        reports = _check_files(options)
    else:
        project = find_project(Path.cwd())
        cache = _cache(project, options)
        # As data every derivation is told, whether it has changed or not.
        standing = Standing(project.content, cache, options.seconds) if cache else None
        if standing and standing.whole and not options.json:
            print(summary((), standing.steps))
            return 0
        prepare()
        rest = standing.rest() if standing and not options.json else None
        if standing and rest:
            stand = standing.steps
        book, entries = rest or _whole(project)
        reports = check_entries(
            book, entries, seconds=options.seconds, progress=progress(), cache=cache
        )
        if standing:
            standing.keep(entries, reports)
        reports += _problems(project, book)
    for report in reports:
        if options.json:
            print(json.dumps(as_data(report), ensure_ascii=False))
        elif text := report_text(report, brief=not options.files):
            print(text)
        for each in report.steps:
            if each.contradiction:
                print(f"derive: {report.file}: {each.judgement.detail}", file=sys.stderr)
    if not options.json:
        print(summary(reports, stand))
    return exit_status(reports)


def _check_files(options: argparse.Namespace) -> list[Report]:
    """Return the reports of the files in their order: of workings, and of the book's own files."""
    files = dict.fromkeys(options.files)
    reports = _check_own(files, options)
    read = [(file, _read(file)) for file in files if file not in reports]
    said = check_workings(
        read,
        book=_cited_book(each for _, each in read),
        seconds=options.seconds,
        progress=progress(),
    )
    reports |= {file: report for (file, _), report in zip(read, said, strict=True)}
    return [reports[file] for file in options.files]


def _check_own(files: Iterable[str], options: argparse.Namespace) -> dict[str, Report]:
    """Return the reports of what belongs to the book: its files, and the names of derivations."""
    try:
        project = find_project(Path.cwd())
    except ProjectError:
        return {}
    paths = {file: Path(file).resolve() for file in files if _may_belong(file, project)}
    if not paths:
        return {}
    book = read_book(project.content)
    asked: dict[str, Entry] = {}
    for file, path in paths.items():
        named = None if path.exists() else book.entry(file)
        found = (entry for entry in book.entries if entry.path.resolve() == path)
        if entry := named or next(found, None):
            asked[file] = entry
    cache = _cache(project, options)
    checked = check_entries(book, asked.values(), seconds=options.seconds, cache=cache)
    reports = dict(zip(asked, checked, strict=True))
    broken = {path.resolve(): (path, error) for path, error in book.problems}
    for file, path in paths.items():
        if file not in reports and path in broken:
            own, error = broken[path]
            reports[file] = Report(project.relative(own), error=error)
    return reports


def _may_belong(file: str, project: Project) -> bool:
    """Tell whether a file lies among the book's, or is none but may be a derivation's name."""
    path = Path(file).resolve()
    inside = path.suffix == ".py" and path.is_relative_to(project.content.resolve())
    return inside or (file != "-" and not path.exists())


def build(options: argparse.Namespace) -> int:
    """Write the snippets, or say which are stale."""
    from derive.pages.refresh import COMMAND, made, stale, write

    project, book = _book()
    cache = _cache(project, options)
    reports = _check_book(project, book, cache)
    snippets = made(project, book, reports[: len(book.entries)], cache)
    faults = [text for report in reports if (text := report_text(report, brief=True))]
    faults += snippets.faults
    for text in faults:
        print(text, file=sys.stderr)
    if options.check:
        old = stale(project.snippets, snippets)
        for name in old:
            print(f"stale: snippets/{name}", file=sys.stderr)
        if old:
            print(f"mend it with: {COMMAND}", file=sys.stderr)
            return 1
    else:
        changed = write(project.snippets, snippets)
        print(f"{len(snippets.texts)} snippets, {len(changed)} of them changed")
    if faults:
        print("derive: not everything is proved; the last good snippets stay", file=sys.stderr)
    return exit_status(reports) or (3 if snippets.faults else 0)


def _book() -> tuple[Project, Book]:
    project = find_project(Path.cwd())
    return project, read_book(project.content)


def _cited_book(read: Iterable[tuple[Working, ...] | LanguageError]) -> Book | None:
    """Return the book around here, when one of the workings cites it and there is one."""
    workings = (working for each in read if isinstance(each, tuple) for working in each)
    if not any(citation(rule) for each in workings for step in each.steps for rule in step.rules):
        return None
    try:
        return _book()[1]
    except ProjectError:
        return None


def _cache(project: Project, options: argparse.Namespace) -> Cache | None:
    return None if options.no_cache else open_cache(project.root)


def _check_book(project: Project, book: Book, cache: Cache | None) -> list[Report]:
    """Return the reports of the book's entries, in their order, then those of its problems."""
    reports = check_entries(book, book.entries, progress=progress(), cache=cache)
    return [*reports, *_problems(project, book)]


def _whole(project: Project) -> tuple[Book, tuple[Entry, ...]]:
    book = read_book(project.content)
    return book, book.entries


def _problems(project: Project, book: Book) -> list[Report]:
    return [Report(project.relative(path), error=error) for path, error in book.problems]


def _tell_problems(project: Project, book: Book) -> int:
    for path, error in book.problems:
        print(problem_text(project.relative(path), error), file=sys.stderr)
    return 2 if book.problems else 0


def _read(file: str) -> tuple[Working, ...] | LanguageError:
    """Return the workings in a file, or why it can't be read."""
    try:
        if file == "-":
            content = sys.stdin.buffer.read(LONGEST)
        else:
            with open(file, "rb") as opened:
                content = opened.read(LONGEST)
        return read_workings(decode(content, file), file)
    except OSError as error:
        return LanguageError(f"the file can't be read: {error.strerror}", line=1, file=file)
    except LanguageError as error:
        return error
