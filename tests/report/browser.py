"""A real Chromium without a window, driven over the WebDriver protocol; none is ever downloaded."""

import base64
import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = next(filter(None, map(shutil.which, ("chromedriver", "chromium-driver"))), None)
ARGUMENTS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--force-color-profile=srgb", "--hide-scrollbars",
)  # fmt: skip
PATIENCE = 120.0
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "Space": " "}

needs_browser = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None,
    reason="no Chromium with its driver (Debian: apt-get install chromium chromium-driver)",
)


class Browser:
    """One window.

    Parameters
    ----------
    port
        Where the driver listens.
    """

    def __init__(self, port: int) -> None:
        self._base = f"http://127.0.0.1:{port}"
        self._session = ""

    def start(self, profile: str) -> None:
        options = {"binary": CHROMIUM, "args": [*ARGUMENTS, f"--user-data-dir={profile}"]}
        capabilities = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        answer = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self._session = f"/session/{answer['sessionId']}"
        self._ask("POST", f"{self._session}/url", {"url": "about:blank"})
        self._log("performance")  # what the browser's own first page asks for

    def stop(self) -> None:
        if self._session:
            self._ask("DELETE", self._session)

    def open(self, page: Path, width: int = 1200, height: int = 900) -> None:
        self.tell(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self._ask("POST", f"{self._session}/url", {"url": page.as_uri()})

    def tell(self, command: str, **parameters: object) -> Any:
        """Send a command of the Chrome DevTools protocol."""
        body = {"cmd": command, "params": parameters}
        return self._ask("POST", f"{self._session}/goog/cdp/execute", body)

    def run(self, script: str) -> Any:
        """Return what an expression comes to in the page."""
        return self._ask("POST", f"{self._session}/execute/sync", {"script": f"return {script}", "args": []})

    def click(self, selector: str, number: int = 0) -> None:
        found = self._ask("POST", f"{self._session}/elements", {"using": "css selector", "value": selector})
        (name,) = found[number].values()
        self._ask("POST", f"{self._session}/element/{name}/click", {})

    def press(self, *keys: str) -> None:
        steps = [{"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")]
        body = {"actions": [{"type": "key", "id": "keys", "actions": steps}]}
        self._ask("POST", f"{self._session}/actions", body)

    def complaints(self) -> list[str]:
        """Return what the page wrote to the console since it was last asked."""
        return [entry["message"] for entry in self._log("browser")]

    def requests(self) -> list[str]:
        """Return every address that was asked for since it was last asked."""
        events = (json.loads(entry["message"])["message"] for entry in self._log("performance"))
        return [
            event["params"]["request"]["url"]
            for event in events
            if event["method"] == "Network.requestWillBeSent"
        ]

    def screenshot(self, to: Path) -> None:
        to.write_bytes(base64.b64decode(self._ask("GET", f"{self._session}/screenshot")))

    def print_to(self, pdf: Path) -> None:
        pdf.write_bytes(base64.b64decode(self._ask("POST", f"{self._session}/print", {"background": True})))

    def _log(self, kind: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self._ask("POST", f"{self._session}/se/log", {"type": kind})
        return entries

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        data = None if method in {"GET", "DELETE"} else json.dumps(body or {}).encode()
        request = urllib.request.Request(
            self._base + path, data, {"Content-Type": "application/json"}, method=method
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.read().decode()[:600]}") from error


@contextmanager
def browser() -> Iterator[Browser]:
    """Yield a window of its own, with a profile of its own."""
    assert DRIVER is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        driver = subprocess.Popen(
            [DRIVER, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        window = Browser(port)
        try:
            _wait_for(port, driver)
            window.start(profile)
            yield window
        finally:
            try:
                window.stop()
            finally:
                driver.terminate()
                driver.wait(PATIENCE)


def _wait_for(port: int, driver: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert driver.poll() is None, "the driver ended"
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the driver does not listen")
