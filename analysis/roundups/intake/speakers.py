"""Who speaks in a sentence: the words that name them, and the claimant of the tables whom they name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .context import side
from .names import Names

_VERB = (
    r"(?:assesses|assessed|verified|concluded|said|says|say|told|added|adds?(?! to\b)|reported|reports|announced|announces|stated|states|claimed|"
    r"claims|estimated|estimates(?! (?:of|by|from)\b)|estimate(?! (?:of|by|from)\b|[,.;])|noted|wrote|revealed|reveals|"
    r"found(?! (?:[\w’'-]+ ){0,3}?(?:bod(?:y|ies)|remains|corpses?|survivors?|victims?|debris|fragments|wreckage)\b)|puts?|recorded|"
    r"registered|accused|alleged|recalled|stressed|emphasi[sz]ed|reiterated|mentioned|asserted|asserts|reads|read(?= that\b|[,:])|confirmed|confirms|"
    r"continued(?! (?:to|its|their|his|with|the|into|on|in|for|and|throughout)\b)|warned(?: of)?|explained|specified|clarified|counted|claiming|"
    r"saying|calculated|disclosed|admitted|acknowledged|declared|tallied|insisted|believes?|informed|shows?|showed|suggests?|suggested|indicates?|"
    r"indicated|posted|described|documented|established|identified|detailed|shared|commented|remarked|pointed out|called(?! for| up| on| off)|"
    r"(?:gave|gives|provided|provides)(?= (?:an? |the |its )?(?:[\w-]+ )?(?:figure|number|toll|estimate|data|information)\b)|"
    r"(?:released|published|issued)(?= (?:an? |the |its )?(?:[\w-]+ )?(?:report|update|figures|data|statement|estimate)\b)|"
    r"(?:is|are) (?:investigating|looking into))"
)
_SPEECH = re.compile(
    rf"\b(?:(?:has|have|had|also|again|then|further|in turn|meanwhile|(?:ear|la)\w*er|\w+ly(?<!only)(?<!family)),? )*{_VERB}\b"
    r"(?! (?:by|through|as(?! (?:the|russia|ukraine|its|one|an?|he|she|they|it|his|her|their)\b)|dead|killed|the lives|of|down\b|on display|"
    r"\w+ lives))", re.I
)
#: Before a word that is a participle and says nothing: "was reported", "an estimated 300", "the first confirmed strike".
_PASSIVE_BEFORE = re.compile(
    r"\b(?:was|were|been|being|are|is|be|newly|as|an?|the|its|their|this|these|those|all|any|no|every|other|of|in|with|for|about|than|"
    r"latest|last|first|second|third|(?:four|fif|six|seven|eigh|nin|ten)th|\d+(?:st|nd|rd|th)?)\s+$", re.I
)
#: The last four name whom somebody else cites.
_ACCORDING = re.compile(
    r"\b(?:according to|in the words of|as reported by|as per|per(?= (?:the )?(?-i:[A-Z]))|(?:became|become|is|was) known from|citing|quoting|"
    r"with reference to|referring to|(?:cited|quoted)(?= [^;]{3,120} as saying\b))\s+"
    r"(?P<who>(?:[^,.;:”]|(?<=\bGov)\.|(?<=\bGen)\.|(?<=\bCol)\.|(?<=\bLt)\.|(?<=\bU)\.|(?<=\bU\.S)\.|(?<=\bU\.N)\.)+?)"
    r"(?= as saying\b|[,.;:”]|$)", re.I
)
#: "According to preliminary data" says nobody.
_NOBODY = re.compile(
    r"(?:its|their|his|her|him|them|in)\b|"
    r"(?:the |some )?(?:(?:preliminary|early|initial|latest|available|updated|open|recent|operational|current|first) )+"
    r"(?:data|information|figures?|estimates?|numbers?|counts?|reports?|details|assessments?)\b(?! (?:by|from|of)\b)", re.I
)
#: "According to its report", "according to him": whoever spoke before.
_WHOSE = re.compile(
    r"(its|their|his|her|him|them)\b(?=$| (?:own |latest |daily )?"
    r"(?:report|statement|data|figures?|count|tally|estimates?|update|calculations?|words|information)\b)", re.I
)
_THEIR_PEOPLE = re.compile(
    r"(?:its|their) (?:regional |local |own )*(?:governors?|mayors?|heads?|officials|authorities|ministry|military|police|prosecutors)\b"
)
#: What somebody cites without naming whose it is.
_THINGS = re.compile(
    r"(?:the |its |their |his |her |several |\w+ )?(?:public |open |official )?"
    r"(?:statements|data|figures|information|documents|images|satellite|footage|reports|sources)\b(?! (?:from|by|of) (?:the )?[A-Z])"
)
#: Who passes on what others say, where the sentence names somebody else.
_CARRIER = re.compile(
    r"\b(?:news agenc(?:y|ies)|(?:news|media) outlets?|newspaper|broadcaster|media|TASS|Tass|Interfax|RIA|AP|Associated Press|AFP|dpa|DPA|UNN|"
    r"Anadolu|Sky News|NBC|CBS|ABC|RBC|Suspilne|Ukrainska Pravda|European Pravda|Newsweek|Axios|Politico|Guardian|Times|Post|Journal)\b"
)
#: What a publication finds out itself.
_OWN_WORK = re.compile(r"(?:calculat|count|tall|estimat|verif|found|establish|identif|document|puts?\b)", re.I)
_UNNAMED = re.compile(r"\b(?:sources?|officials?|familiar with|analysts?|experts?|diplomats?|traders?)\b")
_REPORTS = re.compile(r"(?:some |several |unconfirmed |media )?reports", re.I)
#: "Confirmed by Mediazona", "a count by the BBC".
_BY = re.compile(
    r"\b(?:confirmed|verified|identified|counted|count|tallied|tally|documented|established|compiled|calculated|calculations?|estimated?|"
    r"estimates|analysis|cited|quoted|reported|published)(?: \w+){0,2}? by (?P<who>(?:the )?[A-Z][^,.;:”]*?)(?= (?:through|using|from|since|at|now|"
    r"has|have|"
    r"is|are|was|were|shows?|showed|puts?|stands?|reached|on|in)\b|[,.;:”]|$)"
)
#: "Air Force: 30 of 40 drones downed".
_TITLE = re.compile(r"(?P<who>[A-Z][\w’' ]{2,50}): (?=\S)")
#: "The General Staff's tally stood at", "by Reuters calculations".
_WHOSE_COUNT = re.compile(
    r"(?P<who>(?:the )?[A-Z](?:(?!['’]s )[^,.;:”“\d]){1,60}?)(?:['’]s?)? (?:own |latest |daily |running )?"
    r"(?:tally|count|estimates?|calculations?)\b(?! (?:by|from|of the UN)\b)"
)
_PRONOUN = re.compile(
    r"^(?:he|she|it|they|the (?:[a-z]+ )?(?:article|report|statement|message|post|ministry|minister|agency|service|"
    r"president|official|spokes\w+|headquarters|institute|study|piece|outlet|commander|military|army|governor|source|"
    r"general|colonel|mayor|chief|newspaper|paper|magazine|publication|group|organi[sz]ation|body|project|company|committee|commissioner|ombudsman|"
    r"mission|bureau|watchdog|team|staff|think tank|analysts|researchers|monitors|investigators|leader|adviser|prosecutor|update|bulletin|"
    r"department|directorate|office|command))$",
    re.I,
)
_BOUNDARY = re.compile(
    r"[,;:“”–—]| --? |\btold [a-z]+ |\bthat\b|"
    r"\b(?:and|but|yet|while|as|after|because|when|where|which|with)\b(?! \w+(?: \w+)? (?:of|Minister|minister))"
)
_WHO = re.compile(
    r"[A-Z]|\b(?:officials?|authorities|ministr(?:y|ies)|ministers?|president|governors?|officers?|commanders?|military|spokes\w+|intelligence|mission|"
    r"administrations?|headquarters|agenc(?:y|ies)|outlets?|services?|analysts?|researchers?|audio|media|channels|sources?|reports?|poll|"
    r"prosecutors?|police|mayors?|forces?|councils?|company|group|organi[sz]ations?|rescuers|investigators|experts|lawmakers?|diplomats?|"
    r"monitors|government)\b"
)
_DAY_NAMES = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
#: "…, said acting regional governor Ihor Moroz": who speaks stands behind the verb.
_INVERTED = re.compile(
    r"\s+(?P<who>(?:(?:the |an? )?(?:[a-z]+ ){0,6}[a-z]+, (?=[A-Z])|"
    r"(?:(?!(?:on|in|that|at|to|as|it|he|she|they|there|this|these|those)\b)[a-z]+ ){0,5}?)"
    rf"(?!{_DAY_NAMES}\b)[A-Z][\w’'-]*(?:\.(?= [A-Z]))?(?: (?:[A-Z][\w’'-]*(?:\.(?= [A-Z]))?|of|the|and|for|[’']s|"
    r"(?:acting |regional )?(?:governor|mayor|minister|president|head|chief|spokes\w+|region|oblast|military|administration)))*)"
)
#: Verbs that say something only of somebody: "the mission found", but not "the attacks continued".
_OF_KNOWN = re.compile(r"(?:show|suggest|indicate|continued|shared|posted|record|register)", re.I)
_TOLD = re.compile(r"(?:told|informed|assured)\b", re.I)
_AFTER_WHO = re.compile(
    rf"\s*(?:$|[,.;:”\"–—(-]|(?:on|in|at|via|during|late|early|earlier|this|last|after|when|who|to|as|from|of|{_DAY_NAMES})\b)"
)
_ADVERB = re.compile(r"(?:,? (?:meanwhile|also|separately|later|however|earlier|then|too|again|in turn|for (?:its|his|her|their) part))+,?$")
_OPENS = re.compile(r"^(?:While|Although|Though|Whereas|As|When|But|And|However|Meanwhile|Instead|Separately|Earlier|Later)\b,? ")
#: "The administration -- which is in exile -- reported".
_BETWEEN = re.compile(r" (?:--|–|—) [^–—]{3,90}? (?:--|–|—)$")
_NAME = re.compile(r"(?:[A-Z][\w’'.-]+ ){1,3}[A-Z][\w’'-]+")
_OF_OFFICE = re.compile(
    r" (?:the |an? )?(?:acting |deputy |regional |former )?"
    r"(?:head|chief|commander|governor|mayor|spokes\w+|minister|director|representative|adviser|commissioner|ombudsman)\b"
)
_WITH = re.compile(r",? (?:together|along|jointly|in (?:cooperation|partnership|collaboration)) with [^,]{3,60}$")


@dataclass(frozen=True, slots=True)
class Speaker:
    """The words that name who speaks, and the claimant they name, if the tables know one."""

    words: str
    claimant_id: str | None
    position: int
    is_pronoun: bool = False
    is_opening: bool = False
    #: Whether the words behind are what is said, and not those before: "and the mayor said two".
    leads: bool = False
    #: Named by "according to".
    is_told_of: bool = False


def speakers(sentence: str, names: Names) -> list[Speaker]:
    """Return everyone a sentence quotes, with their place; whoever only passes on what somebody else says is left out."""
    said = [s for s in _said(sentence, names) if s[0].words]
    people = [speaker for speaker, passes_on in said if not passes_on]
    if known := [s.position for s in people if s.claimant_id]:
        # "The service said …, according to a lawmaker": the service's claim.
        people = [s for s in people if s.claimant_id or not s.is_told_of or s.position < known[0]]
        bodies = {s.claimant_id for s in people if s.claimant_id}
        people = [s for s in people if not (s.is_told_of and names.speaks_for.get(s.claimant_id or "") in bodies)]
    return [_of_its_side(s, sentence, names) for s in people or [speaker for speaker, _ in said]]


def _said(sentence: str, names: Names) -> list[tuple[Speaker, bool]]:
    """Return the speakers of a sentence, each with whether it may be one that only passes on."""
    found: list[tuple[Speaker, bool]] = []
    cited: list[int] = []

    def add(words: str, position: int, is_opening: bool = False, verb: str = "", leads: bool = False, is_told_of: bool = False) -> None:
        one = replace(_speaker(words, position, names, is_opening), leads=leads, is_told_of=is_told_of)
        media = names.kind.get(one.claimant_id or "") == "media" or one.claimant_id is None and _CARRIER.search(one.words) is not None
        found.append((one, media and not _OWN_WORK.match(verb)))

    for match in _ACCORDING.finditer(sentence):
        if _REPORTS.fullmatch(match["who"].strip()):
            found.append((Speaker(match["who"], "reports-unattributed", match.start(), is_opening=match.start() < 3), False))
        elif (whose := _WHOSE.match(match["who"])) and not match[0].startswith("cit"):
            one = "it" if whose[1].lower() in ("its", "their") else "he"
            found.append((Speaker(one, None, match.start(), is_pronoun=True, is_told_of=True), False))
        elif _THEIR_PEOPLE.match(match["who"]):
            found.append((Speaker(match["who"], None, match.start(), is_told_of=True), False))
        elif not _NOBODY.match(match["who"]) and not (match[0].startswith("cit") and _THINGS.match(match["who"])) and (
            not match[0].startswith(("ref", "with")) or names.claimant(match["who"])
        ):
            who = _quoted_by(sentence, match, names)
            add(who, match.start(), match.start() < 3, is_told_of=True)
            if match[0].startswith(("cit", "quot", "ref", "with")):
                cited.append(found[-1][0].position)
    for match in _BY.finditer(sentence):
        if names.claimant(match["who"]):
            add(match["who"], match.start())
    if (title := _TITLE.match(sentence)) and names.kind.get(names.claimant(title["who"]) or "", "media") not in ("media", "unattributed"):
        add(title["who"], 0, is_opening=True)
    for match in _WHOSE_COUNT.finditer(sentence):
        words = re.sub(r"^(?:By|According to|From) ", "", match["who"])
        known = names.claimant(words)
        if known and names.kind[known] != "official" and not re.search(r" (?:said|says|that|of|in)\b", words):
            add(words, match.start(), verb="counted")
    for match in _SPEECH.finditer(sentence):
        before, verb = sentence[: match.start()], match[0].split()[-1] if not match[0].startswith(("is ", "are ")) else "recorded"
        inverted = None if _TOLD.match(verb) else _INVERTED.match(sentence, match.end())
        if inverted and re.search(r"[,”\"]\s*$", before) and _AFTER_WHO.match(sentence, inverted.end()):
            add(_with_apposition(sentence, inverted, names), match.start(), verb=verb)
            continue
        if _PASSIVE_BEFORE.search(before) or re.search(r"\baccording to (?:\w+ )?$", before, re.I):
            continue
        subject = _subject(sentence, match.start())
        if _REPORTS.fullmatch(subject):
            found.append((Speaker(subject, "reports-unattributed", match.start()), False))
            continue
        if _OF_KNOWN.match(verb) and not names.claimant(subject) and not _PRONOUN.match(subject) or _are_both_sides(subject, names):
            continue
        if _TOLD.match(verb) and _UNNAMED.search(subject) and not names.claimant(subject):
            told = re.match(r" (?P<who>(?:the )?[A-Z][^,.;:”]*)", sentence[match.end() :])
            if told and not re.search(r"[A-Z]|\b(?:service|agency)\b", subject[1:]) and names.kind.get(names.claimant(told["who"]) or "") == "media":
                add(told["who"], match.start(), verb=verb)
                continue
        if subject and len(subject.split()) <= 18 and (_PRONOUN.match(subject) or _WHO.search(subject) or names.claimant(subject)):
            joined = re.search(r"(?:;|, and|\b(?:but|yet|while|where|which)) (?:the )?$", before[: before.rfind(subject)])
            add(subject, match.start(), verb=verb, leads=joined is not None)
    found.sort(key=lambda one: one[0].position)
    # "The outlet reported, citing the ministry": the ministry's claim.
    return [(one, passes_on or i + 1 < len(found) and found[i + 1][0].position in cited) for i, (one, passes_on) in enumerate(found)]


def _quoted_by(sentence: str, match: re.Match[str], names: Names) -> str:
    """ "According to state media quoting the governor, Ivan Ivanov": whom they quote, with the name behind the comma."""
    passed_on = re.match(r"(?P<media>.{3,60}?) (?:quoting|citing) (?P<who>.{3,})", match["who"])
    if not passed_on or not (_CARRIER.search(passed_on["media"]) or names.kind.get(names.claimant(passed_on["media"]) or "") == "media"):
        return match["who"]
    name = re.match(rf", (?P<name>{_NAME.pattern})(?=[,.;]|$)", sentence[match.end() :])
    return f"{passed_on['who']}, {name['name']}" if name and names.claimant(name["name"]) else passed_on["who"]


def _with_apposition(sentence: str, inverted: re.Match[str], names: Names) -> str:
    """ "said the head of the region, Oleh Syniehubov": both parts name one person."""
    further = re.match(r", ([A-Z][^,.;”]{3,40}|(?:the |acting )?[a-z][^,.;”]{3,60})(?=[,.;”]|$)", sentence[inverted.end("who") :])
    if names.claimant(inverted["who"]) is None and further and names.claimant(inverted["who"] + further[0]):
        return inverted["who"] + further[0]
    return inverted["who"]


def _are_both_sides(subject: str, names: Names) -> bool:
    """ "Russia and Ukraine said": a claim of nobody alone."""
    one, joined, other = subject.partition(" and ")
    parties = {names.party.get(names.claimant(words) or "", "") for words in (one, other)} if joined else set()
    return {"russia", "ukraine"} <= parties


_THEIR_DRONES = re.compile(r"\b(?:ukrainian|russian) (?:[\w-]+ ){0,2}(?:drones?|uavs?|missiles?|attacks?)\b")
#: What one side's forces lost, the other side says.
_THEIR_LOSSES = re.compile(
    r"\b(?:russia|ukrain)\w*(?:'s)? (?:(?:armed|ground|military) )?(?:forces |troops |army |military )?(?:(?:has|have|had) )?"
    r"(?:lost|suffered|losses|casualties)\b"
)
_OF_A_SIDE = re.compile(r"(?:the )?(?:country['’]s )?(?:Defen[cs]e Ministry|Ministry of Defen[cs]e|military|army)", re.I)


def _of_its_side(speaker: Speaker, sentence: str, names: Names) -> Speaker:
    """ "The Defense Ministry" is that of the side whose doings the sentence tells, and not of the one whose drones came down."""
    if speaker.claimant_id is not None or not _OF_A_SIDE.fullmatch(speaker.words):
        return speaker
    plain = sentence.lower()
    told_of = side(_THEIR_DRONES.sub("", plain)) or {"ukraine": "russia", "russia": "ukraine"}.get(side(" ".join(_THEIR_DRONES.findall(plain))), "")
    countries = {names.regions.get(region) for _, region in names.regions_in(sentence) if region != "Crimea"} - {None}
    if not told_of and countries == {"Russia"}:
        told_of = "russia"
    if lost := _THEIR_LOSSES.search(plain):
        told_of = {"ukraine": "russia", "russia": "ukraine"}[side(lost[0])]
    ours = "ukrainian-military" if speaker.words.lower().endswith(("military", "army")) else "ministry-of-defence-ukraine"
    claimant_id = {"russia": "russian-mod", "ukraine": ours}.get(told_of)
    return replace(speaker, claimant_id=claimant_id, is_pronoun=speaker.is_pronoun and claimant_id is None)


#: "The ministry's statement said": the ministry.
_ITS_PAPER = re.compile(
    r"['’]s? (?:own |latest |daily |official |morning |evening )*"
    r"(?:statement|report|update|message|post|data|figures|bulletin|press (?:service|office|release))$"
)


#: What may follow a name before the verb: "Zelenskyi on Friday", "the ministry on its channel".
_ON_A_DAY = (
    rf"on (?:{_DAY_NAMES}|\d|[A-Z][a-z]{{2,8}}\.? \d|Telegram|X\b|Facebook|Twitter|social|state|national|television|air|(?:his|her|its|the) \w+)"
)


def _speaker(words: str, position: int, names: Names, is_opening: bool = False) -> Speaker:
    words = _ITS_PAPER.sub("", re.sub(r"\s+", " ", words).strip(" ,.:;“”\"'-–—"))
    if len(words.split()) > 2:
        words = re.sub(rf"\s+(?:{_ON_A_DAY}|in (?:an?|his|her|its|their|televised|comments)|late|early|earlier|this|last|at|during)\b.*$", "", words)
    if _PRONOUN.match(words) and (" " not in words or names.claimant(words) is None):
        return Speaker(words, None, position, is_pronoun=True)
    return Speaker(re.sub(r"^(?:the|an?) ", "", words) if is_opening else words, names.claimant(words), position, is_opening=is_opening)


def _subject(sentence: str, verb: int) -> str:
    """Return the words before a verb of speech, back to the last boundary; an apposition joins ("Lubinets, the ombudsman, said")."""
    before = _ADVERB.sub("", sentence[:verb].rstrip())
    before = _WITH.sub("", before.rstrip(", ")) + "," if _WITH.search(before.rstrip(", ")) else before
    inside = before.endswith(",")
    before = before.rstrip(", ")
    before = _BETWEEN.sub("", re.sub(r", (?:citing|quoting) [^,]{3,60},?$", "", before))
    cuts = [m.end() for m in _BOUNDARY.finditer(before)]
    if inside and len(cuts) >= 1 and before[cuts[-1] - 1] == ",":
        cuts = cuts[:-1]
    if (
        len(cuts) >= 1
        and before[: cuts[-1]].endswith("and")
        and re.fullmatch(r"\s*(?:[A-Z][\w’'.-]*\s*)+and", before[cuts[-2] if len(cuts) > 1 else 0 : cuts[-1]])
    ):
        cuts = cuts[:-1]
    if cuts and before[cuts[-1] - 1] == "," and _OF_OFFICE.match(before[cuts[-1] :]):
        # "Kiper, the head of the region said": the comma behind is left out.
        one = before[cuts[-2] if len(cuts) > 1 else 0 : cuts[-1] - 1].strip()
        cuts = cuts[:-1] if _NAME.fullmatch(one) else cuts
    start = cuts[-1] if cuts else 0
    if before[start:].strip() in ("which", "who") and cuts and before[cuts[-1] - 1] == ",":
        # "… a briefing by the agency, which reported": the words before the comma.
        start = cuts[-2] if len(cuts) > 1 else 0
    subject = _OPENS.sub("", before[start:].strip())
    # "Lee said the NIS believes": whom the last verb is said of.
    subject = re.split(r" (?:said|says|told [a-z]+|added|reported|stated|claimed)(?: that)? ", subject)[-1]
    if of_pronoun := re.search(r" (it|he|she|they)$", subject):
        subject = of_pronoun[1]
    if re.match(r"(?:claiming|saying)\b", sentence[verb:]):
        subject = re.split(r" (?!United|Armed|[a-z]*ment\b|president\b)[a-z]*(?:ed|ught|ook|ent|ade)\b", subject)[0]
    told = re.search(
        r"\d|^There\b|\b(?:not|never|nor)$|^(?:This|That|These) \w+s? |"
        r"\b(?:hit|struck|killed|injured|launched|destroyed|attacked|shot)\b(?! by)", subject
    )  # fmt: skip
    return "" if told else subject
