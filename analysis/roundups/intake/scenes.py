"""A text as its reader meets it: each sentence with its numbers, days and speakers, and with what was told before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from roundups.wording.numbers import normalised

from . import context
from .attribution import claimants
from .speakers import Speaker
from .dates import Mention, mentions
from .likeness import Context
from .names import Names
from .counts import Number, numbers_of
from .text import Roundup, Sentence
from .told import AN_ATTACK, OF_THE_WAR, WIDE, Told

_KURSK = re.compile(r"\b(?:kursk|sudzha|t[yi]otkino|tetkino|korenevo|glushkovo|guevo)\b")
_KOREANS = re.compile(r"\bnorth korea(?!n-made)")
#: The day on which the Kursk operation began.
KURSK_OPERATION = date(2024, 8, 6)
#: So many sentences of a paragraph, or lines of a list, are looked back at.
_SO_FAR = 9
_OF_THESE = re.compile(r"(?:Of|Among) (?:these|them|those)\b")
_BULLET = re.compile(r"[-–—•*·]")
#: What has been told just before.
_THE_SAME = re.compile(
    r"\b(?:the|this|these|both) (?:[\w-]+ ){0,2}?(?:strikes?|attacks?|barrage|assault|bombardment|shelling|explosions?|blasts?|missiles?|bombs?|"
    r"drones?|exchange|swap|handover|transfer|repatriation|incident)\b(?! (?:came|comes|follow\w+))|"
    r"^(?:it|they|this) (?:took place|happened|occurred|was carried out|were carried out)\b"
)
#: The day of what came of it later.
_AFTERWARDS = re.compile(
    r"\b(?:rose|risen|hospital|funeral|mourn\w+|(?:day|days|hours|week|weeks) (?:after|before|earlier|later)|previous|last week|since)\b"
)
#: So begins a paragraph that goes on with the one before, in a text without headlines.
_GOES_ON = re.compile(r"(?:It|He|She|They|This|Of (?:th|wh)|Among|All (?:of|the)|These|Those|The(?! [A-Z])|\d)", re.A)
#: A headline that gathers what has nothing to do with each other.
_HEADING = re.compile(
    r"(?:(?:fighting|attacks?|battlefield|front(?: |-)?lines?|military|casualties|strikes|security|war|ground|air|latest|key|main|other|daily|"
    r"developments?|events?|news|updates?|situation|humanitarian|prisoners?|points|takeaways|ukraine|russia|and|in|on|of|the)(?:[:,]? |:?$)){1,6}$"
)
#: So many paragraphs further a day is no longer that of what is told.
_FAR = 3
#: Sentences behind a headline or an opening about Kursk are about Kursk for so many paragraphs.
_ON_KURSK = 3
#: A text of fewer sentences is a report on what it opens with.
_A_REPORT = 25
#: Told of Kursk, but not of the fighting there: drones shot down over it.
_IN_THE_AIR = re.compile(r"\b(?:drones?|uavs?|missiles?|air defen[cs]es?|shot down|intercepted)\b")
#: Of the whole war, not of one place.
_OF_THE_WHOLE_WAR = re.compile(
    r"\b(?:full[- ]scale|since the (?:start|beginning) of the (?:war|invasion)|throughout the (?:war|front)|entire front|"
    r"(?:over|in|during|for) the (?:past|last|previous) (?:day|24 hours))\b"
)
_THERE = re.compile(r"\b(?:in|on|along) (?:this|the same) (?:direction|sector|region|area|front|operation)\b")
_FIGHTING = re.compile(
    r"\b(?:troops|soldiers|servicemen|forces|army|operation|incursion|offensive|north korea\w*|koreans|advanc\w+|settlements?|villages|square|"
    r"captur\w+|prisoners?|lost|losses|casualties|front)\b"
)
_IN_KURSK = re.compile(r"\b(?:fighting began|operation|incursion|north korea\w*|there|same period|(?:the |russia's )region)\b")


@dataclass(frozen=True, slots=True)
class Scene:
    """One sentence (``plain``: in small letters) and what surrounds it; ``around`` are the words that rules may look at besides.

    ``told`` changes with the next scene. ``quoted_on`` is the day on which its quotation was said, ``operation_began`` the day that the
    text gives for the start of the Kursk operation; ``is_section``: a headline stands above; ``has_sections``: it is an
    issue of several days under headlines.
    """

    sentence: Sentence
    plain: str
    numbers: list[Number]
    dates: list[Mention]
    speakers: list[Speaker]
    around: str
    is_kursk: bool
    is_section: bool
    has_sections: bool
    quoted_on: date | None
    operation_began: date | None
    told: Told

    @property
    def speaker(self) -> str | None:
        """Who speaks last in the sentence."""
        return (self.speakers[-1].claimant_id or self.speakers[-1].words) if self.speakers else None

    @property
    def spoken_before(self) -> date | None:
        """The day of the statement: of the quotation, of the paragraph, or when the same speaker was named with a day."""
        of_speaker = next((self.told.spoken_by[s.claimant_id] for s in self.speakers if s.claimant_id in self.told.spoken_by), None)
        told = self.told.spoken if self.speaker in (None, self.told.spoken_of) else None
        return told or self.quoted_on or of_speaker

    @property
    def since_invasion_before(self) -> bool:
        """Whether the same speaker has counted since the invasion in this paragraph."""
        return self.told.since_invasion and (self.told.since_of is None or self.speaker in (None, self.told.since_of))


def scenes(roundup: Roundup, names: Names) -> Iterator[Scene]:
    """Yield the sentences of a text in their order, each with what was told before it."""
    sentences = roundup.sentences
    speakers = claimants(sentences, names)
    said_of, began = _days_of_quotations(sentences, roundup), _operation_began(roundup)
    in_kursk = _KURSK.search(normalised(roundup.text)) is not None
    has_headlines = any(s.is_headline for s in sentences)
    opening = normalised(" ".join(s.text for s in sentences[:2])) if len(sentences) < _A_REPORT else ""
    has_sections = has_headlines and roundup.last_day > roundup.first_day + 1
    told, headline, paragraph = Told(issue_day=roundup.last_date if roundup.first_day == roundup.last_day else None), "", -1
    for i, sentence in enumerate(sentences):
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            told.since_invasion, told.context = False, Context(told.context.words)
            if told.set_aside is not None:
                (told.day, told.last_day, told.day_at), told.set_aside = told.set_aside, None
            told.spoken = told.spoken if _GOES_ON.match(sentence.text) else None
            # In the opening each paragraph is about something else; behind a headline they belong together.
            told.span = None
            gathers = not headline or _HEADING.match(normalised(headline)) is not None
            if sentence.is_headline or gathers and (has_headlines or not _GOES_ON.match(sentence.text)):
                told.forget()
                told.returned = told.returned if not has_headlines else []
            elif sentence.paragraph - told.day_at > _FAR:
                told.day, told.period = None, None
            headline = sentence.text if sentence.is_headline else headline
        plain = normalised(sentence.text)
        dates = mentions(plain, roundup)
        if sentence.is_headline and not any(m.is_day for m in dates):
            told.day, told.day_at, told.is_ahead = _day_ahead(sentences, i, roundup), sentence.paragraph, True
        told.behind = _day_behind(sentences, i, roundup) if told.day is None and not dates else None
        if i == 0 and told.issue_day and told.day is told.behind is None and (day := _day_of_opening(sentences, plain, dates, roundup)):
            told.day, told.last_day, told.day_at, told.last_side = day, day, sentence.paragraph, context.attacker(plain)
            told.is_wide = WIDE.search(plain) is not None
            told.last_swap = day if context.EXCHANGE.search(plain) else None
        if roundup.first_day == roundup.last_day and told.day is None and told.last_day is None and not any(m.is_day for m in dates):
            # "A day earlier" in an issue of one day.
            dates = [_counted_from(m, roundup.last_date) if "after" not in plain[m.start : m.end] else m for m in dates]
        around = _around(sentences, i, headline)
        near = "" if sentence.is_headline else normalised(around)
        who = _named(speakers[i])
        goes_on = in_kursk and _goes_on_with_kursk(sentence, plain, dates, who, told, headline, opening, names)
        if goes_on and not _KURSK.search(near):
            around = f"{around} Kursk."
        is_kursk = bool(
            goes_on or _KURSK.search(plain) or _KURSK.search(near) and _IN_KURSK.search(plain)
            or in_kursk and (_KOREANS.search(plain) or _KOREANS.search(near) and not re.search(r"\b(?:ukrain|russia|civilian|kyiv|moscow)", plain))
        )
        scene = Scene(
            sentence, plain, numbers_of(sentence.text), dates, speakers[i], around, is_kursk, bool(headline), has_sections,
            said_of.get(sentence.quotation or 0), began, told,
        )  # fmt: skip
        yield scene
        told.learn(scene, names)
        if _KURSK.search(plain) and _FIGHTING.search(plain) and not _IN_THE_AIR.search(plain):
            told.kursk_at, told.kursk_of = sentence.paragraph, who
        elif goes_on:
            told.kursk_at = sentence.paragraph


def _of_one_side(one: str | None, other: str | None, names: Names) -> bool:
    """Whether of two speakers of one side one is only the side: "Moscow" and its ministry."""
    sides = [names.party.get(who or "", "") or context.side(normalised(who or "")) for who in (one, other)]
    return sides[0] == sides[1] != "" and bool({one, other} & {f"{sides[0]}-unnamed"})


def _named(speakers: Sequence[Speaker]) -> str | None:
    """Return who speaks last, where it is somebody with a name: "the general" is whoever spoke before."""
    if not speakers:
        return None
    last = speakers[-1]
    return last.claimant_id or (last.words if re.search(r"(?<=[\w’'] )[A-Z]", last.words) else None)


def _goes_on_with_kursk(
    sentence: Sentence, plain: str, dates: Sequence[Mention], who: str | None, told: Told, headline: str, opening: str, names: Names
) -> bool:
    """Whether a sentence that names no place goes on with the fighting in Kursk: of its paragraph, its headline or the text's opening."""
    if sentence.is_headline or told.kursk_at is None and not _KURSK.search(normalised(headline)):
        return False
    if any(m.kind == "invasion" for m in dates) or _OF_THE_WHOLE_WAR.search(plain):
        return False
    places = [p.region for _, p in names.places_in(plain) if p.place not in ("Kyiv", "Moscow")]
    if any(region != "Kursk Oblast" for region in [*places, *(r for _, r in names.regions_in(sentence.text))]):
        return False
    if told.kursk_at == sentence.paragraph or _KURSK.search(normalised(headline)):
        return who in (None, told.kursk_of) or _THERE.search(plain) is not None or _of_one_side(who, told.kursk_of, names)
    return bool(_KURSK.search(opening)) and told.kursk_at is not None and sentence.paragraph - told.kursk_at <= _ON_KURSK


