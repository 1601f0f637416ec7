"""What the command line understands, and how a command's faults reach people."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import TypeAlias

EPILOG = """\
examples:
  python -m derive list                      what the book derives
  python -m derive show dz                   one derivation, line by line
  python -m derive check                     check the whole book
  python -m derive check mine.txt            check the steps in a file of your own
  echo 'a/a == 1' | python -m derive check -    ... or from standard input
  python -m derive next 'log(a/b)'           what can be done with an expression
  python -m derive derivative 'log(1 - a)' --by a    its derivative, step by step
  python -m derive build                     write snippets/, which the pages embed
  python -m derive new my-result             begin a derivation of your own
  python -m derive export dz --to py         take one elsewhere: tex, md, ipynb, py, json

a file of your own, mine.txt:
  where 0 < a < 1
    log(a/(1 - a))
  = log(a) - log(1 - a)

`python -m derive COMMAND --help` says more about each command.
"""

CHECK = """\
Says of each step whether it is
  proved       both sides are defined and equal at every point of the domain
  conditional  equal wherever both are defined; the missing condition is named
  refuted      different at a point, which is shown with both values
  undecided    neither; what was tried is said

A FILE of the book, derive/chapters/.../dz.py or only dz, is checked as the book is.
Without FILE, checks all derivations of the book.

exit status, the first that applies:
  2  a file can't be read as a working    1  something refuted
  3  something conditional, undecided or unjustified    0  all proved
"""

EXPORT = """\
Checks a derivation, then writes it
  tex    as a LaTeX document; with --all the whole book, its citations as links
  md     as Markdown with dollars, for any other site
  ipynb  as a notebook whose cells run the lines with NumPy
  py     as a script that checks every line again, with NumPy and SymPy alone
  json   as data: its words, its lines in each notation, and the report of `check --json`
"""

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


NEXT = """\
Lists the lines that a rule makes of the expression, at one place or at all places at once.
Each is justified by its rule and proved; one that needs a condition says which.

  python -m derive next 'D(L, z)' --let 'a = sigma(z)' --let 'L = (a - y)**2'
  python -m derive next '1/a + 1/b' --where 'a != 0, b != 0' --rule 'common denominator'

exit status: 0 there are lines, 1 there are none, 2 something can't be read
"""

DERIVATIVE = """\
Writes the derivative as a derivation: every step names its rule, is justified by it and proved.
Where the derivative exists only under a condition, that condition is declared.

  python -m derive derivative 'z*sigma(z)' --by z
  python -m derive derivative 'log(1 - a)' --by a --where '0 < a < 1' | python -m derive check -

