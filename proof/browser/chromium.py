"""Debian's Chromium without a window, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from proof.browser.axe_core import axe_source
from proof.row import Missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: the browser asks nobody but the pages it is shown, and keeps nothing
FLAGS = (
    "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--disable-default-apps", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip


def chromium() -> str:
    """Where Debian's Chromium is.

    Raises:
        Missing: it is not installed.
    """
    found = shutil.which("chromium")
    if found is None:
        raise Missing("no chromium: install it with apt-get install chromium")
    return found


def axe_text(folder: Path) -> str:
    """The source of axe-core, from npm by way of `folder`; it is used, and never kept with the project.

    Raises:
        Missing: npm is not installed, or cannot fetch it.
    """
    if shutil.which("npm") is None:
        raise Missing("no npm: install it with apt-get install npm; it fetches axe-core")
    found = axe_source(folder)
    if found.source is None:
        raise Missing(f"axe-core could not be fetched: {found.fault}")
    return found.source


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser while the block runs; it holds an event loop that others must not meet.

    Raises:
        Missing: Chromium or Playwright is not installed.
    """
    path = chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Missing("no playwright: pip install playwright") from None
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield started
        finally:
            started.close()
