"""A neural network of any depth in NumPy: the equations of this site, put together.

Examples are columns. Layer l has the weights ``W`` of shape (n, n_prev) and the biases ``b`` of
shape (n, 1). ``dZ`` and ``dA`` are slopes of the sum T of the losses, so that column i belongs to
example i's own loss; ``dW`` and ``db`` are slopes of the cost J = T/m.

    forward    Z = W @ A_prev + b                   A = g(Z)
    start      dZ = dA * g'(Z)                      or A - Y, where loss and activation are a pair
    backward   dW = dZ @ A_prev.T / m               db = sum(dZ, axis=1, keepdims=True) / m
               dA_prev = W.T @ dZ                   dZ_prev = dA_prev * g'(Z_prev)

``python -m derive.network`` compares the gradients of a small network with central differences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]

LEAK = 0.01


def sigma(Z: Array) -> Array:
    """Return 1/(1 + exp(-Z)), as exp(-softplus(-Z)): no power of e that could overflow."""
    return np.exp(-np.logaddexp(0, -Z))


@dataclass(frozen=True, slots=True)
class Activation:
    """A function of each entry, and its slope, given both its input and its output."""

    g: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]


ACTIVATIONS: dict[str, Activation] = {
    "identity": Activation(lambda Z: Z, lambda Z, A: np.ones_like(Z)),
    "sigmoid": Activation(sigma, lambda Z, A: A * (1 - A)),
    "tanh": Activation(np.tanh, lambda Z, A: 1 - A**2),
    # At 0 these two have no slope: the one to the left of it is taken, as is the custom.
    "relu": Activation(lambda Z: np.maximum(0, Z), lambda Z, A: np.where(Z > 0, 1.0, 0.0)),
    "leaky relu": Activation(
        lambda Z: np.where(Z > 0, Z, LEAK * Z), lambda Z, A: np.where(Z > 0, 1.0, LEAK)
    ),
    "softplus": Activation(lambda Z: np.logaddexp(0, Z), lambda Z, A: sigma(Z)),
}


@dataclass(frozen=True, slots=True)
class Layer:
    """The parameters of a layer, and the name of its activation.

    Raises ValueError when the shapes are not (n, n_prev) and (n, 1), or the name is not known.
    """

    W: Array
    b: Array
    activation: str

    def __post_init__(self) -> None:
        """Refuse a layer that NumPy's broadcasting would take for another one."""
        if self.W.ndim != 2 or self.b.shape != (self.W.shape[0], 1):
            raise ValueError(
                f"a layer needs W of shape (n, n_prev) and b of shape (n, 1); "
                f"here they have {self.W.shape} and {self.b.shape}"
            )
        if self.activation not in ACTIVATIONS:
            known = ", ".join(ACTIVATIONS)
            raise ValueError(f"there is no activation called {self.activation!r}, only {known}")


@dataclass(frozen=True, slots=True)
class Cache:
    """What the backward pass needs of a layer's forward pass; ``b`` is not among it."""

    A_prev: Array
    W: Array
    Z: Array
    A: Array
    activation: str

    @property
    def slope(self) -> Array:
        """The slopes g'(Z), one for each entry."""
        return ACTIVATIONS[self.activation].slope(self.Z, self.A)


@dataclass(frozen=True, slots=True)
class Gradients:
    """The slopes of the cost by a layer's parameters, and of T by what enters it."""

    dW: Array
    db: Array
    dA_prev: Array


def forward(X: Array, layers: Sequence[Layer]) -> tuple[Array, list[Cache]]:
    """Return the predictions for the examples in the columns of X, and a cache for each layer.

    Raises ValueError when a layer does not fit what enters it.
    """
    A, caches = X, []
    for number, layer in enumerate(layers, start=1):
        if A.ndim != 2 or layer.W.shape[1] != A.shape[0]:
            raise ValueError(
                f"layer {number} has W of shape {layer.W.shape}, and what enters it {A.shape}: "
                "there must be a column of weights for each row of it"
            )
        A_prev = A
        Z = layer.W @ A_prev + layer.b
        A = ACTIVATIONS[layer.activation].g(Z)
        caches.append(Cache(A_prev, layer.W, Z, A, layer.activation))
    return A, caches


