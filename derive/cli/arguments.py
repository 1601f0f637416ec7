"""What the command line understands, and how a command's faults reach people."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

EPILOG = """\
examples:
  python -m derive list                      what the book derives
  python -m derive show dz                   one derivation, line by line
  python -m derive check                     check the whole book
  python -m derive check mine.txt            check the steps in a file of your own
  echo 'a/a == 1' | python -m derive check -    ... or from standard input
  python -m derive build                     write snippets/, which the pages embed

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

Without FILE, checks all derivations of the book, and the names of their rules too.

exit status, the first that applies:
  2  a file can't be read as a working    1  something refuted
  3  something conditional, undecided or unjustified    0  all proved
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    options = _parser().parse_args(arguments)
    from derive.book.project import ProjectError
    from derive.cli import commands

    run = {
        "list": commands.list_book,
        "show": commands.show,
        "check": commands.check,
        "build": commands.build,
    }[options.command]
    try:
        return run(options)
    except KeyboardInterrupt:
        print("derive: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader has had enough (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except (ProjectError, OSError, RuntimeError) as error:
        print(f"derive: {error}", file=sys.stderr)
        return 2


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
    check.add_argument("files", metavar="FILE", nargs="*", help="a working; - is standard input")
    check.add_argument("--json", action="store_true", help="one JSON object a file, one a line")
    check.add_argument(
        "--seconds",
        type=_seconds,
        default=10.0,
        metavar="S",
        help="what a step may take (default: 10)",
    )
    build = commands.add_parser(
        "build",
        help="write the snippets that pages embed",
        description="Check the book and write snippets/, one file for each derivation. "
        "A derivation that is not proved in every step is not written.",
    )
    build.add_argument(
        "--check", action="store_true", help="write nothing; fail when a snippet is stale"
    )
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return seconds
