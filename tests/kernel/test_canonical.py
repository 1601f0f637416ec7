"""Bound indices are numbered alike, whatever they were called."""

import random

import pytest

from derive.kernel.prove import prove
from derive.kernel.prove.canonical import Bag, Outline, TooSymmetric, canonical_order
from tests.kernel.claims import claim


def factor(name: str, *indices: str) -> Outline:
    """Return the outline of an indexed factor."""
    return (name, *indices)


def reading(factors: list[Outline], names: list[str]) -> list[str]:
    """Return the product with each name replaced by its place."""
    places = {name: f"#{place}" for place, name in enumerate(names)}
    return sorted(str(moved(each, places)) for each in factors)


def moved(outline: Outline, names: dict[str, str]) -> Outline:
    """Return the outline with names replaced."""
    match outline:
        case str():
            return names.get(outline, outline)
        case tuple():
            return tuple(moved(part, names) for part in outline)
        case Bag(parts=parts):
            return Bag(tuple(sorted((moved(part, names) for part in parts), key=str)))


A, B, C, D = "~a", "~b", "~c", "~d"
PRODUCTS = [
    [factor("M", A, B), factor("M", B, C), factor("M", C, A)],
    [factor("M", A, B), factor("M", C, B), factor("f", A)],
    [factor("M", A, B), factor("M", B, A)],
    [Bag((factor("W", A, B), factor("V", B, A))), factor("x", C, A), factor("x", C, B)],
    [factor("M", A, B), factor("M", B, C), factor("M", C, D), factor("M", D, A), factor("y", D)],
]


@pytest.mark.parametrize("factors", PRODUCTS)
def test_the_numbering_does_not_depend_on_names(factors: list[Outline]) -> None:
    """Renaming the bound indices and shuffling the factors leaves the canonical reading."""
    names = [name for name in (A, B, C, D) if f"'{name}'" in str(factors)]
    expected = reading(factors, canonical_order(factors, dict.fromkeys(names, "n")))
    chance = random.Random(1)
    for _ in range(20):
        new = chance.sample(["~1", "~2", "~3", "~4"], len(names))
        renamed = [moved(each, dict(zip(names, new, strict=True))) for each in factors]
        chance.shuffle(renamed)
        assert reading(renamed, canonical_order(renamed, dict.fromkeys(new, "n"))) == expected


def test_indices_of_different_size_are_never_exchanged() -> None:
    """The size tells indices apart before anything else does."""
    assert canonical_order([factor("M", B, A)], {"~a": "m", "~b": "n"}) == ["~a", "~b"]


def test_too_much_symmetry_is_given_up() -> None:
    """A product of very many alike factors ends in an error, not in a hang."""
    names = {f"~{k}": "n" for k in range(8)}
    factors = [factor("M", a, b) for a in names for b in names]
    with pytest.raises(TooSymmetric):
        canonical_order(factors, names)


@pytest.mark.parametrize("length", [3, 6, 12])
def test_long_products_of_matrices_are_associative(length: int) -> None:
    """Two ways to bracket a long product of square matrices have one normal form."""
    matrices = [f"M{k}" for k in range(length)]
    declared = ", ".join(f"{name}: (n, n)" for name in matrices)
    left = " @ ".join(matrices)
    right = matrices[-1]
    for name in reversed(matrices[:-1]):
        right = f"{name} @ ({right})"
    assert prove(*claim(f"{declared} | {left} == {right}")).complete


def test_a_trace_may_begin_anywhere() -> None:
    """The trace of a product is the same from each of its factors on."""
    assert prove(*claim("M: (n, n) | trace(M @ M @ M.T) == trace(M.T @ M @ M)")).complete
    assert not prove(*claim("M: (n, n) | trace(M @ M @ M) == trace(M @ M @ M.T)")).complete


def test_the_gradient_through_three_layers_has_one_normal_form() -> None:
    """Sums inside unknown functions inside sums are numbered alike on both sides."""
    text = (
        "X: (n0, m), W1: (n1, n0), W2: (n2, n1), W3: (n3, n2), g: function, T(Z3);"
        "let Z1 = W1 @ X; let A1 = g(Z1); let Z2 = W2 @ A1; let A2 = g(Z2); let Z3 = W3 @ A2;"
        "let dZ2 = (W3.T @ D(T, Z3))*D(sum(g(Z2)), Z2);"
        "let dZ1 = (W2.T @ dZ2)*D(sum(g(Z1)), Z1) | D(T, W1) == dZ1 @ X.T"
    )
    assert prove(*claim(text)).complete
