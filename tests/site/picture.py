"""The README's picture: ``python -m tests.site.picture`` takes it of the derivation of dz."""

import shutil
import tempfile
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs" / "assets" / "readme.png"
SIZE = ViewportSize(width=1280, height=920)


def take(target: Path) -> None:
    """Build the site and photograph a part of it, on light paper, with the machine's Chromium."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
    with tempfile.TemporaryDirectory() as site, sync_playwright() as playwright:
        build(load_config(str(ROOT / "mkdocs.yml"), site_dir=site))
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = chromium.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        page.goto(Path(site, "chapters/one-neuron/dz.html").as_uri())
        page.evaluate("document.fonts.ready")
        heading = page.locator("#the-derivation")
        heading.evaluate("heading => scrollTo(0, heading.getBoundingClientRect().top - 60)")
        page.wait_for_timeout(500)  # until the navigation has followed
        page.screenshot(path=target)
        chromium.close()


if __name__ == "__main__":
    take(PICTURE)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size // 1024} KB")
