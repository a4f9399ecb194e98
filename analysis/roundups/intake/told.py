"""What the sentences of a text have told so far: the last event with its day, the last statement, the last figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from . import context
from .context import Where
from .likeness import Context
from .names import Names
from .proposals import Proposal
from .text import Sentence

if TYPE_CHECKING:
    from .scenes import Scene

#: What a sentence must tell for its day to be that of the sentences behind it.
OF_THE_WAR = re.compile(
    r"\b(?:attack|strik|struck|target|shell|hit|kill|wound|injur|dead|died|death|casualt|drone|missile|bomb|rocket|prisoner|exchang|swap|captiv|"
    r"captur|bod(?:y|ies)\b|"
    r"los(?:t|s|ses)\b|explo|fire|blaze|refiner|depot|launch|shot down|shoot|down(?:ed|s)\b|intercept|air defen|advanc|operation|"
    r"released|return|home)"
)
AN_ATTACK = re.compile(r"\b(?:attack|strike|struck|hit|shelled|bombed|launched|fired|targeted|pounded)")
#: Before the day of a meeting, which is that of no attack and of no exchange.
_AGREED = re.compile(r"\b(?:talks|agreed|agreement|negotiat\w+|meeting|summit|met)\b[^;]{0,40}$")
_SEVERAL = re.compile(r"\b(?:refineries|depots|(?:oil|fuel|energy) facilities|terminals)\b")
_PLANT = re.compile(r"\b(?:refiner|depot|terminal|(?:oil|fuel) (?:storage|facilit))")
#: An attack on much of a country, which the sentences behind it tell by its regions; several attacks, told one by one.
WIDE = re.compile(
    r"\b(?:across|throughout) (?:much of |large parts of |several |the )?(?:ukraine|russia|country|regions?)\b|"
    r"\bnationwide\b|"
    r"\b(?:various|several|multiple|many|numerous|\w+) (?:ukrainian |russian |different |other |border )*(?:regions|oblasts|cities)\b|"
    r"\b(?:massive|mass|large-scale|massed|huge|combined|wide-ranging|nationwide) (?:[\w-]+ ){0,5}?"
    r"(?:attack|strike|barrage|assault|bombardment)\b|"
    r"\b(?:pound|batter|bombard|pummel)\w* (?:ukraine|russia)\b|"
    r"\b(?:killed|wounded|injured|died)\b[^;]{0,30}\b(?:in|across) (?:ukraine|russia)\b(?!'s)|"
    r"\b(?:missiles?|drones?|attack|strikes?|assault|barrage|bombardment)\b[^;]{0,30} (?:on|at|against|into|over) (?:ukraine|russia)\b(?!'s)|"
    r"\b(?:attacks|strikes) (?:on \w+ )?(?:killed|have killed|left)\b|"
    r"\bin (?:two|three|four|five|six|several|\d+) (?:separate )?(?:attacks|strikes)\b|"
    r"\bkilled\b[^;]{0,60}\bin (?:russian|ukrainian) (?:attacks|strikes)\b"
)
_GROWN = re.compile(
    r"\b(?:death )?toll\b[^;]{0,80}\b(?:rose|risen|climbed|grew|grown|reached|stood|increased)\b|"
    r"\b(?:raising|bringing|taking) (?:the )?(?:[\w-]+ )*toll\b|"
    r"\bdied (?:[\w ]+ )?(?:in|at) (?:a |the )?hospital\b|"
    r"\bbod(?:y|ies)\b[^;]{0,60}\b(?:pulled|recovered|retrieved|found)\b[^;]{0,30}\b(?:rubble|debris|ruins)\b"
)
_MONTHLY = re.compile(r"\b(?:casualt\w+|killed|injured|wounded|deaths?|toll)\b")
#: "They announced on a day that they had swapped": the day of the exchange.
_JUST_SWAPPED = re.compile(
    r"\b(?:announced|confirmed|said|reported)\b[^;]{0,60}\b(?:had|have|has) (?:\w+ )?(?:exchanged|swapped|carried out|completed|conducted|held)\b"
)
_WEEK = 7
#: "Kyiv was last attacked on March 9".
_THE_LAST = re.compile(
    r"\blast (?:attack|struck|strike|hit|shell|target|launch|bomb|carried|exchang)\w*[^;,]{0,40}$|"
    r"\b(?:the|a) (?:previous|last) (?:[\w-]+ ){0,2}(?:attack|strike|exchange|swap|barrage)\b[^;]{0,40}$"
)
#: So near the start of a sentence, a period is what the sentence is about ("In September alone, …").
_AT_THE_START = 8


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
        if not OF_THE_WAR.search(plain):
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
        last = self.last_day
        if last and _GROWN.search(plain) and any(timedelta(0) < m.first - last <= timedelta(_WEEK) for m in days):  # type: ignore[operator]
            # The toll of what was told before has grown.
            self.day, self.day_at = self.last_day, sentence.paragraph
        elif found.day or days:
            if self.issue_day and any(m.kind == "day_before" and m.start < _AT_THE_START for m in dates):
                self.set_aside = (self.day, self.last_day, self.day_at)
            self.monthly_at = -1
            self.is_wide = bool(days) and WIDE.search(plain) is not None
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
        if (armed or found.is_unplaced) and self.day is None and self.period is None and AN_ATTACK.search(plain):
            self.undated_in = sentence.paragraph
        elif self.is_wide and not (found.day or days) and context.ANOTHER.search(plain) and AN_ATTACK.search(plain):
            self.undated_in = sentence.paragraph
        here = context.where(sentence.text, plain, len(plain), names)
        if armed and (here.place or here.region or days):
            self.place = here
