"""What the whole report is an edition of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .faults import Fault, Place, RenderError

#: Month names of strftime and calendar follow the machine's locale; these do not.
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


@dataclass(frozen=True)
class Edition:
    """What the whole report is an edition of, from datapackage.json: its title, version and the moment it was made."""

    title: str
    version: str
    created: datetime

    @property
    def day(self) -> str:
        """The day of the data, as 16 February 2025."""
        return f"{self.created.day} {MONTHS[self.created.month - 1]} {self.created.year}"

    @property
    def epoch(self) -> int:
        """Seconds since 1970, for everything that would otherwise take the clock."""
        return int(self.created.timestamp())


def read_edition(root: Path) -> Edition:
    """The edition in `datapackage.json`: keys title, version, created."""
    place = Place("datapackage.json", 1)
    try:
        descriptor = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))
        created = datetime.fromisoformat(str(descriptor["created"]).replace("Z", "+00:00"))
        created = created if created.tzinfo else created.replace(tzinfo=UTC)
        return Edition(str(descriptor["title"]), str(descriptor["version"]), created.astimezone(UTC))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RenderError(
            Fault(place, f"no title, version or created can be read ({type(error).__name__}: {error})", "complete datapackage.json")
        ) from None
