"""The line of the changelog that a change of the tables calls for."""

from __future__ import annotations

import re

FILE = "CHANGELOG.md"
ADDED = "### Added"
CHANGED = "### Changed values"
NOT_RELEASED = "(not released)"
_RELEASE = re.compile(r"^## (?!Must I act\?)(?P<name>.+)$", re.MULTILINE)
_NONE = "- None."


def noted(text: str, heading: str, line: str) -> str:
    """Return the changelog with a line at the end of a part of the release that is being made.

    Where the first release is out already, a new one is begun above it. A changelog without releases is returned as it is.
    """
    found = _RELEASE.search(text)
    if found is None:
        return text
    if NOT_RELEASED not in found["name"]:
        begun = f"## Next {NOT_RELEASED}\n\n**Must I act?** {_must_act(heading)}\n\n"
        text = text[: found.start()] + begun + text[found.start() :]
        return noted(text, heading, line)
    following = _RELEASE.search(text, found.end())
    end = following.start() if following else len(text)
    return text[: found.end()] + _in_release(text[found.end() : end], heading, line) + text[end:]


def _must_act(heading: str) -> str:
    return "Whoever cites a figure listed under \"Changed values\"." if heading == CHANGED else "No: rows were added."


def _in_release(release: str, heading: str, line: str) -> str:
    start = re.search(rf"^{re.escape(heading)}$", release, re.MULTILINE)
    if start is None:
        return f"{release.rstrip()}\n\n{heading}\n- {line}\n" + ("\n" if release.endswith("\n\n") else "")
    part = re.search(r"^#", release[start.end() :], re.MULTILINE)
    end = start.end() + (part.start() if part else len(release) - start.end())
    lines = [old for old in release[start.end() : end].strip("\n").split("\n") if old != _NONE]
    tail = release[start.end() : end][len(release[start.end() : end].rstrip("\n")) :]
    return release[: start.end()] + "\n" + "\n".join([*(old for old in lines if old), f"- {line}"]) + (tail or "\n") + release[end:]
