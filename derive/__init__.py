"""Backprop, line by line: equations derived in small steps, each of them checked.

An author needs one name: :class:`Derivation`.
"""

from derive.book.derivation import Derivation

__all__ = ["Derivation"]
