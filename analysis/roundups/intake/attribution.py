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
#: A document is named with whose it is: "a report released by the OHCHR", "the BBC's investigation".
_DOCUMENT = re.compile(
    r"\b(?P<what>report|study|survey|investigation|statement|analysis|update|bulletin|count|tally)\b[^.;“”]{0,45}? (?:by|from|of) "
    r"(?P<who>(?:the )?[A-Z][^,.;:”]*)"
)
_ITS_DOCUMENT = re.compile(r"\bin (?:its|his|her|an?|the) (?:[\w-]+ ){0,2}(report|update|bulletin|statement|analysis|study)\b")
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
_CONTINUES = re.compile(
    r"^(?:it|he|she|they|another|one more|in total|in addition|(?:of|among) (?:these|those|them)|including|the (?:rest|remaining|others)|also|"
    r"(?:(?:around|about|some|nearly|almost|over|at least|more than|up to|roughly|an? estimated|approximately) )?[\w,-]+ (?:more|others)|"
    r"(?:a total of |all |another )?[\w,]+ (?:\w+ ){0,2}(?:drones|missiles|uavs|regions))\b",
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
    documents: dict[str, Speaker] = {}
    #: The last speaker that is no person, for "it said".
    body: tuple[Speaker, int] | None = None
    for i, sentence in enumerate(sentences):
        for match in _DOCUMENT.finditer(sentence.text):
            if claimant_id := names.claimant(match["who"]):
                documents[match["what"]] = Speaker(match["who"], claimant_id, match.start())
        if own[i] and own[i][-1].claimant_id and (its := _ITS_DOCUMENT.search(sentence.text)):
            documents[its[1]] = own[i][-1]
        for j, person in enumerate(own[i]):
            if (known := documents.get(person.words.split()[-1].lower())) is not None and person.is_pronoun and person.words[0] in "Tt":
                own[i][j] = replace(known, position=person.position)
                result[i] = [p for p in own[i] if not p.is_pronoun]
        result[i] = [_recalled(p, sentences, result, i) for p in result[i]]
        if result[i]:
            last, last_at = result[i][-1], i
            body = body if _is_person(last, names) else (last, i)
            opened_in = sentence.paragraph if result[i][0].is_opening else -1
        elif own[i]:
            if own[i][0].words.lower() in ("the president", "president") and not (last and "president" in last.words.lower()):
                own[i] = [replace(own[i][0], claimant_id=names.claimant("President Zelenskyy"), is_pronoun=False), *own[i][1:]]
                result[i] = own[i][:1]
                last, last_at = own[i][0], i
                continue
            spoke_at = last_at
            if _SOME_BODY.match(own[i][0].words) and last is not None and _is_person(last, names) and body is not None:
                last, last_at = body
            distance = sentence.paragraph - sentences[last_at].paragraph if last else 99
            if last is not None and distance <= _reach(own[i][0], last, names):
                for j in range(max(spoke_at, last_at) + 1, i + 1):
                    if not result[j] and sentences[j].paragraph == sentence.paragraph:
                        result[j] = [last]
                last_at = i
            elif " " in own[i][0].words:
                result[i] = own[i][:1]
                last, last_at = own[i][0], i
        elif last is not None and last_at >= 0:
            goes_on = last_at == i - 1 and sentence.paragraph == sentences[last_at].paragraph and _CONTINUES.match(sentence.text)
            counts = last_at == i - 1 and sentence.paragraph == sentences[last_at].paragraph and _COUNTS.search(sentence.text)
            struck = re.search(r"\b(?:drones?|missiles?|strike|attack)s? (?:on|killed|hit)\b", sentence.text)
            goes_on = goes_on or counts and _COUNTS.search(sentences[i - 1].text) and not struck
            elsewhere = re.match(r"In (?!total|all|addition|the same)", sentence.text)
            if goes_on or opened_in == sentence.paragraph and not elsewhere:
                result[i] = [last]
                last_at = i
    _closing(sentences, own, result)
    _announced(sentences, result, names)
    _quotations(sentences, result)
    return result


_OFFICE = re.compile(r"\b(prosecutor|governor|mayor|ombudsman|commissioner|ministry|minister|mission|headquarters|administration|air force|"
                     r"general staff|intelligence|agency|service|committee|commander|spokes)", re.I)  # fmt: skip
#: So many sentences back somebody named in full may stand who is then named by the office alone.
_RECALL = 12


def _recalled(speaker: Speaker, sentences: Sequence[Sentence], result: list[list[Speaker]], at: int) -> Speaker:
    """ "The prosecutors", "the ministry" are those that were named in full before."""
    if speaker.claimant_id is not None or re.search(r"[A-Z]", speaker.words.removeprefix("The")) or not (office := _OFFICE.search(speaker.words)):
        return speaker
    for j in range(at - 1, max(-1, at - _RECALL), -1):
        for known in result[j]:
            if known.claimant_id and office[1].lower() in known.words.lower():
                return replace(speaker, claimant_id=known.claimant_id)
    return speaker


#: Sums that somebody gives one after the other.
_COUNTS = re.compile(
    r"\b(?:casualt\w+|losses|daily|on average|civilians\b[^.]{0,60}\b(?:killed|injured|died|lost)|of the (?:dead|injured|wounded|killed))\b",
    re.I,
)
#: "This was announced by the president", "The president stated this", "That's according to the ministry": of what stands before.
_ANNOUNCED = re.compile(
    r"^(?:This|That|It)(?:['’]s| (?:was|is|has been))? (?:\w+ly )?(?:announced|stated|reported|said|confirmed|according|evidenced)? ?(?:by|"
    r"to) (?P<who>[^.;]+)"
)
_SAID_THIS = re.compile(r"^(?P<who>[^,.;]{3,80}?) (?:stated|said|announced|reported|confirmed|wrote) this\b(?! \w+ (?:is|was|has|had))")


def _announced(sentences: Sequence[Sentence], result: list[list[Speaker]], names: Names) -> None:
    """Give the sentences before "This was announced by X" to X: those of its paragraph, else the last one of the paragraph before."""
    for i in range(1, len(sentences)):
        found = _ANNOUNCED.match(sentences[i].text) or _SAID_THIS.match(sentences[i].text)
        if not found or names.claimant(found["who"]) is None:
            continue
        speaker = Speaker(found["who"], names.claimant(found["who"]), 0)
        result[i] = result[i] or [speaker]
        before = [j for j in range(i) if sentences[j].paragraph == sentences[i].paragraph] or [
            j for j in range(i) if sentences[j].paragraph == sentences[i - 1].paragraph
        ]
        for j in before:
            result[j] = result[j] or [speaker]


def _is_person(speaker: Speaker, names: Names) -> bool:
    if speaker.claimant_id is not None:
        return names.is_person(speaker.claimant_id)
    return _IN_OFFICE.search(speaker.words) is not None


_IN_OFFICE = re.compile(
    r"\b(?:governor|mayor|minister|president|spokes\w+|commander|head|chief|official|general|colonel|ombudsman|adviser|prosecutor)\b", re.I
)
_SOME_BODY = re.compile(r"(?:it|the (?:agency|outlet|newspaper|paper|publication|service))$", re.I)
_PERSON = re.compile(r"the (?:[a-z]+ )?(?:general|commander|minister|president|governor|mayor|official|spokes\w+|chief|colonel|ombudsman)$", re.I)


def _reach(pronoun: Speaker, last: Speaker, names: Names) -> int:
    """Return how many paragraphs back a pronoun's speaker may stand: "he" one; "the governor" none, unless the words are alike."""
    if _SOME_BODY.match(pronoun.words) and " " in pronoun.words and not _is_person(last, names):
        return 2
    if _PERSON.match(pronoun.words) and names.is_person(last.claimant_id):
        return 2
    alike = {w for w in pronoun.words.lower().split() if len(w) > 5} & set(last.words.lower().split())
    return 1 if " " not in pronoun.words or alike or re.search(r"\b(?:report|statement|message|post|article)$", pronoun.words) else 0


_AIR = re.compile(r"\b(?:drones|missiles|UAVs|Shaheds)\b.*\b(?:shot down|downed|destroyed|intercepted|neutrali[sz]ed|launched|fired)\b")


def _closing(sentences: Sequence[Sentence], own: list[list[Speaker]], result: list[list[Speaker]]) -> None:
    """ "Two more were injured, X said" at a paragraph's end also closes the sentence before it."""
    for i in range(1, len(sentences)):
        one, before = sentences[i], sentences[i - 1]
        if not (own[i] and not result[i - 1] and before.paragraph == one.paragraph):
            continue
        if (
            re.search(r"“[^”]{2,40}”", before.text)
            and not re.search(r"\b(?:said|told)\b", before.text)
            or _AIR.search(before.text) and re.search(r"\bAir Force\b", own[i][-1].words)
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
