"""A text as its reader meets it: each sentence with its numbers, days and speakers, and with what was told before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from roundups.wording.numbers import normalised

from . import context
from .attribution import claimants
from .speakers import Speaker
from .context import Where
from .dates import Mention, mentions
from .likeness import Context
from .names import Names
from .proposals import Proposal
from .counts import Number, numbers_of
from .text import Roundup, Sentence

_KURSK = re.compile(r"\b(?:kursk|sudzha|t[yi]otkino|tetkino|korenevo|glushkovo|guevo)\b")
_KOREANS = re.compile(r"\bnorth korea(?!n-made)")
#: What a sentence must tell for its day to be that of the sentences behind it.
_OF_THE_WAR = re.compile(
    r"\b(?:attack|strik|struck|target|shell|hit|kill|wound|injur|dead|died|death|casualt|drone|missile|bomb|rocket|prisoner|exchang|swap|captiv|"
    r"captur|bod(?:y|ies)\b|"
    r"los(?:t|s|ses)\b|explo|fire|blaze|refiner|depot|launch|shot down|shoot|down(?:ed|s)\b|intercept|air defen|advanc|operation|"
    r"released|return|home)"
)
#: So many sentences of a paragraph, or lines of a list, are looked back at.
_SO_FAR = 9
_AN_ATTACK = re.compile(r"\b(?:attack|strike|struck|hit|shelled|bombed|launched|fired|targeted|pounded)")
#: Before the day of a meeting, which is that of no attack and of no exchange.
_AGREED = re.compile(r"\b(?:talks|agreed|agreement|negotiat\w+|meeting|summit|met)\b[^;]{0,40}$")
_SEVERAL = re.compile(r"\b(?:refineries|depots|(?:oil|fuel|energy) facilities|terminals)\b")
_PLANT = re.compile(r"\b(?:refiner|depot|terminal|(?:oil|fuel) (?:storage|facilit))")
#: An attack on much of a country, which the sentences behind it tell by its regions; several attacks, told one by one.
_WIDE = re.compile(
    r"\b(?:across|throughout) (?:much of |large parts of |several |the )?(?:ukraine|russia|country|regions?)\b|\bnationwide\b|"
    r"\b(?:various|several|multiple|many|numerous|\w+) (?:ukrainian |russian |different |other |border )*(?:regions|oblasts|cities)\b|"
    r"\b(?:massive|mass|large-scale|massed|huge|combined|wide-ranging|nationwide) (?:[\w-]+ ){0,5}?(?:attack|strike|barrage|assault|bombardment)\b|"
    r"\b(?:pound|batter|bombard|pummel)\w* (?:ukraine|russia)\b|"
    r"\b(?:killed|wounded|injured|died)\b[^;]{0,30}\b(?:in|across) (?:ukraine|russia)\b(?!'s)|"
    r"\b(?:missiles?|drones?|attack|strikes?|assault|barrage|bombardment)\b[^;]{0,30} (?:on|at|against|into|over) (?:ukraine|russia)\b(?!'s)|"
    r"\b(?:attacks|strikes) (?:on \w+ )?(?:killed|have killed|left)\b|\bin (?:two|three|four|five|six|several|\d+) (?:separate )?(?:attacks|strikes)\b|"
    r"\bkilled\b[^;]{0,60}\bin (?:russian|ukrainian) (?:attacks|strikes)\b"
)
_GROWN = re.compile(
    r"\b(?:death )?toll\b[^;]{0,80}\b(?:rose|risen|climbed|grew|grown|reached|stood|increased)\b|\b(?:raising|bringing|taking) (?:the )?(?:[\w-]+ )*toll\b|"
    r"\bdied (?:[\w ]+ )?(?:in|at) (?:a |the )?hospital\b|\bbod(?:y|ies)\b[^;]{0,60}\b(?:pulled|recovered|retrieved|found)\b[^;]{0,30}\b(?:rubble|debris|ruins)\b"
)
_MONTHLY = re.compile(r"\b(?:casualt\w+|killed|injured|wounded|deaths?|toll)\b")
#: "They announced on Wednesday that they had exchanged": the day of the exchange.
_JUST_SWAPPED = re.compile(r"\b(?:announced|confirmed|said|reported)\b[^;]{0,60}\b(?:had|have|has) (?:\w+ )?(?:exchanged|swapped|carried out|completed|conducted|held)\b")
_OF_THESE = re.compile(r"(?:Of|Among) (?:these|them|those)\b")
_BULLET = re.compile(r"[-–—•*·]")
_WEEK = 7
#: "Kyiv was last attacked on March 9".
_THE_LAST = re.compile(
    r"\blast (?:attack|struck|strike|hit|shell|target|launch|bomb|carried|exchang)\w*[^;,]{0,40}$|"
    r"\b(?:the|a) (?:previous|last) (?:[\w-]+ ){0,2}(?:attack|strike|exchange|swap|barrage)\b[^;]{0,40}$"
)
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
#: So near the start of a sentence, a period is what the sentence is about ("In September alone, …").
_AT_THE_START = 8
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


@dataclass(slots=True)
class Told:
    """What the sentences before have told: the day or period of the event, the day of the statement, the place, the figures so far."""

    day: date | None = None
    period: tuple[date, date] | None = None
    spoken: date | None = None
    #: Who spoke on that day, and who counted since the invasion; None: nobody that the text names.
    spoken_of: str | None = None
    since_of: str | None = None
    #: The day stands further on: it is that of a headline and not yet told.
    is_ahead: bool = False
    day_at: int = 0
    #: The month or year that the paragraph counts in, and who counts.
    span: tuple[date, date] | None = None
    span_of: str | None = None
    place: Where = field(default_factory=Where)
    since_invasion: bool = False
    returned: list[Proposal] = field(default_factory=list)
    launched: list[Proposal] = field(default_factory=list)
    casualties: list[Proposal] = field(default_factory=list)
    losses: list[Proposal] = field(default_factory=list)
    #: The sentence before and the measure of its last figure.
    context: Context = field(default_factory=Context)
    #: The last paragraph about the fighting in Kursk, and who spoke of it.
    kursk_at: int | None = None
    kursk_of: str | None = None
    #: The oil facilities named so far, as kind, facility_id, place and region, and where they stand in the text.
    facilities: list[tuple[str, str, str, str, int]] = field(default_factory=list)
    #: Not forgotten at the next paragraph: the last event with a day, for "the attack", and when each speaker spoke.
    last_day: date | None = None
    last_side: str = ""
    last_place: Where = field(default_factory=Where)
    #: The day of a sentence that names none: it stands in the one behind ("the attack … on Friday").
    behind: date | None = None
    #: The day of the last exchange, and whether the last event with a day was told of refineries or depots, of several or of one.
    last_swap: date | None = None
    is_of_several: bool = False
    is_of_plant: bool = False
    #: The paragraph in which an attack without a day was told: there "the attack" is that one.
    undated_in: int = -1
    #: Whether the last event with a day was an attack on much of the country.
    is_wide: bool = False
    #: The paragraph that counts the casualties of a month.
    monthly_at: int = -1
    #: The day of an issue of one day; what was told before a paragraph that looked back ("The day before, …").
    issue_day: date | None = None
    set_aside: tuple[date | None, date | None, int] | None = None
    #: The sentence whose figures were given the day told before.
    carried_at: int = -1
    carried_in: int = -1
    spoken_by: dict[str, date] = field(default_factory=dict)

    def forget(self) -> None:
        """Another subject begins."""
        self.day, self.period, self.spoken, self.place = None, None, None, Where()
        self.launched, self.casualties, self.losses = [], [], []

    def _goes_on(self, sentence: Sentence) -> bool:
        """Whether a sentence is of the event told before: its figures were given that day, or the day stands in its paragraph."""
        return self.carried_at == sentence.start or self.day is not None and self.day_at == sentence.paragraph

    def learn(self, scene: Scene, names: Names) -> None:
        """Take up what a sentence told."""
        sentence, plain, dates = scene.sentence, scene.plain, scene.dates
        speaker = scene.speaker
        if any(m.kind == "invasion" for m in dates):
            self.since_invasion, self.since_of = True, speaker
        if (said := next((m.first for m in dates if m.is_spoken), None)) is not None:
            self.spoken, self.spoken_of = said, speaker
            self.spoken_by |= {s.claimant_id: said for s in scene.speakers if s.claimant_id}
        if (span := next((m for m in dates if m.kind in ("month", "last_month", "year", "months") and m.first and m.last), None)) is not None:
            self.span, self.span_of = (span.first, span.last), speaker  # type: ignore[assignment]
        if not _OF_THE_WAR.search(plain):
            return
        dates = [m for m in dates if not (m.is_day and (_AGREED.search(plain[: m.start]) or _THE_LAST.search(plain[: m.start])))]
        days = [m for m in dates if m.is_day and not m.is_spoken and not plain[: m.start].endswith("since ")]
        # "The attack came a day after …" looks back at another event; "A day later, …" goes on to one.
        back = [m for m in dates if m.shift is not None and m.shift < 0 and m.start > _AT_THE_START]
        found = context.when(plain, len(plain), [m for m in dates if m not in back], self.day or self.last_day, scene.quoted_on)
        armed = bool(context.weapon(plain))
        if said and not days and context.EXCHANGE.search(plain) and _JUST_SWAPPED.search(plain):
            self.last_swap = self.last_day = said
            self.day_at, self.last_side = sentence.paragraph, ""
        if self.last_day and _GROWN.search(plain) and any(timedelta(0) < m.first - self.last_day <= timedelta(_WEEK) for m in days):  # type: ignore[operator]
            # The toll of what was told before has grown.
            self.day, self.day_at = self.last_day, sentence.paragraph
        elif found.day or days:
            if self.issue_day and any(m.kind == "day_before" and m.start < _AT_THE_START for m in dates):
                self.set_aside = (self.day, self.last_day, self.day_at)
            self.monthly_at = -1
            self.is_wide = bool(days) and _WIDE.search(plain) is not None
            self.day, self.period = found.day or days[-1].first, None
            self.last_day, self.day_at, self.is_ahead = self.day, sentence.paragraph, False
            here = context.where(sentence.text, plain, len(plain), names)
            attacked = {"Russia": "ukraine", "Ukraine": "russia"}.get(names.regions.get(here.region, "") if here.region != "Crimea" else "", "")
            self.last_side = context.attacker(plain) or attacked or self.last_side
            self.last_swap = self.day if context.EXCHANGE.search(plain) else self.last_swap
            self.is_of_several, self.is_of_plant = bool(_SEVERAL.search(plain)), bool(_PLANT.search(plain))
            self.last_place = here
        elif found.first and found.last and (found.last - found.first).days < _WEEK:
            if armed or re.search(r"\b(?:killed|wounded|injured)\b", plain):
                self.day, self.period = None, (found.first, found.last)
        elif span is not None and span.kind in ("month", "last_month", "months") and _MONTHLY.search(plain) and not armed:
            self.monthly_at = sentence.paragraph
        elif armed and context.UNDATED.search(plain) and not (scene.has_sections or self.spoken or self._goes_on(sentence)):
            # Another event, whose day is not told.
            self.day, self.last_day, self.period = None, None, None
        elif any(m.start < _AT_THE_START and not m.is_spoken and m.shift is None for m in dates):
            self.day, self.period = None, None
        if (armed or found.is_unplaced) and self.day is None and self.period is None and _AN_ATTACK.search(plain):
            self.undated_in = sentence.paragraph
        elif self.is_wide and not (found.day or days) and context.ANOTHER.search(plain) and _AN_ATTACK.search(plain):
            self.undated_in = sentence.paragraph
        here = context.where(sentence.text, plain, len(plain), names)
        if armed and (here.place or here.region or days):
            self.place = here


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
            told.is_wide = _WIDE.search(plain) is not None
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
    if sentences[i].is_headline or not _OF_THE_WAR.search(one) or context.ANOTHER.search(one) or mentions(one, roundup):
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
    if any(m.kind != "invasion" for m in dates) or not _OF_THE_WAR.search(plain) or context.ANOTHER.search(plain):
        return None
    is_swap = context.EXCHANGE.search(plain) is not None
    if not is_swap and not _AN_ATTACK.search(plain) and not context.weapon(plain):
        return None
    for following in sentences[1:]:
        behind = normalised(following.text)
        for mention in mentions(behind, roundup):
            its = _ITS_DAY.match(behind, mention.end) if mention.kind in ("weekday", "today") else None
            if its and bool(its["swap"]) == is_swap:
                return mention.first
            if mention.is_day and not mention.is_spoken and (is_swap and context.EXCHANGE.search(behind) or not is_swap and _AN_ATTACK.search(behind)):
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
    return date(2024, 8, 6) if _KURSK.search(text) and re.search(r"\baug(?:ust|\.)? 6\b|\b6 august\b", text) else None
