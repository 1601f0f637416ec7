"""The thin layer towards MkDocs, on a site of a few lines."""

from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

from derive.pages import hook

CONFIG = f"""
site_name: Small
theme: material
hooks: [{Path(hook.__file__).as_posix()}]
markdown_extensions: [derive.pages.maths]
plugins: [search]
"""


def project(root: Path, **pages: str) -> MkDocsConfig:
    """Write a site; ``chapter__dz`` is the page chapter/dz.md."""
    (root / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    for name, text in pages.items():
        path = root / "docs" / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    config = load_config(str(root / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    return config


def test_a_formula_that_cannot_be_shown_ends_the_build_by_name(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The error names the page and the formula."""
    config = project(tmp_path, index="# Home", wrong=r"Here is $\frac{a}$.")
    with pytest.raises(Abort):
        build(config)
    assert r"wrong.md: cannot show the formula '\frac{a}': Expected argument" in caplog.text


def test_pages_stand_in_the_order_that_they_ask_for(tmp_path: Path) -> None:
    """Home first, sections before pages without a place, each section under its index's title."""
    config = project(
        tmp_path,
        index="# Home",
        about="---\norder: 90\n---\n# About",
        zeal="# Zeal",
        chapter__index="---\ntitle: One neuron\n---\n# One",
        chapter__a="---\norder: 2\n---\n# Second",
        chapter__b="---\norder: 1\n---\n# First",
    )
    build(config)
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    wanted = ("chapter/b/", "chapter/a/", "zeal/", "about/")
    places = [html.index(f'href="{page}"') for page in wanted]
    assert places == sorted(places)
    assert "One neuron" in html


def test_pages_of_a_group_stand_under_its_name(tmp_path: Path) -> None:
    """A group stands where its last page stood, and its pages follow each other within."""
    config = project(
        tmp_path,
        index="# Home",
        words="---\norder: 60\ngroup: Look it up\n---\n# Words",
        try_it="---\norder: 70\n---\n# Try it",
        signs__index="---\norder: 80\ngroup: Look it up\ntitle: Signs\n---\n# Signs",
        last="---\norder: 90\n---\n# Last",
    )
    build(config)
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    found = [html.index(said) for said in ('"try_it/', "Look it up", '"words/', "Signs", '"last/')]
    assert found == sorted(found)


def test_a_page_keeps_its_mathml_and_search_its_text(tmp_path: Path) -> None:
    """The index holds the formula as text; the page holds it as MathML."""
    build(project(tmp_path, index=r"# Home" "\n\nSo $dz = a - y$ it is."))
    assert "<math" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    index = (tmp_path / "site" / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "So dz = a - y it is." in index


def test_a_missing_snippet_ends_the_build_by_name(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The error names the page and the snippet, and the name that is spelt most like it."""
    config = project(tmp_path, index="# Home", other='# Other\n\n--8<-- "sigmiod.md"\n')
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "sigmoid.md").write_text("")
    with pytest.raises(Abort):
        build(config)
    assert "other.md: there is no snippet sigmiod.md; the nearest is sigmoid.md" in caplog.text