def _counted_from(mention: Mention, day: date) -> Mention:
    if mention.shift is None or mention.shift >= 0:
        return mention
    back = day + timedelta(mention.shift)
    return replace(mention, first=back, last=back, shift=None)


def _around(sentences: Sequence[Sentence], i: int, headline: str) -> str:
    """Return the headline and what the paragraph has said so far, at least the two sentences before."""
    same = [s.text for s in sentences[max(0, i - _SO_FAR) : i] if s.paragraph == sentences[i].paragraph]
    if _BULLET.match(sentences[i].text) and same or _OF_THESE.match(sentences[i].text):
        same = [s.text for s in sentences[max(0, i - max(len(same) + 2, _SO_FAR)) : i]]
    return " ".join([headline, *(same if len(same) > 1 else [s.text for s in sentences[max(0, i - 2) : i]])])


def _day_ahead(sentences: Sequence[Sentence], i: int, roundup: Roundup) -> date | None:
    """Return the day of the first of the next three sentences that names one: a headline's day stands in what follows."""
    for following in sentences[i + 1 : i + 4]:
        if following.is_headline and following.paragraph != sentences[i].paragraph:
            return None
        plain = normalised(following.text)
        if (found := context.when(plain, 0, [m for m in mentions(plain, roundup) if m.kind not in ("today", "yesterday")], None)).day:
            return found.day
    return None


