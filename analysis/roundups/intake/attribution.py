"""Who says it: the attribution in a sentence, or the one carried over from the sentences around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from roundups.wording.numbers import normalised

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
    r"^(?:it|he|she|they|so (?:too )?(?:was|were)|another|one more|(?:during|over|in) the same period|in total|in addition|"
    r"(?:of|among) (?:these|those|them)|including|also|"
    r"th(?:is|ese) (?:number|figure|total|toll|strikes?|attacks?|drones|missiles|losses|includes?|included|brings|takes|marks|is|means)|"
    r"the (?:rest|remaining|others)|"
    r"(?:(?:around|about|some|nearly|almost|over|at least|more than|up to|roughly|an? estimated|approximately) )?[\w,-]+ (?:more|others)|"
    r"(?:a total of |all |another )?[\w,]+ (?:\w+ ){0,2}(?:drones|missiles|uavs|regions))\b",
    re.I,
)


def claimants(sentences: Sequence[Sentence], names: Names) -> list[list[Speaker]]:
    """Return for each sentence who may say its figures, by their place in it; carried over by four rules.

    A quotation of several sentences belongs to whoever is named beside it. "According to X" at the start of a sentence goes on to
    the end of its paragraph. "He added", "the article reads", "the ministry" belong to the last speaker whom the words fit, and so
    does what stands between. A sentence that goes on ("Another 12 …", "It launched …") keeps the speaker of the one before.
    """
    own = [speakers(s.text, names) for s in sentences]
    result: list[list[Speaker]] = [[] for _ in own]
    #: Who has spoken, with the number of the sentence.
    heard: list[tuple[Speaker, int]] = []
    opened_in = -1
    documents: dict[str, Speaker] = {}
    source: Speaker | None = None
    for i, sentence in enumerate(sentences):
        for match in _DOCUMENT.finditer(sentence.text):
            if claimant_id := names.claimant(match["who"]):
                documents[match["what"]] = Speaker(match["who"], claimant_id, match.start())
        if own[i] and own[i][-1].claimant_id and (its := _ITS_DOCUMENT.search(sentence.text)):
            documents[its[1]] = own[i][-1]
        last_at = heard[-1][1] if heard else -1
        is_resolved = bool(own[i])
        for person in sorted(own[i], key=lambda p: p.position):
            known = documents.get(person.words.split()[-1].lower()) if person.is_pronoun and person.words[0] in "Tt" else None
            known = known or _meant(person, sentences, heard, i, names) or _governor(person, own, names)
            known = known or _side_of(person, sentences, heard, i, names) or _named_behind(person, sentences, own, i, names)
            known = known or _local(person, sentence, names)
            if known is not None:
                person = replace(person, claimant_id=known.claimant_id, words=known.words, is_pronoun=False)
            elif person.is_pronoun:
                is_resolved = False
                if " " not in person.words and not person.is_told_of:
                    continue
            result[i].append(person)
            heard.append((person, i))
        if result[i]:
            if is_resolved and all(p.is_pronoun for p in own[i]) and sentences[last_at].paragraph == sentence.paragraph:
                for j in range(last_at + 1, i):
                    result[j] = result[j] or result[i][:1]
            opened_in = sentence.paragraph if result[i][0].is_opening else -1
        elif (named := _SOURCE_LINE.match(sentence.text)) and not own[i]:
            source = Speaker(named["who"], names.claimant(named["who"]), 0)
            for j in range(i):
                result[j] = result[j] or [source]
        elif source is not None and not own[i]:
            source = None if _BACKGROUND.match(sentence.text) else source
            result[i] = [source] if source else []
        elif heard and not own[i]:
            last = heard[-1][0]
            near = last_at == i - 1 and (sentence.paragraph == sentences[last_at].paragraph or _THIS_NUMBER.match(sentence.text) is not None)
            close = last_at >= i - 2 and sentence.paragraph - sentences[last_at].paragraph <= 1
            before = " ".join(s.text for s in sentences[last_at - bool(_ANNOUNCED.match(sentences[last_at].text)) : last_at + 1])
            counts = close and _COUNTS.search(sentence.text) and _COUNTS.search(before)
            struck = re.search(r"\b(?:drones?|missiles?|strike|attack)s? (?:on|killed|hit)\b", sentence.text)
            elsewhere = re.match(r"In (?!total|all|addition|the same)", sentence.text)
            quoted = near and sentence.text.startswith(("“", '"')) and "”" in sentences[i - 1].text.replace('"', "”")
            of_air_force = _AIR_FORCES.match(last.claimant_id or "") and _SHOT_DOWN.search(sentence.text)
            # A quotation that opens a paragraph is of whoever was quoted at the end of the one before.
            quoted = quoted or last_at == i - 1 and sentence.text.startswith(("“", '"')) and sentence.quotation is not None and (
                _ENDS_QUOTED.search(sentences[i - 1].text) is not None and not _speaks_for_itself(sentences, own, i)
            )
            goes_on = of_air_force or _CONTINUES.match(sentence.text) or re.search(r"\b(?:was|were|been) reportedly\b", sentence.text)
            if quoted or near and goes_on or counts and not struck or opened_in == sentence.paragraph and not elsewhere:
                result[i] = [last]
                heard.append((last, i))
    _closing(sentences, own, result)
    _announced(sentences, result, names)
    _quotations(sentences, result)
    return result


#: A report in parts: "Source: …", "Quote: …", "Details: …", and then "Background: …", which is no longer from that source.
_SOURCE_LINE = re.compile(r"Source: (?P<who>[A-Z][^.;]{2,90}?)(?: (?:on|via|in an?|in the|with reference)\b.*)?$")
_BACKGROUND = re.compile(r"(?:Background|Previously|As reported|Reminder|For reference|Earlier)\b:?")
#: Begins a paragraph that goes on with the figures of the one before.
_THIS_NUMBER = re.compile(r"This (?:number|figure|total|toll)\b|These (?:figures|numbers|losses)\b|(?:During|Over|In) the same period\b|"
                          r"In addition, (?:it is |another |\d|[a-z]+ more)|(?:Of|Among) (?:these|those|them)\b")
#: So many sentences back somebody may stand who is then named by the office, the family name or the initials alone.
_RECALL = 12
_OFFICE = re.compile(
    r"\b(prosecutor|governor|mayor|ombudsman|commissioner|ministry|minister|mission|headquarters|administration|air force|general staff|intelligence|"
    r"agency|service|source|committee|commander|spokes|group|institute|command|department|directorate|president|general|military|army|office)", re.I
)  # fmt: skip
_COMMON = re.compile(r"(?:Sources?|Prosecutors?|Authorities|Police|Rescuers|Investigators)\b")
_GOVERNOR = re.compile(r"(?:the )?(?:acting )?(?:local|regional|region['’]s|oblast) (?:acting )?governor$|(?:the )?governor$", re.I)
_BODY = re.compile(
    r"(?:it|they|the (?:[a-z]+ )?(?:agency|outlet|newspaper|paper|publication|service|magazine|group|organi[sz]ation|body|institute|project|"
    r"company|bureau|watchdog|think tank|team|report|statement|study|article|message|post|piece|update|bulletin|source|researchers|analysts|"
    r"monitors|investigators))$", re.I
)  # fmt: skip
_HE = re.compile(r"(?:he|she|the (?:[a-z]+ )?(?:official|spokes\w+|leader|adviser|chief|colonel|officer|minister|ombudsman|commissioner))$", re.I)
_COMMANDS = re.compile(r"the (?:[a-z]+ )?(?:commander|general)$", re.I)


_AIR_FORCES = re.compile(r"ukrainian-air-force|russian-mod")
#: What air defence did, told behind what an air force said.
_SHOT_DOWN = re.compile(
    r"^(?!Air defen[cs]es also\b)(?:(?:Ukrainian|Russian|Ukraine['’]s|Russia['’]s|Our|The country['’]s|Anti-aircraft|Air|Mobile) )[^;]{0,90}?"
    r"\b(?:shot down|downed|destroyed|intercepted|neutrali[sz]ed|suppressed)\b"
)
#: "…,” the service said in a post.": behind it, the next paragraph may go on with the quotation.
_ENDS_QUOTED = re.compile(r"[,.?!][”\"] [^“”\"]{3,90}$")


def _speaks_for_itself(sentences: Sequence[Sentence], own: Sequence[Sequence[Speaker]], at: int) -> bool:
    """Whether somebody is named beside the quotation that a sentence begins."""
    return any(own[j] for j, s in enumerate(sentences) if s.quotation == sentences[at].quotation)


_OFFICIALS = re.compile(r"(?:the |its |their |other )?officials$", re.I)


def _is_side(speaker: Speaker) -> bool:
    """Whether no body is named: "Kyiv has reported"; but officials once more are the same officials."""
    return (speaker.claimant_id or "").endswith("-unnamed") and not re.search(r"\bofficials\b", speaker.words, re.I)


def _side_of(speaker: Speaker, sentences: Sequence[Sentence], heard: Sequence[tuple[Speaker, int]], at: int, names: Names) -> Speaker | None:
    """ "Officials" are those of the side that has just spoken in the paragraph."""
    if speaker.claimant_id is not None or not _OFFICIALS.match(speaker.words):
        return None
    last = next((known for known, j in reversed(heard) if sentences[j].paragraph == sentences[at].paragraph), None)
    party = names.party.get(last.claimant_id or "", "") if last else ""
    if party not in ("russia", "ukraine") or last is None or _is_side(last) or names.kind.get(last.claimant_id or "") == "media":
        return None
    local = party == "russia" and (last.claimant_id in names.governors or last.claimant_id == "russian-local-authorities")
    return replace(speaker, claimant_id="russian-local-authorities" if local else f"{party}-unnamed")


#: Who speaks for places of Russia without a name; police of Ukraine.
_LOCAL = re.compile(
    r"(?:the |several |some |other )?(?P<side>russian |russia['’]s )?(?:local|regional)? ?(?:governors|officials|authorities)\b(?! and\b)", re.I
)
_POLICE = re.compile(r"(?:the )?(?:local |regional )?police(?: (?:in|of|from) [^,]{3,40})?$", re.I)


def _local(speaker: Speaker, sentence: Sentence, names: Names) -> Speaker | None:
    """ "Local officials" of a Russian region, "Russian governors"; "police" of a Ukrainian one."""
    local, police = _LOCAL.match(speaker.words), _POLICE.match(speaker.words)
    if speaker.claimant_id is not None or not (local or police):
        return None
    regions = [r for _, r in names.regions_in(sentence.text)] + [p.region for _, p in names.places_in(normalised(sentence.text))]
    countries = {names.regions[r] for r in regions if r in names.regions and r != "Crimea"}
    if police:
        return replace(speaker, claimant_id="national-police-ukraine") if countries == {"Ukraine"} else None
    is_local = local is not None and (local["side"] or re.search(r"\blocal\b", local[0], re.I) and countries == {"Russia"})
    return replace(speaker, claimant_id="russian-local-authorities") if is_local else None


_SOME_OFFICER = re.compile(
    r"(?:an?|the|one of \S+) (?:[\w’'-]+ ){0,3}?(?:commander|general|officer|ombudsman|commissioner|minister|governor|mayor|spokes\w+)$", re.I
)


def _named_behind(speaker: Speaker, sentences: Sequence[Sentence], own: Sequence[Sequence[Speaker]], at: int, names: Names) -> Speaker | None:
    """ "A senior commander said …" in the opening: the officer whom the next sentence names."""
    if speaker.claimant_id is not None or at or not _SOME_OFFICER.match(speaker.words) or at + 1 >= len(sentences):
        return None
    is_officer = re.search(r"\b(?:commander|general|officer)$", speaker.words, re.I) is not None
    behind = [s for s in own[at + 1] if names.is_person(s.claimant_id) and (names.kind.get(s.claimant_id or "") == "military") == is_officer]
    return behind[0] if len(behind) == 1 else None


_MINISTRY = re.compile(r"(?:the )?(?:Defen[cs]e Ministry|Ministry of Defen[cs]e|MoD)", re.I)
_MINISTRIES = ("uk-mod", "russian-mod", "ministry-of-defence-ukraine")


def _meant(speaker: Speaker, sentences: Sequence[Sentence], heard: Sequence[tuple[Speaker, int]], at: int, names: Names) -> Speaker | None:
    """Return whom "he", "the ministry", "the NIS" or a family name stand for: the last speaker before whom the words fit."""
    if _MINISTRY.fullmatch(speaker.words):
        ministries = [known for known, j in heard if known.claimant_id in _MINISTRIES and sentences[at].paragraph - sentences[j].paragraph <= 1]
        if ministries:
            return ministries[-1]
    if speaker.claimant_id is not None:
        return None
    words = re.sub(r"^the ", "", speaker.words, flags=re.I)
    # "The ministry and the mayor's office": of two who say the same, the first.
    words = re.sub(r"^(ministry|agency|service|governor|mayor|president|military|headquarters) and .*", r"\1", words)
    near = [(known, sentences[at].paragraph - sentences[j].paragraph) for known, j in reversed(heard) if j > at - _RECALL]
    words = words[:1].lower() + words[1:] if _COMMON.match(words) else words
    if re.fullmatch(r"[A-Z][\w’'-]+", words) and not speaker.is_pronoun:
        return next((known for known, _ in near if _is_named(words, known, names)), None)
    if not speaker.is_pronoun and re.search(r"[A-Z]", words):
        return None
    if (source := _SOURCE.match(words)) and (found := _service(source, sentences, at)):
        return replace(speaker, claimant_id=found)
    if words.startswith("its "):
        return None
    if office := _OFFICE.search(words):
        for known, distance in near:
            is_army = office[1].lower() in ("military", "army") and known.claimant_id == "ukrainian-military"
            if (is_army or office[1].lower() in known.words.lower()) and (known.claimant_id or distance <= 1) and known.words.lower() != speaker.words.lower():
                return known
        if words.lower() == "president":
            return Speaker(words, names.claimant("President Zelenskyy"), 0)
    if not speaker.is_pronoun:
        return None
    reach = 1 if " " not in speaker.words or re.search(r"\b(?:statement|message|post|article)$", words) else 3 if words == "report" else 2
    close = [known for known, distance in near if distance <= reach]
    if _COMMANDS.match(speaker.words):
        return next((known for known in close if _is_person(known, names) and names.kind.get(known.claimant_id or "") == "military"), None)
    if not (is_body := bool(_BODY.match(speaker.words))) and not _HE.match(speaker.words):
        return None
    return next((known for known in close if _is_person(known, names) != is_body), close[0] if close and " " not in speaker.words else None)


_SOURCE = re.compile(
    r"(?:an? |several |its |their |some )?(?:(?:agency|service)['’]s )?(?:[a-z]+ )?sources?"
    r"(?: (?:in|from|at|within) (?:the |this )?(?:service|agency|intelligence))?$", re.I
)  # fmt: skip
_SERVICES = (
    (re.compile(r"\b(?:SBU|SSU|Security Service)\b"), "sbu-source"),
    (re.compile(r"\b(?:HUR|GUR|DIU|[Mm]ilitary [Ii]ntelligence|[Dd]efen[cs]e [Ii]ntelligence)\b"), "hur-source"),
)


def _service(source: re.Match[str], sentences: Sequence[Sentence], at: int) -> str | None:
    """ "Sources in the service": in that named in the sentence or the two before it."""
    if not re.search(r"\b(?:service|agency|intelligence)", source[0]) and not re.match(r"sources?$", source[0], re.I):
        return None
    text = " ".join(s.text for s in sentences[max(0, at - 2) : at + 1])
    named = [found for pattern, found in _SERVICES if pattern.search(text)]
    return named[0] if len(named) == 1 else None


def _governor(speaker: Speaker, own: Sequence[Sequence[Speaker]], names: Names) -> Speaker | None:
    """ "The local governor" is the only governor whom the text names, further on perhaps."""
    if speaker.claimant_id is not None or not _GOVERNOR.match(speaker.words):
        return None
    named = {s.claimant_id: s for people in own for s in people if s.claimant_id in names.governors}
    return next(iter(named.values())) if len(named) == 1 else None


def _is_named(word: str, known: Speaker, names: Names) -> bool:
    """Whether one word names a speaker: by the family name, or by the initials."""
    full = known.words.split()
    initials = "".join(w[0] for w in full if w[0].isupper())
    return len(full) > 1 and (word in [w.strip(",.") for w in full[1:]] or word.isupper() and initials.endswith(word))


#: Sums that somebody gives one after the other.
_COUNTS = re.compile(
    r"\b(?:casualt\w+|losses|lost\b[^.]{0,40}\b(?:soldiers|troops|personnel|service ?m\w+|people)|daily|on average|"
    r"civilians\b[^.]{0,60}\b(?:killed|injured|died|lost)|of the (?:dead|injured|wounded|killed))\b",
    re.I,
)
#: "This was announced by the president", "The president stated this", "That's according to the ministry": of what stands before.
_ANNOUNCED = re.compile(
    r"^(?:This|That|It)(?:['’]s| (?:was|is|has been))? (?:\w+ly )?(?:announced|stated|reported|said|confirmed|according|evidenced)? ?(?:by|"
    r"to) (?P<who>[^.;]+)"
)
#: "Governor X confirmed the attack": what was told of it before.
_CONFIRMED = re.compile(
    r"^(?P<who>[^.;:“”\d]{3,80}?),? (?:has |have |later |also )?(?:confirmed|acknowledged|reported) "
    r"(?:the|this|that) (?:\w+ )?(?:attacks?|strikes?|hits?|fire|incident|raid)\b"
)
_SAID_THIS = re.compile(r"^(?P<who>[^,.;]{3,80}?) (?:stated|said|announced|reported|confirmed|wrote) this\b(?! \w+ (?:is|was|has|had))")


def _announced(sentences: Sequence[Sentence], result: list[list[Speaker]], names: Names) -> None:
    """Give the sentences before "This was announced by X" to X: those of its paragraph, else the last one of the paragraph before."""
    for i in range(1, len(sentences)):
        found = _ANNOUNCED.match(sentences[i].text) or _SAID_THIS.match(sentences[i].text)
        if (confirmed := _CONFIRMED.match(sentences[i].text)) and names.claimant(confirmed["who"]) and not result[i - 1]:
            result[i - 1] = [Speaker(confirmed["who"], names.claimant(confirmed["who"]), 0)]
            continue
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
    r"\b(?:governor|mayor|minister|president|spokes\w+|commander|head|chief|official|general|colonel|ombudsman|adviser|prosecutor|secretary)\b", re.I
)


_AIR = re.compile(r"\b(?:drones|missiles|UAVs|Shaheds)\b.*\b(?:shot down|downed|destroyed|intercepted|neutrali[sz]ed|launched|fired)\b")


def _closing(sentences: Sequence[Sentence], own: list[list[Speaker]], result: list[list[Speaker]]) -> None:
    """ "Two more were injured, X said" at a paragraph's end also closes the sentence before it."""
    for i in range(1, len(sentences)):
        one, before = sentences[i], sentences[i - 1]
        if own[i] and re.match(r"[-–—] ?[A-Z]", one.text):
            # "Nine came home. - Budanov noted."
            for j in range(i):
                if sentences[j].paragraph == one.paragraph:
                    result[j] = result[j] or list(result[i])
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
