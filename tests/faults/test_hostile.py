"""What a hostile author writes ends in one clear error, or is shown and does nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.book.shelf import project, source
from tests.faults.small import ROOT
from tests.site.visit import search

# Each asks to be run by another reader: HTML, an attribute, a script, Markdown, a template, a
# snippet, MathJax, YAML.
EVIL = (
    '<img src=x onerror="boom()">\'" </script> [a](javascript:boom()) {{7*7}} __b__ $x$ &lt; '
    "evil word"
)
LONG = (
    f'{EVIL}\n\n--8<-- "secret.md"\n\n</p><script>boom()</script> `<svg onload=boom()>` '
    "{: onclick=boom() }"
)
WORKING = f"\n  z + z\n= 2*z    by collect  # {LONG.splitlines()[0]} <script>boom()</script>\n"
CITING = "\n  t + t\n= 2*t    by result evil  # `<b onclick=boom()>` seen before\n"
GOOD = source("\n  z + z\n= 2*z  by collect\n")
# Where its words are shown.
SHOWN = {
    "chapters/one/citing.html": (".rests-on", ".md-nav"),
    "chapters/one/evil.html": (
        "title",
        ".claims",
        ".reason",
        ".note",
        ".route",
        ".md-path, .md-nav",
    ),
    "heading.html": ("title", "h1", "h2", ".md-nav--secondary"),
    "map.html": ("article li", "svg title"),
    "verification.html": ("article",),
}
COUNTS = "window.booms = 0; window.boom = () => { window.booms += 1 }"


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module of ours, or MkDocs, in a project."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site of a hostile project, with the frame of this one."""
    root = tmp_path_factory.mktemp("evil")
    text = source(WORKING, title=EVIL, notes=(LONG,), routes=(EVIL,))
    text = text.replace('"Why?"', repr(LONG)).replace('"It holds."', repr(LONG))
    head = f"---\ntitle: {json.dumps(EVIL)}\ndescription: {json.dumps(EVIL)}\n---\n\n"
    escaped = re.sub(r"[^a-z ]", lambda found: f"&#{ord(found[0])};", EVIL)
    pages = {
        "index": "# Home\n\n[one](chapters/one/evil.md)\n",
        "chapters/one/index": f"{head}# One\n",
        "chapters/one/evil": f'{head}# Evil\n\n--8<-- "evil.md"\n',
        "chapters/one/citing": '# Citing\n\n--8<-- "citing.md"\n',
        "heading": f"# {escaped}\n\n## {escaped}\n",
        "map": '# Map\n\n--8<-- "_map.md"\n',
        "verification": '# Verification\n\n--8<-- "verification.md"\n',
    }
    project(root, {"one/evil": text, "one/citing": source(CITING, title="Citing")}, pages)
    (root / "snippets").mkdir()
    (root / "secret.md").write_text("a secret of the machine")
    shutil.copytree(ROOT / "overrides", root / "overrides")
    shutil.copytree(ROOT / "docs" / "assets", root / "docs" / "assets")
    settings = (ROOT / "mkdocs.yml").read_text("utf-8").replace("\nwatch: [derive]", "")
    settings = settings.replace("hooks: [derive/", f"hooks: [{ROOT.as_posix()}/derive/")
    (root / "mkdocs.yml").write_text(settings, "utf-8")
    done = run(root, "derive", "build")
    assert done.returncode == 0, done.stderr
    done = run(root, "derive.pages.site")
    assert done.returncode == 0, done.stderr
    return root / "site"


def test_nothing_runs_and_all_is_shown(evil: Path, browser: Browser) -> None:
    """Without the policy of the pages too: no page runs a word of it, and each shows the words."""
    with browser.new_context(bypass_csp=True) as context:
        context.add_init_script(COUNTS)
        page = context.new_page()
        for path in sorted(evil.rglob("*.html")):
            page.goto(path.as_uri())
            assert page.evaluate("window.booms") == 0, path
            odd = "img[src=x], svg[onload], [onclick], [onerror], a[href^='javascript:']"
            assert page.locator(odd).count() == 0, path
            said = page.content()
            assert "a secret of the machine" not in said and "49 __b__" not in said, path
        for name, places in SHOWN.items():
            page.goto((evil / name).as_uri())
            for place in places:
                said = " ".join(page.locator(place).all_text_contents())
                assert EVIL in " ".join(said.split()), (name, place)
        page.goto((evil / "chapters/one/evil.html").as_uri())
        assert '--8<-- "secret.md"' in page.locator("article").inner_text()


