"""The network's gradients against an automatic differentiator, and against differences."""

from collections.abc import Callable, Sequence

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.network import (
    ACTIVATIONS,
    Array,
    Layer,
    backward,
    central_differences,
    cross_entropy,
    cross_entropy_slope,
    demonstration,
    forward,
    random_layers,
    relative_difference,
    sigma,
)

# The activations once more, in the differentiator's own words.
ORACLE = {
    "identity": lambda Z: Z,
    "sigmoid": lambda Z: 1 / (1 + anp.exp(-Z)),
    "tanh": anp.tanh,
    "relu": lambda Z: anp.maximum(0, Z),
    "leaky relu": lambda Z: anp.where(Z > 0, Z, 0.01 * Z),
    "softplus": lambda Z: anp.log(1 + anp.exp(Z)),
}

ARCHITECTURES = [
    ((3, 1), ("sigmoid",)),
    ((2, 4, 1), ("tanh", "sigmoid")),
    ((5, 4, 3), ("relu", "sigmoid")),
    ((3, 5, 4, 2), ("relu", "tanh", "sigmoid")),
    ((2, 3, 4, 5, 3), ("softplus", "leaky relu", "identity", "sigmoid")),
    ((4, 6, 3, 5, 2, 3), ("tanh", "relu", "softplus", "sigmoid", "sigmoid")),
]


def network(
    sizes: Sequence[int], activations: Sequence[str], m: int, seed: int
) -> tuple[list[Layer], Array, Array]:
    """Make a network with random parameters, and m examples with labels of 0 and 1."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(sizes[0], m))
    Y = rng.integers(0, 2, size=(sizes[-1], m)).astype(float)
    return random_layers(sizes, activations, rng), X, Y


def oracle_gradients(
    layers: list[Layer], X: Array, Y: Array
) -> tuple[list[tuple[Array, Array]], Array]:
    """Return (dW, db) of each layer and the slopes of T by X, by automatic differentiation."""

    def total(parameters: list[tuple[Array, Array]], A: Array) -> Array:
        for (W, b), layer in zip(parameters, layers, strict=True):
            A = ORACLE[layer.activation](anp.dot(W, A) + b)
        losses: Array = -(Y * anp.log(A) + (1 - Y) * anp.log(1 - A))
        return anp.sum(losses)  # type: ignore[no-any-return]

    parameters = [(layer.W, layer.b) for layer in layers]
    by_parameters = grad(total, 0)(parameters, X)
    m = X.shape[1]
    return [(dW / m, db / m) for dW, db in by_parameters], grad(total, 1)(parameters, X)


def assert_agreement(layers: list[Layer], X: Array, Y: Array, tolerance: float = 1e-9) -> None:
    """Compare every gradient of the network, dA0 too, with the differentiator's."""
    AL, caches = forward(X, layers)
    ours = backward(AL - Y, caches)
    theirs, dX = oracle_gradients(layers, X, Y)
    for layer, got, (dW, db) in zip(layers, ours, theirs, strict=True):
        assert (got.dW.shape, got.db.shape) == (layer.W.shape, layer.b.shape)
        assert relative_difference(got.dW, dW) < tolerance
        assert relative_difference(got.db, db) < tolerance
    assert relative_difference(ours[0].dA_prev, dX) < tolerance


@pytest.mark.parametrize(("sizes", "activations"), ARCHITECTURES)
@pytest.mark.parametrize("m", [2, 7])
def test_gradients_agree_with_automatic_differentiation(
    sizes: tuple[int, ...], activations: tuple[str, ...], m: int
) -> None:
    """All gradients agree to 1e-9 relative with a library that none of us wrote."""
    assert_agreement(*network(sizes, activations, m, seed=len(sizes) + m))


