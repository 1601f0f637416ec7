"""The font of the formulas: a small part of STIX Two Math, cut out at build time.

The whole font weighs 1.5 MB; what this site's formulas need of it, with the variants and pieces
from which its MATH table builds tall brackets and wide braces, is a few dozen kilobytes. The
font comes with the package ziamath, under the SIL Open Font License 1.1.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import distribution, version
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from derive.book.whole import write_whole

# Found without importing ziamath, which would take longer than cutting the font.
SOURCE = Path(str(distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")))

PRIMES = (0x2032, 0x2033, 0x2034)


def _span(first: int, last: int) -> frozenset[int]:
    return frozenset(range(first, last + 1))


# Every character that a formula of this site may hold, whatever its pages hold today: so the
# font changes only when this list does. A character outside falls back to the reader's fonts.
REPERTOIRE = (
    _span(0x20, 0x7E)
    | _span(0x391, 0x3A9)  # Greek
    | _span(0x3B1, 0x3C9)
    | _span(0x1D434, 0x1D467)  # italic letters (h is Planck's constant)
    | {0x210E}
    | _span(0x1D6FC, 0x1D71B)  # italic Greek
    | _span(0x1D400, 0x1D433)  # bold letters, for vectors
    | _span(0x1D7CE, 0x1D7D7)  # bold digits
    | {0x1D5B3}  # the T of a transpose
    | {ord(character) for character in "ℓℒℕℝ"}
    | {ord(character) for character in "\N{MINUS SIGN}±×·⋅∗∘⊙⊗⊤∂∇∑∏∫√∞∈∉"}
    | {ord(character) for character in "≠≈≡≤≥≔→↦⇒⟹⟺…⋯⋮⋱‖⟨⟩⌈⌉⌊⌋⏞⏟¯ˆ˙˜\u20d7"}
    | set(PRIMES)
)


def subset(source: bytes) -> bytes:
    """Return the WOFF2 of the repertoire's part of a font; the same bytes for the same font."""
    font = TTFont(BytesIO(source), recalcTimestamp=False)
    _raise_primes(font)
    options = Options(
        layout_features=[],  # no alternates: a letter looks the same in every browser
        hinting=False,
        desubroutinize=True,
        name_IDs=[0, 1, 2, 4, 5, 6, 13, 14],  # with the copyright and the licence
        notdef_outline=True,
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=REPERTOIRE)
    subsetter.subset(font)
    font.flavor = "woff2"
    result = BytesIO()
    font.save(result, reorderTables=None)
    return result.getvalue()


def maths_font(cache: Path) -> bytes:
    """Return the site's font for formulas, from the cache folder when it was made before."""
    source = SOURCE.read_bytes()
    recipe = (version("fonttools"), version("brotli"), Path(__file__).read_text("utf-8"))
    key = hashlib.sha256(source + repr(recipe).encode()).hexdigest()
    cached = cache / f"maths-{key[:32]}.woff2"
    if not cached.is_file():
        write_whole(cached, subset(source))
    return cached.read_bytes()


def _raise_primes(font: TTFont) -> None:
    """Put the superscript form of the primes in the place of the ordinary one.

    A prime in MathML is a superscript; the font draws it for that place through the feature
    ``ssty``, which Chromium does not apply to it: it would stand small, far above its letter.
    """
    alternates = {
        glyph: forms[0]
        for feature in font["GSUB"].table.FeatureList.FeatureRecord
        if feature.FeatureTag == "ssty"
        for lookup in feature.Feature.LookupListIndex
        for table in font["GSUB"].table.LookupList.Lookup[lookup].SubTable
        for glyph, forms in getattr(table, "alternates", {}).items()
    }
    for table in font["cmap"].tables:
        for prime in PRIMES:
            if table.isUnicode() and prime in table.cmap:
                glyph = table.cmap[prime]  # tables may share their maps: once is enough
                table.cmap[prime] = alternates.get(glyph, glyph)
