"""From a plain text file to the records of a working: what is declared, and the chains of lines.

Three steps: physical lines are joined where a bracket is open and lose their comments; each of
the lines so made is a declaration, the beginning of a chain or a step; and what was declared is
held against what is used (definitions before their use, functions by name, shapes).
"""

from __future__ import annotations

import difflib
import keyword
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NoReturn

from derive.language.errors import LanguageError
from derive.language.lines import Part, decode, logical_lines, physical_lines
from derive.language.nodes import (
    FUNCTIONS,
    RESERVED,
    Apply,
    Condition,
    Expr,
    IndexTerm,
    Name,
    Natural,
    Number,
    names_in,
    walk,
)
from derive.language.parse import parse_conditions, place_of
from derive.language.scan import quoted
from derive.language.shapes import (
    ShapeError,
    Survey,
    Surveyor,
    check_condition_shapes,
    compare,
    sides_of,
    size_names,
)
from derive.language.text import to_text
from derive.language.working import Chain, Declarations, Line, Shape, Step, Working

LONGEST_LINE = 50_000  # characters, over all lines that its brackets join

_BY = re.compile(r"(?<=\s)by(?=\s|$)")
_RULE = re.compile(r"[\w.-]+(?:\s+[\w.-]+)*")
_GETS = re.compile(r"(?<![<>=!:])=(?!=)")
_CALL = re.compile(r"\s*[^\W\d]\w*\s*\(.*\)\s*", re.DOTALL)
_DEPENDS = re.compile(r"function\s+of\s+\(?(.+?)\)?", re.DOTALL)
_COMPARES = re.compile(r"[<>=!]|\bin\b")
_ITEM = "0 < a < 1, z != 0, y in {0, 1}, n in N, W: (n, p), g: function or J(Z)"
# What a name can be; an array may be defined as well, and a size be named again.
_DEFINED, _ARRAY, _SIZE = "defined by let", "an array", "a size"
_FUNCTION, _UNKNOWN = "an unknown function", "an unknown scalar"
_AGAIN = (_SIZE, _FUNCTION)

__all__ = ["StepMisfit", "decode", "read_working", "read_workings"]


class StepMisfit(LanguageError):
    """A step whose right-hand side has shapes that don't fit; what it says, for a diagnosis."""

    def __init__(self, error: LanguageError, step: Step, declarations: Declarations) -> None:
        super().__init__(error.message, error.line, error.column, error.source, error.file)
        self.step = step
        self.declarations = declarations


def read_working(text: str, name: str | None = None) -> Working:
    """Return the working that the text spells; ``name`` is the file's, for messages.

    Raises LanguageError: where the text cannot be read, where shapes do not fit, where it holds
    no step, and where a declaration below a chain would change what that chain says (a file may
    do so; :func:`read_workings` tells its parts apart).
    """
    workings = read_workings(text, name)
    last = workings[-1].declarations
    for working in workings[:-1]:
        for chain in working.chains:
            if changed := _touched(chain, working.declarations, last):
                line = chain.first.number
                source = physical_lines(text)[line - 1]
                message = (
                    f"a declaration below this chain would change what it says of {changed}; "
                    "move it above the chain, or the chain below it"
                )
                raise LanguageError(message, line, 1, source, name)
    return Working(last, tuple(chain for working in workings for chain in working.chains))


def read_workings(text: str, name: str | None = None) -> tuple[Working, ...]:
    """Return the text's chains in order, grouped under the declarations that stand above them.

    A file whose declarations all stand above its first chain is one working. Raises
    LanguageError as :func:`read_working` does.
    """
    reader = _Reader(physical_lines(text, name))
    try:
        return reader.read()
    except LanguageError as error:
        line = error.line or 1
        source = reader.lines[line - 1] if line <= len(reader.lines) else ""
        located = LanguageError(error.message, line, error.column, source, name)
        if isinstance(error, StepMisfit):
            raise StepMisfit(located, error.step, error.declarations) from None
        raise located from None


@dataclass(slots=True)
class _Group:
    """Chains that stand under the same declarations, and the names used as sizes."""

    declarations: Declarations
    sizes: set[str]
    chains: list[Chain] = field(default_factory=list)


