"""The engine that proves.

From an expression to a verdict: ``domain`` and ``evaluate`` bring both sides, in one cell of the
domain, into a ``field`` of functions (``polynomials`` in ``atoms``), arrays by their entries
(``arrays``), derivatives beside the point (``beside``); ``calculus`` renames and sums there,
``slopes`` differentiates, ``zeros`` tells what is zero; ``signs`` decides what is positive;
``decide`` goes through the cells.
"""

from derive.kernel.prove.decide import Cell, Proof, holds, prove

__all__ = ["Cell", "Proof", "holds", "prove"]
