"""A few of the random pairs in this process: mutation testing needs the engines here."""

from __future__ import annotations

import pytest

from derive.kernel.verdict import Verdict
from tests.kernel.test_rewriting import EMPTY, fate

FIRST = 200_000  # none that the longer tests take


@pytest.mark.parametrize("start", range(FIRST, FIRST + 160, 16))
def test_no_engine_is_wrong_about_a_pair(start: int) -> None:
    """True rewritings are not refuted, slips are not proved, and nothing contradicts or crashes."""
    found = {number: fate(number) for number in range(start, start + 16)}
    assert {number: each for number, each in found.items() if each not in {*Verdict, EMPTY}} == {}
