"""What the browser tests share: a page that notes what it asks for and what it complains of."""

from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Request

OWN = ("data:", "about:")

# One page of each kind; with EVERY_PAGE in the environment, slow tests take all pages.
KINDS = (
    "index.html",
    "chapters/one-neuron/dz.html",
    "chapters/layer-backward/dw.html",
    "check.html",
    "choose.html",
    "map.html",
    "nudge.html",
    "questions.html",
    "sheet.html",
    "slips.html",
    "tracer.html",
    "404.html",
)


class Visit:
    """A page of a browser that notes every request and every complaint.

    A complaint is an uncaught error, or a warning or an error on the console; that is where
    Chromium tells of a request that failed and of what the page's policy has refused.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._ask)
        page.on("console", self._say)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _ask(self, request: Request) -> None:
        self.requests.append(request.url)

    def _say(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def strangers(self, root: str) -> list[str]:
        """Return the requests that led out of the site."""
        return [url for url in self.requests if not url.startswith((root, *OWN))]


def pages(site: Path) -> list[str]:
    """Return the addresses of all pages, within the site."""
    return [str(path.relative_to(site)) for path in sorted(site.rglob("*.html"))]


def search(page: Page, words: str, address: str = ".html") -> None:
    """Type into the search field and wait until a page with this in its address is found."""
    page.locator(".md-search__input").focus()
    page.keyboard.type(words)  # the theme listens to keys
    # The list is made anew with every letter: what is waited for is the answer to the last.
    page.wait_for_selector(f".md-search-result__link[href*='{address}']", state="attached")
