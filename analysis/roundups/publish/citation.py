"""What is cited: the package at its version, and one figure of it with the page that printed it, as CSL-JSON items."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..package import Package
from .claim import Claim
from .show import KINDS, days, said

Item = dict[str, Any]


def package_item(package: Package) -> Item:
    """Return the package at its version as a CSL item; an address or DOI only where the descriptor has one (`homepage`, `id`)."""
    descriptor = package.descriptor
    return {
        "id": descriptor["name"],
        "type": "dataset",
        "author": [{"literal": contributor["title"]} for contributor in descriptor["contributors"]],
        "title": descriptor["title"],
        "version": package.version,
        "issued": _day(created(package)),
        "language": "en",
        **({"URL": descriptor["homepage"]} if "homepage" in descriptor else {}),
        **({"DOI": doi(package)} if doi(package) else {}),
    }


def claim_items(package: Package, claim: Claim) -> list[Item]:
    """Return the items that cite one figure: the page that printed it (and the list in which it was read), then its row in the package.

    The pages have no title in the tables, so they stand under a description in brackets, as untitled works do.
    """
    source, whole = claim.source, package_item(package)
    kind = KINDS[source["kind"]].capitalize() + days(claim.roundup)
    items: list[Item] = [
        {
            "id": source["source_id"],
            "type": "webpage",
            "author": [{"literal": source["publisher"]}],
            "title": f"[{kind}]",
            "URL": source["url"],
            **({"issued": _day(source["published"])} if source["published"] else {}),
            **({"language": source["language"]} if source["language"] else {}),
        }
    ]
    if source["read_at"]:
        items.append({"id": f"{claim.id}-read-at", "type": "webpage", "title": "[List in which the figure was read]", "URL": source["read_at"]})
    about = claim.row.get("measure") or claim.row["facility_kind"]
    whose = f", {claim.population['name']}" if claim.population else ""
    entry = {"id": claim.id, "title": f"Claim {claim.id} ({about}{whose}): {said(claim, ', ')}", "container-title": whole["title"]}
    return [*items, whole | entry]


def created(package: Package) -> date:
    """The day of the data."""
    return date.fromisoformat(package.descriptor["created"][:10])


def doi(package: Package) -> str | None:
    """The package's DOI, where its descriptor has one as `id`."""
    identifier = str(package.descriptor.get("id", "")).removeprefix("https://doi.org/").removeprefix("doi:")
    return identifier if identifier.startswith("10.") else None


def sentence(package: Package) -> str:
    """Return the citation of the package at its version as one line of plain text, in APA style."""
    from .references import written

    return written([package_item(package)], "apa").strip()


def _day(day: date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}