class _Reader:
    """Reads one file; it gathers declarations and chains on its way down."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.lets: dict[str, tuple[Expr, Part]] = {}
        self.domain: list[tuple[Condition, Part]] = []
        self.shapes: dict[str, Shape] = {}
        self.functions: list[str] = []
        self.unknowns: dict[str, tuple[str, ...]] = {}
        self.kinds: dict[str, list[tuple[str, Part]]] = {}  # what each declared name is
        self.sizes: set[str] = set()
        self.used: dict[str, tuple[Part, Expr]] = {}  # name -> where it was used first
        self.groups: list[_Group] = []
        self.parts: dict[int, Part] = {}  # id of a Line -> where its expression stands
        self.open: list[Step | Line] = []  # the chain being read
        self.declared = True  # whether something was declared since the last chain began

    def read(self) -> tuple[Working, ...]:
        """Read all lines, then check what can only be judged of the whole."""
        for written in logical_lines(self.lines):
            self.read_line(written.code.stripped(), written.comment)
        self.end_chain()
        self.check_declarations()
        for group in self.groups:
            self.check_chains(group)
            group.declarations = _with_sizes(group.declarations, group.sizes)
        if not any(chain.steps for group in self.groups for chain in group.chains):
            end = Part("", len(self.lines))
            end.fail("the working holds no step: write LEFT == RIGHT, or lines that begin with =")
        return tuple(Working(group.declarations, tuple(group.chains)) for group in self.groups)

    def read_line(self, code: Part, comment: str) -> None:
        if len(code.text) > LONGEST_LINE:
            code.fail(f"the line is longer than {LONGEST_LINE:,} characters")
        word = re.match(r"(let|where)(?:\s|$)", code.text)
        if not code.text:
            self.end_chain()
        elif word:
            self.end_chain()
            self.declared = True
            rest = code.cut(word.end(1))
            self.read_let(rest) if word[1] == "let" else self.read_where(rest)
        else:
            self.read_chain_line(code, comment)

    # -- chains -------------------------------------------------------------------------------

    def read_chain_line(self, code: Part, comment: str) -> None:
        code, rules = self.split_rules(code)
        goes_on = bool(re.match(r"=(?!=)", code.text))
        sides = code.cut(1).split("==") if goes_on else code.split("==")
        if len(sides) > 2 or (goes_on and len(sides) > 1):
            sides[-1].stripped().fail("one equality on a line: LEFT == RIGHT, or = and one side")
        self.refuse_single(code.cut(1) if goes_on else code, begins=not goes_on)
        if goes_on and not self.open:
            code.fail("nothing stands above to go on from: a chain begins with an expression")
        if not goes_on:
            if self.open and len(sides) == 1:
                code.fail(
                    "a line that goes on begins with =, or with the open bracket above it; "
                    "a blank line ends the chain"
                )
            self.end_chain()
            self.begin_chain()
            self.open.append(self.read_side(sides.pop(0)))
            if not sides and rules:
                code.fail("the first line of a chain is no step, so no rule stands behind it")
        for side in sides:
            last = self.open[-1]
            left = last.right if isinstance(last, Step) else last
            self.open.append(Step(left, self.read_side(side), rules, comment or None))

    def refuse_single(self, code: Part, begins: bool) -> None:
        """Refuse ``dZ = A - Y`` on one line, and say what it may be: a definition or a step."""
        gets = _GETS.search(code.flat()) if _GETS.search(code.text) else None
        if gets is None:
            return
        name, right = code.text[: gets.start()].strip(), code.text[gets.end() :].strip()
        right = quoted(" ".join(right.split()))
        taken = {*self.kinds, *RESERVED, *keyword.kwlist}
        message = f"put = {right} on the next line"
        if not right or _GETS.search(right):
            message = "put each = at the beginning of a line of its own"
        elif begins and name.isidentifier() and name not in taken:
            message = f"to define {name}, write let {name} = {right}; for a step, {message}"
        code.cut(gets.start()).fail(message)

    def split_rules(self, code: Part) -> tuple[Part, tuple[str, ...]]:
        """Return the code before ``by``, and the names of the rules behind it."""
        by = _BY.search(code.flat()) if _BY.search(code.text) else None
        if by is None:
            return code, ()
        rules = []
        for part in code.cut(by.end()).split(","):
            rule = part.stripped()
            if not _RULE.fullmatch(rule.text):
                rule.fail("the name of a rule is expected behind by: by RULE, or by RULE, RULE")
            rules.append(" ".join(rule.text.split()))
        return code.cut(0, by.start()), tuple(rules)

    def read_side(self, part: Part) -> Line:
        part = part.stripped()
        expr = part.parse()
        self.note_use(expr, part)
        line = Line(expr, " ".join(piece.strip() for piece in part.text.split("\n")), part.line)
        self.parts[id(line)] = part
        self.groups[-1].sizes |= size_names(expr)
        return line

    def begin_chain(self) -> None:
        if self.declared:
            self.groups.append(_Group(self.declarations(), set(self.sizes)))
        self.declared = False

    def end_chain(self) -> None:
        if self.open:
            first = self.open[0]
            assert isinstance(first, Line)
            steps = tuple(step for step in self.open if isinstance(step, Step))
            self.groups[-1].chains.append(Chain(first, steps))
        self.open = []

    # -- declarations -------------------------------------------------------------------------

    def read_let(self, rest: Part) -> None:
        gets = _GETS.search(rest.flat())
        if gets is None:
            rest.stripped().fail("a definition is expected: let NAME = EXPRESSION")
        name = self.new_name(rest.cut(0, gets.start()), "let NAME = EXPRESSION")
        part = rest.cut(gets.end()).stripped()
        where = rest.stripped()
        self.declare(name, _DEFINED, where)
        expr = part.parse()
        if name in names_in(expr):
            self.fail_at_name(name, expr, part, f"{name} is used in its own definition")
        self.note_use(expr, part)
        if name in self.used:
            use, used_in = self.used[name]
            message = f"{name} is used here before it is defined, on line {where.line}"
            self.fail_at_name(name, used_in, use, message)
        self.lets[name] = (expr, part)
        self.note_sizes(size_names(expr), part)

    def read_where(self, rest: Part) -> None:
        for item in rest.split(","):
            part = item.stripped()
            flat = part.flat()
            if not part.text:
                part.fail(f"a condition is expected here: {_ITEM}")
            if ":" in flat:
                self.read_kind(part, flat.index(":"))
            elif _CALL.fullmatch(part.text) and not _COMPARES.search(flat):
                self.read_unknown(part)
            else:
                for condition in parse_conditions(part.text, part.line, part.column):
                    self.domain.append((condition, part))
                    for side in sides_of(condition):
                        self.note_functions(side, part)
                        self.note_sizes(size_names(side), part)

    def read_kind(self, part: Part, colon: int) -> None:
        """Read ``W: (n, p)`` or ``g: function``."""
        name = self.new_name(part.cut(0, colon), _ITEM)
        kind = part.cut(colon + 1).stripped()
        if kind.text == "function":
            self.declare(name, _FUNCTION, part)
            self.functions.append(name)
            return
        if depends := _DEPENDS.fullmatch(kind.text):
            kind.fail(
                f"one number that depends on {depends[1]} is declared as {name}({depends[1]})"
            )
        if not (kind.text.startswith("(") and kind.text.endswith(")")):
            kind.fail(f"a shape such as ({name}_rows, {name}_columns), or function, is expected")
        self.declare(name, _ARRAY, part)
        inner = kind.cut(1, len(kind.text) - 1)
        sizes = inner.split(",")
        if len(sizes) > 1 and not sizes[-1].text.strip():
            sizes.pop()
        shape = tuple(self.read_size(size.stripped()) for size in sizes)
        self.shapes[name] = shape
        self.note_sizes((size for size in shape if isinstance(size, str)), part)

    def read_size(self, part: Part) -> IndexTerm:
        match part.parse() if part.text else None:
            case Name(id=name):
                return name
            case Number(value=value, text=text) if text.isdigit() and 1 <= value < 10**9:
                return int(value)
        part.fail("a size is a name or a whole number from 1 on: W: (n, p), z: (n), b: (n, 1)")

    def read_unknown(self, part: Part) -> None:
        """Read ``J(Z)``, an unknown scalar that depends on Z."""
        expr = part.parse()
        if not isinstance(expr, Apply) or not all(isinstance(arg, Name) for arg in expr.args):
            part.fail(f"a condition is expected here: {_ITEM}")
        name, arguments = expr.function, tuple(arg.id for arg in expr.args if isinstance(arg, Name))
        if len(set(arguments)) < len(arguments) or name in arguments:
            part.fail("an unknown depends on different names: J(W, b)")
        self.declare(name, _UNKNOWN, part)
        self.unknowns[name] = arguments

    def new_name(self, part: Part, form: str) -> str:
        """Return the name that is declared here. Raises LanguageError where it is none."""
        part = part.stripped()
        plain = unicodedata.normalize("NFKC", part.text)
        if plain in RESERVED or plain in ("let", "by"):
            part.fail(f"{plain} is reserved and cannot be declared; choose another name")
        match part.parse() if part.text else None:
            case Name(id=name):
                return name
            case Apply(function=function):
                part.fail(
                    f"let defines a name; an unknown is declared by where {function}: function"
                )
        part.fail(f"a name is expected here: {form}")

    def declare(self, name: str, kind: str, part: Part) -> None:
        """Note what a name is; refuse one that is already something else."""
        for other, where in self.kinds.get(name, ()):
            if (other == kind and kind in _AGAIN) or {other, kind} == {_DEFINED, _ARRAY}:
                continue
            part.fail(f"{name} is {other} already, from line {where.line}")
        self.kinds.setdefault(name, []).append((kind, part))

    def note_sizes(self, names: Iterable[str], part: Part) -> None:
        for name in names:
            self.declare(name, _SIZE, part)
            self.sizes.add(name)

    # -- what is used -------------------------------------------------------------------------

    def note_use(self, expr: Expr, part: Part) -> None:
        self.note_functions(expr, part)
        for name in names_in(expr):
            self.used.setdefault(name, (part, expr))

    def note_functions(self, expr: Expr, part: Part) -> None:
        """Refuse a call of what was not declared above."""
        for path, node in walk(expr):
            if not isinstance(node, Apply) or node.function in (*self.functions, *self.unknowns):
                continue
            name = node.function
            known = [*FUNCTIONS, *self.functions, *self.unknowns]
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            if name in self.lets or name in self.shapes or name in self.used:
                inside = ", ".join(map(to_text, node.args))
                hint = f"; write {name}*({inside}) for the product"
            message = f"{quoted(name)} is called and not declared above (where g: function){hint}"
            line, column = place_of(part.text, path, part.line, part.column)
            raise LanguageError(message, line, column)

    def fail_at_name(self, name: str, expr: Expr, part: Part, message: str) -> NoReturn:
        for path, node in walk(expr):
            if node == Name(name) or (isinstance(node, Apply) and node.function == name):
                raise LanguageError(message, *place_of(part.text, path, part.line, part.column))
        part.fail(message)

    # -- the whole ----------------------------------------------------------------------------

    def declarations(self) -> Declarations:
        """Return what is declared so far."""
        return Declarations(
            lets=tuple((name, expr) for name, (expr, _) in self.lets.items()),
            domain=tuple(condition for condition, _ in self.domain),
            shapes=tuple(self.shapes.items()),
            functions=tuple(dict.fromkeys(self.functions)),
            unknowns=tuple(self.unknowns.items()),
        )

    def check_declarations(self) -> None:
        """Hold the shapes of definitions and conditions against what is declared in the end."""
        declarations = self.declarations()
        surveyor = Surveyor(declarations)
        for name, (expr, part) in self.lets.items():
            try:
                surveyor.survey(expr)
            except ShapeError as error:
                _refuse(error, part)
            try:
                surveyor.survey(Name(name))
            except ShapeError as error:
                part.fail(error.message)
        for condition, part in self.domain:
            try:
                check_condition_shapes(condition, declarations)
            except ShapeError as error:
                part.fail(error.message)

    def check_chains(self, group: _Group) -> None:
        """Hold the shapes of a group's lines against each other."""
        surveyor = Surveyor(group.declarations)
        for chain in group.chains:
            above = self.survey(chain.first, surveyor)
            for step in chain.steps:
                try:
                    survey = self.survey(step.right, surveyor)
                    try:
                        compare(above, survey)
                    except ShapeError as error:
                        self.parts[id(step.right)].fail(error.message)
                except LanguageError as error:
                    raise StepMisfit(error, step, group.declarations) from None
                above = survey

    def survey(self, line: Line, surveyor: Surveyor) -> Survey:
        try:
            return surveyor.survey(line.expr)
        except ShapeError as error:
            _refuse(error, self.parts[id(line)])


