"""The mutation suite: every slip, planted in every published step, and what becomes of it.

    python -m tests.rules.mutants            all of them, in worker processes (some minutes)
    python -m tests.rules.mutants --every 50

Each mutant is judged, and one in five is diagnosed as well, which takes longer. The whole run
writes ``derive/slips/mutants.json``, of which the site shows a table.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from derive.book.book import Book, read_book
from derive.book.workers import Done, in_workers
from derive.kernel.judge import judge
from derive.kernel.verdict import Verdict
from derive.language.nodes import Expr
from derive.language.shapes import ShapeError, check_step_shapes
from derive.language.text import to_text
from derive.language.working import Declarations
from derive.rules.diagnosing.diagnosis import repair
from derive.rules.diagnosing.one_size import with_one_size
from derive.rules.diagnosing.slips import Change, planted

ROOT = Path(__file__).parents[2]
DATA = ROOT / "derive" / "slips" / "mutants.json"
SECONDS = 60.0
DIAGNOSED = 5  # one mutant in so many is diagnosed

# What may become of a mutant. The first four are caught; the next two are no wrong lines.
REFUTED = "refuted"
UNFIT_REFUTED = "unfit, then refuted"  # refused for its shapes; refuted with the sizes made equal
UNFIT = "unfit"  # refused for its shapes, with the sizes made equal as well
UNFIT_EQUAL = "unfit, then proved"  # refused for its shapes; no slip where all sizes are equal
CONDITIONAL = "conditional"
EQUAL = "equal"
UNDECIDED = "undecided"
CAUGHT = (REFUTED, UNFIT_REFUTED, UNFIT, UNFIT_EQUAL)


@dataclass(frozen=True)
class Mutant:
    """A slip planted in the right-hand line of a published step."""

    place: str
    left: Expr
    right: Expr
    declarations: Declarations
    change: Change

    def __str__(self) -> str:
        return f"{self.place}, {self.change.slip.name}: {to_text(self.change.line)}"


@dataclass(frozen=True)
class Fate:
    """What became of a mutant.

    how        one of the fates above
    suggested  whether a repair was found, and if so whether it is the very line that was spoilt;
               None where that was not asked
    """

    how: str
    suggested: str | None = None


def mutants(book: Book) -> list[Mutant]:
    """Return all mutants of the book, in its order."""
    return [
        Mutant(f"{entry.name}-{number}", left, right, declarations, change)
        for entry in book.entries
        for number, step in enumerate(entry.working.steps, start=1)
        for left, right in [(step.left.expr, step.right.expr)]
        for declarations in [entry.working.declarations]
        for change in planted(right, left, declarations)
    ]


def fate(mutant: Mutant, *, diagnose: bool = True) -> Fate:
    """Say what becomes of a mutant, and whether its diagnosis finds the way back."""
    how = verdict(mutant.left, mutant.change.line, mutant.declarations)
    if how not in CAUGHT or not diagnose:
        return Fate(how)
    found = repair(mutant.left, mutant.change.line, mutant.declarations, judge=judge)
    if found is None:
        return Fate(how, "none")
    return Fate(how, "original" if found.line == mutant.right else "equal")


def verdict(left: Expr, right: Expr, declarations: Declarations) -> str:
    """Return what the checker says of a step, of one that is refused too."""
    try:
        check_step_shapes(left, right, declarations)
    except ShapeError:
        left, right, declarations = with_one_size(left, right, declarations)
        try:
            check_step_shapes(left, right, declarations)
        except ShapeError:
            return UNFIT
        how = judge(left, right, declarations).verdict
        return UNFIT_REFUTED if how is Verdict.REFUTED else f"unfit, then {how}"
    return {Verdict.PROVED: EQUAL}.get(how := judge(left, right, declarations).verdict, how.value)


# -- the run -------------------------------------------------------------------------------------


def run(
    chosen: Sequence[Mutant], *, diagnose: int | None = DIAGNOSED, loud: bool = False
) -> list[Fate]:
    """Return the fates of mutants, each found in a worker; the reason where it was ended.

    One in ``diagnose`` is diagnosed, none when that is None.
    """

    def progress(done: int, of: int) -> None:
        if done % 200 == 0 or done == of:
            print(f"{done}/{of}", file=sys.stderr, flush=True)

    outcomes = in_workers(
        _fate,
        [(mutant, bool(diagnose and n % diagnose == 0)) for n, mutant in enumerate(chosen)],
        seconds=SECONDS,
        preload=("tests.rules.mutants",),
        progress=progress if loud else None,
    )
    return [each.value if isinstance(each, Done) else Fate(each.reason) for each in outcomes]


def _fate(asked: tuple[Mutant, bool]) -> Fate:
    mutant, diagnose = asked
    return fate(mutant, diagnose=diagnose)


def figures(chosen: Iterable[Mutant], fates: Iterable[Fate]) -> dict[str, object]:
    """Return what the table on the site is made of: in how many steps, counts, equivalents."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    lists: dict[str, list[str]] = defaultdict(list)
    for mutant, each in zip(chosen, fates, strict=True):
        kind = counts[mutant.change.slip.name]
        kind["planted"] += 1
        kind[each.how] += 1
        if each.suggested:
            kind[f"suggested {each.suggested}"] += 1
        if each.how not in CAUGHT:
            lists[each.how].append(str(mutant))
    return {
        "steps": len({mutant.place for mutant in chosen}),
        "kinds": {name: dict(sorted(kind.items())) for name, kind in counts.items()},
        "not caught": {how: sorted(lines) for how, lines in sorted(lists.items())},
    }


def main() -> None:
    """Run the suite, tell its figures, and keep those of a whole run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="take one mutant in so many")
    options = parser.parse_args()
    chosen = mutants(read_book(ROOT / "derive" / "chapters"))[:: options.every]
    fates = run(chosen, loud=True)
    for mutant, each in zip(chosen, fates, strict=True):
        if each.how not in (*CAUGHT, EQUAL, CONDITIONAL) or each.suggested == "none":
            print(f"{each.how}, suggested {each.suggested}: {to_text(mutant.left)} | {mutant}")
    data = figures(chosen, fates)
    total: Counter[str] = Counter()
    for kind in data["kinds"].values():  # type: ignore[attr-defined]
        total.update(kind)
    print(dict(total))
    if options.every == 1:
        DATA.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
