"""What a rule is: its law in words and signs, and what it does to an expression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from derive.language.nodes import Expr
from derive.rules.form import Laws
from derive.rules.scene import Scene

Kind: TypeAlias = Literal["calculus", "algebra", "definition", "index"]

# What a rule makes of this very node, or None where it does not apply.
Move: TypeAlias = Callable[[Expr, Scene], Expr | None]

# Whether a step goes the way that the rule's name says; for laws that two rules share.
Turn: TypeAlias = Callable[[Expr, Expr], bool]

# Whether the step is one of the rule's, for a rule that no move and no law describes.
Check: TypeAlias = Callable[[Expr, Expr, Scene], bool]


@dataclass(frozen=True, slots=True)
class Example:
    """A step: its two lines, what is declared for it (one a line), and what is shown above it."""

    left: str
    right: str
    given: str = ""
    shown: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason that a step may give.

    name     what it is called behind ``by``
    law      the law, as equations of the language, separated by ``;``
    says     the law in words, with what its letters stand for
    needs    its conditions, in words; empty when it holds always
    example  a step that the rule justifies
    given    what is declared for the law, one a line: its conditions in the language
    why      why the law holds, in words
    not_     steps, near to the rule's, that it does not justify
    moves    what it does to a node, where it is a rewriting
    instead  other moves as which the law may be read, each a tuple of them
    laws     the laws of algebra that it stands for, where it is one of algebra
    with_    laws of algebra that may be used besides, without being named
    helpers  moves that may be made besides, without being named
    along    names of rules that a learner's step may use besides; a published one may not
    passing  moves, and
    loose    laws of algebra, that a learner's step may use besides
    within   whether a learner's step uses the rule among others; else it must be needed
    turn     which way a step must go, where another rule goes the other way
    whole    whether arrays may be compared entry by entry
    check    what decides instead, for a rule that is neither moves nor laws
    """

    name: str
    kind: Kind
    law: str
    says: str
    example: Example
    needs: str = ""
    given: str = ""
    why: str = ""
    not_: tuple[Example, ...] = ()
    moves: tuple[Move, ...] = ()
    instead: tuple[tuple[Move, ...], ...] = ()
    laws: Laws = frozenset()
    with_: Laws = frozenset()
    helpers: tuple[Move, ...] = ()
    along: tuple[str, ...] = ()
    passing: tuple[Move, ...] = ()
    loose: Laws = frozenset()
    within: Turn | None = None
    turn: Turn | None = None
    whole: bool = False
    check: Check | None = None

    @property
    def slug(self) -> str:
        """The rule's name in addresses."""
        return self.name.replace(" ", "-")
