from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_root() -> Path:
    """The checkout's own package."""
    return Path(__file__).resolve().parents[1]