def _refuse(error: ShapeError, part: Part) -> NoReturn:
    """Raise the misfit of shapes at its place in the file."""
    place = place_of(part.text, error.path, part.line, part.column)
    raise LanguageError(error.message, *place) from None


def _with_sizes(declarations: Declarations, sizes: set[str]) -> Declarations:
    """Return the declarations, with every name that is used as a size a whole number."""
    known = {c.subject.id for c in declarations.domain if isinstance(c, Natural)}
    implied = tuple(Natural(Name(size)) for size in sorted(sizes - known))
    return replace(declarations, domain=declarations.domain + implied)


def _touched(chain: Chain, above: Declarations, below: Declarations) -> str | None:
    """Return a name of which a chain speaks and a later declaration says something new."""
    lets = dict(below.lets)

    def reach(names: Iterable[str]) -> set[str]:
        found, waiting = set[str](), list(names)
        while waiting:
            if (name := waiting.pop()) not in found:
                found.add(name)
                waiting += names_in(lets[name]) if name in lets else ()
        return found

    def about(condition: Condition) -> set[str]:
        return reach(name for side in sides_of(condition) for name in names_in(side))

    lines = [chain.first, *(step.right for step in chain.steps)]
    names = reach(name for line in lines for name in names_in(line.expr) | size_names(line.expr))
    new = [about(condition) for condition in below.domain if condition not in above.domain]
    declared = {*dict(below.shapes), *below.functions, *dict(below.unknowns)}
    earlier = {*dict(above.shapes), *above.functions, *dict(above.unknowns)}
    spoken = set[str]().union(*new) | (declared - earlier)
    while more := [c for c in map(about, above.domain) if c & spoken and not c <= spoken]:
        spoken = spoken.union(*more)  # what is known of a through a < b changes with b
    return min(names & spoken, default=None)
