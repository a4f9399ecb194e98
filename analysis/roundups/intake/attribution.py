"""Who says it: the attribution in a sentence, or the one carried over from the sentences around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .names import Names
from .speakers import Speaker, speakers
from .text import Sentence

NOT_ATTRIBUTED = "not-attributed"

#: A document is named with whose it is: "a report released by the OHCHR", "the BBC's investigation".
_DOCUMENT = re.compile(
    r"\b(?P<what>report|study|survey|investigation|statement|analysis|update|bulletin|count|tally)\b[^.;“”]{0,45}? (?:by|from|of) "
    r"(?P<who>(?:the )?[A-Z][^,.;:”]*)"
)
_ITS_DOCUMENT = re.compile(r"\bin (?:its|his|her|an?|the) (?:[\w-]+ ){0,2}(report|update|bulletin|statement|analysis|study)\b")
_CONTINUES = re.compile(
    r"^(?:it|he|she|they|another|one more|in total|in addition|(?:of|among) (?:these|those|them)|including|the (?:rest|remaining|others)|also|"
    r"(?:(?:around|about|some|nearly|almost|over|at least|more than|up to|roughly|an? estimated|approximately) )?[\w,-]+ (?:more|others)|"
    r"(?:a total of |all |another )?[\w,]+ (?:\w+ ){0,2}(?:drones|missiles|uavs|regions))\b",
    re.I,
)


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
