"""The law that each function of the prover states is what the function is."""

import mpmath
import pytest

from derive.kernel.prove import prove
from derive.kernel.prove.functions import ENTRYWISE_IN_FIELD, Function
from derive.language.nodes import ENTRYWISE, Call
from tests.kernel.brute_force import BruteForce, agree
from tests.kernel.claims import Claim, claim


def law(function: Function) -> Claim:
    """Return the law in the first line of a function's docstring."""
    first = (function.__doc__ or "").partition("\n")[0]
    return claim(first.removesuffix(".").replace(" = ", " == ", 1))


def test_each_function_of_the_language_states_a_law() -> None:
    """No function that works entry by entry is left out, and its law is about it."""
    assert ENTRYWISE_IN_FIELD.keys() == ENTRYWISE.keys()
    for name, function in ENTRYWISE_IN_FIELD.items():
        left, _, _ = law(function)
        assert isinstance(left, Call) and left.function == name


@pytest.mark.parametrize("name", ENTRYWISE_IN_FIELD)
def test_a_law_holds(name: str) -> None:
    """It is proved, and holds at numbers by another's definition of the function."""
    left, right, declarations = law(ENTRYWISE_IN_FIELD[name])
    assert prove(left, right, declarations).equal
    for u, v in ((-2, 1), (0, 0), (3, 3), (1, -4)):
        instance = BruteForce(declarations, {"u": mpmath.mpf(u), "v": mpmath.mpf(v)})
        assert agree(instance.value(left), instance.value(right)) is not False
