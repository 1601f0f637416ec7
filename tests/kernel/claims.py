"""Claims written as a working's text, for the tests of both engines."""

from derive.language.nodes import Expr
from derive.language.reader import read_working
from derive.language.working import Declarations

Claim = tuple[Expr, Expr, Declarations]


def claim(text: str) -> Claim:
    """Return the one step of a working, whose declarations stand before it, set off by ``|``.

    ``"0 < a, a < 1 | a/a == 1"`` declares a domain; ``let`` and ``where`` parts end with ``;``.
    """
    declared, _, statement = text.rpartition("|")
    lines = []
    for part in filter(None, (part.strip() for part in declared.split(";"))):
        lines.append(part if part.startswith("let ") else f"where {part}")
    (step,) = (working := read_working("\n".join([*lines, statement.strip(), ""]))).steps
    return step.left.expr, step.right.expr, working.declarations