@settings(deadline=None, max_examples=40)
@given(
    sizes=st.lists(st.integers(1, 6), min_size=2, max_size=6),
    hidden=st.lists(st.sampled_from(sorted(ACTIVATIONS)), min_size=4, max_size=4),
    m=st.integers(1, 8),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_architecture_agrees(sizes: list[int], hidden: list[str], m: int, seed: int) -> None:
    """Whatever the depth, the sizes and the activations, the recursion gives the gradients."""
    activations = (*hidden[: len(sizes) - 2], "sigmoid")
    assert_agreement(*network(sizes, activations, m, seed))


@pytest.mark.parametrize(("sizes", "activations"), ARCHITECTURES[1:])
def test_gradients_agree_with_central_differences(
    sizes: tuple[int, ...], activations: tuple[str, ...]
) -> None:
    """The same gradients come out when each parameter is moved a little both ways."""
    layers, X, Y = network(sizes, activations, 5, seed=11)
    AL, caches = forward(X, layers)

    def cost() -> float:
        return cross_entropy(forward(X, layers)[0], Y)

    for layer, got in zip(layers, backward(AL - Y, caches), strict=True):
        assert relative_difference(got.dW, central_differences(cost, layer.W)) < 1e-6
        assert relative_difference(got.db, central_differences(cost, layer.b)) < 1e-6


def test_both_starts_give_the_same_gradients() -> None:
    """The start at dAL and the start at A - Y differ by rounding only."""
    layers, X, Y = network((3, 4, 2), ("tanh", "sigmoid"), 6, seed=3)
    AL, caches = forward(X, layers)
    explicit = cross_entropy_slope(AL, Y) * caches[-1].slope
    for one, other in zip(backward(AL - Y, caches), backward(explicit, caches), strict=True):
        assert relative_difference(one.dW, other.dW) < 1e-13


def test_half_squared_error_starts_at_the_difference_too() -> None:
    """With the identity at the end, A - Y starts the gradients of half the squared error."""
    layers, X, Y = network((3, 4, 2), ("tanh", "identity"), 6, seed=4)
    A, caches = forward(X, layers)

    def cost() -> float:
        return float(np.sum((forward(X, layers)[0] - Y) ** 2) / 2 / X.shape[1])

    for layer, got in zip(layers, backward(A - Y, caches), strict=True):
        assert relative_difference(got.dW, central_differences(cost, layer.W)) < 1e-8


@pytest.mark.parametrize(
    "slip",
    [
        lambda dZ, A: dZ @ A.T,  # without 1/m
        lambda dZ, A: dZ @ A.T / A.shape[1] ** 2,  # 1/m twice
        lambda dZ, A: np.roll(dZ, 1, axis=1) @ A.T / A.shape[1],  # another example's error
    ],
)
def test_the_comparison_notices_a_slip(slip: Callable[[Array, Array], Array]) -> None:
    """The measure that all tests here rest on tells a wrong dW from a right one."""
    layers, X, Y = network((3, 2), ("sigmoid",), 4, seed=5)
    AL, _ = forward(X, layers)
    (right, _), *_ = oracle_gradients(layers, X, Y)[0]
    assert relative_difference(slip(AL - Y, X), right) > 1e-2


def test_sigma_stands_the_whole_range() -> None:
    """No overflow for large inputs of either sign, and the usual values between."""
    Z: Array = np.array([[-1000.0, -2.0, 0.0, 2.0, 1000.0]])
    assert sigma(Z) == pytest.approx(np.array([[0, 0.11920292, 0.5, 0.88079708, 1]]), abs=1e-8)


@pytest.mark.parametrize(
    ("W", "b", "activation", "said"),
    [
        ((2, 3), (2,), "tanh", "b of shape (n, 1); here they have (2, 3) and (2,)"),
        ((2, 3), (3, 1), "tanh", "here they have (2, 3) and (3, 1)"),
        ((2, 3), (2, 1), "relu6", "no activation called 'relu6'"),
    ],
)
def test_a_layer_that_does_not_fit_is_refused(
    W: tuple[int, ...], b: tuple[int, ...], activation: str, said: str
) -> None:
    """A b of shape (n,) would broadcast in silence, so shapes are compared at once."""
    with pytest.raises(ValueError, match=r"\w") as caught:
        Layer(np.zeros(W), np.zeros(b), activation)
    assert said in str(caught.value)


def test_layers_that_do_not_follow_each_other_are_refused() -> None:
    """The message names the layer and both shapes; so it does for a dZ of another shape."""
    layers = [
        Layer(np.zeros((4, 3)), np.zeros((4, 1)), "tanh"),
        Layer(np.zeros((2, 5)), np.zeros((2, 1)), "sigmoid"),
    ]
    with pytest.raises(ValueError, match=r"layer 2 has W of shape \(2, 5\).*\(4, 6\)"):
        forward(np.zeros((3, 6)), layers)
    _, caches = forward(np.zeros((3, 6)), layers[:1])
    with pytest.raises(ValueError, match=r"dZ has the shape \(4, 1\), and Z \(4, 6\)"):
        backward(np.zeros((4, 1)), caches)


def test_the_demonstration_shows_agreement() -> None:
    """What ``python -m derive.network`` prints are small differences, for all three layers."""
    lines = list(demonstration())[2:]
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    assert all(float(line.split()[-1]) < 1e-8 for line in lines)
