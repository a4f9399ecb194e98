from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# A machine under load is slow: an example that takes long is no fault.
settings.register_profile("roundups", deadline=None)
settings.load_profile("roundups")


@pytest.fixture(scope="session")
def real_root() -> Path:
    """The checkout's own package."""
    return Path(__file__).resolve().parents[1]
