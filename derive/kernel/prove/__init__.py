"""The engine that proves.

From an expression to a verdict: ``domain`` and ``evaluate`` bring both sides, in one cell of the
domain, into a ``field`` of functions (``quotients`` of ``polynomials`` in ``atoms``), arrays by
their entries (``arrays``), derivatives beside the point (``beside``); ``calculus`` renames and sums
there, ``slopes`` differentiates, ``zeros`` tells what is zero; ``signs`` decides what is positive;
``cells`` cuts the domain, ``decide`` goes through its cells, ``lines`` does so for a whole chain.
"""

from derive.kernel.prove.cells import Cell
from derive.kernel.prove.decide import Proof, difference, holds, prove

__all__ = ["Cell", "Proof", "difference", "holds", "prove"]
