from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A machine under load is slow: an example that takes long is no fault.
settings.register_profile("roundups", deadline=None)
settings.load_profile("roundups")


@pytest.fixture(scope="session")
def real_root() -> Path:
    """The checkout's own package."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A session of headless Chromium."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not program or not driver:
        if os.environ.get("ROUNDUPS_REQUIRE_BROWSER"):
            pytest.fail("no Chromium with its ChromeDriver on this machine, and ROUNDUPS_REQUIRE_BROWSER is set")
        pytest.skip("no Chromium with its ChromeDriver on this machine")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                     "--disable-component-update", "--disable-sync"):  # fmt: skip
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    session = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=driver))
    yield session
    session.quit()