def _day_behind(sentences: Sequence[Sentence], i: int, roundup: Roundup) -> date | None:
    """Return the day of a sentence without one: it stands in the next two of its paragraph, or behind the text's opening, at "the attack"."""
    one = normalised(sentences[i].text)
    if sentences[i].is_headline or not OF_THE_WAR.search(one) or context.ANOTHER.search(one) or mentions(one, roundup):
        return None
    for following in sentences[i + 1 : i + 3]:
        if following.is_headline or i and following.paragraph != sentences[i].paragraph:
            return None
        plain = normalised(following.text)
        same = _THE_SAME.search(plain)
        if same is None or _AFTERWARDS.search(plain):
            continue
        if day := context.when(plain, same.end(), mentions(plain, roundup), None).day:
            return day
    return None


_ITS_DAY = re.compile(r"'s (?:[\w-]+ ){0,3}?(?:(?P<swap>swap|exchange)|attacks?|strikes?|barrage|assault|bombardment|shelling)\b")


def _day_of_opening(sentences: Sequence[Sentence], plain: str, dates: Sequence[Mention], roundup: Roundup) -> date | None:
    """Return the day of an opening without one, which a later sentence names in passing: "Friday's attack"."""
    if any(m.kind != "invasion" for m in dates) or not OF_THE_WAR.search(plain) or context.ANOTHER.search(plain):
        return None
    is_swap = context.EXCHANGE.search(plain) is not None
    if not is_swap and not AN_ATTACK.search(plain) and not context.weapon(plain):
        return None
    for following in sentences[1:]:
        behind = normalised(following.text)
        for mention in mentions(behind, roundup):
            its = _ITS_DAY.match(behind, mention.end) if mention.kind in ("weekday", "today") else None
            if its and bool(its["swap"]) == is_swap:
                return mention.first
            if mention.is_day and not mention.is_spoken and (is_swap and context.EXCHANGE.search(behind) or not is_swap and AN_ATTACK.search(behind)):
                return None
    return None


def _days_of_quotations(sentences: Sequence[Sentence], roundup: Roundup) -> dict[int, date]:
    """Return for each quotation the day on which it was said, where the text tells it."""
    found: dict[int, date] = {}
    for sentence in sentences:
        if sentence.quotation is not None:
            for mention in mentions(normalised(sentence.text), roundup):
                if mention.is_spoken and mention.first:
                    found.setdefault(sentence.quotation, mention.first)
    return found


def _operation_began(roundup: Roundup) -> date | None:
    """Return the day on which the Kursk operation began, where the text names it."""
    text = normalised(roundup.text)
    return KURSK_OPERATION if _KURSK.search(text) and re.search(r"\baug(?:ust|\.)? 6\b|\b6 august\b", text) else None
