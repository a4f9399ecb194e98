"""A roundup as text: read from plain text or saved HTML, with its days, paragraphs and sentences, each with its place."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

#: Day 1 of the roundups' count.
FIRST_DAY = date(2022, 2, 24)
MOST_BYTES = 4_000_000

_TITLE = re.compile(
    r"resists russia[’'ʼ]?s? (?:full[- ]scale )?invasion\W{1,4}days? (?P<first>\d[, ]\d{3}|"
    r"\d{1,4})(?!\d)(?:\s?[-–—]\s?(?P<last>\d[, ]\d{3}|\d{1,4})(?!\d))?",
    re.I,
)
_DAYS = re.compile(r"(?P<first>\d{1,4})(?:-(?P<last>\d{1,4}))?")
_BULLET = re.compile(r"\s*[-–—•*·] ?(?=\w)")
_NO_QUOTES = {ord("“"): " ", ord("”"): " "}
_SPACES = re.compile(r"[^\S\n]+")
#: What a page carries around its article.
_NOT_TEXT = (
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "button",
    "select",
    "figure",
    "iframe",
    "svg",
    "title",
)
_BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "div", "td", "section", "article", "main")
_MENU = re.compile(r"(?:menu|search|share|home|contacts?|about us|donate|subscribe|read more|facebook|twitter|telegram|youtube|instagram)", re.I)


class TextError(Exception):
    """A file is no roundup that can be read; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its words, where they start in the text, and where it stands."""

    text: str
    start: int
    paragraph: int
    is_headline: bool
    #: The number of the quotation that spans it together with others, or None.
    quotation: int | None = None


@dataclass(frozen=True, slots=True)
class Roundup:
    """The text of one roundup and what its title says; ``days`` is written as in the tables ("1076-1080")."""

    text: str
    first_day: int
    last_day: int
    name: str = ""
    url: str = ""
    sentences: tuple[Sentence, ...] = field(default=(), repr=False)

    @property
    def days(self) -> str:
        return f"{self.first_day}-{self.last_day}"

    @property
    def first_date(self) -> date:
        return FIRST_DAY + timedelta(self.first_day - 1)

    @property
    def last_date(self) -> date:
        return FIRST_DAY + timedelta(self.last_day - 1)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_days(days: str) -> tuple[int, int]:
    """Return the first and the last day of "1076-1080" or "1076".

    Raises:
        ValueError: not such days, or the last before the first.
    """
    match = _DAYS.fullmatch(days.replace(",", ""))
    if not match:
        raise ValueError(f"{days!r} is not days as in 1076-1080")
    first, last = int(match["first"]), int(match["last"] or match["first"])
    if not 1 <= first <= last <= first + 31:
        raise ValueError(f"the days {days} do not run from a first to a last day at most a month later")
    return first, last


def read_roundup(path: Path | str, days: str | None = None, url: str = "") -> Roundup:
    """Read a file of plain text or HTML in UTF-8. Without ``days`` the title must name them.

    Raises:
        TextError: unreadable, no text, or no days.
        ValueError: ``days`` is no run of days.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TextError(f"{path}: {error.strerror or error}") from error
    if len(data) > MOST_BYTES:
        raise TextError(f"{path}: {len(data):,} bytes are more than a roundup has; give one article a file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8 text") from error
    return roundup_of(text, days, path.name, url)


