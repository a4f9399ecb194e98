"""Gates on names: one thing under two spellings, one page under two addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from .gates import Finding, at, gate
from .reading import Reading
from .table import Row, groups

#: What transliterations of Ukrainian and Russian names disagree about, in the order of replacement.
_SPELLINGS = (("shch", "sch"), ("kh", "h"), ("iy", "i"), ("yy", "i"), ("yi", "i"), ("y", "i"), ("j", "i"), ("ie", "e"), ("io", "o"), ("g", "h"), ("w", "v"), ("x", "ks"), ("ou", "u"), ("ph", "f"), ("ck", "k"))
_CYRILLIC = dict(zip("абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя", "a b v g g d e e e zh z i i i i k l m n o p r s t u f kh ts ch sh shch  y  e iu ia".split(" "), strict=True))
NAMED = (("claimants", "name", "aliases"), ("claimants", "short_name", ""), ("facilities", "name", "aliases"), ("regions", "region", "aliases"), ("populations", "name", ""))


@lru_cache(4096)
def spelling(name: str) -> str:
    """A name without what spellings differ in: capitals, accents, alphabet, transliteration, doubled letters, signs and the order of words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", "".join(_CYRILLIC.get(c, c) for c in name.casefold())) if not unicodedata.combining(c))
    words = re.findall(r"\w+", plain.replace("'", "").replace("’", ""))
    for before, after in _SPELLINGS:
        words = [word.replace(before, after) for word in words]
    return " ".join(sorted(re.sub(r"(.)\1+", r"\1", word) for word in words))


@gate("name-spelling", "implausible", "table", "One claimant, facility or region has one id: names that differ only in spelling, alphabet or the order of words are one name.")
def name_spelling(reading: Reading) -> Iterator[Finding]:
    for name, column, aliases in NAMED:
        owner: dict[str, str] = {}
        for row in reading.rows(name):
            for label in [row[column], *(row.list(aliases) if aliases else [])]:
                spelt = spelling(label)
                if " " not in spelt and (column == "short_name" or label != row[column]):
                    continue  # one surname or acronym may be that of several
                other = owner.setdefault(spelt, row.key)
                if other != row.key and spelt:
                    yield at(row, column if label == row[column] else aliases, f"{label!r} is a name of {other} too, in another spelling", "keep one of the two rows, or tell them apart", other, row.key)


@gate("publisher-spelling", "malformed", "table", "An outlet is spelt in one way, or counting by outlet counts it twice.")
def publisher_spelling(reading: Reading) -> Iterator[Finding]:
    names = set(reading.tables["sources"].different("publisher")) if "sources" in reading.tables else set()
    if len(set(map(spelling, names))) == len(names):
        return
    first: dict[str, str] = {}
    for row in reading.rows("sources"):
        known = first.setdefault(spelling(row["publisher"]), row["publisher"])
        if row["publisher"] != known:
            yield at(row, "publisher", f"{row['publisher']!r} is written {known!r} elsewhere", "write it in one way")


@gate("source-repeated", "implausible", "table", "One page read on one day is one source: two rows of one address, day, grade and list are one entered twice.")
def source_repeated(reading: Reading) -> Iterator[Finding]:
    for rows in groups(reading.rows("sources"), _page):
        for row in rows[1:]:
            if row.key != rows[0].key:
                yield at(row, "url", f"{rows[0].key} has this address too", "keep one of the two rows", rows[0].key, row.key)


_NOT_ADDRESS = re.compile(r"^https?://(www\.)?|[?#].*$|/$")


def _page(row: Row) -> tuple[str, ...]:
    address = _NOT_ADDRESS.sub("", row["url"].casefold()) + ("?" + row["url"].partition("?")[2].partition("#")[0] if "?" in row["url"] else "")
    return address, row["published"], row["grade"], row["read_at"]


_TRACKING = re.compile(r"[?&](utm_\w+|fbclid|gclid|yclid|igshid|ocid|mc_[ce]id)=|#:~:text=", re.I)


@gate("source-address", "advisory", "table", "An address without tracking codes and marked passages is shorter, breaks later, and does not tell who read the page.")
def source_address(reading: Reading) -> Iterator[Finding]:
    for row in reading.rows("sources"):
        found = _TRACKING.search(row["url"]) if "=" in row["url"] else None
        if found:
            yield at(row, "url", f"the address holds {found[0]!r}", "cut it off if the page opens without it")
