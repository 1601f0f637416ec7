"""What is installed is under licences that this project can live with."""

import re
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Permissive licences, and weak copyleft that asks nothing of those who only use a library.
ACCEPTED = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-CMU"),
    *("PSF-2.0", "Zlib", "MPL-2.0", "LGPL-3.0-or-later"),
}

# How packages without an SPDX expression spell theirs, in a classifier or in words.
SPELT = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Apache 2.0": "Apache-2.0",
}

# Packages whose metadata say nothing, and the words that stand in the licence they bring.
READ = {"axe-playwright-python": ("MIT", "Permission is hereby granted, free of charge")}


def named(name: str) -> str:
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(package: Distribution) -> set[str]:
    """Return the SPDX identifiers of a package's licence; empty where it names none."""
    data = package.metadata.json
    if expression := data.get("license_expression"):
        return set(re.findall(r"[\w.+-]+", str(expression))) - {"AND", "OR", "WITH"}
    kinds = [each for each in data.get("classifier", ()) if each.startswith("License ::")]
    said = [kind.rpartition(" :: ")[2] for kind in kinds] or [str(data.get("license", ""))]
    return {SPELT.get(each, each) for each in said} - {""}


PINNED = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
INSTALLED = {named(package.metadata["Name"]): package for package in distributions()}


@pytest.mark.parametrize("name", [name for name in PINNED if named(name) in INSTALLED])
def test_the_licence_is_accepted(name: str) -> None:
    """Each pinned package names a licence of the list, or brings one whose words we know."""
    package = INSTALLED[named(name)]
    found = licence(package)
    if name in READ:
        assert not found, f"{name} names its licence now: take it off the list"
        identifier, words = READ[name]
        texts = [file for file in package.files or [] if "LICENSE" in file.name.upper()]
        assert any(words in file.read_text("utf-8") for file in texts)
        found = {identifier}
    assert found and found <= ACCEPTED


def test_the_packages_are_there() -> None:
    """Few of the pinned ones are for other systems or other Pythons."""
    missing = [name for name in PINNED if named(name) not in INSTALLED]
    assert len(missing) < 10 < len(PINNED)
