"""Names in a text: claimants, regions, places and facilities, as the tables of the package spell them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from roundups.package import Package
from roundups.wording.numbers import normalised

_SPELLING = (
    (re.compile(r"defense"), "defence"), (re.compile(r"center"), "centre"), (re.compile(r"ukrainian|ukraine's|ukrainians"), "ukraine"),
    (re.compile(r"russian|russia's"), "russia"), (re.compile(r"british|britain's|britain|united kingdom|u\.k\.|uk's"), "uk"),
    (re.compile(r"south korean|south korea's"), "south korea"),
    (re.compile(r"u\.s\.|american|united states"), "us"), (re.compile(r"u\.n\.|united nations"), "un"), (re.compile(r"\bhead\b"), "governor"),
    (re.compile(r"(?:y[iy]|i[iy]|ii|iy|yi|yy|y|i)+\b"), "i"), (re.compile(r"[iy]{2,}|y"), "i"),
)  # fmt: skip
#: Alone they speak for a side; in "Ukraine's energy minister" they do not.
_SIDES = frozenset("ukraine russia kiiv kiv moscow kremlin nato".split())
_SMALL_WORDS = frozenset("the of a an and for in at on from by its to s armed forces country".split())


@cache
def key(words: str) -> str:
    """Return words as they compare over spellings: Zelenskyi and Zelenskyy, Defense and Defence, Ukraine's and Ukrainian."""
    plain = unicodedata.normalize("NFKD", normalised(words))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    for pattern, to in _SPELLING:
        plain = pattern.sub(to, plain)
    return " ".join(w for w in re.findall(r"\w+", plain) if w not in _SMALL_WORDS)


