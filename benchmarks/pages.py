"""What the pages of the site weigh, and how soon a formula is seen.

Run ``python -m benchmarks.pages [--katex FOLDER]``. It builds the site and prints three tables:

- what each page loads, compressed as a server would (gzip; a font is packed already): the page,
  this project's own styles, scripts and font, and what the theme brings for each of its sites;
- the same with the tools of the page opened, whose scripts come on their first press;
- the time until the first formula stands in its font, and the layout shift, on a slow line
  (1.6 Mbit/s, 150 ms, processor slowed four times), for the page as it is and for the same page
  with its LaTeX turned into formulas in the browser by KaTeX, where FOLDER holds the files of
  KaTeX (``dist/`` of the npm package ``katex``).

It needs a Chromium.
"""

from __future__ import annotations

import argparse
import gzip
import re
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import material
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
THEME = Path(material.__file__).parent / "templates"
PACKED = {".woff2", ".png"}
TOOLS = ("Numbers", "Try a line")
COMPARED = ("chapters/one-neuron/dz.html", "chapters/beyond/zero-weights.html")
RUNS = 5
LINE = {"offline": False, "latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 2e5}
SLOWER = 4

MATHS = re.compile(r'<math[^>]*?data-latex="([^"]*)"[^>]*>.*?</math>', re.DOTALL)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
KATEX = """<link rel="stylesheet" href="/katex/katex.min.css">
<script defer src="/katex/katex.min.js"></script><script defer src="/katex/render.js"></script>"""
RENDER = """for (const place of document.querySelectorAll("span.latex")) {
  katex.render(place.textContent, place, {throwOnError: false, strict: false})
}"""

# A formula is seen once it has a box, something was painted, and its font is there.
WATCH = """
window.shift = 0
new PerformanceObserver(list => list.getEntries().forEach(e => window.shift += e.value))
  .observe({type: "layout-shift", buffered: true})
function look(now) {
  const formula = document.querySelector("article :is(.katex-html, math:not(.katex math))")
  const fonts = [...document.fonts].some(font => font.status === "loaded")
  const painted = performance.getEntriesByName("first-contentful-paint").length
  const seen = formula?.getBoundingClientRect().width && fonts && painted
  if (seen && document.fonts.status === "loaded") window.seen = now
  else requestAnimationFrame(look)
}
requestAnimationFrame(look)
"""


@cache
def compressed(path: Path) -> bytes:
    """Return a file as a server sends it."""
    return path.read_bytes() if path.suffix in PACKED else gzip.compress(path.read_bytes(), 6)


class Handler(SimpleHTTPRequestHandler):
    """Serves files compressed, over connections that stay open."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send one file."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body = compressed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix not in PACKED:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def loaded(browser: Browser, address: str, name: str, press: bool) -> set[str]:
    """Return the paths of all that a page asks for, with its tools opened if so wanted."""
    paths: set[str] = set()
    with browser.new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: paths.add(request.url.removeprefix(address)))
        page.goto(address + name, wait_until="networkidle")
        for tool in TOOLS if press else ():
            for button in page.get_by_role("button", name=tool, exact=True).all()[:1]:
                button.click()
        page.wait_for_load_state("networkidle")
    return {path.split("?")[0].split("#")[0] for path in paths if not path.startswith("data:")}


def weights(browser: Browser, address: str, site: Path, press: bool) -> dict[str, list[int]]:
    """Return for each page its bytes, our other bytes, the theme's, and the requests."""
    found = {}
    for file in sorted(site.rglob("*.html")):
        name = str(file.relative_to(site))
        paths = loaded(browser, address, name, press)
        theirs = {path for path in paths if (THEME / path).is_file() or path.startswith("search/")}
        page, ours, theme = (
            sum(len(compressed(site / path)) for path in part)
            for part in ({name}, paths - theirs - {name}, theirs)
        )
        found[name] = [page + ours, page, ours, theme, len(paths)]
    return found


def print_weights(found: dict[str, list[int]], title: str) -> None:
    """Print the median and the five heaviest pages."""
    print(f"\n{title} (KB, gzip)")
    print(f"{'page':42} {'ours':>6} {'page':>6} {'rest':>6} {'theme':>6}  requests")
    heaviest = sorted(found, key=lambda name: found[name], reverse=True)[:5]
    median = [statistics.median(column) for column in zip(*found.values(), strict=True)]
    for name, row in [*((name, found[name]) for name in heaviest), ("median of all", median)]:
        *sizes, requests = row
        print(f"{name:42}", *(f"{size / 1000:6.1f}" for size in sizes), f"{requests:9.0f}")


def first_formula(browser: Browser, address: str) -> tuple[float, float]:
    """Return the milliseconds to the first formula on a slow line, and the layout shift."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        page: Page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", LINE)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(WATCH)
        page.goto(address)
        page.wait_for_function("window.seen")
        page.wait_for_timeout(1000)
        return page.evaluate("window.seen"), page.evaluate("window.shift")


def with_katex(site: Path, katex: Path) -> None:
    """Give each compared page a twin whose formulas are LaTeX, to be rendered by KaTeX."""
    shutil.copytree(katex, site / "katex")
    (site / "katex" / "render.js").write_text(RENDER, "utf-8")
    for name in COMPARED:
        page = POLICY.sub("", (site / name).read_text("utf-8"))
        page, count = MATHS.subn(r'<span class="latex">\1</span>', page)
        assert count, name
        twin = page.replace("</head>", KATEX + "</head>")
        (site / name).with_suffix(".katex.html").write_text(twin, "utf-8")


def print_times(browser: Browser, address: str, ways: dict[str, str]) -> None:
    """Print the time to the first formula and the layout shift, taking turns between the ways."""
    print(f"\nfirst formula, median of {RUNS}\n{'page':42} {'way':>8} {'ms':>7} {'shift':>7}")
    for name in COMPARED:
        runs = [
            {
                way: first_formula(browser, address + name.replace(".html", suffix))
                for way, suffix in ways.items()
            }
            for _ in range(RUNS)
        ]
        for way in ways:
            time, shift = (statistics.median(run[way][k] for run in runs) for k in (0, 1))
            print(f"{name:42} {way:>8} {time:7.0f} {shift:7.4f}")


def main() -> None:
    """Build the site and print the tables."""
    parser = argparse.ArgumentParser(description="What the pages weigh, and how soon they show.")
    parser.add_argument("--katex", type=Path, help="the folder dist/ of KaTeX, to compare with")
    katex = parser.parse_args().katex
    chromium = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder)
        build(load_config(str(ROOT / "mkdocs.yml"), site_dir=folder))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with served(site) as address:
            print_weights(weights(browser, address, site, False), "as a page comes")
            print_weights(weights(browser, address, site, True), "with its tools opened")
            ways = {"MathML": ".html"}
            if katex:
                with_katex(site, katex)
                ways["KaTeX"] = ".katex.html"
            print_times(browser, address, ways)
        browser.close()


if __name__ == "__main__":
    main()
