"""What surrounds a figure in its sentence: whose it is, with which weapon, where and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .dates import Mention
from .names import Names, Place

_WEAPONS: tuple[tuple[str, str], ...] = (
    ("ballistic_and_cruise_missile", r"ballistic (?:missiles? )?and cruise missiles?|cruise (?:missiles? )?and ballistic missiles?"),
    (
        "missile_and_drone",
        r"(?:missiles?|missile)(?: strikes?)? and (?:\w+ )?(?:drones?|uavs?)|drones? and (?:\w+ )?missiles?|missiles, drones|"
        r"missile-and-drone|drone-and-missile",
    ),
    ("naval_drone", r"(?:naval|sea|maritime|surface) drones?"),
    ("glide_bomb", r"(?:glide|guided|gliding|aerial|air|fab-\w+)[\w -]* bombs?|kabs?\b|airstrikes?"),
    ("ballistic_missile", r"ballistic missiles?|iskander\w*|kinzhal\w*|oreshnik"),
    ("cruise_missile", r"cruise missiles?|kalibr\w*|kh-101|kh-22"),
    ("anti_aircraft_missile", r"anti-aircraft (?:guided )?missiles?|s-[34]00(?:/s-[34]00)?(?: \w+){0,3} missiles?"),
    ("air_to_surface_missile", r"air-to-surface (?:guided )?missiles?|kh-(?:59|31|69|35)"),
    ("missile", r"missiles?|rockets?\b(?! launch)"),
    ("drone", r"drones?|shaheds?|uavs?|fpv"),
    ("artillery", r"artillery|shell(?:ing|s|ed)|mortars?|mlrs|multiple[- ]launch"),
    ("mine", r"landmines?|mines?\b|minefields?"),
    ("explosive_device", r"explosives?|explosive device|\bblast\b|car bomb|bomb(?:ing)? attack"),
)
_WEAPON_PATTERNS = [(name, re.compile(rf"\b(?:{pattern})")) for name, pattern in _WEAPONS]
_MISSILES = frozenset(
    {"missile", "ballistic_missile", "cruise_missile", "ballistic_and_cruise_missile", "anti_aircraft_missile", "air_to_surface_missile"}
)
_NOT_A_WEAPON = re.compile(
    r"anti-aircraft missile systems?|missile systems?|air defen[cs]e missile|drone (?:production|manufactur\w+|factory|"
    r"operators?)|missile (?:boat|ship|defen[cs]e)"
)


def weapon(plain: str) -> str:
    """Return the means of attack that words name, or ""; missiles and drones named apart in one sentence are both."""
    plain = _NOT_A_WEAPON.sub(lambda m: " " * len(m[0]), plain)
    found: list[str] = []
    for name, pattern in _WEAPON_PATTERNS:
        if pattern.search(plain):
            found.append(name)
            plain = pattern.sub(lambda m: " " * len(m[0]), plain)
    if not found:
        return ""
    if "drone" in found and any(name in _MISSILES for name in found):
        return "missile_and_drone"
    return found[0]


@dataclass(frozen=True, slots=True)
class Where:
    place: str = ""
    region: str = ""


#: A capital that stands for its government is no place: "Moscow's forces", "Kyiv said".
_GOVERNMENT = re.compile(
    r"\b(?:moscow|kyiv)(?:'s (?:\w+ ){0,2}(?:forces|troops|army|military|drones|missiles|air force|ministry|offensive)|"
    r"(?: has| had| also| later)? (?:said|says|claim\w*|fired|launched|confirmed|denied|reported|received|returned))\b"
)


def where(sentence: str, plain: str, at: int, names: Names) -> Where:
    """Return the place and region nearest to ``at``: within its clause, else in the sentence; several regions give none."""
    governments = {m.start() for m in _GOVERNMENT.finditer(plain)}
    places = [p for p in names.places_in(plain) if p[0] not in governments]
    regions = [(i, r) for i, r in names.regions_in(sentence)]
    low, high = _clause(plain, at)
    near = [p for p in places if low <= p[0] < high] or places
    region_near = [r for r in regions if low <= r[0] < high] or regions
    place: Place | None = min(near, key=lambda p: abs(p[0] - at))[1] if near else None
    if place is not None and len({p[1].place for p in near}) > 1 and re.search(r"\b(?:and|,)\b", plain[near[0][0] : near[-1][0]]):
        before = [p for p in near if p[0] < at]
        together = abs(near[0][0] - near[-1][0]) < 40
        if together:
            several = {p[1].region for p in near}
            return Where(_listed([p[1].place for p in near]), several.pop() if len(several) == 1 else "")
        place = (before[-1] if before else near[0])[1]
    if place is not None:
        return Where(place.place, place.region)
    several = {r for _, r in region_near}
    return Where("", several.pop() if len(several) == 1 else "")


def _listed(places: Sequence[str]) -> str:
    unique = list(dict.fromkeys(places))
    return unique[0] if len(unique) == 1 else ", ".join(unique[:-1]) + " and " + unique[-1]


def _clause(plain: str, at: int) -> tuple[int, int]:
    cuts = [0, *(m.start() for m in re.finditer(r";| while |, (?:and|but) |\. ", plain)), len(plain)]
    return max(c for c in cuts if c <= at), min((c for c in cuts if c > at), default=len(plain))


@dataclass(frozen=True, slots=True)
class When:
    """The dates of a figure: a day of the event, or a period; and the day of the statement."""

    day: date | None = None
    first: date | None = None
    last: date | None = None
    spoken: date | None = None
    since_invasion: bool = False
    #: A span that cannot be placed ("over the past day"): no day of another sentence may stand for it.
    is_unplaced: bool = False

    @property
    def is_empty(self) -> bool:
        return self.day is None and self.first is None


#: Before a day from which something is counted.
SINCE = re.compile(r"\bsince (?:the (?:start|launch|beginning) of [^,;]{0,90} on |the [\w' -]{3,40} on )?$")
_WEEKS = frozenset({"weekend", "this_week", "last_week"})
_OVERNIGHT = re.compile(
    r"\btoday\b|\bovernight\b|\b(?:at|during the|last) night\b|\bthis morning\b|\bin the (?:early )?(?:morning|hours)(?: hours)? of\b"
)


def when(plain: str, at: int, found: Sequence[Mention], before: date | None, said: date | None = None, until: int | None = None) -> When:
    """Return the dates for the figure at ``at``.

    ``before`` is the day of the event told before, for "the next day"; ``said`` that of the quotation, for "last night"; ``until`` the
    place of the next figure: what stands before it belongs to this one ("killed three on Monday and wounded five on Tuesday").
    """
    spoken = next((m.first for m in found if m.is_spoken), None) or said
    # "Said on Saturday … the day before": counted from the day of the statement.
    back = [m.start for m in found if m.shift is not None and m.shift < 0]
    before = next((m.first for m in found if m.is_spoken and any(m.end < start for start in back)), None) or before
    low, high = _clause(plain, at)
    told = [m for m in found if not SINCE.search(plain[: m.start]) or plain.startswith(", when", m.end)]
    events = [m for m in told if not m.is_spoken and not _is_aside(plain, m)]
    events = [m for m in events if not (m.kind in ("month", "year", "last_month", "this_month") and _OF_SOMETHING_ELSE.search(plain[at : m.start]))]
    own = [m for m in events if at < m.start < min(high, len(plain) if until is None else until)]
    since = any(m.kind == "invasion" for m in events) and not any(m.kind != "invasion" and not m.is_day for m in own)
    if since and until is not None and all(m.start > at for m in events if m.kind == "invasion"):
        # "In 2024, nine were freed, and since the invasion began 40": the war is that of the next figure.
        since = not any(m.start < at and m.kind != "invasion" and m.first and not m.is_day for m in events)
    events = [m for m in events if m.kind != "invasion"]
    clause = [m for m in events if low <= m.start < high]
    for group in (own, [m for m in clause if until is None or m.start < until], clause, events):
        days = [m for m in group if m.is_day or m.shift is not None and (before is not None or any(d.is_day and d.start < m.start for d in events))]
        if days:
            weeks = [m for m in group if m.kind in _WEEKS and not any(0 <= m.start - d.end < 3 for d in days)]
            ahead = sorted((m for m in [*days, *weeks] if m.start < at), key=lambda m: m.start)
            chosen = ahead[-1] if ahead else days[0]
            if chosen.kind in _WEEKS:
                return When(None, chosen.first, chosen.last, spoken, since)
            # "On Friday, and a day later": from the day in the same sentence.
            base = next((m.first for m in reversed(events) if m.is_day and m.start < chosen.start), before)
            day = chosen.first or base + timedelta(chosen.shift)  # type: ignore[operator, arg-type]
            return When(day, spoken=spoken, since_invasion=since)
        closest = min((m for m in group if m.first is not None), key=lambda m: abs(m.start - at), default=None)
        if closest is not None:
            return When(None, closest.first, closest.last, spoken, since)
        if any(m.shift is None for m in group):
            return When(spoken=spoken, since_invasion=since, is_unplaced=True)
    if spoken is not None and _OVERNIGHT.search(plain):
        return When(spoken, spoken=spoken, since_invasion=since)
    return When(spoken=spoken, since_invasion=since)


#: Before a month that is not the figure's: "before the city fell in May", "a journalist abducted in March".
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:before|after|whose|which|where|abducted|arrested|detained|sentenced|enlisted|born)\b[^;]*$|\bwho (?:(?!died|were killed)\w+ )+[^;]*$"
)


#: "The highest total so far this year": compared, not counted.
_RECORD_WORDS = r"\b(?:first|most|largest|biggest|worst|highest|lowest|deadliest|heaviest|record)\b"
_RECORD = re.compile(rf"(?:{_RECORD_WORDS}|\b(?:second|third)\b)[^;,]{{0,40}}$")


def _is_aside(plain: str, mention: Mention) -> bool:
    """A month of something else: "weakest since May", "the largest attack since March"; a day ahead: "by June", "until Friday"."""
    before = plain[max(0, mention.start - 60) : mention.start]
    own = plain[mention.start : mention.end]
    if mention.kind in ("month", "year", "this_month", "span") and re.search(r"\btime (?:since )?$", before):
        return True
    if re.fullmatch(r"(?:so far )?this (?:year|month)", own) and _RECORD.search(before):
        return True
    return bool(re.search(r"\b(?:by|until|before|till|next|ahead of|as of|(?:began|started)(?: on)?|by the (?:end|start|middle|"
        r"beginning)) $", before)) or (
        own.startswith("since") and bool(re.search(_RECORD_WORDS + r"|\b(?:any|ever|new)\b", before))
    )


_SIDES = (
    ("north_korea", r"north korea\w*|dprk|pyongyang"),
    ("russia", r"russia\w*|moscow|enemy|putin\w*|kremlin|occupiers"),
    ("ukraine", r"ukrain\w+|kyiv"),
)
_SOLDIERS = re.compile(
    r"\b(?:soldiers?|troops|service ?m[ae]n|service ?members?|servicem[ae]n|marines?|military|fighters?|defenders?|pilots?|"
    r"recruits?|conscripts?|occupiers|invaders|men(?= a day)|commanders?|generals?|colonels?|"
    r"killed in action|army|personnel|manpower)\b"
)


def side(words: str) -> str:
    """Return the side whose people or things words name first: ukraine, russia, north_korea or ""."""
    found = [(m.start(), name) for name, pattern in _SIDES if (m := re.search(rf"\b(?:{pattern})", words))]
    return min(found)[1] if found else ""


EXCHANGE = re.compile(r"\b(?:exchang\w+|swap\w*|handed over|handover|soldiers' remains|prisoners? of war|pows?|captivity|repatriat\w+|bodies|"
    r"(?:returned|came|come|brought|back) (?:back )?(?:home|to ukraine|to russia)|freed|released)\b")
#: Another event, or one of the night before, whichever that was.
ANOTHER = re.compile(r"\b(?:(?<!\bthe )(?<!\bits )(?<!\bthat )overnight|last night|at night|during the night|separate\w*|earlier|elsewhere|"
                     r"previous\w*|meanwhile|another (?:[\w-]+ ){0,3}?(?:attack|strike|barrage|wave|raid|assault|night|salvo)s?)\b")
#: An event at a time that no day tells.
UNDATED = re.compile(r"\b(?:overnight|last night|at night|during the night|separately|elsewhere)\b")
_ATTACKERS = re.compile(
    r"\b(?P<side>russia|ukrain|moscow|kyiv|(?:the|an) enemy)\w*(?:'s)? "
    r"(?:(?!(?:to|said|says|reported|that|by|of|was|were|been|is|are|under|region\w*)\b)[\w-]+ ){0,4}?(?:attack|"
    r"strik|struck|drone|missile|barrage|shell|bomb|"
    r"launch|fir(?:ed|es|ing)\b|air force|assault|hit|pound|rain|unleash)"
)


def attacker(plain: str) -> str:
    """Return the side whose attack a sentence tells, as far as its words name it: russia, ukraine or ""."""
    found = _ATTACKERS.search(plain)
    return side(found["side"] + {"ukrain": "e"}.get(found["side"], "")) if found else ""


def people(measure: str, phrase: str, plain: str, at: int, region_country: str) -> str:
    """Return the population of a casualty figure: the words of the figure first, then who lost them, then where it was."""
    own = side(phrase)
    if re.search(r"\bofficials?\b", phrase) and own == "russia":
        return "russian_officials"
    if own and (_SOLDIERS.search(phrase) or own == "north_korea"):
        return {"ukraine": "ukrainian_military", "russia": "russian_military", "north_korea": "north_korean_military"}[own]
    if re.search(r"\bcivilian|\bchild|\bresident", phrase):
        return "civilians_russia" if region_country == "Russia" else "civilians_ukraine"
    loses = re.search(
        r"^.*\b(russia|ukraine|moscow|kyiv|russian (?:forces|army|military|troops)|ukrainian (?:forces|army|military|troops)|"
        r"russia's|ukraine's|russian|ukrainian|north korean?)\b(?:'s)?\b(?:(?!russia|ukrain)[^;]){0,60}?\b(?:los(?:t|s|ses|es|"
        r"ing)|casualt\w+|suffer\w*|dead|death toll)\b",
        plain,
    )
    military = measure in (
        "personnel_losses",
        "personnel_losses_per_day",
        "killed_and_wounded_per_day",
        "killed_or_seriously_wounded",
    ) or _SOLDIERS.search(phrase)
    if loses and (
        military
        or measure in ("killed_and_wounded", "killed", "wounded", "killed_confirmed_by_name")
        and not re.search(r"\b(?:strike|attack|shelling|missile|drone)\b", plain[:at])
    ):
        return {"ukraine": "ukrainian_military", "russia": "russian_military", "north_korea": "north_korean_military"}.get(
            side(loses[1]), "russian_military"
        )
    if re.search(r"\bnorth korea", plain) and not region_country:
        return "north_korean_military"
    if military or measure == "killed_confirmed_by_name" or measure == "killed_and_wounded" and "general staff" in plain:
        return (
            "ukrainian_military"
            if side(plain) == "ukraine" and not re.search(r"\b(?:russian|enemy) (?:soldiers|troops)", plain)
            else "russian_military"
        )
    if re.search(
        r"\b(?:strike|attack|blast|explosion)\b[^;]{0,30}\b(?:on|at) (?:a )?(?:russian|russia's)[^;]{0,25}(?:troops|"
        r"headquarters|base|command|soldiers|unit|training)|including (?:\w+ )?officers",
        plain,
    ):
        return "russian_military"
    if re.search(r"\b(?:land)?mines\b", plain) and "strike" not in plain:
        return "people_ukraine"
    return "civilians_russia" if region_country == "Russia" else "civilians_ukraine"


def drones_of(plain: str, at: int, claimant_party: str, region_country: str) -> str:
    """Return whose drones or missiles a figure counts: those who launched them."""
    near = plain[max(0, at - 90) : at + 60]
    if re.search(r"\bukrain\w+ (?:\w+ )?(?:drones?|uavs?|missiles?)", near) or region_country == "Russia" and re.search(r"\b(?:over|in|at)\b", plain):
        return "ukrainian_military"
    if (
        re.search(r"\brussia(?:n|'s)? (?:\w+ ){0,2}(?:air defen[cs]es?|ministry|defen[cs]e ministry)|\bmoscow said", plain)
        or claimant_party == "russia"
    ):
        return "ukrainian_military"
    return "russian_military"
