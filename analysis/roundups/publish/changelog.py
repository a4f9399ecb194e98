"""CHANGELOG.md, the one home of what a release changed: its entries, and the part of an entry that is generated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

FILE = "CHANGELOG.md"
OPENING, CLOSING = "<!-- generated: differences -->", "<!-- /generated -->"
NOT_RELEASED = "not released"
#: What each entry opens with: whether somebody who uses the package has to do something.
QUESTION = "**Must I act?**"
_HEADING = re.compile(r"^## (?P<version>\S+) \((?P<day>[^)]*)\)\s*$")


@dataclass(frozen=True)
class Entry:
    """One release: `day` is ISO 8601 or "not released", `line` the line of its heading, `body` what stands below it."""

    version: str
    day: str
    line: int
    body: str

    @property
    def answer(self) -> str:
        """What the entry says after "Must I act?"; empty where it does not say."""
        match = re.search(re.escape(QUESTION) + r"[ \t]*(.*(?:\n(?!\n).+)*)", self.body)
        return match[1].strip() if match else ""

    @property
    def opens_with_the_question(self) -> bool:
        return self.body.lstrip().startswith(QUESTION)


def entries(text: str) -> list[Entry]:
    """Return the entries of the changelog, the newest first as they stand."""
    return [Entry(match["version"], match["day"], line, body) for line, match, body in _headings(text)]


def _headings(text: str) -> Iterator[tuple[int, re.Match[str], str]]:
    lines = text.split("\n")
    found = [(number, match) for number, line in enumerate(lines) if (match := _HEADING.match(line))]
    for place, (number, match) in enumerate(found):
        end = found[place + 1][0] if place + 1 < len(found) else len(lines)
        yield number + 1, match, "\n".join(lines[number + 1 : end])


def released(text: str, entry: Entry, day: str, differences: str) -> str:
    """Return the changelog with the entry dated and its generated part made anew; it stands at the end of the entry."""
    part = f"{OPENING}\n{differences}\n{CLOSING}"
    body = re.sub(re.escape(OPENING) + r".*?" + re.escape(CLOSING), lambda _: part, entry.body, flags=re.DOTALL)
    if OPENING not in entry.body:
        body = f"{entry.body.rstrip()}\n\n{part}\n" + ("\n" if entry.body.endswith("\n\n") else "")
    lines = text.split("\n")
    after = entry.line + entry.body.count("\n") + 1
    return "\n".join([*lines[: entry.line - 1], f"## {entry.version} ({day})", *body.split("\n"), *lines[after:]])
