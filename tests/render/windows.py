"""The committed site in headless Chromium, as the tests of the browser drive it."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from .sitepages import REPORTS

WIDTHS = [360, 390, 768, 1280, 1920]
THEMES = ["light", "dark"]
AXE = "const done = arguments[0]; axe.run(document, { resultTypes: ['violations'] }).then((found) => done(found.violations.map((v) => [v.id, v.nodes.length, v.nodes[0].html])))"


class _Handler(SimpleHTTPRequestHandler):
    """Serves text packed, as hosts of static pages do."""

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.suffix not in (".html", ".css", ".js", ".svg") or not path.is_file():
            return super().do_GET()
        content = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """Address of the site on a server of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(REPORTS)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(params=["file", "served"])
def base(request: pytest.FixtureRequest, served: str) -> str:
    """The site's address: as files, and served."""
    return REPORTS.as_uri() + "/" if request.param == "file" else served


@pytest.fixture
def window(browser: Any) -> Iterator[Any]:
    """The browser at 1280 pixels in light colours with nothing remembered; its logs are empty."""
    size(browser, 1280)
    theme(browser, "light")
    for kind in ("browser", "performance"):
        browser.get_log(kind)
    yield browser
    browser.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": 1})
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    browser.execute_script("try { localStorage.clear() } catch { }")


def size(browser: Any, width: int, height: int = 900) -> None:
    # A window cannot be made narrower than some 500 pixels; the device metrics can.
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def theme(browser: Any, name: str) -> None:
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": [{"name": "prefers-color-scheme", "value": name}]})


def press(browser: Any, *keys: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(browser, duration=0).send_keys(*keys).perform()


def network(browser: Any) -> list[dict[str, Any]]:
    """What the browser's network did since the last look."""
    return [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]


def asked(events: list[dict[str, Any]]) -> list[str]:
    """Addresses asked for, but what the page holds itself."""
    found = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    return [url for url in found if urlsplit(url).scheme not in ("data", "blob")]


def errors(browser: Any) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def until(condition: Callable[[], Any], what: str, seconds: float = 15) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError(f"in {seconds} s there was no {what}")


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core, from the package that carries it (its own Python needs Playwright and is not imported)."""
    spec = find_spec("axe_playwright_python")
    assert spec and spec.origin
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")
