"""Imports run one way only, so that each room can be read, tested and trusted by itself."""

import ast
import graphlib
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# A module may import from its own room and from the rooms before it. The package's own face,
# `derive`, stands outside: it offers the author's one name, and only content uses it.
ROOMS = ["language", "kernel", "rules", "book", "export", "pages", "cli"]
RECORDS = {
    "derive.language.hashed",  # how the nodes are made
    "derive.language.nodes",
    "derive.language.shapes",  # which broadcasting needs; only the proving engine
    "derive.language.text",  # for the condition in a message
    "derive.language.working",
}
# What others may import of the kernel: its faces, and nothing that lies behind them.
FACES = {f"derive.kernel.{name}" for name in ("judge", "verdict", "prove", "refute")}
KERNEL_LIBRARIES = {"flint"}

Graph = dict[str, set[str]]


def module_name(path: Path) -> str:
    """Return the dotted name of a module from its path below the root."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources() -> dict[str, str]:
    """Return the text of each module of the package."""
    paths = sorted((ROOT / "derive").rglob("*.py"))
    return {module_name(path.relative_to(ROOT)): path.read_text("utf-8") for path in paths}


def imports(module: str, text: str, known: Mapping[str, str]) -> Iterator[str]:
    """Yield what a module imports, anywhere in its text; of ours, the module that is meant."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(level=0, module=str(origin), names=names):
                for alias in names:
                    inner = f"{origin}.{alias.name}"
                    yield inner if inner in known else origin
            case ast.ImportFrom():
                raise AssertionError(f"{module}: relative import in line {node.lineno}")


def graph(texts: Mapping[str, str]) -> Graph:
    """Return what each module imports."""
    return {module: set(imports(module, text, texts)) for module, text in texts.items()}


def room(module: str) -> str:
    """Return the room of one of our modules; "derive" for the package's own face."""
    parts = module.split(".")
    if len(parts) == 1:
        return "derive"
    return "cli" if parts[1] == "__main__" else parts[1]


def breaches(imported: Graph) -> list[str]:
    """Return each import of ours that runs the wrong way, as "importer -> imported"."""
    return [
        f"{module} -> {target}"
        for module, targets in imported.items()
        for target in sorted(targets)
        if target.split(".")[0] == "derive" and not allowed(module, target)
    ]


def allowed(module: str, target: str) -> bool:
    """Return whether ``module`` may import our module ``target``."""
    match room(module), room(target):
        case "chapters", there:
            return there == "derive"
        case "derive", there:
            return there == "book"
        case _, "derive" | "chapters":
            return False
        case here, "network":  # the equations as a reader runs them; pictures show its numbers
            return here == "pages"
        case "kernel", "language":
            return target in RECORDS
        case here, "kernel" if here != "kernel" and target not in FACES:
            return False
        case here, there:
            return ROOMS.index(there) <= ROOMS.index(here)


def reached(start: str, imported: Graph) -> set[str]:
    """Return the modules of ours that are loaded, sooner or later, by ``start`` or inside it."""
    todo = [module for module in imported if module == start or module.startswith(f"{start}.")]
    seen: set[str] = set()
    while todo:
        module = todo.pop()
        if module in imported and module not in seen:
            seen.add(module)
            todo += imported[module]
    return seen


def test_imports_run_one_way() -> None:
    """No module imports from a room that is further on."""
    assert breaches(graph(sources())) == []


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("derive.language.parse", "from derive.kernel.prove import prove"),
        ("derive.kernel.prove", "from derive.language.parse import parse_expression"),
        ("derive.kernel.prove", "from derive.language import parse"),
        ("derive.kernel.prove", "def late():\n    from derive.rules import catalogue"),
        ("derive.rules.catalogue", "from derive.kernel.prove.decide import prove"),
        ("derive.rules.catalogue", "import derive.book.finding"),
        ("derive.book.finding", "from derive import Derivation"),
        ("derive.pages.snippet", "from derive.chapters.one_neuron import dz"),
        ("derive.chapters.one_neuron.dz", "from derive.book.derivation import Derivation"),
        ("derive", "from derive.pages.snippet import write"),
    ],
)
def test_an_import_that_runs_the_wrong_way_is_noticed(module: str, text: str) -> None:
    """Each kind of forbidden import, planted, is found."""
    planted = {"derive.language.parse": "", module: text}
    assert len(breaches(graph(planted))) == 1


def test_no_module_imports_itself_in_a_circle() -> None:
    """The modules can be put in an order in which each comes after all that it imports."""
    order = list(graphlib.TopologicalSorter(graph(sources())).static_order())
    assert order.index("derive.language.nodes") < order.index("derive.language.working")


def test_content_needs_one_line() -> None:
    """A derivation's file imports the author's name and nothing else, from anywhere."""
    imported = graph(sources())
    content = {name: found for name, found in imported.items() if room(name) == "chapters"}
    assert content
    assert {name: found for name, found in content.items() if found - {"derive"}} == {}


def test_the_kernel_rests_on_few_libraries() -> None:
    """The kernel imports Python's own library, its engines' two, and the language's records."""
    imported = graph(sources())
    outside = {
        target.split(".")[0]
        for module, targets in imported.items()
        if room(module) == "kernel"
        for target in targets
    }
    assert outside - set(sys.stdlib_module_names) - {"derive"} <= KERNEL_LIBRARIES


def test_the_two_engines_share_no_code() -> None:
    """What the prover and the refuter both load is records: nodes, declarations, verdicts."""
    imported = graph(sources())
    prover = reached("derive.kernel.prove", imported)
    refuter = reached("derive.kernel.refute", imported)
    assert prover and refuter
    assert prover & refuter <= RECORDS | {"derive.kernel.verdict"}


def test_every_library_is_declared() -> None:
    """What the package imports, it names as a dependency; only pages may use the site's."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = names(project["dependencies"])
    needed_by_pages = needed | names(project["optional-dependencies"]["site"])
    providers = packages_distributions()
    ours = {"derive", *sys.stdlib_module_names}
    missing = [
        f"{module} -> {target}"
        for module, targets in graph(sources()).items()
        for target in sorted(targets)
        if (library := target.split(".")[0]) not in ours
        and not {provider.lower() for provider in providers.get(library, [library])}
        & (needed_by_pages if room(module) == "pages" else needed)
    ]
    assert missing == []


def names(requirements: list[str]) -> set[str]:
    """Return the bare names of ``requirements``."""
    return {re.split(r"[^\w.-]", requirement)[0].lower() for requirement in requirements}
