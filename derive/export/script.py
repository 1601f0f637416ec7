"""A derivation as a Python script that checks its lines again, with NumPy and SymPy alone."""

from __future__ import annotations

from collections.abc import Iterator

from derive.book.finding import Entry
from derive.export.code import Code, checker, code_lines, shown, words
from derive.language.browser import declaration_lines


def to_script(entry: Entry) -> str:
    """Return the script; run with Python it says of each line whether it agrees with the last.

    Numbers are put in at random points of the domain; where the lines are of numbers and SymPy
    simplifies their difference to 0, they agree everywhere. Exit status 1 where a line does not.
    """
    return "\n".join(_parts(Code(entry))) + "\n"


def _parts(code: Code) -> Iterator[str]:
    entry = code.entry
    yield f'"""{_docstring(entry)}"""'
    yield ""
    yield words().rstrip()
    yield "\n"
    yield checker().rstrip()
    yield "\n"
    yield "# -- what is declared " + "-" * 72
    yield ""
    for line in declaration_lines(entry.working.declarations):
        yield f"# {line}"
    yield from code.unknown_functions()
    for function in (code.point(), code.zeros(), code.holds()):
        yield from ("", "", *function)
    yield from ("", "", "# -- the lines " + "-" * 79)
    for number, chain in enumerate(entry.working.chains, 1):
        indices = code.indices(chain)
        for each in code_lines(chain, number):
            yield from ("", "", *code.function(each.line, each.function, indices))
    for number, (text, conditions) in enumerate(shown(entry), 1):
        yield from ("", "", *code.predicate(f"shown_{number}", text, conditions))
    yield from ("", "", "def main():")
    yield f'    """Check every line of {entry.name}."""'
    yield f'    print("{entry.name}")'
    yield "    points = draw(point, zeros, holds)"
    yield "    wrong = 0"
    for number, chain in enumerate(entry.working.chains, 1):
        yield "    wrong += check("
        yield "        ["
        for each in code_lines(chain, number):
            text = " ".join(each.line.text.split())
            yield f"            ({text!r}, {each.function}, {each.rule!r}),"
        yield "        ],"
        yield "        points,"
        yield f"        {code.indices(chain)!r},"
        yield f"        {code.symbols(chain)},"
        yield "    )"
    for number, (text, _) in enumerate(shown(entry), 1):
        yield f"    wrong += check_condition({text!r}, shown_{number}, points)"
    yield '    print("all agree" if not wrong else f"{wrong} do NOT agree")'
    yield "    return 1 if wrong else 0"
    yield from ("", "", 'if __name__ == "__main__":', "    sys.exit(main())")


def _docstring(entry: Entry) -> str:
    derivation = entry.derivation
    said = (
        f"{derivation.title}\n\n{derivation.asks}\n{derivation.claims}\n\n"
        f"Checks every line of the derivation {entry.name}: with NumPy at random points of the\n"
        "domain, and with SymPy where it simplifies the difference of two lines to 0."
    )
    return said.replace("\\", "\\\\").replace('"""', "'''")
