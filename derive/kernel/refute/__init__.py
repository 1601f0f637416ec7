"""The engine that refutes: it evaluates both sides, in numbers that surely hold the truth.

It shares no evaluation code with the engine that proves. Its derivatives are slopes of one-sided
power series, taken at the point; the prover differentiates symbolically.

    reals      exact rationals and balls         values     power series over them
    scene      definitions, shapes and indices   evaluate   an expression at a point
    domain     which points are declared         sizes      concrete sizes for size letters
    sample     the points to try                 instances  concrete functions for unknown ones
    show       numbers as text                   search     the search for a counter-example
    sieve      many right-hand sides at once

Arrays have concrete sizes and are evaluated entry by entry. Sizes that fit as letters fit as
numbers, so nothing here checks shapes.
"""

from derive.kernel.refute.search import Refutation, empty, find_point, refute
from derive.kernel.refute.sieve import Sieve

__all__ = ["Refutation", "Sieve", "empty", "find_point", "refute"]
