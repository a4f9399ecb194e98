"""Who speaks in a sentence: the words that name them, and the claimant of the tables whom they name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .context import side
from .names import Names

_VERB = (
    r"(?:assesses|assessed|verified|concluded|said|says|say|told|added|adds|reported|reports|announced|announces|stated|states|claimed|claims|"
    r"estimated|"
    r"estimates?|noted|wrote|revealed|reveals|"
    r"continued(?! (?:to|its|their|his|with|the|into|on|in|for|and|throughout)\b)|reads|confirmed|confirms|warned(?: of)?|explained|specified|"
    r"clarified|counted|found|put|"
    r"claiming|saying|calculated|disclosed|admitted|acknowledged|declared|tallied|insisted|believes?|informed|"
    r"shows?|showed|suggests?|indicates?|posted|documented|established|identified|detailed|shared|commented|remarked|pointed out|called(?! for| up|"
    r" on| off))"
)
_SPEECH = re.compile(
    rf"\b(?:has |have |had |also |later |earlier |then )*{_VERB}\b"
    r"(?! (?:by|through|dead|killed|the lives|responsibility|of|down\b|on display|\w+ lives))", re.I
)
_PASSIVE_BEFORE = re.compile(r"\b(?:was|were|been|being|are|is|be|newly|as)\s+$", re.I)
_ACCORDING = re.compile(r"\b(?:according to|in the words of|as reported by|citing|as per)\s+(?P<who>[^,.;:”]+)", re.I)
#: "Confirmed by Mediazona", "a count by the BBC".
_BY = re.compile(
    r"\b(?:confirmed|verified|identified|counted|count|tallied|tally|documented|established|compiled|calculated|calculations?|estimated?|"
    r"estimates|analysis|cited|quoted|reported|published)(?: \w+){0,2}? by (?P<who>(?:the )?[A-Z][^,.;:”]*?)(?= (?:through|using|from|since|at|now|"
    r"has|have|"
    r"is|are|was|were|shows?|showed|puts?|stands?|reached|on|in)\b|[,.;:”]|$)"
)
_PRONOUN = re.compile(
    r"^(?:he|she|it|they|the (?:[a-z]+ )?(?:article|report|statement|message|post|ministry|minister|agency|service|"
    r"president|official|spokes\w+|headquarters|institute|study|piece|outlet|commander|military|governor|source|"
    r"general|colonel|mayor|chief|newspaper|"
    r"department|directorate|office|command))$",
    re.I,
)
_BOUNDARY = re.compile(r"[,;:“”–—]|\bthat\b|\b(?:and|but|while|as|after|because|when|which|with)\b(?! \w+(?: \w+)? (?:of|Minister|minister))")
_WHO = re.compile(
    r"[A-Z]|\b(?:officials?|authorities|ministry|minister|president|governor|officers?|military|spokes\w+|intelligence|"
    r"mission|administration|headquarters|agency|outlet|service|analysts?|researchers?|audio|media|channels|sources?|reports?|poll|prosecutors?|"
    r"police|mayor|forces?)\b"
)
_WEEKDAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
@dataclass(frozen=True, slots=True)
class Speaker:
    """The words that name who speaks, and the claimant they name, if the tables know one."""

    words: str
    claimant_id: str | None
    position: int
    is_pronoun: bool = False
    is_opening: bool = False


def speakers(sentence: str, names: Names) -> list[Speaker]:
    """Return everyone a sentence quotes, with their place."""
    found: list[Speaker] = []
    for match in _ACCORDING.finditer(sentence):
        if re.match(r"(?:its|their|his|her|in|preliminary|early|initial)\b", match["who"]):
            continue
        found.append(_speaker(match["who"], match.start(), names, is_opening=match.start() < 3))
    for match in _BY.finditer(sentence):
        if names.claimant(match["who"]):
            found.append(_speaker(match["who"], match.start(), names))
    for match in _SPEECH.finditer(sentence):
        inverted = re.match(r"\s+(?:the )?((?:[A-Z][\w’'.-]*|of|the|and|for)(?: (?:[A-Z][\w’'.-]*|of|the|and|for))*)", sentence[match.end() :])
        if (
            inverted
            and re.search(r"[,”\"]\s*$", sentence[: match.start()])
            and not re.match(r"(?:on|in|that)\b", inverted[1])
            and inverted[1].split()[0] not in _WEEKDAYS
        ):
            found.append(_speaker(inverted[1], match.start(), names))
            continue
        if _PASSIVE_BEFORE.search(sentence[: match.start()]) or re.search(r"\baccording to (?:\w+ )?$", sentence[: match.start()], re.I):
            continue
        subject = _subject(sentence, match.start())
        if re.match(r"(?:show|suggest|indicate)", match[0]) and not names.claimant(subject):
            continue
        if subject and len(subject.split()) <= 18 and (_PRONOUN.match(subject) or _WHO.search(subject) or names.claimant(subject)):
            found.append(_speaker(subject, match.start(), names))
    return [_of_its_side(s, sentence, names) for s in found if s.words]


def _of_its_side(speaker: Speaker, sentence: str, names: Names) -> Speaker:
    """ "The Defense Ministry" is that of the side whose doings the sentence tells."""
    if speaker.claimant_id is not None or not re.fullmatch(r"(?:the )?(?:Defen[cs]e Ministry|Ministry of Defen[cs]e|military)", speaker.words, re.I):
        return speaker
    claimant_id = {"russia": "russian-mod", "ukraine": "ministry-of-defence-ukraine"}.get(side(sentence.lower()))
    return replace(speaker, claimant_id=claimant_id, is_pronoun=speaker.is_pronoun and claimant_id is None)


def _speaker(words: str, position: int, names: Names, is_opening: bool = False) -> Speaker:
    words = re.sub(r"\s+", " ", words).strip(" ,.:;“”\"'")
    if len(words.split()) > 2:
        words = re.sub(r"\s+(?:on|in (?:an?|his|her|its|their|televised|comments)|late|early|earlier|this|last|at|during)\b.*$", "", words)
    if _PRONOUN.match(words) and (" " not in words or names.claimant(words) is None):
        return Speaker(words, None, position, is_pronoun=True)
    return Speaker(re.sub(r"^(?:the|an?) ", "", words) if is_opening else words, names.claimant(words), position, is_opening=is_opening)


def _subject(sentence: str, verb: int) -> str:
    """Return the words before a verb of speech, back to the last boundary; an apposition joins ("Lubinets, the ombudsman, said")."""
    before = sentence[:verb].rstrip()
    inside = before.endswith(",")
    before = before.rstrip(", ")
    cuts = [m.end() for m in _BOUNDARY.finditer(before)]
    if inside and len(cuts) >= 1 and before[cuts[-1] - 1] == ",":
        cuts = cuts[:-1]
    if (
        len(cuts) >= 1
        and before[: cuts[-1]].endswith("and")
        and re.fullmatch(r"\s*(?:[A-Z][\w’'.-]*\s*)+and", before[cuts[-2] if len(cuts) > 1 else 0 : cuts[-1]])
    ):
        cuts = cuts[:-1]
    start = cuts[-1] if cuts else 0
    subject = before[start:].strip()
    if re.match(r"(?:claiming|saying)\b", sentence[verb:]):
        subject = re.split(r" (?!United|Armed)[a-z]*(?:ed|ught|ook|ent|ade)\b", subject)[0]
    told = re.search(r"\d|^(?:This|That|These) \w+s? |\b(?:hit|struck|killed|injured|launched|destroyed|attacked|shot)\b(?! by)", subject)
    return "" if told else subject