exit status: 0 done, 2 something can't be read, 3 no derivation was found
"""

ENGINES_NEEDED = ("check", "build", "next", "derivative", "export")

NO_CACHE = "judge everything anew, and remember nothing (.cache/derive holds earlier verdicts)"
SECONDS = "what a step may take (default: 10)"


def _run(options: argparse.Namespace) -> int:
    from derive.cli import applied, beginning, commands, exporting

    run: dict[str, Callable[[argparse.Namespace], int]] = {
        "new": beginning.new,
        "list": commands.list_book,
        "rules": commands.list_rules,
        "show": commands.show,
        "check": commands.check,
        "build": commands.build,
        "next": applied.list_next,
        "derivative": applied.write_derivative,
        "export": exporting.export,
    }
    if options.command in ENGINES_NEEDED and find_spec("flint") is None:
        raise RuntimeError(
            f"{sys.executable} lacks python-flint; in the project's folder `make serve` makes a "
            "Python that has it: switch that on with `. .venv/bin/activate`"
        )
    return run[options.command](options)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    options = _parser().parse_args(_shielded(arguments))
    from derive.book.project import ProjectError

    try:
        return _run(options)
    except KeyboardInterrupt:
        print("derive: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader has had enough (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except (ProjectError, OSError, RuntimeError) as error:
        print(f"derive: {error}", file=sys.stderr)
        return 2


def _shielded(arguments: Sequence[str] | None) -> list[str]:
    """Keep an expression that begins with a minus, ``-log(a)``, from being read as an option."""
    shielded = list(sys.argv[1:] if arguments is None else arguments)
    if shielded and shielded[0] in ("next", "derivative"):
        for place, text in enumerate(shielded):
            if text.startswith("-") and not text.startswith("--") and text != "-h":
                shielded[place] = f" {text}"
    return shielded


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m derive",
        description="Derivations, line by line: each step written once, and checked.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser(
        "list",
        help="list the book's derivations",
        description="List the derivations: name, title and what each shows.",
    )
    commands.add_parser(
        "rules",
        help="list the rules that a step may name",
        description="List the rules that a step may name, kind by kind, with their laws.",
    )
    show = commands.add_parser(
        "show",
        help="show a derivation in the terminal",
        description="Show a derivation: what it claims, its lines, their rules and reasons.",
    )
    show.add_argument("name", metavar="NAME", help="as `python -m derive list` has it")
    check = commands.add_parser(
        "check",
        help="check the book, or workings of your own",
        description=CHECK,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    check.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        help="a working, or a file of the book; - is standard input",
    )
    check.add_argument("--json", action="store_true", help="one JSON object a file, one a line")
    check.add_argument(
        "--seconds",
        type=_seconds,
        default=10.0,
        metavar="S",
        help=SECONDS,
    )
    following = commands.add_parser(
        "next",
        help="list what the rules make of an expression",
        description=NEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    following.add_argument("--rule", metavar="NAME", help="of this rule alone")
    derivative = commands.add_parser(
        "derivative",
        help="differentiate an expression, step by step",
        description=DERIVATIVE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    derivative.add_argument("--by", required=True, metavar="VARIABLE", help="a name or an entry")
    derivative.add_argument("--json", action="store_true", help="one JSON object")
    for each in (following, derivative):
        each.add_argument("expression", metavar="EXPRESSION", help="in the language of workings")
        each.add_argument(
            "--let", action="append", default=[], metavar="'NAME = EXPRESSION'", help="a definition"
        )
        each.add_argument(
            "--where", action="append", default=[], metavar="CONDITIONS", help="declarations"
        )
        each.add_argument("--seconds", type=_seconds, default=10.0, metavar="S", help=SECONDS)
    build = commands.add_parser(
        "build",
        help="write the snippets that pages embed",
        description="Check the book and write snippets/, one file for each derivation. "
        "A derivation that is not proved in every step is not written.",
    )
    build.add_argument(
        "--check", action="store_true", help="write nothing; fail when a snippet is stale"
    )
    for each in (check, build):
        each.add_argument("--no-cache", action="store_true", help=NO_CACHE)
    _add_new(commands)
    _add_export(commands)
    return parser


def _add_new(commands: Commands) -> None:
    new = commands.add_parser(
        "new",
        help="begin a derivation",
        description="Write a derivation that already checks, and a page that shows it. Nothing is "
        "overwritten.",
    )
    new.add_argument("name", metavar="NAME", help="small letters, digits and hyphens")
    new.add_argument("--chapter", metavar="CHAPTER", help="where it belongs (default: drafts)")


def _add_export(commands: Commands) -> None:
    export = commands.add_parser(
        "export",
        help="write a derivation as LaTeX, Markdown, a notebook, a script or data",
        description=EXPORT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    export.add_argument("name", metavar="NAME", nargs="?", help="a derivation")
    export.add_argument("--all", action="store_true", help="the whole book, as one LaTeX document")
    export.add_argument(
        "--to", choices=("tex", "md", "ipynb", "py", "json"), default="tex", help="default: tex"
    )
    export.add_argument("--output", metavar="FILE", help="default: standard output")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return seconds
