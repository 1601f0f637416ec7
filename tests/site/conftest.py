"""A page of the browser for each test of the site."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.site.visit import Visit


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open an empty page that may use the clipboard; what it complains of fails the test."""
    permissions = ["clipboard-read", "clipboard-write"]
    with browser.new_context(permissions=permissions, reduced_motion="reduce") as context:
        visit = Visit(context.new_page())
        yield visit
    assert not visit.complaints
