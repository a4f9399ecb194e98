"""Days in words, resolved inside the week of the roundup: "on Tuesday", "overnight into Friday", "in January", "over the weekend"."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil import parser as date_parser

from .text import Roundup

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = (
    r"(?:january|february|march|april|may(?! (?:have|be|not|also|still|well|yet)\b)|june|july|august|september|october|"
    r"november|december|(?:jan|feb|mar|apr|aug|sept?|oct|nov|dec)\.?(?= \d))"
)
#: A month with so few days left is told as a whole one.
_NEARLY_OVER = 3
_WEEKDAY = "|".join(_WEEKDAYS)
_COUNT = r"(?:an?|one|two|three|four|five|six|seven)"
_COUNTED = {word: n for n, word in enumerate("a one two three four five six seven eight nine ten".split())} | {"a": 1, "an": 1}
#: The war and its start, told as the time in which something is counted: since it began, in its course, in its years.
_FULL = r"(?:(?:full[- ]scale|all-out|ongoing|latest|2022|russian|russia's|moscow's|russo-ukrainian) )"
_WAR = rf"(?:{_FULL}*(?:invasion|war|aggression))"
_WAR_BEGAN = (
    r"(?:,? (?:in|on) (?:feb(?:ruary|\.)? (?:24,? )?)?2022|,? on (?:24 feb(?:ruary|\.)?|feb(?:ruary|\.)? 24)(?:,? 2022)?|,? in february 2022)?"
)
_INVASION = (
    rf"\bsince (?:russia's )?(?:the (?:very )?(?:start|beginning|launch|outbreak) of )?(?:the |its |a )?{_WAR}(?: of ukraine)?(?: began| started)?"
    rf"{_WAR_BEGAN}\b",
    rf"\bsince (?:russia|moscow|(?:vladimir )?putin|russian (?:forces|troops)|the (?:kremlin|conflict)|it)(?: first| has| had)? "
    rf"(?:launched|began|started|unleashed|invaded|mounted)(?: (?:its|the|an?|unprovoked|of|on|against|in|ukraine|its neighbou?r|{_WAR}|all-out|"
    rf"full[- ]scale)){{0,7}}{_WAR_BEGAN}\b",
    rf"\b(?:(?:during|throughout|over)|in the (?:whole |entire )?course of)(?: the (?:whole |entire )?course of)? (?:the |its )?{_FULL}+"
    r"(?:invasion|war|aggression)\b"
    r"(?: (?:of|on|against) ukraine)?",
    rf"\b(?:during|throughout|over) (?:the )?(?:whole |entire )?(?:course of )?(?:the )?{_WAR} (?:of|on|against|in) ukraine\b",
    r"\bover the (?:whole |entire )?course of the war\b",
    rf"\b(?:in|over|after) (?:(?:almost|nearly|more than|over) )?(?:the )?[\w-]+ years of (?:the )?{_WAR}\b",
    r"\bsince (?:february (?:24,? )?2022|(?:24 )february(?:,? 2022)?|(?:february|feb\.?) 24(?:,? 2022)?)\b",
)
_DAY_OF = rf"(?:(?:{'|'.join(_WEEKDAYS)}),? )?"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("invasion", "|".join(_INVASION)),
        ("days",
            rf"\b(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:,? (?P<year>20\d\d),?)?(?: ?[–-] ?| (?:to|through|and|until) )(?:(?P<until>{_MONTH}) )?"
            rf"(?P<last_day>\d{{1,2}})(?!\d|,\d|st\b|nd\b|rd\b|th\b)(?:,? (?P<last_year>20\d\d))?|"
            rf"\b(?P<day2>\d{{1,2}})(?: ?[–-] ?| (?:to|through|and|until) )(?P<last_day2>\d{{1,2}}) (?P<month2>{_MONTH})(?:,? (?P<year2>20\d\d))?"),
        ("day",
            rf"\b{_DAY_OF}(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>20\d\d))?(?!\d|,\d)|"
            rf"\b{_DAY_OF}(?P<day2>\d{{1,2}})(?:st|"
            rf"nd|rd|th)? (?:of )?(?P<month2>{_MONTH})(?:,? (?P<year2>20\d\d))?\b"),
        ("past_day",
            r"\b(?:over|in|during|for|within) (?:the )?(?:past|last|previous|preceding) (?:day|24 hours|twenty-four hours|night|day and night)\b|"
            r"\b(?:past|last|previous|in) 24 hours\b|\b(?:in|within) (?:a single|one|a) day\b|\b(?:in|within) (?:24|twenty-four) hours\b"),
        ("past_week", r"\b(?:over|in|during|for|within|throughout) (?:the |this )?(?:past|last|previous) (?:week|seven days|7 days)\b|"
            r"^(?:within|in) (?:just )?(?:a|one|a single) week\b|\bthis week(?= alone\b)|(?<!days )\ba week of\b"),
        ("span",
            rf"\b(?:over|in|during|for|within|throughout) (?:the )?(?:(?:past|last|previous|recent|coming|first|latest) )?(?:(?:{_COUNT}|few|"
            rf"several|\d+) )?"
            r"(?:days|weeks?|months|years|decade|few days)\b(?! (?:of|alone|later|ago|earlier))(?<!the week)(?<!this week)(?<!last week)"),
        ("weekdays",
            rf"\b(?:between|from|over) (?P<weekday>{_WEEKDAY}) (?:and|to|through|until|till) (?P<until>{_WEEKDAY})\b"
            rf"(?! (?:morning|evening|night))|"
            # Of two days: "on Friday and overnight into Saturday".
            rf"\b(?:on |during )(?P<weekday2>{_WEEKDAY}) and (?:(?:overnight|early|late|through the night|during the night|the night) )?(?:in)?to "
            rf"(?P<until2>{_WEEKDAY})\b"),
        ("weekday",
            rf"\b(?P<last>last |the previous )?(?P<weekday>{'|'.join(_WEEKDAYS)})\b(?P<of_last> (?:of )?(?:the previous|last) week)?(?! \d|"
            rf" (?:of )?next week| (?:to|into|"
            rf"and) (?:{'|'.join(_WEEKDAYS)}))"),
        ("today", r"(?<!until )(?<!to )\b(?:(?:earlier|late|later) )?today\b(?!'s)|\bthis morning\b"),
        ("yesterday", r"\byesterday\b(?!'s)"),
        ("first_days", rf"\bfirst (?P<days>{_COUNT}|ten) days of (?:(?P<month>{_MONTH})|(?:the|this) (?:new )?year|(?P<year>20\d\d))\b"),
        ("weekend", r"\b(?:over|at|on|during|this|last) (?:the )?(?:last |past |previous )?weekend\b"),
        ("first_week", rf"\bfirst (?:(?P<weeks>two|three) )?weeks? of (?:(?P<month>{_MONTH})|(?:the|this) (?:new )?year)\b"),
        ("half", r"\b(?P<half>first|second) half of (?:(?:the|this) year|(?P<year>20\d\d))\b"),
        ("last_week", r"\blast week\b(?! of)|\b(?:the previous|a previous|this past) week\b|\bthe week before\b"),
        ("this_week", r"\b(?:earlier |late |later )?this week\b|\b(?:early|earlier|late|later|throughout|during|over|through|"
            r"in) (?:in )?(?:the |this )?(?:course of the )?week\b"),
        ("holiday", r"\b(?P<holiday>christmas|new year's|independence) (?P<part>eve|day|morning|night)\b"),
        ("months",
            rf"\b(?:from|between|in|during|over|for) (?P<month>{_MONTH})(?: (?:through|to|and|until) |"
            rf"[–-])(?P<until>{_MONTH})(?:,? (?P<year>20\d\d))?(?! \d)"),
        ("day_before",
            rf"\b(?:the )?(?:previous|preceding|prior) (?:day|night|evening|morning)\b|"
            rf"(?<!from the )(?<!than the )(?<!from )(?<!than )\b(?:(?P<back>{_COUNT}) |the )?(?:day|night|evening|morning)s? "
            rf"(?:earlier|before|prior)\b(?! (?:that|it)\b)|\b(?P<since>{_COUNT}) days? after (?=an?\b|the\b|russia|ukrain)"),
        ("same_day",
            r"\b(?:the |that |this )?(?:very )?same (?:day|night|morning|evening|afternoon)\b|\b(?:that|this) (?:day|night|evening|morning|"
            r"afternoon)\b|"
            r"\b(?:hours|minutes|shortly) (?:earlier|later|before|after)\b|\blater in the day\b"),
        ("next_day",
            rf"\b(?:the )?(?:following|next|ensuing) (?:day|morning|night|evening|afternoon)\b|\bthe (?:day|night|morning|"
            rf"evening) after\b(?! (?:the|an?|russia\w*|ukrain\w*)\b)|\b(?P<ahead>{_COUNT}) (?:day|night)s? (?:later|on|after(?! (?:an?|the|"
            rf"russia\w*|ukrain\w*)\b))\b"),
        ("week_off",
            r"\b(?:a|one|two|three) weeks? (?:later|earlier|before|ago)\b|\b(?:in recent|recent) (?:days|weeks|months)\b|\b(?:a few|several|"
            r"some) days (?:ago|earlier|before)\b"),
        ("month", rf"\b(?:in|during|for|throughout|of|since|from|last|this) (?:(?:the )?(?:start|beginning|middle|end|first days) of |(?:early|mid|"
            rf"late)[- ])?(?P<month>{_MONTH})(?:,? (?P<year>20\d\d))?(?! \d|\.? \d)\b|\b(?P<month2>{_MONTH}) (?:alone|saw|was|set|brought|became|marked|"
            rf"proved|recorded|has seen|sees)\b|"
            rf"\b(?P<month3>{_MONTH})'s (?:own |daily |average |total |monthly )*(?:average|total|losses|figure|toll|count|number|rate)\b|"
            rf"\b(?:the|its|a) (?P<month4>{_MONTH}) (?:(?:civilian|casualty|death|monthly|total|average|overall) )*"
            rf"(?:average|total|losses|figures?|toll|count|numbers?|rate|casualties|data|tally)\b"),
        ("year", r"\b(?P<since>(?:since|from) the (?:start|beginning|turn) of (?:this|the) year|so far this year|this year|the year to date)\b|"
            r"\b(?:in|during|since|for|from|throughout) (?:(?:the )?(?:start|beginning) of |(?:all of|early|"
            r"the whole of) )?(?P<year>20[12]\d)(?! (?:people|\w+s)\b)\b"),
        ("last_year", r"\blast year\b(?!'s)"),
        ("last_month", r"\blast month\b(?!'s)"),
        ("this_month", r"\b(?:this month|since the (?:start|beginning) of the month|so far this month)\b"),
    )
)  # fmt: skip
_SPEECH_BEFORE = re.compile(
    r"\b(?:said|says|told|added|reported|announced|confirmed|stated|claimed|wrote|posted|warned|noted|revealed|estimated|"
    r"published|released|statement|post|report|update|bulletin|briefing|address|interview|conference|comments|remarks|as of)"
    r"(?: (?!shooting|downing|destroying|down\b|drones|missiles?\b|killing|attack|strike|shelling)[\w']+){0,4}?"
    r"(?: (?:on|late|early|in|a|the|that))*\s*$"
)
#: "Said shells on Tuesday killed two": the day of what happened.
_HAPPENED = re.compile(r"^ (?:had |have |also )?(?:killed|wounded|injured|hit|struck|damaged|destroyed|left|set|wrecked|shot down|downed)\b")
#: "“…,” he said at a summit on Monday": what stands behind a quotation tells of the statement.
_QUOTED = re.compile(r"[,.?!][\"”] [^\"“”;]{0,80}\b(?:said|added|told|wrote|noted|stressed)\b[^\"“”;]{0,60}$")
#: "In a Sunday post": the day of a statement.
_POSTED = re.compile(r"^ (?:[\w-]+ ){0,3}?(?:post|statement|address|briefing|update|message|interview|speech|report)\b")
#: "From 10 p.m. on Sunday to 6 a.m. on Monday": the night into the second day.
_INTO = re.compile(r"[^;]{0,30}?\b(?:and|to|until|till|through)\b[^;]{0,45}")
_CLOCK = re.compile(r"\b\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\b|o'clock)|\b\d{1,2}:\d\d\b|\b(?:midnight|evening|night|morning|dusk)\b")
_SPEECH_AFTER = re.compile(r"^,? (?:[\w'-]+ ){0,6}?(?:said|told|announced|confirmed|stated|claimed|wrote|revealed|reported|estimated)\b")

Kind = Literal[
    "day", "days", "past_day", "past_week", "span", "today", "yesterday", "weekday", "weekdays", "invasion", "weekend", "first_days", "first_week",
    "half", "last_week", "this_week", "months", "holiday", "day_before", "same_day", "next_day", "week_off", "month", "year", "last_year",
    "last_month", "this_month",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """One day or period that a sentence names; ``is_spoken`` where it is the day of a statement and of no event.

    ``shift``: so many days from the day told before ("a day later"). A span that cannot be placed ("over the past day") has no days.
    """

    kind: Kind
    first: date | None
    last: date | None
    start: int
    end: int
    is_spoken: bool = False
    shift: int | None = None

    @property
    def is_day(self) -> bool:
        return self.first is not None and self.first == self.last


def mentions(sentence: str, roundup: Roundup) -> list[Mention]:
    """Return the days and periods of a sentence (small letters, plain apostrophes), in their order.

    A weekday is the last one up to the roundup's last day, so that a Saturday is that of the weekend before. A month or year that is
    not over on that day has no end. "Same day" and "next day" come without dates: the caller knows the day before.
    """
    found: list[Mention] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            if any(match.start() < m.end and m.start < match.end() for m in found):
                continue
            period = _period(kind, match, roundup)
            if period is None:
                continue
            before, after = sentence[: match.start()], sentence[match.end() :]
            spoken = kind in ("day", "weekday") and not _HAPPENED.match(after) and not re.search(r"\bsince the [\w' -]{3,40} on $", before) and (
                _SPEECH_BEFORE.search(before) is not None
                or _QUOTED.search(before) is not None
                or kind == "weekday" and _POSTED.match(after) is not None
                or (re.fullmatch(r"(?:on |late |early )*", before) is not None and _SPEECH_AFTER.match(after) is not None)
            )
            if kind in ("month", "last_month", "last_week") and match.start() == 0 and _SPEECH_AFTER.match(after):
                continue
            # "Said that day", "said earlier this week that": of the statement.
            told = kind in ("same_day", "today") or kind in ("this_week", "last_week") and re.match(r" \w" if kind == "last_week" else r" \w|\.?$", after) is not None
            if kind in ("this_week", "last_week", "last_month") and re.search(r"\b(?:released|published|issued|unveiled) (?:early |late )?$", before):
                continue
            if told and re.search(r"\b(?:said|told \w+|reported|announced|wrote|added) $", before):
                continue
            found.append(Mention(kind, *period, match.start(), match.end(), spoken, _shift(kind, match)))  # type: ignore[arg-type]
    found.sort(key=lambda m: m.start)
    return [m for i, m in enumerate(found) if not (found[i + 1 :] and _is_eve(m, found[i + 1], sentence))]


def _is_eve(one: Mention, other: Mention, sentence: str) -> bool:
    """Whether a day is only that on which the night into the next one began."""
    if one.kind not in ("weekday", "day") or not (one.is_day and other.is_day) or other.first != one.first + timedelta(1):  # type: ignore[operator]
        return False
    between = sentence[one.end : other.start]
    return _INTO.fullmatch(between) is not None and _CLOCK.search(sentence[max(0, one.start - 40) : other.end]) is not None


def _shift(kind: str, match: re.Match[str]) -> int | None:
    if kind == "same_day":
        return 0
    if kind == "day_before":
        return -_COUNTED[match["back"] or match["since"] or "a"]
    return _COUNTED[match["ahead"] or "a"] if kind == "next_day" else None


def _period(kind: str, match: re.Match[str], roundup: Roundup) -> tuple[date | None, date | None] | None:
    last = roundup.last_date
    monday = roundup.first_date - timedelta(roundup.first_date.weekday())
    if kind == "weekday":
        day = last - timedelta((last.weekday() - _WEEKDAYS.index(match["weekday"])) % 7)
        day -= timedelta(7 if (match["last"] or match["of_last"]) and day >= roundup.first_date else 0)
        return day, day
    if kind == "weekdays":
        end = last - timedelta((last.weekday() - _WEEKDAYS.index(match["until"] or match["until2"])) % 7)
        first = end - timedelta((end.weekday() - _WEEKDAYS.index(match["weekday"] or match["weekday2"])) % 7)
        # "The night from Wednesday to Thursday" is Thursday's.
        is_night = re.search(r"\b(?:night|overnight) $", match.string[: match.start()])
        return (end if is_night else first, end)
    if kind == "day":
        day_found = _day(match, last)
        return (day_found, day_found) if day_found else None
    if kind == "months":
        _, end = month(match["until"], match["year"], last)
        return month(match["month"], match["year"], end)[0], end
    if kind == "holiday":
        day_found = _holiday(match["holiday"], match["part"], last)
        return day_found, day_found
    if kind == "month":
        first, end = month(match["month"] or match["month2"] or match["month3"] or match["month4"], match["year"], last)
        return first, None if match[0].startswith(("since", "from")) or end > last + timedelta(_NEARLY_OVER) else end
    if kind == "days":
        days = _days(match, last)
        night = re.search(r"\b(?:night|overnight)(?: (?:of|from|between|on|into))?(?: the)? $", match.string[: match.start()])
        return (days[1], days[1]) if days and night and days[1] - days[0] == timedelta(1) else days
    if kind == "today":
        return (last, last) if roundup.first_day == roundup.last_day else None
    if kind == "yesterday":
        return (last - timedelta(1),) * 2 if roundup.first_day == roundup.last_day else None
    if kind == "past_week":
        # A week that ends on its Sunday, as the president counts it.
        end = _sunday(match.string, monday, last)
        return (end - timedelta(6), end) if end else (None, None) if "the" in match[0] else None
    if kind == "first_days":
        of = date(int(match["year"]), 1, 1) if match["year"] else month(match["month"], None, last)[0] if match["month"] else date(last.year, 1, 1)
        return of, of + timedelta(_COUNTED[match["days"]] - 1)
    if kind == "this_month":
        return last.replace(day=1), None
    if kind == "last_year":
        return date(last.year - 1, 1, 1), date(last.year - 1, 12, 31)
    if kind == "last_month":
        before = last.replace(day=1) - timedelta(1)
        return before.replace(day=1), before
    if kind == "year":
        year = int(match["year"] or last.year)
        is_over = date(year, 12, 31) <= last and not match[0].startswith(("since", "from"))
        return date(year, 1, 1), date(year, 12, 31) if is_over else None
    if kind == "invasion":
        return date(2022, 2, 24), None
    if kind == "weekend":
        return monday - timedelta(2), monday - timedelta(1)
    if kind == "first_week":
        first, _ = month(match["month"], None, last) if match["month"] else (date(last.year, 1, 1), None)
        return first, first + timedelta(7 * _COUNTED[match["weeks"] or "a"] - 1)
    if kind == "half":
        of = int(match["year"] or last.year)
        return (date(of, 1, 1), date(of, 6, 30)) if match["half"] == "first" else (date(of, 7, 1), date(of, 12, 31))
    if kind == "last_week":
        return monday - timedelta(7), monday - timedelta(1)
    if kind == "this_week":
        return (roundup.first_date, last) if roundup.last_day > roundup.first_day else (monday, last)
    return None, None


def _day(match: re.Match[str], last: date) -> date | None:
    """Read "February 6", "6 February 2025"; without a year it is the latest one not more than a month ahead."""
    words = f"{match['month'] or match['month2']} {match['day'] or match['day2']}"
    year = match["year"] or match["year2"]
    for candidate in [int(year)] if year else [last.year + 1, last.year, last.year - 1]:
        try:
            day = date_parser.parse(f"{words} {candidate}").date()
        except (ValueError, OverflowError):
            continue
        if year or day <= last + timedelta(31):
            return day
    return None


def _days(match: re.Match[str], last: date) -> tuple[date, date] | None:
    """Read "July 1–9", "March 3, 2024 to June 2, 2025", "5 to 11 August"; without a year the latest ones that have begun."""
    name, day, end_day = match["month"] or match["month2"], match["day"] or match["day2"], match["last_day"] or match["last_day2"]
    year = match["last_year"] or match["year"] or match["year2"]
    try:
        end = date_parser.parse(f"{end_day} {match['until'] or name} {year or last.year}").date()
        end = end if year or end <= last + timedelta(31) else end.replace(year=end.year - 1)
        first = date_parser.parse(f"{day} {name} {match['year'] or end.year}").date()
        first = first if match["year"] or first <= end else first.replace(year=end.year - 1)
    except (ValueError, OverflowError):
        return None
    return (first, end) if first <= end else None


def _sunday(sentence: str, monday: date, last: date) -> date | None:
    """Return the Sunday on which a sentence is said: the one it names, or the day of an issue of one day."""
    if re.search(r"\bsunday\b", sentence):
        return monday - timedelta(1) if last.weekday() != 6 else last
    return last if last.weekday() == 6 and last - monday < timedelta(7) else None


_HOLIDAYS = {"christmas": (12, 25), "new year's": (1, 1), "independence": (8, 24)}


def _holiday(name: str, part: str, last: date) -> date:
    """Return the latest such day not more than a week ahead; its eve is the day before."""
    of = [date(year, *_HOLIDAYS[name]) - timedelta(part == "eve") for year in (last.year + 1, last.year, last.year - 1)]
    return next(day for day in of if day <= last + timedelta(7))


def month(name: str, year: str | None, last: date) -> tuple[date, date]:
    """Return the first and the last day of a month; without a year it is the latest one that has begun."""
    number = date_parser.parse(f"1 {name} 2000").month
    of = int(year) if year else last.year if number <= last.month else last.year - 1
    return date(of, number, 1), date(of, number, calendar.monthrange(of, number)[1])