def roundup_of(text: str, days: str | None = None, name: str = "text", url: str = "") -> Roundup:
    """Make a roundup of a text that was read; see `read_roundup`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if re.match(r"\s*(?:<\?xml|<!doctype html|<html|<head|<body|<article|<div|<!--)", text, re.I):
        text = _text_of_html(text)
    if any(unicodedata.category(c) == "Cc" for c in set(text) - {"\n", "\t"}):
        raise TextError(f"{name}: the file holds control characters; it is not the text of an article")
    if not text.strip():
        raise TextError(f"{name}: the file holds no text")
    if days:
        first, last = read_days(days)
    else:
        title = _TITLE.search(text)
        if not title:
            raise TextError(f'{name}: no title "… resists Russia\'s invasion. Days N-M" in the text; say the days with --days N-M')
        try:
            first, last = read_days("-".join(re.sub(r"\D", "", day) for day in title.groups() if day))
        except ValueError as error:
            raise TextError(f"{name}: {error}") from error
    return Roundup(text, first, last, name, url, tuple(_sentences(text)))


def _text_of_html(html: str) -> str:
    """Return the article's blocks, one a paragraph; navigation, scripts and captions are left out."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    named = [e.get_text(" ") for name in ("h1", "title") for e in soup.find_all(name)]
    title = next((t for t in named if _TITLE.search(t)), "")
    for element in soup.find_all(_NOT_TEXT):
        element.decompose()
    for element in soup.find_all("br"):
        element.replace_with("\n")
    body = soup.find("article") or soup.find("main") or soup.body or soup
    blocks = [element for element in body.find_all(_BLOCKS) if not element.find(_BLOCKS)] or [body]
    paragraphs = [_SPACES.sub(" ", line).strip() for block in blocks for line in block.get_text().split("\n")]
    # The title first: a page also lists the titles of other issues.
    own = _SPACES.sub(" ", title).strip()
    return "\n\n".join(p for p in [own, *(p for p in paragraphs if p != own)] if p) + "\n"


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield each paragraph with its start: a line, or lines that a mail program broke."""
    wrapped = _is_wrapped(text)
    for match in re.finditer(r"(?:[^\n]+\n?)+" if wrapped else r"[^\n]+", text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        paragraph = match[0].strip()
        if paragraph:
            yield start, paragraph


def _is_wrapped(text: str) -> bool:
    """Whether single line breaks stand inside sentences: most lines go on in small letters."""
    following = re.findall(r"[^\n.!?”\"]\n([^\n])", text)
    return len(following) >= 5 and sum(c.islower() for c in following) > len(following) / 3


def _sentences(text: str) -> Iterator[Sentence]:
    from sentencex import segment

    quotation = 0
    paragraphs = list(_paragraphs(text))
    listed_under = 0
    for order_of, (start, paragraph) in enumerate(paragraphs):
        # The lines of a list belong to the paragraph above it.
        listed_under = listed_under if _BULLET.match(paragraph) else order_of
        number = listed_under
        if _TITLE.search(paragraph) and len(paragraph) < 200 or _MENU.fullmatch(paragraph):
            continue
        at, inside = 0, False
        # The segmenter takes a quotation for one sentence, however long: it is shown the text without the marks.
        curled = _curled(paragraph)
        unquoted = curled.translate(_NO_QUOTES)
        pieces = [piece.strip() for piece in _joined(list(segment("en", unquoted)))]
        pieces = [piece for piece in pieces if piece]
        for order, piece in enumerate(pieces):
            found = unquoted.find(piece, at)
            if found < 0:
                continue
            end = found + len(piece)
            while found > at and curled[found - 1] in "“":
                found -= 1
            while end < len(paragraph) and curled[end] in "”":
                end += 1
            piece, at = paragraph[found:end], end
            opened, closed = (curled.count(mark, found, end) for mark in "“”")
            within = inside or opened > closed
            quotation += opened > closed and not inside
            is_headline = order_of + 1 < len(paragraphs) and not _BULLET.match(paragraph) and _is_headline(piece, len(pieces), order, len(paragraph))
            yield Sentence(piece, start + found, number, is_headline, quotation if within or (inside and closed) else None)
            inside = opened > closed if not inside else closed <= opened


def _curled(paragraph: str) -> str:
    """Return a paragraph with straight quotation marks as pairs, of the same length."""
    marks = 0

    def turned(match: re.Match[str]) -> str:
        nonlocal marks
        marks += 1
        return "“" if marks % 2 else "”"

    return re.sub('"', turned, paragraph)


def _joined(pieces: list[str]) -> list[str]:
    """Join what the segmenter parts inside a quotation: a piece that starts in small letters goes on with the one before."""
    out: list[str] = []
    for piece in pieces:
        if out and re.match(r"\s*[a-z(]", piece) and not out[-1].rstrip().endswith(("\n",)):
            out[-1] += piece
        else:
            out.append(piece)
    return out


def _is_headline(piece: str, pieces: int, order: int, length: int) -> bool:
    """A paragraph of one line without a full stop, or a first sentence in the headlines' present tense."""
    if pieces == 1 and not re.search(r"[.!?:;”\"…]$", piece):
        return len(piece) < 250
    if order == 0 and re.search(r"\b(?:says?|reports?|confirms?|claims?|finds?|reveals?|estimates?)[.]?$", piece) and len(piece) < 200:
        return True
    return (
        order == 0
        and length < 250
        and pieces == 1
        and _PRESENT.search(piece) is not None
        and (_SINGULAR.search(piece) is not None or not piece.endswith("."))
        and not _PAST.search(piece)
        or order == 0
        and pieces > 1
        and _PRESENT_START.match(piece) is not None
        and not _PAST.search(piece)
    )


_PRESENT_VERB = (
    r"(?:launch(?:es)?|down(?:s)?|kill(?:s)?|strike(?:s)?|hit(?:s)?|attack(?:s)?|destroy(?:s)?|shell(?:s)?|fire(?:s)?|hold(?:s)?|return(?:s)?|"
    r"bring(?:s)?|lose(?:s)?|shoot(?:s)?|target(?:s)?|intercept(?:s)?|advance(?:s)?|capture(?:s)?|damage(?:s)?|"
    r"release(?:s)?|swap(?:s)?|exchange(?:s)?|injure(?:s)?|confirm(?:s)?|deploy(?:s)?|say(?:s)?|report(?:s)?|claim(?:s)?|"
    r"receive(?:s)?|face(?:s)?|sink(?:s)?|seize(?:s)?|control(?:s)?)"
)
_PAST = re.compile(r"\b(?:said|told|was|were|had|shot|reported|according|did)\b")
_PRESENT = re.compile(rf"^(?:[^,.]{{3,80}}? )?{_PRESENT_VERB} (?!by\b|on\b)", re.I)
#: A whole sentence is a headline only where its verb is surely one in the present tense: "hit" and "attacks" may be past, or a noun.
_SINGULAR = re.compile(
    r"^(?:[^,.]{2,80}? )?(?<!russian )(?<!ukrainian )(?<!drone )(?<!missile )(?<!air )(?<!rocket )(?<!recent )(?!hits )"
    r"(?:launches|downs|kills|strikes|attacks|destroys|shells|fires|holds|returns|brings|loses|shoots|targets|intercepts|advances|captures|damages|"
    r"releases|swaps|exchanges|injures|confirms|deploys|says|reports|claims|receives|faces|sinks|seizes|controls) ", re.I
)
_PRESENT_START = re.compile(
    rf"^(?!The )(?:(?:[A-Z][\w’'.-]*|\d+|in|of|the|air|defenses?|forces?|drones?|missiles?|attack|strike|service|members|home|"
    rf"after)[ ,]){{1,8}}{_PRESENT_VERB} "
)
