"""The figures in the weekly roundups of the war in Ukraine, as typed tables.

>>> import roundups
>>> roundups.load("casualty_claims")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from roundups.package import load, tables

    __version__: str

__all__ = ["__version__", "load", "tables"]


def __getattr__(name: str) -> Any:
    """Import on first use (PEP 562): `import roundups` and `roundups --help` must not pay for pandas."""
    if name == "__version__":
        value: Any = _version()
    elif name in {"load", "tables"}:
        from roundups import package

        value = getattr(package, name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _version() -> str:
    """The version in the descriptor this code came with: in a wheel beside it, in a checkout at its root.

    The installed metadata would say the version of the day `pip install --editable` ran.
    """
    import json
    from pathlib import Path

    here = Path(__file__).resolve().parent
    carried = here / "_datapackage" / "datapackage.json"
    descriptor = carried if carried.is_file() else here.parents[1] / "datapackage.json"
    return str(json.loads(descriptor.read_text(encoding="utf-8"))["version"])
