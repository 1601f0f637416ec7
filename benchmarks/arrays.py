"""How long the proving engine takes for claims about arrays, and how that grows.

Run ``python -m benchmarks.arrays``. It prints three tables: the steps of the book, products of
more and more matrices (each brings one bound index), and networks of more and more layers.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from derive.book.book import read_book
from derive.book.project import find_project
from derive.kernel.prove import Proof, prove
from derive.language.reader import read_working

LENGTHS = (2, 4, 8, 16, 32, 40)
LAYERS = (1, 2, 3, 4, 6)


def milliseconds(function: Callable[[], Proof]) -> float:
    """Return the shortest of three times that the function takes; it must find a proof."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        proof = function()
        times.append(time.perf_counter() - start)
        assert proof.complete
    return 1000 * min(times)


def proved(text: str) -> Callable[[], Proof]:
    """Return the proof of the one step of a working, still to be run."""
    working = read_working(text)
    (step,) = working.steps
    return lambda: prove(step.left.expr, step.right.expr, working.declarations)


def products() -> Iterator[tuple[int, float]]:
    """Yield (number of factors, time) for a product of matrices bracketed in two ways."""
    for length in LENGTHS:
        names = [f"M{k}" for k in range(length)]
        shapes = ", ".join(f"{name}: (n{k}, n{k + 1})" for k, name in enumerate(names))
        right = names[-1]
        for name in reversed(names[:-1]):
            right = f"{name} @ ({right})"
        yield length, milliseconds(proved(f"where {shapes}\n{' @ '.join(names)} == {right}\n"))


def networks() -> Iterator[tuple[int, float]]:
    """Yield (number of layers, time) for the gradient of the first layer's weights."""
    for layers in LAYERS:
        lines = ["where A0: (n0, m), g: function", f"where T(Z{layers})"]
        slope = f"D(T, Z{layers})"
        for k in range(1, layers + 1):
            lines.append(f"where W{k}: (n{k}, n{k - 1}), b{k}: (n{k}, 1)")
            lines.append(f"let Z{k} = W{k} @ A{k - 1} + b{k}")
            if k < layers:
                lines.append(f"let A{k} = g(Z{k})")
        for k in range(layers - 1, 0, -1):
            slope = f"((W{k + 1}.T @ {slope})*D(sum(g(Z{k})), Z{k}))"
        yield layers, milliseconds(proved("\n".join([*lines, f"D(T, W1) == {slope} @ A0.T", ""])))


def book() -> list[float]:
    """Return the time of each step of the book in its chain, in milliseconds."""
    entries = read_book(find_project(Path.cwd()).content).entries
    times = []
    for entry in entries:
        for chain in entry.working.chains:
            lines = (chain.first.expr, *(step.right.expr for step in chain.steps))
            for left, right in pairwise(lines):
                start = time.perf_counter()
                prove(left, right, entry.working.declarations, chain=lines)
                times.append(1000 * (time.perf_counter() - start))
    return times


def main() -> None:
    """Print the tables."""
    times = book()
    print(f"steps of the book: {len(times)}")
    median, mean = statistics.median(times), statistics.mean(times)
    print(f"  median {median:.1f} ms, mean {mean:.1f} ms, worst {max(times):.0f} ms")
    print("product of k matrices, bracketed from the left and from the right")
    for length, taken in products():
        print(f"  k = {length:2}   {taken:8.1f} ms")
    print("D(T, W1) through k layers, for any loss and any activation")
    for layers, taken in networks():
        print(f"  k = {layers:2}   {taken:8.1f} ms")


if __name__ == "__main__":
    main()