def test_the_search_shows_it_as_words(evil: Path, browser: Browser) -> None:
    """What is found is text, in the index and in the list."""
    with browser.new_context(bypass_csp=True) as context:
        context.add_init_script(COUNTS)
        page = context.new_page()
        page.goto((evil / "index.html").as_uri())
        search(page, "evil word", "evil.html")
        results = page.locator(".md-search-result__list")
        assert "<img src=x" in results.inner_text()
        assert results.locator("img, svg[onload], script").count() == 0
        assert page.evaluate("window.booms") == 0


@pytest.mark.parametrize("command", [["list"], ["show", "evil"], ["check"], ["build", "--check"]])
def test_the_terminal_shows_it_as_words(evil: Path, command: list[str]) -> None:
    """Nothing but printable characters reaches the terminal, and no traceback."""
    done = run(evil.parent, "derive", *command)
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    assert all(c.isprintable() or c == "\n" for c in said)


NAMES = (
    b"\x1b[2Jx.py",
    b"a\nb.py",
    "a\u202eb.py".encode(),
    b"\xff\xfe.py",
    b"<img src=x onerror=boom()>.py",
    b"'\"; rm.py",
    b"n" * 250 + b".py",
)


def test_a_hostile_name_of_a_file_is_one_clear_error(tmp_path: Path) -> None:
    """Each is named in characters that print; what stands beside them is built."""
    root = project(tmp_path, {"one/good": GOOD})
    made = 0
    for name in NAMES:
        path = os.path.join(os.fsencode(root / "content" / "one"), name)
        with suppress(OSError), open(path, "w") as file:  # some systems have no such names
            file.write(GOOD)
            made += 1
    for command in (["list"], ["check"], ["build"], ["check", "--json"]):
        done = run(root, "derive", *command)
        assert done.returncode == 2
        said = done.stdout + done.stderr
        assert said.count("named with small letters") == made
        assert "Traceback" not in said
        assert all(c.isprintable() or c == "\n" for c in said)
        assert not [line for line in said.splitlines() if line.startswith("b.py")]
    assert [path.name for path in (root / "snippets").iterdir()] == ["good.md"]


# What a file holds, and what is said of it.
FILES = (
    ("raise SystemExit('boom')\n", "nothing else"),
    ("while True:\n    pass\n", "nothing else"),
    ("print('boom')\n", "nothing else"),
    ("x" * 600_000, "larger than 500,000 bytes"),
    ("-" * 100_000 + "1\n", "no Python"),
    ("x" + ".x" * 100_000 + "\n", ""),
    ("x" + "()" * 100_000 + "\n", ""),
    (f"derivation = Derivation(title={'1+' * 50_000}1)", ""),
    (GOOD.replace("'A title'", "[" * 150 + "]" * 150), "title must be a text"),
    (GOOD.replace("'A title'", "f'{boom()}'"), "written out"),
    (GOOD.replace("'A title'", "9" * 10_000), ""),
    (GOOD.replace("title='A title'", "**{'title': 'x'}"), "no None"),
    (GOOD.replace("A title", "x" * 10_000), "longer than"),
    (GOOD.replace("A title", "../../x\u202e"), "U+202E"),
    (source("\n  z + z\n= 2*z  by collect  # \\ud800\n"), "U+D800"),
    (source("\n  z + z\n= 2*z  by collect  # \\x1b[2J\n"), "U+001B"),
    (source("\n  z + z\n= 2*z  by collect  # \\u202e\n"), "U+202E"),
)


def test_a_hostile_file_is_one_clear_error(tmp_path: Path) -> None:
    """None runs; one message for each names the file and its line, and the good one is built."""
    files = {f"one/bad{number:02}": text for number, (text, _) in enumerate(FILES)}
    root = project(tmp_path, {"one/good": GOOD, **files})
    done = run(root, "derive", "build")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and "boom" not in done.stdout
    said = re.split(r"^content/one/bad(\d\d)\.py:\d+:\d+: ", done.stderr, flags=re.MULTILINE)[1:]
    assert said[::2] == [f"{number:02}" for number in range(len(FILES))]
    for message, (_, wanted) in zip(said[1::2], FILES, strict=True):
        assert wanted in message and len(message) < 500
    assert all(c.isprintable() or c == "\n" for c in done.stderr)
    assert [path.name for path in (root / "snippets").iterdir()] == ["good.md"]
