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
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("invasion", r"\bsince (?:russia's |the (?:start|beginning|launch) of )?(?:the |its |a |russia's )?(?:full[- ]scale |2022 |"
            r"russian )*(?:invasion|war|aggression)(?: began| started)?\b|"
            r"\bsince (?:february (?:24,? )?2022|(?:24 )february(?:,? 2022)?|february 24(?:,? 2022)?)\b"),
        ("day", rf"\b(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>20\d\d))?(?!\d|,\d)|\b(?P<day2>\d{{1,2}})(?:st|"
            rf"nd|rd|th)? (?:of )?(?P<month2>{_MONTH})(?:,? (?P<year2>20\d\d))?\b"),
        ("weekday", rf"\b(?P<last>last |the previous )?(?P<weekday>{'|'.join(_WEEKDAYS)})\b(?! \d| (?:of )?next week| (?:to|into|"
            rf"and) (?:{'|'.join(_WEEKDAYS)}))"),
        ("weekend", r"\b(?:over|at|on|during|this|last) (?:the |last |past )?weekend\b"),
        ("last_week", r"\blast week\b(?! of)|\bthe previous week\b"),
        ("this_week", r"\b(?:earlier |late |later )?this week\b|\b(?:early|earlier|late|later|throughout|during|over|through|"
            r"in) (?:in )?(?:the |this )?(?:course of the )?week\b"),
        ("holiday", r"\b(?P<holiday>christmas|new year's|independence) (?P<part>eve|day|morning|night)\b"),
        ("months", rf"\b(?:from|between) (?P<month>{_MONTH}) (?:through|to|and|until) (?P<until>{_MONTH})(?:,? (?P<year>20\d\d))?(?! \d)"),
        ("day_before", r"\b(?:the )?(?:previous (?:day|night|evening)|(?:day|night|evening) before)\b(?! that\b)|"
            r"\ba day (?:earlier|prior)\b|\bthe night before\b"),
        ("two_days_later", r"\btwo (?:days|nights) later\b"),
        ("three_days_later", r"\bthree (?:days|nights) later\b"),
        ("same_day", r"\b(?:the |that )same (?:day|night|morning|evening)\b|\bon that day\b|\bthat day\b|\bthat night\b"),
        ("next_day", r"\b(?:the )?(?:following|next) (?:day|morning|night)\b|\ba day later\b"),
        ("month", rf"\b(?:in|during|for|throughout|of|since|last|this) (?:(?:early|mid|"
            rf"late)[- ])?(?P<month>{_MONTH})(?:,? (?P<year>20\d\d))?(?! \d|\.? \d)\b|\b(?P<month2>{_MONTH}) (?:alone|saw)\b"),
        ("year", r"\b(?P<since>since the (?:start|beginning) of (?:this|the) year|so far this year|this year)\b|\b(?:in|during|since|"
            r"throughout) (?P<year>20[12]\d)\b"),
        ("last_month", r"\blast month\b"),
        ("this_month", r"\bthis month\b"),
    )
)  # fmt: skip
_SPEECH_BEFORE = re.compile(
    r"\b(?:said|says|told|added|reported|announced|confirmed|stated|claimed|wrote|posted|warned|noted|revealed|estimated|"
    r"published|released|statement|post|report|briefing|address|interview|conference|comments|remarks|as of)"
    r"(?: (?!shooting|downing|destroying|down\b|drones|killing)[\w']+){0,4}?(?: (?:on|late|early|in|a|the|that))*\s*$"
)
_SPEECH_AFTER = re.compile(r"^,? (?:[\w'-]+ ){0,6}?(?:said|told|announced|confirmed|stated|claimed|wrote|revealed|reported|estimated)\b")

Kind = Literal[
    "day", "weekday", "invasion", "weekend", "last_week", "this_week", "months", "holiday", "day_before", "two_days_later", "three_days_later",
    "same_day", "next_day", "month", "year", "last_month", "this_month",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """One day or period that a sentence names; ``is_spoken`` where it is the day of a statement and of no event."""

    kind: Kind
    first: date | None
    last: date | None
    start: int
    end: int
    is_spoken: bool = False

    @property
    def is_day(self) -> bool:
        return self.first is not None and self.first == self.last


def mentions(sentence: str, roundup: Roundup) -> list[Mention]:
    """Return the days and periods of a sentence (small letters, plain apostrophes), in their order.

    A weekday is the last one up to the roundup's last day, so that a Saturday is that of the weekend before. "same day" and
    "next day" come without dates: the caller knows the day before.
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
            spoken = kind in ("day", "weekday") and (
                _SPEECH_BEFORE.search(before) is not None
                or (re.fullmatch(r"(?:on |late |early )*", before) is not None and _SPEECH_AFTER.match(after) is not None)
            )
            if kind in ("month", "last_month", "last_week") and match.start() == 0 and _SPEECH_AFTER.match(after):
                continue
            found.append(Mention(kind, *period, match.start(), match.end(), spoken))  # type: ignore[arg-type]
    return sorted(found, key=lambda m: m.start)


def _period(kind: str, match: re.Match[str], roundup: Roundup) -> tuple[date | None, date | None] | None:
    last = roundup.last_date
    monday = roundup.first_date - timedelta(roundup.first_date.weekday())
    if kind == "weekday":
        day = last - timedelta((last.weekday() - _WEEKDAYS.index(match["weekday"])) % 7)
        day -= timedelta(7 if match["last"] and day >= roundup.first_date else 0)
        return day, day
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
        first, end = month(match["month"] or match["month2"], match["year"], last)
        return first, None if match[0].startswith("since") else end
    if kind == "this_month":
        return last.replace(day=1), last
    if kind == "last_month":
        before = last.replace(day=1) - timedelta(1)
        return before.replace(day=1), before
    if kind == "year":
        year = int(match["year"] or last.year)
        if match["since"] and match["since"].startswith("since"):
            return date(year, 1, 1), None
        return date(year, 1, 1), min(date(year, 12, 31), last)
    if kind == "invasion":
        return date(2022, 2, 24), None
    if kind == "weekend":
        return monday - timedelta(2), monday - timedelta(1)
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
