"""The claims page: every claim and every strike as a row with a permanent anchor, as HTML that reads without a script."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from ..package import Package
from ..wording.terms import in_words
from .citation import claim_items
from .claim import Claim
from .references import entries

STRIKES = "refinery_strikes"
CITATIONS = "downloads/citations.js"
#: The heads of the columns; `data-sort` names what the script sorts by.
COLUMNS = (("id", "Row"), ("value", "Figure, in the source’s words"), ("what", "What it counts"), ("who", "Said by"), ("day", "Day"), ("where", "Printed in"))
SIDES = {"ukraine": "Ukraine", "russia": "Russia", "north_korea": "North Korea", "third": "neither side", "none": "not attributed"}
#: Words of the qualifiers that a bare number does not show.
HEDGES = {"approx": "about", "more_than": "more than", "at_least": "at least", "almost": "almost", "less_than": "less than", "up_to": "up to"}
STATISTICS = {"cumulative": "running total", "period": "total of a period", "event": "one event", "rate": "rate", "point": "stock on a day", "peak": "peak"}


def html(package: Package) -> str:
    """Return the search form, the table of all rows and the scripts of the page as one piece of HTML.

    The form is hidden until the script shows it: a form that does nothing is none. Closing tags that HTML lets one leave out are
    left out, and quotes around attributes too, for there are some 10,000 cells.
    """
    groups = [(name, package.resources[name]["title"], list(_rows(package, name))) for name in [*package.claim_tables, STRIKES]]
    number = sum(len(rows) for _, _, rows in groups)
    heads = "".join(f'<th scope="col" data-sort="{key}">{label}' for key, label in COLUMNS)
    bodies = "\n".join(
        f'<tbody data-topic="{name}"><tr class="claims-group"><th scope="rowgroup" colspan="{len(COLUMNS)}">{escape(title)}, {len(rows):,} rows\n' + "\n".join(rows)
        for name, title, rows in groups
    )
    return f"""<!--| quarto-html-table-processing: none -->
{_form(groups)}
<p id="claims-hits" role="status">{number:,} rows</p>
<table id="claims" class="claims" data-citations="{CITATIONS}">
<caption>Every claim and every reported strike, by table and identifier</caption>
<thead><tr>{heads}
{bodies}
</table>
<p id="claims-more" hidden><button type="button">Show more rows</button></p>
<script src="scripts/claims.js" defer></script>"""


def anchor(claim_id: str) -> str:
    """Return the address of a row from another page of the report."""
    return f"claims.qmd#{claim_id}"


def write_citations(package: Package, path: Path) -> None:
    """Write the citation of each row as a script, which a page opened as a file may load and JSON it may not fetch."""
    text = "roundupsCitations(" + json.dumps(citations(package), ensure_ascii=False, separators=(",", ":"), sort_keys=True) + ");\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _form(groups: list[tuple[str, str, list[str]]]) -> str:
    topics = "".join(f'<option value="{name}">{escape(title)}</option>' for name, title, _ in groups)
    sides = "".join(f'<option value="{key}">{label}</option>' for key, label in SIDES.items())
    return f"""<form id="claims-form" class="claims-form" role="search" aria-label="Claims" hidden>
<label class="claims-words">Search <input type="search" name="q" autocomplete="off" spellcheck="false" placeholder="words, number, name, place, identifier"></label>
<label>Table <select name="topic"><option value="">all</option>{topics}</select></label>
<label>Said for <select name="side"><option value="">all</option>{sides}</select></label>
<label>Printed in <select name="kind"><option value="">all</option><option value="roundup">the roundups</option><option value="other">other publications</option></select></label>
<label>Year <select name="year"><option value="">all</option></select></label>
<button type="reset">Clear</button>
</form>"""


def _rows(package: Package, table: str) -> Iterator[str]:
    frame = package.table(table).astype("string")
    for name, key in (("sources", "source_id"), ("claimants", "claimant_id"), ("populations", "population"), ("facilities", "facility_id")):
        if key in frame:
            other = package.table(name).astype("string").set_index(key)
            other.columns = [f"{name}.{column}" for column in other.columns]
            frame = frame.join(other, on=key)
    for row in frame.fillna("").to_dict("records"):
        yield _row(row)


def _row(row: dict[str, Any]) -> str:
    name = row["claim_id"]
    language = row["sources.language"]
    lang = f" lang={language}" if language and language != "en" else ""
    words = f"<q{lang}>{escape(row['as_reported'])}</q>" if row["as_reported"] else ""
    number = _number(row)
    note = f"<small>{escape(row['note'])}</small>" if row["note"] else ""
    side = row["claimants.party"]
    return (
        f"<tr id={name} data-side={side}><th scope=row><a href=#{name}>{name}</a>"
        f"<td>{' '.join(part for part in (number, words, note) if part)}<td>{_what(row)}<td>{escape(row['claimants.name'])}<td>{_day(row)}"
        f'<td><a href="{escape(row["sources.url"])}">{escape(row["sources.publisher"])}</a>'
    )


def _number(row: dict[str, Any]) -> str:
    if not row.get("value"):
        return "number withheld" if row.get("qualifier") == "withheld" else ""
    number = f"{int(row['value']):,}"
    if row["value_high"]:
        number += f" to {int(row['value_high']):,}"
    hedge = HEDGES.get(row["qualifier"], "")
    return f"<b>{hedge + ' ' if hedge else ''}{number}</b>"


def _what(row: dict[str, Any]) -> str:
    if "facility_kind" in row:
        kind = in_words(row["facility_kind"])
        what = f"strike: {row['facilities.name'] or kind}"
        places = [row["place"], row["region"]]
    else:
        whose = row["populations.name"]
        what = in_words(row["measure"]) + (f", {whose}" if whose else "") + f"; {STATISTICS[row['statistic']]}"
        places = [row["place"], row["region"]]
    where = ", ".join(dict.fromkeys(place for place in places if place))
    text = escape(what + (f"; {where}" if where else ""))
    total = row.get("part_of")
    return text + (f"; part of <a href=#{total}>{total}</a>" if total else "")


def _day(row: dict[str, Any]) -> str:
    day = row["event_date"] or row.get("as_of", "")
    if not day and row.get("period_start") and row.get("period_end"):
        return f"{row['period_start']} to<br>{row['period_end']}"
    return day or row.get("period_end", "") or "–"


def citations(package: Package) -> dict[str, dict[str, Any]]:
    """Return the references of each row: `rows` gives the names of its references, the page that printed it first; `texts` what they say."""
    named = {
        name: {record[key]: record for record in package.records(table)}
        for name, table, key in (("source", "sources", "source_id"), ("claimant", "claimants", "claimant_id"), ("population", "populations", "population"))
    }
    roundups = {record["source_id"]: record for record in package.records("roundups")}
    items: dict[str, Any] = {}
    rows: dict[str, list[str]] = {}
    for table in [*package.claim_tables, STRIKES]:
        for row in package.records(table):
            source, population = named["source"][row["source_id"]], named["population"].get(row["population"], {})
            claim = Claim(table, row, source=source, claimant=named["claimant"][row["claimant_id"]], population=population, roundup=roundups.get(row["source_id"], {}))
            found = claim_items(package, claim)
            items |= {item["id"]: item for item in found}
            rows[claim.id] = [item["id"] for item in found]
    return {"rows": rows, "texts": entries(list(items.values()))}
