"""The wrong formulas that learners meet are refuted, and the page of slips says only that."""

from pathlib import Path

import pytest

from derive.book.book import Book, read_book
from derive.book.project import find_project
from derive.kernel.verdict import Verdict
from derive.pages.claimed import ClaimError
from derive.pages.slips import Judged, faults, judged, mutants_table, read_slips, slips_page
from derive.pages.snippet import homes

ROOT = Path(__file__).parents[1]
SLIPS = read_slips(ROOT / "derive" / "slips" / "slips.toml")
REFUSED = {"S08", "S09", "S11", "S13", "S17"}

GOOD = """
[[slip]]
id = "S01"
title = "A square"
wrong = "D(x**2, x) = x"
right = "D(x**2, x) = 2*x"
why = "The 2 is forgotten."
proof = []
"""


@pytest.fixture(scope="module")
def all_of_them() -> dict[str, Judged]:
    """Return each slip of the collection, judged, by its name."""
    return {each.slip.id: each for each in judged(SLIPS)}


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.id)
def test_the_slip_is_refuted_and_the_right_formula_proved(
    all_of_them: dict[str, Judged], slip: object
) -> None:
    """The wrong formula is refuted at numbers, once its shapes fit; the right one is proved."""
    name = getattr(slip, "id", "")
    each = all_of_them[name]
    assert each.right.judgement.verdict is Verdict.PROVED
    assert (each.slip.misfit is not None) == (name in REFUSED)
    if name == "S13":  # (n,) is no (n, 1), whatever n is
        assert each.wrong is None
    else:
        assert each.wrong is not None
        assert each.wrong.judgement.verdict is Verdict.REFUTED


def test_the_whole_collection_is_there() -> None:
    """S01 to S19, in their order."""
    assert [slip.id for slip in SLIPS] == [f"S{number:02}" for number in range(1, 20)]


def test_nearly_every_slip_is_diagnosed(all_of_them: dict[str, Judged]) -> None:
    """The checker says what was probably meant, in the words of the slip where it has them."""
    said = {
        name: (each.wrong and each.wrong.suggestion)
        or (each.misfit and each.misfit.error and each.misfit.error.message)
        for name, each in all_of_them.items()
    }
    assert sum("the step holds" in (text or "") for text in said.values()) >= 17
    assert said["S01"] == "the sign of the second term: with `- (1 - y)/(1 - a)` the step holds"
    assert "with `A_prev.T` for `A_prev`" in str(said["S08"])
    assert "with `A1` for `A2`" in str(said["S17"])


def test_the_page_shows_both_formulas_and_the_numbers(all_of_them: dict[str, Judged]) -> None:
    """Each slip has a section with its counter-example and links to existing steps."""
    project = find_project(ROOT)
    page = slips_page(list(all_of_them.values()), read_book(project.content), homes(project))
    assert page.count('class="verdict proved"') == len(SLIPS)
    assert page.count('class="verdict refused"') == len(REFUSED)
    assert page.count('class="verdict refuted"') == len(SLIPS) - len(REFUSED)
    assert "at a = 1/2, y = 1/3" in page
    assert "loss-gradient.md#loss-gradient-" in page


def test_a_refutation_that_did_not_happen_is_a_fault(tmp_path: Path) -> None:
    """A wrong formula that is true, and a right one that is not, are both said."""
    path = tmp_path / "slips.toml"
    path.write_text(GOOD.replace('= x"', '= x + x"').replace('= 2*x"', '= 3*x"'), "utf-8")
    assert list(faults(judged(read_slips(path)))) == [
        "S01: the wrong formula is proved",
        "S01: the right formula is refuted",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "A square"\n', "", "has no title"),
        ("= 2*x", "= 2*", "S01"),
        ("proof = []", 'proof = ["nowhere"]', "nowhere: the book has no such step"),
    ],
)
def test_a_fault_in_the_file_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    """What is missing, unreadable or cites nothing is named."""
    path = tmp_path / "slips.toml"
    path.write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(ClaimError, match=said):
        slips_page(judged(read_slips(path)), Book(()), {})


def test_the_table_of_mutants_rounds_no_share_up() -> None:
    """100 % means all, and what was equal after all is no slip that got away."""
    counts = {"planted": 4000, "refuted": 3998, "equal": 2}
    counts |= {"suggested original": 3997, "suggested none": 1}
    table = mutants_table({"steps": 300, "kinds": {"sign": counts}})
    assert "| sign | 4,000 | 3,998 | 0 | 0 | 2 | 0 | 99.9 % |" in table
