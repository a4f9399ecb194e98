"""The cells of a proposal that follow from its sentence: its words, population and weapon."""

from __future__ import annotations

import re

from roundups.wording.numbers import normalised

from . import context
from .speakers import Speaker
from .counts import Number
from .names import Names
from .rules import words_pattern
from .scenes import Scene

_STOP = re.compile(
    r"(?:and|or|in|on|at|of|to|by|from|for|over|with|were|was|are|is|had|have|has|when|as|during|after|more|near|that|who|which|behind|deep|away)"
)
_THING = re.compile(
    r"(?:swap|exchange|speedboat|boat|ship|corvette|tugboat|submarine|jet|helicopter|aircraft|plane|bomb|building|house|"
    r"attack|system|radar|minesweeper|kilometers?|capacity)s?\b"
)
_PHRASES = tuple(re.compile(r" ?(?:(?:out )?of (?:the |them)?)?" + words_pattern(name).pattern) for name in ("drones", "missiles", "np"))


def words_end(plain: str, number: Number) -> int:
    """Return where the words of a figure end: behind the noun it counts, or behind the number."""
    rest = plain[number.end :]
    for pattern in _PHRASES:
        found = pattern.match(rest)
        if found and found.end() < 90:
            return number.end + len(found[0].rstrip())
    end, last = number.end, number.end
    for word in re.finditer(r" ([a-z][\w'./-]*)", rest[:80]):
        if word.start() != end - number.end or _STOP.fullmatch(word[1]):
            break
        end = number.end + word.end()
        plural = word[1].endswith("s") and not word[1].endswith(("'s", "ss", "ous"))
        if plural or number.kind in ("one", "ordinal", "percent") and _THING.fullmatch(word[1]):
            last = end
            if not _THING.match(rest[word.end() :].lstrip()):
                break
    return last


def words_start(plain: str, number: Number, end: int) -> int:
    """Return where the words begin: at the number, or at the verb where no noun follows ("killed 14")."""
    if end > number.end:
        return number.start
    before = re.search(r"\b(?:kill|wound|injur)\w*\s+$", plain[: number.start])
    return before.start() if before else number.start


def population(table: str, measure: str, phrase: str, scene: Scene, at: int, country: str, speaker: Speaker | None, names: Names) -> str:
    party = names.party.get(speaker.claimant_id or "", "") if speaker else ""
    plain = scene.plain
    if table == "prisoner_counts":
        if measure == "bodies_repatriated":
            return "russian_military" if re.search(r"\bto russia\b|russian (?:soldiers|bodies)", plain) else "ukrainian_dead"
        if measure == "returned_to_russia":
            return "russian_prisoners"
        return "prisoners_both_sides" if measure in ("exchanges", "exchanged", "exchanged_each_side") else "ukrainian_prisoners"
    if measure.startswith("troops_"):
        return (
            "north_korean_military"
            if re.search(r"\b(?:north korea\w*|dprk|pyongyang)\b", plain + normalised(scene.around)) and "russian" not in phrase
            else "russian_military"
        )
    if table == "kursk_losses" and measure in ("area_km2", "advance_km", "settlements", "area_lost_percent"):
        return "russian_military" if re.search(r"\brussian (?:forces|troops)[^;]{0,40}(?:retak|recaptur|advanc)", plain) else "ukrainian_military"
    if table in ("casualty_claims", "kursk_losses"):
        return context.people(measure, phrase, plain, at, country)
    if table == "refinery_strike_counts":
        in_ukraine = re.search(r"\bukrainian (?:oil )?refiner", plain) or country == "Ukraine"
        return (
            "ukrainian_oil_facilities"
            if in_ukraine
            else "russian_oil_refineries"
            if "refiner" in measure and "attacks_on_one" not in measure
            else "russian_oil_facilities"
        )
    if table == "air_attacks":
        if measure.startswith("buildings"):
            return "civilians_russia" if country == "Russia" else "civilians_ukraine"
        if measure.startswith("facilities"):
            return "ukrainian_energy_sector"
        drones = context.drones_of(plain, at, party, country)
        if measure in ("regions_targeted", "regions_of_interception", "days_since_previous_attack"):
            return "russia" if drones == "ukrainian_military" or re.search(r"russian regions|regions of russia|in russia\b", plain) else "ukraine"
        return drones
    if measure.startswith(("aid_amount", "ceasefire")):
        return ""
    if measure == "rescued" or measure.startswith("medical"):
        return "civilians_ukraine"
    return "ukrainian_military" if re.search(r"\bukraine (?:has )?lost\b", plain) else "russian_military"


def weapon(measure: str, phrase: str, scene: Scene, table: str) -> str:
    if measure.startswith("drones"):
        return "drone"
    if measure.startswith("missiles") or measure.startswith("bomb"):
        return context.weapon(phrase) or context.weapon(scene.plain)
    if table in ("casualty_claims", "air_attacks", "refinery_strike_counts"):
        return context.weapon(scene.plain) or (
            context.weapon(normalised(scene.around)) if table == "casualty_claims" and len(scene.plain) < 90 else ""
        )
    return ""


def strike_weapon(scene: Scene) -> str:
    found = context.weapon(scene.plain)
    return "drone" if found == "missile_and_drone" and "missile" not in scene.plain else found
