"""The font of the formulas: small, complete, and the same on every machine."""

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from derive.pages import font

MISSING_IN_STIX = {0x3A2, 0x1D455}  # code points that Unicode leaves empty


@pytest.fixture(scope="module")
def made() -> bytes:
    """Make the font once."""
    return font.subset(font.SOURCE.read_bytes())


@pytest.fixture(scope="module")
def part(made: bytes) -> TTFont:
    """Read the font that was made."""
    return TTFont(BytesIO(made))


def test_it_is_small_and_the_same_each_time(made: bytes) -> None:
    """Two runs give the same bytes, and few of them."""
    assert font.subset(font.SOURCE.read_bytes()) == made
    assert len(made) < 50_000


def test_it_holds_the_repertoire(part: TTFont) -> None:
    """Every character that a formula may hold is there."""
    assert font.REPERTOIRE - part.getBestCmap().keys() == MISSING_IN_STIX


@pytest.mark.parametrize("character", "()[]{|√∑⏞")
def test_brackets_still_grow(part: TTFont, character: str) -> None:
    """The MATH table keeps the taller variants, and they have glyphs."""
    variants = part["MATH"].table.MathVariants
    name = part.getBestCmap()[ord(character)]
    constructions = {
        glyph: construction
        for coverage, list_ in (
            (variants.VertGlyphCoverage, variants.VertGlyphConstruction),
            (variants.HorizGlyphCoverage, variants.HorizGlyphConstruction),
        )
        for glyph, construction in zip(coverage.glyphs, list_, strict=True)
    }
    records = constructions[name].MathGlyphVariantRecord
    assert len(records) > 1 or constructions[name].GlyphAssembly.PartRecords
    assert all(record.VariantGlyph in part["glyf"] for record in records)


def test_a_prime_is_drawn_for_its_place(part: TTFont) -> None:
    """The prime's glyph is the font's own for superscripts: larger, and not raised twice."""
    whole = TTFont(str(font.SOURCE))
    ordinary = whole["glyf"][whole.getBestCmap()[0x2032]]
    drawn = part["glyf"][part.getBestCmap()[0x2032]]
    assert drawn.yMax - drawn.yMin > 1.2 * (ordinary.yMax - ordinary.yMin)
    assert drawn.yMin < ordinary.yMin


def test_it_carries_copyright_and_licence(part: TTFont) -> None:
    """The Open Font License asks for both."""
    names = {record.nameID: str(record) for record in part["name"].names}
    assert "STIX Fonts Project Authors" in names[0]
    assert "SIL Open Font License" in names[13]


def test_it_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: bytes) -> None:
    """The second call reads what the first has written, and leaves nothing half written."""
    assert font.maths_font(tmp_path) == made
    monkeypatch.setattr(font, "subset", None)
    assert font.maths_font(tmp_path) == made
    assert [path.suffix for path in tmp_path.iterdir()] == [".woff2"]
