"""A derivation as Python: its points, its lines and its conditions as functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from importlib.resources import files

from derive.book.finding import Entry
from derive.language.declared import shapes_of
from derive.language.nodes import (
    Binary,
    Call,
    Condition,
    Constant,
    Expr,
    IndexTerm,
    Membership,
    Name,
    Natural,
    Number,
    Relation,
    Unary,
    Where,
    nodes,
)
from derive.language.numpy import Source, condition_to_numpy, to_numpy
from derive.language.shapes import index_sizes, sides_of, size_names, survey
from derive.language.working import Chain, Line

_MARK = "\n# -- "
DELTA_ONLY = 3  # how far an index runs that stands on no array


def words() -> str:
    """Return the source of the words that lines are written with."""
    return _parts()[0]


def checker() -> str:
    """Return the source of what checks lines against each other."""
    return _parts()[1]


def _parts() -> tuple[str, str]:
    text = files("derive.export").joinpath("prelude.py").read_text(encoding="utf-8")
    _, first, second = text.split(_MARK)
    return _MARK.strip("\n") + first, _MARK.strip("\n") + second


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of a chain: what was typed, the name of its function, and the reason it gives."""

    line: Line
    function: str
    rule: str


@dataclass(frozen=True)
class Code:
    """The Python of one derivation."""

    entry: Entry

    @cached_property
    def sources(self) -> dict[int, Source]:
        """The source of each line, by the number that tells its line from others."""
        declarations = self.entry.working.declarations
        return {
            id(line): to_numpy(line.expr, declarations)
            for chain in self.entry.working.chains
            for line in chain_lines(chain)
        }

    @cached_property
    def names(self) -> list[str]:
        """The names that need a value, sizes first."""
        declarations = self.entry.working.declarations
        found = {name for source in self.all_sources() for name in source.names}
        shapes = dict(declarations.shapes)
        for name in list(found):
            found |= {size for size in shapes.get(name, ()) if isinstance(size, str)}
        for chain in self.entry.working.chains:
            found |= {size for size in self.indices(chain).values() if isinstance(size, str)}
        return sorted(found, key=lambda name: (name in shapes, name not in self.whole, name))

    @cached_property
    def whole(self) -> frozenset[str]:
        """The names that are whole numbers: sizes, and what is declared so."""
        declarations = self.entry.working.declarations
        sizes = {size for _, shape in declarations.shapes for size in shape}
        sizes |= {size for chain in self.entry.working.chains for size in self.sizes_in(chain)}
        natural = {c.subject.id for c in declarations.domain if isinstance(c, Natural)}
        return frozenset(size for size in sizes | natural if isinstance(size, str))

    @staticmethod
    def sizes_in(chain: Chain) -> Iterator[IndexTerm]:
        """Yield what stands as a size inside the lines of a chain."""
        for line in chain_lines(chain):
            yield from size_names(line.expr)

    def all_sources(self) -> Iterator[Source]:
        """Yield the sources of all lines and all conditions that are about free values."""
        yield from self.sources.values()
        for conditions in self.entry.shows:
            for condition in conditions:
                yield condition_to_numpy(condition, self.entry.working.declarations)
        for condition in self.entry.working.declarations.domain:
            yield condition_to_numpy(condition, self.entry.working.declarations)

    def indices(self, chain: Chain) -> dict[str, IndexTerm]:
        """Return the free indices of a chain's lines, and how far each runs."""
        found: dict[str, IndexTerm] = {}
        for line in chain_lines(chain):
            surveyed = survey(line.expr, self.entry.working.declarations).indices
            for index, size in surveyed.items():
                if size is not None:
                    found[index] = size
                else:
                    found.setdefault(index, DELTA_ONLY)
        return dict(sorted(found.items()))

    # -- what is written -----------------------------------------------------------------------

    def unknown_functions(self) -> list[str]:
        """Return a line for each unknown function: something to stand for it."""
        declarations = self.entry.working.declarations
        named = [("some_function", name) for name in declarations.functions]
        named += [("some_scalar", name) for name, _ in declarations.unknowns]
        return [f'{name} = {kind}("{name}", {k})' for k, (kind, name) in enumerate(named, 1)]

    def point(self) -> list[str]:
        """Return the function that draws one point."""
        drawn = [f"    {name} = {self._drawn(name)}" for name in self.names]
        listed = ", ".join(f'"{name}": {name}' for name in self.names)
        return [
            "def point(rng):",
            '    """Draw sizes and values as they are declared; the same at every run."""',
            *drawn,
            f"    return {{{listed}}}",
        ]

    def _drawn(self, name: str) -> str:
        declarations = self.entry.working.declarations
        low, high = _interval(name, declarations.domain)
        if name in self.whole:
            least = max(1, -(-low.numerator // low.denominator)) if low is not None else 1
            return f"int(rng.integers({least}, {least + 4}))"
        shape = declarations.shape(name)
        size = f"({', '.join(map(str, shape))},)" if shape else ""
        for condition in declarations.domain:
            if isinstance(condition, Membership) and condition.subject == Name(name):
                listed = ", ".join(to_numpy(v, declarations).text for v in condition.values)
                return f"1.0 * rng.choice([{listed}]{', ' + size if size else ''})"
        written = ", ".join(f"{float(end):g}" for end in _ends(low, high))
        return f"rng.uniform({written}{', ' + size if size else ''})"

    def zeros(self) -> list[str]:
        """Return the function of what must vanish: the equations among the conditions."""
        return self._conditions("zeros", "What is 0 at the points of the domain.", equations=True)

    def holds(self) -> list[str]:
        """Return the function of the other conditions."""
        return self._conditions("holds", "What is true there besides.", equations=False)

    def _conditions(self, name: str, says: str, *, equations: bool) -> list[str]:
        declarations = self.entry.working.declarations
        chosen = [
            condition
            for condition in declarations.domain
            if (isinstance(condition, Relation) and condition.op == "==") == equations
        ]
        return self.predicate(name, says, chosen, difference=equations)

    def predicate(
        self, name: str, says: str, conditions: Iterable[Condition], *, difference: bool = False
    ) -> list[str]:
        """Return a function that lists what conditions say of a point."""
        declarations = self.entry.working.declarations
        lets: dict[str, str] = {}
        said: list[str] = []
        for condition in conditions:
            match condition:
                case Relation(left=left, right=right) if difference:
                    source = to_numpy(Binary("-", left, right), declarations)
                case _:
                    source = condition_to_numpy(condition, declarations)
            lets |= dict(source.lets)
            ranges: dict[str, IndexTerm] = {}
            for side in sides_of(condition):
                ranges |= index_sizes(side, declarations)
            loops = "".join(f" for {index} in range({size})" for index, size in ranges.items())
            said.append(f"*({source.text}{loops})" if loops else source.text)
        return [
            f"def {name}({', '.join(self.names)}):",
            f'    """{says}"""',
            *(f"    {let} = {meaning}" for let, meaning in lets.items()),
            "    return [",
            *(f"        {each}," for each in said),
            "    ]",
        ]

    def function(self, line: Line, name: str, indices: Iterable[str] = ()) -> list[str]:
        """Return a line of the derivation as a function of all values and its free indices."""
        source = self.sources[id(line)]
        return [
            f"def {name}({', '.join([*self.names, *indices])}):",
            f"    # {' '.join(line.text.split())}",
            *(f"    {let} = {meaning}" for let, meaning in source.lets),
            f"    return {source.text}",
        ]

    def symbols(self, chain: Chain) -> str:
        """Return SymPy's symbols for a chain of numbers, or None for one that it can't do."""
        declarations = self.entry.working.declarations
        exprs = [line.expr for line in chain_lines(chain)]
        exprs += [meaning for _, meaning in declarations.lets]
        arrays = any(shapes_of(declarations).values())
        if arrays or not all(_symbolic(node) for expr in exprs for node in nodes(expr)):
            return "None"
        said = (f'"{name}": sp.Symbol("{name}", {self._kind(name)})' for name in self.names)
        return f"{{{', '.join(said)}}}"

    def _kind(self, name: str) -> str:
        """Return what SymPy may assume of a name."""
        if name in self.whole:
            return "integer=True, positive=True"
        low, _ = _interval(name, self.entry.working.declarations.domain)
        return "positive=True" if low is not None and low >= 0 and self._open(name) else "real=True"

    def _open(self, name: str) -> bool:
        """Return whether 0 itself is left out of the domain of a name."""
        return any(
            (isinstance(c, Relation) and c.op == "<" and c.right == Name(name))
            or (isinstance(c, Relation) and c.op == ">" and c.left == Name(name))
            for c in self.entry.working.declarations.domain
        )


def chain_lines(chain: Chain) -> tuple[Line, ...]:
    """Return the lines of a chain, the first one too."""
    return (chain.first, *(step.right for step in chain.steps))


def code_lines(chain: Chain, number: int) -> list[CodeLine]:
    """Return the lines of a chain with the names of their functions."""
    rules = ["", *(", ".join(step.rules) for step in chain.steps)]
    return [
        CodeLine(line, f"line_{number}_{place}", rule)
        for place, (line, rule) in enumerate(zip(chain_lines(chain), rules, strict=True))
    ]


def shown(entry: Entry) -> list[tuple[str, tuple[Condition, ...]]]:
    """Return what a derivation shows of conditions, with its text."""
    return list(zip(entry.derivation.shows, entry.shows, strict=True))


def _symbolic(node: Expr) -> bool:
    """Return whether SymPy can be asked about a node as the exported words put it."""
    match node:
        case Where(condition=condition):
            return all(relation.op in ("<", "<=", ">", ">=") for relation in condition)
        case Call(function="softmax") | Constant():
            return False
    return True


def _interval(
    name: str, conditions: Iterable[Condition]
) -> tuple[Fraction | None, Fraction | None]:
    """Return the numbers between which a name is declared to lie."""
    low: Fraction | None = None
    high: Fraction | None = None
    for condition in conditions:
        match condition:
            case Relation(op="<" | "<=", left=Name(id=found), right=right) if found == name:
                high = _constant(right) if high is None else high
            case Relation(op="<" | "<=", left=left, right=Name(id=found)) if found == name:
                low = _constant(left) if low is None else low
            case Relation(op=">" | ">=", left=Name(id=found), right=right) if found == name:
                low = _constant(right) if low is None else low
            case Relation(op=">" | ">=", left=left, right=Name(id=found)) if found == name:
                high = _constant(left) if high is None else high
    return low, high


def _ends(low: Fraction | None, high: Fraction | None) -> tuple[Fraction, Fraction]:
    """Return where to draw from: inside the interval, away from its ends."""
    if low is None and high is None:
        return Fraction(-2), Fraction(2)
    start = low if low is not None else (high or Fraction(0)) - 3
    stop = high if high is not None else start + 3
    inset = (stop - start) / 10
    return start + inset, stop - inset


def _constant(expr: Expr) -> Fraction | None:
    match expr:
        case Number(value=value):
            return value
        case Unary(op=op, arg=arg) if (inside := _constant(arg)) is not None:
            return -inside if op == "-" else inside
        case Binary(op="/", left=left, right=right):
            above, below = _constant(left), _constant(right)
            return above / below if above is not None and below else None
    return None
