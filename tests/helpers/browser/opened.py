"""A page in a real browser, with all that it complained of or asked for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, Playwright

DESK, PHONE, A4 = (1280, 900), (360, 740), (794, 1123)
"""Width and height of what a page is looked at on, in CSS pixels; a sheet is 210 mm by 297 mm at 96 an inch."""
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
NO_BROWSER = (
    "these tests look at pages in a browser, and there is none: install Chromium from your system's packages "
    "(Debian: apt-get install chromium); nothing is downloaded for it"
)


@dataclass(frozen=True)
class Opened:
    """A page that is open; `complaints` has its errors and warnings, `asked` the addresses that it loaded."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def value(self, script: str) -> object:
        """What an expression of JavaScript is on the page."""
        return self.page.evaluate(script)


def found() -> str | None:
    """The browser of this system, if it has one."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def started(playwright: Playwright, program: str) -> Browser:
    """The system's browser, without a window."""
    return playwright.chromium.launch(executable_path=program)


@contextmanager
def opened(
    browser: Browser, address: str, size: tuple[int, int] = DESK, *, dark: bool = False, script: bool = True
) -> Iterator[Opened]:
    """An address on a screen of some size, in a profile of its own that is gone afterwards."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
    )
    try:
        shown = Opened(context.new_page())
        shown.page.on(
            "console", lambda said: shown.complaints.append(said.text) if said.type in {"error", "warning"} else None
        )
        shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
        shown.page.on("request", lambda request: shown.asked.append(request.url))
        shown.page.goto(address)
        yield shown
    finally:
        context.close()
