"""Mutation testing of the kernel: small faults are put into its code, and its tests must notice.

    python -m tests.kernel.mutation             a sample of 400, drawn from every file
    python -m tests.kernel.mutation --of 100 --seed 2 derive/kernel/prove

Each mutant lives in a process of its own, forked from one that has loaded all but the kernel, and
nothing is written to disk. Those that no test notices are told, each with its line; survivors.md
has the reasons of those that were found. Left out are annotations, docstrings, messages, and
numbers in capitals: limits, and what the search samples.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import resource
import signal
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path
from random import Random
from types import CodeType

ROOT = Path(__file__).parents[2]
SECONDS = 90  # of the processor's time; a mutant that takes longer is noticed
# Their numbers say which points, sizes and stand-ins are tried: any would do.
SAMPLING = frozenset(("sample.py", "sizes.py", "instances.py"))
HERE = "tests/kernel"
SLOW = ("book", "pairs", "soundness", "engines")  # the quickest to notice come first
ELSEWHERE = ("rewriting",)  # its workers would load the kernel without the fault

# What is loaded once for all mutants; nothing of the kernel may be.
LOADED = (
    "hypothesis", "mpmath", "numpy", "playwright.sync_api", "pytest", "sympy",
    "derive.language.reader",
)  # fmt: skip

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATIONS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A fault at one place of a file: the number of the node in it, and which of its faults."""

    path: Path
    node: int
    turn: int

    def tree(self) -> tuple[ast.Module, ast.AST, ast.AST]:
        """Return the file's mutated tree, with the node that was and the one that is there."""
        tree = ast.parse((ROOT / self.path).read_text("utf-8"))
        parent, field, place = list(_places(tree))[self.node]
        held = getattr(parent, field)
        old = held if place is None else held[place]
        new = ast.copy_location(list(_faults(old))[self.turn], old)
        if place is None:
            setattr(parent, field, new)
        else:
            held[place] = new
        return ast.fix_missing_locations(tree), old, new

    def __str__(self) -> str:
        _, old, new = self.tree()
        line = min(node.lineno for node in ast.walk(old) if isinstance(node, ast.expr | ast.stmt))
        was, now = (ast.unparse(node).partition("\n")[0] for node in (old, new))
        return f"{self.path}:{line}: {was}  ->  {now}"


def mutants(path: Path) -> list[Mutant]:
    """Return all mutants of a file."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    found = []
    for number, (parent, field, place) in enumerate(_places(tree)):
        held = getattr(parent, field)
        old = held if place is None else held[place]
        if path.name not in SAMPLING or not isinstance(old, ast.Constant):
            found += [Mutant(path, number, turn) for turn, _ in enumerate(_faults(old))]
    return found


def _places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Yield where nodes stand that may be mutated, as (parent, field, place in its list)."""
    match node:
        case ast.Raise() | ast.Assert():
            return  # what is said of a fault
        case ast.ClassDef(bases=[ast.Name(id="Exception" | "ValueError")]):
            return
        case ast.Assign(targets=[ast.Name(id=name)]) if name.isupper():
            return
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
            return
        case ast.AnnAssign(target=ast.Name(id=name)) if name.isupper():
            return
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "args", "pattern", "bases") and (
            not isinstance(node, ast.Call)
        ):
            continue
        for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST):
                yield node, field, place
                yield from _places(child)


def _faults(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand wrongly in a node's place."""
    new = copy.deepcopy(node)
    match new:
        case ast.Compare(ops=[op]) if type(op) in COMPARISONS:
            new.ops = [COMPARISONS[type(op)]()]
            yield new
        case ast.BinOp(op=op) if type(op) in OPERATIONS:
            new.op = OPERATIONS[type(op)]()
            yield new
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            yield values[0]
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            new.test = ast.UnaryOp(ast.Not(), test)
            yield new
        case ast.comprehension(ifs=[_, *rest]):
            new.ifs = rest
            yield new
        case ast.Expr(value=ast.Call()) | ast.AugAssign():
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()


# -- running the tests ---------------------------------------------------------------------------


class _Loader(SourceFileLoader):
    """Loads a module with a fault in it."""

    def __init__(self, mutant: Mutant) -> None:
        module = ".".join(mutant.path.with_suffix("").parts)
        super().__init__(module, str(ROOT / mutant.path))
        self.code = compile(mutant.tree()[0], self.path, "exec")

    def get_code(self, fullname: str) -> CodeType:
        """Return the code with the fault."""
        return self.code


class _Finder(MetaPathFinder):
    """Finds the module with the fault; others are none of its business."""

    def __init__(self, loader: _Loader) -> None:
        self.loader = loader

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return how the mutated module is loaded."""
        loader = self.loader
        return spec_from_loader(name, loader) if name == loader.name else None


def noticed(mutant: Mutant | None) -> bool:
    """Tell whether a test fails, or does not end, when the kernel has this fault (or none)."""
    child = os.fork()
    if not child:
        try:
            os._exit(_tested(mutant))
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return status != 0


def _tested(mutant: Mutant | None) -> int:
    import pytest

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    signal.alarm(20 * SECONDS)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    found = (path.stem.removeprefix("test_") for path in (ROOT / HERE).glob("test_*.py"))
    files = sorted(name for name in found if name not in (*SLOW, *ELSEWHERE)) + list(SLOW)
    if mutant is not None:
        sys.meta_path.insert(0, _Finder(_Loader(mutant)))
        near = "refute" if "refute" in mutant.path.parts else mutant.path.stem
        files.sort(key=lambda name: not name.startswith(near))
    # Assertions stay as they are, which is faster; what is loaded already can't be rewritten.
    options = ["-x", "-q", "-p", "no:cacheprovider", "--assert=plain", "-W", "ignore"]
    return pytest.main([*options, *(f"{HERE}/test_{name}.py" for name in files)])


def sample(paths: list[Path], count: int, random: Random) -> list[Mutant]:
    """Return mutants of every file, in proportion to how many it has, in a random order."""
    of_file = {path: mutants(path) for path in paths}
    share = count / sum(map(len, of_file.values()))
    chosen = [
        mutant
        for found in of_file.values()
        for mutant in random.sample(found, min(len(found), max(1, round(share * len(found)))))
    ]
    random.shuffle(chosen)
    return chosen


def main() -> None:
    """Tell what becomes of a sample of mutants."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="derive/kernel", type=Path)
    parser.add_argument("--of", type=int, default=400, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for module in LOADED:
        import_module(module)
    paths = sorted(p.relative_to(ROOT) for p in (ROOT / options.folder).rglob("*.py"))
    chosen = sample(paths, options.of, Random(options.seed))
    if noticed(None):
        sys.exit("the tests fail as it is, without any mutant")
    counts: dict[bool, int] = defaultdict(int)
    for mutant in chosen:
        seen = noticed(mutant)
        counts[seen] += 1
        print(f"{counts[True]} of {sum(counts.values())} noticed", file=sys.stderr, flush=True)
        if not seen:
            print(mutant, flush=True)


if __name__ == "__main__":
    main()
