"""Pictures of the desk on the examples, in both themes and three widths: python -m release.pictures [FOLDER], by default docs/desk."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
WIDTHS = {"phone": 360, "tablet": 820, "wide": 1920}
THEMES = ("light", "dark")


def main() -> None:
    """Read the examples, open a desk on them, take the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "desk"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, desk_on_examples(Path(made)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        for theme in THEMES:
            for width in WIDTHS:
                take(browser, address, folder, theme, width)
        browser.close()


def take(browser: Browser, address: str, folder: Path, theme: str, width: str) -> None:
    """The start page and the first contested incident, as one screen each."""
    context = browser.new_context(viewport={"width": WIDTHS[width], "height": 1000}, color_scheme=theme, reduced_motion="reduce")
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto(address)
    page.locator("#map[data-ready]").wait_for()
    page.screenshot(path=folder / f"overview-{width}-{theme}.png")
    incident = page.locator(".incident.contested").first.get_attribute("data-id")
    page.goto(f"{address}/incidents/{incident}")
    page.screenshot(path=folder / f"incident-{width}-{theme}.png")
    context.close()


@contextmanager
def desk_on_examples(folder: Path) -> Iterator[str]:
    """The address of a desk on a ledger of the examples."""
    ledger, program = str(folder / "ledger.db"), [sys.executable, "-m", "deconflict"]
    subprocess.run([*program, "add", str(ROOT / "examples"), "--ledger", ledger], check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    desk = subprocess.Popen([*program, "serve", "--ledger", ledger, "--port", str(port)])
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        desk.terminate()
        desk.wait(20)


def wait_for(port: int) -> None:
    """Wait until somebody listens, half a minute at most."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit("the desk does not answer")


if __name__ == "__main__":
    main()
