"""What is generated from the descriptor, the schemas and the tables."""

from __future__ import annotations

from .seal import seal

__all__ = ["seal"]