def backward(dZ: Array, caches: Sequence[Cache]) -> list[Gradients]:
    """Return the gradients of each layer, the first layer first.

    ``dZ`` is where the last layer starts: ``dAL * caches[-1].slope`` for any loss, or ``AL - Y``
    for sigmoid with cross-entropy and for identity with half squared error.
    """
    gradients: list[Gradients] = []
    m = dZ.shape[1]
    for number in reversed(range(len(caches))):
        cache = caches[number]
        if dZ.shape != cache.Z.shape:
            raise ValueError(f"dZ has the shape {dZ.shape}, and Z {cache.Z.shape}")
        dW = dZ @ cache.A_prev.T / m
        db = np.sum(dZ, axis=1, keepdims=True) / m
        dA_prev = cache.W.T @ dZ
        gradients.append(Gradients(dW, db, dA_prev))
        if number > 0:
            dZ = dA_prev * caches[number - 1].slope
    return gradients[::-1]


def cross_entropy(AL: Array, Y: Array) -> float:
    """Return the cost: the mean over the examples of the binary cross-entropies."""
    T = np.sum(-(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)))
    return float(T / Y.shape[1])


def cross_entropy_slope(AL: Array, Y: Array) -> Array:
    """Return dAL, the slopes of the binary cross-entropies by the predictions."""
    return -(Y / AL - (1 - Y) / (1 - AL))


def random_layers(
    sizes: Sequence[int], activations: Sequence[str], rng: np.random.Generator
) -> list[Layer]:
    """Return layers with random parameters; ``sizes`` begins with the number of inputs."""
    pairs = zip(sizes[:-1], sizes[1:], activations, strict=True)
    return [
        Layer(rng.normal(size=(n, n_prev)) / np.sqrt(n_prev), rng.normal(size=(n, 1)), name)
        for n_prev, n, name in pairs
    ]


def central_differences(cost: Callable[[], float], P: Array, h: float = 1e-5) -> Array:
    """Return the slopes of ``cost`` by each entry of ``P``, which is moved by h and put back."""
    slopes = np.empty_like(P)
    for place in np.ndindex(P.shape):
        kept = P[place]
        P[place] = kept + h
        above = cost()
        P[place] = kept - h
        slopes[place] = (above - cost()) / (2 * h)
        P[place] = kept
    return slopes


def relative_difference(one: Array, other: Array) -> float:
    """Return the length of the difference by the sum of the lengths; 0 for two zeros."""
    total = float(np.linalg.norm(one) + np.linalg.norm(other))
    return float(np.linalg.norm(one - other)) / total if total else 0.0


def demonstration() -> Iterator[str]:
    """Check the gradients of a network with 3 inputs, 4 and 5 hidden units and 2 outputs."""
    rng = np.random.default_rng(0)
    layers = random_layers((3, 4, 5, 2), ("tanh", "softplus", "sigmoid"), rng)
    X, Y = rng.normal(size=(3, 7)), rng.integers(0, 2, size=(2, 7)).astype(np.float64)
    AL, caches = forward(X, layers)
    yield f"cost of 7 examples: {cross_entropy(AL, Y):.6f}"
    yield "layer  W       difference of dW, of db"
    pairs = zip(layers, backward(AL - Y, caches), strict=True)
    for number, (layer, gradients) in enumerate(pairs, start=1):
        differences = [
            relative_difference(
                exact, central_differences(lambda: cross_entropy(forward(X, layers)[0], Y), P)
            )
            for P, exact in ((layer.W, gradients.dW), (layer.b, gradients.db))
        ]
        yield f"{number:<5}  {layer.W.shape!s:<6}  {differences[0]:.1e}, {differences[1]:.1e}"


if __name__ == "__main__":
    print(*demonstration(), sep="\n")