@dataclass(frozen=True, slots=True)
class Facility:
    """``names`` and ``places`` are keys: names bare of what kind of facility it is; ``alone``: those that need no such noun beside them."""

    facility_id: str
    kind: str
    region: str
    names: frozenset[str] = field(repr=False)
    places: frozenset[str] = field(repr=False)
    alone: frozenset[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    place: str
    region: str


class Names:
    """What the tables of one package know: built once, then read only."""

    def __init__(self, root: Path | str | None = None) -> None:
        package = Package(root)
        extra = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text(encoding="utf-8"))
        self.measures = {row["measure"]: tuple(row["tables"].split(";")) for row in package.rows("measures")}
        self.populations = {row["population"] for row in package.rows("populations")}
        self.regions = {row["region"]: row["country"] for row in package.rows("regions")}
        self._claimants = self._of_claimants(package.rows("claimants"), extra["claimants"])
        self.speaks_for = {row["claimant_id"]: row["speaks_for"] for row in package.rows("claimants") if row["speaks_for"]}
        self._people = {row["claimant_id"] for row in package.rows("claimants") if row["speaks_for"]}
        self._persons = {row["claimant_id"] for row in package.rows("claimants") if _is_person(row)}
        self._full_names = {
            " ".join(sorted(key(row["name"].split(",")[0]).split())): row["claimant_id"] for row in package.rows("claimants") if _is_person(row)
        }
        self.party = {row["claimant_id"]: row["party"] for row in package.rows("claimants")}
        self.governors = {row["claimant_id"] for row in package.rows("claimants") if "governor" in row["name"] + row["aliases"]}
        self.kind = {row["claimant_id"]: row["kind"] for row in package.rows("claimants")}
        self._region_keys = self._of_regions(package.rows("regions"))
        self.places = self._of_places(package, extra["places"])
        self._known = frozenset(map(key, self.places)) | frozenset(self._region_keys)
        self.facilities = _facilities(list(package.rows("facilities")), self._known)
        self._governed = {
            row["claimant_id"]: found for row in package.rows("claimants") if (found := re.sub(r".* governor of ", "", row["name"])) in self.regions
        }
        names = sorted((name for name in self.places if len(name) > 3), key=len, reverse=True)
        self._place_pattern = re.compile(rf"\b(?:{'|'.join(re.escape(n) for n in names)})\b")

    @staticmethod
    def _of_claimants(rows: list[dict[str, str]], extra: dict[str, list[str]]) -> dict[str, str]:
        found: dict[str, str] = {}
        named = [row for row in rows if row["claimant_id"] not in ("not-attributed", "reports-unattributed")]
        full = [(n, r) for r in named for n in (r["name"], *r["aliases"].split(";"), *extra.get(r["claimant_id"], ()))]
        cut = [
            (n, r)
            for r in named
            for n in (re.split(r", (?=[a-z])", r["name"])[0], re.sub(r" \(.*\)", "", r["name"]), r["short_name"], *re.findall(r"\(([A-Z]{2,})\)", r["name"]))
        ]
        for name, row in full + cut:
            if len(k := " ".join(sorted(key(name).split()))) > 2:
                found.setdefault(k, row["claimant_id"])
        return found

    def claimant(self, words: str) -> str | None:
        """Return the claimant whom words name ("Interior Minister Ihor Klymenko"), or None.

        The longest known run of words wins, but a person named in full before the office that they hold.
        """
        tokens = key(words).split()
        for start in range(len(tokens) - 1):
            pair = " ".join(sorted(tokens[start : start + 2]))
            if (found := self._claimants.get(pair)) in self._people or (found := self._full_names.get(pair)):
                return found
        unnamed = None
        for size in range(min(len(tokens), 9), 0, -1):
            for start in range(len(tokens) - size + 1):
                run = " ".join(sorted(tokens[start : start + size]))
                if run not in self._claimants or len(tokens) > 1 and run in _SIDES or _is_of_others(tokens, start, start + size):
                    continue
                found = self._claimants[run]
                if _is_of_another_country(tokens[max(0, start - 1) : start] + tokens[start + size : start + size + 1], self.party[found]):
                    continue
                if not found.endswith("-unnamed"):
                    source = f"{found}-source"
                    return source if source in self.party and _SOURCE.match(words) else found
                unnamed = unnamed or found
        return unnamed

    def is_known(self, word: str) -> bool:
        """Whether a word as `key` makes it is a place or a region."""
        return word in self._known

    def facility(self, facility_id: str) -> Facility | None:
        return next((f for f in self.facilities if f.facility_id == facility_id), None)

    def governed(self, claimant_id: str | None) -> str:
        """Return the region whose governor a claimant is, or ""."""
        return self._governed.get(claimant_id or "", "")

    def is_person(self, claimant_id: str | None) -> bool:
        """Whether a claimant is a person and no body."""
        return claimant_id in self._persons

    @staticmethod
    def _of_regions(rows: Iterable[dict[str, str]]) -> dict[str, str]:
        found = {}
        for row in rows:
            stem = re.sub(r"(?:republic of | oblast| krai| republic| city)", "", row["region"].lower())
            for name in [stem, *(re.sub(r" region$", "", a.lower()) for a in row["aliases"].split(";") if a)]:
                found.setdefault(key(name), row["region"])
        found["kiiv"] = found.get("kiiv", "Kyiv City")
        return found

    def region(self, name: str) -> str:
        """Return the region whose bare name this is ("Kharkiv" in "Kharkiv region"), or ""."""
        found = self._region_keys.get(key(name), "")
        return "Kyiv Oblast" if found == "Kyiv City" else found

    def _of_places(self, package: Package, extra: dict[str, str]) -> dict[str, Place]:
        """Return the settlements: those that rows of the tables put into one region, and those of names.yaml."""
        seen: dict[str, set[str]] = {}
        for table in ("casualty_claims", "air_attacks", "refinery_strikes", "kursk_losses"):
            for row in package.rows(table):
                if row["place"] and row["region"] and re.fullmatch(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?", row["place"]):
                    seen.setdefault(row["place"], set()).add(row["region"])
        known = {name: Place(name, regions.pop()) for name, regions in seen.items() if len(regions) == 1}
        known |= {spelling: Place(name.split(";")[0], region) for name, region in extra.items() for spelling in name.split(";")}
        return {normalised(name): place for name, place in known.items() if not re.search(r"Oblast|Krai|Russia|Ukraine|Crimea|Republic", name)}

    def places_in(self, plain: str) -> list[tuple[int, Place]]:
        """Return the known settlements of a text in small letters with their offsets; not those that name a region or a railway."""
        found = []
        for match in self._place_pattern.finditer(plain):
            if not re.match(
                r"(?:'s)? (?:regions?|oblast|krai|kray|territory|province|republic|river|axis|direction)|(?:, [\w' -]{3,25})*,? and [\w'-]+ (?:regions|oblasts)|(?:'s)? tv",
                plain[match.end() :],
            ):
                found.append((match.start(), self.places[match[0]]))
        return found

    def regions_in(self, sentence: str) -> list[tuple[int, str]]:
        """Return the regions a sentence names as such, with their offsets; an unknown one as "" ("Lviv region")."""
        found = []
        for match in _REGION.finditer(sentence):
            names = re.split(r", and |, | and ", match[1] or match[3])
            found += [(match.start(), self.region(re.sub(r"^(?:Russia|Ukraine)[’']s ", "", n.strip()))) for n in names if n.strip()]
        for match in re.finditer(r"\bCrime(?:a|an)\b", sentence):
            found.append((match.start(), self.region("Crimea")))
        for name in ("Bashkortostan", "Tatarstan", "Mordovia", "Dagestan", "Adygea"):
            found += [(m.start(), self.region(name)) for m in re.finditer(rf"\b{name}\b", sentence)]
        for match in _GOVERNOR.finditer(sentence):
            if region := self.region(match[1]):
                found.append((match.start(), region))
        return sorted(found)


_NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?"
_REGION = re.compile(
    rf"((?:(?:Russia|Ukraine)[’']s )?{_NAME}(?:(?:, and |, | and )(?!Russia|Ukraine){_NAME})*) (?:[Rr]egions?|[Oo]blasts?|"
    rf"[Kk]rai|[Pp]rovince|[Rr]epublic)\b"
    rf"|(Republic|region) of ({_NAME})"
)


_GOVERNOR = re.compile(rf"({_NAME}) (?:[Rr]egional )?[Gg]overnor\b")


#: Behind a body, they make another of it: "the Russian Ministry of Health", "Russian military bloggers".
_OTHERS = re.compile(
    r"(?:health|emergenc\w+|interior|internal|foreign|energi|economi|culture|transport|education|justice|agriculture|digital|"
    r"blog\w+|analists?|experts?|correspondents?|commentators?|observers?|channels?|courts?|administrations?|historians?|journalists?)$"
)
#: "A source in the General Staff" is not the General Staff.
_SOURCE = re.compile(r"(?:(?:an?|its|their|the|unnamed|several|\w+) ){0,2}sources? (?:in|at|within|from|inside|of|close to) ", re.I)


_COUNTRIES = re.compile(
    r"belarus\w*|poland|polish|romania\w*|moldova\w*|german\w*|french|france|turk\w*|israel\w*|lithuania\w*|latvia\w*|estonia\w*|hungar\w*|"
    r"finnish|finland|swedish|sweden|norw\w+|czech|slovak\w*|italian|spanish|dutch|bulgaria\w*|japan\w*|chinese|iran\w*"
)


def _is_of_another_country(beside: Sequence[str], party: str) -> bool:
    """Whether a country beside the words is not that of the body: "Russia's Health Ministry" where the tables know Ukraine's."""
    others = {"ukraine": ("russia",), "russia": ("ukraine",)}.get(party, ())
    return bool(others) and any(word in others or _COUNTRIES.fullmatch(word) for word in beside)


def _is_of_others(tokens: Sequence[str], start: int, end: int) -> bool:
    """Whether the word beside the ministry or the military with which a run begins or ends makes another body of it."""
    bodies = ("ministri", "militari")
    behind = tokens[end - 1] in bodies and end < len(tokens) and _OTHERS.match(tokens[end])
    return bool(behind or start and tokens[start] in bodies and _OTHERS.match(tokens[start - 1]))


def _is_person(row: dict[str, str]) -> bool:
    """Whether a claimant is named by a first name and a family name, from which the key is made."""
    name = row["name"].split(",")[0]
    named = re.fullmatch(r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,2}", name) and not re.search(r"\b(?:Force|Intelligence|Office|Staff|Ministry)\b", name, re.I)
    return bool(named) and row["kind"] in ("official", "military", "intelligence") and row["claimant_id"] == re.sub(r"[’' ]+", "-", name.lower())


#: What kind of facility it is, and where beside a town: no part of a name.
_KIND_WORDS = frozenset(
    "refineri oil depot plant terminal station compani refining complex gas processing fuel pumping marine maritime port petrochemical petroleum "
    "products faciliti combine near district base tanks bitumen".split()
)


def _facilities(rows: Sequence[dict[str, str]], known: frozenset[str]) -> list[Facility]:
    """Return the facilities with the names that are theirs alone among those of their kind: "Lukoil" is that of many."""
    named = {row["facility_id"]: list(_facility_names(row)) for row in rows}
    kinds = {row["facility_id"]: row["kind"] for row in rows}
    owners = Counter((kinds[i], name) for i, names in named.items() for name in {bare for _, bare, _ in names})
    out = []
    for row in rows:
        i = row["facility_id"]
        own = {(said, bare) for said, bare, _ in named[i] if bare and bare not in _OWNERS and owners[kinds[i], bare] == 1}
        alone = {bare for said, bare in own if bare not in known and (_OF_THE_TRADE.search(bare) or re.search(r"\b[A-Z]{4,}\b", said))}
        places = {place for _, _, town in named[i] for place in town if place}
        out.append(Facility(i, row["kind"], row["region"], frozenset(bare for _, bare in own), frozenset(places), frozenset(alone)))
    return out


#: Alone they name a company with many facilities, or nothing.
_OWNERS = frozenset("lukoil rosneft gazprom bashneft slavneft tatneft transneft novatek sibur rosrezerv first ns".split())
#: A word with such a stem names a facility, whatever stands beside it.
_OF_THE_TRADE = re.compile(r"sintez|kauchu|pererabot|neft|gaz\b|novo[ij]l")


def _facility_names(row: dict[str, str]) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    """Yield each name of a facility as it is written and as its key bare of the kind, and the towns behind it."""
    for whole in [row["name"], *row["aliases"].split(";")]:
        for part in [re.sub(r"\(.*?\)", "", whole), *re.findall(r"\((.*?)\)", whole)]:
            name, *towns = re.split(r", | / | in | near ", part)
            bare = _bare(name)
            yield name.strip(), bare if re.search(r"[a-z]", bare) else "", tuple(map(_bare, towns))


def _bare(name: str) -> str:
    return " ".join(word for word in key(name).split() if word not in _KIND_WORDS)
