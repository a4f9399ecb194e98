"""Who says it: the attribution in a sentence, or the one carried over from the sentences around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .context import side
from .names import Names
from .text import Sentence

NOT_ATTRIBUTED = "not-attributed"

_VERB = (
    r"(?:assesses|assessed|verified|concluded|said|says|say|told|added|adds|reported|reports|announced|announces|stated|states|claimed|claims|"
    r"estimated|"
    r"estimates?|noted|wrote|revealed|reveals|"
    r"continued|reads|confirmed|confirms|warned(?: of)?|explained|specified|clarified|counted|found|put|"
    r"claiming|saying|calculated|disclosed|admitted|acknowledged|declared|tallied|insisted|believes?|informed|"
    r"posted|documented|established|identified|detailed|shared|commented|remarked|pointed out|called(?! for| up| on| off))"
)
_SPEECH = re.compile(
    rf"\b(?:has |have |had |also |later |earlier |then )*{_VERB}\b"
    r"(?! (?:by|through|dead|killed|the lives|responsibility|of|down|on display|\w+ lives))", re.I
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
    r"audio|media|channels|sources?|reports?|poll|prosecutors?|police|mayor|forces?)\b"
)
_WEEKDAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
_CONTINUES = re.compile(
    r"^(?:it|he|she|they|another|one more|in total|in addition|of (?:these|those|them)|the (?:rest|remaining|others)|also|"
    r"[\w-]+ (?:more|others)|(?:a total of |all |another )?[\w,]+ (?:\w+ ){0,2}(?:drones|missiles|uavs|regions))\b",
    re.I,
)


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
    return before[start:].strip()


def claimants(sentences: Sequence[Sentence], names: Names) -> list[list[Speaker]]:
    """Return for each sentence who may say its figures, by their place in it; carried over by four rules.

    A quotation of several sentences belongs to whoever is named beside it. "According to X" at the start of a sentence goes on to
    the end of its paragraph. "He added", "the article reads" belong to the last speaker, and so does what stands between. A sentence
    that goes on ("Another 12 …", "It launched …") keeps the speaker of the one before.
    """
    own = [speakers(s.text, names) for s in sentences]
    result: list[list[Speaker]] = [[p for p in people if not p.is_pronoun] for people in own]
    last: Speaker | None = None
    last_at, opened_in = -1, -1
    for i, sentence in enumerate(sentences):
        if result[i]:
            last, last_at = result[i][-1], i
            opened_in = sentence.paragraph if result[i][0].is_opening else -1
        elif own[i]:
            distance = sentence.paragraph - sentences[last_at].paragraph if last else 99
            if last is not None and distance <= _reach(own[i][0], last):
                for j in range(last_at + 1, i + 1):
                    if not result[j] and sentences[j].paragraph == sentence.paragraph:
                        result[j] = [last]
                last_at = i
            elif " " in own[i][0].words:
                result[i] = own[i][:1]
                last, last_at = own[i][0], i
        elif last is not None and last_at >= 0:
            goes_on = last_at == i - 1 and sentence.paragraph == sentences[last_at].paragraph and _CONTINUES.match(sentence.text)
            elsewhere = re.match(r"In (?!total|all|addition|the same)", sentence.text)
            if goes_on or opened_in == sentence.paragraph and not elsewhere:
                result[i] = [last]
                last_at = i
    _closing(sentences, own, result)
    _quotations(sentences, result)
    return result


def _reach(pronoun: Speaker, last: Speaker) -> int:
    """Return how many paragraphs back a pronoun's speaker may stand: "he" one; "the governor" none, unless the words are alike."""
    alike = {w for w in pronoun.words.lower().split() if len(w) > 5} & set(last.words.lower().split())
    return 1 if " " not in pronoun.words or alike or re.search(r"\b(?:report|statement|message|post|article)$", pronoun.words) else 0


def _closing(sentences: Sequence[Sentence], own: list[list[Speaker]], result: list[list[Speaker]]) -> None:
    """ "Two more were injured, X said" at a paragraph's end also closes the sentence before it."""
    for i in range(1, len(sentences)):
        one, before = sentences[i], sentences[i - 1]
        if not (own[i] and not result[i - 1] and before.paragraph == one.paragraph):
            continue
        if (
            re.search(r"“[^”]{2,40}”", before.text)
            and not re.search(r"\b(?:said|told)\b", before.text)
            or re.match(r"(?:another |some |at least |about )?[\w-]+ (?:more|others)\b", one.text, re.I)
        ):
            result[i - 1] = list(result[i])


def _quotations(sentences: Sequence[Sentence], result: list[list[Speaker]]) -> None:
    groups: dict[int, list[int]] = {}
    for i, sentence in enumerate(sentences):
        if sentence.quotation is not None:
            groups.setdefault(sentence.quotation, []).append(i)
    for members in groups.values():
        said = [result[i] for i in members if result[i]]
        for i in members:
            if not result[i] and said:
                result[i] = said[-1]
